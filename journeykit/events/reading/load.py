"""Read an event log: every line is kept or rejected with a reason, then the log is prepared once.

Order of work: columns get their roles, cells arrive as text, times are read under one format, lines that lack an id, a
name or a time are set aside, and the rest is sorted and sequenced (see ``prepare``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.events.engine import Log
from journeykit.events.log import Events, open_events
from journeykit.events.prepare import attribute_column, prepared_log, prepared_names, prepared_paths
from journeykit.events.query import sql_template
from journeykit.events.reading.report import LoadReport, rejected_frame
from journeykit.events.reading.roles import Roles, resolve_roles
from journeykit.events.reading.sources import Slot, Source, open_source
from journeykit.events.reading.times import NAIVE, TimeFormat, choose_format, declared_format, native_format, time_kinds

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_events"]


def read_events(
    source: str | Path | pd.DataFrame,
    *,
    path_col: str | None = None,
    event_col: str | None = None,
    timestamp_col: str | Sequence[str] | None = None,
    order_col: str | None = None,
    attribute_cols: Sequence[str] = (),
    delimiter: str | None = None,
    time_format: str | None = None,
    encoding: str = "utf-8",
) -> Events:
    """Read an event log and prepare it for questions.

    Parameters
    ----------
    source
        Path of a delimited file (.csv .tsv .txt; the delimiter is found), a Parquet file, or a pandas frame.
        One row is one event: who, what, when.
    path_col, event_col, timestamp_col
        The columns that say who (the grain of a path: customer or session), what, and when. Where not given they are
        guessed from the names that known tools write, and shown in ``events.report``.
        ``timestamp_col`` may be a pair ``("Date", "Time")``.
    order_col
        Whole numbers that break ties in time. Without it the row order breaks them.
    attribute_cols
        Further columns to keep, as text, for rules over attributes.
    time_format
        ``"iso"``, ``"day_first"``, ``"month_first"``, ``"epoch_s"``, ``"epoch_ms"``, ``"epoch_us"``, ``"epoch_ns"``
        or a strptime pattern. Found and shown where not given. Times without an offset are taken as UTC.
    encoding
        Encoding of a delimited file.

    Returns
    -------
    Events
        A frozen handle. ``events.report`` tells what became of every line: ``lines == kept + rejected``.

    Raises
    ------
    ColumnRoleError
        A column is missing, or no column or several fit a role.
    EventLogError
        The file cannot be read, or its times contradict each other.

    Notes
    -----
    Ids and names are text: ``00123`` and ``NA`` stay what they are. It does not drop duplicates, only counts them.

    Examples
    --------
    >>> import pandas as pd
    >>> from journeykit.events import read_events
    >>> log = pd.DataFrame(
    ...     {"user_id": ["007", "007", None], "event": ["home", "pay", "pay"], "timestamp": ["2024-05-01 10:00"] * 3}
    ... )
    >>> events = read_events(log)
    >>> len(events), events.report.reasons
    (2, {'the path id is empty': 1})
    """
    opened = open_source(source, delimiter=delimiter, encoding=encoding)
    roles = resolve_roles(
        opened.columns,
        path_col=path_col,
        event_col=event_col,
        timestamp_col=timestamp_col,
        order_col=order_col,
        attribute_cols=attribute_cols,
    )
    log = Log()
    notes, rejected = _take_in(log, opened, roles)
    times = _time_format(log, roles, opened, time_format)
    if roles.order is not None and order_col is None and _unordered_lines(log):
        notes.append(f"column {roles.order!r} is not used to break ties: it is not a whole number on every line")
        roles = replace(roles, order=None)
    log.create("checked", _checked(roles, times))
    log.drop("raw")
    rejected += [(row["line"], row["fault"], row["reason"]) for row in log.rows(_set_aside())]
    log.create("log", _kept(len(roles.attributes)), view=True)
    log.create("paths", prepared_paths())
    log.create("names", prepared_names())
    log.create("j", prepared_log(len(roles.attributes)))
    log.drop("log", view=True)
    log.drop("checked")
    kept = int(log.rows(sql_template("SELECT COUNT(*) AS n FROM j"))[0]["n"])
    report = LoadReport(
        source=opened.name,
        lines=kept + len(rejected),
        kept=kept,
        rejected=rejected_frame(rejected),
        roles=MappingProxyType(roles.shown()),
        time_format=times.said,
        notes=(*notes, *_ties(log, roles)),
    )
    return open_events(log, report, {name: attribute_column(n) for n, name in enumerate(roles.attributes)})


def _take_in(log: Log, opened: Source, roles: Roles) -> tuple[list[str], list[tuple[int, str, str]]]:
    """Store the cells as ``raw(line, path, event, time, tie, …)`` and return the reader's notes and rejects."""
    split = len(roles.times) == 2
    slots = [Slot("path", roles.path), Slot("event", roles.event)]
    slots.append(Slot("time", roles.times[0], typed_time=not split and roles.times[0] in opened.typed_times))
    if split:
        slots.append(Slot("clock", roles.times[1]))
    if roles.order is not None:
        slots.append(Slot("tie", roles.order))
    slots += [Slot(attribute_column(number), name) for number, name in enumerate(roles.attributes)]
    reading = opened.read(slots)
    log.ingest("parts" if split else "raw", reading.reader())
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
    return reading.notes, reading.rejected


