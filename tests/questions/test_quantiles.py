"""Quantiles from order statistics are exact, and the interval is the one that resampling gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import bootstrap

from journeykit.events import read_events
from journeykit.events.sql import sql_template
from journeykit.questions._quantiles import order_statistics, quantiles
from tests.events.conftest import frame_of

EVENTS = read_events(frame_of([("p", "a", 0)]))


def ranked(values: dict[int, list[int]]) -> pd.DataFrame:
    """The order statistics of lists of values, a part each, by the engine."""
    from sqlglot import exp

    cells = [(part, value) for part, several in values.items() for value in several]
    table = sql_template(
        "SELECT part, CAST(value AS BIGINT) AS value FROM cells AS c",
        cells=exp.values(cells, "c", ["part", "value"]),
    )
    return EVENTS._log.fetch(order_statistics(table)).to_pandas()


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 40) | st.integers(0, 2**50), min_size=1, max_size=80), st.integers(0, 5))
def test_quantiles_equal_numpy(values: list[int], other: int) -> None:
    frame = ranked({1: values, 2: [other] * 3})
    found = quantiles(frame[frame["part"] == 1], scale=1, resamples=0, seed=0)
    assert found["n"] == len(values)
    for column, level in (("q25", 0.25), ("median", 0.5), ("q75", 0.75), ("q95", 0.95)):
        assert found[column] == pytest.approx(np.quantile(values, level), rel=1e-12)
    same = quantiles(frame[frame["part"] == 2], scale=1, resamples=10, seed=0)
    assert same["low"] == same["median"] == same["high"] == other


def test_only_the_ranks_that_are_needed_leave_the_engine() -> None:
    made = sql_template("SELECT 1 AS part, CAST(i * i % 99991 * i AS BIGINT) AS value FROM RANGE(40000) AS r(i)")
    numbers = np.arange(40_000)
    values = numbers * numbers % 99_991 * numbers
    frame = EVENTS._log.fetch(order_statistics(made)).to_pandas()
    assert len(frame) < 0.08 * len(values)
    found = quantiles(frame, scale=1, resamples=500, seed=1)
    assert found["q95"] == pytest.approx(np.quantile(values, 0.95))


@pytest.mark.parametrize("n", [1, 2, 7, 40, 401])
def test_the_interval_of_the_median_is_that_of_resampling_whole_samples(n: int) -> None:
    rng = np.random.default_rng(n)
    values = rng.integers(0, 10**9, n)
    ours = quantiles(ranked({1: values.tolist()}), scale=1, resamples=20_000, seed=3)
    if n == 1:
        assert ours["low"] == ours["high"] == values[0]
        return
    plain = bootstrap((values,), np.median, n_resamples=20_000, method="percentile", rng=np.random.default_rng(4))
    # Both ends are order statistics: drawn with other random numbers they may differ by a rank.
    ordered = np.sort(values)
    for end in ("low", "high"):
        ranks = np.searchsorted(ordered, [ours[end], getattr(plain.confidence_interval, end)])
        assert abs(ranks[0] - ranks[1]) <= 1


def test_the_same_seed_gives_the_same_interval_and_another_one_nearly_the_same() -> None:
    frame = ranked({1: np.random.default_rng(0).integers(0, 10**6, 500).tolist()})
    first, again, other = (quantiles(frame, scale=1, resamples=2_000, seed=seed) for seed in (5, 5, 6))
    assert first == again
    assert first["low"] != other["low"] or first["high"] != other["high"]
    assert other["low"] == pytest.approx(first["low"], rel=0.05)
