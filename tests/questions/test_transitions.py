"""Transitions equal an obvious count, whatever the ties."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.events import read_events
from journeykit.questions import transitions
from tests.events import oracles
from tests.events.conftest import frame_of

# A case is a path: a log of many small ones costs one load and tries them all.
ROWS = st.lists(
    st.tuples(st.sampled_from("stuvwxyz"), st.sampled_from("abc"), st.integers(0, 4)), min_size=1, max_size=60
)


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(ROWS)
def test_transitions_equal_an_obvious_python_count(rows: list[oracles.Row]) -> None:
    answer = transitions(read_events(frame_of(rows))).to_pandas()
    assert list(answer.itertuples(index=False, name=None)) == oracles.transitions(rows)


def test_an_empty_log_answers_with_an_empty_frame_of_the_same_types() -> None:
    empty = transitions(read_events(frame_of([]))).to_pandas()
    full = transitions(read_events(frame_of([("x", "a", 0), ("x", "b", 1)]))).to_pandas()
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, full.dtypes)
