"""Retention equals an obvious count over calendar periods; what is not over yet is missing."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import EventLogError
from journeykit.events import read_events
from journeykit.questions import retention
from tests.events import oracles
from tests.events.conftest import frame_of

DAY = 86_400
TIMES = st.integers(-40 * DAY, 120 * DAY) | st.integers(900 * DAY, 960 * DAY)
ROWS = st.lists(st.tuples(st.sampled_from("uvwxyz"), st.sampled_from("abc"), TIMES), min_size=1, max_size=40)


def period(second: int, every: str) -> pd.Period:
    return pd.Timestamp(second, unit="s").to_period({"day": "D", "week": "W-SUN", "month": "M"}[every])


def obvious(
    rows: list[oracles.Row], every: str, first: str | None, active: str | None, rolling: bool
) -> dict[tuple[pd.Timestamp, int], tuple[int, int | None]]:
    cohorts: dict[pd.Period, list[set[int]]] = {}
    for events in oracles.paths_of(rows).values():
        starts = [n for n, (name, _) in enumerate(events) if first in (None, name)]
        if starts:
            born = period(events[starts[0]][1], every)
            seen = {
                period(t, every).ordinal - born.ordinal for name, t in events[starts[0] :] if active in (None, name)
            }
            cohorts.setdefault(born, []).append(seen)
    final = period(max(t for _, _, t in rows), every)
    table: dict[tuple[pd.Timestamp, int], tuple[int, int | None]] = {}
    for born, members in cohorts.items():
        for n in range(final.ordinal - born.ordinal + 1):
            known = born.ordinal + n < final.ordinal or (n == 0 and active is None)
            found = sum(any(m >= n for m in seen) if rolling else n in seen for seen in members)
            table[born.start_time, n] = (len(members), found if known else None)
    return table


@pytest.mark.slow
@pytest.mark.parametrize("every", ["day", "week", "month"])
@settings(max_examples=6, deadline=None)
@given(ROWS, st.sampled_from([None, "a"]), st.sampled_from([None, "b"]), st.booleans())
def test_retention_equals_an_obvious_count(
    every: str, rows: list[oracles.Row], first: str | None, active: str | None, rolling: bool
) -> None:
    if not {"a", "b"} <= {event for _, event, _ in rows}:
        return
    query = retention(read_events(frame_of(rows)), every=every, first=first, active=active, rolling=rolling)
    frame = query.to_pandas()
    found = {
        (row.cohort, row.period): (row.paths, None if row.active is pd.NA else int(row.active))
        for row in frame.itertuples()
    }
    assert found == obvious(rows, every, first, active, rolling)
    known = frame.dropna(subset=["active"])
    assert (known["active_share"] == known["active"] / known["paths"]).all()
    assert (frame["active"].isna() == frame["active_share"].isna()).all()


def test_months_know_leap_years_and_the_end_of_the_year() -> None:
    days = ["2023-12-31", "2024-01-01", "2024-02-29", "2024-03-01", "2000-02-29", "1969-12-31", "2100-02-28"]
    rows = [(f"p{n}", "a", int(pd.Timestamp(day).timestamp())) for n, day in enumerate(days)]
    cohorts = retention(read_events(frame_of(rows)), every="month", periods=0).to_pandas()["cohort"]
    assert sorted(cohorts) == sorted(pd.Timestamp(day).replace(day=1) for day in days)


def test_a_period_that_is_not_over_is_missing_and_later_ones_have_no_row() -> None:
    rows = [("p", "a", 0), ("q", "a", DAY), ("q", "a", 2 * DAY), ("p", "a", 3 * DAY)]
    frame = retention(read_events(frame_of(rows)), every="day").to_pandas()
    p, q = frame[frame["cohort"] == "1970-01-01"], frame[frame["cohort"] == "1970-01-02"]
    assert p["active"].tolist() == [1, 0, 0, pd.NA]
    assert q["active"].tolist() == [1, 1, pd.NA]


def test_wrong_settings_say_what_is_allowed() -> None:
    events = read_events(frame_of([("p", "a", 0)]))
    with pytest.raises(EventLogError, match=r"every='year' is no period. Use one of 'day', 'week', 'month'"):
        retention(events, every="year")
    with pytest.raises(EventLogError, match="periods=-1 cannot be negative"):
        retention(events, periods=-1)
