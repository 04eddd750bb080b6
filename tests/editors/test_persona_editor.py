"""PersonaEditor: edits of personas only, the shown persona, a small document."""

from __future__ import annotations

import json
from typing import Any

import pytest

from journeykit.editors.persona_editor import PersonaEditor
from journeykit.errors import MapError, UnknownIdError
from journeykit.model import new_map
from journeykit.model.edit import EDITS
from journeykit.model.journey import JourneyMap
from journeykit.model.persona import Persona


@pytest.fixture
def family() -> JourneyMap:
    journey = EDITS["add_source"](new_map("Planner", stages=["Aware", "Decide"]), "Nine interviews")
    journey = EDITS["add_persona"](journey, "Trey", challenges=["Jargon"], sources=["nine-interviews"])
    return EDITS["add_persona"](journey, "Ada")


def told(editor: PersonaEditor, message: dict[str, Any]) -> dict[str, Any]:
    replies: list[dict[str, Any]] = []
    editor.send = lambda content, buffers=None: replies.append(content)
    editor._handle_custom_msg({"id": "v:1", **message}, [])
    return replies[-1]


def test_the_page_gets_personas_and_the_titles_of_sources_only(family: JourneyMap) -> None:
    content = PersonaEditor(family).document["content"]
    assert set(content) == {"personas", "sources"}
    assert content["sources"] == [{"id": "nine-interviews", "title": "Nine interviews"}]
    assert content["personas"][0]["challenges"] == ["Jargon"]


def test_a_reply_carries_the_changed_field_of_the_changed_persona(family: JourneyMap) -> None:
    editor = PersonaEditor(family)
    reply = told(editor, {"edit": "update_persona", "args": {"id": "trey", "challenges": ["Jargon", "Fees"]}})
    assert reply["patch"] == [{"at": ["personas", "trey", "challenges"], "set": ["Jargon", "Fees"]}]
    assert len(json.dumps(reply)) < 2000


def test_every_field_that_a_persona_has_can_be_changed_from_the_page(family: JourneyMap) -> None:
    values: dict[str, Any] = {
        "name": "T",
        "demographics": [{"name": "Age", "value": "34"}],
        "interview": {"story": "x"},
        "sources": [],
        "reviewed": "2026-10-12",
        "review_due": None,
        "rule": {"cluster": "one"},
        "portrait": "data:image/png;base64,AAAA",
    }
    editor = PersonaEditor(family)
    for field in Persona.model_fields.keys() - {"id", "rank"}:
        kind = Persona.model_fields[field].annotation
        value = values.get(field, ["x"] if kind is not str else "x") if field in values or kind else "x"
        assert told(editor, {"edit": "update_persona", "args": {"id": "trey", field: value}})["ok"] is True, field


@pytest.mark.parametrize("edit", ["remove_stage", "set_cell", "update_map", "add_touchpoint"])
def test_edits_of_the_rest_of_the_map_are_not_taken(family: JourneyMap, edit: str) -> None:
    editor = PersonaEditor(family)
    args = {"id": "aware", "name": "x", "stage": "aware", "lane": "goals", "text": "x"}
    assert told(editor, {"edit": edit, "args": args})["ok"] is False
    assert editor.map is family


def test_a_viewers_message_leaves_the_map_unchanged(family: JourneyMap) -> None:
    editor = PersonaEditor(family, editable=False)
    before = family.model_dump_json()
    for edit in (*PersonaEditor.accepts, "undo", "redo"):
        assert told(editor, {"edit": edit, "args": {"id": "trey", "name": "Mallory", "to": 1}})["ok"] is False
    editor.set_state({"editable": True, "document": {}, "persona": "ada"})
    assert told(editor, {"edit": "remove_persona", "args": {"id": "trey"}})["ok"] is False
    assert editor.map.model_dump_json() == before


def test_it_begins_with_the_first_persona_or_the_named_one(family: JourneyMap) -> None:
    assert PersonaEditor(family).persona == "trey"
    assert PersonaEditor(family, "ada").persona == "ada"
    assert PersonaEditor(new_map("Empty")).persona == ""
    with pytest.raises(UnknownIdError, match="Did you mean 'ada'"):
        PersonaEditor(family, "adda")


def test_a_page_switches_to_a_persona_of_the_map_only(family: JourneyMap) -> None:
    editor = PersonaEditor(family)
    editor.set_state({"persona": "ada"})
    assert editor.persona == "ada"
    for stranger in ("mallory", "", None, ["trey"]):
        editor.set_state({"persona": stranger})
        assert editor.persona == "ada"


def test_removing_the_shown_persona_shows_another_and_undo_brings_them_back(family: JourneyMap) -> None:
    editor = PersonaEditor(family, "ada")
    assert told(editor, {"edit": "remove_persona", "args": {"id": "ada"}})["ok"] is True
    assert editor.persona == "trey"
    told(editor, {"edit": "remove_persona", "args": {"id": "trey"}})
    assert editor.persona == ""
    editor.undo()
    editor.undo()
    assert editor.map == family
    assert editor.persona in ("trey", "ada")


def test_another_map_shows_its_own_first_persona(family: JourneyMap) -> None:
    editor = PersonaEditor(family, "ada")
    editor.map = EDITS["add_persona"](new_map("Library"), "Grace")
    assert editor.persona == "grace"


def test_a_refused_edit_says_why_in_words(family: JourneyMap) -> None:
    reply = told(
        PersonaEditor(family), {"edit": "update_persona", "args": {"id": "trey", "sources": ["nine-interview"]}}
    )
    assert reply["ok"] is False
    assert "nine-interview" in reply["error"]
    assert "Traceback" not in reply["error"]


@pytest.mark.parametrize(
    "picture",
    [
        "javascript:alert(1)",
        "https://example.org/a.png",
        "data:image/svg+xml;base64,AAAA",
        "data:image/png;base64," + "A" * 300_000,
        ["data:image/png;base64,AAAA"],
    ],
)
def test_a_page_cannot_send_a_portrait_that_is_no_small_picture(family: JourneyMap, picture: Any) -> None:
    editor = PersonaEditor(family)
    reply = told(editor, {"edit": "update_persona", "args": {"id": "trey", "portrait": picture}})
    assert reply["ok"] is False
    assert "Choose a smaller picture" in reply["error"]
    assert editor.map is family


def test_shares_are_checked_and_are_a_copy(family: JourneyMap) -> None:
    shares = {"trey": {"share": 0.25, "paths": 1, "text": "25 %"}}
    editor = PersonaEditor(family, shares=shares)
    shares["trey"]["text"] = "changed"
    assert editor.shares["trey"]["text"] == "25 %"
    with pytest.raises(MapError, match=r"shares\['trey'\] has no fact 'shar'"):
        PersonaEditor(family, shares={"trey": {"shar": 0.25}})
    with pytest.raises(MapError, match="must not be a str"):
        PersonaEditor(family, shares={"trey": {"paths": "many"}})
    editor.set_state({"shares": {"trey": {"text": "all"}}})
    assert editor.shares["trey"]["text"] == "25 %"
