"""Columns that complete a time, and zones in the names of columns.

A date may have its hour in a column of its own, a clock of twelve hours its AM or PM, and a local time its offset from
UTC. A name such as ``Timestamp (America/New_York)`` says whose clocks they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from zoneinfo import available_timezones

from journeykit.events.reading.lone_order import Cells
from journeykit.events.reading.time_words import PLACES

HOURS = re.compile(r"(?i)(.*[ _])?(hour|hr|stunde|heure|hora|ora|uur)([ _]of[ _](the[ _])?day)?")
HALVES = re.compile(r"(?i)(.*[ _])?(am[ /_-]?pm|meridi(em|an|an indicator))")
ZONES = re.compile(r"(?i)(.*[ _.])?((time|local)?[ _]?zone|tz|zeitzone|(time[ _]?zone|tz|utc|gmt)[ _]?offset|offset)"
                   r"([ _](name|id))?|.*(timeZone|Timezone)")  # fmt: skip
_HOUR = re.compile(r"(0?\d|1\d|2[0-3])(\.0+)?")
_HALF = re.compile(r"(?i)[ap]\.?\s?m\.?")
OFFSET = re.compile(
    r"(?:UTC|GMT)?\s*(?P<sign>[+-])\s*(?:(?P<h>0\d|1[0-5]):?(?P<m>[0-5]\d)|(?P<hour>0?\d|1[0-5])(?::(?P<min>[0-5]\d))?)"
    r"|UTC|GMT|Z"
)
"""An offset from UTC; one of three digits, such as -300, is rather a number of minutes."""
_CLOCKED = re.compile(r"\d{1,2}[:.h]\d{2}|\d[T ]\d{1,2}$|^\d{9,}")
_TWELVE = re.compile(r"(?:.*[ T])?(0?[1-9]|1[0-2])(?:[:.]\d{2}){1,2}")
ENDS_IN_OFFSET = re.compile(r"(?i)(\d|\s)(Z|[+-]\d{2}:?\d{2}|UTC|GMT)(\s?\([^()]*\))?$|\d[+-]\d{2}$|^\d{9,}")
_IN_BRACKETS = re.compile(r"\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*$")
_AFTER = re.compile(r"(?<=[a-z\d])[ _.-]+([A-Za-z]{3,4})$")


def with_time_parts(times: tuple[str, ...], columns: Sequence[str], cells: Cells) -> tuple[str, ...]:
    """Return the columns of a time with those that complete it, as far as names and first cells are sure."""
    if not times or len(times) > 2:
        return times
    others = [column for column in dict.fromkeys(columns) if column not in times]
    for finds in (_hour, _half, _offset):
        found = [column for column in others if finds(column, times, cells)]
        times = (*times, found[0]) if len(found) == 1 else times
    return times


def completes(column: str, cells: Cells) -> bool:
    """Return whether a column has AM and PM, or offsets from UTC: by its cells, else by its name."""
    found = [cell.strip() for cell in cells(column) or () if cell]
    if not found:
        return bool(HALVES.fullmatch(column) or ZONES.fullmatch(column))
    return any(all(pattern.fullmatch(cell) for cell in found) for pattern in (_HALF, OFFSET))


def _filled(column: str, cells: Cells) -> list[str]:
    return [cell.strip() for cell in cells(column) or () if cell and cell.strip()]


def _hour(column: str, times: tuple[str, ...], cells: Cells) -> bool:
    if len(times) > 1 or not HOURS.fullmatch(column):
        return False
    found, dates = _filled(column, cells), _filled(times[0], cells)
    return bool(found and dates) and all(map(_HOUR.fullmatch, found)) and not any(map(_CLOCKED.search, dates))


def _half(column: str, times: tuple[str, ...], cells: Cells) -> bool:
    if not HALVES.fullmatch(column):
        return False
    found, clocks = _filled(column, cells), _filled(times[-1], cells)
    return bool(found and clocks) and all(map(_HALF.fullmatch, found)) and all(map(_TWELVE.fullmatch, clocks))


def _offset(column: str, times: tuple[str, ...], cells: Cells) -> bool:
    if not ZONES.fullmatch(column):
        return False
    found, clocks = _filled(column, cells), _filled(times[-1], cells)
    there = found and clocks and any(":" in clock or "." in clock for clock in clocks)
    return bool(there) and all(map(OFFSET.fullmatch, found)) and not any(map(ENDS_IN_OFFSET.search, clocks))


@cache
def _places() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones() if "/" in name}


def zone_called(word: str) -> str | None:
    """Return the zone that a word names, as ``timezone=`` takes it: a place, ``"UTC"`` or an offset.

    Examples
    --------
    >>> zone_called("america/new_york"), zone_called("PST"), zone_called("GMT+1"), zone_called("gross")
    ('America/New_York', 'America/Los_Angeles', '+01:00', None)
    """
    word = word.strip()
    if word.upper() in ("UTC", "GMT", "Z"):
        return "UTC"
    if (offset := OFFSET.fullmatch(word.upper())) is not None:
        hours, minutes = offset["h"] or offset["hour"], offset["m"] or offset["min"] or "00"
        return f"{offset['sign']}{int(hours):02}:{minutes}"
    return _places().get(word.casefold()) or PLACES.get(word.upper())


def zone_in_name(column: str) -> tuple[str, str] | None:
    """Return the zone in the name of a column, as a word and as ``timezone=`` takes it; None if there is none.

    Examples
    --------
    >>> zone_in_name("Timestamp (America/New_York)"), zone_in_name("created_at_pst"), zone_in_name("created_at")
    (('America/New_York', 'America/New_York'), ('PST', 'America/Los_Angeles'), None)
    """
    found = _IN_BRACKETS.search(column) or _AFTER.search(column)
    zone = None if found is None else zone_called(found[1])
    if found is None or zone is None:
        return None
    return (found[1] if "/" in found[1] else found[1].upper()), zone


def without_zone(column: str) -> str:
    """Return the name of a column without the zone in it."""
    if zone_in_name(column) is None:
        return column
    return _IN_BRACKETS.sub("", column) if _IN_BRACKETS.search(column) else _AFTER.sub("", column)
