"""Alignments are optimal: no search over all moves finds a cheaper one."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.questions import _alignment as alignment
from journeykit.questions._alignment import INSERT, REPEAT, SKIP, SYNC, Model, align

STEP = st.tuples(st.frozensets(st.integers(1, 4), min_size=1, max_size=3), st.booleans(), st.booleans())
SEQUENCES = st.lists(st.lists(st.integers(1, 5), max_size=7), min_size=1, max_size=12)


def cheapest(sequence: list[int], model: Model) -> int:
    """Try everything, one event or step at a time."""

    @cache
    def rest(seen: int, step: int, inside: bool) -> int:
        ways = []
        if seen == len(sequence) and step == len(model.fits):
            return 0
        if seen < len(sequence):
            ways.append(1 + rest(seen + 1, step, inside))
            if inside and model.repeatable[step - 1] and sequence[seen] in model.fits[step - 1]:
                ways.append(rest(seen + 1, step, True))
            if step < len(model.fits) and sequence[seen] in model.fits[step]:
                ways.append(rest(seen + 1, step + 1, True))
        if step < len(model.fits):
            ways.append((not model.optional[step]) + rest(seen, step + 1, False))
        return min(ways)

    return rest(0, 0, False)


@settings(max_examples=150, deadline=None)
@given(st.lists(STEP, min_size=1, max_size=5), SEQUENCES)
def test_no_other_way_is_cheaper_and_the_moves_retell_both_sides(
    steps: list[tuple[frozenset[int], bool, bool]], sequences: list[list[int]]
) -> None:
    model = Model(*(tuple(part) for part in zip(*steps, strict=True)))
    for sequence, found in zip(sequences, align([np.array(s, dtype="int64") for s in sequences], model), strict=True):
        assert found.cost == cheapest(sequence, model)
        assert [event for kind, event, _ in found.moves if kind != SKIP] == sequence
        steps_done = [step for kind, _, step in found.moves if kind in (SYNC, SKIP)]
        assert steps_done == list(range(1, len(model.fits) + 1))
        for kind, event, step in found.moves:
            assert kind not in (SYNC, REPEAT) or event in model.fits[step - 1]
            assert kind != REPEAT or model.repeatable[step - 1]
        worst = len(sequence) + model.shortest
        assert found.fitness == (1 - found.cost / worst if worst else 1)
        assert found.inserted == sum(kind == INSERT for kind, _, _ in found.moves)


def test_in_small_parts_the_alignments_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    sequences = [rng.integers(1, 5, rng.integers(0, 30)) for _ in range(200)]
    model = Model((frozenset({1}), frozenset({2, 3}), frozenset({4})), (False, True, False), (False, True, False))
    whole = align(sequences, model)
    monkeypatch.setattr(alignment, "CELLS", 500)
    assert align(sequences, model) == whole
