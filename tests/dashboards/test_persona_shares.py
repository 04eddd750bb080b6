"""The words beside a persona follow the count, and a rule that cannot be counted says why."""

from __future__ import annotations

import pandas as pd

from journeykit.dashboards import overview, persona_shares
from journeykit.events import Events, read_events
from journeykit.model import JourneyMap, edit


def test_the_card_says_the_share_its_base_and_its_interval(shop: JourneyMap) -> None:
    log = pd.DataFrame(
        {"user_id": ["a", "b", "c", "d"], "event": ["home"] * 4, "timestamp": ["2026-05-01"] * 4, "plan": list("ffxx")}
    )
    events = read_events(log, attribute_cols=["plan"])
    journey = edit.update_persona(shop, "ann", rule={"where": [{"column": "plan", "value": "f"}]})
    ann = persona_shares(journey, events)["ann"]
    assert (ann["share"], ann["paths"]) == (0.5, 2)
    assert ann["text"].replace("\u00a0", " ") == "50.0 % of guests · n 2"
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
