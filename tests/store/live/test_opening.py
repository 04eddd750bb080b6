"""Opening a shared map: what is broken is recovered by the stated rule, and nothing is lost."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

import journeykit as jk
from journeykit.errors import ConflictError, DocumentError, ExportError, MapError
from journeykit.store import SharedMap, open_shared, read_map
from journeykit.store.live import SharedFile, log_path
from journeykit.store.live.database import HistoryDatabase, NoLogHereError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    jk.write_map(jk.new_map("Shop", stages=["Browse", "Pay", "Use"]), tmp_path / "shop.json")
    return tmp_path / "shop.json"


def edited(path: Path) -> SharedMap:
    """A map with a history, a comment and a named version, closed in order."""
    with open_shared(path, author="Ann") as shared:
        assert isinstance(shared, SharedMap)
        shared.edit("update_stage", id="pay", name="Check out")
        shared.comments.add("stages/pay", "Why?")
        shared.history.name_version("First")
        shared.edit("add_stage", name="Return")
    return shared


def test_a_map_that_does_not_exist_is_told_as_read_map_tells_it(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="there is no such file"):
        open_shared(tmp_path / "nothing.json")
    assert {found.name for found in tmp_path.iterdir()} <= {".nothing.json.lock"}


def test_a_session_that_was_killed_before_the_file_was_saved_loses_nothing(path: Path) -> None:
    before = path.read_bytes()
    edited(path)
    path.write_bytes(before)
    log = HistoryDatabase(log_path(path))
    log.run("UPDATE facts SET value = '0 ' || ? WHERE name = 'saved'", [hashlib.sha256(before).hexdigest()])
    log.close()
    with open_shared(path) as shared:
        assert [stage.name for stage in shared.map.stages] == ["Browse", "Check out", "Use", "Return"]
        assert read_map(path) == shared.map


@pytest.mark.parametrize("spoil", ["truncated", "garbage", "empty"])
def test_a_broken_log_beside_a_good_file_is_set_aside_and_a_new_one_begins_with_the_file(
    path: Path, spoil: str
) -> None:
    end = edited(path).map
    log = log_path(path)
    whole = log.read_bytes()
    log.write_bytes({"truncated": whole[: len(whole) // 2], "garbage": b"no database at all" * 50, "empty": b""}[spoil])
    broken = log.read_bytes()
    with pytest.warns(UserWarning, match=r"kept as shop\.json\.history\.broken-1\. A new one begins with the file"):
        shared = open_shared(path, author="Ben")
    kept = log.with_name("shop.json.history.broken-1").read_bytes()
    assert kept == broken or spoil == "empty"  # An empty file is an empty log to SQLite, and has tables by now.
    with shared:
        assert shared.map == end
        shared.edit("update_stage", id="pay", name="Pay")
    assert read_map(path).stages[1].name == "Pay"


def test_edits_and_comments_that_can_be_read_from_a_damaged_log_are_taken_over(path: Path) -> None:
    edited(path)
    with open_shared(path) as shared:
        shared.edit("update_stage", id="use", name="Live with it")
        shared._ended.set()  # As if killed: the file is behind the log.
        shared._thread.join()
        shared._database.close()
        end = shared.map
    log = HistoryDatabase(log_path(path))
    page = log.rows("SELECT rootpage FROM sqlite_schema WHERE name = 'presence'")[0][0]
    size = log.rows("PRAGMA page_size")[0][0]
    log.close()
    whole = bytearray(log_path(path).read_bytes())
    whole[(page - 1) * size : page * size] = b"\x99" * size  # A page that holds no edit.
    log_path(path).write_bytes(bytes(whole))
    with pytest.warns(UserWarning, match="taken over from it: the edits since, 1 remarks, 1 named versions"):
        again = open_shared(path, author="Ben")
    with again:
        assert isinstance(again, SharedMap)
        assert again.map == end == read_map(path)
        assert again.comments.threads()[0].remarks[0].text == "Why?"
        (version,) = again.history.versions()
        assert [stage.name for stage in again.history.at(version.revision).stages] == ["Browse", "Check out", "Use"]


def test_a_broken_file_beside_a_good_log_is_moved_aside_and_rewritten(path: Path) -> None:
    end = edited(path).map
    path.write_text('{"format": "journeykit-map", ', encoding="utf-8")
    with pytest.warns(UserWarning, match=r"is kept as shop\.json\.broken-1\. It was rewritten"):
        shared = open_shared(path)
    with shared:
        assert shared.map == end == read_map(path)
    assert path.with_name("shop.json.broken-1").read_text(encoding="utf-8") == '{"format": "journeykit-map", '


def test_a_file_that_is_missing_is_rewritten_from_its_log(path: Path) -> None:
    end = edited(path).map
    path.unlink()
    with pytest.warns(UserWarning, match="was missing and was rewritten"):
        shared = open_shared(path)
    with shared:
        assert shared.map == end == read_map(path)


def test_where_neither_file_nor_log_can_be_read_nothing_is_touched(path: Path) -> None:
    edited(path)
    path.write_bytes(b"{")
    log_path(path).write_bytes(b"no database")
    with pytest.raises(DocumentError, match="neither the file nor its history can be read"):
        open_shared(path)
    assert (path.read_bytes(), log_path(path).read_bytes()) == (b"{", b"no database")


def test_a_log_of_another_map_is_set_aside(path: Path) -> None:
    edited(path)
    jk.write_map(jk.new_map("Library"), path)
    with pytest.warns(UserWarning, match="was of another map and is kept as"):
        shared = open_shared(path)
    with shared:
        assert (shared.map.id, shared.revision) == ("library", 0)


def test_a_log_of_a_newer_version_is_left_as_it_is(path: Path) -> None:
    edited(path)
    log = HistoryDatabase(log_path(path))
    log.run("PRAGMA user_version=2")
    log.close()
    before = log_path(path).read_bytes()
    with pytest.raises(DocumentError, match="log of format 2; known: 1"):
        open_shared(path)
    assert log_path(path).read_bytes() == before


def test_a_file_edited_while_nobody_had_it_open_is_merged(path: Path) -> None:
    edited(path)
    jk.write_map(jk.edit.update_stage(read_map(path), "use", name="By hand"), path)
    os.utime(path, (time.time() - 60, time.time() - 60))
    with open_shared(path) as shared:
        assert isinstance(shared, SharedMap)
        assert shared.map.stages[2].name == "By hand"
        assert shared.history.entries(1)[0].edit == "merge"
        assert shared.history.bring_back  # The history before it is whole.
        assert shared.history.at(0).stages[2].name == "Use"


# ---------------------------------------------------------------------------------------------------------- read only


def test_a_reader_follows_and_changes_no_byte(path: Path) -> None:
    with open_shared(path, author="Ann") as ann:
        ann.edit("update_stage", id="pay", name="Check out")
        ann.save()
    held = (path.read_bytes(), log_path(path).read_bytes())
    with open_shared(path, read_only=True) as reader:
        assert isinstance(reader, SharedMap)
        assert reader.map.stages[1].name == "Check out"
        for forbidden in (
            lambda: reader.edit("add_stage", name="x"),
            lambda: reader.comments.add("stages/pay", "x"),
            lambda: reader.history.restore(0),
            lambda: reader.history.name_version("x"),
            lambda: reader.history.compact(1),
            reader.undo,
            reader.save,
            lambda: reader.put(jk.edit.add_stage(reader.map, "x")),
        ):
            with pytest.raises(MapError, match="opened for reading"):
                forbidden()
        reader.presence.move("stages/pay")
    assert (path.read_bytes(), log_path(path).read_bytes()) == held


def test_a_reader_sees_what_others_do(path: Path) -> None:
    with open_shared(path, author="Ann") as ann, open_shared(path, read_only=True) as reader:
        ann.edit("update_stage", id="pay", name="Check out")
        assert reader.catch_up().stages[1].name == "Check out"


def test_a_reader_of_a_map_without_a_log_begins_none(path: Path) -> None:
    with open_shared(path, read_only=True) as reader, pytest.raises(MapError, match="opened for reading"):
        reader.edit("add_stage", name="x")
    assert not log_path(path).exists()


# ------------------------------------------------------------------------------------------------------ network share


def test_on_a_network_share_every_edit_is_saved_at_once_and_others_edits_are_merged(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("journeykit.store.live.opening.is_network_share", lambda folder: "nfs4")
    with open_shared(path, author="Ann") as ann, open_shared(path, author="Ben") as ben:
        assert isinstance(ann, SharedFile)
        assert "is on a network share (nfs4)" in ann.notices[0]
        ann.edit("update_stage", id="pay", name="Check out")
        assert read_map(path) == ann.map
        ben.edit("update_stage", id="use", name="Live with it")
        assert [stage.name for stage in ben.map.stages] == ["Browse", "Check out", "Live with it"]
        assert ann.catch_up() == ben.map
        clash = ben.submit("update_stage", {"id": "pay", "name": "Till"}, base=0).clashes
        assert [(found.lost, found.kept) for found in clash] == [("Check out", "Till")]
        assert [stage.name for stage in ben.undo().stages] == ["Browse", "Check out", "Live with it"]
        assert [stage.name for stage in ann.undo().stages] == ["Browse", "Pay", "Live with it"]
        assert ann.redo().stages[1].name == "Check out"
        ben.edit("remove_stage", id="pay")
        with pytest.raises(ConflictError, match="was removed by somebody else"):
            ann.edit("update_stage", id="pay", name="x")
    assert not log_path(path).exists()


def test_a_file_system_that_cannot_hold_a_log_is_found_by_trial(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(self: HistoryDatabase, read_only: bool) -> None:
        raise NoLogHereError("no WAL here")

    monkeypatch.setattr(HistoryDatabase, "_set_up", failing)
    with open_shared(path) as shared:
        assert isinstance(shared, SharedFile)
        assert "a file system that cannot hold a log" in shared.notices[0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
@pytest.mark.timeout(60)
@pytest.mark.parametrize("read_only", [False, True])
def test_nobody_waits_for_a_pipe_in_the_place_of_a_map_or_its_history(tmp_path: Path, read_only: bool) -> None:
    pipe, path = tmp_path / "pipe.json", tmp_path / "shop.json"
    os.mkfifo(pipe)
    with pytest.raises((DocumentError, ExportError), match="it is a pipe or device, not a file"):
        open_shared(pipe, read_only=read_only)
    jk.write_map(jk.new_map("Shop"), path)
    os.mkfifo(log_path(path))
    if read_only:
        with open_shared(path, read_only=True) as shared:
            assert shared.map.name == "Shop"
        return
    with pytest.raises(ExportError, match=r"shop\.json\.history.* is a pipe or device, not a file"):
        open_shared(path)
    assert log_path(path).is_fifo()
