"""Variants equal pm4py's and an obvious count, whatever the order of the rows."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import EventLogError
from journeykit.events import read_events
from journeykit.questions import variants
from tests.events import oracles
from tests.events.conftest import frame_of

ROWS = st.lists(
    st.tuples(st.sampled_from("stuvwxyz"), st.sampled_from("abc"), st.integers(0, 6)), min_size=1, max_size=80
)


def obvious(rows: list[oracles.Row], collapse: bool = False) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for events in oracles.paths_of(rows).values():
        names = [name for name, _ in events]
        if collapse:
            names = [name for n, name in enumerate(names) if n == 0 or names[n - 1] != name]
        found[tuple(names)] += 1
    return found


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(ROWS, st.booleans(), st.integers(1, 5))
def test_variants_equal_an_obvious_count_and_cover_every_path_once(
    rows: list[oracles.Row], collapse: bool, top: int
) -> None:
    events = read_events(frame_of(rows))
    every = variants(events, top=None, collapse=collapse).to_pandas()
    expected = obvious(rows, collapse)
    assert dict(zip(every["names"], every["paths"], strict=True)) == expected
    assert every["path_share"].sum() == pytest.approx(1)
    assert every["cumulative_share"].iloc[-1] == pytest.approx(1)
    assert every["events"].tolist() == [len(names) for names in every["names"]]
    some = variants(events, top=top, collapse=collapse).to_pandas()
    assert some["paths"].sum() == events.path_count
    assert some["variants"].sum() == len(expected)
    assert some["kind"].tolist() == ["variant"] * min(top, len(expected)) + ["rest"] * (len(expected) > top)


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_a_shuffle_of_paths_and_new_names_change_nothing(rows: list[oracles.Row], random: object) -> None:
    # Each path keeps its own row order, which breaks its ties.
    paths = sorted({path for path, _, _ in rows}, key=lambda _: random.random())  # type: ignore[attr-defined]
    shuffled = [row for path in paths for row in rows if row[0] == path]
    renamed = [(path, {"a": "z", "b": "y", "c": "x"}[event], t) for path, event, t in shuffled]
    before = variants(read_events(frame_of(rows))).to_pandas()
    pd.testing.assert_frame_equal(before, variants(read_events(frame_of(shuffled))).to_pandas())
    after = variants(read_events(frame_of(renamed))).to_pandas()
    assert after["paths"].tolist() == before["paths"].tolist()


def test_collapsing_counts_immediate_repeats_once_and_returns_again() -> None:
    rows = [("p", event, n) for n, event in enumerate("aabba")] + [("q", event, n) for n, event in enumerate("aba")]
    frame = variants(read_events(frame_of(rows)), collapse=True).to_pandas()
    assert frame[["sequence", "paths", "events"]].values.tolist() == [["a → b → a", 2, 3]]


def test_fewer_than_one_variant_is_refused() -> None:
    with pytest.raises(EventLogError, match=r"at least 1 row of their own; got top=0. None keeps all"):
        variants(read_events(frame_of([("p", "a", 0)])), top=0)


def test_two_paths_that_differ_only_far_down_are_two_variants() -> None:
    rng = np.random.default_rng(1)
    names = [f"e{number}" for number in rng.integers(0, 300, 3_000)]
    rows = [(path, name, n) for path in ("p", "q", "r") for n, name in enumerate(names)]
    rows[-1] = ("r", "other", 2_999)
    frame = variants(read_events(frame_of(rows))).to_pandas()
    assert frame["paths"].tolist() == [2, 1]
    assert frame["names"].iloc[0] == tuple(names)


def test_sequences_are_sorted_in_the_words_of_each_engine() -> None:
    query = variants(read_events(frame_of([("p", "a", 0)])))
    assert "arraySort(" in query.sql("clickhouse")
    assert "ARRAY_SORT(COLLECT_LIST(" in query.sql("spark")
