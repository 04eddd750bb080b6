"""Every form in which times are written is found where it has one reading, as Python's own readers read it."""

from __future__ import annotations

import email.utils
from datetime import UTC, datetime, timedelta, timezone

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import EventLogError
from journeykit.events import read_events
from journeykit.events.reading.time_forms import FORMS, MONTHS
from journeykit.events.reading.times import SAID
from tests.draws import draws
from tests.events.reading.test_times import log, micros

MORNING = datetime(2021, 1, 5, 10, 3, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def at(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


@pytest.mark.parametrize(
    "text",
    [
        "05-JAN-2021 10:03:00",
        "5 january 2021 10:03",
        "5. Jan. 2021 10:03",
        "5th of January 2021, 10:03 am",
        "05JAN2021:10:03:00",
        "05-JAN-21 10.03.00.000000 AM",
        "5 Sept 2021 10:03",
        "Jan 5, 2021, 10:03 AM",
        "Jan 5, 2021, 10:03\u202fAM",
        "January 5th, 2021 at 10:03 a.m.",
        "Tuesday, January 5, 2021 10:03:00 AM",
        "2021-Jan-05 10:03",
        "Tue Jan  5 10:03:00 2021",
        "2021-01-05 10:03 AM",
        "2021-01-05, 10:03:00 am",
        "2021.01.05 10:03",
        "20210105T1003",
        "20210105 10:03:00",
        "20210105100300",
        "Tue, 05 Jan 2021 10:03:00 +0000",
        "Tue, 5 Jan 2021 10:03:00 GMT",
        "05/Jan/2021:11:03:00 +0100",
        "Tue Jan 05 10:03:00 UTC 2021",
        "Tue Jan 05 11:03:00 GMT+01:00 2021",
        "Tue Jan 05 10:03:00 +0000 2021",
        "Tue Jan 05 2021 11:03:00 GMT+0100 (CET)",
        "Tue Jan 05 2021 05:03:00 GMT-0500 (Eastern Standard Time)",
        "2021-01-05T11:03:00+01:00[Europe/Berlin]",
        "2021-01-05T10:03Z[UTC]",
        "2021-01-05 11:03 GMT+1",
        "2021-01-05 15:33 UTC+5:30",
        "2021-01-05 05:03 AM -05",
        "20210105T100300Z",
        "20210105T050300-0500",
        "31.12.2020 10:03",
        "31.12.2020 11.03 +01:00",
        "31/12/20 10:03",
        "12/31/20 10:03 AM",
        "99/01/05 10:03",
        "44201.41875",
        "44201,41875",
        "1609840980",
        "1609840980,0",
        "1609840980000.0",
    ],
)
def test_a_time_with_one_reading_is_found(text: str) -> None:
    moment = MORNING
    if "Sept" in text:
        moment = moment.replace(month=9)
    elif "31" in text and "33" not in text:
        moment = moment.replace(year=2020, month=12, day=31)
    elif text.startswith("99"):
        moment = moment.replace(year=1999)
    events = read_events(log(text))
    assert micros(events) == [at(moment)]
    again = read_events(log(text), **events.report.to_confirm)
    assert micros(again) == micros(events)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5 Jan 10:03:00", "no time in the column 'timestamp' can be read"),
        ("Jan 5 10:03:00", "no time in the column 'timestamp' can be read"),
        ("05-06-07", "can be read as day/month or month/day"),
        ("2024010110", "seconds or a date|2026123114 is 31 December 2026, 14 h by time_format='%Y%m%d%H', or a moment"),
        ("202401011000", "202612311405 is 31 December 2026, 14:05 by time_format='%Y%m%d%H%M', or a moment in 1976"),
        (
            "1.7041E+12",
            "numbers that a spreadsheet cut short, like 1.79873E.12 .first: row 1.: they no longer say when",
        ),
    ],
)
def test_a_time_with_no_or_two_readings_is_an_error_that_shows_them(text: str, words: str) -> None:
    with pytest.raises(EventLogError, match=words) as error:
        read_events(log(text))
    assert text not in str(error.value)


def test_years_of_two_digits_that_vary_more_than_days_are_asked_for() -> None:
    with pytest.raises(EventLogError, match=r"day/month or year/month/day .its first number varies less") as error:
        read_events(log("24/05/13", "24/05/14", "24/05/15"))
    assert "Say which: time_format='day_first' or time_format='year_first'." in str(error.value)
    assert micros(read_events(log("24/05/13"), time_format="year_first")) == [at(datetime(2024, 5, 13, tzinfo=UTC))]
    assert micros(read_events(log("13/05/21", "14/05/21")))[1] == at(datetime(2021, 5, 14, tzinfo=UTC))


