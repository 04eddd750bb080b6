import pytest
from pydantic import ValidationError

from journeykit.model import Cell, EmotionPoint, JourneyMap, Route, Stage, Touchpoint, new_map, standard_lanes


def test_a_map_is_frozen() -> None:
    journey = new_map("Shop", stages=["Browse"])
    with pytest.raises(ValidationError, match="frozen"):
        journey.name = "Other"  # type: ignore[misc]


def test_every_broken_reference_is_told_at_once_with_its_nearest_match() -> None:
    with pytest.raises(ValidationError) as caught:
        JourneyMap(
            id="shop",
            name="Shop",
            stages=(Stage(id="checkout", name="Checkout"),),
            touchpoints=(Touchpoint(id="form", name="Form", stage="chekout"),),
            emotions=(EmotionPoint(stage="nowhere", score=1),),
        )
    told = str(caught.value)
    assert "touchpoints[0].stage: no stage has id 'chekout'. Did you mean 'checkout'?" in told
    assert "emotions[0].stage: no stage has id 'nowhere'. Known: 'checkout'." in told


def test_two_elements_cannot_share_an_id_or_a_cell() -> None:
    with pytest.raises(ValidationError, match="2 elements have the id 'a'"):
        JourneyMap(id="m", name="M", stages=(Stage(id="a", name="A"), Stage(id="a", name="B")))
    with pytest.raises(ValidationError, match="2 entries for stage 'a', lane 'goals'"):
        JourneyMap(
            id="m",
            name="M",
            stages=(Stage(id="a", name="A"),),
            cells=(Cell(stage="a", lane="goals", text="x"), Cell(stage="a", lane="goals", text="y")),
        )


def test_there_is_one_happy_path_at_most() -> None:
    with pytest.raises(ValidationError, match="2 routes are marked as the happy path"):
        JourneyMap(
            id="m",
            name="M",
            routes=(Route(id="a", name="A", kind="happy"), Route(id="b", name="B", kind="happy")),
        )


def test_a_score_outside_the_scale_is_refused_never_clipped() -> None:
    with pytest.raises(ValidationError):
        EmotionPoint(stage="a", score=2.5)


def test_the_medium_follows_the_channel_unless_it_is_given() -> None:
    assert Touchpoint(id="a", name="A", stage="s", channel="in_store").medium == "physical"
    assert Touchpoint(id="a", name="A", stage="s", channel="in_store", medium="digital").medium == "digital"
    assert Touchpoint(id="a", name="A", stage="s", channel="email").medium == "digital"


def test_elements_without_rank_keep_the_order_of_the_list() -> None:
    journey = JourneyMap(id="m", name="M", stages=tuple(Stage(id=i, name=i) for i in "cab"))
    assert [stage.id for stage in journey.stages] == ["c", "a", "b"]


def test_the_path_stands_between_the_lanes_of_the_customer_and_those_of_the_business() -> None:
    halves = [lane.half for lane in standard_lanes()]
    assert halves == ["customer"] * 7 + ["path"] + ["business"] * 8


def test_every_field_of_the_document_says_what_it_is() -> None:
    from journeykit.model.edit import KINDS

    for kind in (*KINDS.values(), JourneyMap, Cell, EmotionPoint):
        bare = [name for name, field in kind.model_fields.items() if not field.description and name != "rank"]
        assert not bare, f"{kind.__name__} has fields without a description: {bare}"
