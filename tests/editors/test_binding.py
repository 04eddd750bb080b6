"""MapWidget: named edits from a page, replies in words, undo, and a page that may only read."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from journeykit.editors._arguments import MOST_CHARACTERS
from journeykit.editors._binding import STEPS_KEPT, MapWidget
from journeykit.errors import UnknownIdError
from journeykit.model import new_map
from journeykit.model.edit import EDITS
from journeykit.model.journey import JourneyMap


class Listened(MapWidget):
    """A widget whose messages to the page are kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.told: list[dict[str, Any]] = []
        self.states: list[str] = []
        super().__init__(*args, **kwargs)
        self.states.clear()

    def send(self, content: Any, buffers: Any = None) -> None:
        self.told.append(content)

    def send_state(self, key: Any = None) -> None:
        # set_state and a new widget send everything; only a named trait is a change.
        if isinstance(key, str):
            self.states.append(key)

    def hear(self, message: Any) -> dict[str, Any]:
        self._handle_custom_msg(message, [])
        return self.told[-1]


@pytest.fixture
def shop() -> JourneyMap:
    journey = EDITS["add_persona"](new_map("Shop", stages=["Browse", "Pay"]), "Trey")
    return EDITS["add_persona"](journey, "Ada")


def test_a_named_edit_changes_the_map_and_answers_with_the_changed_field_only(shop: JourneyMap) -> None:
    widget = Listened(shop)
    reply = widget.hear({"edit": "update_persona", "args": {"id": "trey", "goal": "Pay fast"}, "id": "v:1"})
    assert widget.map.personas[0].goal == "Pay fast"
    assert shop.personas[0].goal == ""
    assert (reply["re"], reply["ok"], reply["undo"], reply["redo"]) == ("v:1", True, True, False)
    assert reply["patch"] == [{"at": ["personas", "trey", "goal"], "set": "Pay fast"}]
    assert len(widget.told) == 1


def test_an_edit_sends_no_document_yet_a_page_that_opens_later_has_it(shop: JourneyMap) -> None:
    widget = Listened(shop)
    widget.hear({"edit": "update_persona", "args": {"id": "trey", "goal": "Pay fast"}, "id": "v:1"})
    assert "document" not in widget.states
    assert widget.document["content"]["personas"][0]["goal"] == "Pay fast"
    assert widget.hear({"ask": "document", "id": "v:2"})["value"] == widget.document


def test_revisions_rise_by_one_with_every_change(shop: JourneyMap) -> None:
    widget = Listened(shop)
    before = widget.document["revision"]
    for goal in ("a", "b", "c"):
        widget.edit("update_persona", id="trey", goal=goal)
    assert [message["revision"] for message in widget.told] == [before + 1, before + 2, before + 3]


def test_an_edit_that_changes_nothing_is_answered_without_a_patch(shop: JourneyMap) -> None:
    reply = Listened(shop).hear({"edit": "update_persona", "args": {"id": "trey", "name": "Trey"}, "id": "v:1"})
    assert reply == {"re": "v:1", "ok": True, "words": "Nothing changed: it was like that already."}


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ({"edit": "update_persona", "args": {"id": "tray", "goal": "x"}}, "Did you mean 'trey'?"),
        ({"edit": "update_persona", "args": {"id": "trey", "gaol": "x"}}, "no field 'gaol'. Did you mean 'goal'?"),
        ({"edit": "update_persona", "args": {"id": "trey", "name": ""}}, "Nothing was changed"),
        ({"edit": "updat_persona", "args": {}}, "Did you mean 'update_persona'?"),
        ({"edit": "__class__", "args": {}}, "no edit has id '__class__'"),
        ({"edit": ["update_persona"], "args": {}}, "no edit has id"),
        ({"edit": "update_persona", "args": ["trey"]}, "arguments by name"),
        ({"edit": "update_persona", "args": {}}, "needs the argument 'id'"),
        ({"edit": "update_persona", "args": {"id": "trey", "story": "x" * MOST_CHARACTERS}}, "too much for one change"),
        ({"ask": "documents"}, "Did you mean 'document'?"),
    ],
)
def test_a_message_that_does_not_fit_is_answered_in_words_and_changes_nothing(
    shop: JourneyMap, message: dict[str, Any], said: str
) -> None:
    widget = Listened(shop)
    reply = widget.hear({**message, "id": "v:9"})
    assert reply["ok"] is False
    assert said in reply["error"]
    assert reply["re"] == "v:9"
    assert widget.map is shop
    assert widget.history == ()


