"""Which two columns are the beginning and the end of an event: named by the user, or found by their names.

Two columns are found where one begins, the other ends, and both go on alike (``start_time``, ``end_time``), and no
third column says when: what is read of a log with a time of its own does not change.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from journeykit.events.reading.presets import matching
from journeykit.events.reading.sources import ReadOptions
from journeykit.events.reading.time_parts import completes

_BEGINS = "start|started|starting|begin|began|begun|beginning|beginn|anfang|inicio|início|debut|début|inizio"
_ENDS = "end|ended|ending|finish|finished|complete|completed|completion|stop|stopped|ende|fim|fin|fine|einde|closed"
_WHAT = "activity|event|task|step|action|"
_RESTS = (
    "times|time|timestamp|timestamps|date|datetime|at|on|ts|tstamp|dt|utc|timeutc|timestamputc|uhrzeit|zeit|zeitpunkt|"
    "datum|heure|hora|fecha|tijd|"
)
_SIDES = {
    side: re.compile(rf"(?:{_WHAT})(?:(?:{words})(?P<after>{_RESTS})|(?P<before>{_RESTS})(?:{words}))(?:{_RESTS})")
    for side, words in (("begin", _BEGINS), ("end", _ENDS))
}
_TIMES = ("timestamp", "event timestamp", "event time", "time:timestamp", "complete timestamp", "datetime", "date time",
          "derived tstamp", "collector tstamp", "occurred at", "ts", "time", "date", "event date")  # fmt: skip
"""Other columns that say when; ``created at`` is not one of them: what is created begins later."""
_HOUR = re.compile(r"\d{1,2}(\.0+)?")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}([:.]\d{2}([.,]\d+)?)?( ?[AaPp]\.?[Mm]\.?)?")

Cells = Callable[[str], Sequence[str | None] | None]


@dataclass(frozen=True)
class Span:
    """The columns of the beginning and of the end of an event; each may be a date and a time of day."""

    times: tuple[str, ...]
    ends: tuple[str, ...]
    found: bool
    """Whether they were found, not named."""


def span_of(columns: Sequence[str], options: ReadOptions, cells: Cells) -> Span | None:
    """Return the columns of beginning and end; None if events have no end, or it is not certain."""
    if options.end_col is False or options.end_col == "" or options.duration_col is not None:
        return None
    if options.lifecycle is not None and not options.ends:
        return None
    times = options.times
    if options.ends:
        if times:
            return Span(times, options.ends, found=False)
        begins = _partners(columns, options.ends, cells)
        return Span(begins, options.ends, found=False) if begins else None
    if len(times) == 2 and _side(times[1]) != "begin" and not _of_day(times, cells):
        return Span(times[:1], times[1:], found=False)
    found = _found(columns, cells)
    if found is None or (times and times != found.times):
        return None
    return found


def with_span(options: ReadOptions, span: Span | None) -> ReadOptions:
    """Return the options that name the columns of a span."""
    return options if span is None else replace(options, timestamp_col=span.times, end_col=span.ends)


def _side(column: str) -> str | None:
    folded = "".join(letter for letter in column.casefold() if letter.isalnum())
    return next((side for side, names in _SIDES.items() if names.fullmatch(folded)), None)


def _found(columns: Sequence[str], cells: Cells) -> Span | None:
    """Return the columns that are named as beginning and end, if no other one says when."""
    begins, ends = ([column for column in dict.fromkeys(columns) if _side(column) == side] for side in _SIDES)
    standard = matching(columns, ("time:timestamp",))
    if len(begins) == 1 and not ends and len(standard) == 1:
        ends = standard  # As pm4py writes what lasts.
    days = [column for column in matching(columns, ("date", "day", "event date")) if column not in (*begins, *ends)]
    others = [column for column in matching(columns, _TIMES) if column not in (*begins, *ends, *days)]
    if others:
        return None
    if len(begins) == len(ends) == 2:
        pairs = [_dated(side, cells) for side in (begins, ends)]
        return None if days or None in pairs else Span(pairs[0] or (), pairs[1] or (), found=True)
    if len(begins) != 1 or len(ends) != 1:
        return None
    if all(_is_clock(column, cells) for column in (*begins, *ends)):
        return Span((days[0], *begins), (days[0], *ends), found=True) if len(days) == 1 else None
    return None if days else Span(tuple(begins), tuple(ends), found=True)


def _partners(columns: Sequence[str], ends: tuple[str, ...], cells: Cells) -> tuple[str, ...]:
    """Return the columns of the beginning that belong to those of an end that was named."""
    begins = [column for column in dict.fromkeys(columns) if _side(column) == "begin"]
    if len(ends) == 1:
        return tuple(begins) if len(begins) == 1 else ()
    if len(begins) == 1 and _is_clock(begins[0], cells):
        return ends[0], begins[0]
    return _dated(begins, cells) or ()


def _dated(pair: Sequence[str], cells: Cells) -> tuple[str, ...] | None:
    """Return two columns as a date and a time of day; None if they are not."""
    clocks = [column for column in pair if _is_clock(column, cells)]
    if len(pair) != 2 or len(clocks) != 1:
        return None
    return next(column for column in pair if column not in clocks), clocks[0]


def _of_day(times: tuple[str, ...], cells: Cells) -> bool:
    """Return whether the second of two columns is the time of day of the first: by its cells, else by its name."""
    found = [cell for cell in cells(times[1]) or () if cell]
    if found:
        return _is_clock(times[1], cells) or completes(times[1], cells) or all(map(_HOUR.fullmatch, found))
    return (_side(times[0]), _side(times[1])) != ("begin", "end")


def _is_clock(column: str, cells: Cells) -> bool:
    """Return whether most cells of a column are a time of day without a date."""
    found = [cell.strip() for cell in cells(column) or () if cell]
    return sum(_CLOCK.fullmatch(cell) is not None for cell in found) * 2 > len(found)
