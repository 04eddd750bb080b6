"""Plain funnels from the sorted arrays: one entry per path; each step is its first event after the step before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.events.groups import first_after, hits, numbers_of, quantiles_of

if TYPE_CHECKING:
    from journeykit.events.arrays import Arrays, Bools, Ints
    from journeykit.events.query import Cells, Kernel
    from journeykit.questions._funnel_steps import Leg, RunLimits


@dataclass(frozen=True)
class _Reached:
    """The paths that reach a step, and for each one the rows of the step and the entry."""

    paths: Ints
    rows: Ints
    entries: Ints
    ended: Bools
    """Whether the last event of the path reaches the step."""
    leg: Ints
    """Time since the required step before."""


def funnel_kernel(names: tuple[str, ...], legs: Sequence[Leg], entry: RunLimits) -> Kernel | None:
    """Return the kernel of ``funnel``; None for settings that only the SQL supports."""
    if entry.best or entry.open or any(leg.conditional for leg in legs):
        return None
    if entry.direct and any(leg.optional for leg in legs):
        return None
    numbers = [numbers_of(leg.names, names) for leg in legs]

    def cells(arrays: Arrays) -> Cells | None:
        if not len(arrays):
            return None
        reached = [_entered(arrays, numbers[0], entry)]
        for leg, asked in zip(legs[1:], numbers[1:], strict=True):
            step = _direct if entry.direct else _eventual
            reached.append(step(arrays, reached[_required_before(leg, legs)], asked, entry.window))
        rows = [_row(arrays, legs, reached, leg) for leg in legs]
        return {column: [row[column] for row in rows] for column in rows[0]}

    return cells


def _required_before(leg: Leg, legs: Sequence[Leg]) -> int:
    return max(at for at, other in enumerate(legs) if other.number < leg.number and not other.optional)


def _entered(arrays: Arrays, numbers: tuple[int, ...], entry: RunLimits) -> _Reached:
    begins, ends = arrays.starts[:-1], arrays.starts[1:]
    if entry.at is None:
        rows = first_after(hits(arrays, numbers), begins - 1, ends)
    else:
        rows = np.minimum(begins + (entry.at - 1), ends - 1).astype(np.int64)
        fits = np.isin(arrays.event[rows], numbers) & (arrays.lengths >= entry.at)
        rows = np.where(fits, rows, -1)
    if entry.settled:
        assert entry.window is not None
        rows = np.where(arrays.t[rows] <= arrays.t.max() - entry.window, rows, -1)
    paths = np.flatnonzero(rows >= 0)
    rows = rows[paths]
    return _Reached(paths, rows, rows, rows == ends[paths] - 1, rows[:0])


def _eventual(arrays: Arrays, before: _Reached, numbers: tuple[int, ...], window: int | None) -> _Reached:
    ends = arrays.starts[1:][before.paths]
    rows = first_after(hits(arrays, numbers), before.rows, ends)
    rows = _in_time(arrays, rows, before.entries, window)
    # Any event of the step may be the last of the path, not only the first one that reaches it.
    last = _in_time(arrays, np.where(np.isin(arrays.event[ends - 1], numbers), ends - 1, -1), before.entries, window)
    return _chosen(arrays, before, rows, last > before.rows)


def _direct(arrays: Arrays, before: _Reached, numbers: tuple[int, ...], window: int | None) -> _Reached:
    ends = arrays.starts[1:][before.paths]
    rows = before.rows + 1
    here = rows < ends
    here[here] = np.isin(arrays.event[rows[here]], numbers)
    rows = _in_time(arrays, np.where(here, rows, -1), before.entries, window)
    return _chosen(arrays, before, rows, rows == ends - 1)


def _in_time(arrays: Arrays, rows: Ints, entries: Ints, window: int | None) -> Ints:
    return rows if window is None else np.where(arrays.t[rows] - arrays.t[entries] <= window, rows, -1)


def _chosen(arrays: Arrays, before: _Reached, rows: Ints, ended: Bools) -> _Reached:
    on = rows >= 0
    rows = rows[on]
    return _Reached(before.paths[on], rows, before.entries[on], ended[on], arrays.t[rows] - arrays.t[before.rows[on]])


def _row(arrays: Arrays, legs: Sequence[Leg], reached: Sequence[_Reached], leg: Leg) -> dict[str, Any]:
    at = leg.number - 1
    mine, first = reached[at], len(reached[0].paths)
    onward = next((other.number - 1 for other in legs if other.number > leg.number and not other.optional), None)
    stopped = np.ones(len(arrays.paths), bool)
    if onward is not None:
        stopped[reached[onward].paths] = False
    stopped = stopped[mine.paths]
    taken = arrays.t[mine.rows] - arrays.t[mine.entries]
    median, late = (float(level[0]) / 1e6 for level in quantiles_of(taken, [0], [len(taken)], (0.5, 0.9)))
    leg_median, leg_late = (float(level[0]) / 1e6 for level in quantiles_of(mine.leg, [0], [len(mine.leg)], (0.5, 0.9)))
    paths, entered = len(mine.paths), 0 if at else first
    base = len(reached[_required_before(leg, legs)].paths) if at else None
    return {
        "step": leg.number,
        "name": " or ".join(leg.names),
        "paths": paths,
        "entered": entered,
        "dropped": None if onward is None else int(stopped.sum()),
        "ended": int((stopped & mine.ended).sum()),
        "previous_paths": base,
        "previous_share": (paths - entered) / base if base else None,
        "first_share": paths / first if first else None,
        "all_share": paths / len(arrays.paths),
        "median_s": median,
        "q90_s": late,
        "leg_median_s": leg_median,
        "leg_q90_s": leg_late,
    }