def _time_format(log: Log, roles: Roles, opened: Source, declared: str | None) -> TimeFormat:
    column = " + ".join(roles.times)
    if len(roles.times) == 1 and roles.times[0] in opened.typed_times:
        zone = "converted to UTC" if roles.times[0] in opened.zoned else NAIVE
        return native_format(zone)
    if declared is not None:
        return declared_format(declared)
    return choose_format(log.rows(time_kinds()), column, opened.unit)


def _whole_number() -> exp.Expr:
    # Pandas and spreadsheets write 3.0 for 3.
    return sql_template(
        r"SELECT CASE WHEN REGEXP_FULL_MATCH(tie, '-?\d{1,18}(\.0*)?')"
        r" THEN TRY_CAST(REGEXP_EXTRACT(tie, '^-?\d+') AS BIGINT) END"
    ).selects[0]


def _unordered_lines(log: Log) -> int:
    query = sql_template("SELECT COUNT(*) AS n FROM raw WHERE :number IS NULL", number=_whole_number())
    return int(log.rows(query)[0]["n"])


def _checked(roles: Roles, times: TimeFormat) -> exp.Query:
    """Every line with its microseconds and tie order, and for a line that cannot be kept the column and the reason."""
    read = sql_template("SELECT *, :micros AS t FROM raw", micros=times.micros)
    assert isinstance(read, exp.Select)
    if roles.order is not None:
        read = read.select(exp.alias_(_whole_number(), "tie_number"))
    checks = [
        ("path IS NULL", roles.path, "the path id is empty"),
        ("event IS NULL", roles.event, "the event name is empty"),
        ("time IS NULL", " + ".join(roles.times), "the time is empty"),
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


def _set_aside() -> exp.Query:
    return sql_template("SELECT line, fault, reason FROM checked WHERE reason IS NOT NULL")


def _kept(attributes: int) -> exp.Query:
    kept = sql_template("SELECT path, event, t, seq FROM checked WHERE reason IS NULL")
    assert isinstance(kept, exp.Select)
    return kept.select(*_attributes(attributes))


def _attributes(count: int) -> list[exp.Expr]:
    return [exp.column(attribute_column(number)) for number in range(count)]


def _ties(log: Log, roles: Roles) -> list[str]:
    """Say how many events share their time with the next one of their path, and how many are exact duplicates."""
    tied = int(log.rows(sql_template("SELECT COUNT(*) AS n FROM j WHERE gap = 0"))[0]["n"])
    if not tied:
        return []
    twice = log.rows(
        sql_template(
            "WITH tied AS (SELECT DISTINCT path, t FROM j WHERE gap = 0) "
            "SELECT CAST(COALESCE(SUM(n - 1), 0) AS BIGINT) AS n FROM (SELECT COUNT(*) AS n FROM j JOIN tied"
            " ON tied.path = j.path AND tied.t = j.t GROUP BY j.path, j.t, j.event HAVING COUNT(*) > 1) AS d"
        )
    )
    order = f"the column {roles.order!r}" if roles.order is not None else "the row order"
    notes = [f"events at the same time as the next one of their path: {tied:,}; {order} decides"]
    if duplicates := int(twice[0]["n"]):
        notes.append(f"exact duplicates (same path, event and time) kept: {duplicates:,}")
    return notes
