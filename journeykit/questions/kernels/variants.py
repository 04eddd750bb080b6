"""Variants from the sorted arrays: paths with the same hash, verified event by event."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from journeykit.events.arrays import Arrays, Ints
    from journeykit.events.query import Cells, Kernel

    Hashes = npt.NDArray[np.uint64]

BLOCK = 2**20
"""Events that are hashed at the same time."""

TRIES = 3
"""Hashes that are tried before the database answers; a single collision is already unlikely."""


def variant_kernel(names: tuple[str, ...], top: int, collapse: bool) -> Kernel:
    """Return the kernel of ``variants`` for a log with these event names."""

    def cells(arrays: Arrays) -> Cells | None:
        starts, event = _collapsed(arrays) if collapse else (arrays.starts, arrays.event)
        for seed in range(TRIES):
            found = _kinds(starts, event, seed)
            if found is not None:
                return _rows(names, starts, event, *found, top)
        return None

    return cells


def _collapsed(arrays: Arrays) -> tuple[Ints, Ints]:
    other = np.ones(len(arrays), bool)
    np.not_equal(arrays.event[1:], arrays.event[:-1], out=other[:-1])
    other[arrays.starts[1:] - 1] = True
    rows = np.flatnonzero(other)
    return np.searchsorted(rows, arrays.starts), arrays.event[rows]


def _kinds(starts: Ints, event: Ints, seed: int) -> tuple[Ints, Ints] | None:
    """Return the number of paths of each variant and the place of its first path; None if two have the same hash."""
    hashes = _hashes(starts, event, seed)
    order = np.argsort(hashes, kind="stable")
    hashes = hashes[order]
    begins = np.flatnonzero(np.concatenate([np.ones(1, bool), hashes[1:] != hashes[:-1]]))[: len(hashes)]
    counts = np.diff(np.append(begins, len(hashes)))
    # The sort is stable, so the first of a group is the first path.
    example = order[begins]
    alike = np.repeat(counts > 1, counts)
    if not _equal(starts, event, order[alike], np.repeat(example, counts)[alike]):
        return None
    return counts, example


def _hashes(starts: Ints, event: Ints, seed: int) -> Hashes:
    """Return for each path a polynomial of its events with random coefficients, modulo 2 to the power of 64."""
    random = np.random.default_rng([seed, 20_240_501])
    base = int(random.integers(2**62, dtype=np.uint64)) * 2 + 1
    weight = random.integers(2**64, size=int(event.max(initial=0)) + 1, dtype=np.uint64)
    blocks = list(_blocks(starts))
    longest = max((int(starts[end] - starts[begin]) for begin, end in blocks), default=0)
    powers, inverses = (np.cumprod(np.full(longest + 1, factor, np.uint64)) for factor in (base, pow(base, -1, 2**64)))
    hashes = np.empty(len(starts) - 1, np.uint64)
    for begin, end in blocks:
        low, high = int(starts[begin]), int(starts[end])
        offsets = starts[begin:end] - low
        terms = weight[event[low:high]]
        terms *= powers[: high - low]
        hashes[begin:end] = np.add.reduceat(terms, offsets) * inverses[offsets]
    return hashes


def _blocks(starts: Ints) -> Iterator[tuple[int, int]]:
    """Yield ranges of whole paths with at most ``BLOCK`` events; a longer path is a block of its own."""
    begin, paths = 0, len(starts) - 1
    while begin < paths:
        end = max(begin + 1, int(np.searchsorted(starts, int(starts[begin]) + BLOCK, side="right")) - 1)
        yield begin, end
        begin = end


def _equal(starts: Ints, event: Ints, paths: Ints, examples: Ints) -> bool:
    """Return whether each path has exactly the events of its example."""
    lengths = np.diff(starts)
    if not np.array_equal(lengths[paths], lengths[examples]):
        return False
    ends = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths[paths], dtype=np.int64)])
    for begin, end in _blocks(ends):
        within = np.arange(int(ends[end] - ends[begin])) - np.repeat(
            ends[begin:end] - ends[begin], np.diff(ends[begin : end + 1])
        )
        mine, other = (
            event[within + np.repeat(starts[side[begin:end]], lengths[paths[begin:end]])] for side in (paths, examples)
        )
        if not np.array_equal(mine, other):
            return False
    return True


def _rows(names: tuple[str, ...], starts: Ints, event: Ints, counts: Ints, example: Ints, top: int) -> Cells:
    # Most frequent first, then by first path: one number, of which only the smallest are sorted.
    standing = example - counts * np.int64(len(starts))
    shown = np.argpartition(standing, top)[:top] if top < len(standing) else np.arange(len(standing))
    shown = shown[np.argsort(standing[shown])]
    begins = starts[example[shown]]
    lengths = starts[example[shown] + 1] - begins
    position = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    number = event[position + np.repeat(begins, lengths)]
    place = np.repeat(np.arange(1, len(shown) + 1), lengths).tolist()
    total, rest = len(starts) - 1, len(counts) - len(shown)
    more = [total - int(counts[shown].sum())] if rest else []
    return {
        "variant": [*place, *[None for _ in more]],
        "paths": [*np.repeat(counts[shown], lengths).tolist(), *more],
        "total": [total] * (len(place) + len(more)),
        "variants": [*[1] * len(place), *[rest for _ in more]],
        "position": [*(position + 1).tolist(), *[None for _ in more]],
        "name": [*(names[at - 1] for at in number.tolist()), *[None for _ in more]],
    }
