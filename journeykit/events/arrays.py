"""The prepared log as sorted arrays: the tables that ``prepare`` defines in SQL, made in memory without a database.

A path is the rows ``starts[p]`` to ``starts[p + 1]``. The tables that SQL reads are views of these arrays, so nothing
is stored twice. A test compares them with the SQL of ``prepare`` row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    Ints = npt.NDArray[np.signedinteger[Any]]
    Bools = npt.NDArray[np.bool_]

BYTES_A_ROW = 16
"""For path, event and time."""


@dataclass(frozen=True, eq=False)
class Arrays:
    """The events of a log, path by path and in each path's order."""

    starts: Ints
    """The first row of each path, and at the end the number of events: one more than there are paths."""
    paths: Ints
    """Number of each path in the table ``paths``, ascending."""
    event: Ints
    """Number of each event in the table ``names``, from 1."""
    t: Ints
    """UTC microseconds."""

    def __len__(self) -> int:
        return len(self.event)

    @cached_property
    def lengths(self) -> Ints:
        """Events of each path."""
        return np.diff(self.starts)

    @cached_property
    def last(self) -> Bools:
        """True at the last event of a path."""
        last = np.zeros(len(self), bool)
        last[self.starts[1:] - 1] = True
        return last

    def spread(self, values: Ints) -> Ints:
        """Return a value per path, repeated for each of its events."""
        return np.repeat(values, self.lengths)

    @cached_property
    def gap(self) -> Ints:
        """Microseconds to the next row; meaningless at the last event of a path."""
        gap = np.empty(len(self), np.int64)
        np.subtract(self.t[1:], self.t[:-1], out=gap[:-1])
        gap[-1:] = 0
        return gap

    def renumbered(self, numbers: Sequence[int]) -> Arrays:
        """Return the events with new numbers, given by the old ones from 1; those that become 0 are left out."""
        number = np.array([0, *numbers], np.int32)
        event = number[self.event]
        if number[1:].all():
            return Arrays(self.starts, self.paths, event, self.t)
        rows = np.flatnonzero(event)
        starts = np.searchsorted(rows, self.starts)
        left = np.flatnonzero(np.diff(starts))
        return Arrays(np.append(starts[left], len(rows)), self.paths[left], event[rows], self.t[rows])

    def ties(self) -> tuple[int, int]:
        """Count the events at the same time as the next one of their path, and those that repeat one of them."""
        tied = self.gap == 0
        tied[self.starts[1:] - 1] = False
        count = int(np.count_nonzero(tied))
        if not count:
            return 0, 0
        # Tied rows share their time with the row after them.
        shared = tied.copy()
        shared[1:] |= tied[:-1]
        first = np.append(True, ~tied[:-1])[shared]
        names = int(self.event.max()) + 1
        keys: Ints = np.cumsum(first, dtype=np.int32 if len(first) * names < 2**31 else np.int64)
        keys *= names
        keys += self.event[shared]
        # The keys are nearly sorted, which this sort exploits; the hash table of np.unique takes 100 times as long.
        keys.sort(kind="stable")
        return count, int(np.count_nonzero(keys[1:] == keys[:-1]))


@dataclass(frozen=True, eq=False)
class SortedLog:
    """A prepared log in memory, with the tables ``paths``, ``names`` and ``j`` of ``prepare``."""

    ids: pa.Array
    """The ids of paths, in the order of their numbers from 1; ``names`` those of events."""
    names: pa.Array
    arrays: Arrays
    seq: Ints
    """Tie order of each event."""
    attributes: Mapping[str, pa.Array]
    """Further columns, in the order of the events."""

    def dimensions(self) -> dict[str, pa.Table]:
        """Return the tables ``paths`` and ``names``."""
        import pyarrow as pa

        numbers = np.arange(1, len(self.names) + 1, dtype=np.int32)
        return {
            "paths": pa.table({"path": self.arrays.paths, "id": self.ids}),
            "names": pa.table({"event": numbers, "name": self.names}),
        }

    def table(self) -> pa.Table:
        """Return the table ``j``."""
        import pyarrow as pa

        arrays, size = self.arrays, len(self.arrays)
        here = np.packbits(~arrays.last, bitorder="little")
        following = np.empty(size, np.int32)
        following[:-1] = arrays.event[1:]
        following[-1:] = 0
        position = np.arange(1, size + 1, dtype=np.int32)
        position -= arrays.spread(arrays.starts[:-1].astype(np.int32))

        def but_last(values: Ints) -> pa.Array:
            kind = pa.int32() if values.dtype == np.int32 else pa.int64()
            return pa.Array.from_buffers(kind, size, [pa.py_buffer(here), pa.py_buffer(values)])

        columns = {
            "path": pa.array(arrays.spread(arrays.paths)),
            "event": pa.array(arrays.event),
            "t": pa.array(arrays.t),
            "seq": pa.array(self.seq),
            "position": pa.array(position),
            "next_event": but_last(following),
            "gap": but_last(arrays.gap),
            "path_length": pa.array(arrays.spread(arrays.lengths.astype(np.int32))),
            "is_last": pa.array(arrays.last),
        }
        return pa.table({**columns, **self.attributes})


