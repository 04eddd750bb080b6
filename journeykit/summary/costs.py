"""What it costs a page to withhold a count, and which counts it shows together or not at all."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from journeykit.summary.counts import Counts

Cell = Hashable
COSTS = {
    "all": 60.0,
    "got to": 8.0,
    "reached": 8.0,
    "touchpoint": 5.0,
    "stopped": 5.0,
    "persona": 4.0,
    "stage": 2.0,
    "step": 0.5,
    "event": 0.5,
}
"""What it costs a page to withhold a count, by its kind; any other costs one."""
REST = 0.1
"""What it costs to withhold a count that stands nowhere, but follows from two that do."""


def cost(table: Counts, cell: Cell) -> float:
    """Return what it costs to withhold a count: large ones and those of headlines most."""
    if cell in table.rests:
        return REST
    kind = cell[0] if isinstance(cell, tuple) else cell
    return COSTS.get(str(kind), 1.0) * (1 + math.log2(1 + table.counts[cell]) / 4)


def shown_together(counts: Mapping[Cell, int]) -> list[tuple[Any, ...]]:
    """Return the cells that a page shows in one row, or none of them, after the row's name."""
    rows: list[tuple[Any, ...]] = []
    for cell in counts:
        if isinstance(cell, tuple) and cell[0] == "arrow":
            rows.append((cell, cell, ("lost", *cell[1:]), ("touchpoint", cell[1])))
        if isinstance(cell, tuple) and cell[0] == "asked":
            rows.append((cell, cell, ("yes", cell[1]), ("no", cell[1])))
    return rows
