"""One edit into the log: done, late or refused, with the texts that it replaced, and nothing half done."""

from __future__ import annotations

import pytest

from journeykit.errors import ConflictError, ExportError, MapError, UnknownIdError
from journeykit.store import SharedMap
from journeykit.store.live import News
from tests.store.live.clients import until
from tests.store.live.conftest import Pair


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


def test_edits_of_different_fields_and_equal_edits_do_not_clash(either: Pair) -> None:
    ann, ben = either
    base = ann.revision
    ann.submit("update_stage", {"id": "pay", "name": "Check out"}, base=base)
    other = ben.submit("update_stage", {"id": "pay", "objective": "No queue"}, base=base)
    equal = ben.submit("update_stage", {"id": "pay", "name": "Check out"}, base=base)
    assert other.clashes == equal.clashes == ()
    assert (ben.map.stages[1].name, ben.map.stages[1].objective) == ("Check out", "No queue")


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
    either: Pair,
) -> None:
    ann, ben = either
    base = ben.revision
    ann.edit("remove_stage", id="pay")
    entry = ben.submit("remove_stage", {"id": "pay"}, base=base)
    assert (entry.outcome, ben.map) == ("late", ann.map)
    assert f"was removed by {'Ann' if ann.mode == 'log' else 'somebody else'}" in entry.reason


def test_one_gesture_of_several_edits_is_one_operation_with_the_same_care(either: Pair) -> None:
    ann, ben = either
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
    with pytest.raises(ConflictError, match=r"Stage “Pay” was removed by (Ann|somebody else)"):
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


def test_what_a_slow_network_delivers_late_does_not_replace_the_newer_text(either: Pair) -> None:
    ann, ben = either
    ann.submit("update_stage", {"id": "pay", "name": "Second"}, op="page:2", base=0)
    late = ann.submit("update_stage", {"id": "pay", "name": "First"}, op="page:1", base=0)
    assert late.outcome == "late"
    assert ann.map.stages[1].name == ben.catch_up().stages[1].name == "Second"


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
        patched.setattr(f"journeykit.store.live.operation_log.OperationLog.{step}", failing)
        with pytest.raises(OSError, match="Input/output error"):
            ann.edit("update_stage", id="pay", name="lost")
    assert ann.map == before == ben.catch_up()
    ann.edit("update_stage", id="pay", name="kept")
    assert ben.catch_up().stages[1].name == "kept"
