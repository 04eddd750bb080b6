"""Transitions from the sorted arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.events.groups import MOST_GROUPS, distinct_paths, grouped, quantiles_of

if TYPE_CHECKING:
    from journeykit.events.arrays import Arrays, Ints
    from journeykit.events.groups import Floats
    from journeykit.events.query import Cells, Kernel

MOST_PAIRS = 20_000
"""With more pairs, each is so small that a database counts them as quickly."""


def transition_kernel(names: Sequence[str]) -> Kernel:
    """Return the kernel of ``transitions`` for a log with these event names, in the order of their numbers."""
    size = len(names)

    def cells(arrays: Arrays) -> Cells | None:
        if size**2 > MOST_GROUPS:
            return None
        pair = arrays.event * np.int32(size)
        pair[:-1] += arrays.event[1:]
        pair -= np.int32(size + 1)
        pair[arrays.starts[1:] - 1] = size**2
        begins, paths, gap = grouped(pair, arrays.starts, arrays.gap, size**2 + 1)
        del pair
        counts = np.diff(begins)[:-1]
        present = np.flatnonzero(counts)
        if len(present) > MOST_PAIRS:
            return None
        unique = distinct_paths(begins, paths)[present]
        del paths
        middle, late = quantiles_of(gap, begins[present], begins[present + 1], (0.5, 0.95))
        return _sorted_cells(names, present, counts[present], unique, middle / 1_000_000, late / 1_000_000)

    return cells


def _sorted_cells(
    names: Sequence[str],
    present: Ints,
    transitions: Ints,
    paths: Ints,
    median_gap_s: Floats,
    q95_gap_s: Floats,
) -> dict[str, list[Any]]:
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
