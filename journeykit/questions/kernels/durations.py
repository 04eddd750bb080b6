"""Durations from the sorted arrays: time at an event, time between two events, sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.events.groups import MOST_GROUPS, first_after, grouped, hits
from journeykit.questions.kernels.ranks import Ranks

if TYPE_CHECKING:
    from journeykit.events.arrays import Arrays, Ints
    from journeykit.events.query import Cells, Kernel


def stay_kernel(names: tuple[str, ...], per: str) -> Kernel:
    """Return the kernel of ``time_in_stage`` for a log with these event names."""

    def cells(arrays: Arrays) -> Cells | None:
        if len(names) > MOST_GROUPS or not len(arrays):
            return None
        begins, values = STAYS[per](arrays, len(names))
        found = Ranks()
        for at in sorted(range(len(names)), key=lambda at: names[at]):
            found.add(names[at], values[begins[at] : begins[at + 1]])
        return {"event": found.keys(), **found.cells()}

    return cells


def _of_events(arrays: Arrays, names: int) -> tuple[Ints, Ints]:
    begins, _, values = grouped(_left(arrays, names), arrays.starts, arrays.gap, names + 1)
    return begins, values


def _of_paths(arrays: Arrays, names: int) -> tuple[Ints, Ints]:
    from scipy.sparse import csr_array

    shape = (len(arrays.paths), names + 1)
    sums = csr_array((arrays.gap.copy(), _left(arrays, names), arrays.starts.copy()), shape=shape)
    sums.sum_duplicates()
    by_event = sums.tocsc()
    return by_event.indptr, by_event.data


def _of_visits(arrays: Arrays, names: int) -> tuple[Ints, Ints]:
    entered = np.ones(len(arrays), bool)
    np.not_equal(arrays.event[1:], arrays.event[:-1], out=entered[1:])
    entered[arrays.starts[:-1]] = True
    rows = np.flatnonzero(entered)
    starts = np.searchsorted(rows, arrays.starts)
    event, t = arrays.event[rows] - np.int32(1), arrays.t[rows]
    event[starts[1:] - 1] = names
    begins, _, values = grouped(event, starts, np.append(np.diff(t), np.int64(0)), names + 1)
    return begins, values


STAYS: dict[str, Callable[[Arrays, int], tuple[Ints, Ints]]] = {
    "event": _of_events,
    "path": _of_paths,
    "visit": _of_visits,
}


def _left(arrays: Arrays, names: int) -> Ints:
    """Return the event of each row from 0; the last one of a path gets a number of its own, because nothing follows."""
    event: Ints = arrays.event - 1
    event[arrays.starts[1:] - 1] = names
    return event


def between_kernel(words: dict[str, str], sources: tuple[int, ...], targets: tuple[int, ...], limit: int) -> Kernel:
    """Return the kernel of ``time_between``: numbers of events, ``limit`` in microseconds."""

    def cells(arrays: Arrays) -> Cells:
        ends = arrays.starts[1:]
        begun = first_after(hits(arrays, sources), arrays.starts[:-1] - 1, ends)
        begun, ends = begun[begun >= 0], ends[begun >= 0]
        ended = first_after(hits(arrays, targets), begun, ends)
        taken = (arrays.t[ended] - arrays.t[begun])[ended >= 0]
        found = Ranks()
        rows = found.add(1, taken[taken <= limit])
        return {**{name: [text] * rows for name, text in words.items()}, **found.cells()}

    return cells


def session_kernel(limit: int) -> Kernel:
    """Return the kernel of ``session_summary`` for pauses of more than ``limit`` microseconds."""

    def cells(arrays: Arrays) -> Cells:
        ended = arrays.gap > limit
        ended[arrays.starts[1:] - 1] = True
        last = np.flatnonzero(ended)
        first = np.append(0, last[:-1] + 1)[: len(last)]
        measures = (last - first + 1, arrays.t[last] - arrays.t[first], np.diff(np.searchsorted(last, arrays.starts)))
        found, totals, singles = Ranks(), [], []
        for part, values in enumerate(measures, start=1):
            rows = found.add(part, values)
            totals += [float(_sum(values))] * rows
            singles += [int(np.count_nonzero(values == (0 if part == 2 else 1)))] * rows
        return {"part": found.keys(), **found.cells(), "total": totals, "single": singles}

    return cells


def _sum(values: Ints) -> Any:
    # The microseconds of many long sessions do not fit into 64 bits.
    return (int((values >> 32).sum()) << 32) + int((values & 0xFFFFFFFF).sum())
