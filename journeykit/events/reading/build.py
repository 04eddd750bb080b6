"""From checked lines to the prepared log: as arrays where the log fits the memory, by the database where it does not.

Both make the same tables ``paths``, ``names`` and ``j`` (see ``prepare``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.events.prepare import attribute_column, prepare_arrays, prepared_log, prepared_names, prepared_paths
from journeykit.events.reading.row_checks import kept, set_aside
from journeykit.events.sql import sql_template

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.arrays import Ints
    from journeykit.events.engine import LogTables

__all__ = ["SPILLED", "hand_over"]

SPILLED = (
    "too large to be sorted in memory ({memory} of it at most), so the database prepared it, in a temporary folder "
    "of at most {disk} that goes with the log"
)

Lost = list[tuple[int, str, str]]


def hand_over(log: LogTables, checked: exp.Query, attributes: int) -> Lost:
    """Prepare a log whose cells are in ``raw``, drop what led to it, and return the lines that were set aside."""
    if log.taken is None:
        return _by_database(log, checked, attributes)
    # A view: the sort needs one or two columns of it, and the reasons only where there are any.
    log.create("checked", _with_numbers(checked, log.taken), view=True)
    t, seq = _times(log, checked, log.taken["line"])
    lost = _lost(log) if t.null_count else []
    names = ("path", "event", *(attribute_column(number) for number in range(attributes)))
    taken = {name: _whole(log.taken[name]) for name in names}
    log.drop("checked", view=True)
    log.drop("raw")
    log.taken = None
    prepare_arrays(log, taken, t, seq)
    return lost


def _whole(column: pa.ChunkedArray) -> pa.DictionaryArray:
    # Put together already; combine_chunks would copy it.
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _with_numbers(checked: exp.Query, taken: pa.Table) -> exp.Query:
    """Return the query with each id or name that it compares as the number that stands for it in ``raw``."""
    copy = checked.copy()
    for equal in copy.find_all(exp.EQ):
        column, text = equal.this, equal.expression
        if isinstance(column, exp.Column) and column.name in ("path", "event") and isinstance(text, exp.Literal):
            dictionary = taken[column.name].combine_chunks().dictionary
            equal.set("expression", exp.convert(dictionary.index(text.this).as_py()))
    return copy


def _times(log: LogTables, checked: exp.Query, lines: pa.ChunkedArray) -> tuple[pa.ChunkedArray, Ints]:
    """Return the time of every line, null where it is not kept, and its tie order."""
    log.say(0.5, "reading times")
    if checked.find(exp.Window) is None:
        return log.fetch(sql_template(_KEPT_TIMES))["t"], lines.to_numpy()
    ranked = sql_template(_KEPT_TIMES)
    assert isinstance(ranked, exp.Select)
    # A tie-breaker that was ranked comes back in the order of its ranks.
    table = log.fetch(ranked.select("seq", "line")).sort_by("line")
    return table["t"], table["seq"].to_numpy()


_KEPT_TIMES = "SELECT CASE WHEN reason IS NULL THEN t END AS t FROM checked"


def _by_database(log: LogTables, checked: exp.Query, attributes: int) -> Lost:
    log.create("checked", checked)
    log.drop("raw")
    lost = _lost(log)
    log.say(0.6, "numbering paths and events")
    log.create("log", kept(attributes), view=True)
    log.create("paths", prepared_paths())
    log.create("names", prepared_names())
    log.say(0.75, "sorting by path and time")
    log.create("j", prepared_log(attributes))
    log.drop("log", view=True)
    log.drop("checked")
    return lost


def _lost(log: LogTables) -> Lost:
    return [(row["line"], row["fault"], row["reason"]) for row in log.rows(set_aside())]
