"""From cells to lines that are kept or set aside: one format of time, one reason for every line that cannot be kept.

``raw(line, path, event, time, …)`` holds the cells of a log as text; ``checked`` adds microseconds, the order among
equal times, and for a line that cannot be kept the column at fault and the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.events.prepare import attribute_column
from journeykit.events.reading.quick_times import QuickTimes
from journeykit.events.reading.sources import LIFECYCLE, Slot
from journeykit.events.reading.times import (
    NAIVE,
    ZONED,
    TimeFormat,
    choose_format,
    declared_format,
    merged_kinds,
    native_format,
    time_kinds,
    with_quick,
)
from journeykit.events.sql import sql_template

if TYPE_CHECKING:
    from journeykit.events.engine import LogTables
    from journeykit.events.reading.roles import Roles
    from journeykit.events.reading.sources import Reading, RecordSource

__all__ = ["checked", "kept", "set_aside", "take_in", "time_format_of", "unordered_lines"]


def take_in(log: LogTables, opened: RecordSource, roles: Roles, declared: str | None, lifecycle: str | None) -> Reading:
    """Store the cells of a source as the table ``raw``, the words of a lifecycle counted, and return how that went.

    Raises
    ------
    EventLogError
        A column holds no text, or the source breaks in the middle.
    """
    split = len(roles.times) == 2
    typed = not split and roles.times[0] in opened.typed_times
    slots = [Slot("path", roles.path), Slot("event", roles.event), Slot("time", roles.times[0], typed_time=typed)]
    if split:
        slots.append(Slot("clock", roles.times[1]))
    if roles.order is not None:
        slots.append(Slot("tie", roles.order))
    slots += [Slot(attribute_column(number), name) for number, name in enumerate(roles.attributes)]
    if lifecycle is not None:
        slots.append(Slot(LIFECYCLE, lifecycle))
    reading = opened.read(slots)
    if not split and not typed and declared in (None, "iso"):
        reading.quick = QuickTimes(iso_only=declared is not None)
    reading.into(log, "parts" if split else "raw")
    if split:
        # A typed date column prints a midnight, which the time of day replaces.
        log.create(
            "raw",
            sql_template(
                r"SELECT * EXCLUDE (clock) REPLACE"
                r" (REGEXP_REPLACE(time, '[T ]00:00:00(\.0+)?$', '') || ' ' || clock AS time) FROM parts"
            ),
        )
        log.drop("parts")
    return reading


def time_format_of(
    log: LogTables, roles: Roles, opened: RecordSource, reading: Reading, declared: str | None
) -> TimeFormat:
    """Return how the times in ``raw`` are written: typed, declared, or the one format that fits them all.

    Raises
    ------
    EventLogError
        More than one format fits, or none.
    """
    if len(roles.times) == 1 and roles.times[0] in opened.typed_times:
        return native_format(ZONED if roles.times[0] in opened.zoned else NAIVE)
    quick = list(reading.quick.kinds.values()) if reading.quick is not None else []
    if declared is not None:
        times = declared_format(declared)
    else:
        kinds = merged_kinds(quick, log.rows(time_kinds()))
        times = choose_format(kinds, " + ".join(roles.times), reading.place)
    return with_quick(times) if reading.quick is not None else times


def unordered_lines(log: LogTables) -> int:
    """Count the lines whose tie-breaker is no whole number."""
    query = sql_template("SELECT COUNT(*) AS n FROM raw WHERE :number IS NULL", number=_whole_number())
    return int(log.rows(query)[0]["n"])


def checked(roles: Roles, times: TimeFormat, *, quick: bool) -> exp.Query:
    """Every line with its microseconds and tie order, and for a line that cannot be kept the column and the reason."""
    read = sql_template("SELECT *, :micros AS t FROM raw", micros=times.micros)
    assert isinstance(read, exp.Select)
    if roles.order is not None:
        read = read.select(exp.alias_(_whole_number(), "tie_number"))
    checks = [
        ("path IS NULL", roles.path, "the path id is empty"),
        ("event IS NULL", roles.event, "the event name is empty"),
        ("time IS NULL" + (" AND quick IS NULL" if quick else ""), " + ".join(roles.times), "the time is empty"),
        ("t IS NULL", " + ".join(roles.times), "the time cannot be read"),
    ]
    seq = sql_template("SELECT line")
    if roles.order is not None:
        checks.append(("tie_number IS NULL", roles.order, "the order is not a whole number"))
        seq = sql_template("SELECT ROW_NUMBER() OVER (ORDER BY tie_number, line)")
    fault, reason = exp.Case(), exp.Case()
    for test, column, words in checks:
        condition = exp.condition(test, dialect="duckdb")
        fault = fault.when(condition, exp.convert(column))
        reason = reason.when(condition, exp.convert(words))
    chosen = sql_template(
        "SELECT line, path, event, t, :seq AS seq, :fault AS fault, :reason AS reason FROM read",
        seq=seq.selects[0],
        fault=fault,
        reason=reason,
    )
    assert isinstance(chosen, exp.Select)
    return chosen.select(*_attributes(len(roles.attributes))).with_("read", as_=read)


def set_aside() -> exp.Query:
    """The lines of ``checked`` that cannot be kept: line, fault, reason."""
    return sql_template("SELECT line, fault, reason FROM checked WHERE reason IS NOT NULL")


def kept(attributes: int) -> exp.Query:
    """The lines of ``checked`` that are kept, as the ``log`` that ``prepare`` takes."""
    lines = sql_template("SELECT path, event, t, seq FROM checked WHERE reason IS NULL")
    assert isinstance(lines, exp.Select)
    return lines.select(*_attributes(attributes))


def _whole_number() -> exp.Expr:
    # Pandas and spreadsheets write 3.0 for 3.
    return sql_template(
        r"SELECT CASE WHEN REGEXP_FULL_MATCH(tie, '-?\d{1,18}(\.0*)?')"
        r" THEN TRY_CAST(REGEXP_EXTRACT(tie, '^-?\d+') AS BIGINT) END"
    ).selects[0]


def _attributes(count: int) -> list[exp.Expr]:
    return [exp.column(attribute_column(number)) for number in range(count)]
