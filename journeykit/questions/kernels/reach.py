"""The events that paths have, begin with and end with, from the sorted arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from journeykit.events.groups import by_reach, first_after, hits

if TYPE_CHECKING:
    from journeykit.events.arrays import Arrays, Ints
    from journeykit.events.query import Cells, Kernel


def reach_kernel(names: tuple[str, ...]) -> Kernel:
    """Return the kernel of ``reach`` for a log with these event names."""

    def cells(arrays: Arrays) -> Cells | None:
        if not len(arrays):
            return None
        order, events, paths = by_reach(arrays, names)
        counts = {
            "events": events,
            "paths": paths,
            "path_share": paths / len(arrays.paths),
            "first_paths": _counted(arrays.event[arrays.starts[:-1]], names),
            "last_paths": _counted(arrays.event[arrays.starts[1:] - 1], names),
        }
        return {"event": [names[at] for at in order], **{name: column[order] for name, column in counts.items()}}

    return cells


def entry_kernel(names: tuple[str, ...]) -> Kernel:
    """Return the kernel of ``entry_points`` for a log with these event names."""

    def cells(arrays: Arrays) -> Cells:
        paths = _counted(arrays.event[arrays.starts[:-1]], names).tolist()
        order = sorted((at for at, n in enumerate(paths) if n), key=lambda at: (-paths[at], names[at]))
        return {
            "event": [names[at] for at in order],
            "paths": [paths[at] for at in order],
            "total": [len(arrays.paths)] * len(order),
        }

    return cells


def last_touchpoint_kernel(names: tuple[str, ...], goals: tuple[int, ...], idle: int) -> Kernel:
    """Return the kernel of ``last_touchpoints``: goals are numbers of events, ``idle`` microseconds."""

    def cells(arrays: Arrays) -> Cells:
        begins, ends = arrays.starts[:-1], arrays.starts[1:]
        reached = np.zeros(len(arrays.paths), bool)
        if goals:
            reached = first_after(hits(arrays, goals), begins - 1, ends) >= 0
        known = reached | (arrays.t.max(initial=0) - arrays.t[ends - 1] >= idle)
        events = _counted(arrays.event if known.all() else arrays.event[np.repeat(known, arrays.lengths)], names)
        leavers = _counted(arrays.event[ends - 1][known & ~reached], names)
        order = sorted((at for at in range(len(names)) if events[at]), key=lambda at: (-leavers[at], names[at]))
        return {"event": [names[at] for at in order], "paths": leavers[order], "events": events[order]}

    return cells


def _counted(event: Ints, names: tuple[str, ...]) -> Ints:
    return np.bincount(event, minlength=len(names) + 1)[1:]
