"""Pairs of events counted in one question, held to the funnel that defines them."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from journeykit.errors import EventLogError
from journeykit.events import read_events
from journeykit.events.log import Events
from journeykit.questions import funnel
from journeykit.questions._eventually_follows import eventually_follows

NAMES = ("home", "search", "cart", "pay", "help")


def made_up(seed: int) -> Events:
    chance = random.Random(seed)
    rows = [
        (f"p{path}", chance.choice(NAMES), f"2026-05-01 10:{minute:02}:00")
        for path in range(60)
        for minute in range(chance.randint(1, 9))
    ]
    return read_events(pd.DataFrame(rows, columns=["user_id", "event", "timestamp"]))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_pair_is_the_funnel_of_its_two_events(seed: int) -> None:
    events = made_up(seed)
    pairs = [(source, target) for source in NAMES for target in NAMES]
    frame = eventually_follows(events, pairs).to_pandas()
    assert list(zip(frame["source"], frame["target"], strict=True)) == pairs
    for row in frame.to_dict("records"):
        reached = funnel(events, [row["source"], row["target"]]).to_pandas()["paths"].tolist()
        assert [row["source_paths"], row["paths"]] == reached
        assert row["share"] == pytest.approx(row["paths"] / row["source_paths"])


def test_a_pair_given_twice_is_one_row_and_the_order_is_that_of_the_question() -> None:
    frame = eventually_follows(made_up(1), [("pay", "home"), ("home", "pay"), ("pay", "home")]).to_pandas()
    assert frame["source"].tolist() == ["pay", "home"]


def test_nothing_asked_and_an_unknown_event_are_refused_in_words() -> None:
    with pytest.raises(EventLogError, match="at least one pair"):
        eventually_follows(made_up(1), [])
    with pytest.raises(EventLogError, match="pya"):
        eventually_follows(made_up(1), [("home", "pya")])
