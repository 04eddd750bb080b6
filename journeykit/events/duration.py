"""Durations as text with a unit: ``"30m"``, ``"7d"``, ``"1h30m"``. A number without a unit is an error."""

from __future__ import annotations

import re
from datetime import timedelta

from journeykit.errors import EventLogError

UNITS_US = {
    "ms": 1_000,
    "s": 1_000_000,
    "m": 60_000_000,
    "min": 60_000_000,
    "h": 3_600_000_000,
    "d": 86_400_000_000,
    "w": 604_800_000_000,
}
_PART = re.compile(r"(\d+)\s*(ms|min|[smhdw])\s*")


def duration_us(duration: str | timedelta, what: str = "window") -> int:
    """Return a duration as whole microseconds.

    ``d`` is 24 hours and ``w`` is 7 days, regardless of daylight saving time.

    Raises
    ------
    EventLogError
        The text has no unit or an unknown one, or the duration is not positive.

    Examples
    --------
    >>> duration_us("1h30m")
    5400000000
    """
    if isinstance(duration, timedelta):
        total = duration // timedelta(microseconds=1)
    else:
        text = str(duration).strip().casefold()
        parts = list(_PART.finditer(text))
        if not isinstance(duration, str) or not parts or "".join(part.group() for part in parts) != text:
            raise EventLogError(
                f"{what}={duration!r} is no duration. Write a whole number and a unit, for example '30m', '2h', '7d' "
                "(units: ms, s, m, h, d, w)."
            )
        total = sum(int(part.group(1)) * UNITS_US[part.group(2)] for part in parts)
    if total <= 0:
        raise EventLogError(f"{what}={duration!r} must be longer than nothing.")
    if total >= 2**62:
        raise EventLogError(f"{what}={duration!r} is longer than any log. Leave it out for no limit.")
    return total
