"""What an edit took away, in one sentence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.model import JourneyMap, edit
from journeykit.model.changes import removed
from journeykit.model.edit import apply
from journeykit.model.integrity import COLLECTIONS
from tests.model.check.sound import sound_map
from tests.model.random_maps import random_edit, random_maps

MAP = sound_map()


@pytest.mark.parametrize("kind", COLLECTIONS)
def test_every_kind_of_element_is_named_when_it_is_removed(kind: str) -> None:
    made = {"objective": "Sell more", "owner": "Ann", "technology": "Till", "source": "Talks", "improvement": "Shorter"}
    journey = MAP
    if not getattr(journey, COLLECTIONS[kind]):
        needed = {"survey": {"lowest": 1, "highest": 5}}.get(kind, {})
        if kind in ("survey", "opportunity", "pain_point", "kpi"):
            needed = {**needed, "stage": journey.stages[0].id}
        journey = apply(journey, f"add_{kind}", {"name": made.get(kind, "Something"), **needed})
    element = getattr(journey, COLLECTIONS[kind])[0]
    called = getattr(element, "name", "") or getattr(element, "title", "") or getattr(element, "question", "")
    told = removed(journey, apply(journey, f"remove_{kind}", {"id": element.id}))
    assert f"“{called[:20]}" in told
    assert told.endswith("removed.")


def test_a_stage_is_named_and_what_stood_in_it_is_counted() -> None:
    journey = edit.set_cell(MAP, "repair", "goals", "Have it back soon")
    count = len(journey.touchpoints_of("repair"))
    told = removed(journey, edit.apply(journey, "remove_stage", {"id": "repair"}))
    assert told.startswith("Stage “Repair”, ")
    assert f"{count} touchpoint" in told


def test_the_first_three_of_several_are_named() -> None:
    ids = [touchpoint.id for touchpoint in MAP.touchpoints[:5]]
    edits = [{"edit": "remove_touchpoint", "args": {"id": id}} for id in ids]
    told = removed(MAP, apply(MAP, "apply_all", {"edits": edits}))
    assert told.startswith(f"5 touchpoints “{MAP.touchpoints[0].name}”, “")
    assert "” and 2 more" in told


@pytest.mark.parametrize(
    ("name", "args", "told"),
    [
        ("set_cell", {"text": ""}, "Text “Have it back / soon” (Goals, Repair) removed."),
        ("set_cell", {"text": "Now"}, ""),
    ],
)
def test_a_text_is_told_when_it_is_emptied_and_not_when_it_is_changed(name: str, args: Any, told: str) -> None:
    journey = edit.set_cell(MAP, "repair", "goals", "Have it back\nsoon")
    assert removed(journey, apply(journey, name, {"stage": "repair", "lane": "goals", **args})) == told


def test_feelings_fields_and_entries_of_lists_are_told() -> None:
    journey = edit.set_emotion(MAP, "repair", 1)
    assert "at “Repair” removed." in removed(journey, edit.clear_emotion(journey, "repair"))
    persona = edit.update_persona(MAP, MAP.personas[0].id, questions=["Why?", "When?"])
    less = edit.update_persona(persona, MAP.personas[0].id, questions=["When?"])
    assert removed(persona, less) == f"Persona “{MAP.personas[0].name}”: questions “Why?” taken out."
    route = MAP.routes[0]
    shorter = edit.update_route(MAP, route.id, touchpoints=route.touchpoints[1:])
    assert removed(MAP, shorter).startswith(f"Path “{route.name}”: touchpoints “")


def held(journey: JourneyMap) -> set[tuple[str, object]]:
    keyed = {(name, item.key) for name in ("cells", "emotions") for item in getattr(journey, name)}
    return keyed | {(name, item.id) for name in COLLECTIONS.values() for item in getattr(journey, name)}


@given(data=st.data(), journey=random_maps())
@settings(max_examples=80, deadline=None)
def test_nothing_goes_without_a_word(data: st.DataObject, journey: JourneyMap) -> None:
    after, _ = random_edit(data.draw, journey)
    if held(journey) - held(after):
        assert removed(journey, after)
    elif held(after) > held(journey):
        assert removed(journey, after) == ""
    assert removed(after, after) == ""
