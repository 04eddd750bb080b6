"""Read times in one format for the whole column, declared or detected and reported.

Every time becomes a whole number of microseconds since 1970-01-01 UTC. A column with several formats (with and without
zones, day first and month first, seconds and milliseconds) is an error with line numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from journeykit.errors import EventLogError, listing
from journeykit.events.sql import sql_expression, sql_template

FIRST_MICROS, LAST_MICROS = -62_135_596_800_000_000, 253_402_300_799_999_999
"""The years 1 to 9999. Other times are mistakes, and could overflow in sums."""

NAIVE = "taken as UTC, because they carry no offset: days and weeks are as written"
UTC_DAYS = "days and weeks are those of UTC, not of a place"
ZONED = f"converted to UTC: {UTC_DAYS}"

_CLOCK = r"\d{1,2}:\d{2}(:\d{2}([.,]\d{1,9})?)?"
_ZONE = r"(Z|z|UTC|GMT|[+-]\d{2}(:?\d{2})?)"
_YMD = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"

KINDS: dict[str, str] = {
    "iso": rf"{_YMD}([T ]{_CLOCK})?",
    "iso_offset": rf"{_YMD}[T ]{_CLOCK} ?{_ZONE}",
    "parts": rf"\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}([T ,]+{_CLOCK}( ?[AaPp][Mm])?)?",
    "epoch_s": r"\d{9,10}(\.\d{1,9})?",
    "epoch_ms": r"\d{12,13}",
    "epoch_us": r"\d{15,16}",
    "epoch_ns": r"\d{18,19}",
}
"""Forms of a time, which exclude each other. Unix times have as many digits as in the years 1973 to 2286."""

SAID: dict[str, str] = {
    "iso": f"ISO 8601 (year-month-day), {NAIVE}",
    "iso_offset": f"ISO 8601 (year-month-day) with an offset, {ZONED}",
    "day_first": f"day/month/year, {NAIVE}",
    "month_first": f"month/day/year, {NAIVE}",
    "epoch_s": "seconds since 1970-01-01 UTC",
    "epoch_ms": "whole milliseconds since 1970-01-01 UTC",
    "epoch_us": "whole microseconds since 1970-01-01 UTC",
    "epoch_ns": "whole nanoseconds since 1970-01-01 UTC, cut to microseconds",
}
_PATTERN = re.compile(r"(?:[^%]|%(?:[aAbBcdfgGHIjmMnpSuUVwWxXyYzZ%]|-[dHIjmMSy]))*")
DECLARED = ("iso", "day_first", "month_first", "epoch_s", "epoch_ms", "epoch_us", "epoch_ns")


@dataclass(frozen=True)
class TimeFormat:
    """How a column of times is read: microseconds as an expression over the text ``time``, and the format in words."""

    kind: str
    micros: exp.Expr
    said: str
    declared: bool = False


@dataclass(frozen=True)
class TimeKind:
    """Times of one form: a key of ``KINDS`` (None for an unknown form), their number, and the line of the first.

    For ``parts`` also the first lines on which the first and the second number is above 12.
    """

    kind: str | None
    n: int
    first_line: int
    first_over_line: int | None = None
    second_over_line: int | None = None


def time_kinds() -> exp.Query:
    """Return the query that counts the forms of time in ``raw``, with the columns of `TimeKind`.

    Only a line that can be kept may decide between day and month first.
    """
    kind = exp.Case()
    for name, pattern in KINDS.items():
        kind = kind.when(_matches(pattern), exp.convert(name))
    return sql_template(
        r"""
        SELECT kind, COUNT(*) AS n, MIN(line) AS first_line,
               MIN(line) FILTER (CASE WHEN whole AND a > 12 THEN :day_first IS NOT NULL END) AS first_over_line,
               MIN(line) FILTER (CASE WHEN whole AND b > 12 THEN :month_first IS NOT NULL END) AS second_over_line
        FROM (SELECT line, time, :kind AS kind, path IS NOT NULL AND event IS NOT NULL AS whole,
                     TRY_CAST(REGEXP_EXTRACT(time, '^(\d{1,2})[-/.](\d{1,2})[-/.]', 1) AS INT) AS a,
                     TRY_CAST(REGEXP_EXTRACT(time, '^(\d{1,2})[-/.](\d{1,2})[-/.]', 2) AS INT) AS b
              FROM raw WHERE time IS NOT NULL) AS k
        GROUP BY kind
        """,
        kind=kind.else_(exp.null()),
        day_first=_format("day_first").micros,
        month_first=_format("month_first").micros,
    )


def choose_format(kinds: Sequence[TimeKind], column: str, place: Callable[[int], str]) -> TimeFormat:
    """Return the one format of all times, or raise; ``place`` formats a line number for the message."""
    known = sorted((found for found in kinds if found.kind is not None), key=lambda found: found.first_line)
    if not known:
        if not kinds:
            return TimeFormat("none", _format("iso").micros, "no times in the log")
        first = min(found.first_line for found in kinds)
        raise EventLogError(
            f"no time in the column {column!r} can be read (first: {place(first)}). Say how it is written: "
            f"time_format={listing(DECLARED)} or a pattern such as time_format='%d.%m.%Y %H:%M'."
        )
    if len(known) > 1:
        # Including unknown forms, which the user has to convert too.
        written = "; ".join(
            f"{found.n:,} as {_shape(found.kind)} (first: {place(found.first_line)})"
            for found in sorted(kinds, key=lambda found: found.first_line)
        )
        advice = (
            "Give all times an offset, or none."
            if {found.kind for found in known} == {"iso", "iso_offset"}
            else "Bring them to one form, or declare one with time_format=… and the others are rejected by line."
        )
        raise EventLogError(f"the times in the column {column!r} are written in more than one way: {written}. {advice}")
    return _day_or_month(known[0], column, place) if known[0].kind == "parts" else _format(str(known[0].kind))


def declared_format(time_format: str) -> TimeFormat:
    """Return the format that the user declared: a word of ``DECLARED`` or a strptime pattern."""
    if time_format == "iso":
        micros = sql_expression(
            "CASE WHEN :with_offset THEN :offset_micros WHEN :plain THEN :plain_micros END",
            with_offset=_matches(KINDS["iso_offset"]),
            offset_micros=_micros("iso_offset"),
            plain=_matches(KINDS["iso"]),
            plain_micros=_micros("iso"),
        )
        return TimeFormat("iso", micros, f"ISO 8601 (declared); without an offset taken as UTC, else {ZONED}", True)
    if time_format in DECLARED:
        chosen = _format(time_format, declared=True)
        return TimeFormat(chosen.kind, chosen.micros, f"{chosen.said} (declared)", True)
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
    zone = ZONED if "%z" in time_format.lower() else NAIVE
    parsed = sql_expression("EPOCH_US(TRY_STRPTIME(time, :pattern))", pattern=time_format)
    return TimeFormat("pattern", parsed, f"pattern {time_format!r} (declared), {zone}", True)


def native_format(zone: str) -> TimeFormat:
    """Return the format of a source with typed times, which are already microseconds."""
    return TimeFormat("native", _in_range(exp.column("time")), f"typed times of the source, {zone}")


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


def _matches(pattern: str) -> exp.Expr:
    return sql_expression("REGEXP_FULL_MATCH(time, :pattern)", pattern=pattern)


def _format(kind: str, *, declared: bool = False) -> TimeFormat:
    shape = KINDS["parts" if kind in ("day_first", "month_first") else kind]
    if declared and kind.startswith("epoch"):
        # Declared, so the number of digits need not prove the unit.
        shape = r"-?\d{1,19}" + (r"(\.\d{1,9})?" if kind == "epoch_s" else "")
    micros = _micros(kind)
    if kind.startswith("epoch"):
        micros = exp.cast(_in_range(micros), "BIGINT")
    guarded = exp.Case().when(_matches(shape), micros)
    return TimeFormat(kind, guarded, SAID[kind] + (f"; {UTC_DAYS}" if kind.startswith("epoch") else ""))


def _micros(kind: str) -> exp.Expr:
    """Return the microseconds of a text of this kind; null if the date does not exist."""
    # Plain casts only get text without zone and AM/PM, which DuckDB 2 silently ignores.
    templates = {
        "iso": "EPOCH_US(TRY_CAST(REPLACE(:year_known, ',', '.') AS TIMESTAMP))",
        "iso_offset": r"""
            EPOCH_US(TRY_CAST(REPLACE(REGEXP_EXTRACT(:year_known, '^(.*:\d{2}([.,]\d+)?) ?[ZzUG+-]', 1), ',', '.')
                AS TIMESTAMP))
            - CASE WHEN REGEXP_EXTRACT(time, '([+-])\d{2}(:?\d{2})?$', 1) = '-' THEN -1 ELSE 1 END
            * CASE WHEN NOT REGEXP_MATCHES(time, '[+-]\d{2}(:?\d{2})?$') OR REGEXP_MATCHES(time, '[ZzCT]$') THEN 0
                   WHEN CAST(REGEXP_EXTRACT(time, '[+-](\d{2}):?(\d{2})?$', 1) AS BIGINT) > 15 THEN NULL
                   ELSE (CAST(REGEXP_EXTRACT(time, '[+-](\d{2}):?(\d{2})?$', 1) AS BIGINT) * 60
                       + COALESCE(TRY_CAST(REGEXP_EXTRACT(time, '[+-](\d{2}):?(\d{2})?$', 2) AS BIGINT), 0)) * 60000000
              END""",
        "parts": r"""
            EPOCH_US(CASE WHEN REGEXP_MATCHES(:canonical, '[AaPp][Mm]$')
                THEN TRY_STRPTIME(:canonical, ['%Y-%m-%d %I:%M:%S %p', '%Y-%m-%d %I:%M %p'])
                ELSE TRY_CAST(:canonical AS TIMESTAMP) END)""",
        # HUGEINT, because a declared unit may be wrong, and too many digits must not stop the query.
        # A fraction is cut to microseconds and has the sign of the whole.
        "epoch_s": r"""
            CAST(TRY_CAST(REGEXP_EXTRACT(time, '^-?\d+') AS BIGINT) AS HUGEINT) * 1000000
            + CASE WHEN time LIKE '-%' THEN -1 ELSE 1 END
            * CAST(RPAD(SUBSTRING(REGEXP_EXTRACT(time, '\.(\d+)$', 1), 1, 6), 6, '0') AS INT)""",
        "epoch_ms": "CAST(TRY_CAST(time AS BIGINT) AS HUGEINT) * 1000",
        "epoch_us": "TRY_CAST(time AS BIGINT)",
        "epoch_ns": "TRY_CAST(time AS BIGINT) // 1000",
    }
    text = templates["parts" if kind in ("day_first", "month_first") else kind]
    parts = {"year_known": _YEAR_KNOWN, "canonical": _canonical(kind)}
    return sql_expression(text, **{name: part for name, part in parts.items() if f":{name}" in text})


# DuckDB reads the year 0000 as 1 BC; in a log it means a missing date.
_YEAR_KNOWN = exp.condition("CASE WHEN SUBSTRING(time, 1, 4) <> '0000' THEN time END")


def _canonical(kind: str) -> exp.Expr:
    order = r"\3-\2-\1 " if kind == "day_first" else r"\3-\1-\2 "
    return sql_expression(
        r"REGEXP_REPLACE(TRIM(REGEXP_REPLACE(time, '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})[T ,]*', :order)),"
        r" ' ?([AaPp][Mm])$', ' \1')",
        order=order,
    )


def _shape(kind: object) -> str:
    """Return the form of a time in words, with an example that is not from the log."""
    shapes: dict[object, str] = {
        None: "none of the forms that are known",
        "iso": "year-month-day without an offset, like 2026-12-31 14:05",
        "iso_offset": "year-month-day with an offset, like 2026-12-31T14:05:00+01:00",
        "parts": "day and month before the year, like 31/12/2026 14:05",
    }
    example = {"epoch_s": "1798725900", "epoch_ms": "1798725900000"}.get(str(kind), "")
    return shapes.get(kind) or SAID.get(str(kind), str(kind)) + (f", like {example}" if example else "")


def _day_or_month(found: TimeKind, column: str, place: Callable[[int], str]) -> TimeFormat:
    first_over, second_over = found.first_over_line, found.second_over_line
    if first_over is not None and second_over is not None:
        day, month = place(first_over), place(second_over)
        raise EventLogError(
            f"the dates in the column {column!r} are written in more than one way: the day comes first in {day} "
            f"and second in {month}. Bring them to one form, or "
            "declare one with time_format='day_first' or 'month_first' and the others are rejected by line."
        )
    proof = first_over or second_over
    if proof is None:
        raise EventLogError(
            f"the dates in the column {column!r} can be read as day/month or month/day (no date that exists has a "
            "number above 12 to settle it). Say which: time_format='day_first' or time_format='month_first'."
        )
    chosen = _format("month_first" if first_over is None else "day_first")
    return replace(chosen, said=f"{chosen.said}; {place(proof)} settles the order of day and month")
