"""Entry points and last touchpoints: shares sum to one, the lift is statsmodels' relative risk."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import proportion_confint

from journeykit.events import read_events
from journeykit.questions import entry_points, last_touchpoints
from tests.events import oracles
from tests.events.conftest import frame_of

ROWS = st.lists(
    st.tuples(st.sampled_from("stuvwxyz"), st.sampled_from("abc"), st.integers(0, 30)), min_size=1, max_size=80
)


@settings(max_examples=10, deadline=None)
@given(ROWS)
def test_entry_points_share_out_every_path(rows: list[oracles.Row]) -> None:
    events = read_events(frame_of(rows))
    frame = entry_points(events).to_pandas()
    firsts = [visited[0][0] for visited in oracles.paths_of(rows).values()]
    assert dict(zip(frame["event"], frame["paths"], strict=True)) == {e: firsts.count(e) for e in set(firsts)}
    assert frame["path_share"].sum() == pytest.approx(1)
    low, high = proportion_confint(frame["paths"].to_numpy(), events.path_count, method="wilson")
    np.testing.assert_allclose(frame["low"], low, atol=1e-12)
    np.testing.assert_allclose(frame["high"], high, atol=1e-12)


@settings(max_examples=15, deadline=None)
@given(ROWS, st.sampled_from([None, "c"]), st.none() | st.integers(1, 20))
def test_last_touchpoints_equal_an_obvious_count_and_statsmodels(
    rows: list[oracles.Row], goal: str | None, idle: int | None
) -> None:
    if goal is not None and goal not in {event for _, event, _ in rows}:
        return
    stop = max(t for _, _, t in rows)
    count, left = dict.fromkeys("abc", 0), dict.fromkeys("abc", 0)
    for visited in oracles.paths_of(rows).values():
        reached = any(event == goal for event, _ in visited)
        if reached or idle is None or stop - visited[-1][1] >= idle:
            for event, _ in visited:
                count[event] += 1
            left[visited[-1][0]] += not reached
    frame = last_touchpoints(
        read_events(frame_of(rows)), goal=goal, idle=None if idle is None else f"{idle}s"
    ).to_pandas()
    assert {row.event: (row.paths, row.events) for row in frame.itertuples()} == {
        event: (left[event], count[event]) for event in "abc" if count[event]
    }
    for row in frame.itertuples():
        others, other_events = sum(left.values()) - row.paths, sum(count.values()) - row.events
        assert row.leave_share == pytest.approx(row.paths / row.events)
        if not others:
            assert np.isnan(row.lift)
        elif row.paths:
            table = Table2x2(
                np.array([[row.paths, row.events - row.paths], [others, other_events - others]]), shift_zeros=False
            )
            assert row.lift == pytest.approx(table.riskratio)
            assert (row.low, row.high) == pytest.approx(table.riskratio_confint())
        else:
            assert row.lift == 0
            assert np.isnan(row.low)


def test_leavers_are_shared_out_among_their_last_events() -> None:
    rows = [("p", "shop", 0), ("p", "fees", 1), ("q", "shop", 0), ("q", "pay", 1), ("r", "shop", 0)]
    query = last_touchpoints(read_events(frame_of(rows)), goal="pay")
    frame = query.to_pandas()
    assert frame["leaver_share"].sum() == pytest.approx(1)
    assert query.paths(event="fees").to_pandas()["path"].tolist() == ["p"]
    assert query.paths().to_pandas()["path"].tolist() == ["p", "r"]
