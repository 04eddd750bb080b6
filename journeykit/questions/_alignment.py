"""Optimal alignments of many sequences with one linear model, all at once: dynamic programming over arrays.

A move is *synchronous* (the event is expected), *on the log* (inserted) or *on the model* (skipped). The last two cost
1; skipping an optional step costs nothing. Of several alignments with the least cost a fixed rule takes one, so places
may depend on the rule, but costs do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

INSERT, SYNC, REPEAT, SKIP = 1, 2, 3, 4
CELLS = 30_000_000
"""Largest number of cells of the table of moves in memory, one byte each."""


@dataclass(frozen=True)
class Model:
    """A linear model: for each step the numbers of its events, and whether it is optional or repeatable."""

    fits: tuple[frozenset[int], ...]
    optional: tuple[bool, ...]
    repeatable: tuple[bool, ...]

    @property
    def shortest(self) -> int:
        """Number of events in the shortest run of the model."""
        return sum(not optional for optional in self.optional)


@dataclass(frozen=True)
class Alignment:
    """One optimal alignment: its moves ``(kind, event, step)`` in order.

    ``event`` is 0 for a skip; ``step`` counts from 1, for an insertion it is the step before (0: before the first).
    """

    moves: tuple[tuple[int, int, int], ...]
    inserted: int
    skipped: int
    fitness: float

    @property
    def cost(self) -> int:
        return self.inserted + self.skipped


def align(sequences: Sequence[np.ndarray], model: Model) -> list[Alignment]:
    """Return an optimal alignment for each sequence of event numbers (from 1).

    Adriansyah, van Dongen and van der Aalst, EDOC (2011), for linear models, which need no search. Fitness is
    1 - cost / (events of the sequence + events of the shortest run of the model).
    """
    aligned: list[Alignment | None] = [None] * len(sequences)
    for part in _parts([len(sequence) for sequence in sequences], len(model.fits) + 1):
        for number, moves in zip(part, _aligned([sequences[number] for number in part], model), strict=True):
            inserted = sum(kind == INSERT for kind, _, _ in moves)
            skipped = sum(kind == SKIP and not model.optional[step - 1] for kind, _, step in moves)
            worst = len(sequences[number]) + model.shortest
            fitness = 1 - (inserted + skipped) / worst if worst else 1.0
            aligned[number] = Alignment(tuple(moves), inserted, skipped, fitness)
    return [alignment for alignment in aligned if alignment is not None]


def _parts(lengths: Sequence[int], width: int) -> Iterator[list[int]]:
    """Yield the numbers of the sequences in parts of similar length that fit into memory."""
    part: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda number: lengths[number]):
        if part and (len(part) + 1) * (lengths[number] + 1) * width > CELLS:
            yield part
            part = []
        part.append(number)
    if part:
        yield part


def _aligned(sequences: Sequence[np.ndarray], model: Model) -> list[list[tuple[int, int, int]]]:
    lengths = np.array([len(sequence) for sequence in sequences])
    padded = np.zeros((len(sequences), int(lengths.max(initial=0))), dtype="int64")
    for row, sequence in enumerate(sequences):
        padded[row, : len(sequence)] = sequence
    return _traced(padded, lengths, _moves(padded, lengths, model), model)


def _moves(padded: np.ndarray, lengths: np.ndarray, model: Model) -> np.ndarray:
    """Return the last move of a best way to each cell (events read, sequence, steps of the model done)."""
    count, longest = padded.shape
    fits = _fits(model, int(padded.max(initial=0)))
    repeatable = np.array([False, *model.repeatable])
    skips = np.cumsum([0, *(0 if optional else 1 for optional in model.optional)])
    moves = np.full((longest + 1, count, len(skips)), SKIP, dtype="int8")
    costs = np.broadcast_to(skips, (count, len(skips))).copy()
    for seen in range(longest):
        fitting = fits[padded[:, seen]]
        best, kinds = costs + 1, np.full(costs.shape, INSERT, dtype="int8")
        again = fitting & repeatable & (costs < best)
        best[again], kinds[again] = costs[again], REPEAT
        # Preferred where it costs the same, so that a met touchpoint is no insertion.
        synced = fitting[:, 1:] & (costs[:, :-1] <= best[:, 1:])
        best[:, 1:][synced], kinds[:, 1:][synced] = costs[:, :-1][synced], SYNC
        reached = np.minimum.accumulate(best - skips, axis=1) + skips
        kinds[reached < best] = SKIP
        moves[seen + 1] = kinds
        costs = np.where((seen < lengths)[:, None], reached, costs)
    return moves


def _fits(model: Model, most: int) -> np.ndarray:
    """Return which events (rows) fit which steps (columns); nothing fits step 0."""
    fits = np.zeros((most + 1, len(model.fits) + 1), dtype=bool)
    for step, fitting in enumerate(model.fits, start=1):
        fits[[event for event in fitting if event <= most], step] = True
    return fits


def _traced(
    padded: np.ndarray, lengths: np.ndarray, moves: np.ndarray, model: Model
) -> list[list[tuple[int, int, int]]]:
    """Walk back from the end of all sequences, one move at a time."""
    rows = np.arange(len(lengths))
    seen, step = lengths.copy(), np.full(len(lengths), len(model.fits))
    traces: list[list[tuple[int, int, int]]] = [[] for _ in rows]
    while len(rows):
        kinds = moves[seen[rows], rows, step[rows]]
        on_log = kinds != SKIP
        events = np.where(on_log, padded[rows, np.maximum(seen[rows] - 1, 0)] if padded.shape[1] else 0, 0)
        for row, kind, event, place in zip(
            rows.tolist(), kinds.tolist(), events.tolist(), step[rows].tolist(), strict=True
        ):
            traces[row].append((kind, event, place))
        seen[rows] -= on_log
        step[rows] -= (kinds == SYNC) | (kinds == SKIP)
        rows = rows[(seen[rows] > 0) | (step[rows] > 0)]
    return [trace[::-1] for trace in traces]