def sorted_log(
    texts: dict[str, pa.DictionaryArray], t: pa.ChunkedArray, seq: Ints, *, say: Callable[[float, str], None]
) -> SortedLog:
    """Prepare a log in memory from ``path``, ``event`` and attributes, time and tie order of every line.

    A line with a null time is not kept. ``texts`` is emptied to free memory; ``say`` reports the progress.
    """
    kept = t.is_valid().to_numpy() if t.null_count else None
    times: Ints = (t.fill_null(0) if t.null_count else t).to_numpy()
    say(0.6, "numbering paths and events")
    path, ids = _numbered_in_order(texts.pop("path"), kept)
    event, names = _numbered_in_order(texts.pop("event"), kept)
    if kept is not None:
        path, event, times, seq = path[kept], event[kept], times[kept], seq[kept]
    say(0.7, "sorting by path and time")
    order, starts = path_order(path, times, seq, len(ids))
    del path
    say(0.85, "writing down what follows what")
    rows = order if kept is None or not texts else kept.nonzero()[0][order]
    attributes = {name: texts[name].take(rows) for name in texts}
    arrays = Arrays(starts, np.arange(1, len(ids) + 1, dtype=np.int32), event[order], times[order])
    return SortedLog(ids, names, arrays, _in_order(seq, order), attributes)


def _numbered_in_order(texts: pa.DictionaryArray, kept: Bools | None) -> tuple[Ints, pa.Array]:
    """Number the texts of the kept rows (None: of all) from 1 in sorted order; return each row's number and the texts.

    Kept rows have no null; the numbers of other rows mean nothing.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    indices = texts.indices
    codes = (indices.fill_null(0) if indices.null_count else indices).to_numpy()
    dictionary = texts.dictionary
    used = np.zeros(len(dictionary), bool)
    used[codes if kept is None else codes[kept]] = True
    # By their bytes, as the database does, whatever the locale of the machine.
    order = pc.sort_indices(dictionary).to_numpy()
    order = order[used[order]] if not used.all() else order
    number = np.zeros(len(dictionary), np.int32)
    number[order] = np.arange(1, len(order) + 1, dtype=np.int32)
    return number[codes] if len(number) else codes.astype(np.int32), dictionary.take(pa.array(order))


def path_order(path: Ints, t: Ints, seq: Ints, paths: int) -> tuple[Ints, Ints]:
    """Return the rows sorted by path, time and tie order, and the place where each path (from 1) begins."""
    from scipy.sparse import coo_array

    rows = np.arange(len(path), dtype=np.int32 if len(path) < 2**31 else np.int64)
    tied_by_row = bool((seq[1:] > seq[:-1]).all())
    # Converting a matrix from coordinates to rows is a stable counting sort.
    matrix = coo_array((np.ones(len(path), np.int8), (path - 1, rows)), shape=(paths, max(len(path), 1))).tocsr()
    order, starts = matrix.indices, matrix.indptr
    del matrix
    sorted_t = t[order]
    early = np.flatnonzero(sorted_t[1:] < sorted_t[:-1]) + 1
    early = early[path[order[early]] == path[order[early - 1]]]
    if not tied_by_row:
        ties = np.flatnonzero((sorted_t[1:] == sorted_t[:-1]) & (seq[order[1:]] < seq[order[:-1]])) + 1
        early = np.append(early, ties[path[order[ties]] == path[order[ties - 1]]])
    if not len(early):
        return order, starts
    # Most logs are in order of time, so few paths or none remain to be sorted.
    wrong = np.zeros(paths, bool)
    wrong[path[order[early]] - 1] = True
    rest = np.flatnonzero(np.repeat(wrong, np.diff(starts)))
    their = np.sort(order[rest])
    keys = (t[their], path[their]) if tied_by_row else (seq[their], t[their], path[their])
    order[rest] = their[np.lexsort(keys)]
    return order, starts


def _in_order(seq: Ints, order: Ints) -> Ints:
    # Line numbers are mostly consecutive, and a sum is faster than a look-up.
    gapless = len(seq) > 0 and int(seq[-1]) - int(seq[0]) == len(seq) - 1 and bool((seq[1:] > seq[:-1]).all())
    return order + seq[:1] if gapless else seq[order]


def arrays_of(prepared: pa.Table) -> Arrays:
    """Return the arrays of a prepared table sorted by path and position."""
    path, event, t = (prepared[name].combine_chunks().to_numpy() for name in ("path", "event", "t"))
    first = np.flatnonzero(np.concatenate([[True], path[1:] != path[:-1]])[: len(path)])
    return Arrays(np.append(first, len(path)), path[first], event, t)
