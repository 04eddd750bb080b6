"""Find a file that runs from the newest event to the oldest: there the last of the rows with one time came first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from sqlglot import exp

from journeykit.events.sql import sql_expression, sql_template

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.arrays import Ints
    from journeykit.events.log_tables import LogTables

_LEAST_SHARE = 0.95
"""Share of the steps from one row to the next that go back in time: in the whole file, or within its paths."""

_FEWEST = 2
"""Steps back in time: one may be chance."""
_FAR = 2**62
"""After every line."""

_STEPS = """
    SELECT COUNT(CASE WHEN t < before THEN 1 END) AS back, COUNT(CASE WHEN t > before THEN 1 END) AS ahead,
           COUNT(CASE WHEN path = path_before AND t < before THEN 1 END) AS own_back,
           COUNT(CASE WHEN path = path_before AND t > before THEN 1 END) AS own_ahead,
           COUNT(CASE WHEN path = path_before THEN 1 END) AS own, COUNT(before) AS steps
    FROM (SELECT path, t, LAG(t) OVER (PARTITION BY :part ORDER BY line) AS before,
                 LAG(path) OVER (PARTITION BY :part ORDER BY line) AS path_before
          FROM checked WHERE reason IS NULL) AS s
"""


def newest_first(path: pa.Array, t: pa.ChunkedArray, lines: Ints, before: Sequence[int]) -> bool:
    """Return whether rows run back in time: through the file, or in a file that has path after path, in these.

    ``path`` are the numbers of ids, ``t`` is null where a row is rejected, ``before`` are the lines before each part.
    """
    times: Ints = (t.fill_null(0) if t.null_count else t).to_numpy()
    paths: Ints = (path.fill_null(0) if path.null_count else path).to_numpy()
    if t.null_count:
        kept = t.is_valid().to_numpy()
        times, paths, lines = times[kept], paths[kept], lines[kept]
    back, ahead = times[1:] < times[:-1], times[1:] > times[:-1]
    within = np.ones(len(back), bool)
    if len(before) > 1:
        part = np.searchsorted(np.array(before), lines, side="left")
        within = part[1:] == part[:-1]
        back, ahead = back & within, ahead & within
    backs = int(np.count_nonzero(back))
    if backs < _FEWEST or _mostly(backs, int(np.count_nonzero(ahead))):
        return backs >= _FEWEST
    own = within & (paths[1:] == paths[:-1])
    grouped = np.count_nonzero(own) * 2 >= np.count_nonzero(within)
    return bool(grouped) and _mostly(int(np.count_nonzero(back & own)), int(np.count_nonzero(ahead & own)))


def newest_first_in_database(log: LogTables, before: Sequence[int]) -> bool:
    """Return the same for the table ``checked`` of a log that does not fit the memory."""
    part = by_part(before, [exp.convert(number) for number in range(max(1, len(before)))])
    (row,) = log.rows(sql_template(_STEPS, part=part))
    return _mostly(row["back"], row["ahead"]) or (
        row["own"] * 2 >= row["steps"] and _mostly(row["own_back"], row["own_ahead"])
    )


def _mostly(back: int, ahead: int) -> bool:
    return back >= _FEWEST and back >= _LEAST_SHARE * (back + ahead)


def by_part(before: Sequence[int], values: Sequence[exp.Expr]) -> exp.Expr:
    """Return the value of the part that a line belongs to."""
    if len(values) == 1:
        return values[0]
    case = exp.Case()
    for end, value in zip(before[1:], values, strict=False):
        case = case.when(sql_expression("line <= :upto", upto=end), value)
    return case.else_(values[-1])


def from_the_last(lines: Ints, before: Sequence[int]) -> Ints:
    """Return tie orders for which the last line of a part comes first; ``before`` are the lines before each part."""
    starts = np.array(before or [0], np.int64)
    part = np.searchsorted(starts, lines, side="left") - 1
    ends = np.append(starts[1:], _FAR)
    reversed_: Ints = starts[part] + ends[part] + 1 - lines
    return reversed_


def from_the_last_in_database(before: Sequence[int]) -> exp.Expr:
    """Return the same as an expression over ``line``."""
    starts = [*(before or [0])]
    return by_part(
        starts,
        [
            sql_expression("CAST(:turn AS BIGINT) - line", turn=start + end + 1)
            for start, end in zip(starts, [*starts[1:], _FAR], strict=True)
        ],
    )
