"""What the board is told of the log: aggregates in words, along the routes as they are by now."""

from __future__ import annotations

import pandas as pd

from journeykit.dashboards import overview, persona_shares
from journeykit.editors.map_board import checked_evidence
from journeykit.events import Events, read_events
from journeykit.model import JourneyMap, edit
from journeykit.summary.board import board_numbers
from tests.summary.conftest import all_of

STEPS = ("home", "cart", "card-form")


def test_each_arrow_says_who_goes_on_who_is_lost_and_of_how_many(shop: JourneyMap, events: Events) -> None:
    journey = edit.add_route(shop, "Happy path", kind="happy", touchpoints=STEPS)
    told = board_numbers(all_of(journey, events))
    assert checked_evidence(told) == told
    assert (told["arrows"]["home/cart"]["text"], told["arrows"]["home/cart"]["lost"]) == (
        "50.0\xa0%",
        "\u221250.0\xa0%",
    )
    assert told["arrows"]["home/cart"]["note"].startswith("2 of 4 guests at Home come to Cart later: 50.0\xa0% (")
    assert told["arrows"]["cart/card-form"]["paths"] == 1
    assert told["routes"]["happy-path"]["text"] == "25.0\xa0% of those at its start get to the end"


def test_the_page_counts_arrows_again_when_a_route_is_drawn_and_nothing_else(shop: JourneyMap, events: Events) -> None:
    page = overview(shop, events)
    before = page.board.evidence
    assert before["arrows"] == {}
    page.board.edit("add_route", name="Happy path", kind="happy", touchpoints=list(STEPS))
    assert set(page.board.evidence["arrows"]) == {"home/cart", "cart/card-form"}
    assert page.board.evidence["stages"] == before["stages"]
    page.board.edit("set_emotion", stage="pay", score=1)
    assert set(page.board.evidence["arrows"]) == {"home/cart", "cart/card-form"}


def test_the_card_says_the_share_its_base_and_its_interval(shop: JourneyMap) -> None:
    log = pd.DataFrame(
        {"user_id": ["a", "b", "c", "d"], "event": ["home"] * 4, "timestamp": ["2026-05-01"] * 4, "plan": list("ffxx")}
    )
    events = read_events(log, attribute_cols=["plan"])
    journey = edit.update_persona(shop, "ann", rule={"where": [{"column": "plan", "value": "f"}]})
    ann = persona_shares(journey, events)["ann"]
    assert (ann["share"], ann["paths"]) == (0.5, 2)
    assert ann["text"].replace("\u00a0", " ") == "2 guests · 50.0 % of all"
    assert "2 of 4 guests" in ann["note"]
    assert "95 %" in ann["note"]
    page = overview(journey, events)
    assert page.personas.shares["ann"] == ann
    page.personas.edit("update_persona", id="ann", rule={"where": [{"column": "plan", "value": "none"}]})
    assert page.personas.shares["ann"]["paths"] == 0


def test_a_rule_over_a_column_that_was_not_read_says_so(shop: JourneyMap, events: Events) -> None:
    journey = edit.update_persona(shop, "ann", rule={"where": [{"column": "plan", "value": "f"}]})
    told = persona_shares(journey, events)["ann"]
    assert told["text"] == "Share not counted"
    assert "'plan' was not read" in told["note"]
