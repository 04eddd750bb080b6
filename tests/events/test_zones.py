"""Zones: named places and offsets, whose changes are those of the table of time zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from journeykit.errors import EventLogError
from journeykit.events.zones import UTC_ZONE, zone_named


@pytest.mark.parametrize(
    ("name", "found"),
    [("europe/berlin", "Europe/Berlin"), ("America/New York", "America/New_York"), ("Japan", "Japan"), ("UTC", "UTC"),
     ("GMT", "UTC"), ("+0000", "UTC"), ("-05:00", "-05:00"), ("UTC+5:30", "+05:30"), ("GMT+1", "+01:00")],
)  # fmt: skip
def test_a_zone_is_a_place_or_an_offset(name: str, found: str) -> None:
    assert zone_named(name).name == found
    assert zone_named(zone_named(name).name) == zone_named(name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Europe/Berlim", "is no time zone. Did you mean 'Europe/Berlin'? Name a place"),
        ("berlin", "Did you mean 'Europe/Berlin'?"),
        ("EST", "is a short name, which several places share. Name a place, such as 'Europe/Berlin', or an offset"),
        ("CET", "is a short name"),
        ("+25:00", "is further from UTC than any place"),
        ("../../etc/passwd", "is no time zone"),
        (5, "not a int"),
    ],
)
def test_another_name_is_refused_with_the_nearest(name: str, words: str) -> None:
    with pytest.raises(EventLogError) as error:
        zone_named(name)
    assert words in str(error.value)


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
def test_offsets_are_those_of_the_table(name: str) -> None:
    zone, rules = zone_named(name), ZoneInfo(name)
    for hours in range(0, 24 * 365 * 60, 1009):
        moment = datetime(1965, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
        micros = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
        assert zone.local_time(micros) == moment.astimezone(rules).replace(tzinfo=None)
    february, december = 1_706_745_600_000_000, 1_733_011_200_000_000  # 2024
    assert len(zone.changes(february, december)) == (0 if name == "Asia/Kathmandu" else 2)


def test_the_years_1_and_9999_have_an_offset() -> None:
    zone = zone_named("Europe/Berlin")
    assert zone.local_time(253_402_300_799_000_000).year == 9999
    assert zone.local_time(-62_135_596_800_000_000).year == 1
    assert not UTC_ZONE.is_place
