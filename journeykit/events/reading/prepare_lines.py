"""From checked lines to the prepared log: in memory as sorted arrays, or by the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.events.arrays import sorted_log
from journeykit.events.prepare import attribute_columns, prepared_log, prepared_names, prepared_paths
from journeykit.events.reading.pairs import joined_lines
from journeykit.events.reading.row_checks import Checks, kept, set_aside
from journeykit.events.reading.row_order import (
    by_part,
    from_the_last,
    from_the_last_in_database,
    newest_first,
    newest_first_in_database,
)
from journeykit.events.sql import sql_select

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.log_tables import LogTables
    from journeykit.events.reading.sources import Rejected

_KEPT_TIMES = "SELECT CASE WHEN reason IS NULL THEN t END AS t FROM checked"
_PAIRED = "SELECT CASE WHEN reason IS NULL AND NOT joined THEN t END AS t, line, seq, ended, duration, mate FROM paired"


def prepare_in_memory(
    log: LogTables, columns: pa.Table, checks: Checks, before: Sequence[int]
) -> tuple[list[Rejected], Checks]:
    """Prepare a log from its columns; return the rejected lines, and the checks with what was found meanwhile.

    ``before`` are the lines before each part.
    """
    # A view: the sort needs a few columns of it, and the reasons only if there are any.
    log.create("checked", checks.query, view=True)
    log.say(0.5, "reading times")
    taken = ["ended", "duration"] if checks.lasting else []
    if checks.query.find(exp.Window) is None:
        table = log.fetch(sql_select(_KEPT_TIMES).select(*taken))
        t, seq = table["t"], columns["line"].to_numpy()
    else:
        # The window returns the rows in the order of their ranks.
        table = log.fetch(sql_select(_KEPT_TIMES).select("seq", "line", *taken)).sort_by("line")
        t, seq = table["t"], table["seq"].to_numpy()
    names = ("path", "event", *attribute_columns(len(checks.roles.attributes)))
    # Each has one chunk already; combine_chunks would copy it.
    texts = {name: columns[name].chunk(0) for name in names}
    backwards = log.timed and checks.roles.order is None and newest_first(texts["path"].indices, t, seq, before)
    checks = _joined(log, checks, before, backwards=backwards)
    seq = from_the_last(seq, before) if backwards else seq
    if checks.joined is not None:
        table = log.fetch(sql_select(_PAIRED)).sort_by("line")
        t, seq = table["t"], table["seq"].to_numpy()
        texts |= {name: _of_pairs(texts[name], table["mate"], columns["line"]) for name in names[2:]}
    if checks.lasting:
        texts |= {name: table[name].combine_chunks() for name in ("ended", "duration")}
    lost = _lost(log) if t.null_count else []
    _drop_checked(log, checks)
    del columns  # As large as the log: the sort needs the room.
    log.hold(sorted_log(texts, t, seq, say=log.say))
    return lost, checks


def prepare_by_database(log: LogTables, checks: Checks, before: Sequence[int]) -> tuple[list[Rejected], Checks]:
    """Do the same for a log that does not fit the memory."""
    attributes = len(checks.roles.attributes)
    checks = replace(checks, in_memory=False)
    log.create("checked", checks.query)
    log.drop("raw")
    backwards = log.timed and checks.roles.order is None and newest_first_in_database(log, before)
    checks = _joined(log, checks, before, backwards=backwards)
    lost = _lost(log)
    log.say(0.6, "numbering paths and events")
    # What is joined has its tie order already.
    last_first = backwards and checks.joined is None
    seq = from_the_last_in_database(before) if last_first else None
    log.create("log", kept(attributes, seq, lasting=checks.lasting), view=True)
    log.create("paths", prepared_paths())
    log.create("names", prepared_names())
    log.say(0.75, "sorting by path and time")
    log.create("j", prepared_log(attributes, lasting=checks.lasting))
    log.drop("log", view=True)
    _drop_checked(log, checks)
    return lost, checks


def _joined(log: LogTables, checks: Checks, before: Sequence[int], *, backwards: bool) -> Checks:
    """Join starts and completions if there are any; return the checks with the order of rows and what was joined."""
    checks = replace(checks, newest_first=backwards)
    if not checks.pairs:
        return checks
    parts = max(1, len(before))
    part = by_part(before, [exp.convert(number) for number in range(parts)])
    seq = from_the_last_in_database(before) if backwards else None
    joined = joined_lines(log, checks.roles, seq, part, parts, view=checks.in_memory)
    return replace(checks, joined=joined, lasting=joined is not None)


def _of_pairs(texts: pa.DictionaryArray, mate: pa.ChunkedArray, lines: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return an attribute of all lines; that of a start is the one of its completion where it has none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    place = pc.index_in(mate, lines.combine_chunks()).combine_chunks()
    return pa.DictionaryArray.from_arrays(pc.coalesce(texts.indices, texts.indices.take(place)), texts.dictionary)


def _drop_checked(log: LogTables, checks: Checks) -> None:
    log.drop("checked", view=checks.in_memory or checks.joined is not None)
    if checks.joined is not None:
        log.drop("paired")
    if checks.in_memory:
        log.drop("raw")


def _lost(log: LogTables) -> list[Rejected]:
    return [(row["line"], row["fault"], row["reason"]) for row in log.rows(set_aside())]
