"""Check the lines of a log: one time format, and one reason for every line that cannot be kept.

``raw`` has the cells of a log (see ``columns``); ``checked`` adds microseconds, the order among equal times, and for a
line that cannot be kept the column and the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.events.prepare import attribute_columns, carried_columns, with_columns
from journeykit.events.reading.ends import Ended, with_ends
from journeykit.events.reading.lifecycle_words import UNKNOWN_WORD, has_pairs
from journeykit.events.reading.local_times import finer_digits, timed_lines
from journeykit.events.reading.notice import LOOK, Notice
from journeykit.events.reading.times import (
    TimeFormat,
    TimeKind,
    choose_format,
    declared_format,
    merged_kinds,
    native_format,
    time_kinds,
    with_quick,
)
from journeykit.events.sql import sql_expression, sql_select, sql_template

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.log_tables import LogTables
    from journeykit.events.reading.columns import Findings
    from journeykit.events.reading.pairs import Joined
    from journeykit.events.reading.roles import Roles
    from journeykit.events.reading.sources import ReadOptions
    from journeykit.events.reading.time_intake import TimeFindings


@dataclass(frozen=True)
class Checks:
    """How the lines of ``raw`` are checked."""

    roles: Roles
    """Without a guessed order column that is not a whole number on every line."""
    times: TimeFormat
    query: exp.Query
    """The table ``checked``."""
    notes: tuple[str, ...] = ()
    newest_first: bool = False
    """Whether the rows run from the newest event to the oldest."""
    ends: TimeFormat | None = None
    """How the ends of events are read; None if there is no column of them."""
    lasting: bool = False
    """Whether ``checked`` has the end of events: ``ended`` and ``duration``."""
    joined: Joined | None = None
    """What was joined; None if nothing was."""
    in_memory: bool = True
    """Whether ``checked`` is a view of columns in memory."""
    pairs: bool = False
    """Whether ``checked`` has lines that start or complete an activity, and are to be joined (see ``pairs``)."""


def checks_for(log: LogTables, roles: Roles, findings: Findings, options: ReadOptions, ids: pa.Array | None) -> Checks:
    """Return the checks of a log whose cells are in ``raw``; raise if there is no single time format.

    ``ids`` are the texts of path ids where ``raw`` has their numbers.
    """
    if not roles.times:
        return _checks_of_order(roles, options, ids)
    zone, time = options.zone, findings.time

    def format_of(found: TimeFindings, names: Sequence[str], lines: exp.Query | None = None) -> TimeFormat:
        return _time_format(log, names, found, findings, options, lines)

    times = format_of(time, roles.times)
    timed, found = timed_lines(log, times, zone)
    left = time.quick_times is None or time.left
    ended = with_ends(log, roles, (times, timed), findings, options, format_of)
    roles = ended.roles
    notes = (*found, *ended.notes, *finer_digits(log, times, timed, time.finer, left=left))
    if roles.order is not None and options.order_col is None and _unordered_lines(log):
        notes = (
            *notes,
            Notice(
                f"column {roles.order!r} is not used to break ties: it is not a whole number on every line",
                LOOK,
                "order_col=…",
            ),
        )
        roles = replace(roles, order=None, how={role: how for role, how in roles.how.items() if role != "order"})
    is_missing, once = _is_missing(ids, options.missing_ids), options.duplicates == "drop"
    certain = options.lifecycle is not None or UNKNOWN_WORD not in findings.lifecycle
    pairs = roles.pairs and certain and not ended.lasting and has_pairs(findings.lifecycle)
    if pairs and "lifecycle" not in roles.how:
        roles = replace(roles, how={**roles.how, "lifecycle": "guessed: its words start and complete activities"})
    query = _checked(
        replace(ended, roles=roles), is_missing, quick=time.quick_times is not None, once=once, pairs=pairs
    )
    return Checks(roles, times, query, notes, ends=ended.times, lasting=ended.lasting, pairs=pairs)


def _checks_of_order(roles: Roles, options: ReadOptions, ids: pa.Array | None) -> Checks:
    """Return the checks of a log without times: order numbers, or else lines, are the places of events."""
    said = "none in this log, only an order: " + (
        f"the column {roles.order!r}" if roles.order is not None else "that of the rows"
    )
    place = _whole_number() if roles.order is not None else exp.column("line")
    timed = sql_select("SELECT w.*, :place AS t FROM raw AS w", place=place)
    missing, once = _is_missing(ids, options.missing_ids), options.duplicates == "drop"
    query = _checked(Ended(timed, roles), missing, quick=False, once=once, pairs=False)
    return Checks(roles, TimeFormat("none", exp.null(), said), query)


def _time_format(
    log: LogTables,
    names: Sequence[str],
    found: TimeFindings,
    findings: Findings,
    options: ReadOptions,
    lines: exp.Query | None,
) -> TimeFormat:
    zone, declared = options.zone, options.time_format
    if found.zoned is not None:
        return native_format(zoned=found.zoned, zone=zone)
    quick = found.quick_times
    if declared is not None:
        times = declared_format(declared, zone)
    else:
        left = quick is None or found.left
        counted = (log.rows(time_kinds() if lines is None else _over(time_kinds(), lines))) if left else ()
        kinds = merged_kinds([*(quick or ()), *(TimeKind(**row) for row in counted)])
        times = choose_format(kinds, " + ".join(names), findings.place, zone)
    return times if quick is None else with_quick(times)


def _over(query: exp.Query, lines: exp.Query) -> exp.Query:
    """Return a query about ``raw`` as one about other lines."""
    query = query.copy()
    for table in [table for table in query.find_all(exp.Table) if table.name == "raw"]:
        table.replace(lines.subquery("r"))
    return query


def _unordered_lines(log: LogTables) -> int:
    """Count the lines whose tie-breaker is not a whole number."""
    query = sql_template("SELECT COUNT(*) AS n FROM raw WHERE :number IS NULL", number=_whole_number())
    return int(log.rows(query)[0]["n"])


def _is_missing(ids: pa.Array | None, missing: Sequence[str]) -> exp.Expr:
    """Return the test whether a path id of ``raw`` means a missing one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    words = [word.strip() for word in missing]
    if ids is None:
        return exp.func("TRIM", exp.column("path")).isin(*words)
    bare = pc.utf8_trim_whitespace(ids)
    numbers = pc.indices_nonzero(pc.is_in(bare, pa.array(words, ids.type))).to_pylist()
    return exp.column("path").isin(*numbers)


