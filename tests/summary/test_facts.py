import pandas as pd

from journeykit.editors import FactCards
from journeykit.events import Events, read_events
from journeykit.model import JourneyMap, edit, new_map
from journeykit.summary.board import board_numbers
from journeykit.summary.facts import badges, counted_cards, designed_cards, felt_cards, lead
from journeykit.summary.views import funnel_view, stage_flow_view
from tests.summary.conftest import all_of


def cards(journey: JourneyMap, events: Events | None = None, **options: str) -> dict[str, dict[str, str]]:
    told = designed_cards(journey) if events is None else counted_cards(all_of(journey, events))
    return {card["label"]: card for card in FactCards([*told, *felt_cards(journey, **options)]).cards}


def test_each_card_names_its_base_and_its_definition(shop: JourneyMap, events: Events) -> None:
    found = cards(shop, events)
    assert list(found) == [
        "Guests on the map",
        "Overall conversion",
        "Largest loss",
        "Events on the map",
        "Lowest point",
    ]
    assert all(card["definition"] for card in found.values())
    assert found["Guests on the map"]["unit"] == "of 4"
    assert found["Overall conversion"]["value"].replace("\xa0", " ") == "25.0 %"
    assert found["Overall conversion"]["detail"] == "1 of 4 on the map get to Pay"
    assert found["Overall conversion"]["unit"].endswith("few"), "four travellers are a small base and the card says so"


def test_the_largest_loss_is_of_people_with_the_share_beside_it(shop: JourneyMap, events: Events) -> None:
    card = cards(shop, events)["Largest loss"]
    assert (card["value"], card["unit"]) == ("2", "guests after Browse")
    assert card["detail"].replace("\xa0", " ") == "50.0 % of the 4 who got at least this far · few"


def test_sankey_and_funnel_say_which_count_of_a_stage_they_show(shop: JourneyMap, events: Events) -> None:
    numbers = all_of(edit.add_stage(shop, "Tell others"), events)
    flow, funnel = stage_flow_view(numbers).note, funnel_view(numbers).note
    assert "Under a name: unique guests who reached the stage · bars and ribbons: where they get further" in flow
    assert "shares of all 4 in the log" in flow
    assert funnel.startswith("Unique guests who got at least this far: they reached the stage or a later one · 4 on")
    assert all(note.endswith(" · not measured: Tell others") for note in (flow, funnel))


def test_the_largest_loss_is_not_the_largest_share(shop: JourneyMap) -> None:
    events = ["home"] * 4 + ["cart"] * 3 + ["card form"]
    log = pd.DataFrame({"user_id": list("abcdefgh"), "event": events, "timestamp": "2026-05-01"})
    card = cards(shop, read_events(log))["Largest loss"]
    # Three of the four who get to the basket leave there: a larger share, of fewer people.
    assert (card["value"], card["unit"]) == ("4", "guests after Browse")
    assert card["detail"].replace("\xa0", " ") == "50.0 % of the 8 who got at least this far · few"


def test_the_lowest_point_is_the_chosen_persona_s(shop: JourneyMap) -> None:
    assert cards(shop)["Lowest point"]["value"] == "\N{MINUS SIGN}1.0"
    assert cards(shop, persona="bo")["Lowest point"]["value"] == "+0.5"


def test_without_data_the_cards_say_what_is_bound(shop: JourneyMap) -> None:
    found = cards(shop)
    assert found["Touchpoints bound to events"]["value"] == "3"
    assert found["Touchpoints bound to events"]["detail"] == "no event log is open"


def test_a_blank_map_has_cards_and_a_subtitle_too() -> None:
    blank = new_map("Blank")
    assert list(cards(blank)) == ["Stages", "Touchpoints bound to events"]
    assert lead(blank, None) == ["as it is", "not reviewed yet"]
    assert badges(blank, None)[0].label == "nothing written yet"


def test_synthetic_figures_are_labelled(shop: JourneyMap) -> None:
    assert [badge.label for badge in badges(shop, None)] == ["evidence 0%"]
    made_up = edit.update_map(shop, synthetic=True)
    assert [badge.label for badge in badges(made_up, None)][1] == "synthetic data"


