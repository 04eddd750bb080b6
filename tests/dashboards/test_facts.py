import pandas as pd

from journeykit.dashboards.board_evidence import board_evidence
from journeykit.dashboards.facts import badges, counted_cards, felt_cards, subtitle
from journeykit.dashboards.flow_panel import stage_question, stage_sankey
from journeykit.editors import FactCards
from journeykit.events import Events, read_events
from journeykit.evidence import measure
from journeykit.model import JourneyMap, edit, new_map


def cards(journey: JourneyMap, events: Events | None = None, **options: str) -> dict[str, dict[str, str]]:
    measured = measure(journey, events) if events is not None else None
    return {
        card["label"]: card
        for card in FactCards([*counted_cards(journey, measured), *felt_cards(journey, **options)]).cards
    }


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
    assert found["Overall conversion"]["detail"] == "1 get to Pay"
    assert found["Overall conversion"]["unit"].endswith("few"), "four travellers are a small base and the card says so"


def test_the_largest_loss_names_the_stage_that_is_not_reached(shop: JourneyMap, events: Events) -> None:
    card = cards(shop, events)["Largest loss"]
    assert card["value"].replace("\xa0", " ") == "50.0 %"
    assert card["detail"] == "2 guests stop before Basket"


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
    assert subtitle(blank, None) == ["as it is", "not reviewed yet"]
    assert badges(blank, None)[0]["label"] == "nothing written yet"


def test_synthetic_figures_are_labelled(shop: JourneyMap) -> None:
    assert [badge["label"] for badge in badges(shop, None)] == ["evidence 0%"]
    made_up = edit.update_map(shop, synthetic=True)
    assert [badge["label"] for badge in badges(made_up, None)][1] == "synthetic data"


def test_the_board_gets_the_kpis_that_the_log_can_measure(shop: JourneyMap, events: Events) -> None:
    formula = {"attempt": ["cart"], "success": ["card form"]}
    journey = edit.add_kpi(shop, "Buying", stage="pay", formula=formula, definition="Guests who pay.")
    journey = edit.add_kpi(journey, "Late", stage="pay", formula={"attempt": ["nothing"], "success": ["card form"]})
    found = board_evidence(measure(journey, events))["kpis"]
    assert found["buying"]["value"] == 50
    assert found["buying"]["n"] == 2
    assert found["buying"]["note"].startswith("Guests who pay. 9.5 to 90.5 %")
    assert "late" not in found, "nobody of nobody is no value"


def test_the_board_gets_aggregates_by_id(shop: JourneyMap, events: Events) -> None:
    found = board_evidence(measure(shop, events))
    assert {id: fact["paths"] for id, fact in found["stages"].items()} == {"browse": 4, "basket": 2, "pay": 1}
    assert found["stages"]["browse"]["label"] == "4 guests"
    assert found["path"]["browse"] == {
        "next_share": 0.5,
        "text": "→ 50.0\xa0% go on · median 1\xa0min",
        "median": "1\xa0min",
    }
    assert "pay" not in found["path"], "nothing follows the last stage"
    assert found["touchpoints"]["cart"]["paths"] == 2
    assert found["touchpoints"]["cart"]["note"] == "2 guests, 50.0\xa0% of all; 2 events"
    assert board_evidence(None) == {}


def test_a_stage_that_is_bound_to_nothing_is_said_to_be_not_measured(shop: JourneyMap, events: Events) -> None:
    journey = edit.add_stage(shop, "Tell others")
    found = board_evidence(measure(journey, events))
    assert found["stages"]["tell-others"] == {
        "label": "not measured",
        "note": "No touchpoint of Tell others is bound to events.",
    }
    assert "tell-others" not in found["path"]
    assert cards(journey, events)["Overall conversion"] == cards(shop, events)["Overall conversion"]
    assert cards(journey, events)["Largest loss"] == cards(shop, events)["Largest loss"]


def test_board_and_sankey_count_the_same_for_those_who_begin_later(shop: JourneyMap) -> None:
    paths = {"a": ["home", "cart", "card form"], "b": ["home"], "c": ["cart", "home"], "d": ["card form"]}
    rows = [
        {"user_id": path, "event": event, "timestamp": f"2026-05-01 10:{minute:02}:00"}
        for path, names in paths.items()
        for minute, event in enumerate(names)
    ]
    measured = measure(shop, read_events(pd.DataFrame(rows)))
    found = board_evidence(measured)
    assert {id: fact["paths"] for id, fact in found["stages"].items()} == {"browse": 2, "basket": 2, "pay": 2}
    assert found["stages"]["browse"]["note"].endswith("3 were there at some time.")
    assert found["path"]["browse"]["next_share"] == 1 / 2
    nodes = stage_sankey(measured, stage_question(measured).frame).data[0].node.customdata
    drawn = {node[2]: node[0] for node in nodes if node[1] == "stage"}
    assert all("2 guests" in drawn[column] for column in (0, 1, 2))
