"""Measures and intervals equal statsmodels and scipy, and the net promoter score a count by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

import journeykit as jk
from journeykit.answers import Answers
from journeykit.errors import AnswersError
from tests.draws import draws


def answers_of(scores: list[float], scale: object, **columns: list) -> Answers:
    return jk.read_answers(pd.DataFrame({"Q": scores, **columns}), questions={"Q": scale})


@settings(max_examples=draws(25), deadline=None)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=60), st.sampled_from([0.8, 0.95]))
def test_csat_and_mean_equal_statsmodels(scores: list[int], confidence: float) -> None:
    answers = answers_of(scores, (1, 5))
    row = jk.answers.csat(answers, confidence=confidence).to_pandas().iloc[0]
    top = sum(score >= 4 for score in scores)
    assert row["csat_share"] == pytest.approx(top / len(scores))
    low, high = proportion_confint(top, len(scores), alpha=1 - confidence, method="wilson")
    assert (row["low"], row["high"]) == (pytest.approx(low, abs=1e-12), pytest.approx(high, abs=1e-12))
    mean = jk.answers.rating(answers, confidence=confidence).to_pandas().iloc[0]
    assert mean["rating"] == pytest.approx(np.mean(scores))
    if len(set(scores)) > 1:
        expected = DescrStatsW(scores).tconfint_mean(alpha=1 - confidence)
        assert (mean["low"], mean["high"]) == pytest.approx(expected)
        assert (mean["low"], mean["high"]) == pytest.approx(
            stats.t.interval(confidence, len(scores) - 1, np.mean(scores), stats.sem(scores))
        )
    else:
        assert math.isnan(mean["low"])
        assert math.isnan(mean["high"])
    assert bool(mean["few"]) is (len(scores) < 30)


@settings(max_examples=draws(25), deadline=None)
@given(st.lists(st.integers(0, 10), min_size=1, max_size=60))
def test_nps_equals_a_count_by_hand(scores: list[int]) -> None:
    row = jk.answers.nps(answers_of(scores, "nps")).to_pandas().iloc[0]
    n, up, down = len(scores), sum(s >= 9 for s in scores), sum(s <= 6 for s in scores)
    assert row[["n", "promoters", "passives", "detractors"]].tolist() == [n, up, n - up - down, down]
    assert row["nps"] == pytest.approx(100 * (up - down) / n)
    error = 100 * math.sqrt((up / n + down / n - ((up - down) / n) ** 2) / n)
    if n > 1 and len({s >= 9 or -(s <= 6) for s in scores}) > 1:
        assert row["se"] == pytest.approx(error)
        assert row["high"] - row["nps"] == pytest.approx(stats.norm.ppf(0.975) * error)
    else:
        assert math.isnan(row["se"])
        assert math.isnan(row["low"])


def test_a_person_counts_once_by_the_mean_of_their_answers() -> None:
    frame = pd.DataFrame({"respondent": ["a", "a", "b", "c"], "Q": [10, 0, 10, 7]})
    answers = jk.read_answers(frame, questions={"Q": "nps"})
    row = jk.answers.nps(answers).to_pandas().iloc[0]
    assert row[["n", "answers", "promoters", "detractors"]].tolist() == [3, 4, 2, 1]
    assert row["nps"] == pytest.approx(100 * np.mean([0, 1, 0]))
    assert row["se"] == pytest.approx(100 * np.std([0, 1, 0]) / math.sqrt(3))


@pytest.mark.parametrize(
    ("scores", "scale", "emotion"),
    [
        ([1, 3, 5], (1, 5), [-2, 0, 2]),
        ([0, 5, 10], (0, 10), [-2, 0, 2]),
        ([-1, 0, 0.5, 1], "sentiment", [-2, 0, 1, 2]),
        ([1, 4, 7], "ces", [-2, 0, 2]),
        (["Bad", "Good"], {"Bad": 0, "Good": 1}, [-2, 2]),
        ([20, 60], (0, 80), [-1, 1]),
    ],
)
def test_every_scale_becomes_a_straight_line_on_the_emotion_scale(scores, scale, emotion) -> None:
    answers = answers_of(scores, scale, person=list(map(str, range(len(scores)))))
    query = jk.answers.feeling(
        jk.answers.grouped(answers, "p", {str(i): str(i) for i in range(9)}, by="respondent"), by="p"
    )
    assert query.to_pandas()["emotion"].tolist() == pytest.approx(emotion)
    assert "straight line" in query.note


def test_csat_of_other_scales_is_their_top_boxes() -> None:
    answers = jk.read_answers(pd.DataFrame({"a": ["Good", "Bad"], "b": [7, 6], "c": [3, 2]}),
                              questions={"a": "good or bad", "b": (1, 7), "c": (1, 3)})  # fmt: skip
    frame = jk.answers.csat(answers, questions=["a", "b", "c"]).to_pandas()
    assert frame["csat_share"].tolist() == [0.5, 1.0, 0.5]
    assert jk.answers.csat(answers).to_pandas()["question"].tolist() == ["a"]
    assert jk.answers.ces(answers).to_pandas()["ces"].tolist() == [6.5]
    assert jk.answers.csat(answers, questions="c", kind="mean").to_pandas()["csat"].tolist() == [2.5]


def test_nps_groups_in_words_count_as_scores() -> None:
    answers = jk.read_answers(pd.DataFrame({"group": ["Promoter", "Promoter", "Passive", "Detractor"]}))
    assert jk.answers.nps(answers).to_pandas()["nps"].tolist() == [25]


def test_one_answer_and_equal_answers_have_no_interval_and_are_flagged() -> None:
    for scores in ([4], [4] * 40):
        answers = answers_of(scores, (1, 5))
        row = jk.answers.rating(answers).to_pandas().iloc[0]
        assert row["rating"] == 4
        assert math.isnan(row["low"])
        assert bool(row["few"]) is (len(scores) == 1)
        share = jk.answers.csat(answers).to_pandas().iloc[0]
        assert share["high"] == 1
        assert 0 < share["low"] < 1


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda a: jk.answers.nps(a, questions=["five"]), r"nps does not fit 'five', whose scale is 1 to 5"),
        (lambda a: jk.answers.ces(a), r"no question has a scale for ces\. Questions with scores: 'five' \(1 to 5\)"),
        (lambda a: jk.answers.rating(a, questions=["fiv"]), r"no question 'fiv' with scores\. Did you mean 'five'"),
        (lambda a: jk.answers.rating(a, by=[]), r"by= names no column"),
        (lambda a: jk.answers.rating(a, by="stag"), r"by='stag' is no column of the answers"),
        (lambda a: jk.answers.rating(a, by="month"), r"by='month': the answers have no times\. timestamp_col=…"),
        (lambda a: jk.answers.rating(a, by="half"), r"would mix scales: 0 to 10, 1 to 5\. .*take feeling"),
        (lambda a: jk.answers.csat(a, kind="median"), r"kind='median' is neither 'top_box' nor 'mean'"),
        (lambda a: jk.answers.rating(a).rows(stage="x"), r"'stage' is no key of rating\. Keys: 'question'"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_next_action(ask, message: str) -> None:
    frame = pd.DataFrame({"five": [1, 2], "ten": [9, 10], "half": ["x", "y"]})
    answers = jk.read_answers(frame, questions={"five": (1, 5), "ten": (0, 10)}, attribute_cols=["half"])
    with pytest.raises(AnswersError, match=message):
        ask(answers)
