"""Which counts a page must leave out so that no group of fewer than ``least`` can be read off it or worked out.

A count below the limit is withheld, and so is whatever would give it away. To find that out, an integer program looks
for other logs (:mod:`journeykit.summary.crowd`) that give every shown count as it is and the withheld one another
value. If there is none, the shown counts that would have to change are withheld too, at the least cost to the page.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from journeykit.summary.counts import ALL, Cell, Counts, Ints, Numbers
from journeykit.summary.crowd import Crowd
from journeykit.summary.programs import Slack, another_log
from journeykit.summary.swaps import NEVER, Swaps

PROGRAMMED = 250_000
"""Counts times kinds of travellers up to which an integer program looks for the cheapest way; beyond, swaps do."""
EVENTS = "events on the map"
"""The share of events that belong to a touchpoint: no count of travellers, but it limits some."""
WHICH = "which counts are small"
"""Whether a withheld count is small, which a page says unless that gives something away."""
TOTAL = "events of the log"
"""How many events the log has."""

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
"""The cost of withholding a count, by its kind; any other kind costs 1."""
REMAINDER_COST = 0.1
"""The cost of withholding a count that the page does not show, but that follows from two others."""


def cost(table: Counts, cell: Cell) -> float:
    """Return the cost of withholding a count: highest for large counts and for headlines."""
    if cell in table.rests:
        return REMAINDER_COST
    kind = cell[0] if isinstance(cell, tuple) else cell
    return COSTS.get(str(kind), 1.0) * (1 + math.log2(1 + table.counts[cell]) / 4)


def shown_together(counts: Mapping[Cell, int]) -> list[tuple[Any, ...]]:
    """Return the cells of each row that a page shows completely or not at all."""
    rows: list[tuple[Any, ...]] = []
    for cell in counts:
        if isinstance(cell, tuple) and cell[0] == "arrow":
            rows.append((cell, ("lost", *cell[1:]), ("touchpoint", cell[1])))
        if isinstance(cell, tuple) and cell[0] == "asked":
            rows.append((cell, ("yes", cell[1]), ("no", cell[1])))
    return rows


def near_totals(table: Counts, events: int, on_map: int, least: int) -> frozenset[Cell]:
    """Return the totals of events that are only a few above one event per traveller and so tell of a small group."""
    met = sum(number for cell, number in table.counts.items() if isinstance(cell, tuple) and cell[0] == "touchpoint")
    near = {TOTAL: events - table.counts[ALL], EVENTS: on_map - met}
    return frozenset(cell for cell, second in near.items() if 0 < second < least)


def withheld(
    table: Counts,
    crowd: Crowd,
    *,
    least: int = 5,
    first: frozenset[Cell] = frozenset(),
    logs: list[Ints] | None = None,
    programmed: int = PROGRAMMED,
) -> frozenset[Cell]:
    """Return the cells that a page must not show: counts from 1 to ``least - 1``, and what would give them away.

    ``first`` are cells that are withheld anyway. ``logs`` are other logs found for a page with the same counts; those
    found here are added. A log with more than ``programmed`` counts times kinds is decided in a quicker way.

    A reader is assumed to know which withheld counts are small, unless ``WHICH`` is hidden, and that none is zero. For
    each small count at least two logs give the same page and differ in it. The method is cell suppression with an
    attacker's integer program, as in Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 4.
    """
    audit = _Audit(table, crowd, least, programmed, logs=[] if logs is None else logs)
    audit.begin(first)
    audit.look_around()
    for cell in sorted(audit.small, key=str):
        if not audit.is_open(cell) and not audit.open(cell):
            audit.hide_all()
            audit.open(cell)
    return frozenset(audit.hidden)


@dataclass
class _Audit:
    """A search for other logs that give the same page."""

    table: Counts
    crowd: Crowd
    least: int
    programmed: int
    hidden: set[Cell] = field(default_factory=set)
    logs: list[Ints] = field(default_factory=list)
    _held: tuple[Any, Swaps] | None = None

    def __post_init__(self) -> None:
        counts = self.table.counts
        self.place = {cell: number for number, cell in enumerate(self.crowd.cells)}
        self.small = {cell for cell, count in counts.items() if 0 < count < self.least}
        self.seen = {cell: {counts[cell]} for cell in self.small}
        self.span: tuple[float, float] = self.crowd.span
        self.truth = np.array([counts[cell] for cell in self.crowd.cells], float)

    def hide(self, cells: Iterable[Cell]) -> None:
        """Withhold cells, and what a page cannot show without them."""
        self.hidden.update(cells)
        before = -1
        while before != len(self.hidden):
            before = len(self.hidden)
            for rest, pair in self.table.rests.items():
                if not self.hidden.isdisjoint(pair):
                    self.hidden.add(rest)
            for together in shown_together(self.table.counts):
                if not self.hidden.isdisjoint(together):
                    self.hidden.update(cell for cell in together if cell[0] != "touchpoint")

    def begin(self, first: frozenset[Cell]) -> None:
        """Withhold the small counts, and what was withheld before."""
        if EVENTS in first:
            self.span = (0, self.crowd.events)
        self.hide(self.small | first)
        for kinds in tuple(self.logs):
            self._note(kinds)

    def hide_all(self) -> None:
        """Withhold everything, as a last resort."""
        self.span = (0, np.inf)
        self.hide([EVENTS, WHICH, TOTAL, *(cell for cell, count in self.table.counts.items() if count)])

    def is_open(self, cell: Cell) -> bool:
        return max(self.seen[cell]) > min(self.seen[cell])

    def look_around(self) -> None:
        """Look for logs in which many small counts differ at once."""
        if self.crowd.stands.size > self.programmed:
            return
        chance = np.random.default_rng(0)
        for _ in range(3):
            closed = [cell for cell in sorted(self.small, key=str) if not self.is_open(cell)]
            if len(closed) < 8:
                return
            aim = np.zeros(len(self.place))
            for cell in closed:
                aim[self.place[cell]] = chance.choice([-1.0, 1.0])
            self._note(self._solve(aim @ self.crowd.stands, self._bounds(), gap=0.3))

    def open(self, cell: Cell) -> bool:
        """Look for a log in which this count differs; withhold further counts if there is none."""
        if self._swap(cell):
            return True
        self._try(cell)
        if self.is_open(cell):
            return True
        if EVENTS not in self.hidden and self._opens_without(cell):
            return True
        ways = self._ways(cell)
        if not ways and WHICH not in self.hidden:
            self.hidden.add(WHICH)
            self._try(cell)
            ways = [] if self.is_open(cell) else self._ways(cell)
        if ways:
            self._take(min(ways, key=lambda way: sum(cost(self.table, other) for other in way[1])))
        # The search is cut off after so many branches: a swap may do what it did not find.
        return self.is_open(cell) or self._swap(cell, at_any_cost=True)

    def _swap(self, cell: Cell, *, at_any_cost: bool = False) -> bool:
        """Swap two travellers whom no shown count tells apart; in a large log, whom the cheapest counts do."""
        found = self._swaps().cheapest(self.place[cell])
        if found is None or (found[0] > 0 and not at_any_cost and self.crowd.stands.size <= self.programmed):
            return False
        self._take(self._way(found[1], self._shown()))
        return self.is_open(cell)

    def _way(self, kinds: Ints, shown: list[Cell]) -> tuple[Ints, list[Cell]]:
        """Return a log with the shown counts that differ in it."""
        values = self._values(kinds)
        return kinds, [other for other in shown if values[self.place[other]] != self.truth[self.place[other]]]

    def _take(self, way: tuple[Ints, list[Cell]]) -> None:
        self.hide(way[1])
        self._note(way[0])

    def _swaps(self) -> Swaps:
        state = (len(self.hidden), self.span)
        if self._held is None or self._held[0] != state:
            low, high = self._bounds()
            more, fewer = np.where(self.truth < high, 0.0, NEVER), np.where(self.truth > low, 0.0, NEVER)
            for other in self._shown():
                at = self.place[other]
                more[at] = fewer[at] = cost(self.table, other)
                if self.truth[at] <= self.least:
                    fewer[at] = NEVER  # A count that is not small must not become small.
            total = None if TOTAL in self.hidden else self.crowd.events
            self._held = state, Swaps(self.crowd, more, fewer, span=self.span, total=total)
        return self._held[1]

    def _shown(self) -> list[Cell]:
        return [other for other in self.place if other not in self.hidden and self.table.counts[other]]

    def _opens_without(self, cell: Cell) -> bool:
        """Withhold the share of events on the map if that alone opens a count."""
        span, self.span = self.span, (0, self.crowd.events)
        self.hidden.add(EVENTS)
        self._try(cell)
        if not self.is_open(cell):
            self.span = span
            self.hidden.remove(EVENTS)
        return self.is_open(cell)

    def _try(self, cell: Cell) -> None:
        at = self.place[cell]
        for step in (1, -1):
            low, high = self._bounds()
            low[at], high[at] = (self.truth[at] + 1, high[at]) if step > 0 else (low[at], self.truth[at] - 1)
            if low[at] <= high[at] and not self.is_open(cell):
                self._note(self._solve(np.zeros(self.crowd.stands.shape[1]), (low, high)))

    # ------------------------------------------------------------------------------------------------------- programs

    def _ways(self, cell: Cell) -> list[tuple[Ints, list[Cell]]]:
        return [way for step in (1, -1) if (way := self._give_way(cell, step)) is not None]

    def _give_way(self, cell: Cell, step: int) -> tuple[Ints, list[Cell]] | None:
        """Return the cheapest log in which this count differs by a step, with the shown counts that change."""
        low, high = self._bounds()
        at = self.place[cell]
        floor, ceiling = low[at], high[at]
        low[at] = high[at] = self.truth[at] + step
        if not floor <= low[at] <= ceiling:
            return None
        shown = self._shown()
        columns = np.zeros((len(self.place), 2 * len(shown)))
        most = np.full(2 * len(shown), np.inf)
        for number, other in enumerate(shown):
            columns[self.place[other], 2 * number : 2 * number + 2] = (-1, 1)
            # A count that is not small must not become small.
            most[2 * number + 1] = max(self.table.counts[other] - self.least, 0)
        slack = (columns, np.repeat([cost(self.table, other) for other in shown], 2), most)
        kinds = self._solve(np.zeros(self.crowd.stands.shape[1]), (low, high), slack, gap=0.2)
        return None if kinds is None else self._way(kinds, shown)

    def _bounds(self) -> tuple[Numbers, Numbers]:
        low, high = self.truth.copy(), self.truth.copy()
        told = WHICH not in self.hidden
        for cell in self.hidden - {EVENTS, TOTAL, WHICH}:
            at = self.place[cell]
            low[at], high[at] = self.least if told else 1, np.inf
            if cell in self.small:
                # With a limit of 2, "small" would mean 1.
                low[at], high[at] = 1, self.least - 1 if told and self.least > 2 else np.inf
            elif cell in self.table.rests or not self.truth[at]:
                low[at] = 0
        return low, high

    def _solve(
        self, aim: Numbers, bounds: tuple[Numbers, Numbers], slack: Slack | None = None, gap: float = 0.0
    ) -> Ints | None:
        total = None if TOTAL in self.hidden else self.crowd.events
        return another_log(self.crowd, aim, bounds, span=self.span, total=total, slack=slack, gap=gap)

    def _values(self, kinds: Ints) -> Ints:
        values: Ints = self.crowd.rest + self.crowd.stands @ kinds
        return values

    def _note(self, kinds: Ints | None) -> None:
        """Note the values of the small counts in another log, if it gives the same page."""
        if kinds is None:
            return
        values = self._values(kinds)
        low, high = self._bounds()
        if ((low <= values) & (values <= high)).all():
            self.logs.append(kinds)
            for cell in self.small:
                self.seen[cell].add(int(values[self.place[cell]]))
