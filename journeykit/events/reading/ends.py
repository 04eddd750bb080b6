"""The end of an event, from a second column of times or from a column of durations.

An empty end is an activity that goes on: the event is kept without a duration. A line whose end cannot be read, or lies
before its beginning, is rejected; where two columns were only found by their names and most lines are like that, they
are no beginning and end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.errors import EventLogError
from journeykit.events.prepare import attribute_columns
from journeykit.events.reading.local_times import timed_lines
from journeykit.events.reading.time_forms import WITH_OFFSET
from journeykit.events.reading.times import LAST_MICROS
from journeykit.events.sql import sql_expression, sql_select, sql_template

if TYPE_CHECKING:
    from journeykit.events.log_tables import LogTables
    from journeykit.events.reading.columns import Findings
    from journeykit.events.reading.roles import Roles
    from journeykit.events.reading.sources import ReadOptions
    from journeykit.events.reading.time_intake import TimeFindings
    from journeykit.events.reading.times import TimeFormat

    Begun = tuple[TimeFormat, exp.Select]
    """How beginnings are read, and the lines with them."""
    FormatOf = Callable[[TimeFindings, Sequence[str], exp.Query], TimeFormat]
    """From the findings of a column of times, its names and its lines to its one format."""

OPEN = ("-", "--", "null", "none", "n/a", "na", "nan", "nat", "\\n", "undefined", "<na>", "(null)")
"""What programs write for an end that has not come, in lower case."""
_NEVER = 253_370_764_800_000_000
"""The year 9999, which stands for the same."""
UNREADABLE, BACKWARDS = "the end cannot be read", "the end is before the beginning"


_WRITTEN = sql_expression(
    r"""CASE WHEN REGEXP_FULL_MATCH(b.lasted, '(\d{1,5} days?,? )?\d{1,5}:\d{2}:\d{2}([.,]\d{1,9})?')
        THEN EPOCH_US(TRY_CAST(REPLACE(REPLACE(b.lasted, ', ', ' '), ',', '.') AS INTERVAL))
        WHEN REGEXP_FULL_MATCH(b.lasted, 'P(\d{1,5}D)?(T(\d{1,6}H)?(\d{1,8}M)?(\d{1,9}(\.\d{1,9})?S)?)?')
        THEN EPOCH_US(TRY_CAST(CONCAT('0', REGEXP_EXTRACT(b.lasted, '(\d+)D', 1), ' days 0',
                REGEXP_EXTRACT(b.lasted, '(\d+)H', 1), ' hours 0', REGEXP_EXTRACT(b.lasted, '(\d+)M', 1), ' minutes 0',
                REGEXP_EXTRACT(b.lasted, '([\d.]+)S', 1), ' seconds') AS INTERVAL)) END"""
)
"""Microseconds of durations that say their own unit: ``1:20:00``, ``0 days 01:20:00`` (pandas), ``PT1H20M`` (ISO)."""


@dataclass(frozen=True)
class Ended:
    """Lines with the columns ``ended`` (microseconds) and ``has_end``, or without where there is no end of events."""

    lines: exp.Select
    roles: Roles
    times: TimeFormat | None = None
    notes: tuple[str, ...] = ()

    @property
    def lasting(self) -> bool:
        """Whether events have an end."""
        return bool(self.roles.ends or self.roles.duration)

    def checks(self) -> list[tuple[str | exp.Expr, str, str]]:
        """Return what is wrong with a line whose end cannot be kept: a test, the column and the reason."""
        column = " + ".join(self.roles.ends or self.roles.lasted)
        wrong = [("has_end AND ended IS NULL", UNREADABLE), ("ended < t", BACKWARDS)]
        return [(test, column, words) for test, words in wrong if self.lasting]


def with_ends(
    log: LogTables, roles: Roles, begun: Begun, findings: Findings, options: ReadOptions, format_of: FormatOf
) -> Ended:
    """Return the lines with their ends; ``format_of`` returns the form of a column of times."""
    if roles.duration is not None:
        return Ended(_with_durations(begun[1], roles.duration[1]), roles)
    if findings.end is None:
        return Ended(begun[1], roles)
    if "guessed" not in roles.how["end"]:
        return _with_end_times(log, roles, begun, findings, options, format_of)
    try:
        ended = _with_end_times(log, roles, begun, findings, options, format_of)
        why = _why_not(log, ended.lines, findings)
    except EventLogError as error:
        why = str(error)
    if not why:
        return ended
    how = {role: said for role, said in roles.how.items() if role != "end"}
    note = f"column {' + '.join(roles.ends)!r} is not used as the end of events: {why}"
    return Ended(begun[1], replace(roles, ends=(), how=how), None, (note,))


def _with_end_times(
    log: LogTables, roles: Roles, begun: Begun, findings: Findings, options: ReadOptions, format_of: FormatOf
) -> Ended:
    begins, timed = begun
    assert findings.end is not None
    text: exp.Expr = exp.column("ended", table="b")
    if findings.end.zoned is None:
        text = exp.Case().when(exp.not_(exp.func("LOWER", text).isin(*OPEN)), text)
    # The end takes the names that the readers of times know, and the beginning gets them back.
    lines = sql_select(
        "SELECT b.time AS begin_time, b.t AS begun, :said AS time FROM begun AS b", begun=timed, said=text
    )
    back = exp.select("e.begin_time AS time", "e.begun AS t")
    has = "e.time IS NOT NULL"
    if findings.end.quick_times is not None:
        lines, has = lines.select("b.ended_quick AS quick"), f"({has} OR e.quick IS NOT NULL)"
    if findings.time.quick_times is not None:
        lines, back = lines.select("b.quick AS begin_quick"), back.select("e.begin_quick AS quick")
    same = ["line", "path", "event", *(["tie"] if roles.order else []), *attribute_columns(len(roles.attributes))]
    lines, back = (query.select(*same) for query in (lines, back))
    ends = format_of(findings.end, roles.ends, lines)
    _refuse_mixed(begins, ends, roles, options)
    ended, notes = timed_lines(log, ends, options.zone, lines)
    back = back.select(
        sql_expression("CASE WHEN e.t < :never THEN e.t END", never=_NEVER).as_("ended"),
        sql_expression(f"({has} AND COALESCE(e.t < :never, TRUE))", never=_NEVER).as_("has_end"),
    )
    return Ended(back.from_(ended.subquery("e")), roles, ends, tuple(f"end: {note}" for note in notes))


def _with_durations(timed: exp.Select, unit: int) -> exp.Select:
    """Return the lines with ends that are durations after their beginnings."""
    number = sql_expression("TRY_CAST(REPLACE(b.lasted, ',', '.') AS DECIMAL(28, 9))")
    # A longer one is a mistake, and could overflow.
    took = sql_expression("CASE WHEN ABS(:n) < :most THEN CAST(ROUND(:n * :unit) AS BIGINT) ELSE :written END",
                          n=number, most=LAST_MICROS // unit, unit=unit, written=_WRITTEN)  # fmt: skip
    given = exp.Case().when(exp.not_(exp.func("LOWER", exp.column("lasted", table="b")).isin(*OPEN)), exp.true())
    return sql_select(
        "SELECT b.*, b.t + :took AS ended, COALESCE(b.lasted IS NOT NULL AND :given, FALSE) AS has_end FROM begun AS b",
        begun=timed, took=took, given=given,
    )  # fmt: skip


def _refuse_mixed(begins: TimeFormat, ends: TimeFormat, roles: Roles, options: ReadOptions) -> None:
    """Raise if only one of the two columns has offsets, and no zone says what the other one means."""
    if options.zone is not None:
        return
    zoned = [
        times.kind.endswith(WITH_OFFSET) or (times.kind == "native" and times.zone == "utc") for times in (begins, ends)
    ]
    local = [times.zone == "local" for times in (begins, ends)]
    if any(zoned) and any(local):
        sides = [" + ".join(names) for names in (roles.times, roles.ends)]
        without, other = sides if local[0] else reversed(sides)
        raise EventLogError(
            f"the times in the column {without!r} have no offset, those in {other!r} have one. Name the zone of the "
            "former, for example timezone='Europe/Berlin' or timezone='UTC'."
        )


def _why_not(log: LogTables, lines: exp.Select, findings: Findings) -> str:
    """Return why two columns that were found by name are no beginning and end; empty if they are."""
    counts = "SELECT COUNT(*) AS n, COUNT(*) FILTER (ended >= t) AS good, MIN(line) FILTER (ended < t OR ended IS NULL)"
    query = sql_template(f"{counts} AS first FROM lines AS l WHERE has_end AND NOT t IS NULL", lines=lines)
    (row,) = log.rows(query)
    if row["good"] * 2 >= row["n"]:
        return ""
    return (
        f"in {row['n'] - row['good']:,} of {row['n']:,} lines ({findings.place(row['first'])} is the first) it is no "
        "time after the beginning; end_col=… reads it all the same"
    )