def _checked(ended: Ended, is_missing: exp.Expr, *, quick: bool, once: bool, pairs: bool) -> exp.Query:
    """Return the query of the table ``checked``."""
    roles, read = ended.roles, ended.lines.copy()
    if roles.order is not None:
        read = read.select(exp.alias_(_whole_number(), "tie_number"))
    checks: list[tuple[str | exp.Expr, str, str]] = [
        ("path IS NULL", roles.path, "the path id is empty"),
        (is_missing, roles.path, "the path id means a missing one (NULL, undefined, …): missing_ids=() keeps it"),
        ("event IS NULL", roles.event, "the event name is empty"),
    ]
    if roles.times:
        checks += [
            ("time IS NULL" + (" AND quick IS NULL" if quick else ""), " + ".join(roles.times), "the time is empty"),
            ("t IS NULL", " + ".join(roles.times), "the time cannot be read"),
        ]
    checks += ended.checks()
    further = {"ended": ended.lasting, "cycle": pairs, "instance": pairs and roles.instance is not None}
    more = [name for name, there in further.items() if there]
    seq: exp.Expr = exp.column("line")
    if roles.order is not None:
        checks.append(("tie_number IS NULL", roles.order, "the order is not a whole number"))
    if roles.order is not None and roles.times:
        seq = sql_expression("ROW_NUMBER() OVER (ORDER BY tie_number, line)")
    if once:
        # A line that is rejected anyway does not make another one its duplicate.
        valid = "tie_number IS NULL" if roles.order is not None else "TRUE"
        alike = ", ".join(["path", "event", "t", *more, valid])
        again = f"ROW_NUMBER() OVER (PARTITION BY {alike} ORDER BY line) > 1"
        checks.append((again, "", "a duplicate: path, event and time of an earlier line"))
    chosen = sql_select("SELECT line, path, event, t, :seq AS seq FROM read", seq=seq)
    if ended.lasting:
        chosen = chosen.select("ended - t AS duration")
    chosen = with_columns(chosen, [*more, *attribute_columns(len(roles.attributes))])
    return chosen.select(*fault_and_reason(checks), copy=False).with_("read", as_=read, copy=False)


def fault_and_reason(checks: Sequence[tuple[str | exp.Expr, str, str]]) -> list[exp.Expr]:
    """Return the columns ``fault`` and ``reason`` of the first check ``(test, column, words)`` that is true."""
    fault, reason = exp.Case(), exp.Case()
    for test, column, words in checks:
        fault = fault.when(exp.condition(test), exp.convert(column), copy=False)
        reason = reason.when(exp.condition(test), exp.convert(words), copy=False)
    return [exp.alias_(fault, "fault"), exp.alias_(reason, "reason")]


def set_aside() -> exp.Query:
    """Return the query for the lines of ``checked`` that cannot be kept: line, fault, reason."""
    return sql_template("SELECT line, fault, reason FROM checked WHERE reason IS NOT NULL")


def kept(attributes: int, seq: exp.Expr | None = None, *, lasting: bool = False) -> exp.Select:
    """Return the query for the lines of ``checked`` that are kept, as the ``log`` of ``prepare``.

    ``seq`` is another tie order than that of ``checked``.
    """
    tie = seq if seq is not None else exp.column("seq")
    query = sql_select("SELECT path, event, t, :tie AS seq FROM checked WHERE reason IS NULL", tie=tie)
    return with_columns(query, carried_columns(attributes, lasting=lasting))


def _whole_number() -> exp.Expr:
    # Pandas and spreadsheets write 3.0 for 3.
    return sql_expression(
        r"CASE WHEN REGEXP_FULL_MATCH(tie, '-?\d{1,18}(\.0*)?')"
        r" THEN TRY_CAST(REGEXP_EXTRACT(tie, '^-?\d+') AS BIGINT) END"
    )
