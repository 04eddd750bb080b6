"""Two people on one map, in one process: what each sees, keeps and takes back."""

from __future__ import annotations

import json
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import journeykit as jk
from journeykit.errors import ConflictError, ExportError, MapError, UnknownIdError
from journeykit.store import SharedMap, dump_map, open_shared, read_map
from journeykit.store.live import News


@pytest.fixture
def path(tmp_path: Path) -> Path:
    shop = jk.new_map("Shop", stages=["Browse", "Pay", "Use"])
    shop = jk.edit.add_touchpoint(shop, "Shelf", stage="browse")
    jk.write_map(jk.edit.add_touchpoint(shop, "Till", stage="pay"), tmp_path / "shop.json")
    return tmp_path / "shop.json"


@pytest.fixture
def people(path: Path) -> Iterator[tuple[SharedMap, SharedMap]]:
    with open_shared(path, author="Ann") as ann, open_shared(path, author="Ben") as ben:
        assert isinstance(ann, SharedMap)
        assert isinstance(ben, SharedMap)
        yield ann, ben


def until(true: Callable[[], object], seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_an_edit_is_seen_in_another_session_within_a_quarter_of_a_second(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    seen = threading.Event()
    ben.watch(lambda news: seen.set() if news.entries else None)
    times = []
    for number in range(12):
        seen.clear()
        start = time.perf_counter()
        ann.edit("update_stage", id="pay", name=f"Pay {number}")
        assert seen.wait(5)
        times.append(time.perf_counter() - start)
    assert statistics.median(times) <= 0.25
    assert ben.map == ann.map


def test_the_file_follows_the_log_a_moment_later_and_is_what_write_map_writes(
    people: tuple[SharedMap, SharedMap], path: Path
) -> None:
    ann, _ = people
    ann.edit("update_stage", id="pay", name="Check out")
    assert ann.state.state == "saving"
    until(lambda: ann.state.state == "saved")
    assert path.read_text(encoding="utf-8") == dump_map(ann.map)
    assert ann.state.at


def test_the_same_operation_sent_twice_is_done_once(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    first = ann.submit("add_stage", {"name": "Return"}, op="page:1")
    assert ann.submit("add_stage", {"name": "Return"}, op="page:1") == first
    ben.catch_up()
    assert ben.submit("add_stage", {"name": "Return"}, op="page:1").revision == first.revision
    assert [stage.name for stage in ben.map.stages].count("Return") == 1


def test_of_two_texts_for_one_field_the_later_stands_and_the_other_author_is_told_both(
    people: tuple[SharedMap, SharedMap],
) -> None:
    ann, ben = people
    heard: list[News] = []
    ann.watch(heard.append)
    base = ann.revision
    ann.submit("update_stage", {"id": "pay", "name": "Till"}, base=base)
    entry = ben.submit("update_stage", {"id": "pay", "name": "Check out"}, base=base)
    assert [(clash.author, clash.lost, clash.kept) for clash in entry.clashes] == [("Ann", "Till", "Check out")]
    until(lambda: any(news.lost for news in heard))
    ((told, clash),) = next(news.lost for news in heard if news.lost)
    assert (told.author, clash.words, clash.revision) == ("Ben", "name of stage “Till”", entry.revision - 1)
    assert ann.history.at(clash.revision).stages[1].name == "Till"
    assert ann.map.stages[1].name == "Check out"


def test_edits_of_different_fields_and_equal_edits_do_not_clash(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    base = ann.revision
    ann.submit("update_stage", {"id": "pay", "name": "Check out"}, base=base)
    other = ben.submit("update_stage", {"id": "pay", "objective": "No queue"}, base=base)
    equal = ben.submit("update_stage", {"id": "pay", "name": "Check out"}, base=base)
    assert other.clashes == equal.clashes == ()
    assert (ben.map.stages[1].name, ben.map.stages[1].objective) == ("Check out", "No queue")


def test_two_people_add_to_one_list_and_both_additions_stand(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    for name in ("Marketing", "Support"):
        ann.edit("add_owner", name=name)
    base = ann.revision
    ann.submit("update_stage", {"id": "pay", "owners": ["marketing"]}, base=base)
    entry = ben.submit("update_stage", {"id": "pay", "owners": ["support"]}, base=base)
    assert set(ben.map.stages[1].owners) == {"marketing", "support"}
    assert entry.clashes == ()


def test_a_place_counted_on_an_older_map_is_the_place_beside_the_same_neighbour(
    people: tuple[SharedMap, SharedMap],
) -> None:
    ann, ben = people
    base = ben.revision
    ann.edit("add_stage", name="Hear of it")
    ann.edit("move_stage", id="hear-of-it", to=0)
    ben.submit("move_stage", {"id": "use", "to": 1}, base=base)
    assert [stage.id for stage in ben.map.stages] == ["hear-of-it", "browse", "use", "pay"]


def test_an_addition_after_a_stage_that_is_gone_goes_where_that_stage_was(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    base = ben.revision
    ann.edit("remove_stage", id="pay")
    ben.submit("add_stage", {"name": "Queue", "after": "pay"}, base=base)
    assert [stage.id for stage in ben.map.stages] == ["browse", "queue", "use"]


# ------------------------------------------------------------------------------------------------------------ deleted


def test_an_edit_of_a_removed_stage_is_refused_in_words_kept_and_can_be_brought_back(
    people: tuple[SharedMap, SharedMap],
) -> None:
    ann, ben = people
    ben.edit("remove_stage", id="pay")
    with pytest.raises(
        ConflictError, match=r"Stage “Pay” was removed by Ben at \d\d:\d\d, so this change was not made"
    ):
        ann.edit("update_stage", id="pay", name="Check out")
    assert "pay" not in [stage.id for stage in ann.map.stages]
    (refused,) = [entry for entry in ann.history.entries() if entry.outcome == "refused"]
    assert refused.args == {"id": "pay", "name": "Check out"}
    back = ann.history.bring_back(refused.revision)
    assert [(stage.id, stage.name) for stage in back.stages][1] == ("pay", "Check out")
    assert [touchpoint.id for touchpoint in back.touchpoints] == ["shelf", "till"]


def test_whoever_edited_a_stage_is_told_when_somebody_removes_it_at_the_same_time(
    people: tuple[SharedMap, SharedMap],
) -> None:
    ann, ben = people
    heard: list[News] = []
    ann.watch(heard.append)
    base = ben.revision
    ann.edit("update_stage", id="pay", objective="No queue")
    entry = ben.submit("remove_stage", {"id": "pay"}, base=base)
    assert {clash.field for clash in entry.clashes} == {("stages", "pay", "-")}
    until(lambda: any(news.lost for news in heard))
    assert ann.history.bring_back(entry.revision).stages[1].objective == "No queue"


def test_of_two_who_remove_one_stage_the_second_hears_that_it_is_gone_and_nothing_fails(
    people: tuple[SharedMap, SharedMap],
) -> None:
    ann, ben = people
    base = ben.revision
    ann.edit("remove_stage", id="pay")
    entry = ben.submit("remove_stage", {"id": "pay"}, base=base)
    assert (entry.outcome, ben.map) == ("late", ann.map)
    assert "was removed by Ann" in entry.reason


def test_one_gesture_of_several_edits_is_one_operation_with_the_same_care(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    base = ben.revision
    ann.edit("add_stage", name="Hear of it")
    ann.edit("move_stage", id="hear-of-it", to=0)
    steps = [
        {"edit": "move_stage", "args": {"id": "use", "to": 1}},
        {"edit": "update_stage", "args": {"id": "use", "name": "Live with it"}},
    ]
    entry = ben.submit("apply_all", {"edits": steps}, base=base)
    assert [stage.name for stage in ben.map.stages] == ["Hear of it", "Browse", "Live with it", "Pay"]
    assert entry.words == "Stage “Use” moved; Stage “Use” renamed to “Live with it”"
    assert ann.catch_up() == ben.map
    ann.edit("remove_stage", id="pay")
    with pytest.raises(ConflictError, match="Stage “Pay” was removed by Ann"):
        ben.submit("apply_all", {"edits": [{"edit": "update_stage", "args": {"id": "pay", "name": "x"}}]})
    with pytest.raises(MapError):
        ben.submit("apply_all", {"edits": "nonsense"})


def test_an_edit_that_never_fitted_is_refused_and_leaves_no_trace(people: tuple[SharedMap, SharedMap]) -> None:
    ann, _ = people
    with pytest.raises(UnknownIdError, match="Did you mean 'pay'"):
        ann.edit("update_stage", id="pai", name="x")
    with pytest.raises(MapError, match="no field"):
        ann.edit("update_stage", id="pay", nmae="x")
    assert ann.history.entries() == []


def test_what_a_slow_network_delivers_late_does_not_replace_the_newer_text(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    ann.submit("update_stage", {"id": "pay", "name": "Second"}, op="page:2", base=0)
    late = ann.submit("update_stage", {"id": "pay", "name": "First"}, op="page:1", base=0)
    assert late.outcome == "late"
    assert ann.map.stages[1].name == ben.catch_up().stages[1].name == "Second"


# --------------------------------------------------------------------------------------------------------- undo, redo


def test_undo_takes_back_ones_own_edit_and_leaves_what_others_did_since(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    ann.edit("remove_stage", id="pay")
    ben.edit("update_stage", id="use", name="Live with it")
    assert ben.steps == {"undo": True, "redo": False}
    undone = ann.undo()
    assert [stage.name for stage in undone.stages] == ["Browse", "Pay", "Live with it"]
    assert [touchpoint.id for touchpoint in undone.touchpoints] == ["shelf", "till"]
    assert [stage.name for stage in ann.redo().stages] == ["Browse", "Live with it"]
    ann.undo()
    assert ann.undo() == ann.map  # Nothing of hers is left to take back.
    assert ben.undo().stages[2].name == "Use"
    assert ben.steps == {"undo": False, "redo": True}


def test_undo_does_not_take_back_what_somebody_wrote_over_it(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    ann.edit("update_stage", id="pay", name="Check out")
    ben.edit("update_stage", id="pay", name="Till")
    assert ann.undo().stages[1].name == "Till"
    assert "Somebody changed the same place since" in ann.notices[-1]


# ------------------------------------------------------------------------------------------------------------ history


def test_a_revision_is_restored_as_an_edit_that_can_be_undone(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    before = ann.map
    version = ann.history.name_version("Before the workshop")
    ann.edit("remove_stage", id="pay")
    ben.edit("set_cell", stage="use", lane="goals", text="It works")
    assert ben.history.restore(version.revision) == before
    assert ben.history.entries(1)[0].words == "Restored the version “Before the workshop”"
    assert [stage.id for stage in ben.undo().stages] == ["browse", "use"]
    with pytest.raises(MapError, match="there is no revision 99"):
        ann.history.at(99)
    with pytest.raises(MapError, match="called “Before the workshop” already"):
        ann.history.name_version("Before  the workshop")


def test_compaction_folds_old_operations_away_and_keeps_named_versions(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    for number in range(5):
        ann.edit("update_stage", id="pay", name=f"Pay {number}")
    version = ann.history.name_version("Five")
    for number in range(5, 20):
        ann.edit("update_stage", id="pay", name=f"Pay {number}")
    end = ann.map
    assert ann.history.compact(keep=4) == 16
    assert ben.catch_up() == end
    assert ben.history.at(version.revision).stages[1].name == "Pay 4"
    assert ben.history.at(17).stages[1].name == "Pay 16"
    with open_shared(ann.path) as later:
        assert isinstance(later, SharedMap)
        with pytest.raises(MapError, match="folded away"):
            later.history.at(9)
        assert later.map == end


def test_a_script_that_changed_a_map_puts_it_in_beside_what_others_did(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    changed = jk.edit.update_stage(ann.map, "pay", name="Check out")
    ben.edit("update_stage", id="use", name="Live with it")
    assert [stage.name for stage in ann.put(changed).stages] == ["Browse", "Check out", "Live with it"]
    with pytest.raises(MapError, match="another map"):
        ann.put(jk.new_map("Other"))


# ----------------------------------------------------------------------------------------------- comments and presence


def test_comments_are_answered_settled_and_opened_again_and_outlive_their_element(
    people: tuple[SharedMap, SharedMap],
) -> None:
    ann, ben = people
    ann.edit("add_owner", name="Marketing")
    ben.catch_up()
    thread = ann.comments.add("stages/pay", "Who owns this? @Marketing, @nobody", op="r1")
    assert ann.comments.add("stages/pay", "Who owns this? @Marketing, @nobody", op="r1") == thread
    assert thread.remarks[0].mentions == ("marketing",)
    assert ben.comments.reply(thread.id, "We do.").remarks[1].author == "Ben"
    assert ben.comments.resolve(thread.id).resolved
    assert ann.comments.threads(resolved=False) == []
    assert not ann.comments.reopen(thread.id).resolved
    ann.edit("remove_stage", id="pay")
    (kept,) = ann.comments.threads("stages/pay")
    assert kept.gone
    with pytest.raises(UnknownIdError, match="no element has id 'stages/pai'"):
        ann.comments.add("stages/pai", "x")
    with pytest.raises(MapError, match="needs words"):
        ann.comments.add("stages/use", "  ")
    cell = ann.comments.add("cells/use/goals", "Really?")
    assert cell.about == "“Goals” of “Use”"


def test_presence_tells_who_is_where_and_forgets_who_left(
    people: tuple[SharedMap, SharedMap], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, ben = people
    ann.presence.move("stages/pay")
    ben.presence.move("cells/use/goals")
    assert [(p.author, p.place, p.me) for p in ann.presence.people()] == [
        ("Ann", "stages/pay", True),
        ("Ben", "cells/use/goals", False),
    ]
    ben.rename("Benjamin")
    assert ann.presence.people()[1].author == "Benjamin"
    ben.close()
    assert [person.author for person in ann.presence.people()] == ["Ann"]
    ann.presence.page_seen()
    monkeypatch.setattr("journeykit.store.live.presence.PAGE_GONE_S", 0.0)
    ann.presence.leave()
    ann.presence.beat()
    assert ann.presence.people() == []  # Her page is closed; only its kernel lives.
    ann.presence.move("stages/use")
    later = time.time() + 60
    monkeypatch.setattr("journeykit.store.live.presence.time.time", lambda: later)
    assert ann.presence.people() == []


# ---------------------------------------------------------------------------------------------------- outside, faults


def test_a_change_of_the_file_by_other_means_is_taken_in_as_one_edit(
    people: tuple[SharedMap, SharedMap], path: Path
) -> None:
    ann, ben = people
    until(lambda: ann.state.state == "saved")
    outside = jk.edit.update_stage(read_map(path), "pay", name="By hand")
    ann.edit("update_stage", id="use", name="By Ann")
    jk.write_map(outside, path)
    until(lambda: ben.map.stages[1].name == "By hand" and ann.map == ben.map)
    assert ben.map.stages[2].name == "By Ann"
    until(lambda: read_map(path) == ann.map)
    assert [entry.author for entry in ann.history.entries() if entry.edit == "merge"] == ["shop.json"]


def test_a_file_that_is_spoiled_while_it_is_open_is_set_aside_and_written_anew(
    people: tuple[SharedMap, SharedMap], path: Path
) -> None:
    ann, ben = people
    path.write_text("<<<<<<< HEAD\n", encoding="utf-8")
    until(lambda: any("is in shop.json.broken-1" in notice for one in people for notice in one.notices), 9)
    assert read_map(path) == ann.map == ben.map
    assert path.with_name("shop.json.broken-1").read_text(encoding="utf-8") == "<<<<<<< HEAD\n"


def test_another_map_in_the_file_is_not_overwritten(people: tuple[SharedMap, SharedMap], path: Path) -> None:
    ann, _ = people
    jk.write_map(jk.new_map("Library"), path)
    time.sleep(1.1)
    ann.edit("update_stage", id="pay", name="Check out")
    until(lambda: ann.state.state == "problem" and "another map" in ann.state.reason, 9)
    assert json.loads(path.read_text(encoding="utf-8"))["id"] == "library"


@pytest.mark.parametrize("fault", ["No space left on device", "Input/output error", "Permission denied"])
def test_a_file_that_cannot_be_written_is_told_and_the_edits_are_kept_in_the_log(
    people: tuple[SharedMap, SharedMap], path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    ann, ben = people
    before = path.read_bytes()

    def failing(target: object, data: bytes, **_: object) -> None:
        raise OSError(28, fault)

    with monkeypatch.context() as patched:
        patched.setattr("journeykit.store.live.saving.write_atomic", failing)
        ann.edit("update_stage", id="pay", name="Check out")
        until(lambda: ann.state.state == "problem")
        assert ann.state.reason == f"shop.json: {fault}"
        assert path.read_bytes() == before
        assert ben.catch_up().stages[1].name == "Check out"
    until(lambda: ann.state.state == "saved", 9)
    assert read_map(path) == ann.map


def test_a_full_disk_refuses_the_edit_and_changes_nothing(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    before = ann.map
    pages = ann._database.rows("PRAGMA page_count")[0][0]
    ann._database.rows(f"PRAGMA max_page_count={pages}")
    refused = ""
    for number in range(200):
        try:
            before = ann.edit("update_stage", id="pay", name=f"{number} " + "long " * 200)
        except ExportError as error:
            refused = str(error)
            break
    assert "disk is full. Nothing was changed" in refused
    assert ann.map == before == ben.catch_up()
    ann._database.rows("PRAGMA max_page_count=100000")
    ann.edit("update_stage", id="pay", name="Room again")
    assert ben.catch_up().stages[1].name == "Room again"


@pytest.mark.parametrize("step", ["append", "keep_snapshot"])
def test_a_fault_inside_the_log_leaves_map_and_log_as_they_were(
    people: tuple[SharedMap, SharedMap], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    ann, ben = people
    for number in range(99):
        ann.edit("update_stage", id="pay", name=f"Pay {number}")
    before = ann.map

    def failing(*args: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(f"journeykit.store.live.log.Log.{step}", failing)
        with pytest.raises(OSError, match="Input/output error"):
            ann.edit("update_stage", id="pay", name="lost")
    assert ann.map == before == ben.catch_up()
    ann.edit("update_stage", id="pay", name="kept")
    assert ben.catch_up().stages[1].name == "kept"
