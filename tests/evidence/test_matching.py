"""Which touchpoint claims an event name, and which one it is likely to belong to."""

from __future__ import annotations

import random
import time

import pandas as pd
import pytest

from journeykit import events as ev
from journeykit.datasets import log_for
from journeykit.events import read_events
from journeykit.evidence import claimed_paths, name_claims, suggested_bindings
from journeykit.evidence.bindings import touchpoint_labels
from journeykit.examples import example
from journeykit.model import edit, new_map
from journeykit.model.journey import JourneyMap


def shop(*names: str, stage: str = "see") -> JourneyMap:
    journey = new_map("Shop", stages=["See", "Pay"])
    for name in names:
        journey = edit.EDITS["add_touchpoint"](journey, name, stage=stage)
    return journey


def test_claims_by_name_are_those_that_the_log_is_relabelled_with() -> None:
    # The quick way, by names alone, against the database's own matching, over random rules.
    chance = random.Random(7)
    names = ["home", "home page", "Home", "pay", "pay_card", "pay.card", "a*b", "[x]", "ünïcode", "line\nbreak"]
    rows = [
        {"user_id": f"u{chance.randrange(6)}", "event": chance.choice(names), "timestamp": f"2026-05-01 10:{n % 60:02}"}
        for n in range(120)
    ]
    events = read_events(pd.DataFrame(rows))
    globs = [*names, "*", "h*", "*card", "pay?card", "?ome", "[x]", "*\n*", "none"]
    for _ in range(8):
        journey = shop()
        for number in range(4):
            bound = {"events": chance.sample(globs, chance.randint(1, 3))}
            stage = chance.choice(["see", "pay"])
            journey = edit.EDITS["add_touchpoint"](journey, f"T{number}", stage=stage, binding=bound)
        labels = touchpoint_labels(journey)
        want = {(r.event, r.label): r.events for r in ev.matches(events, labels).to_pandas().fillna("").itertuples()}
        got = {(r.event, r.touchpoint_id): r.events for r in name_claims(journey, events).fillna("").itertuples()}
        assert got == want
        assert claimed_paths(journey, events) == ev.relabel(events, labels).path_count


def test_a_rule_with_conditions_claims_a_name_in_part() -> None:
    log = pd.DataFrame(
        {"user_id": list("abc"), "event": ["pay"] * 3, "timestamp": ["2026-05-01"] * 3, "on": list("xxy")}
    )
    where = [{"column": "on", "value": "x"}]
    journey = edit.EDITS["add_touchpoint"](shop(), "Pay", stage="pay", binding={"events": ["pay"], "where": where})
    events = read_events(log, attribute_cols=["on"])
    claims = name_claims(journey, events).fillna("")
    assert sorted(claims.itertuples(index=False, name=None)) == [("pay", "", 1), ("pay", "pay", 2)]
    assert claimed_paths(journey, events) == 2


@pytest.mark.parametrize(
    ("event", "touchpoint", "said"),
    [
        ("viewFees", "Fees page", "both say “fees”"),
        ("newsletter_signed_up", "Newsletter sign-up", "“newsletter”"),
        ("checkoutStarted", "Checkout", "“checkout”"),
        ("subscr_begin", "Subscription", "“subscr”"),
        ("notifcation opened", "Notifications", "“notifcation”"),
    ],
)
def test_a_name_is_recognised_by_its_words_and_the_reason_is_said(event: str, touchpoint: str, said: str) -> None:
    journey = shop("Fees page", "Newsletter sign-up", "Checkout", "Subscription", "Notifications")
    found = suggested_bindings(journey, [event]).iloc[0]
    assert found["touchpoint"] == touchpoint
    assert said in found["reason"]
    assert 0 < found["score"] <= 1


def test_a_name_is_recognised_beside_one_that_is_bound_already() -> None:
    journey = edit.bind_touchpoint(shop("Talk with a person"), "talk-with-a-person", events="chat_opened")
    found = suggested_bindings(journey, ["chat_answered"]).iloc[0]
    assert found["touchpoint_id"] == "talk-with-a-person"
    assert found["reason"] == "like chat_opened, which is there already: “chat”"


def test_words_that_say_nothing_suggest_nothing() -> None:
    journey = shop("Page of the month", "Fees page")
    assert suggested_bindings(journey, ["page_view", "click", "user_event", "42", "", "🙂"]).empty


def test_ties_go_to_the_first_touchpoint_of_the_map_every_time() -> None:
    journey = shop("Help line", "Help desk")
    results = [suggested_bindings(journey, ["help", "help"])["touchpoint_id"].tolist() for _ in range(3)]
    assert results == [["help-line", "help-line"]] * 3


@pytest.mark.parametrize(("name", "least"), [("cook-family", 0.8), ("music-premium", 0.85), ("online-shop", 0.8)])
def test_on_the_shipped_logs_most_suggestions_are_what_the_authors_bound(name: str, least: float) -> None:
    journey, events = example(name), read_events(log_for(name))
    truth = name_claims(journey, events).dropna().set_index("event")["touchpoint_id"]
    for touchpoint in journey.touchpoints:
        journey = edit.EDITS["update_touchpoint"](journey, touchpoint.id, binding=None)
    found = suggested_bindings(journey, list(truth.index)).set_index("event")["touchpoint_id"]
    assert len(found) / len(truth) >= 0.75
    assert (found == truth.reindex(found.index)).mean() >= least


def test_a_thousand_names_and_sixty_touchpoints_take_a_moment() -> None:
    chance = random.Random(3)
    words = [
        f"{a}{b}" for a in ("cart", "fee", "help", "plan", "order", "review") for b in ("ing", "list", "card", "box")
    ]
    journey = shop()
    elements = [
        {"edit": "add_touchpoint", "args": {"name": " ".join(chance.sample(words, 3)), "stage": "see"}}
        for _ in range(60)
    ]
    journey = edit.EDITS["apply_all"](journey, elements)
    names = [f"{'_'.join(chance.sample(words, 2))}_{n}" for n in range(1_000)]
    start = time.perf_counter()
    suggested_bindings(journey, names)
    assert time.perf_counter() - start < 4
