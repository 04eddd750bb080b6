"""The SQL of each engine for a column of times as whole UTC microseconds since 1970.

It does not depend on the session's time zone: a time without a zone is taken as UTC, as in ``read_events``.
"""

from __future__ import annotations

from sqlglot import exp, parse_one

from journeykit.errors import EventLogError, listing
from journeykit.events.sql import sql_expression

KINDS = {
    "instant": "a moment that the engine knows as such",
    "naive": "a date and time without a zone, taken as UTC",
    "date": "a day, taken as its first moment in UTC",
    "text": "ISO 8601; without an offset taken as UTC, and null where it is something else",
}
UNITS = {"epoch_s": 1_000_000, "epoch_ms": 1_000, "epoch_us": 1, "epoch_ns": -1_000}
"""Whole numbers since 1970 -> microseconds in one; negative: how many are one microsecond."""

_CLOCK = "[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?"
ISO = f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}({_CLOCK})?$"
"""The texts that are read as a time; by itself, ClickHouse would guess at 01/02/2024."""
OFFSET = "(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"

# The column here_at and the patterns here_iso and here_offset are replaced in the syntax tree.
_WORDS: dict[str, dict[str, str]] = {
    "duckdb": {
        "instant": "EPOCH_US(here_at)",
        "naive": "EPOCH_US(here_at)",
        "date": "EPOCH_US(CAST(here_at AS TIMESTAMP))",
    },
    "spark": {
        "instant": "UNIX_MICROS(here_at)",
        # Through text, because a cast would use the session's time zone.
        "naive": "UNIX_MICROS(CAST(CONCAT(CAST(here_at AS STRING), 'Z') AS TIMESTAMP))",
        "date": "UNIX_MICROS(CAST(CONCAT(CAST(here_at AS STRING), 'T00:00:00Z') AS TIMESTAMP))",
        "text": "UNIX_MICROS(TRY_CAST(CASE WHEN NOT here_at RLIKE here_iso THEN NULL"
        " WHEN LENGTH(here_at) = 10 THEN CONCAT(here_at, 'T00:00:00Z')"
        " WHEN SUBSTRING(here_at, 11) RLIKE here_offset THEN here_at ELSE CONCAT(here_at, 'Z') END AS TIMESTAMP))",
    },
    "clickhouse": {
        "instant": "toUnixTimestamp64Micro(CAST(here_at AS Nullable(DateTime64(6, 'UTC'))))",
        "naive": "toUnixTimestamp64Micro(CAST(here_at AS Nullable(DateTime64(6, 'UTC'))))",
        "date": "CAST(CAST(here_at AS Nullable(Int32)) AS Nullable(Int64)) * 86400000000",
        "text": "toUnixTimestamp64Micro(parseDateTime64BestEffortOrNull("
        "CASE WHEN match(here_at, here_iso) THEN here_at END, 6, 'UTC'))",
    },
    "bigquery": {
        "instant": "UNIX_MICROS(here_at)",
        "naive": "UNIX_MICROS(TIMESTAMP(here_at, 'UTC'))",
        "date": "UNIX_MICROS(TIMESTAMP(here_at, 'UTC'))",
    },
    "snowflake": {
        "instant": "DATE_PART(EPOCH_MICROSECOND, here_at)",
        "naive": "DATE_PART(EPOCH_MICROSECOND, here_at)",
        "date": "DATE_PART(EPOCH_MICROSECOND, CAST(here_at AS TIMESTAMPNTZ))",
    },
    "trino": {
        # A double is precise enough for microseconds of today.
        "instant": "CAST(ROUND(TO_UNIXTIME(here_at) * 1000000) AS BIGINT)",
        "naive": "CAST(ROUND(TO_UNIXTIME(WITH_TIMEZONE(here_at, 'UTC')) * 1000000) AS BIGINT)",
        "date": "CAST(TO_UNIXTIME(WITH_TIMEZONE(CAST(here_at AS TIMESTAMP), 'UTC')) AS BIGINT) * 1000000",
    },
}
DIALECTS = tuple(sorted(_WORDS))


def micros(dialect: str, kind: str, column: exp.Expr) -> exp.Expr:
    """Return the whole microseconds of a column, whose kind is one of ``KINDS``, or of ``UNITS`` for whole numbers."""
    if kind in UNITS:
        number, unit = exp.cast(column, "bigint"), UNITS[kind]
        if unit > 0:
            return exp.Mul(this=number, expression=exp.convert(unit)) if unit > 1 else number
        # Subtract the remainder (rounding down also before 1970), so that a division of floats is nearly exact.
        down = "CAST(ROUND((:n - ((:n % :unit + :unit) % :unit)) / :unit) AS BIGINT)"
        return sql_expression(down, n=number, unit=-unit)
    words = _WORDS[dialect]
    if kind not in words:
        raise EventLogError(
            f"times of the kind {kind!r} are not read in {dialect}. Kinds: {listing((*words, *UNITS))}."
        )
    tree = parse_one(words[kind], dialect=dialect)
    parts = {"here_at": column, "here_iso": exp.convert(ISO), "here_offset": exp.convert(OFFSET)}
    for hole in list(tree.find_all(exp.Column)):
        hole.replace(parts[hole.name].copy())
    return tree