def test_the_board_gets_the_kpis_that_the_log_can_measure(shop: JourneyMap, events: Events) -> None:
    formula = {"attempt": ["cart"], "success": ["card form"]}
    journey = edit.add_kpi(shop, "Buying", stage="pay", formula=formula, definition="Guests who pay.")
    journey = edit.add_kpi(journey, "Late", stage="pay", formula={"attempt": ["nothing"], "success": ["card form"]})
    found = board_numbers(all_of(journey, events))["kpis"]
    assert found["buying"]["value"] == 50
    assert found["buying"]["n"] == 2
    assert found["buying"]["note"].startswith("Guests who pay. 9.5 to 90.5 %")
    assert found["buying"]["note"].endswith("Without a window 1 of 2 may still succeed.")
    assert found["buying"]["open"] == "no window set: 1 may still succeed"
    assert "late" not in found, "nobody of nobody is no value"


def test_the_board_gets_aggregates_by_id(shop: JourneyMap, events: Events) -> None:
    found = board_numbers(all_of(shop, events))
    assert {id: fact["paths"] for id, fact in found["stages"].items()} == {"browse": 4, "basket": 2, "pay": 1}
    assert found["stages"]["browse"]["label"] == "4 guests reached"
    assert found["stages"]["basket"]["label"] == "2 reached"
    going = found["path"]["browse"]
    assert (going["next_share"], going["median"]) == (0.5, "1\xa0min")
    assert going["text"] == "→ 50.0\xa0% of those who got this far go on · median 1\xa0min"
    assert "pay" not in found["path"], "nothing follows the last stage"
    assert found["touchpoints"]["cart"]["paths"] == 2
    assert found["touchpoints"]["cart"]["note"] == "2 guests, 50.0\xa0% of all 4 in the log; 2 events"
    assert board_numbers(None) == {}


def test_a_stage_that_is_bound_to_nothing_is_said_to_be_not_measured(shop: JourneyMap, events: Events) -> None:
    journey = edit.add_stage(shop, "Tell others")
    found = board_numbers(all_of(journey, events))
    assert found["stages"]["tell-others"] == {
        "label": "not measured",
        "note": "No touchpoint of Tell others is bound to events. Who is seen after it is taken to have passed it.",
    }
    assert "tell-others" not in found["path"]
    assert cards(journey, events)["Overall conversion"] == cards(shop, events)["Overall conversion"]
    assert cards(journey, events)["Largest loss"] == cards(shop, events)["Largest loss"]


def test_a_stage_counts_those_who_came_back_to_it_too(shop: JourneyMap) -> None:
    paths = {"a": ["home", "cart", "card form"], "b": ["home"], "c": ["cart", "home"], "d": ["card form"]}
    rows = [
        {"user_id": path, "event": event, "timestamp": f"2026-05-01 10:{minute:02}:00"}
        for path, names in paths.items()
        for minute, event in enumerate(names)
    ]
    found = board_numbers(all_of(shop, read_events(pd.DataFrame(rows))))
    assert {id: fact["paths"] for id, fact in found["stages"].items()} == {"browse": 3, "basket": 2, "pay": 2}
    assert found["stages"]["browse"]["note"] == (
        "3 guests have an event of Browse, 75.0\xa0% of all 4 in the log; 1 of them only on the way back from a later "
        "stage. 4 got at least this far: they reached Browse or a later stage."
    )
    # One who begins later has got as far as Browse, in the funnel as on the board.
    assert found["path"]["browse"]["next_share"] == 3 / 4
    assert found["path"]["browse"]["note"].startswith(
        "Of the 4 guests who got at least as far as Browse, 3 go on to Basket or beyond, and 1 leave."
    )


def test_a_measured_feeling_without_a_number_of_answers_is_measured_all_the_same() -> None:
    journey = new_map("Shop", stages=["Look", "Pay"])
    for stage, score in (("look", 1), ("pay", -1)):
        journey = edit.set_emotion(journey, stage, score, kind="measured")
    assert felt_cards(journey)[0]["unit"] == "measured"
