"""Prepare once: one pass sorts the log by path, time and tie order, and writes down what every question needs.

The log comes as ``log(path TEXT, event TEXT, t BIGINT, seq BIGINT, attribute_0 TEXT, …)`` where ``t`` is UTC
microseconds and ``seq`` a whole number that breaks ties in time. It becomes

* ``paths(path INT, id TEXT)`` and ``names(event INT, name TEXT)``: strings are stored, compared and sorted once;
* ``j(path INT, event INT, t BIGINT, seq BIGINT, position INT, next_event INT, gap BIGINT, path_length INT,
  is_last BOOL, attribute_0 TEXT, …)``: ``position`` from 1 in the path's order, ``gap`` microseconds to the next event
  (null at the last), ``path_length`` in events.

In memory ``prepare_arrays`` makes the same of sorted arrays, without a database; a test compares them row by row.

Each is a sqlglot query, so another engine makes the same tables with the same text. All columns are nullable: a
non-nullable ClickHouse column would give 0 and '' where lead() finds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.events.arrays import Arrays, numbered_in_order, path_order, prepared_table
from journeykit.events.sql import sql_template

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.arrays import Ints
    from journeykit.events.engine import LogTables

__all__ = ["adopt_arrays", "prepare_arrays", "prepared_log", "prepared_names", "prepared_paths"]


def prepared_paths() -> exp.Query:
    """The dimension of path ids, numbered in the order of the ids so that a shuffled log gives the same numbers."""
    return sql_template(
        "SELECT CAST(ROW_NUMBER() OVER (ORDER BY id) AS INT) AS path, id"
        " FROM (SELECT DISTINCT path AS id FROM log) AS d"
    )


def prepared_names() -> exp.Query:
    """The dimension of event names, numbered in the order of the names."""
    return sql_template(
        "SELECT CAST(ROW_NUMBER() OVER (ORDER BY name) AS INT) AS event, name"
        " FROM (SELECT DISTINCT event AS name FROM log) AS d"
    )


def prepared_log(attributes: int, *, unordered: bool = False) -> exp.Query:
    """The prepared log, from ``log``, ``paths`` and ``names``; ``attributes`` is the number of attribute columns.

    ``unordered`` is for a table, whose rows have no order: there ``seq`` may leave ties, and event names decide these.
    """
    seq: exp.Expr = exp.column("seq", table="l")
    if unordered:
        rank = "SELECT CAST(ROW_NUMBER() OVER (PARTITION BY p.path ORDER BY l.t, l.seq, n.event) AS BIGINT)"
        seq = sql_template(rank).selects[0]
        order = seq.find(exp.Order)
        assert order is not None
        # Two rows that differ in an attribute only: any order would do, as long as it is always the same.
        for number in range(attributes):
            order.append("expressions", exp.Ordered(this=exp.column(attribute_column(number), table="l")))
    keyed = sql_template(
        "SELECT p.path AS path, n.event AS event, l.t AS t, :seq AS seq"
        " FROM log AS l JOIN paths AS p ON p.id = l.path JOIN names AS n ON n.name = l.event",
        seq=seq,
    )
    return sequenced(_with_attributes(keyed, attributes, "l"), attributes)


def sequenced(keyed: exp.Query, attributes: int) -> exp.Query:
    """Add the sequence columns to rows ``path, event, t, seq, attribute_…`` that already carry integer keys."""
    whole = sql_template(
        "SELECT path, event, t, seq, CAST(ROW_NUMBER() OVER w AS INT) AS position, LEAD(event) OVER w AS next_event,"
        " (LEAD(t) OVER w) - t AS gap, CAST(COUNT(*) OVER (PARTITION BY path) AS INT) AS path_length,"
        " LEAD(event) OVER w IS NULL AS is_last"
        " FROM keyed WINDOW w AS (PARTITION BY path ORDER BY t, seq)"
    )
    whole = _with_attributes(whole, attributes, None)
    assert isinstance(whole, exp.Select)
    return whole.with_("keyed", as_=keyed)


def attribute_column(number: int) -> str:
    """The prepared log's own name for the n-th attribute: user names could clash with ``t`` or ``path``."""
    return f"attribute_{number}"


def _with_attributes(query: exp.Query, attributes: int, table: str | None) -> exp.Query:
    assert isinstance(query, exp.Select)
    return query.select(*(exp.column(attribute_column(number), table=table) for number in range(attributes)))


def prepare_arrays(log: LogTables, taken: dict[str, pa.DictionaryArray], t: pa.ChunkedArray, seq: Ints) -> Arrays:
    """Prepare a log that was taken into memory, and show the tables ``paths``, ``names`` and ``j`` of it to SQL.

    Parameters
    ----------
    log
        The log, which is told what is done.
    taken
        ``path``, ``event`` and the attributes of every line, as dictionaries. Taken out as they are used up.
    t
        UTC microseconds of every line, null where the line is not kept.
    seq
        Tie order of every line.
    """
    kept = t.is_valid().to_numpy() if t.null_count else None
    times: Ints = (t.fill_null(0) if t.null_count else t).to_numpy()
    log.say(0.6, "numbering paths and events")
    path, ids = numbered_in_order(taken.pop("path"), kept)
    event, names = numbered_in_order(taken.pop("event"), kept)
    if kept is not None:
        path, event, times, seq = path[kept], event[kept], times[kept], seq[kept]
    log.say(0.7, "sorting by path and time")
    order, starts = path_order(path, times, seq, len(ids))
    del path
    log.say(0.85, "writing down what follows what")
    rows = order if kept is None or not taken else kept.nonzero()[0][order]
    attributes = {name: taken[name].take(rows) for name in taken}
    return adopt_arrays(log, ids, names, (starts, event[order], times[order], _in_order(seq, order)), attributes)


def adopt_arrays(
    log: LogTables, ids: pa.Array, names: pa.Array, columns: tuple[Ints, ...], attributes: Mapping[str, pa.Array]
) -> Arrays:
    """Show sorted columns ``starts``, ``event``, ``t`` and ``seq`` to SQL as the tables ``paths``, ``names``, ``j``."""
    import numpy as np
    import pyarrow as pa

    starts, event, t, seq = columns
    numbers = np.arange(1, len(ids) + 1, dtype=np.int32)
    arrays = Arrays(starts, numbers, event, t)
    log.adopt("paths", pa.table({"path": numbers, "id": ids}))
    log.adopt("names", pa.table({"event": np.arange(1, len(names) + 1, dtype=np.int32), "name": names}))
    log.later["j"] = lambda later: later.adopt("j", prepared_table(arrays, seq, attributes))
    log.sorted = arrays
    return arrays


def _in_order(seq: Ints, order: Ints) -> Ints:
    # Line numbers mostly follow one another: a sum is quicker than to look them up.
    gapless = len(seq) > 0 and int(seq[-1]) - int(seq[0]) == len(seq) - 1 and bool((seq[1:] > seq[:-1]).all())
    return order + seq[:1] if gapless else seq[order]
