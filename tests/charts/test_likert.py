"""Likert bars: the middle of the scale is at zero, shares add up, what must not be shown has words."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeykit.charts import likert
from journeykit.errors import FrameError


def frame(counts: dict[float, int], *, lowest: float = 1, highest: float = 5, **more: object) -> pd.DataFrame:
    n = sum(counts.values())
    rows = [{"question": "Signs", "score": score, "share": count / n, "n": n} for score, count in counts.items()]
    return pd.DataFrame(rows).assign(lowest=lowest, highest=highest, **more)


@given(st.dictionaries(st.sampled_from([1.0, 2.0, 3.0, 4.0, 5.0]), st.integers(1, 50), min_size=1))
def test_low_scores_are_left_of_zero_and_the_middle_is_split(counts: dict[float, int]) -> None:
    bar = likert(frame(counts)).data[0]
    n = sum(counts.values())
    assert sum(bar.x) == pytest.approx(1)
    assert bar.base[0] == pytest.approx(-(counts.get(1, 0) + counts.get(2, 0) + counts.get(3, 0) / 2) / n)
    for start, width, following in zip(bar.base, bar.x, [*bar.base[1:], None], strict=True):
        if following is not None:
            assert start + width == pytest.approx(following)


def test_a_scale_without_a_middle_has_no_grey_part() -> None:
    bar = likert(frame({1: 1, 2: 1, 3: 1, 4: 1}, highest=4)).data[0]
    assert bar.base[2] == pytest.approx(0)
    assert len(set(bar.marker.color)) == 4


def test_scores_counted_together_are_named_together() -> None:
    told = likert(frame({2: 10, 5: 30}, label=["1\N{EN DASH}2", "5"]))
    assert "1\N{EN DASH}2: 25.0\N{NO-BREAK SPACE}% of 40" in told.data[0].customdata[0]


def test_a_question_that_must_not_be_shown_is_a_row_with_words() -> None:
    hidden = pd.DataFrame([{"question": "Few", "score": None, "share": None, "n": 0, "lowest": 1, "highest": 5,
                            "words": "<5"}])  # fmt: skip
    both = likert(pd.concat([frame({5: 9}, words=""), hidden], ignore_index=True))
    assert len(both.data) == 1
    assert both.layout.meta["alt"].endswith("Few: <5.")
    assert any("<" in str(label.text) or "&lt;5" in str(label.text) for label in both.layout.annotations)


def test_nobody_and_a_missing_column_are_said() -> None:
    assert "Nobody has answered yet." in likert(frame({5: 1}).iloc[:0]).layout.meta["alt"]
    with pytest.raises(FrameError, match="share"):
        likert(frame({5: 1}).drop(columns="share"))
