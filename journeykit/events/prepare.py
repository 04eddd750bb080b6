"""Prepare a log once: sort it by path, time and tie order, and add the columns that questions need.

From ``log(path TEXT, event TEXT, t BIGINT, seq BIGINT, attribute_0 TEXT, …)``, where ``t`` is UTC microseconds and
``seq`` a whole number that breaks ties in time, it creates

* ``paths(path INT, id TEXT)`` and ``names(event INT, name TEXT)``: strings are stored, compared and sorted once;
* ``j(path INT, event INT, t BIGINT, seq BIGINT, position INT, next_event INT, gap BIGINT, path_length INT,
  is_last BOOL, attribute_0 TEXT, …)``: ``position`` from 1 in the path's order, ``gap`` microseconds to the next event
  (null at the last), ``path_length`` in events.

In a log whose events have a duration ``t`` is the beginning, and ``log`` and ``j`` also have ``ended BIGINT`` (UTC
microseconds) and ``duration BIGINT`` (microseconds), null where they are not known.

In memory ``arrays.sorted_log`` creates the same tables without a database; a test compares them row by row. On other
engines all columns must be nullable: a non-nullable ClickHouse column would give 0 and '' where lead() finds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from journeykit.events.sql import sql_expression, sql_select, sql_template

LASTING = ("ended", "duration")
"""Columns of a log whose events have a duration."""


def prepared_paths() -> exp.Query:
    """Return the query for path ids, numbered in sorted order so that a shuffled log has the same numbers."""
    return sql_template(
        "SELECT CAST(ROW_NUMBER() OVER (ORDER BY id) AS INT) AS path, id"
        " FROM (SELECT DISTINCT path AS id FROM log) AS d"
    )


def prepared_names() -> exp.Query:
    """Return the query for event names, numbered in sorted order."""
    return sql_template(
        "SELECT CAST(ROW_NUMBER() OVER (ORDER BY name) AS INT) AS event, name"
        " FROM (SELECT DISTINCT event AS name FROM log) AS d"
    )


def prepared_log(attributes: int, *, lasting: bool = False, unordered: bool = False) -> exp.Query:
    """Return the query for ``j`` from ``log``, ``paths`` and ``names`` with a number of attribute columns.

    ``unordered`` is for a table whose rows have no order: event names break the ties that ``seq`` leaves.
    """
    seq: exp.Expr = exp.column("seq", table="l")
    if unordered:
        seq = sql_expression("CAST(ROW_NUMBER() OVER (PARTITION BY p.path ORDER BY l.t, l.seq, n.event) AS BIGINT)")
        order = seq.find(exp.Order)
        assert order is not None
        # Rows that differ only in an attribute need the same order every time.
        for column in attribute_columns(attributes):
            order.append("expressions", exp.Ordered(this=exp.column(column, table="l")))
    keyed = sql_select(
        "SELECT p.path AS path, n.event AS event, l.t AS t, :seq AS seq"
        " FROM log AS l JOIN paths AS p ON p.id = l.path JOIN names AS n ON n.name = l.event",
        seq=seq,
    )
    return sequenced(keyed, carried_columns(attributes, lasting=lasting), "l")


def sequenced(keyed: exp.Select, carried: Sequence[str], table: str | None = None) -> exp.Query:
    """Return rows ``path, event, t, seq`` (with integer keys) with further columns of a table and the sequence."""
    whole = sql_select(
        "SELECT path, event, t, seq, CAST(ROW_NUMBER() OVER w AS INT) AS position, LEAD(event) OVER w AS next_event,"
        " (LEAD(t) OVER w) - t AS gap, CAST(COUNT(*) OVER (PARTITION BY path) AS INT) AS path_length,"
        " LEAD(event) OVER w IS NULL AS is_last"
        " FROM keyed WINDOW w AS (PARTITION BY path ORDER BY t, seq)"
    )
    return with_columns(whole, carried).with_("keyed", as_=with_columns(keyed, carried, table))


def attribute_columns(number: int) -> list[str]:
    """Return the column names of a number of attributes; the user's names could be the same as ``t`` or ``path``."""
    return [f"attribute_{place}" for place in range(number)]


def carried_columns(attributes: int, *, lasting: bool) -> list[str]:
    """Return the columns of ``j`` that every derived log takes over: attributes, and ends and durations."""
    return [*attribute_columns(attributes), *(LASTING if lasting else ())]


def with_columns(query: exp.Select, columns: Sequence[str], table: str | None = None) -> exp.Select:
    """Return a query that also selects some columns."""
    return query.select(*(exp.column(column, table=table) for column in columns))
