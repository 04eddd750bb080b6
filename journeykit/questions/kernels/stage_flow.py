"""Stage flow from the sorted arrays: a path makes progress where its running maximum rises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.events.groups import MOST_GROUPS, distinct_paths, grouped, quantiles_of
from journeykit.questions.kernels.steps import FLOW

if TYPE_CHECKING:
    from journeykit.events.arrays import Arrays, Ints
    from journeykit.events.query import Cells, Kernel

KINDS = ("forward", "skip", "end", "left", "return")
"""In the order of the answer."""


def stage_flow_kernel(names: Sequence[str], order: Sequence[str]) -> Kernel:
    """Return the kernel of ``stage_flow`` for a log with these event names and stages in this order."""

    def cells(arrays: Arrays) -> Cells | None:
        if (len(order) + 1) ** 2 > MOST_GROUPS:
            return None
        stage, row, heights = _visits(arrays, names, order)
        links = _progress(arrays, stage, row, heights, len(order)) + _returns(stage, heights, len(order))
        return _rows(order, links)

    return cells


def _visits(arrays: Arrays, names: Sequence[str], order: Sequence[str]) -> tuple[Ints, Ints | None, Ints]:
    """Return each visit's stage, its row (None: all rows are visits), and its stage above those of all paths before."""
    known = {name: number for number, name in enumerate(order)}
    stage_of = np.array([-1, *(known.get(name, -1) for name in names)], np.int16)
    size = len(arrays.paths) * len(order)
    base: Ints = np.arange(len(arrays.paths), dtype=np.int64) * len(order)
    base = base.astype(np.int32) if size < 2**31 else base
    stage, heights, row = stage_of[arrays.event], arrays.spread(base), None
    if (stage_of[1:] < 0).any():
        row = np.flatnonzero(stage >= 0)
        stage, heights = stage[row], heights[row]
    heights += stage
    return stage, row, heights


Link = tuple[int, int | None, int, float | None, str]
"""Source, target, paths, median seconds, kind."""


def _progress(arrays: Arrays, stage: Ints, row: Ints | None, heights: Ints, stages: int) -> list[Link]:
    # The stages of later paths are above those of earlier ones, so one running maximum serves all paths.
    rises = np.ones(len(heights), bool)
    np.greater(heights[1:], np.maximum.accumulate(heights)[:-1], out=rises[1:])
    risen = np.flatnonzero(rises)
    source, path = stage[risen].astype(np.int32), heights[risen] // stages
    t = arrays.t[risen if row is None else row[risen]]
    target = np.full(len(risen), stages, np.int32)
    goes_on = path[1:] == path[:-1]
    target[:-1][goes_on] = source[1:][goes_on]
    pair = source * np.int32(stages + 1) + target
    gap = np.append(np.diff(t), np.int64(0))[: len(risen)]
    begins, _, gaps = grouped(pair, np.array([0, len(pair)]), gap, stages * (stages + 1))
    links: list[Link] = []
    for place in np.flatnonzero(np.diff(begins)).tolist():
        left, entered = divmod(place, stages + 1)
        begin, end = int(begins[place]), int(begins[place + 1])
        if entered == stages:
            links.append((left, None, end - begin, None, "end" if left == stages - 1 else "left"))
            continue
        (median,) = quantiles_of(gaps, [begin], [end], (0.5,))
        kind = "forward" if entered == left + 1 else "skip"
        links.append((left, entered, end - begin, float(median[0]) / 1_000_000, kind))
    return links


def _returns(stage: Ints, heights: Ints, stages: int) -> list[Link]:
    back = np.flatnonzero((stage[1:] < stage[:-1]) & (heights[1:] - stage[1:] == heights[:-1] - stage[:-1]))
    path = heights[back] // stages
    pair = stage[back].astype(np.int32) * np.int32(stages) + stage[back + 1]
    begins, _, paths = grouped(pair, np.array([0, len(pair)]), path, stages * stages)
    counts = distinct_paths(begins, paths)
    return [
        (place // stages, place % stages, int(counts[place]), None, "return")
        for place in np.flatnonzero(counts).tolist()
    ]


def _rows(order: Sequence[str], links: list[Link]) -> dict[str, list[Any]]:
    def standing(link: Link) -> tuple[int, int, int]:
        return link[0], KINDS.index(link[4]), -1 if link[1] is None else link[1]

    rows = []
    for source, target, paths, median, kind in sorted(links, key=standing):
        entered, target_kind = (None, kind) if target is None else (order[target], "stage")
        rows.append(
            (source, order[source], "stage", target, entered, target_kind, paths, kind, source, target, median),
        )
    columns = (*FLOW, "source_position", "target_position", "median_s")
    return {name: [row[at] for row in rows] for at, name in enumerate(columns)}
