"""Take in a column of times, batch by batch: typed ones as microseconds, texts that Arrow reads at once, or texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from journeykit.events.reading.cells import (
    as_micros,
    as_text,
    finer_than_micros,
    plain_numbers,
    shortened,
    without_blanks,
)
from journeykit.events.reading.quick_times import quick_times
from journeykit.events.reading.times import TimeKind, merged_kinds

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.reading.sources import ReadOptions

_MIDNIGHT = r"[T ]00:00:00(\.0+)?$"
_HOUR_ALONE = r"^(\d{1,2})(?:\.0+)?$"


@dataclass(frozen=True)
class TimeFindings:
    """What was found while a column of times was taken in."""

    zoned: bool | None
    """Whether typed times have a zone; None where the times are text."""
    quick_times: tuple[TimeKind, ...] | None
    """Times that Arrow read, by kind; None where it was not tried."""
    left: bool
    """Whether it left any times to the SQL."""
    finer: int
    """Typed times with digits below a microsecond."""


NO_TIMES = TimeFindings(zoned=None, quick_times=None, left=False, finer=0)
"""Of a log that has an order only."""


class TimeIntake:
    """Converts the batches of one column of times, and collects the findings; ``zoned`` is None for text."""

    def __init__(self, zoned: bool | None, options: ReadOptions) -> None:
        time_format, local = options.time_format, options.timezone is not None
        self.zoned = zoned
        # A declared column may have times with and without an offset, of which only the SQL would know which are local.
        self.quick = zoned is None and (time_format is None or (time_format == "iso" and not local))
        self._iso_only = time_format is not None
        self._kinds: list[TimeKind] = []
        self._finer = 0
        self._left = False

    def findings(self) -> TimeFindings:
        """Return what was found, after all batches are read."""
        kinds = tuple(merged_kinds(self._kinds)) if self.quick else None
        return TimeFindings(self.zoned, kinds, self._left, self._finer)

    def column(self, array: pa.Array) -> pa.Array:
        """Return a batch of times as microseconds where they are typed, else as text."""
        if self.zoned is not None:
            self._finer += finer_than_micros(array)
            return as_micros(array)
        return text_column(plain_numbers(array))

    def at_once(self, texts: pa.Array, lines: pa.Array) -> tuple[pa.Array, pa.Array]:
        """Return the times as text and as microseconds; each time is in one of the two."""
        import pyarrow as pa

        found = quick_times(texts, iso_only=self._iso_only)
        if found is None:
            self._left = True
            return texts, pa.nulls(len(texts), pa.int64())
        kind, micros = found
        present = lines.filter(texts.is_valid())
        self._kinds.append(TimeKind(kind, len(present), present[0].as_py()))
        return pa.nulls(len(texts), pa.string()), micros


def text_column(array: pa.Array) -> pa.Array:
    """Return a column as texts without spaces around them, null where a cell is blank."""
    import pyarrow.compute as pc

    return without_blanks(pc.utf8_trim_whitespace(as_text(shortened(array))))


def on_day(day: pa.Array, clock: pa.Array) -> pa.Array:
    """Return dates and times of day as one column of texts; the latter may also be an hour, AM or PM, or an offset."""
    import pyarrow.compute as pc

    # The text of a typed date ends in midnight, which the time of day replaces.
    bare = pc.replace_substring_regex(day, _MIDNIGHT, "")
    day = pc.if_else(pc.match_substring_regex(clock, r"^\d"), bare, day)
    clock = pc.replace_substring_regex(clock, _HOUR_ALONE, r"\1:00")
    return pc.binary_join_element_wise(day, clock, " ")
