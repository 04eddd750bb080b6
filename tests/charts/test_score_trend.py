"""A score over time: a gap is a gap, and its band too."""

from __future__ import annotations

import pandas as pd
import pytest

from journeykit.charts import score_trend
from journeykit.errors import FrameError


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "period": ["2026-01", "2026-02", "2026-03", "2026-04"],
            "score": [10.0, None, 30.0, 28.0],
            "low": [5.0, None, 20.0, 20.0],
            "high": [15.0, None, 40.0, 36.0],
            "n": [40, 0, 60, 80],
            "words": ["", "not shown", "", ""],
        }
    )


def test_periods_without_a_score_interrupt_line_and_band() -> None:
    *bands, line = score_trend(frame()).data
    assert [list(band.x) for band in bands] == [[0, 0], [2, 3, 3, 2]]
    assert list(line.y) == [10.0, None, 30.0, 28.0]
    assert line.connectgaps is False
    assert line.line.shape == "linear", "a spline would invent scores"


def test_all_of_it_is_said_to_a_screen_reader() -> None:
    alt = score_trend(frame()).layout.meta["alt"]
    assert alt.startswith("Score over time: 2026-01 10 (5.0 to 15), 40 people; 2026-02 not shown; 2026-03 30")


def test_the_axis_holds_the_intervals() -> None:
    low, high = score_trend(frame()).layout.yaxis.range
    assert low < 5
    assert high > 40


def test_many_periods_have_labels_that_do_not_overlap() -> None:
    many = pd.DataFrame({"period": [f"20{y:02}-{m:02}" for y in range(10, 20) for m in range(1, 13)]})
    figure = score_trend(many.assign(score=1.0, low=0.5, high=1.5, n=9), width=450)
    assert len(figure.layout.xaxis.tickvals) <= 12


def test_nothing_to_show_and_a_missing_column_are_said() -> None:
    assert "No period" in score_trend(frame().assign(score=None)).layout.meta["alt"]
    with pytest.raises(FrameError, match="high"):
        score_trend(frame().drop(columns="high"))
