"""Answers straight from the sorted arrays of a log: a second way to run a question, for where SQL has to sort again.

A kernel gives the cells that the question's SQL gives, column by column and row by row, or None where the SQL does as
well. The SQL stays the definition, and the two are tested against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from journeykit.events.arrays import Arrays, Ints

    Kernel = Callable[[Arrays], Mapping[str, Sequence[Any]] | None]

__all__ = ["transition_kernel"]

MOST_PAIRS = 20_000
"""Beyond, the groups are so small that a database counts them as quickly."""


def transition_kernel(names: Sequence[str]) -> Kernel:
    """Return the kernel of ``transitions`` for a log with these event names, in the order of their numbers."""

    def cells(arrays: Arrays) -> Mapping[str, Sequence[Any]] | None:
        import numpy as np

        if len(names) ** 2 > 2**16:
            return None
        rows = np.flatnonzero(~arrays.last)
        pair = ((arrays.event[rows] - 1) * len(names) + (arrays.event[rows + 1] - 1)).astype(np.uint16)
        # Sixteen bits are sorted by their digits, in the order of the rows: within a pair, path by path.
        order = np.argsort(pair, kind="stable")
        counts = np.bincount(pair, minlength=len(names) ** 2)
        present = np.flatnonzero(counts)
        if len(present) > MOST_PAIRS:
            return None
        ends = np.cumsum(counts[present])
        begins = ends - counts[present]
        path = arrays.spread(np.arange(len(arrays.paths), dtype=np.int32))[rows][order]
        gap = arrays.gap[rows][order]
        another = np.ones(len(path), bool)
        another[1:] = path[1:] != path[:-1]
        another[begins] = True
        paths = np.add.reduceat(another, begins, dtype=np.int64) if len(begins) else begins
        middle, late = _quantiles(gap, begins, ends, (0.5, 0.95))
        return _sorted_cells(names, present, counts[present], paths, middle / 1_000_000, late / 1_000_000)

    return cells


def _quantiles(values: Ints, begins: Ints, ends: Ints, levels: tuple[float, ...]) -> list[npt.NDArray[np.float64]]:
    """Return the levels of each run of values, with straight lines between neighbours (Hyndman and Fan's type 7)."""
    import numpy as np

    found = [np.empty(len(begins)) for _ in levels]
    for number, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        part, last = values[begin:end], int(end - begin) - 1
        places = [(int(last * level), last * level) for level in levels]
        part.partition(sorted({place for low, _ in places for place in (low, min(low + 1, last))}))
        for result, (low, place) in zip(found, places, strict=True):
            lower, upper = float(part[low]), float(part[min(low + 1, last)])
            result[number] = lower + (upper - lower) * (place - low)
    return found


def _sorted_cells(
    names: Sequence[str],
    present: Ints,
    transitions: Ints,
    paths: Ints,
    median_gap_s: npt.NDArray[np.float64],
    q95_gap_s: npt.NDArray[np.float64],
) -> dict[str, list[Any]]:
    import numpy as np

    source, target = present // len(names), present % len(names)
    out, into = (np.bincount(side, weights=transitions, minlength=len(names))[side] for side in (source, target))
    columns = {
        "source": [names[number] for number in source],
        "target": [names[number] for number in target],
        "transitions": transitions.tolist(),
        "paths": paths.tolist(),
        "out_share": (transitions / out).tolist(),
        "in_share": (transitions / into).tolist(),
        "median_gap_s": median_gap_s.tolist(),
        "q95_gap_s": q95_gap_s.tolist(),
    }
    keys = zip((-transitions).tolist(), columns["source"], columns["target"], range(len(present)), strict=True)
    order = [key[3] for key in sorted(keys)]
    return {name: [cells[place] for place in order] for name, cells in columns.items()}
