"""Columns that complete a time are joined to it: the hour, AM or PM, the offset; a zone in a name is found."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import ColumnRoleError
from journeykit.events import read_events
from journeykit.events.reading.time_parts import without_zone, zone_called, zone_in_name
from tests.draws import draws
from tests.events.reading.test_times import micros


def log(**columns: list[str] | list[int]) -> pd.DataFrame:
    rows = len(next(iter(columns.values())))
    return pd.DataFrame({"user_id": ["u"] * rows, "event": "x", **columns})


def at(*texts: str) -> list[int]:
    return [(datetime.fromisoformat(text) - datetime(1970, 1, 1)) // timedelta(microseconds=1) for text in texts]


HALVES = {"Date": ["03/14/2024", "03/14/2024"], "Time": ["11:05", "1:10"], "AM/PM": ["AM", "PM"]}


@pytest.mark.parametrize("said", [{}, {"timestamp_col": ("Date", "Time", "AM/PM")}])
def test_a_clock_of_twelve_hours_takes_its_am_and_pm_from_a_column(said: dict[str, tuple[str, ...]]) -> None:
    events = read_events(log(**HALVES), **said)
    assert micros(events) == at("2024-03-14T11:05", "2024-03-14T13:10")
    assert "'Date + Time + AM/PM'" in events.report.roles["time"]
    assert micros(eval(events.report.call(), {"jk": __import__("journeykit"), "log": log(**HALVES)})) == micros(events)


@pytest.mark.parametrize("hours", [["9", "22"], [9, 22]])
def test_a_date_takes_its_hour_from_a_column(hours: list[str] | list[int]) -> None:
    events = read_events(log(date=["2024-03-01", "2024-03-01"], hour=hours))
    assert micros(events) == at("2024-03-01T09:00", "2024-03-01T22:00")
    named = read_events(log(day=["2024-03-01", "2024-03-01"], hour=hours), timestamp_col=("day", "hour"))
    assert micros(named) == micros(events)


def test_an_hour_that_repeats_that_of_the_time_is_not_joined() -> None:
    events = read_events(log(date=["2024-03-01 09:30", "2024-03-01 22:10"], hour=["9", "22"]))
    assert micros(events) == at("2024-03-01T09:30", "2024-03-01T22:10")


@pytest.mark.parametrize("typed", [False, True])
def test_a_local_time_takes_its_offset_from_a_column(typed: bool) -> None:
    local = ["2024-03-01 10:00:00", "2024-03-01 02:00:00"]
    frame = log(timestamp=local, utc_offset=["+0900", "+0000"])
    said = {}
    if typed:  # Whether typed times are midnights is not known in advance, so the columns are named.
        frame["timestamp"] = pd.to_datetime(frame["timestamp"])
        said = {"timestamp_col": ("timestamp", "utc_offset")}
    assert micros(read_events(frame, **said)) == at("2024-03-01T01:00", "2024-03-01T02:00")


@settings(max_examples=draws(20), deadline=None)
@given(minutes=st.lists(st.integers(0, 1439), min_size=1, max_size=6))
def test_any_time_of_day_is_the_same_in_one_column_and_in_three(minutes: list[int]) -> None:
    clocks = [datetime(2024, 3, 14) + timedelta(minutes=minute) for minute in sorted(minutes)]
    frame = log(
        Date=[f"{clock:%m/%d/%Y}" for clock in clocks],
        Time=[f"{clock:%I:%M}" for clock in clocks],
        ampm=[f"{clock:%p}" for clock in clocks],
    )
    assert micros(read_events(frame)) == at(*(clock.isoformat() for clock in clocks))


def test_a_third_column_that_completes_no_time_is_refused() -> None:
    frame = log(**HALVES, city=["Rome", "Bern"])
    with pytest.raises(ColumnRoleError, match="3 were given"):
        read_events(frame, timestamp_col=("Date", "Time", "city"))


@pytest.mark.parametrize(
    ("name", "zone", "bare"),
    [
        ("Timestamp (America/New_York)", ("America/New_York", "America/New_York"), "Timestamp"),
        ("created_at_pst", ("PST", "America/Los_Angeles"), "created_at"),
        ("Time [UTC+2]", ("UTC+2", "+02:00"), "Time"),
        ("timestamp_utc", ("UTC", "UTC"), "timestamp"),
        ("created_at", None, "created_at"),
        ("Time (local)", None, "Time (local)"),
    ],
)
def test_a_zone_in_the_name_of_a_column(name: str, zone: tuple[str, str] | None, bare: str) -> None:
    assert zone_in_name(name) == zone
    assert without_zone(name) == bare


def test_a_word_that_is_no_zone() -> None:
    assert zone_called("north") is None
