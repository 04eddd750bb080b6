"""What does not fit is told in the words of the map: no pattern, no tuple, no factory."""

import pytest

from journeykit.errors import DocumentError, EventLogError, MapError
from journeykit.events import duration_us
from journeykit.model import JourneyMap, KPIFormula, edit, new_map
from journeykit.store import VERSION, parse_map


@pytest.fixture
def shop() -> JourneyMap:
    return edit.add_stage(new_map("Shop", stages=["Awareness", "Pay now"]), "Aftercare", id="after")


def touchpoint_told(shop: JourneyMap, **fields: object) -> str:
    with pytest.raises(MapError) as caught:
        edit.add_touchpoint(shop, "Phone", **{"stage": "pay-now", **fields})
    return str(caught.value)


def kpi_told(shop: JourneyMap, **fields: object) -> str:
    with pytest.raises(MapError) as caught:
        edit.add_kpi(shop, "Conversion", **fields)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("Awareness", "Did you mean 'awareness'?"),
        ("Pay now", "Did you mean 'pay-now'?"),
        ("Aftercare", "Did you mean 'after'?"),
        ("Quux !", "Known: 'awareness', 'pay-now', 'after'."),
    ],
)
def test_a_name_in_the_place_of_an_id_is_answered_with_the_id(shop: JourneyMap, name: str, answer: str) -> None:
    assert touchpoint_told(shop, stage=name) == (
        f"this touchpoint is not valid: stage: there is no id {name!r}. {answer} Nothing was changed."
    )


def test_an_id_of_ones_own_that_cannot_be_one_is_answered_with_one_that_can(shop: JourneyMap) -> None:
    with pytest.raises(MapError, match=r"id: 'My Id' is no id: .* digits, - and _. Did you mean 'my-id'\?"):
        edit.add_stage(shop, "X", id="My Id")


def test_a_nested_field_that_does_not_exist_is_answered_with_those_that_do(shop: JourneyMap) -> None:
    fields = "Fields: 'success', 'attempt', 'window', 'complement'. Nothing was changed."
    assert kpi_told(shop, formula={"type": "rate"}).endswith(f"formula has no field 'type'. {fields}")
    assert kpi_told(shop, formula={"sucess": "paid"}).endswith(
        f"formula has no field 'sucess'. Did you mean 'success'? {fields}"
    )
    assert kpi_told(shop, formula="rate").endswith(f"formula: write its fields by name. {fields}")


def test_a_text_in_the_place_of_a_list_is_shown_as_a_list(shop: JourneyMap) -> None:
    assert "personas: write a list, such as ['ann']. Nothing" in touchpoint_told(shop, personas="ann")


def test_several_problems_are_told_at_once_in_plain_words(shop: JourneyMap) -> None:
    told = touchpoint_told(shop, stage=3, channel="web", key_moment="perhaps", owner="Bob B")
    for part in (
        "stage: expected a text;",
        "channel: expected one of 'website', ",
        " or 'other', not 'web';",
        "key_moment: expected true or false;",
        "owner: there is no id 'Bob B'. Known: none. Nothing",
    ):
        assert part in told
    for leak in ("pattern", "factory", "tuple", "Input", "instance"):
        assert leak not in told


def test_a_value_that_may_be_several_things_says_all_of_them(shop: JourneyMap) -> None:
    told = touchpoint_told(shop, binding={"events": "a", "where": [{"column": "x", "value": {}}]})
    assert "binding.where[0].value: expected a text, or expected a number, or write a list, such as" in told


def test_one_event_name_needs_no_list_around_it(shop: JourneyMap) -> None:
    journey = edit.add_touchpoint(shop, "Phone", stage="pay-now", binding={"events": "phone_*"})
    journey = edit.add_kpi(journey, "Conversion", formula={"success": "paid", "attempt": "cart"})
    assert journey.touchpoints[0].binding.events == ("phone_*",)
    assert journey.kpis[0].formula == KPIFormula(success=("paid",), attempt=("cart",))


def test_a_file_and_an_edit_say_the_same(shop: JourneyMap) -> None:
    head = f'{{"format": "journeykit-map", "version": "{VERSION}", "id": "shop", "name": "Shop"'
    with pytest.raises(DocumentError) as caught:
        parse_map(f'{head}, "kpis": [{{"id": "My Id", "name": "A", "formula": {{"type": 1, "success": 2}}}}]}}')
    assert caught.value.problems == (
        ("kpis[0].id", "'My Id' is no id: an id has lower-case letters, digits, - and _. Did you mean 'my-id'?"),
        ("kpis[0].formula.success", "write a list, such as ['…']."),
        (
            "kpis[0].formula.type",
            "there is no such field. Fields: 'success', 'attempt', 'window', 'complement'.",
        ),
    )


WINDOWS = ["7d", " 7D ", "30m", "5 min", "1h30m", "2w", "0h5m", "90000ms", "007d", "1d 0h"]
NO_WINDOWS = ["soon", "7", "0d", "0h0m", "-1d", "7 days", "d", "1.5h", "7d!", "7d soon", "0"]


@pytest.mark.parametrize("window", WINDOWS)
def test_a_window_that_the_events_room_reads_can_be_kept(window: str) -> None:
    assert duration_us(KPIFormula(success=("paid",), window=window).window) == duration_us(window)


@pytest.mark.parametrize("window", NO_WINDOWS)
def test_a_window_that_the_events_room_refuses_cannot_be_kept(shop: JourneyMap, window: str) -> None:
    with pytest.raises(EventLogError):
        duration_us(window)
    assert f"formula.window: {window!r} is no duration. Write a whole number and a unit, such as 30m" in kpi_told(
        shop, formula={"success": "paid", "window": window}
    )


def test_help_shows_the_shape_of_what_is_inside_a_field() -> None:
    assert '{"attempt": ["cart*"], "success": ["paid"], "window": "7d"}' in edit.add_kpi.__doc__
    assert '{"events": ["phone_*"], "where": [{"column": "device", "value": "mobile"}]}' in edit.add_touchpoint.__doc__
