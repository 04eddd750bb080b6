"""Saving: when the file follows the log, and what happens when the file is changed, broken or cannot be written."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

import journeykit as jk
from journeykit.store import SharedMap, dump_map, read_map
from tests.store.live.clients import until


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait shorter than the product does before a spoiled file is set aside and a failed save is tried again."""
    monkeypatch.setattr("journeykit.store.live.saving.BROKEN_SETTLED_S", 1.2)
    monkeypatch.setattr("journeykit.store.live.saving.RETRY_S", 0.3)


def test_the_file_follows_the_log_a_moment_later_and_is_what_write_map_writes(
    people: tuple[SharedMap, SharedMap], path: Path
) -> None:
    ann, _ = people
    ann.edit("update_stage", id="pay", name="Check out")
    assert ann.state.state == "saving"
    until(lambda: ann.state.state == "saved")
    assert path.read_text(encoding="utf-8") == dump_map(ann.map)
    assert ann.state.at


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


@pytest.mark.slow
def test_a_file_that_is_spoiled_while_it_is_open_is_moved_aside_and_rewritten(
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


@pytest.mark.slow
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
