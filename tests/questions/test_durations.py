"""Times in a stage and between events equal an obvious computation, in seconds."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import EventLogError
from journeykit.events import read_events
from journeykit.questions import time_between, time_in_stage
from tests.events import oracles
from tests.events.conftest import frame_of

ROWS = st.lists(
    st.tuples(st.sampled_from("uvwx"), st.sampled_from("abc"), st.integers(0, 5_000)), min_size=1, max_size=60
)


def stays(rows: list[oracles.Row], per: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for events in oracles.paths_of(rows).values():
        visits = [(name, t) for name, t in events]
        if per == "visit":
            visits = [next(run) for _, run in groupby(events, key=lambda event: event[0])]
        sums: dict[str, int] = defaultdict(int)
        for (name, t), (_, then) in pairwise(visits):
            sums[name] += then - t
            if per != "path":
                found[name].append(then - t)
        if per == "path":
            for name, total in sums.items():
                found[name].append(total)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("per", ["event", "visit", "path"])
@settings(max_examples=8, deadline=None)
@given(rows=ROWS)
def test_time_in_a_stage_equals_an_obvious_computation(per: str, rows: list[oracles.Row]) -> None:
    frame = time_in_stage(read_events(frame_of(rows)), per=per, resamples=50).to_pandas().set_index("event")
    expected = stays(rows, per)
    assert set(frame.index) == set(expected)
    for name, durations in expected.items():
        row = frame.loc[name]
        assert row["n"] == len(durations)
        for column, level in (("q25_s", 0.25), ("median_s", 0.5), ("q75_s", 0.75), ("q95_s", 0.95)):
            assert row[column] == pytest.approx(np.quantile(durations, level))
        assert min(durations) <= row["low_s"] <= row["high_s"] <= max(durations)


@settings(max_examples=10, deadline=None)
@given(ROWS, st.none() | st.integers(1, 3_000))
def test_time_between_is_from_the_first_source_to_the_first_target_after_it(
    rows: list[oracles.Row], within: int | None
) -> None:
    if not {"a", "b", "c"} <= {event for _, event, _ in rows}:
        return
    expected = []
    for events in oracles.paths_of(rows).values():
        starts = [n for n, (name, _) in enumerate(events) if name == "a"]
        ends = [t for n, (name, t) in enumerate(events) if starts and n > starts[0] and name in "bc"]
        if ends and (within is None or ends[0] - events[starts[0]][1] <= within):
            expected.append(ends[0] - events[starts[0]][1])
    query = time_between(read_events(frame_of(rows)), "a", ("b", "c"), within=None if within is None else f"{within}s")
    frame = query.to_pandas()
    assert frame["paths"].tolist() == ([len(expected)] if expected else [])
    if expected:
        assert frame["median_s"].iloc[0] == pytest.approx(np.median(expected))
        assert frame["target"].iloc[0] == "b or c"
        assert len(query.paths(source="a", target="b or c").to_pandas()) == len(expected)


def test_without_resamples_there_is_no_interval() -> None:
    frame = time_in_stage(read_events(frame_of([("p", "a", 0), ("p", "b", 9)])), resamples=0).to_pandas()
    assert frame[["low_s", "high_s"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"per": "stage"}, "per='stage' is unknown. Use one of 'event', 'visit', 'path'."),
        ({"resamples": -1}, "resamples=-1 cannot be negative. 0 leaves the interval out."),
    ],
)
def test_a_wrong_setting_says_what_is_allowed(options: dict[str, object], message: str) -> None:
    with pytest.raises(EventLogError) as error:
        time_in_stage(read_events(frame_of([("p", "a", 0)])), **options)  # type: ignore[arg-type]
    assert str(error.value) == message
