"""A column that is not read though it changes the meaning is named in the report."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pytest

from journeykit.events import read_events
from journeykit.events.reading.notice import COUNTS, WRONG, Notice, as_notice

LOG = pd.DataFrame(
    {"user_id": ["a", "b"], "event": ["x", "y"], "timestamp": ["2024-10-27 02:30:00", "2024-03-31 02:30:00"]}
)


def noticed(frame: pd.DataFrame, about: str, **said: str) -> list[Notice]:
    return [as_notice(note) for note in read_events(frame, **said).report.notes if repr(about) in note]


def test_zones_of_rows_are_told_and_the_advice_applies_them() -> None:
    frame = LOG.assign(timezone=["Europe/Berlin", "America/New_York"])
    (note,) = noticed(frame, "timezone")
    assert note.harm == WRONG
    assert "times are taken as UTC, but column 'timezone' names zones: 'Europe/Berlin', 'America/New_York'" in note
    exec(note.partition(". ")[2].removesuffix(" applies them to a frame"), {"log": frame, "pandas": pd})
    events = read_events(frame)
    assert [f"{time:%d %H:%M}" for time in (events.report.first, events.report.last) if time] == [
        "31 06:30",
        "27 00:30",
    ]
    assert not noticed(frame, "timezone")


def test_one_zone_for_all_rows_is_an_argument() -> None:
    frame = LOG.assign(tz="Europe/Berlin")
    (note,) = noticed(frame, "tz")
    assert (note.harm, note.change) == (WRONG, "timezone='Europe/Berlin'")
    assert not noticed(frame, "tz", timezone="Europe/Berlin")


@pytest.mark.parametrize("cells", [["UTC", "UTC"], ["north", "south"], ["", ""]])
def test_a_zone_that_changes_nothing_is_not_told(cells: list[str]) -> None:
    assert not noticed(LOG.assign(zone=cells), "zone")


def test_times_with_an_offset_need_no_zone() -> None:
    frame = LOG.assign(timestamp=LOG["timestamp"] + "+01:00", timezone="Europe/Berlin")
    assert not noticed(frame, "timezone")


def test_offsets_as_numbers_are_told() -> None:
    (note,) = noticed(LOG.assign(utc_offset=[540, -300]), "utc_offset")
    assert note.harm == WRONG


def test_named_times_do_not_silence_what_completes_them() -> None:
    frame = pd.DataFrame({"user_id": "a", "event": ["x"], "Date": "03/14/2024", "Time": "1:10", "AM/PM": "PM"})
    (note,) = noticed(frame, "AM/PM", timestamp_col=("Date", "Time"))
    assert (note.harm, note.change) == (WRONG, "timestamp_col=('Date', 'Time', 'AM/PM')")


@pytest.mark.parametrize(
    ("column", "zone"),
    [
        ("Timestamp (America/New_York)", "America/New_York"),
        ("created_at_pst", "America/Los_Angeles"),
        ("Time (GMT-3)", "-03:00"),
    ],
)
def test_a_zone_in_the_name_of_the_time_is_told(column: str, zone: str) -> None:
    frame = LOG.rename(columns={"timestamp": column})
    (note,) = noticed(frame, column)
    assert (note.harm, note.change) == (WRONG, f"timezone={zone!r}")
    assert ("other zones too" in note) == ("pst" in column)
    assert not noticed(frame, column, timezone=zone)


@pytest.mark.parametrize("column", ["event_count", "count", "Anzahl", "quantity"])
def test_counts_above_one_are_told(column: str) -> None:
    (note,) = noticed(LOG.assign(**{column: [3, 1]}), column)
    assert note == f"column {column!r} has values above 1, which are not counted: each line is one event"
    assert note.harm == COUNTS or column == "quantity"
    assert not noticed(LOG.assign(**{column: [1, 1]}), column)


def test_other_columns_for_who_and_when_are_named() -> None:
    frame = LOG.assign(session_id=["s", "t"], client_time="2024-03-01 11:00", color="red")
    said = "not read, but their names could be a role too: 'session_id' (who), 'client_time' (when)"
    assert said in read_events(frame).report.notes
    assert said not in read_events(frame, attribute_cols=["session_id"]).report.notes


def test_a_source_that_is_read_once_is_told_by_names() -> None:
    frame = LOG.assign(timezone="Europe/Berlin")
    reader = pa.Table.from_pandas(frame).to_reader()
    assert any("'timezone'" in note for note in read_events(reader).report.notes)
