"""Steps from the sorted arrays: each column takes one look-up per path."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.events.groups import first_after, hits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from journeykit.events.arrays import Arrays, Ints
    from journeykit.events.query import Cells, Kernel

MOST_NAMES = 1_000
"""With more names, a table of all pairs is larger than what a database groups."""

FLOW = ("source_column", "source", "source_kind", "target_column", "target", "target_kind", "paths", "kind")
"""Columns of a flow."""

Moves = dict[int, dict[tuple[int, int], int]]
"""Place -> (event, next event or 0) -> paths."""


def step_kernel(
    names: tuple[str, ...], columns: int, top: int, start: tuple[int, ...] | None, end: tuple[int, ...] | None
) -> Kernel:
    """Return the kernel of ``steps``; ``start`` and ``end`` are numbers of events, or None."""

    def cells(arrays: Arrays) -> Cells | None:
        if len(names) > MOST_NAMES:
            return None
        moves = {
            place: _counted(event, following, len(names) + 1)
            for place, event, following in _walk(arrays, columns, start, end)
        }
        return _flows(names, moves, columns, top, "end" if start is not None and end is not None else "left")

    return cells


def _walk(
    arrays: Arrays, columns: int, start: tuple[int, ...] | None, end: tuple[int, ...] | None
) -> Iterator[tuple[int, Ints, Ints]]:
    """Yield for every place the event of each path that gets there, and the next one, 0 where the walk is over."""
    begins, ends = arrays.starts[:-1], arrays.starts[1:]
    backward = start is None and end is not None
    first = begins
    if (anchor := start if start is not None else end) is not None:
        first = first_after(hits(arrays, anchor), begins - 1, ends)
        begins, ends, first = (side[first >= 0] for side in (begins, ends, first))
    if start is not None and end is not None:
        goal = first_after(hits(arrays, end), first, ends)
        first, ends = first[goal >= 0], goal[goal >= 0] + 1
    step, edge = (-1, begins - 1) if backward else (1, ends)
    row = first
    for place in range(1, columns + 1):
        following = row + step
        goes_on = following != edge
        nobody = np.zeros(len(row), arrays.event.dtype)
        nobody[goes_on] = arrays.event[following[goes_on]]
        yield place, arrays.event[row], nobody
        row, edge = following[goes_on], edge[goes_on]


def _counted(event: Ints, following: Ints, size: int) -> dict[tuple[int, int], int]:
    counts = np.bincount(event * np.int32(size) + following)
    present = np.flatnonzero(counts)
    return {divmod(int(pair), size): int(n) for pair, n in zip(present, counts[present], strict=True)}


def _flows(names: tuple[str, ...], moves: Moves, columns: int, top: int, over: str) -> dict[str, list[Any]]:
    kept = {place: _most_frequent(names, found, top) for place, found in moves.items()}
    links: defaultdict[tuple[Any, ...], int] = defaultdict(int)
    for place in range(1, columns):
        for (event, following), paths in moves[place].items():
            links[(place, *_node(names, event, kept[place]), *_node(names, following, kept[place + 1], over))] += paths
    kinds = {"event": 0, "other": 1}

    def standing(link: tuple[Any, ...]) -> tuple[Any, ...]:
        place, source, source_kind, target, target_kind = link
        return place, source_kind == "other", source, kinds.get(target_kind, 2), -links[link], target or ""

    rows = []
    for link in sorted(links, key=standing):
        place, source, source_kind, target, target_kind = link
        entered, kind = (place + 1, "forward") if target_kind in kinds else (None, target_kind)
        rows.append((place, source, source_kind, entered, target, target_kind, links[link], kind))
    return {name: [row[at] for row in rows] for at, name in enumerate(FLOW)}


def _most_frequent(names: tuple[str, ...], found: dict[tuple[int, int], int], top: int) -> set[int]:
    counts: Counter[int] = Counter()
    for (event, _), paths in found.items():
        counts[event] += paths
    return set(sorted(counts, key=lambda event: (-counts[event], names[event - 1]))[:top])


def _node(names: tuple[str, ...], event: int, kept: set[int], over: str = "") -> tuple[str | None, str]:
    if not event:
        return None, over
    return (names[event - 1], "event") if event in kept else ("other", "other")
