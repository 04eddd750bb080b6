"""Local times of a zone become instants by a rule that is said; names of zones are not guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import EventLogError
from journeykit.events import keep, read_events
from journeykit.events.engine import shared_database
from tests.draws import draws
from tests.events.reading.test_times import log, micros

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BERLIN = "Europe/Berlin"


def at(text: str) -> int:
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(microseconds=1)


@pytest.mark.parametrize("where", ["in memory", "by the database"])
def test_local_times_over_a_change_of_the_clocks(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if where == "by the database":
        monkeypatch.setitem(shared_database().__dict__, "array_bytes", 0)
    times = ("2024-03-31 01:30", "2024-03-31 02:30", "2024-03-31 03:30", "2024-10-27 02:30", "2024-10-27 03:30")
    events = read_events(log(*times), timezone=BERLIN)
    hours = ["03-31T00:30", "03-31T01:30", "03-31T01:30", "10-27T00:30", "10-27T02:30"]
    assert micros(events) == [at(f"2024-{hour}+00:00") for hour in hours]
    assert events.timezone == BERLIN
    assert "local times of Europe/Berlin: days and weeks are those there" in events.report.time_format
    assert (
        "local times that Europe/Berlin never had, because its clocks went forward: 1, each read as much later as they "
        "went" in events.report.notes
    )
    assert (
        "local times that Europe/Berlin had twice, because its clocks went back: 1, each read as the first of the two"
        in events.report.notes
    )


ZONES = st.sampled_from(
    [BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "Pacific/Apia"]
)


@pytest.mark.slow
@settings(max_examples=draws(12), deadline=None)
@given(
    zone=ZONES,
    minutes=st.lists(st.integers(-70 * 525_600, 60 * 525_600), min_size=1, max_size=12),
    typed=st.booleans(),
)
def test_local_times_are_the_instants_of_zoneinfo(zone: str, minutes: list[int], typed: bool) -> None:
    local = [datetime(1970, 1, 1) + timedelta(minutes=minute) for minute in minutes]
    frame = log(*[moment.isoformat(sep=" ") for moment in local])
    if typed:
        frame["timestamp"] = pd.Series(local).astype("datetime64[us]")
    expected = [moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for moment in local]
    # In any order: a log that runs back in time is turned round.
    assert sorted(micros(read_events(frame, timezone=zone))) == sorted(
        (moment - EPOCH) // timedelta(microseconds=1) for moment in expected
    )


def test_times_with_an_offset_are_the_same_instants_in_every_zone() -> None:
    events = read_events(log("2024-05-05T23:30:00-05:00"), timezone="-05:00")
    assert micros(events) == [at("2024-05-05T23:30:00-05:00")]
    assert str(events.period()) == "(datetime.date(2024, 5, 5), datetime.date(2024, 5, 5))"
    assert keep(events, since="2024-05-06", period="events").path_count == 0
    assert "days and weeks are those of -05:00" in events.report.time_format


def test_declared_times_may_be_local_or_have_an_offset() -> None:
    times = ("2024-07-01 10:00", "2024-07-01 10:00Z")
    assert micros(read_events(log(*times), timezone=BERLIN, time_format="iso")) == [
        at("2024-07-01T08:00+00:00"), at("2024-07-01T10:00+00:00"),
    ]  # fmt: skip


@pytest.mark.parametrize("zone", ["EST", "CST", "IST", "BST", "CET"])
@pytest.mark.parametrize("form", ["2024-07-01 10:00:00 {}", "Mon Jul 01 10:00:00 {} 2024", "31/12/2024 10:00 {}"])
def test_a_short_name_of_several_zones_is_refused(zone: str, form: str) -> None:
    with pytest.raises(EventLogError, match=f"such as {zone} .first: row 1., .*for example timezone='"):
        read_events(log(form.format(zone)))


def test_another_word_at_the_end_is_not_repeated() -> None:
    with pytest.raises(EventLogError, match="with a word for a time zone") as error:
        read_events(log("2024-07-01 10:00 ANNA"))
    assert "ANNA" not in str(error.value)


def test_with_a_place_its_own_names_decide_and_others_are_rejected() -> None:
    times = ("2024-10-27 02:30 CEST", "2024-10-27 02:30 CET", "2024-07-01 10:00 CET", "2024-07-01 10:00 PST")
    events = read_events(log(*times), timezone=BERLIN)
    assert micros(events) == [at("2024-10-27T00:30+00:00"), at("2024-10-27T01:30+00:00")]
    assert events.report.rejected["line"].tolist() == [3, 4]


def test_a_pattern_reads_no_short_name_of_a_zone() -> None:
    with pytest.raises(EventLogError, match=r"%Z is the short name of a zone, .*timezone='America/New_York'"):
        read_events(log("2024-07-01 10:00 BST"), time_format="%Y-%m-%d %H:%M %Z")
    written = read_events(log("2024-07-01 10:00 EST"), time_format="%Y-%m-%d %H:%M EST", timezone="America/New_York")
    assert micros(written) == [at("2024-07-01T14:00+00:00")]


def test_objects_with_and_without_a_zone_in_one_column_are_an_error_as_in_a_file() -> None:
    aware, naive = pd.Timestamp("2024-05-05 10:00+02:00"), pd.Timestamp("2024-05-05 11:00")
    frame = log("", "", "").assign(timestamp=pd.Series([aware, naive, pd.NaT], dtype=object))
    with pytest.raises(EventLogError, match=r"offset.*first: row 1.*; 1 as .*first: row 2.*Give all times an offset"):
        read_events(frame)
    assert micros(read_events(frame.iloc[[0, 2]])) == [at("2024-05-05T08:00+00:00")]


def test_digits_below_a_microsecond_that_would_decide_an_order_are_told() -> None:
    said = "digits below a microsecond are cut: 2 events have the time of another one of their path without them"
    text = log("2024-05-01 10:00:00.123456789", "2024-05-01 10:00:00.123456123", "2024-05-01 10:00:01.5")
    whole = log("1714564800123456789", "1714564800123456123", "1714564800123457000")
    times = pa.array([7, 1, 5_000], pa.timestamp("ns"))
    typed = pa.table({"user_id": ["u"] * 3, "event": ["x"] * 3, "timestamp": times})
    for source in (text, whole, typed):
        assert [said in note for note in read_events(source).report.notes].count(True) == 1
    for apart in (text.iloc[[0, 2]], whole.iloc[[0, 2]], typed.slice(1), log("2024-05-01 10:00:00.123456000")):
        assert not [note for note in read_events(apart).report.notes if "microsecond" in note]
