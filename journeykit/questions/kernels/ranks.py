"""The order statistics that ``questions.quantiles`` asks SQL for, from sorted values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from journeykit.events.arrays import Ints

EDGES = (25, 75, 95)
"""Levels in hundredths other than the median, of which all ranks are needed that a resampled median can take."""


class Ranks:
    """Collects the order statistics of several parts."""

    def __init__(self) -> None:
        self.parts: list[npt.NDArray[np.object_]] = []
        self.columns: dict[str, list[Ints]] = {name: [] for name in ("value", "n", "low_rank", "high_rank")}

    def add(self, part: object, values: Ints) -> int:
        """Add the order statistics of a part, whose values are sorted in place; return the number of rows added."""
        values.sort()
        value, low, high = ranks_of(values)
        self.parts.append(np.full(len(value), part, object))
        for name, column in zip(self.columns, (value, np.full(len(value), len(values)), low, high), strict=True):
            self.columns[name].append(column)
        return len(value)

    def cells(self) -> dict[str, Ints]:
        """Return ``value``, ``n``, ``low_rank`` and ``high_rank``."""
        return {name: np.concatenate([*found, np.empty(0, np.int64)]) for name, found in self.columns.items()}

    def keys(self) -> npt.NDArray[np.object_]:
        """Return the part of each row."""
        return np.concatenate([*self.parts, np.empty(0, object)])


def ranks_of(values: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the needed values of a sorted column, and the lowest and highest rank (from 1) of each."""
    total = len(values)
    if not total:
        return values, values, values
    reach = 6 * total**0.5
    begin, end = int((total - 2 - reach) // 2), int((total + 2 + reach) // 2) + 1
    needed = [edge * (total - 1) // 100 + step for edge in EDGES for step in (0, 1)]
    found = np.unique(np.concatenate([values[max(begin - 1, 0) : end + 1], values[np.minimum(needed, total - 1)]]))
    low, high = np.searchsorted(values, found) + 1, np.searchsorted(values, found, side="right")
    wanted = (2 * high >= total - 2 - reach) & (2 * (low - 1) <= total + 2 + reach)
    for edge in EDGES:
        wanted |= (100 * (low - 2) <= edge * (total - 1)) & (edge * (total - 1) < 100 * high)
    return found[wanted], low[wanted], high[wanted]
