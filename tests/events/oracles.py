"""Slow, obvious Python versions of every question: what the engine must equal."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from statistics import median
from typing import Any

Row = tuple[str, str, int]  # path, event, second


def paths_of(rows: list[Row]) -> dict[str, list[tuple[str, int]]]:
    """Path -> its events in order of time, ties in row order."""
    paths: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for path, event, second in rows:
        paths[path].append((event, second))
    return {path: sorted(events, key=lambda pair: pair[1]) for path, events in paths.items()}


def transitions(rows: list[Row]) -> list[tuple[Any, ...]]:
    pairs: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    out: Counter[str] = Counter()
    for path, events in paths_of(rows).items():
        for (a, t), (b, u) in pairwise(events):
            pairs[a, b].append((path, u - t))
            out[a] += 1
    table = [
        (a, b, len(found), len({p for p, _ in found}), len(found) / out[a], float(median(gap for _, gap in found)))
        for (a, b), found in pairs.items()
    ]
    return sorted(table, key=lambda row: (-row[2], row[0], row[1]))


def steps(rows: list[Row], columns: int, top: int) -> Counter[tuple[Any, ...]]:
    """Links ``(column, source, source_kind, target, target_kind)`` -> paths."""
    paths = [[event for event, _ in events] for events in paths_of(rows).values()]
    kept = {}
    for column in range(columns):
        counts = Counter(path[column] for path in paths if len(path) > column)
        kept[column] = sorted(counts, key=lambda event: (-counts[event], event))[:top]

    def node(path: list[str], column: int) -> tuple[str | None, str]:
        if len(path) <= column:
            return None, "left"
        return (path[column], "event") if path[column] in kept[column] else ("other", "other")

    return Counter(
        (column + 1, *node(path, column), *node(path, column + 1))
        for path in paths
        for column in range(columns - 1)
        if len(path) > column
    )


def funnel(
    rows: list[Row],
    names: list[tuple[str, ...]],
    window: int | None = None,
    order: str = "eventual",
    at: int | None = None,
) -> list[int]:
    """Paths that reach each step, by trying every way to pick later events, not only the earliest."""
    reached = [0] * len(names)
    for events in paths_of(rows).values():
        entries = [i for i, (event, _) in enumerate(events) if event in names[0] and at in (None, i + 1)]
        if entries:
            latest = None if window is None else events[entries[0]][1] + window
            for step in range(_furthest(events, names, entries[0], 1, latest, order)):
                reached[step] += 1
    return reached


def _furthest(
    events: list[tuple[str, int]], names: list[tuple[str, ...]], last: int, step: int, latest: int | None, order: str
) -> int:
    if step == len(names):
        return step
    best = step
    for later in range(last + 1, len(events)):
        event, second = events[later]
        inside = latest is None or second <= latest
        if event in names[step] and inside and (order == "eventual" or later == last + 1):
            best = max(best, _furthest(events, names, later, step + 1, latest, order))
    return best


def stage_flow(rows: list[Row], order: list[str]) -> Counter[tuple[int, int | None, str]]:
    """Links ``(stage, target stage, kind)`` -> unique paths."""
    flow: Counter[tuple[int, int | None, str]] = Counter()
    for events in paths_of(rows).values():
        visits = [order.index(event) for event, _ in events if event in order]
        if not visits:
            continue
        progression: list[int] = []
        for stage in visits:
            if not progression or stage > progression[-1]:
                progression.append(stage)
        for here, there in pairwise(progression):
            flow[here, there, "forward" if there == here + 1 else "skip"] += 1
        flow[progression[-1], None, "end" if progression[-1] == len(order) - 1 else "left"] += 1
        for back in {(here, there) for here, there in pairwise(visits) if there < here}:
            flow[(*back, "return")] += 1
    return flow
