"""Edits are pure, complete, and tell what is wrong in the map's words."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeykit.errors import MapError, UnknownIdError
from journeykit.model import JourneyMap, edit, new_map
from journeykit.model.edit import EDITS, KINDS
from journeykit.model.integrity import COLLECTIONS, problems

ESSENTIALS = {
    "touchpoint": {"stage": "browse"},
    "pain_point": {"stage": "browse"},
    "opportunity": {"stage": "browse"},
    "survey": {"stage": "browse", "lowest": 1, "highest": 5},
}


@pytest.fixture
def shop() -> JourneyMap:
    journey = new_map("Shop", stages=["Browse", "Basket", "Checkout"])
    journey = edit.add_persona(journey, "Ann")
    journey = edit.add_touchpoint(journey, "Home page", stage="browse")
    journey = edit.add_touchpoint(journey, "Pay button", stage="checkout", milestone="purchase")
    journey = edit.add_route(journey, "Happy path", kind="happy", touchpoints=["home-page", "pay-button"])
    journey = edit.set_cell(journey, "browse", "goals", "Find it fast")
    return edit.set_emotion(journey, "browse", 1, words=["curious"], persona="ann")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_added_changed_moved_and_removed(shop: JourneyMap, kind: str) -> None:
    before = shop.model_dump()
    added = EDITS[f"add_{kind}"](shop, "Something new", **ESSENTIALS.get(kind, {}))
    id = "something-new"
    assert edit.find(added, kind, id)
    second = EDITS[f"add_{kind}"](added, "Something new", **ESSENTIALS.get(kind, {}))
    assert edit.find(second, kind, "something-new-2")
    heading = "title" if kind == "source" else "question" if kind == "survey" else "name"
    renamed = EDITS[f"update_{kind}"](second, id, **{heading: "Renamed"})
    assert getattr(edit.find(renamed, kind, id), heading) == "Renamed"
    home = ESSENTIALS.get(kind, {}).get("stage")
    moved = EDITS[f"move_{kind}"](renamed, "something-new-2", to=0)
    siblings = [e.id for e in getattr(moved, COLLECTIONS[kind]) if getattr(e, "stage", home) == home]
    assert siblings[0] == "something-new-2"
    twin = EDITS[f"duplicate_{kind}"](moved, id)
    ids = [element.id for element in getattr(twin, COLLECTIONS[kind])]
    assert ids[ids.index(id) + 1] == f"{id}-3"
    assert getattr(edit.find(twin, kind, f"{id}-3"), heading) == "Renamed (copy)"
    gone = EDITS[f"remove_{kind}"](moved, id)
    assert id not in [element.id for element in getattr(gone, COLLECTIONS[kind])]
    assert shop.model_dump() == before, "the map that went in has changed"


def test_an_unknown_id_names_the_nearest_and_lists_the_known_ones(shop: JourneyMap) -> None:
    with pytest.raises(UnknownIdError) as caught:
        edit.move_stage(shop, "chekout", to=1)
    assert str(caught.value) == (
        "no stage has id 'chekout' in map 'shop'. Did you mean 'checkout'? Known: 'browse', 'basket', 'checkout'."
    )


def test_an_unknown_field_names_the_nearest_and_lists_the_fields(shop: JourneyMap) -> None:
    with pytest.raises(MapError, match=r"a stage has no field 'objectiv'. Did you mean 'objective'\? Fields: 'id'"):
        edit.update_stage(shop, "browse", objectiv="x")


def test_a_misspelt_or_shortened_edit_names_the_one_that_was_meant() -> None:
    for name, meant in (
        ("add_pain", "add_pain_point"),
        ("add_touchpiont", "add_touchpoint"),
        ("rename_stage", "update_stage"),
    ):
        with pytest.raises(AttributeError, match=f"has no '{name}'. Did you mean '{meant}'"):
            getattr(edit, name)


def test_a_name_in_the_place_of_an_id_is_answered_with_the_id(shop: JourneyMap) -> None:
    journey = edit.update_stage(shop, "checkout", name="Pay by card")
    with pytest.raises(MapError, match=r"no stage has id 'Pay by card' in map 'shop'. Did you mean 'checkout'\?"):
        edit.set_emotion(journey, "Pay by card", -1)
    with pytest.raises(MapError, match="no touchpoint has id"):
        edit.remove_touchpoint(journey, ["home"])  # type: ignore[arg-type]


def test_one_feeling_may_be_given_without_a_list(shop: JourneyMap) -> None:
    felt = edit.set_emotion(shop, "checkout", -1, words="unsure").emotions
    assert [point.words for point in felt if point.stage == "checkout"] == [("unsure",)]


def test_an_article_fits_its_noun(shop: JourneyMap) -> None:
    with pytest.raises(MapError, match=r"^an opportunity has no field 'pain'"):
        edit.add_opportunity(shop, "Ask less", stage="browse", pain="x")


def test_the_help_of_an_edit_says_what_a_field_is_and_which_words_it_takes() -> None:
    fields = {line.strip().partition(" : ")[0]: line for line in str(edit.add_touchpoint.__doc__).splitlines()}
    assert fields["stage"].endswith("Stage it belongs to.")
    assert fields["medium"].endswith("One of 'digital', 'physical'.")
    assert fields["costs"].endswith("Any of 'time', 'attention', 'data', 'money'.")
    assert fields["goal"].endswith("What the customer wants from it.")


def test_the_parts_of_the_matrix_are_named_or_in_order(shop: JourneyMap) -> None:
    named = edit.set_emotion(edit.set_cell(shop, stage="browse", lane="goals", text="x"), stage="browse", score=1)
    assert named == edit.set_emotion(edit.set_cell(shop, "browse", "goals", "x"), "browse", 1)
    assert edit.clear_emotion(named, stage="browse") == edit.clear_emotion(named, "browse") != named


def test_a_value_that_does_not_fit_is_told_and_nothing_changes(shop: JourneyMap) -> None:
    with pytest.raises(MapError, match=r"this pain point is not valid: severity: 9 is too high: at most 5"):
        edit.add_pain_point(shop, "Slow", stage="browse", severity=9)
    with pytest.raises(MapError, match="this emotion point is not valid: score"):
        edit.set_emotion(shop, "browse", 3)


def test_removing_a_stage_takes_what_cannot_stand_without_it_and_every_mention(shop: JourneyMap) -> None:
    left = edit.remove_stage(shop, "browse")
    assert [t.id for t in left.touchpoints] == ["pay-button"]
    assert left.happy_path is not None
    assert left.happy_path.touchpoints == ("pay-button",)
    assert left.cells == ()
    assert left.emotions == ()


def test_removing_a_persona_keeps_what_holds_for_all(shop: JourneyMap) -> None:
    left = edit.remove_persona(shop, "ann")
    assert left.emotions == ()
    assert left.cells == shop.cells


def test_an_element_added_after_another_stands_right_there(shop: JourneyMap) -> None:
    journey = edit.add_stage(shop, "Compare", after="browse")
    assert [s.id for s in journey.stages] == ["browse", "compare", "basket", "checkout"]


def test_a_touchpoint_moves_to_another_stage_at_the_place_asked_for(shop: JourneyMap) -> None:
    journey = edit.move_touchpoint(shop, "home-page", to=0, stage="checkout")
    assert [t.id for t in journey.touchpoints_of("checkout")] == ["home-page", "pay-button"]


def test_empty_text_clears_a_cell_and_a_view_lane_holds_no_text(shop: JourneyMap) -> None:
    assert edit.set_cell(shop, "browse", "goals", "  ").cells == ()
    with pytest.raises(MapError, match="the lane 'kpis' shows kpis and holds no text of its own"):
        edit.set_cell(shop, "browse", "kpis", "x")


def test_a_persona_may_say_something_else_than_all(shop: JourneyMap) -> None:
    journey = edit.set_cell(shop, "browse", "goals", "Compare prices", persona="ann")
    own, shared = journey.cell("browse", "goals", "ann"), journey.cell("browse", "goals")
    assert own is not None
    assert shared is not None
    assert (own.text, shared.text) == ("Compare prices", "Find it fast")


def test_setting_a_score_keeps_the_words(shop: JourneyMap) -> None:
    point = edit.set_emotion(shop, "browse", -1, persona="ann").emotions[0]
    assert (point.score, point.words) == (-1, ("curious",))


def test_clearing_a_point_that_is_not_there_is_told(shop: JourneyMap) -> None:
    assert edit.clear_emotion(shop, "browse", persona="ann").emotions == ()
    with pytest.raises(MapError, match="has no assumed emotion point there"):
        edit.clear_emotion(shop, "basket")


def test_update_map_changes_the_header_only(shop: JourneyMap) -> None:
    assert edit.update_map(shop, state="future").state == "future"
    with pytest.raises(MapError, match="update_map cannot change 'stages'"):
        edit.update_map(shop, stages=())


def test_edits_by_name_do_what_the_functions_do(shop: JourneyMap) -> None:
    by_name = edit.apply(shop, "set_cell", {"stage": "basket", "lane": "goals", "text": "See the total"})
    assert by_name == edit.set_cell(shop, "basket", "goals", "See the total")
    assert edit.apply(shop, "remove_stage", {"id": "basket"}) == edit.remove_stage(shop, "basket")


def test_an_edit_by_name_tells_a_wrong_name_or_argument(shop: JourneyMap) -> None:
    with pytest.raises(UnknownIdError, match="Did you mean 'add_stage'"):
        edit.apply(shop, "add_stages", {"name": "x"})
    with pytest.raises(MapError, match="needs the argument 'id'"):
        edit.apply(shop, "remove_stage", {})
    with pytest.raises(MapError, match="does not take these arguments"):
        edit.apply(shop, "move_stage", {"id": "basket", "too": 1})


def test_every_edit_is_documented_and_takes_a_map_first() -> None:
    for name, function in EDITS.items():
        assert function.__name__ == name
        assert function.__doc__
        assert "Raises" in function.__doc__
        assert next(iter(inspect.signature(function).parameters)) == "journey"


@given(st.data())
def test_no_sequence_of_edits_breaks_a_map(data: st.DataObject) -> None:
    journey = new_map("M", stages=["A", "B"])
    for _ in range(data.draw(st.integers(1, 12))):
        kind = data.draw(st.sampled_from(["stage", "touchpoint", "persona", "pain_point", "owner", "route"]))
        present = [e.id for e in getattr(journey, COLLECTIONS[kind])]
        verb = data.draw(st.sampled_from(["add", "move", "remove"]))
        if verb == "add":
            stages = [s.id for s in journey.stages]
            if "stage" in KINDS[kind].model_fields and not stages:
                continue
            fields = {"stage": data.draw(st.sampled_from(stages))} if "stage" in KINDS[kind].model_fields else {}
            journey = EDITS[f"add_{kind}"](journey, "x", **fields)
        elif present and verb == "move":
            journey = EDITS[f"move_{kind}"](
                journey, data.draw(st.sampled_from(present)), to=data.draw(st.integers(0, 5))
            )
        elif present:
            journey = EDITS[f"remove_{kind}"](journey, data.draw(st.sampled_from(present)))
        assert problems(journey) == []
        for collection in COLLECTIONS.values():
            ranks = [element.rank for element in getattr(journey, collection)]
            assert ranks == sorted(ranks)
            assert all(ranks)


def test_the_medium_follows_a_new_channel_unless_it_was_or_is_given(shop: JourneyMap) -> None:
    def medium(journey: JourneyMap, **changes: object) -> str:
        return edit.update_touchpoint(journey, "home-page", **changes).touchpoints[0].medium

    assert medium(shop, channel="in_store") == "physical"
    assert medium(shop, channel="in_store", medium="digital") == "digital"
    assert medium(shop, goal="Find it") == "digital"
    kiosk = edit.update_touchpoint(shop, "home-page", channel="in_store", medium="digital")
    assert medium(kiosk, channel="event") == "digital"
    assert medium(kiosk, channel="email") == "digital"