def test_unix_times_that_look_like_dates_are_told_by_the_others_of_the_column() -> None:
    assert micros(read_events(log("2024010110", "2024019999"))) == [2_024_010_110_000_000, 2_024_019_999_000_000]


def test_days_of_a_spreadsheet_need_a_column_that_is_named_like_a_time() -> None:
    frame = log("44197", "44198.75").rename(columns={"timestamp": "n"})
    with pytest.raises(EventLogError, match=r"46387.5868 is 31 December 2026, 14:05 by time_format='excel'"):
        read_events(frame, timestamp_col="n")
    read = read_events(frame, timestamp_col="n", time_format="excel")
    assert micros(read) == [at(datetime(2021, 1, 1, tzinfo=UTC)), at(datetime(2021, 1, 2, 18, tzinfo=UTC))]


def test_numbers_of_a_frame_are_read_without_an_exponent() -> None:
    frame = pd.DataFrame({"user_id": "u", "event": "x", "timestamp": [1714564800123.5, 1714564800124.0]})
    assert micros(read_events(frame)) == [1_714_564_800_123_500, 1_714_564_800_124_000]


FIXED = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.builds(
    lambda second, zone: datetime.fromtimestamp(second, UTC).astimezone(zone), st.integers(0, 4_000_000_000), FIXED
)
WRITERS = {
    "RFC 2822": email.utils.format_datetime,
    "Apache": lambda moment: moment.strftime("%d/%b/%Y:%H:%M:%S %z"),
    "JavaScript": lambda moment: moment.strftime("%a %b %d %Y %H:%M:%S GMT%z (somewhere)"),
    "Java": lambda moment: moment.strftime("%a %b %d %H:%M:%S GMT%z %Y"),
    "ISO 8601": lambda moment: moment.isoformat(),
    "basic ISO 8601": lambda moment: moment.strftime("%Y%m%dT%H%M%S%z"),
    "12 hours": lambda moment: moment.strftime("%Y-%m-%d %I:%M:%S %p %z"),
    "letters": lambda moment: moment.strftime("%B %d, %Y, %I:%M:%S %p %z"),
}


@pytest.mark.parametrize("writer", WRITERS)
@settings(max_examples=draws(6), deadline=None)
@given(moments=st.lists(MOMENTS, min_size=1, max_size=10).map(sorted))  # newest first is a matter of row_order
def test_what_others_write_comes_back_exactly(writer: str, moments: list[datetime]) -> None:
    written = [WRITERS[writer](moment) for moment in moments]
    assert micros(read_events(log(*written))) == [at(moment) for moment in moments]


def test_every_form_has_its_words() -> None:
    assert set(FORMS) <= set(SAID)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("12 févr. 2024 09h00", (2024, 2, 12, 9)),
        ("1er août 2024 à 10:03", (2024, 8, 1, 10, 3)),
        ("06-OKT-2021 10:00", (2021, 10, 6, 10)),
        ("Mo., 5. März 2024 um 10:03", (2024, 3, 5, 10, 3)),
        ("12 de febrero de 2024 09:00", (2024, 2, 12, 9)),
        ("martedì 6 agosto 2024 alle 10:03", (2024, 8, 6, 10, 3)),
        ("6 de outubro de 2024 às 10:03", (2024, 10, 6, 10, 3)),
        ("vr 1 mrt 2024 10:03", (2024, 3, 1, 10, 3)),
        ("2024年12月5日 10:03", (2024, 12, 5, 10, 3)),
        ("2024년 12월 5일 10:03", (2024, 12, 5, 10, 3)),
        ("13/1/2024 9:05:00 p. m.", (2024, 1, 13, 21, 5)),
        ("2024-01-05-10.00.00.000001", (2024, 1, 5, 10, 0, 0, 1)),
        ("2024-01-06_09-00-00", (2024, 1, 6, 9)),
        ("/Date(1704448801000+0100)/", (2024, 1, 5, 10, 0, 1)),
    ],
)
def test_times_are_found_as_other_languages_and_tools_write_them(text: str, moment: tuple[int, ...]) -> None:
    assert micros(read_events(log(text))) == [at(datetime(*moment, tzinfo=UTC))]


def test_no_name_of_a_month_stands_for_two() -> None:
    names = " ".join(MONTHS).split()
    assert len(set(names)) == len(names)
