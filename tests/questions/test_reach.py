"""Reach counts unique paths and names its denominator."""

from __future__ import annotations

import pandas as pd

from journeykit.events import read_events
from journeykit.questions import reach
from tests.events.conftest import frame_of


def test_reach_counts_paths_once_and_starts_and_ends_sum_to_all_paths() -> None:
    rows = [("u", "a", 0), ("u", "a", 1), ("u", "b", 2), ("v", "b", 0), ("w", "a", 0)]
    query = reach(read_events(frame_of(rows)))
    frame = query.to_pandas()
    assert frame.values.tolist() == [["a", 3, 2, 2 / 3, 2, 1], ["b", 2, 2, 2 / 3, 1, 2]]
    assert frame["first_paths"].sum() == frame["last_paths"].sum() == 3
    assert query.definition["denominator"] == "all paths of the log"
    assert query.definition["population"] == "all 3 paths of the log"


def test_the_reach_of_an_empty_log_is_an_empty_frame_of_the_same_types() -> None:
    empty = reach(read_events(frame_of([]))).to_pandas()
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, reach(read_events(frame_of([("u", "a", 0)]))).to_pandas().dtypes)
