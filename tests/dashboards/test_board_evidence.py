"""What the board is told of the log: aggregates in words, along the routes as they are by now."""

from __future__ import annotations

from journeykit.dashboards import overview
from journeykit.dashboards.board_evidence import board_evidence
from journeykit.editors.map_board import checked_evidence
from journeykit.events import Events
from journeykit.evidence import measure
from journeykit.model import JourneyMap, edit

STEPS = ("home", "cart", "card-form")


def test_each_arrow_says_who_goes_on_who_is_lost_and_of_how_many(shop: JourneyMap, events: Events) -> None:
    journey = edit.add_route(shop, "Happy path", kind="happy", touchpoints=STEPS)
    told = board_evidence(measure(journey, events))
    assert checked_evidence(told) == told
    assert (told["arrows"]["home/cart"]["text"], told["arrows"]["home/cart"]["lost"]) == (
        "50.0\xa0%",
        "\u221250.0\xa0%",
    )
    assert told["arrows"]["home/cart"]["note"].startswith("2 of 4 guests at Home come to Cart later: 50.0\xa0% (")
    assert told["arrows"]["cart/card-form"]["paths"] == 1
    assert told["routes"]["happy-path"]["text"] == "25.0\xa0% get to the end"


def test_the_page_counts_arrows_again_when_a_route_is_drawn_and_nothing_else(shop: JourneyMap, events: Events) -> None:
    page = overview(shop, events)
    before = page.board.evidence
    assert before["arrows"] == {}
    page.board.edit("add_route", name="Happy path", kind="happy", touchpoints=list(STEPS))
    assert set(page.board.evidence["arrows"]) == {"home/cart", "cart/card-form"}
    assert page.board.evidence["stages"] == before["stages"]
    page.board.edit("set_emotion", stage="pay", score=1)
    assert set(page.board.evidence["arrows"]) == {"home/cart", "cart/card-form"}
