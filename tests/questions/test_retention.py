"""Retention equals an obvious count over calendar periods; what is not over yet is missing."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import EventLogError
from journeykit.events import read_events
from journeykit.questions import retention
from tests.draws import draws
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


LATE = ["2024-05-05T23:30:00-05:00", "2024-05-12T10:00:00-05:00", "2024-05-20T10:00:00-05:00"]


@pytest.mark.parametrize(
    ("zone", "every", "week_start", "cohort"),
    [
        (None, "day", "monday", "2024-05-06"),
        ("-05:00", "day", "monday", "2024-05-05"),
        ("America/Chicago", "day", "monday", "2024-05-05"),
        (None, "week", "monday", "2024-05-06"),
        ("-05:00", "week", "monday", "2024-04-29"),
        ("-05:00", "week", "sunday", "2024-05-05"),
        ("America/Chicago", "week", "Sunday", "2024-05-05"),
        ("-05:00", "month", "monday", "2024-05-01"),
    ],
)
def test_a_cohort_is_of_the_day_and_week_of_the_zone_of_the_log(
    zone: str | None, every: str, week_start: str, cohort: str
) -> None:
    events = read_events(pd.DataFrame({"user_id": "u", "event": "open", "timestamp": LATE}), timezone=zone)
    query = retention(events, every=every, week_start=week_start)
    assert query.to_pandas()["cohort"].unique().tolist() == [pd.Timestamp(cohort)]
    begins = f"from {week_start.capitalize()} " if every == "week" else ""
    assert query.definition["window"].startswith(f"calendar {every}s {begins}in {zone or 'UTC'}; ")


@settings(max_examples=draws(5), deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("uvw"), st.integers(0, 400 * DAY)), min_size=1, max_size=30),
    st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns"]),
    st.sampled_from(["monday", "sunday", "wednesday"]),
)
def test_weeks_of_a_place_are_those_of_its_clocks(rows: list[tuple[str, int]], zone: str, week_start: str) -> None:
    frame = pd.DataFrame(rows, columns=["user_id", "second"])
    frame = frame.assign(event="open", timestamp=pd.to_datetime(frame["second"], unit="s", utc=True))
    local = frame["timestamp"].dt.tz_convert(zone).dt.tz_localize(None)
    ends = {"monday": "W-SUN", "sunday": "W-SAT", "wednesday": "W-TUE"}[week_start]
    weeks = local.dt.to_period(ends).dt.start_time
    cohorts = weeks.groupby(frame["user_id"]).min().value_counts().to_dict()
    query = retention(read_events(frame[["user_id", "event", "timestamp"]], timezone=zone), week_start=week_start)
    found = query.to_pandas().query("period == 0").set_index("cohort")
    assert found["paths"].to_dict() == cohorts


def test_another_day_is_no_start_of_a_week() -> None:
    events = read_events(pd.DataFrame({"user_id": "u", "event": "open", "timestamp": LATE}))
    with pytest.raises(EventLogError, match=r"week_start='someday' is no day of the week. Use one of 'monday', 'tue"):
        retention(events, week_start="someday")
