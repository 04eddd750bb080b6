"""Times: one format, declared or found and said; two readings are an error."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import EventLogError
from journeykit.events import Events, read_events
from journeykit.events.sql import sql_template

NOON = 1_714_564_800_000_000  # 2024-05-01 12:00 UTC


def log(*times: str) -> pd.DataFrame:
    return pd.DataFrame({"user_id": ["u"] * len(times), "event": "x", "timestamp": pd.Series(times, dtype="str")})


def micros(events: Events) -> list[int]:
    return [row["t"] for row in events._log.rows(sql_template("SELECT t FROM j ORDER BY seq"))]


@pytest.mark.parametrize(
    ("text", "offset", "said"),
    [
        ("2024-05-01", -12 * 3_600_000_000, "ISO 8601 (year-month-day), taken as UTC, because they carry no offset"),
        ("2024-05-01T12:00", 0, "ISO 8601 (year-month-day), taken as UTC"),
        (" 2024/05/01 12:00:00.123 ", 123_000, "ISO 8601 (year-month-day), taken as UTC"),
        ("2024-05-01 12:00:00,5", 500_000, "ISO 8601 (year-month-day), taken as UTC"),
        ("2024-05-01 12:00:00.123456789", 123_456, "ISO 8601 (year-month-day), taken as UTC"),
        ("2024-05-01T12:00:00Z", 0, "ISO 8601 (year-month-day) with an offset, converted to UTC"),
        ("2024-05-01 12:00:00 UTC", 0, "with an offset, converted to UTC"),
        ("2024-05-01 14:00:00.5+02:00", 500_000, "with an offset, converted to UTC"),
        ("2024-05-01T07:30:00-0430", 0, "with an offset, converted to UTC"),
        ("2024-05-01 17:45+05:45", 0, "with an offset, converted to UTC"),
        ("2024-05-01 14:00+02", 0, "with an offset, converted to UTC"),
        ("31/01/2024 3:45:10 PM", None, "day/month/year, taken as UTC"),
        ("1/31/2024, 15:45:10", None, "month/day/year, taken as UTC"),
        ("31.01.2024 15:45:10", None, "day/month/year, taken as UTC"),
        ("1714564800", 0, "seconds since 1970-01-01 UTC"),
        ("1714564800.1234567", 123_456, "seconds since 1970-01-01 UTC"),
        ("1714564800123", 123_000, "milliseconds since 1970-01-01 UTC"),
        ("1714564800123456", 123_456, "microseconds since 1970-01-01 UTC"),
        ("1714564800123456789", 123_456, "nanoseconds since 1970-01-01 UTC, cut to microseconds"),
    ],
)
def test_a_time_is_read_to_the_microsecond_and_its_format_said(text: str, offset: int | None, said: str) -> None:
    events = read_events(log(text))
    afternoon = 1_706_715_910_000_000  # 2024-01-31 15:45:10 UTC
    assert micros(events) == [afternoon if offset is None else NOON + offset]
    assert said in events.report.time_format
    whose = "as written" if "no offset" in events.report.time_format else "those of UTC, not of a place"
    assert f"days and weeks are {whose}" in events.report.time_format


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(-62_135_596_800_000_000 + 86_400_000_000, 253_402_300_799_999_999), min_size=1, max_size=20)
)
def test_written_times_come_back_exactly(instants: list[int]) -> None:
    written = [str(pd.Timestamp(0, unit="us").as_unit("us") + pd.Timedelta(n, unit="us")) for n in instants]
    # With an order of its own: the rows of a log that runs back in time are numbered from the last.
    assert micros(read_events(log(*written).assign(seq=range(len(written))))) == instants


@pytest.mark.parametrize("time", ["2024-02-30", "2024-01-01 25:00", "0000-01-01", "yesterday", "24:00", "2024-13-01"])
def test_a_time_that_does_not_exist_is_rejected_with_its_row(time: str) -> None:
    events = read_events(log("2024-05-01", time))
    assert events.report.rejected.values.tolist() == [["pandas frame", 2, "timestamp", "the time cannot be read"]]


@pytest.mark.parametrize(
    ("times", "message"),
    [
        (
            ("2024-05-01 10:00", "2024-05-01 10:00+02:00", "2024-05-01 11:00"),
            "the times in the column 'timestamp' are written in more than one way: 2 as year-month-day without an "
            "offset, like 2026-12-31 14:05 (first: row 1); 1 as year-month-day with an offset, like "
            "2026-12-31T14:05:00+01:00 (first: row 2). Give all times an offset, or none.",
        ),
        (
            ("2024-05-01 10:00", "the 5th, at noon", "n/a", "31/01/2026 10:00"),
            "the times in the column 'timestamp' are written in more than one way: 1 as year-month-day without an "
            "offset, like 2026-12-31 14:05 (first: row 1); 2 as none of the forms that are known (first: row 2); 1 as "
            "day and month before the year, like 31/12/2026 14:05 (first: row 4). Bring them to one form, or declare "
            "one with time_format=… and the others are rejected by line.",
        ),
        (
            ("1714564800", "1714564800123"),
            "the times in the column 'timestamp' are written in more than one way: 1 as seconds since 1970-01-01 "
            "UTC, like 1798725900 (first: row 1); 1 as milliseconds since 1970-01-01 UTC, like 1798725900000 "
            "(first: row 2). Bring them to one form, or declare one with time_format=… and the others are rejected by "
            "line.",
        ),
        (
            ("01/02/2024", "03/04/2024"),
            "the dates in the column 'timestamp' can be read as day/month or month/day (no date that exists has a "
            "number above 12 to settle it). Say which: time_format='day_first' or time_format='month_first'. A "
            "date like 01/02/2026 is then 1 February or 2 January.",
        ),
        (
            ("01/02/2026", "31/02/2026", "13/31/2026"),
            "the dates in the column 'timestamp' can be read as day/month or month/day (no date that exists has a "
            "number above 12 to settle it). Say which: time_format='day_first' or time_format='month_first'. A "
            "date like 01/02/2026 is then 1 February or 2 January.",
        ),
        (
            ("13/02/2024", "01/22/2024"),
            "the dates in the column 'timestamp' are written in more than one way: the day comes first in row 1 and "
            "second in row 2. Bring them to one form, or declare one with time_format='day_first' or 'month_first' and "
            "the others are rejected by line.",
        ),
        (
            ("yesterday",),
            "no time in the column 'timestamp' can be read (first: row 1). Say how it is written: time_format='iso', "
            "'day_first', 'month_first', 'year_first', 'epoch_s', 'epoch_ms', 'epoch_us', 'epoch_ns', 'excel' or a "
            "pattern such as time_format='%d.%m.%Y %H:%M'.",
        ),
    ],
)
def test_two_readings_of_one_column_are_an_error_with_row_numbers(times: tuple[str, ...], message: str) -> None:
    with pytest.raises(EventLogError) as error:
        read_events(log(*times))
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("settling", "expected", "said"),
    [("14/02/2026", "2026-02-01", "day/month/year"), ("02/14/2026", "2026-01-02", "month/day/year")],
)
def test_the_order_of_day_and_month_is_settled_by_a_line_that_is_kept_and_the_report_names_it(
    settling: str, expected: str, said: str
) -> None:
    frame = log("13/31/2026", "01/02/2026", "31/31/2026", "25/12/2026", "12/25/2026", settling)
    frame.loc[3, "event"] = None
    frame.loc[4, "user_id"] = None
    events = read_events(frame)
    assert pd.Timestamp(expected).value // 1000 in micros(events)
    assert events.report.time_format.startswith(f"{said}, ")
    assert events.report.time_format.endswith("; row 6 settles the order of day and month")
    reasons = events.report.rejected.set_index("line")["reason"].to_dict()
    assert reasons[1] == reasons[3] == "the time cannot be read"
    assert set(reasons) == {1, 3, 4, 5}


@pytest.mark.parametrize(
    ("time_format", "times", "expected", "rejected"),
    [
        ("day_first", ("01/02/2024", "13/13/2024"), ["2024-02-01"], 1),
        ("month_first", ("01/02/2024", "13/02/2024"), ["2024-01-02"], 1),
        ("iso", ("2024-05-01 10:00", "2024-05-01 12:00+02:00"), ["2024-05-01 10:00", "2024-05-01 10:00"], 0),
        ("epoch_s", ("5", "-5", "x"), ["1970-01-01 00:00:05", "1969-12-31 23:59:55"], 1),
        ("epoch_s", ("0.5", "-0.25", "9999999999999"), ["1970-01-01 00:00:00.5", "1969-12-31 23:59:59.75"], 1),
        ("epoch_ms", ("1714564800",), ["1970-01-20 20:16:04.800"], 0),
        ("%Y%m%d%H%M", ("202405011200", "2024"), ["2024-05-01 12:00"], 1),
        ("%Y-%m-%d %H:%M:%S %z", ("2024-05-01 14:00:00 +0200",), ["2024-05-01 12:00"], 0),
    ],
)
def test_a_declared_format_is_the_only_one_read(
    time_format: str, times: tuple[str, ...], expected: list[str], rejected: int
) -> None:
    events = read_events(log(*times), time_format=time_format)
    assert micros(events) == [pd.Timestamp(text).value // 1000 for text in expected]
    assert len(events.report.rejected) == rejected
    assert "(declared)" in events.report.time_format


def test_an_unknown_format_word_is_refused() -> None:
    with pytest.raises(EventLogError) as error:
        read_events(log("2024-05-01"), time_format="european")
    assert str(error.value) == (
        "time_format='european' is not a format. Use 'iso', 'day_first', 'month_first', 'year_first', 'epoch_s', "
        "'epoch_ms', 'epoch_us', 'epoch_ns', 'excel' or a pattern such as '%d.%m.%Y %H:%M'."
    )
