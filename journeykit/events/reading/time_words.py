"""What is said about times: their form, and what to do where they have none, several, or two readings."""

from __future__ import annotations

from collections.abc import Sequence

from journeykit.errors import listing
from journeykit.events.reading.time_forms import NUMBER_MICROS, ORDER_WORDS, WITH_OFFSET, WITH_WORD, order_of
from journeykit.events.zones import Zone

NAIVE = "taken as UTC, because they carry no offset: days and weeks are as written"

PLACES = {
    "EST": "America/New_York", "EDT": "America/New_York", "ET": "America/New_York", "CST": "America/Chicago",
    "CDT": "America/Chicago", "CT": "America/Chicago", "MST": "America/Denver", "MDT": "America/Denver",
    "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "PT": "America/Los_Angeles", "AST": "America/Halifax",
    "IST": "Asia/Kolkata", "BST": "Europe/London", "WET": "Europe/Lisbon", "WEST": "Europe/Lisbon",
    "CET": "Europe/Berlin", "CEST": "Europe/Berlin", "MEZ": "Europe/Berlin", "MESZ": "Europe/Berlin",
    "MET": "Europe/Berlin", "EET": "Europe/Athens", "EEST": "Europe/Athens", "MSK": "Europe/Moscow",
    "JST": "Asia/Tokyo", "KST": "Asia/Seoul", "HKT": "Asia/Hong_Kong", "SGT": "Asia/Singapore",
    "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney", "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland",
}  # fmt: skip
"""Short names of zones -> a place that has it. Other words in a log may be anything, and are not repeated."""


def said_of(kind: str, zone: Zone | None = None) -> str:
    """Return a kind of times in words, and whose days its days are."""
    order, ending = order_of(kind)
    words = ORDER_WORDS[order][0]
    days = "UTC, not of a place" if zone is None or zone.is_utc else zone.name
    if order.startswith("epoch") or order == "in_date":
        return f"{words}; days and weeks are those of {days}"
    if ending == WITH_OFFSET:
        return f"{words} with an offset, converted to UTC: days and weeks are those of {days}"
    if zone is None:
        return f"{words}, {NAIVE}"
    return f"{words}, local times of {zone.name}: days and weeks are those there"


def no_form(column: str, place: str, declared: Sequence[str]) -> str:
    """Say that no time can be read."""
    return (
        f"no time in the column {column!r} can be read (first: {place}). Say how it is written: "
        f"time_format={listing(declared)} or a pattern such as time_format='%d.%m.%Y %H:%M'."
    )


def many_forms(column: str, written: Sequence[tuple[int, str | None, str]]) -> str:
    """Say that times are written in more than one way: the number of each kind, and where the first one is."""
    forms = "; ".join(f"{n:,} as {_shape(kind)} (first: {place})" for n, kind, place in written)
    orders = {order_of(kind)[0] for _, kind, _ in written if kind is not None}
    endings = {order_of(kind)[1] for _, kind, _ in written if kind is not None}
    advice = (
        "Give all times an offset, or none."
        if len(orders) == 1 and endings == {"", WITH_OFFSET}
        else "Bring them to one form, or declare one with time_format=… and the others are rejected by line."
    )
    return f"the times in the column {column!r} are written in more than one way: {forms}. {advice}"


def two_readings(column: str, *, short: bool, year: bool, day: bool) -> str:
    """Say that the order of a date is open; ``year``: it may begin with one; ``day``: not with a month."""
    example = "10/11/12" if short else "01/02/2026"
    readings = {
        "day_first": ("day/month", "10 November 2012" if short else "1 February"),
        "month_first": ("month/day", "11 October 2012" if short else "2 January"),
        "year_first": ("year/month/day", "12 November 2010"),
    }
    if day:
        del readings["month_first"]
    if not year:
        del readings["year_first"]
    ways = " or ".join(way for way, _ in readings.values())
    why = (
        "its first number varies less than its last one, as a year does"
        if year
        else "no date that exists has a number above 12 to settle it"
    )
    say = " or ".join(f"time_format={order!r}" for order in readings)
    dates = " or ".join(date for _, date in readings.values())
    return (
        f"the dates in the column {column!r} can be read as {ways} ({why}). Say which: {say}. "
        f"A date like {example} is then {dates}."
    )


def two_units(column: str, kind: str, place: str) -> str:
    """Say that numbers may be dates or something else."""
    readings = {
        "ten_digits": "2026123114 is 31 December 2026, 14 h by time_format='%Y%m%d%H', or a moment in 2034 by "
        "time_format='epoch_s'",
        "twelve_digits": "202612311405 is 31 December 2026, 14:05 by time_format='%Y%m%d%H%M', or a moment in 1976 by "
        "time_format='epoch_ms'",
        "excel": "46387.5868 is 31 December 2026, 14:05 by time_format='excel', if a spreadsheet wrote it, and its "
        "column is not named like a time",
    }
    return (
        f"the numbers in the column {column!r} can be read in two ways (first: {place}): one like {readings[kind]}. "
        "Say which."
    )


def shortened(column: str, place: str) -> str:
    """Say that a spreadsheet has cut numbers, so that times are lost."""
    return (
        f"the times in the column {column!r} are numbers that a spreadsheet cut short, like 1.79873E+12 (first: "
        f"{place}): they no longer say when. Export the log again without opening it in a spreadsheet, or format "
        "the column as text there first."
    )


def zone_words(column: str, word: str, place: str) -> str:
    """Say that times name their zone in a word that several zones share."""
    city = PLACES.get(word)
    named = f"with the name of a time zone, such as {word}" if city else "with a word for a time zone"
    return (
        f"the times in the column {column!r} end {named} (first: {place}), and such names mean several zones or are "
        f"used loosely. Say whose clocks they are, for example timezone={city or 'Europe/Berlin'!r}, or write an "
        "offset such as +01:00 instead. UTC, GMT and Z need nothing."
    )


def _shape(kind: str | None) -> str:
    """Return the form of a time in words, with an example that is not from the log."""
    if kind is None:
        return "none of the forms that are known"
    order, ending = order_of(kind)
    words, example = ORDER_WORDS[order]
    if order == "iso":
        words, example = "year-month-day", example if not ending else "2026-12-31T14:05:00"
    if order in NUMBER_MICROS or order in ("shortened", "ten_digits", "twelve_digits"):
        return f"{words}, like {example}"
    with_what = {"": " without an offset" if order == "iso" else "", WITH_OFFSET: " with an offset"}
    said = with_what.get(ending, " with the name of a zone")
    zone = {"": "", WITH_OFFSET: "+01:00", WITH_WORD: " CET"}[ending]
    return f"{words}{said}, like {example}{zone}"