@pytest.mark.parametrize("message", [None, 7, "edit", [], {}, {"hello": 1}])
def test_a_message_that_is_no_edit_is_left_alone(shop: JourneyMap, message: Any) -> None:
    widget = Listened(shop)
    widget._handle_custom_msg(message, [])
    assert widget.told == []
    assert widget.map is shop


@pytest.mark.parametrize("edit", [*sorted(EDITS), "undo", "redo"])
def test_a_reading_view_refuses_every_edit(shop: JourneyMap, edit: str) -> None:
    widget = Listened(shop, editable=False)
    reply = widget.hear({"edit": edit, "args": {"id": "trey", "name": "X", "stage": "browse", "to": 0}, "id": "v:1"})
    assert reply["ok"] is False
    assert "reading view" in reply["error"]
    assert widget.map is shop


def test_a_page_cannot_make_itself_an_editor_nor_write_the_document(shop: JourneyMap) -> None:
    widget = Listened(shop, editable=False)
    held = widget.document
    widget.set_state({"editable": True, "document": {"content": {}}, "_may_edit": True, "_esm": "alert(1)"})
    assert widget.editable is False
    assert widget.document == held
    assert widget.hear({"edit": "remove_persona", "args": {"id": "trey"}, "id": "v:1"})["ok"] is False
    assert widget.map is shop


def test_a_widget_takes_only_the_edits_it_accepts(shop: JourneyMap) -> None:
    class Narrow(Listened):
        accepts = frozenset({"update_persona"})

    widget = Narrow(shop)
    assert widget.hear({"edit": "remove_stage", "args": {"id": "pay"}, "id": "v:1"})["ok"] is False
    assert widget.hear({"edit": "update_persona", "args": {"id": "trey", "goal": "x"}, "id": "v:2"})["ok"] is True


def test_undo_and_redo_walk_the_edits_and_a_new_edit_forgets_the_undone(shop: JourneyMap) -> None:
    widget = Listened(shop)
    widget.edit("update_persona", id="trey", goal="first")
    widget.edit("update_persona", id="trey", goal="second")
    assert widget.hear({"edit": "undo", "id": "v:1"})["patch"] == [{"at": ["personas", "trey", "goal"], "set": "first"}]
    reply = widget.hear({"edit": "undo", "id": "v:2"})
    assert (reply["undo"], reply["redo"]) == (False, True)
    assert widget.map == shop
    assert widget.hear({"edit": "redo", "id": "v:3"})["redo"] is True
    widget.edit("update_persona", id="trey", goal="third")
    assert widget.redo().personas[0].goal == "third"


def test_undo_with_nothing_to_undo_leaves_the_map(shop: JourneyMap) -> None:
    assert Listened(shop).undo() is shop


def test_undo_keeps_the_last_two_hundred_steps(shop: JourneyMap) -> None:
    widget = MapWidget(shop)
    for number in range(STEPS_KEPT + 5):
        widget.edit("update_persona", id="trey", goal=f"goal {number}")
    for _ in range(STEPS_KEPT + 5):
        widget.undo()
    assert widget.map.personas[0].goal == "goal 4"


def test_the_history_runs_again_as_a_script(shop: JourneyMap) -> None:
    widget = Listened(shop)
    widget.hear({"edit": "add_persona", "args": {"name": "Grace"}, "id": "v:1"})
    widget.hear({"edit": "move_persona", "args": {"id": "grace", "to": 0}, "id": "v:2"})
    again = MapWidget(shop)
    for name, args in widget.history:
        again.edit(name, **args)
    assert again.map == widget.map


def test_an_edit_from_python_reaches_every_page_and_raises_here(shop: JourneyMap) -> None:
    widget = Listened(shop)
    widget.edit("move_persona", id="ada", to=0)
    assert widget.told[-1]["patch"][-1] == {"at": ["personas"], "order": ["ada", "trey"]}
    with pytest.raises(UnknownIdError, match="'adda'"):
        widget.edit("remove_persona", id="adda")


def test_setting_a_changed_map_is_one_step_and_setting_another_map_begins_anew(shop: JourneyMap) -> None:
    widget = Listened(shop)
    widget.map = EDITS["remove_persona"](shop, "ada")
    assert widget.told[-1]["patch"] == [{"at": ["personas", "ada"], "drop": True}]
    assert widget.undo() == shop
    widget.told.clear()
    widget.map = new_map("Library")
    assert widget.states == ["document"]
    assert widget.told == []
    assert widget.undo().id == "library"


