"""Feelings and satisfaction by place equal scipy and statsmodels over respondents, each of whom counts once."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

import journeykit as jk
from journeykit import evidence
from journeykit.answers import Answers
from journeykit.errors import AnswersError, MapError
from journeykit.model import JourneyMap, edit
from tests.draws import draws

SCORES = st.lists(
    st.tuples(st.integers(0, 6), *[st.one_of(st.none(), st.integers(1, 5)) for _ in range(2)],
              st.one_of(st.none(), st.integers(0, 10))),
    min_size=1, max_size=25,
)  # fmt: skip


def journey_of(answers: Answers, **bindings: str) -> JourneyMap:
    journey = jk.new_map("M", stages=["One", "Two", "Three"])
    journey = edit.add_touchpoint(journey, "A", stage="one")
    journey = edit.add_touchpoint(journey, "B", stage="one")
    return evidence.bind_answers(journey, bindings, answers=answers)


def expected(frame: pd.DataFrame, columns: list[str], ends: dict[str, tuple[float, float]]) -> pd.Series:
    """The mean of each respondent, on the scale from -2 to 2."""
    mapped = {
        name: (frame[name].astype(float) - ends[name][0]) / (ends[name][1] - ends[name][0]) * 4 - 2 for name in columns
    }
    long = pd.DataFrame(mapped).assign(who=frame["who"]).melt("who", columns).dropna(subset="value")
    return long.groupby("who")["value"].mean()


@settings(max_examples=draws(20), deadline=None)
@given(SCORES)
def test_every_mean_and_interval_equals_scipy_over_respondents(rows: list[tuple]) -> None:
    frame = pd.DataFrame(rows, columns=["who", "a", "b", "c"]).astype({"who": str})
    for name in "abc":
        if frame[name].isna().all():
            frame.loc[0, name] = 3
    ends = {"a": (1, 5), "b": (1, 5), "c": (0, 10)}
    answers = jk.read_answers(frame.copy(), questions=ends, respondent_col="who")
    journey = journey_of(answers, a="touchpoint/a", b="b", c="one")
    found = evidence.feelings(jk.measure(journey, answers=answers))
    assert found["touchpoint"].fillna("").tolist() == ["", "A", "B"]
    for (_, row), columns in zip(found.iterrows(), (["a", "b", "c"], ["a"], ["b"]), strict=True):
        people = expected(frame, columns, ends)
        assert row["n"] == len(people)
        assert row["answers"] == frame[columns].notna().to_numpy().sum()
        assert row["score"] == pytest.approx(people.mean(), abs=1e-9)
        assert row["small"]
        if len(people) > 1 and people.std() > 1e-9:
            interval = stats.t.interval(0.95, len(people) - 1, people.mean(), stats.sem(people))
            assert (row["low"], row["high"]) == pytest.approx(interval, abs=1e-9)
        else:
            assert math.isnan(row["low"])
            assert math.isnan(row["high"])


def test_the_gap_is_measured_minus_assumed_with_the_interval_of_what_is_measured() -> None:
    answers = jk.read_answers(pd.DataFrame({"Q": [1, 2, 4, 4]}), questions={"Q": (1, 5)})
    journey = edit.set_emotion(journey_of(answers, Q="two"), "two", 1.5)
    row = evidence.feelings(jk.measure(journey, answers=answers)).iloc[0]
    assert (row["assumed"], row["score"], row["gap"]) == (1.5, -0.25, -1.75)
    assert (row["gap_low"], row["gap_high"]) == pytest.approx((row["low"] - 1.5, row["high"] - 1.5))
    assert (row["questions"], row["source"]) == ("Q", "pandas frame")


def test_what_the_map_assumes_is_that_for_all_else_of_the_first_persona_who_has_one() -> None:
    answers = jk.read_answers(pd.DataFrame({"Q": [3]}), questions={"Q": (1, 5)})
    journey = journey_of(answers, Q="two")
    for name in ("Ann", "Bob"):
        journey = edit.add_persona(journey, name)
    journey = edit.set_emotion(journey, "two", -1, persona="bob")
    assert evidence.feelings(jk.measure(journey, answers=answers))["assumed"].tolist() == [-1]
    journey = edit.set_emotion(edit.set_emotion(journey, "two", 1, persona="ann"), "two", 2, kind="measured")
    assert evidence.feelings(jk.measure(journey, answers=answers))["assumed"].tolist() == [1]
    journey = edit.set_emotion(journey, "two", 0.5)
    assert evidence.feelings(jk.measure(journey, answers=answers))["assumed"].tolist() == [0.5]


def test_one_person_five_times_counts_once_and_has_no_interval() -> None:
    frame = pd.DataFrame({"id": ["a"] * 5, "Q": [1, 2, 3, 4, 5]})
    answers = jk.read_answers(frame, questions={"Q": (1, 5)}, respondent_col="id")
    row = evidence.feelings(jk.measure(journey_of(answers, Q="one"), answers=answers)).iloc[0]
    assert row[["n", "answers", "score"]].tolist() == [1, 5, 0]
    assert math.isnan(row["low"])


def test_equal_answers_have_a_mean_and_no_interval() -> None:
    answers = jk.read_answers(pd.DataFrame({"Q": [4] * 40}), questions={"Q": (1, 5)})
    row = evidence.feelings(jk.measure(journey_of(answers, Q="one"), answers=answers)).iloc[0]
    assert row[["n", "score"]].tolist() == [40, 1]
    assert math.isnan(row["low"])
    assert not row["small"]


def test_where_nobody_answered_n_is_zero_and_the_score_is_missing() -> None:
    frame = pd.DataFrame({"Q": [4, 2], "R": [None, None]})
    answers = jk.read_answers(frame, questions={"Q": (1, 5), "R": (1, 5)}, comments=())
    found = evidence.feelings(jk.measure(journey_of(answers, Q="one", R="two"), answers=answers)).set_index("stage_id")
    assert found.loc["two", "n"] == 0
    assert found.loc["two", ["score", "low", "gap"]].isna().all()
    assert "three" not in found.index


def dated() -> Answers:
    frame = pd.DataFrame(
        {
            "when": ["2026-01-10", "2026-01-20", "2026-03-05", "2026-03-06"],
            "Q": [1, 2, 5, 4],
            "plan": ["pro", "basic", "pro", "pro"],
        }
    )
    return jk.read_answers(frame, questions={"Q": (1, 5)}, timestamp_col="when", attribute_cols=["plan"])


def test_by_month_a_month_without_answers_is_a_row_of_nobody() -> None:
    answers = dated()
    found = evidence.feelings(jk.measure(journey_of(answers, Q="one"), answers=answers), by="month")
    assert found[["month", "n"]].values.tolist() == [["2026-01", 2], ["2026-02", 0], ["2026-03", 2]]
    assert found["score"].fillna(9).tolist() == [-1.5, 9, 1.5]
    assert [str(day.date()) for day in found["first"].dropna()] == ["2026-01-10", "2026-03-05"]
    whole = evidence.feelings(jk.measure(journey_of(answers, Q="one"), answers=answers)).iloc[0]
    assert (str(whole["first"].date()), str(whole["last"].date())) == ("2026-01-10", "2026-03-06")


def test_by_an_attribute_of_the_answers() -> None:
    answers = dated()
    measured = jk.measure(journey_of(answers, Q="one"), answers=answers)
    found = evidence.feelings(measured, by="plan").set_index("plan")
    assert found["n"].to_dict() == {"basic": 1, "pro": 3}
    with pytest.raises(MapError, match=r"by='plam' splits no feelings. Did you mean 'plan'"):
        evidence.feelings(measured, by="plam")
    other = jk.answers.grouped(answers, "stage", {"pro": "x"}, by="plan")
    with pytest.raises(MapError, match="by='stage' is a column of the result"):
        evidence.feelings(jk.measure(journey_of(other, Q="one"), answers=other), by="stage")


def test_a_period_of_answers_without_times_says_so() -> None:
    answers = jk.read_answers(pd.DataFrame({"Q": [4]}), questions={"Q": (1, 5)})
    with pytest.raises(AnswersError, match="the answers have no times"):
        evidence.feelings(jk.measure(journey_of(answers, Q="one"), answers=answers), by="month")


def test_satisfaction_is_the_measure_that_each_question_is_bound_as() -> None:
    frame = pd.DataFrame({"sat": [5, 4, 2, 1, 4], "rec": [10, 9, 8, 0, None], "easy": [7, 6, 1, None, None]})
    answers = jk.read_answers(frame, questions={"sat": "csat", "rec": "nps", "easy": "ces"})
    journey = journey_of(answers, sat="b", rec="three", easy="one")
    found = evidence.satisfaction(jk.measure(journey, answers=answers))
    assert found[["stage_id", "touchpoint", "measure", "unit", "n"]].fillna("").values.tolist() == [
        ["one", "", "csat", "%", 5],
        ["one", "", "ces", "score, 1 to 7", 3],
        ["one", "B", "csat", "%", 5],
        ["three", "", "nps", "points", 4],
    ]
    csat, ces, _, nps = found.to_dict("records")
    assert csat["value"] == 60
    assert (csat["low"], csat["high"]) == pytest.approx(100 * np.array(proportion_confint(3, 5, method="wilson")))
    assert ces["value"] == pytest.approx(14 / 3)
    assert nps["value"] == 25
    with pytest.raises(AnswersError, match="nps does not fit 'sat'"):
        evidence.satisfaction(jk.measure(edit.update_survey(journey, "sat", measure="nps"), answers=answers))


def test_without_answers_the_error_says_what_to_pass() -> None:
    answers = jk.read_answers(pd.DataFrame({"Q": [4]}), questions={"Q": (1, 5)})
    measured = jk.measure(journey_of(answers, Q="one"), answers=answers)
    for question in (
        evidence.stage_reach, evidence.stage_funnel, evidence.touchpoint_reach, evidence.stage_flow, evidence.unclaimed,
        evidence.claimed_share, evidence.unsupported,
    ):  # fmt: skip
        with pytest.raises(MapError, match=r"this needs an event log, and the map was measured by answers only"):
            question(measured)
    assert evidence.kpi_values(measured).empty
    assert evidence.statuses(measured.journey, measured)["status"].tolist().count("measured") == 0
    assert evidence.opportunity_scores(measured.journey, measured).empty
    log = pd.DataFrame({"user_id": ["a"], "event": ["x"], "timestamp": ["2026-05-01"]})
    journey = edit.update_touchpoint(measured.journey, "a", binding={"events": ["x"]})
    counted = jk.measure(journey, jk.read_events(log))
    for question in (evidence.feelings, evidence.satisfaction, evidence.gaps, evidence.record_feelings):
        with pytest.raises(
            MapError, match=r"this needs answers of customers, and the map was measured by an event log"
        ):
            question(counted)
    both = jk.measure(journey, jk.read_events(log), answers)
    assert evidence.stage_reach(both)["paths"].fillna(0).tolist() == [1, 0, 0]
    assert evidence.feelings(both)["n"].tolist() == [1]
