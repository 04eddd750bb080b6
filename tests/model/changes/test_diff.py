"""The comparison of two maps: by id, in the map's words, one change for one edit."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.model import JourneyMap, edit, new_map
from journeykit.model.binding import Binding
from journeykit.model.changes import Change, as_json, as_text, diff, diff_title, sentence
from journeykit.model.insight import KPIPoint
from journeykit.model.integrity import COLLECTIONS
from tests.model.check.sound import measured, sound_map
from tests.model.random_maps import random_edit, random_maps

MAP = sound_map()


def sentences(after: JourneyMap, before: JourneyMap = MAP) -> list[str]:
    return [sentence(change) for change in diff(before, after)]


def test_equal_maps_differ_in_nothing() -> None:
    assert diff(MAP, MAP) == ()
    assert as_text(()) == "No differences."


def test_a_renamed_stage_is_renamed_and_told_once() -> None:
    after = edit.update_stage(MAP, "repair", name="Mending")
    assert diff(MAP, after) == (
        Change("changed", "stages", "repair", "stage", "Mending", "", "name", "Repair", "Mending"),
    )


def test_one_drag_is_one_move_of_what_was_dragged() -> None:
    for id, to in (("awareness", 3), ("loyalty", 0), ("consideration", 2), ("repair", 1), ("consideration", 0)):
        name = next(stage.name for stage in MAP.stages if stage.id == id)
        places = {stage.id: place for place, stage in enumerate(MAP.stages, 1)}
        assert sentences(edit.move_stage(MAP, id, to=to)) == [
            f"stage “{name}”: place “{places[id]} of 4” → “{to + 1} of 4”"
        ]


def test_a_move_to_its_own_place_is_no_change() -> None:
    assert diff(MAP, edit.move_stage(MAP, "awareness", to=0)) == ()


def test_a_touchpoint_in_another_stage_has_moved() -> None:
    after = edit.move_touchpoint(MAP, "price-list", to=0, stage="repair")
    assert sentences(after) == ["touchpoint “Price list” in stage “Repair”: stage “Consideration” → “Repair”"]
    assert diff(MAP, after)[0].kind == "moved"


def test_references_are_told_by_name_and_only_where_they_differ() -> None:
    after = edit.remove_touchpoint(MAP, "reminder")
    assert sentences(after) == [
        "touchpoint “Reminder” in stage “Loyalty”",
        "route “To a friend”: touchpoints “… Reminder” → “…”",
    ]
    assert [change.kind for change in diff(MAP, after)] == ["removed", "changed"]
    assert sentences(edit.update_persona(MAP, "commuter", challenges=["Rain"])) == [
        "persona “Commuter”: challenges “Needs the bicycle every day” → “Rain”"
    ]
    reordered = edit.update_route(MAP, "to-a-friend", touchpoints=["price-list", "shop-window"])
    assert sentences(
        edit.update_route(reordered, "to-a-friend", touchpoints=["shop-window", "price-list"]), reordered
    ) == ["route “To a friend”: touchpoints “Price list, Shop window” → “Shop window, Price list”"]


def test_cells_and_feelings_are_told_by_stage_lane_and_persona() -> None:
    after = edit.set_cell(MAP, "repair", "goals", "Ride home\nSoon")
    assert sentences(after) == [
        "cell “Goals” in stage “Repair”: text “Have a repaired bicycle by Friday” → “Ride home / Soon”"
    ]
    after = edit.set_cell(MAP, "repair", "goals", "Ride home", persona="commuter")
    assert sentences(after) == ["cell “Goals (Commuter)” in stage “Repair”: “Ride home”"]
    assert sentences(MAP, after) == ["cell “Goals (Commuter)” in stage “Repair”: “Ride home”"]
    assert sentences(edit.set_emotion(MAP, "repair", -1)) == ["feeling “assumed” in stage “Repair”: score “1” → “-1”"]
    after = MAP.model_copy(update={"emotions": (*MAP.emotions, measured("repair", touchpoint="repair-desk", n=4))})
    assert sentences(after) == ["feeling “measured at Repair desk” in stage “Repair”: “+1, glad”"]


def test_values_are_told_in_words() -> None:
    assert sentences(edit.update_touchpoint(MAP, "price-list", channel="live_chat")) == [
        "touchpoint “Price list” in stage “Consideration”: channel “website” → “live chat”"
    ]
    assert sentences(edit.update_stage(MAP, "repair", content_mix_share=None, post_purchase=True)) == [
        "stage “Repair”: content mix “55.0\u00a0%” → nothing",
        "stage “Repair”: post purchase “no” → “yes”",
    ]
    later = KPIPoint(as_of="2026-12-31", value=43, n=810)
    assert sentences(edit.update_kpi(MAP, "booked", series=[*MAP.kpis[2].series, later])) == [
        "KPI “Booked” in stage “Repair”: series “…” → “… as of 2026-12-31, value 43, n 810”"
    ]
    assert sentences(edit.update_touchpoint(MAP, "reminder", binding=Binding(events=("mail *",)))) == [
        "touchpoint “Reminder” in stage “Loyalty”: binding nothing → “events mail *”"
    ]


def test_facts_about_the_map_are_told_field_by_field() -> None:
    after = edit.update_map(MAP, state="future", review=MAP.review.model_copy(update={"every_days": 90}))
    assert sentences(after) == [
        "map “Workshop”: state “as is” → “to be”",
        "map “Workshop”: review: every days “365” → “90”",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Workshop: before → after"),
        ({"state": "future"}, "Workshop: as is → to be"),
        ({"state": "future", "name": "New workshop"}, "Workshop (as is) → New workshop (to be)"),
        ({"name": "New workshop"}, "Workshop (before) → New workshop (after)"),
    ],
)
def test_as_is_and_to_be_are_named(changes: dict[str, str], said: str) -> None:
    assert diff_title(MAP, edit.update_map(MAP, **changes)) == said


def test_the_text_groups_changes_by_collection_and_counts_them() -> None:
    after = edit.add_stage(edit.update_persona(MAP, "commuter", goal=""), "Return", after="repair")
    assert as_text(diff(MAP, after), title=diff_title(MAP, after)) == (
        "Workshop: before → after\n"
        "personas\n"
        "  ~ persona “Commuter”: goal “Ride to work” → nothing\n"
        "stages\n"
        "  + stage “Return”\n"
        "2 changes."
    )


def _contents(journey: JourneyMap) -> object:
    """Return what a map says, with places instead of ranks."""
    told = {name: getattr(journey, name) for name in JourneyMap.model_fields}
    for collection in COLLECTIONS.values():
        groups: dict[str, list[object]] = {}
        for element in told[collection]:
            groups.setdefault(getattr(element, "stage", None) or "", []).append(element.model_copy(update={"rank": ""}))
        told[collection] = groups
    for collection in ("cells", "emotions"):
        told[collection] = {item.key: item for item in told[collection]}
    return told


@settings(deadline=None, max_examples=80)
@given(st.data(), random_maps())
def test_every_edit_that_changes_something_is_told_with_the_name_it_was_about(
    data: st.DataObject, before: JourneyMap
) -> None:
    after, name = data.draw(st.composite(lambda draw: random_edit(draw, before))())
    changes = diff(before, after)
    assert diff(before, before) == ()
    assert diff(before, after) == changes, "the order is not stable"
    if _contents(before) == _contents(after):
        assert changes == ()
    else:
        assert changes
        assert name in as_text(changes)


@settings(deadline=None, max_examples=40)
@given(random_maps(), random_maps())
def test_what_was_added_one_way_was_removed_the_other_way(one: JourneyMap, other: JourneyMap) -> None:
    def kinds(changes: tuple[Change, ...], kind: str) -> set[tuple[str, str]]:
        return {(c.collection, c.id) for c in changes if c.kind == kind}

    there, back = diff(one, other), diff(other, one)
    assert kinds(there, "added") == kinds(back, "removed")
    assert kinds(there, "removed") == kinds(back, "added")
    assert {(c.collection, c.id, c.field) for c in there if c.kind == "changed"} == {
        (c.collection, c.id, c.field) for c in back if c.kind == "changed"
    }


def test_an_element_that_moved_past_a_removed_one_has_not_moved() -> None:
    assert [c.kind for c in diff(MAP, edit.remove_touchpoint(MAP, "newsletter"))] == ["removed"]
    after = edit.remove_stage(new_map("M", stages=["A", "B", "C"]), "a")
    assert [(c.kind, c.name) for c in diff(new_map("M", stages=["A", "B", "C"]), after)] == [("removed", "A")]


def test_a_change_keeps_the_name_of_the_later_map() -> None:
    change = diff(MAP, edit.update_owner(MAP, "bob", name="Ben"))[0]
    assert change == replace(change, name="Ben", before="Bob", after="Ben")


def test_the_text_carries_no_escape_code_and_no_line_break_from_a_name() -> None:
    said = as_text(diff(MAP, edit.update_stage(MAP, "repair", name="Re\x1b[2Jpair\nnow")))
    assert said.splitlines() == [
        "stages",
        "  ~ stage “Re[2Jpair / now”: name “Repair” → “Re[2Jpair / now”",
        "1 change.",
    ]


def test_the_json_of_changes_reads_back() -> None:
    changes = diff(MAP, edit.remove_stage(MAP, "repair"))
    told = json.loads(as_json(changes, title="x"))
    assert (told["title"], told["count"]) == ("x", len(changes))
    assert [Change(**change) for change in told["changes"]] == list(changes)
