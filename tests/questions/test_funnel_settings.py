"""Every setting of a funnel, alone and together, equals a matcher that tries every choice of events.

A case is one path under one draw of settings: ``PATHS`` random paths stand in one log, so a draw tries them all.
"""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.events import Events, read_events
from journeykit.questions import funnel
from journeykit.questions._funnel import Step
from tests.events import oracles
from tests.events.conftest import frame_of

PATHS = 800
DRAWS = 25  # 800 x 25 = 20,000 cases a run
LETTERS = "abcdx"


def random_rows(seed: int, paths: int = PATHS) -> list[oracles.Row]:
    chance = random.Random(seed)
    rows = []
    for path in range(paths):
        second = chance.randrange(40)
        for _ in range(chance.choice([1, 2, 3, 4, 5, 6, 7, 8])):
            rows.append((f"p{path}", chance.choice(LETTERS), second))
            second += chance.choice([0, 0, 1, 1, 2, 3, 5])
    return rows


ROWS = random_rows(7)


@pytest.fixture(scope="module")
def events() -> Events:
    return read_events(frame_of(ROWS))


NAMES = st.lists(st.sampled_from("abcd"), min_size=1, max_size=2, unique=True).map(tuple)
SECONDS = st.none() | st.integers(1, 6)
LATER = st.builds(
    oracles.Ask,
    NAMES,
    optional=st.booleans(),
    within=SECONDS,
    after=st.none() | st.none() | st.integers(1, 2),
    without=st.just(()) | st.sampled_from([("x",), ("x", "b"), ("a",)]),
).filter(lambda ask: ask.within is None or ask.after is None or ask.after <= ask.within)
PLAIN = st.builds(oracles.Ask, NAMES, optional=st.booleans())
ASKS = st.tuples(st.builds(oracles.Ask, NAMES), st.lists(LATER, max_size=3) | st.lists(PLAIN, max_size=4)).map(
    lambda asks: [asks[0], *asks[1]]
)
SETTINGS = st.fixed_dictionaries(
    {
        "window": st.none() | st.integers(1, 10),
        "order": st.sampled_from(["eventual", "eventual", "direct"]),
        "entry": st.sampled_from(["first", "best", "best", "open"]),
        "at": st.none() | st.none() | st.none() | st.integers(1, 3),
        "settled": st.booleans(),
        "list": st.sampled_from(["entered", "dropped", "ended"]),
    }
)


def asked(asks: list[oracles.Ask]) -> list[Step]:
    def seconds(number: int | None) -> str | None:
        return None if number is None else f"{number}s"

    return [Step(ask.names, ask.optional, seconds(ask.within), seconds(ask.after), ask.without) for ask in asks]


def expected(asks: list[oracles.Ask], options: dict[str, Any]) -> dict[int, dict[str, oracles.Arrival]]:
    """Step (from 0) -> path -> how it arrives."""
    by_step: dict[int, dict[str, oracles.Arrival]] = defaultdict(dict)
    for path, visited in oracles.paths_of(ROWS).items():
        for step, arrival in oracles.arrivals(visited, asks, **options).items():
            by_step[step][path] = arrival
    return by_step


@pytest.mark.slow
@settings(max_examples=DRAWS, deadline=None)
@given(ASKS, SETTINGS)
def test_every_combination_of_settings_counts_the_paths_that_a_matcher_finds(
    events: Events, asks: list[oracles.Ask], options: dict[str, Any]
) -> None:
    check(events, asks, options)


@pytest.mark.soak
@settings(max_examples=600, deadline=None)
@given(ASKS, SETTINGS)
def test_many_more_combinations_of_settings_count_the_paths_that_a_matcher_finds(
    events: Events, asks: list[oracles.Ask], options: dict[str, Any]
) -> None:
    check(events, asks, options)


def check(events: Events, asks: list[oracles.Ask], options: dict[str, Any]) -> None:
    settled = options["settled"] and options["window"] is not None
    window = None if options["window"] is None else f"{options['window']}s"
    entry = {"reentry": "best" if options["entry"] == "best" else "first", "open": options["entry"] == "open"}
    common = {"order": options["order"], "at": options["at"], **entry}
    query = funnel(events, asked(asks), window=window, settled=settled, **common)
    end = max(second for _, _, second in ROWS) if settled else None
    truth = expected(asks, {"window": options["window"], "settled_by": end, **common})
    frame = query.to_pandas()
    # Each list runs the funnel once more: one of them a draw, beside the paths themselves.
    lists = {number: _lists(query, number) for number in ("paths", options["list"])}
    for step, row in enumerate(frame.to_dict("records")):
        arrived = truth[step]
        onward = next((later for later in range(step + 1, len(asks)) if not asks[later].optional), None)
        gone = {path for path, one in truth[onward].items() if one.came} if onward is not None else set()
        expect = {
            "paths": set(arrived),
            "entered": {path for path, one in arrived.items() if not one.came},
            "dropped": set(arrived) - gone if onward is not None else set(),
            "ended": {path for path, one in arrived.items() if one.ended} - gone,
        }
        for number, listed in lists.items():
            assert listed[step + 1] == expect[number]
        for number, paths in expect.items():
            unknown = (number, onward) == ("dropped", None)
            assert pd.isna(row[number]) if unknown else row[number] == len(paths), number
        base = next((back for back in range(step - 1, -1, -1) if not asks[back].optional), None)
        legs = (
            [] if base is None else [one.taken - truth[base][path].taken for path, one in arrived.items() if one.came]
        )
        taken = [one.taken for one in arrived.values()]
        for column, values, share in (
            ("median_s", taken, 0.5),
            ("q90_s", taken, 0.9),
            ("leg_median_s", legs, 0.5),
            ("leg_q90_s", legs, 0.9),
        ):
            assert row[column] == pytest.approx(oracles.quantile(values, share), nan_ok=True), column


def _lists(query: Any, number: str) -> dict[int, set[str]]:
    listed: dict[int, set[str]] = defaultdict(set)
    for row in query._log.rows(oracles.named_members(query, number)):
        listed[row["step"]].add(row["id"])
    return listed
