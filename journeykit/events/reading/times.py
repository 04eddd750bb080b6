"""Read times in one format for the whole column, declared or detected and reported.

Every time becomes a whole number of microseconds since 1970-01-01 UTC. A column with several formats (with and without
zones, day first and month first, seconds and milliseconds) is an error with line numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sqlglot import exp

from journeykit.errors import EventLogError, listing
from journeykit.events.reading.time_forms import (
    FORMS,
    NUMBER_MICROS,
    NUMBER_ORDERS,
    OFFSET_MICROS,
    WITH_OFFSET,
    WITH_WORD,
    any_zone,
    matches,
    micros_of_parts,
    order_of,
    text_parts,
)
from journeykit.events.reading.time_words import (
    many_forms,
    no_form,
    said_of,
    shortened,
    two_readings,
    two_units,
    zone_words,
)
from journeykit.events.sql import sql_expression, sql_template
from journeykit.events.zones import Zone

FIRST_MICROS, LAST_MICROS = -62_135_596_800_000_000, 253_402_300_799_999_999
"""The years 1 to 9999. Other times are mistakes, and could overflow in sums."""

SAID = {kind: said_of(kind).partition(",")[0].partition(";")[0] for kind in (*FORMS, *NUMBER_ORDERS)}
"""Kind -> its words."""
_PATTERN = re.compile(r"(?:[^%]|%(?:[aAbBcdfgGHIjmMnpSuUVwWxXyYzZ%]|-[dHIjmMSy]))*")
DECLARED = ("iso", "day_first", "month_first", "year_first", "epoch_s", "epoch_ms", "epoch_us", "epoch_ns", "excel")
_EQUIVOCAL = {"ten_digits": "epoch_s", "twelve_digits": "epoch_ms"}
"""Digits that may be a date or a Unix time -> the unit, if other times of the column can only be of that unit."""
_TIME_WORDS = (
    "time",
    "date",
    "day",
    "when",
    "stamp",
    "tstmp",
    "zeit",
    "datum",
    "tag",
    "fecha",
    "heure",
    "hora",
    "data",
)


@dataclass(frozen=True)
class TimeFormat:
    """How a column of times is read: ``micros`` is an expression over the text ``time`` and the struct ``p``.

    ``parts`` is that struct as an expression over ``time``, None if there is none. ``zone`` says of which zone the
    microseconds are: ``"utc"``, ``"local"``, ``"mixed"`` (local where ``p`` has no offset) or ``"word"`` (``p.word``).
    """

    kind: str
    micros: exp.Expr
    said: str
    declared: bool = False
    parts: exp.Expr | None = None
    zone: str = "utc"


@dataclass(frozen=True)
class TimeKind:
    """Times of one form: a key of ``FORMS`` (None for an unknown form), their number, and the line of the first.

    For dates in numbers also the first lines that prove an order: where the first or the second number is above 12,
    the first or the last one above 31; and how many different first and last numbers there are. ``word`` is a zone's.
    """

    kind: str | None
    n: int
    first_line: int
    first_over_line: int | None = None
    second_over_line: int | None = None
    year_first_line: int | None = None
    year_last_line: int | None = None
    firsts: int = 0
    lasts: int = 0
    word: str | None = None


@cache
def time_kinds() -> exp.Query:
    """Return the query that counts the forms of time in ``raw``, with the columns of `TimeKind`.

    Only a line that can be kept may decide between day and month first.
    """
    kind = exp.Case()
    for name, form in FORMS.items():
        kind = kind.when(matches(form.pattern), exp.convert(name))
    form = any_zone("numbers")
    return sql_template(
        r"""
        SELECT kind, COUNT(*) AS n, MIN(line) AS first_line,
               MIN(line) FILTER (CASE WHEN a > 12 THEN :day_first IS NOT NULL END) AS first_over_line,
               MIN(line) FILTER (CASE WHEN b > 12 THEN :month_first IS NOT NULL END) AS second_over_line,
               MIN(line) FILTER (CASE WHEN a > 31 THEN :year_first IS NOT NULL END) AS year_first_line,
               MIN(line) FILTER (CASE WHEN c > 31 THEN LENGTH(p.c) = 2 END) AS year_last_line,
               COUNT(DISTINCT a) AS firsts, COUNT(DISTINCT c) AS lasts, MIN(word) AS word
        FROM (SELECT line, kind, p, word,
                     TRY_CAST(p.a AS INT) AS a, TRY_CAST(p.b AS INT) AS b, TRY_CAST(p.c AS INT) AS c
              FROM (SELECT line, kind, CASE WHEN whole AND CONTAINS(kind, 'numbers') THEN :parts END AS p,
                           CASE WHEN CONTAINS(kind, '_word') THEN REGEXP_EXTRACT(time, '([A-Z]{2,5})( +\d{4})?$', 1) END
                           AS word
                    FROM (SELECT line, time, :kind AS kind, path IS NOT NULL AND event IS NOT NULL AS whole
                          FROM raw WHERE time IS NOT NULL) AS k) AS s) AS n
        GROUP BY kind
        """,
        kind=kind.else_(exp.null()),
        parts=text_parts(form),
        **{order: micros_of_parts(form.parts, order) for order in NUMBER_ORDERS},
    )


def choose_format(
    kinds: Sequence[TimeKind], column: str, place: Callable[[int], str], zone: Zone | None = None
) -> TimeFormat:
    """Return the one format of all times, or raise; ``place`` formats a line number for the message."""
    kinds = _settled(kinds)
    known = sorted((found for found in kinds if found.kind is not None), key=lambda found: found.first_line)
    if not known:
        if not kinds:
            return replace(_format("iso", zone), kind="none", said="no times in the log")
        raise EventLogError(no_form(column, place(min(found.first_line for found in kinds)), DECLARED))
    if len(known) > 1:
        # Including unknown forms, which the user has to convert too.
        every = sorted(kinds, key=lambda found: found.first_line)
        written = [(found.n, found.kind, place(found.first_line)) for found in every]
        raise EventLogError(many_forms(column, written))
    (found,) = known
    order, ending = order_of(str(found.kind))
    if order in _EQUIVOCAL:
        raise EventLogError(two_units(column, order, place(found.first_line)))
    if order == "shortened":
        raise EventLogError(shortened(column, place(found.first_line)))
    if order == "excel" and not any(word in column.casefold() for word in _TIME_WORDS):
        raise EventLogError(two_units(column, order, place(found.first_line)))
    if ending == WITH_WORD and (zone is None or not zone.is_place):
        raise EventLogError(zone_words(column, found.word or "", place(found.first_line)))
    if order in ("numbers", "short_numbers"):
        return _day_or_month(found, column, place, zone)
    return _format(str(found.kind), zone)


def _settled(kinds: Sequence[TimeKind]) -> Sequence[TimeKind]:
    """Return the kinds with digits that may be a date counted as Unix times, if others can only be Unix times."""
    present = {found.kind for found in kinds}
    known = {digits: unit for digits, unit in _EQUIVOCAL.items() if unit in present}
    return merged_kinds(replace(found, kind=known.get(str(found.kind), found.kind)) for found in kinds)


def declared_format(time_format: str, zone: Zone | None = None) -> TimeFormat:
    """Return the format that the user declared: a word of ``DECLARED`` or a strptime pattern."""
    if time_format in ("iso", *NUMBER_ORDERS):
        form = any_zone("iso" if time_format == "iso" else "numbers")
        # A zone in words is not what was declared.
        micros = sql_expression(
            "CASE WHEN p.word = '' THEN :micros END", micros=_to_utc(micros_of_parts(form.parts, time_format))
        )
        there = "taken as UTC" if zone is None else f"taken as local time of {zone.name}"
        days = said_of("iso_offset", zone).partition(", ")[2]
        said = f"{said_of(time_format).partition(',')[0]} (declared); without an offset {there}, else {days}"
        return TimeFormat(time_format, micros, said, True, text_parts(form), "mixed")
    if time_format in DECLARED:
        chosen = _format(time_format, zone, declared=True)
        return replace(chosen, said=f"{chosen.said} (declared)", declared=True)
    if "%" not in time_format:
        raise EventLogError(
            f"time_format={time_format!r} is not a format. Use {listing(DECLARED)} "
            "or a pattern such as '%d.%m.%Y %H:%M'."
        )
    if _PATTERN.fullmatch(time_format) is None or not time_format.isprintable():
        raise EventLogError(
            f"time_format={time_format!r} has a % before what is no part of a time, or a sign that cannot be shown. "
            "Parts: %Y %m %d %H %M %S %f %b %B %p %z and others of strptime; %% is a percent sign."
        )
    if "%Z" in time_format.replace("%%", ""):
        raise EventLogError(
            f"time_format={time_format!r}: %Z is the short name of a zone, which several zones share (BST, CST, IST). "
            "Write the name itself in the pattern, such as '%H:%M EST', and name the zone, such as "
            "timezone='America/New_York'; %z reads an offset such as +0100."
        )
    parsed = sql_expression("EPOCH_US(TRY_STRPTIME(time, :pattern))", pattern=time_format)
    with_offset = "%z" in time_format
    days = said_of("iso_offset" if with_offset else "iso", zone).partition(", ")[2]
    said = f"pattern {time_format!r} (declared), {days}"
    return TimeFormat("pattern", parsed, said, True, None, "utc" if with_offset else "local")


def native_format(*, zoned: bool, zone: Zone | None = None) -> TimeFormat:
    """Return the format of a source with typed times, which are already microseconds."""
    said = f"typed times of the source, {said_of('iso_offset' if zoned else 'iso', zone).partition(', ')[2]}"
    return TimeFormat("native", _in_range(exp.column("time")), said, zone="utc" if zoned else "local")


def with_quick(times: TimeFormat) -> TimeFormat:
    """Return the format for a log in which the column ``quick`` has some of the times."""
    return replace(times, micros=sql_expression("COALESCE(quick, :micros)", micros=times.micros))


def merged_kinds(kinds: Iterable[TimeKind]) -> list[TimeKind]:
    """Return each kind once, with its counts added up."""
    merged: dict[str | None, TimeKind] = {}
    for found in kinds:
        seen = merged.setdefault(found.kind, found)
        if seen is not found:
            merged[found.kind] = replace(seen, n=seen.n + found.n, first_line=min(seen.first_line, found.first_line))
    return list(merged.values())


def _in_range(micros: exp.Expr) -> exp.Expr:
    bounds = {"first": FIRST_MICROS, "last": LAST_MICROS}
    return sql_expression("CASE WHEN :t BETWEEN :first AND :last THEN :t END", t=micros, **bounds)


def _to_utc(written: exp.Expr) -> exp.Expr:
    return sql_expression("(:written - :offset)", written=written, offset=exp.paren(sql_expression(OFFSET_MICROS)))


def _format(kind: str, zone: Zone | None, order: str = "", *, declared: bool = False) -> TimeFormat:
    """Return the format of a kind; ``order`` is that of a date in numbers."""
    date, ending = order_of(kind)
    if date in NUMBER_MICROS:
        shape = FORMS[date].pattern
        if declared:
            # Declared, so the number of digits need not prove the unit.
            shape = r"-?\d{1,19}" + ("" if date == "epoch_ns" else r"([.,]\d{1,16})?")
            shape = r"\d{1,7}([.,]\d{1,16})?" if date == "excel" else shape
        micros = exp.cast(_in_range(sql_expression(NUMBER_MICROS[date])), "BIGINT")
        guarded = exp.Case().when(matches(shape), micros)
        return TimeFormat(kind, guarded, said_of(kind, zone), zone="local" if date == "excel" else "utc")
    form = FORMS[kind]
    written = micros_of_parts(form.parts, order or date)
    said = said_of(f"{order}{ending}" if order else kind, zone)
    at = {WITH_OFFSET: "utc", WITH_WORD: "word"}.get(ending, "local")
    read = _to_utc(written) if ending == WITH_OFFSET else written
    return TimeFormat(order + ending if order else kind, read, said, False, text_parts(form), at)


def _day_or_month(found: TimeKind, column: str, place: Callable[[int], str], zone: Zone | None) -> TimeFormat:
    kind = str(found.kind)
    short = kind.startswith("short")
    first_over, second_over = found.first_over_line, found.second_over_line
    year_first = found.year_first_line if short else None
    if first_over is not None and second_over is not None and not year_first:
        day, month = place(first_over), place(second_over)
        raise EventLogError(
            f"the dates in the column {column!r} are written in more than one way: the day comes first in {day} "
            f"and second in {month}. Bring them to one form, or "
            "declare one with time_format='day_first' or 'month_first' and the others are rejected by line."
        )
    # A first number that varies less than the last one is a year, as in 24/05/30, 24/05/31.
    maybe_year = short and second_over is None and found.year_last_line is None and found.firsts < found.lasts
    proof = year_first or first_over or second_over
    if proof is None or (maybe_year and not year_first):
        raise EventLogError(two_readings(column, short=short, year=maybe_year, day=first_over is not None))
    order = "year_first" if year_first else "month_first" if first_over is None else "day_first"
    chosen = _format(kind, zone, order)
    return replace(chosen, said=f"{chosen.said}; {place(proof)} settles the order of day and month")
