"""A widget on a shared map: what a page may do to it, what it hears, and that a reading view changes no byte."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import journeykit as jk
from journeykit.editors.map_board import MapBoard
from journeykit.editors.persona_editor import PersonaEditor
from journeykit.errors import MapError
from journeykit.model.edit import EDITS
from journeykit.store import SharedMap, open_shared
from journeykit.store.live import News, log_path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    shop = jk.edit.add_persona(jk.new_map("Shop", stages=["Browse", "Pay"]), "Trey")
    jk.write_map(shop, tmp_path / "shop.json")
    return tmp_path / "shop.json"


@pytest.fixture
def shared(path: Path) -> Iterator[SharedMap]:
    with open_shared(path, author="Ann") as shared:
        assert isinstance(shared, SharedMap)
        yield shared


def listened(board: Any) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    board.send = lambda content, buffers=None: told.append(content)
    return told


def hear(board: Any, message: dict[str, Any]) -> dict[str, Any]:
    told = listened(board)
    board._handle_custom_msg({"id": "v:1", **message}, [])
    return next(reply for reply in told if reply.get("re") == "v:1")


ASKED: list[dict[str, Any]] = [
    {"ask": "live"},
    {"ask": "ping"},
    {"ask": "history"},
    {"ask": "compare", "args": {"revision": 0}},
    {"ask": "restore", "args": {"revision": 0}},
    {"ask": "bring_back", "args": {"revision": 1}},
    {"ask": "name_version", "args": {"name": "x"}},
    {"ask": "comment", "args": {"target": "stages/pay", "text": "x", "op": "r"}},
    {"ask": "reply", "args": {"thread": "t", "text": "x"}},
    {"ask": "resolve", "args": {"thread": "t"}},
    {"ask": "reopen", "args": {"thread": "t"}},
    {"ask": "place", "args": {"place": "stages/pay"}},
    {"ask": "call_me", "args": {"name": "Eve"}},
]
EDITED: list[dict[str, Any]] = [
    {
        "edit": name,
        "args": {"id": "pay", "name": "x", "stage": "pay", "lane": "goals", "text": "x", "score": 1, "to": 0},
    }
    for name in (*sorted(EDITS), "undo", "redo", "restore", "put", "merge")
]


def test_an_edit_of_a_page_is_an_operation_with_its_id_and_the_revision_that_was_seen(shared: SharedMap) -> None:
    board = MapBoard(shared)
    reply = hear(board, {"edit": "update_stage", "args": {"id": "pay", "name": "Till"}, "op": "p:1", "base": 0})
    assert reply["ok"]
    assert reply["patch"] == [{"at": ["stages", "pay", "name"], "set": "Till"}]
    assert (reply["at"], reply["undo"]) == (1, True)
    assert len(json.dumps(reply)) < 2000
    (entry,) = shared.history.entries()
    assert (entry.id, entry.edit, entry.base, entry.author) == ("p:1", "update_stage", 0, "Ann")
    again = hear(board, {"edit": "update_stage", "args": {"id": "pay", "name": "Till"}, "op": "p:1", "base": 0})
    assert again["ok"]
    assert len(shared.history.entries()) == 1


@pytest.mark.parametrize(
    "origin", [{"op": 7, "base": "x"}, {"op": "x" * 500, "base": True}, {"base": 10**9}, {"base": -5}]
)
def test_what_a_page_says_wrongly_of_its_edit_does_no_harm(shared: SharedMap, origin: dict[str, Any]) -> None:
    board = MapBoard(shared)
    assert hear(board, {"edit": "update_stage", "args": {"id": "pay", "name": "Till"}, **origin})["ok"]
    assert board.map.stages[1].name == "Till"


def test_two_widgets_of_one_session_show_the_same_and_undo_together(shared: SharedMap) -> None:
    board, editor = MapBoard(shared), PersonaEditor(shared)
    told = listened(editor)
    hear(board, {"edit": "update_persona", "args": {"id": "trey", "goal": "Rest"}})
    assert [{"at": ["personas", "trey", "goal"], "set": "Rest"}] in [message.get("patch") for message in told]
    assert editor.undo().personas[0].goal == ""
    assert board.map == editor.map == shared.map


def test_what_another_session_does_reaches_the_page_as_a_patch(shared: SharedMap, path: Path) -> None:
    board = MapBoard(shared)
    told = listened(board)
    with open_shared(path, author="Ben") as ben:
        ben.edit("update_stage", id="pay", name="Till")
        end = time.monotonic() + 5
        while not any("patch" in message for message in told) and time.monotonic() < end:
            time.sleep(0.01)
    (patch,) = [message for message in told if "patch" in message]
    assert patch["patch"] == [{"at": ["stages", "pay", "name"], "set": "Till"}]
    assert patch["at"] == 1
    assert patch["undo"] is False


def test_news_are_taken_on_the_loop_of_the_thread_that_made_the_widget(shared: SharedMap, path: Path) -> None:
    threads: list[int] = []

    async def notebook() -> None:
        board = MapBoard(shared)
        board.observe(lambda change: threads.append(threading.get_ident()), "map")
        with open_shared(path, author="Ben") as ben:
            await asyncio.to_thread(ben.edit, "update_stage", id="pay", name="Till")
            for _ in range(200):
                if threads:
                    break
                await asyncio.sleep(0.02)

    asyncio.run(notebook())
    assert threads == [threading.get_ident()]


def test_a_map_that_a_program_sets_is_an_edit_and_another_map_is_refused(shared: SharedMap) -> None:
    board = MapBoard(shared)
    board.map = jk.edit.add_stage(board.map, "Use")
    assert [stage.id for stage in shared.map.stages] == ["browse", "pay", "use"]
    assert board.document["content"]["stages"][2]["name"] == "Use"
    with pytest.raises(MapError, match="another map"):
        board.map = jk.new_map("Library")
    assert board.map is shared.map


def test_a_page_is_told_beside_the_map_who_is_here_and_whether_it_is_saved(shared: SharedMap) -> None:
    board = MapBoard(shared)
    opening = hear(board, {"ask": "live"})["value"]
    assert opening["me"]["author"] == "Ann"
    assert opening["key"].startswith("shop:")
    assert ".jk-live" in opening["style"]
    assert str(shared.path) not in json.dumps(opening)
    told = listened(board)
    shared.comments.add("stages/pay", "Why?")
    board._live._arrived(News())  # type: ignore[union-attr]
    assert told[-1]["live"]["threads"][0]["about"] == "stage “Pay”"


@pytest.mark.parametrize("message", ASKED[2:], ids=lambda message: message["ask"])
def test_a_question_without_its_arguments_is_refused_in_words(shared: SharedMap, message: dict[str, Any]) -> None:
    reply = hear(MapBoard(shared), {"ask": message["ask"], "args": {"revision": "0", "name": 3, "text": None}})
    assert reply["ok"] or "Nothing was changed" in reply["error"]
    assert "went wrong" not in reply.get("error", "")


def test_a_message_to_every_widget_of_a_viewer_leaves_the_store_unchanged_byte_for_byte(path: Path) -> None:
    with open_shared(path, author="Ann") as ann:
        ann.edit("update_stage", id="pay", name="Till")
        ann.save()
    held = (path.read_bytes(), log_path(path).read_bytes())
    names = {found.name for found in path.parent.iterdir()}
    with open_shared(path, read_only=True) as viewer:
        for widget in (MapBoard(viewer), PersonaEditor(viewer), MapBoard(viewer, editable=True)):
            for message in (*EDITED, *ASKED):
                reply = hear(widget, message)
                assert reply["ok"] == (message.get("ask") in ("live", "ping")), message
            state = dict.fromkeys(widget.keys, "x")
            widget.set_state(state | {"editable": True, "document": {}, "persona": "nobody"})
            assert widget.editable is False
        assert viewer.map.stages[1].name == "Till"
    assert (path.read_bytes(), log_path(path).read_bytes()) == held
    assert (
        names
        <= {found.name for found in path.parent.iterdir()}
        <= names | {"shop.json.history-wal", "shop.json.history-shm"}
    )


def test_a_reading_view_of_a_session_that_may_write_writes_nothing_either(shared: SharedMap) -> None:
    shared.save()
    board = MapBoard(shared, editable=False)
    before = (shared.revision, shared.comments.threads(), shared.history.versions())
    for message in (*EDITED, *ASKED):
        hear(board, message)
    assert (shared.revision, shared.comments.threads(), shared.history.versions()) == before
    assert "people" not in hear(board, {"ask": "live"})["value"]
