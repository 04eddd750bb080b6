"""Time zones: the days of a log are those of its zone, and local times become instants.

A zone is a few changes of its offset in the period of a log. SQL gets them as whole numbers, because date functions and
time zones differ between engines.
"""

from __future__ import annotations

import re
import zoneinfo
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from sqlglot import exp

from journeykit.errors import EventLogError, did_you_mean
from journeykit.events.sql import sql_expression

SECOND_US = 1_000_000
DAY_US = 86_400 * SECOND_US
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_YEAR, _LAST_YEAR = 1840, 2200
"""Before and after, the offset is that of the nearest of these years: zones began later, and 9999 stands for never."""
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?")


_ALSO = {"CET": ("MEZ", "MET"), "CEST": ("MESZ", "MEST"), "WET": ("WEZ",), "WEST": ("WESZ",), "EET": ("OEZ",),
         "EEST": ("OESZ",)}  # fmt: skip
"""Short names of clocks -> other ones that tools write for the same, as German ones do."""


@dataclass(frozen=True)
class OffsetChange:
    """A change of a zone's offset; offsets in microseconds east of UTC."""

    at: int
    """UTC microseconds."""
    before: int
    after: int

    @property
    def first_local(self) -> int:
        """The local time from which the offset is the new one; earlier ones are read with the old one.

        So a local time that exists twice is the first of the two, and one that does not exist is as much later as the
        clocks went forward: the rule of Python's zoneinfo (``fold=0``).
        """
        return self.at + max(self.before, self.after)


@dataclass(frozen=True)
class Zone:
    """A place, or a fixed offset, whose clocks the days of a log follow."""

    name: str
    rules: tzinfo

    @property
    def is_utc(self) -> bool:
        """Whether it is UTC."""
        return self.rules is UTC

    @property
    def is_place(self) -> bool:
        """Whether its clocks are those of a place, which may change, and not a fixed offset."""
        return not isinstance(self.rules, timezone)

    def offset(self, instant: int) -> int:
        """Return the offset at UTC microseconds."""
        year = min(max((_EPOCH + timedelta(microseconds=instant)).year, _FIRST_YEAR), _LAST_YEAR)
        first, changes = _year(self.rules, year)
        at = bisect_right([change.at for change in changes], instant) if year not in (_FIRST_YEAR, _LAST_YEAR) else 0
        return changes[at - 1].after if at else first

    def changes(self, first: int, last: int) -> list[OffsetChange]:
        """Return the changes of the offset between two UTC microseconds, and a day around them."""
        years = [(_EPOCH + timedelta(microseconds=bound)).year for bound in (max(first - DAY_US, _LOW), last)]
        found = [
            change
            for year in range(max(years[0], _FIRST_YEAR + 1), min(years[1] + 2, _LAST_YEAR))
            for change in _year(self.rules, year)[1]
        ]
        return [change for change in found if first - DAY_US <= change.at <= last + DAY_US]

    def local_time(self, instant: int) -> datetime:
        """Return the local time at UTC microseconds, without a zone."""
        local = min(max(instant + self.offset(instant), _LOW), _HIGH)
        return (_EPOCH + timedelta(microseconds=local)).replace(tzinfo=None)

    def names(self, first: int, last: int) -> set[tuple[str, int]]:
        """Return the short names that its clocks have in a period, each with its offset."""
        if not self.is_place:
            return set()
        bounds = [first, *(change.at for change in self.changes(first, last)), last]
        found = set()
        for bound in bounds:
            local = (_EPOCH + timedelta(microseconds=min(max(bound, _LOW), _HIGH))).astimezone(self.rules)
            name = local.tzname() or ""
            if name.isalpha():
                offset = (local.utcoffset() or timedelta()) // timedelta(microseconds=1)
                found |= {(also, offset) for also in (name, *_ALSO.get(name, ()))}
        return found

    def local(self, at: exp.Expr, first: int, last: int) -> exp.Expr:
        """Return local microseconds as an expression over UTC microseconds between two bounds."""
        return sql_expression("(:at + :offset)", at=at, offset=self._offsets(at, first, last, lambda change: change.at))

    def instant(self, at: exp.Expr, first: int, last: int) -> exp.Expr:
        """Return UTC microseconds as an expression over local microseconds between two bounds."""
        offset = self._offsets(at, first, last, lambda change: change.first_local)
        return sql_expression("(:at - :offset)", at=at, offset=offset)

    def _offsets(self, at: exp.Expr, first: int, last: int, since: Callable[[OffsetChange], int]) -> exp.Expr:
        changes = self.changes(first, last)
        offset = changes[0].before if changes else self.offset(first)
        return _stepped(at, [since(change) for change in changes], [offset, *(change.after for change in changes)])


