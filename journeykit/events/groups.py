"""Sort events by group, count the unique paths and compute the quantiles of each group, find the first event after."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from journeykit.events.arrays import Arrays, Ints

    Floats = npt.NDArray[np.float64]

MOST_GROUPS = 100_000
"""With more groups, each is so small that a database counts them as quickly."""


def grouped(group: Ints, starts: Ints, values: Ints, groups: int) -> tuple[Ints, Ints, Ints]:
    """Sort the values of the rows by group (numbered from 0), and within a group by row.

    ``starts`` has the first row of each path, and at the end the number of rows. Returned are the start of each group
    (and at the end again the number of rows), and in the new order the place of each row's path and its value.
    """
    from scipy.sparse import csr_array

    # To turn a matrix from rows to columns is a counting sort: it costs no comparisons.
    matrix = csr_array((values, group, starts), shape=(len(starts) - 1, groups)).tocsc()
    return matrix.indptr, matrix.indices, matrix.data


def distinct_paths(begins: Ints, paths: Ints) -> Ints:
    """Count the unique paths of each group; a group's rows are path by path."""
    new = np.ones(len(paths), bool)
    np.not_equal(paths[1:], paths[:-1], out=new[1:])
    new[begins[:-1][begins[:-1] < len(paths)]] = True
    return np.diff(np.searchsorted(np.flatnonzero(new), begins))


def quantiles_of(values: Ints, begins: Iterable[int], ends: Iterable[int], levels: tuple[float, ...]) -> list[Floats]:
    """Return the quantiles of each run of values, interpolated linearly (Hyndman and Fan's type 7); nan of none.

    The values of a run are reordered in place.
    """
    found = []
    for begin, end in zip(begins, ends, strict=True):
        part, last = values[begin:end], int(end - begin) - 1
        if last < 0:
            found.append([np.nan] * len(levels))
            continue
        places = [(int(last * level), last * level) for level in levels]
        part.partition(sorted({place for low, _ in places for place in (low, min(low + 1, last))}))
        pairs = [(float(part[low]), float(part[min(low + 1, last)]), place - low) for low, place in places]
        found.append([lower + (upper - lower) * way for lower, upper, way in pairs])
    return list(np.array(found, "float64").reshape(-1, len(levels)).T)


def by_reach(arrays: Arrays, names: tuple[str, ...]) -> tuple[list[int], Ints, Ints]:
    """Return the places of the event names, most paths first; the number of events and of unique paths by place."""
    begins, places, _ = grouped(arrays.event, arrays.starts, np.empty(len(arrays), np.int8), len(names) + 1)
    events, paths = np.diff(begins)[1:], distinct_paths(begins, places)[1:]
    return sorted(range(len(names)), key=lambda at: (-paths[at], -events[at], names[at])), events, paths


def numbers_of(names: Iterable[str], known: tuple[str, ...]) -> tuple[int, ...]:
    """Return the numbers of event names, without those that the log does not have."""
    number = {name: place for place, name in enumerate(known, start=1)}
    return tuple(sorted({number[name] for name in names if name in number}))


def hits(arrays: Arrays, numbers: tuple[int, ...]) -> Ints:
    """Return the rows of these events, ascending."""
    if len(numbers) == 1:
        return np.flatnonzero(arrays.event == numbers[0])
    asked = np.zeros(int(arrays.event.max(initial=0)) + 1, bool)
    asked[[number for number in numbers if number < len(asked)]] = True
    return np.flatnonzero(asked[arrays.event])


def first_after(rows: Ints, after: Ints, ends: Ints) -> Ints:
    """Return for each row ``after`` the first of the rows between it and its end; -1 where there is none."""
    found: Ints = np.append(rows, np.iinfo(np.int64).max)[np.searchsorted(rows, after, side="right")]
    return np.where(found < ends, found, -1)
