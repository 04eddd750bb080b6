"""Scores with intervals: every row has its dot, few people are hollow, groups and strong rows are told apart."""

from __future__ import annotations

import pandas as pd
import pytest

from journeykit.charts import scores
from journeykit.charts.theme import LIGHT
from journeykit.errors import FrameError

MINUS = "\N{MINUS SIGN}"


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": ["Arrive", "Signs", "Board"],
            "score": [-0.44, 1.0, None],
            "low": [-0.6, None, None],
            "high": [-0.2, None, None],
            "n": [212, 1, 0],
            "few": [False, True, False],
            "words": ["", "", "<5"],
            "position": [0, 0, 1],
            "strong": [True, False, True],
        }
    )


def test_dots_intervals_and_words_are_those_of_the_rows() -> None:
    figure = scores(frame(), stages=2)
    *intervals, dots = figure.data
    assert [list(line.x) for line in intervals] == [[-0.6, -0.2]]
    assert list(dots.x) == [-0.44, 1.0, None]
    assert dots.marker.color[1] == LIGHT["card"], "a score of few people is hollow"
    assert dots.marker.color[0] != LIGHT["card"]
    assert figure.layout.meta["alt"] == (
        f"Scores from -2 to 2: Arrive {MINUS}0.4 (interval {MINUS}0.6 to {MINUS}0.2), 212 people; Signs 1.0, 1 person; "
        "Board <5."
    )


def test_a_score_around_zero_has_no_sign_and_others_have_one_on_the_emotion_scale() -> None:
    told = [str(label.text) for label in scores(frame().assign(score=[-0.04, 1.0, -1.0])).layout.annotations]
    assert any("<b>0.0</b>" in text for text in told)
    assert any("<b>+1.0</b>" in text for text in told)
    told = [str(label.text) for label in scores(frame(), ends=(0, 100)).layout.annotations]
    assert any("<b>1.0</b>" in text for text in told)


def test_rows_that_belong_to_another_stand_under_it() -> None:
    names = {str(label.text): label.xshift for label in scores(frame()).layout.annotations}
    assert names["<b>Arrive</b>"] < names["Signs"]


def test_groups_of_a_name_are_told_apart() -> None:
    both = pd.concat([frame().assign(group="Ann"), frame().assign(group="Bo")])
    alt = scores(both.drop(columns="strong")).layout.meta["alt"]
    assert "Arrive · Ann" in alt
    assert "Arrive · Bo" in alt


def test_nobody_and_a_missing_column_are_said() -> None:
    assert "Nobody has answered yet." in scores(frame().iloc[:0]).layout.meta["alt"]
    with pytest.raises(FrameError, match="low"):
        scores(frame().drop(columns="low"))
