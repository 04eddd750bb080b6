"""Feelings by what people did: the groups are those of the funnel, and the difference is Welch's."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import CompareMeans

import journeykit as jk
from journeykit import evidence
from journeykit.errors import AnswersError, MapError, UnknownIdError
from journeykit.evidence import MeasuredMap
from journeykit.intervals import of_difference
from journeykit.model import JourneyMap, edit
from tests.draws import draws


@settings(max_examples=draws(50), deadline=None)
@given(*[st.lists(st.integers(-8, 8), min_size=2, max_size=30) for _ in range(2)])
def test_the_interval_of_a_difference_equals_that_of_scipy_and_statsmodels(one: list[int], two: list[int]) -> None:
    one, two = ([value / 4 for value in values] for values in (one, two))
    if not (np.var(one) and np.var(two)):  # scipy warns of equal values.
        return
    parts = [[each(values) for values in (one, two)] for each in (np.mean, lambda v: np.std(v, ddof=1), len)]
    found = of_difference(*(tuple(part) for part in parts))
    theirs = stats.ttest_ind(one, two, equal_var=False).confidence_interval()
    assert found == pytest.approx((theirs.low, theirs.high), rel=1e-6, abs=1e-9)
    assert found == pytest.approx(CompareMeans.from_data(one, two).tconfint_diff(usevar="unequal"), rel=1e-6, abs=1e-9)


def test_there_is_no_interval_of_one_person_or_of_equal_values() -> None:
    assert np.isnan(of_difference((1, 2), (np.nan, 1), (1, 9))).all()
    assert np.isnan(of_difference((1, 2), (0, 0), (5, 9))).all()


@pytest.fixture
def both(shop: JourneyMap, log: pd.DataFrame) -> MeasuredMap:
    # b and e stop before paying; a, c, d pay; f is on no touchpoint; z is not in the log, and A is not a.
    rows = {"a": 5, "b": 2, "c": 4, "d": 4, "e": 1, "f": 3, "z": 1, "A": 1}
    survey = pd.DataFrame({"id": rows.keys(), "Q1": rows.values(), "Q2": [3, 3, None, None, None, None, None, 1]})
    answers = jk.read_answers(survey, questions={"Q?": (1, 5)}, respondent_col="id")
    journey = evidence.bind_answers(shop, {"Q1": "browse", "Q2": "card-form"}, answers=answers)
    return jk.measure(journey, jk.read_events(log, attribute_cols=["channel"]), answers)


def test_those_who_left_after_a_stage_against_those_who_went_on(both: MeasuredMap) -> None:
    found = evidence.feelings_by_behaviour(both, left_after="basket")
    row = found.iloc[0]
    assert row[["yes_n", "no_n", "yes_score", "no_score", "joined", "respondents"]].tolist() == [1, 3, -1, 4 / 3, 6, 8]
    assert row["difference"] == pytest.approx(-1 - 4 / 3)
    assert np.isnan(row["low"])  # One person says nothing of the spread.
    assert row["small"]
    assert found["stage_id"].tolist() == ["browse", "pay", "pay"]
    assert found["touchpoint_id"].fillna("").tolist() == ["", "", "card-form"]


def test_those_who_reached_a_touchpoint_or_stage_against_all_others_of_the_log(both: MeasuredMap) -> None:
    row = evidence.feelings_by_behaviour(both, reached="card-form").iloc[0]
    assert row[["yes_n", "no_n"]].tolist() == [3, 3]
    theirs = stats.ttest_ind([2, 1, 1], [-1, -2, 0], equal_var=False).confidence_interval()
    assert (row["low"], row["high"]) == pytest.approx((theirs.low, theirs.high))
    again = evidence.feelings_by_behaviour(both, reached="stage/pay").iloc[0]
    assert again["yes_n"] == 3


def test_what_cannot_be_compared_is_refused(both: MeasuredMap, shop: JourneyMap) -> None:
    for given_ in ({}, {"left_after": "pay", "reached": "home"}):
        with pytest.raises(MapError, match="name one behaviour"):
            evidence.feelings_by_behaviour(both, **given_)
    with pytest.raises(MapError, match=r"stage 'pay' is the last one, so nobody goes on. Stages to leave: 'browse'"):
        evidence.feelings_by_behaviour(both, left_after="pay")
    with pytest.raises(UnknownIdError, match="Did you mean 'basket'"):
        evidence.feelings_by_behaviour(both, left_after="baskte")
    with pytest.raises(UnknownIdError, match="no touchpoint has id 'nothing'"):
        evidence.feelings_by_behaviour(both, reached="nothing")
    frame = pd.DataFrame({"id": ["x", "y"], "Q1": [1, 2]})
    strangers = jk.read_answers(frame, questions={"Q1": (1, 5)}, respondent_col="id")
    journey = evidence.bind_answers(both.journey, {"Q1": "browse"}, answers=strangers)
    with pytest.raises(MapError, match="none of the 2 respondents has an id of the log"):
        evidence.feelings_by_behaviour(jk.measure(journey, both.events, strangers), reached="home")
    nobody = jk.read_answers(frame[["Q1"]], questions={"Q1": (1, 5)})
    with pytest.raises(AnswersError, match="the answers have no ids of respondents"):
        evidence.feelings_by_behaviour(jk.measure(journey, both.events, nobody), reached="home")


def test_feelings_of_a_persona_by_a_rule_on_the_log(both: MeasuredMap) -> None:
    rule = {"where": [{"column": "channel", "value": "app"}]}
    journey = edit.add_persona(both.journey, "App people", rule=rule)
    journey = edit.add_persona(journey, "Nobody knows", rule={"where": [{"column": "age", "value": "3"}]})
    journey = edit.add_persona(journey, "No rule")
    found = evidence.feelings(jk.measure(journey, both.events, both.answers), by="persona")
    browse = found[found["stage_id"] == "browse"].set_index("persona_id")
    assert browse.loc["app-people", ["n", "score"]].tolist() == [1, -1]
    assert browse.loc["nobody-knows", "n"] == 0
    assert "neither the answers nor a log have the attribute 'age'" in browse.loc["nobody-knows", "problem"]
    assert "no-rule" not in browse.index


def test_a_persona_by_a_rule_on_the_answers_and_what_is_assumed_of_it() -> None:
    frame = pd.DataFrame({"Q": [5, 5, 1], "plan": ["pro", "pro", "free"]})
    answers = jk.read_answers(frame, questions={"Q": (1, 5)}, attribute_cols=["plan"])
    journey = jk.new_map("M", stages=["A"])
    for name in ("pro", "free"):
        journey = edit.add_persona(journey, name, rule={"where": [{"column": "plan", "value": name}]})
    journey = edit.set_emotion(edit.set_emotion(journey, "a", 0), "a", 1, persona="free")
    journey = evidence.bind_answers(journey, {"Q": "a"}, answers=answers)
    found = evidence.feelings(jk.measure(journey, answers=answers), by="persona")
    assert found[["persona", "score", "n", "assumed", "gap"]].values.tolist() == [
        ["pro", 2, 2, 0, 2],
        ["free", -2, 1, 1, -3],
    ]
