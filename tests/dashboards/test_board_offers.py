"""Suggestions in place: every one is an edit that fits the map, and says why."""

import pytest

import journeykit as jk
from journeykit.dashboards.board_offers import MOST, board_offers
from journeykit.errors import UnknownIdError
from journeykit.model import JourneyMap
from journeykit.model.edit import apply

LANES = ("touchpoints", "kpis", "pain_points", "opportunities", "owners", "technologies", "emotions")


@pytest.fixture
def shop() -> JourneyMap:
    journey = jk.new_map("Course", stages=["Awareness", "Onboarding"])
    journey = jk.edit.add_owner(journey, "Mina", department="Sales")
    return jk.edit.add_pain_point(journey, "Password is forgotten", stage="onboarding")


@pytest.mark.parametrize("lane", LANES)
def test_a_lane_is_offered_what_its_stage_typically_has_and_each_offer_fits(shop: JourneyMap, lane: str) -> None:
    offers = board_offers(shop, lane, "onboarding")
    assert len(offers) <= MOST
    assert bool(offers) == (lane != "technologies")
    for offer in offers:
        assert offer["label"]
        after = apply(shop, offer["edit"], offer["args"])
        assert after != shop
        assert offer["label"] not in [again["label"] for again in board_offers(after, lane, "onboarding")] or (
            lane == "emotions"
        )


def test_a_template_offers_its_touchpoints_with_their_channels(shop: JourneyMap) -> None:
    offers = board_offers(shop, "touchpoints", "onboarding")
    assert all(offer["edit"] == "add_touchpoint" for offer in offers)
    assert any(offer["args"].get("channel") for offer in offers)
    assert offers[0]["why"].startswith("Typical of ")


def test_an_idea_of_the_playbook_becomes_the_same_opportunity_as_in_a_script(shop: JourneyMap) -> None:
    offer = board_offers(shop, "pain_point", "password-is-forgotten")[0]
    best = jk.playbook.suggest(shop, "password-is-forgotten")[0]
    scripted = jk.playbook.to_opportunity(shop, "password-is-forgotten", best.idea)
    assert apply(shop, offer["edit"], offer["args"]) == scripted
    assert best.reason in offer["why"]
    second = jk.edit.add_pain_point(scripted, "Password is forgotten again", stage="onboarding")
    linked = board_offers(second, "pain_point", "password-is-forgotten-again")
    assert "update_opportunity" in [again["edit"] for again in linked]


def test_an_unknown_place_is_told(shop: JourneyMap) -> None:
    with pytest.raises(UnknownIdError, match="Did you mean 'onboarding'"):
        board_offers(shop, "touchpoints", "onbording")
    assert board_offers(shop, "text", "onboarding") == []