UTC_ZONE = Zone("UTC", UTC)
_LOW, _HIGH = -62_135_596_800_000_000 + DAY_US, 253_402_300_799_999_999 - DAY_US


def zone_named(name: str) -> Zone:
    """Return the zone of a name such as ``"Europe/Berlin"``, or of an offset such as ``"-05:00"``."""
    if not isinstance(name, str):
        raise EventLogError(
            f"timezone= takes a name such as 'Europe/Berlin' or an offset, not a {type(name).__name__}."
        )
    text = name.strip()
    if text.upper() in ("UTC", "GMT", "Z", "ETC/UTC"):
        return UTC_ZONE
    if (found := _OFFSET.fullmatch(text)) is not None:
        hours, minutes = int(found[2]), int(found[3] or 0)
        if hours > 15 or minutes > 59:
            raise EventLogError(f"timezone={name!r} is further from UTC than any place. Write it like '+05:30'.")
        east = timedelta(hours=hours, minutes=minutes) * (-1 if found[1] == "-" else 1)
        return Zone(f"{found[1]}{hours:02d}:{minutes:02d}", timezone(east)) if east else UTC_ZONE
    known = zoneinfo.available_timezones()
    alike = {zone.casefold(): zone for zone in known}
    exact = alike.get(text.casefold().replace(" ", "_"))
    if exact is None or exact.upper() == exact:
        raise EventLogError(_no_zone(name, exact, known))
    return Zone(exact, zoneinfo.ZoneInfo(exact))


def _no_zone(name: str, short: str | None, known: set[str]) -> str:
    if not known:
        return f"timezone={name!r}: this machine has no table of time zones. Install one: pip install tzdata."
    said = "is no time zone" if short is None else "is a short name, which several places share"
    cities = {zone.rpartition("/")[2].casefold().replace("_", " "): zone for zone in sorted(known) if "/" in zone}
    city = cities.get(name.strip().casefold().replace("_", " "))
    hint = f" Did you mean {city!r}?" if city else "" if short else did_you_mean(name, sorted(known))
    return f"timezone={name!r} {said}.{hint} Name a place, such as 'Europe/Berlin', or an offset, such as '-05:00'."


@lru_cache(maxsize=4096)
def _year(rules: tzinfo, year: int) -> tuple[int, tuple[OffsetChange, ...]]:
    """Return the offset with which a year begins, and its changes."""
    moment, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    first = offset = _offset(rules, moment)
    changes = []
    while moment < end:
        later = moment + timedelta(days=1)
        if (new := _offset(rules, later)) != offset:
            low, high = moment, later
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // timedelta(seconds=2) * timedelta(seconds=1)
                low, high = (middle, high) if _offset(rules, middle) == offset else (low, middle)
            changes.append(OffsetChange((high - _EPOCH) // timedelta(microseconds=1), offset, new))
            offset = new
        moment = later
    return first, tuple(changes)


def _offset(rules: tzinfo, moment: datetime) -> int:
    return (moment.astimezone(rules).utcoffset() or timedelta()) // timedelta(microseconds=1)


def _stepped(at: exp.Expr, bounds: Sequence[int], values: Sequence[int]) -> exp.Expr:
    """Return the value of the step in which a number is: ``values[0]`` below the first bound."""
    if not bounds:
        return exp.convert(values[0])
    # Halved each time: years of changes are few comparisons.
    middle = len(bounds) // 2
    below = _stepped(at, bounds[:middle], values[: middle + 1])
    above = _stepped(at, bounds[middle + 1 :], values[middle + 1 :])
    return exp.Case().when(exp.LT(this=at.copy(), expression=exp.convert(bounds[middle])), below).else_(above)
