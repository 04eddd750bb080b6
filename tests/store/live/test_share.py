"""A map on a network share: what the lock file and the file itself give where there is no operation log."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import journeykit as jk
from journeykit.errors import ConflictError, ExportError, MapError
from journeykit.store import read_map
from journeykit.store.live import SharedFile
from tests.store.live.clients import until


@pytest.fixture
def ann(path: Path) -> SharedFile:
    with SharedFile(path, "Ann", why="nfs4") as shared:
        yield shared


def test_an_edit_of_an_element_that_the_file_no_longer_has_is_refused_and_not_written(
    ann: SharedFile, path: Path
) -> None:
    jk.write_map(jk.edit.remove_stage(read_map(path), "pay"), path)
    before, inode = path.read_bytes(), path.stat().st_ino
    with pytest.raises(
        ConflictError, match=r"Stage “Pay” was removed by somebody else at \d\d:\d\d, so this change was not made\.$"
    ):
        ann.edit("update_stage", id="pay", name="Check out")
    assert (path.read_bytes(), path.stat().st_ino) == (before, inode)
    assert ann.map == read_map(path)


def test_fields_of_a_newer_version_that_another_machine_wrote_are_kept(ann: SharedFile, path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(document | {"version": "1.9", "mood": {"deep": 3}}), encoding="utf-8")
    ann.edit("update_stage", id="pay", name="Check out")
    ann.undo()
    written = json.loads(path.read_text(encoding="utf-8"))
    assert (written["version"], written["mood"], written["stages"][1]["name"]) == ("1.9", {"deep": 3}, "Pay")


def test_a_file_that_cannot_be_written_changes_nothing_and_is_told(
    ann: SharedFile, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, held = path.read_bytes(), ann.map

    def failing(target: object, data: bytes, **_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("journeykit.store.live.share.write_atomic", failing)
        with pytest.raises(ExportError, match=r"shop.json: No space left on device\. Nothing was changed"):
            ann.edit("update_stage", id="pay", name="Check out")
        assert (ann.state.state, ann.state.reason) == ("problem", "shop.json: No space left on device")
        assert not ann.save()
    assert (path.read_bytes(), ann.map, ann.steps) == (before, held, {"undo": False, "redo": False})
    ann.edit("update_stage", id="pay", name="Check out")
    assert ann.save()
    assert ann.state.state == "saved"


def test_another_map_in_the_file_is_not_overwritten(ann: SharedFile, path: Path) -> None:
    jk.write_map(jk.new_map("Library"), path)
    with pytest.raises(MapError, match="the file now holds another map, 'library' instead of 'shop'"):
        ann.edit("update_stage", id="pay", name="Check out")
    assert read_map(path).id == "library"
    until(lambda: ann.state.state == "problem" and "another map" in ann.state.reason)


def test_every_edit_can_be_undone_however_often_others_saved(ann: SharedFile, path: Path) -> None:
    ann.edit("update_stage", id="pay", name="Check out")
    for number in range(3):
        jk.write_map(jk.edit.update_stage(read_map(path), "use", name=f"Use {number}"), path)
        ann.catch_up()
    ann._writer._maps.clear()  # As after some hundred operations.
    assert [stage.name for stage in ann.undo().stages] == ["Browse", "Pay", "Use 2"]
    assert ann.revision == 5


def test_a_save_of_somebody_else_during_the_opening_is_not_lost(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def reading(file: Path) -> jk.JourneyMap:
        found = read_map(file)
        jk.write_map(jk.edit.update_stage(found, "use", name="By another"), file)
        return found

    monkeypatch.setattr("journeykit.store.live.share.read_map", reading)
    with SharedFile(path, "Ann", why="nfs4") as ann:
        ann.edit("update_stage", id="pay", name="Check out")
    assert [stage.name for stage in read_map(path).stages] == ["Browse", "Check out", "By another"]