def test_the_page_is_answered_before_whatever_follows_the_map(shop: JourneyMap) -> None:
    widget = Listened(shop)
    widget.observe(lambda change: widget.told.append({"chart": "drawn"}), "map")
    widget._handle_custom_msg({"edit": "update_persona", "args": {"id": "trey", "goal": "x"}, "id": "v:1"}, [])
    assert [set(message) & {"re", "chart"} for message in widget.told] == [{"re"}, {"chart"}]


def test_a_chart_that_fails_after_an_edit_does_not_unsay_the_edit(
    shop: JourneyMap, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(change: Any) -> None:
        raise RuntimeError("no chart today")

    widget = Listened(shop)
    widget.observe(broken, "map")
    with caplog.at_level(logging.ERROR):
        widget._handle_custom_msg({"edit": "update_persona", "args": {"id": "trey", "goal": "x"}, "id": "v:1"}, [])
    assert widget.map.personas[0].goal == "x"
    assert widget.told[0]["ok"] is True
    assert "Your change is kept" in widget.told[1]["status"]["text"]
    assert "no chart today" in caplog.text


def test_a_fault_of_ours_is_a_sentence_for_the_person_and_a_traceback_for_the_log(
    shop: JourneyMap, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> Any:
        raise ZeroDivisionError("our fault")

    monkeypatch.setitem(EDITS, "update_persona", broken)
    widget = Listened(shop)
    reply = widget.hear({"edit": "update_persona", "args": {"id": "trey"}, "id": "v:1"})
    assert reply["error"].startswith("Something went wrong in the notebook. Nothing was changed")
    assert "our fault" not in str(reply)
    assert "our fault" in caplog.text


def test_two_widgets_linked_on_one_map_show_the_same(shop: JourneyMap) -> None:
    import traitlets

    one, other = Listened(shop), Listened(shop)
    traitlets.link((one, "map"), (other, "map"))
    one.hear({"edit": "update_persona", "args": {"id": "trey", "goal": "x"}, "id": "v:1"})
    assert other.told[-1]["patch"] == one.told[-1]["patch"]
    other.undo()
    assert one.map == shop


def test_a_repr_has_no_address(shop: JourneyMap) -> None:
    assert repr(MapWidget(shop)) == "MapWidget(JourneyMap('Shop': 2 personas, 2 stages, 0 touchpoints))"


def test_what_an_edit_of_a_page_took_away_is_named_in_the_answer(shop: JourneyMap) -> None:
    widget = Listened(shop)
    widget.hear({"edit": "update_persona", "args": {"id": "trey", "goal": "Arrive"}, "id": "v:1"})
    told = widget.hear({"edit": "update_persona", "args": {"id": "trey", "goal": ""}, "id": "v:2"})
    assert told["removed"] == "Persona “Trey”: goal “Arrive” taken out."
    told = widget.hear({"edit": "remove_persona", "args": {"id": "trey"}, "id": "v:3"})
    assert told["removed"] == "Persona “Trey” removed."
    assert "removed" not in widget.hear({"edit": "undo", "id": "v:4"})
    assert "removed" not in widget.hear({"edit": "redo", "id": "v:5"})
    # What a program takes away is the program's to tell.
    widget.undo()
    widget.edit("remove_persona", id="trey")
    assert "removed" not in widget.hear({"edit": "add_persona", "args": {"name": "Ann"}, "id": "v:6"})


@pytest.mark.parametrize(
    ("edit", "args", "words"),
    [
        ("add_stage", {"name": "Deliver"}, "Stage “Deliver” added."),
        ("remove_persona", {"id": "trey"}, "Persona “Trey” removed."),
        ("update_persona", {"id": "trey", "name": "Ann"}, "Persona “Trey” renamed to “Ann”."),
        ("update_map", {"name": "Store"}, "Map changed: name."),
        ("update_lane", {"id": "goals", "hidden": True}, "Lane “Goals” hidden."),
    ],
)
def test_the_answer_to_an_edit_carries_its_sentence(shop: JourneyMap, edit: str, args: Any, words: str) -> None:
    widget = Listened(shop)
    assert widget.hear({"edit": edit, "args": args, "id": "v:1"})["words"] == words
    assert widget.hear({"edit": "undo", "id": "v:2"})["words"] == "Taken back."
    assert widget.hear({"edit": "redo", "id": "v:3"})["words"] == "Done again."
