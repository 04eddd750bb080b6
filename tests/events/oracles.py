"""Slow, obvious Python versions of every question: what the engine must equal."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
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
        for (a, t), (b, u) in itertools.pairwise(events):
            pairs[a, b].append((path, u - t))
            out[a] += 1
    table = [
        (a, b, len(found), len({p for p, _ in found}), len(found) / out[a], float(median(gap for _, gap in found)))
        for (a, b), found in pairs.items()
    ]
    return sorted(table, key=lambda row: (-row[2], row[0], row[1]))
