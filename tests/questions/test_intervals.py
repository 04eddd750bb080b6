"""Wilson intervals equal those of statsmodels and scipy."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from journeykit.errors import FrameError
from journeykit.questions import with_wilson


@settings(deadline=None)  # the first call imports pandas
@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.sampled_from([0.8, 0.95]))
def test_intervals_equal_statsmodels(case: tuple[int, int], confidence: float) -> None:
    k, n = case
    row = with_wilson(pd.DataFrame({"k": [k], "n": [n]}), count="k", total="n", confidence=confidence).iloc[0]
    low, high = proportion_confint(k, n, alpha=1 - confidence, method="wilson")
    assert row["low"] == pytest.approx(low, abs=1e-12)
    assert row["high"] == pytest.approx(high, abs=1e-12)
    assert tuple(row[["low", "high"]]) == pytest.approx(
        binomtest(k, n).proportion_ci(confidence, method="wilson"), abs=1e-12
    )


def test_in_a_funnel_the_step_before_is_the_total_and_nothing_of_nothing_is_missing() -> None:
    funnel = pd.DataFrame({"step": [1, 2, 3, 4], "paths": [200, 50, 0, 0]})
    answer = with_wilson(funnel)
    assert answer["low"].isna().tolist() == [True, False, False, True]
    assert answer.loc[1, ["low", "high"]].tolist() == pytest.approx(proportion_confint(50, 200, method="wilson"))
    assert "low" not in funnel.columns


def test_a_missing_column_is_named() -> None:
    with pytest.raises(FrameError) as error:
        with_wilson(pd.DataFrame({"n": [1]}), count="k", total="n")
    assert str(error.value) == "with_wilson needs the column 'k', which the frame does not have. Found: 'n'."


def test_an_empty_frame_stays_empty_with_the_columns() -> None:
    assert list(with_wilson(pd.DataFrame({"paths": pd.Series([], dtype="int64")})).columns) == ["paths", "low", "high"]
