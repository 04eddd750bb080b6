"""Copies: what comes along, what stays with the original."""

from hypothesis import given
from hypothesis import strategies as st

import journeykit as jk
from journeykit.model import JourneyMap, edit
from journeykit.model.edit import EDITS, KINDS
from journeykit.model.integrity import COLLECTIONS, problems
from tests.model.random_maps import random_maps


def shop() -> JourneyMap:
    journey = jk.new_map("Shop", stages=["Browse", "Pay"])
    journey = edit.add_persona(journey, "Ann")
    journey = edit.add_touchpoint(journey, "Shelf", stage="browse", binding={"events": ["shelf"]})
    journey = edit.add_touchpoint(journey, "Till", stage="pay", milestone="purchase")
    journey = edit.add_pain_point(journey, "Dark", stage="browse", touchpoint="shelf", severity=4)
    journey = edit.add_opportunity(journey, "Lamp", stage="browse", pain_points=["dark"])
    journey = edit.add_kpi(journey, "Found it", stage="browse", series=[{"as_of": "2026-05-31", "value": 3}], target=5)
    journey = edit.add_route(journey, "Happy path", kind="happy", touchpoints=["shelf", "till"])
    journey = edit.set_cell(journey, "browse", "goals", "Find it", persona="ann")
    journey = edit.set_emotion(journey, "browse", 1, words=["curious"])
    journey = edit.set_emotion(journey, "browse", 0, kind="measured", n=9)
    return edit.set_emotion(journey, "browse", -1, touchpoint="shelf")


def test_a_copied_stage_stands_right_after_its_original_and_brings_all_that_is_in_it() -> None:
    before = shop()
    after = edit.duplicate_stage(before, "browse")
    assert [(s.id, s.name) for s in after.stages] == [
        ("browse", "Browse"),
        ("browse-2", "Browse (copy)"),
        ("pay", "Pay"),
    ]
    assert [t.name for t in after.touchpoints_of("browse-2")] == ["Shelf"]
    pain = edit.find(after, "pain_point", "dark-2")
    assert (pain.stage, pain.touchpoint, pain.severity) == ("browse-2", "shelf-2", 4)  # type: ignore[attr-defined]
    assert edit.find(after, "opportunity", "lamp-2").pain_points == ("dark-2",)  # type: ignore[attr-defined]
    cell = after.cell("browse-2", "goals", "ann")
    assert cell is not None
    assert cell.text == "Find it"
    assert [p.key for p in after.emotions if p.stage == "browse-2"] == [
        ("browse-2", "", "", "assumed"),
        ("browse-2", "shelf-2", "", "assumed"),
    ]
    assert after.routes == before.routes
    assert before == shop()


def test_what_data_showed_of_the_original_is_not_said_of_the_copy() -> None:
    after = edit.duplicate_stage(shop(), "browse")
    kpi = edit.find(after, "kpi", "found-it-2")
    assert (kpi.series, kpi.target) == ((), 5)  # type: ignore[attr-defined]
    assert edit.find(after, "touchpoint", "shelf-2").binding is None  # type: ignore[attr-defined]
    till = edit.find(edit.duplicate_touchpoint(after, "till"), "touchpoint", "till-2")
    assert till.milestone is None  # type: ignore[attr-defined]


def test_a_copy_of_the_happy_path_is_an_alternate() -> None:
    after = edit.duplicate_route(shop(), "happy-path")
    assert [(r.kind, r.touchpoints) for r in after.routes] == [
        ("happy", ("shelf", "till")),
        ("alternate", ("shelf", "till")),
    ]


def test_a_copied_lane_brings_its_texts_and_a_copied_persona_hers() -> None:
    lane = edit.duplicate_lane(shop(), "goals")
    assert [c.lane for c in lane.cells] == ["goals", "goals-2"]
    ann = edit.duplicate_persona(shop(), "ann")
    assert [c.persona for c in ann.cells] == ["ann", "ann-2"]


@given(random_maps(), st.data())
def test_any_element_of_any_map_can_be_copied_and_removing_the_copy_brings_the_map_back(
    journey: JourneyMap, data: st.DataObject
) -> None:
    kinds = [kind for kind in KINDS if getattr(journey, COLLECTIONS[kind])]
    kind = data.draw(st.sampled_from(kinds))
    original = data.draw(st.sampled_from(getattr(journey, COLLECTIONS[kind])))
    copied = EDITS[f"duplicate_{kind}"](journey, original.id)
    assert problems(copied) == []
    fresh = {e.id for e in getattr(copied, COLLECTIONS[kind])} - {e.id for e in getattr(journey, COLLECTIONS[kind])}
    (twin,) = fresh
    assert EDITS[f"remove_{kind}"](copied, twin) == journey
