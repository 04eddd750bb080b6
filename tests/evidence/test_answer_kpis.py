"""KPIs computed from answers: the measures of the answers room, over all or over some."""

from __future__ import annotations

import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

import journeykit as jk
from journeykit import evidence
from journeykit.answers import Answers
from journeykit.model import edit
from journeykit.model.measures import kpi_from


@pytest.fixture
def answers() -> Answers:
    frame = pd.DataFrame({"Q1": [5, 4, 2, 1, 4, 3], "Q2": [10, 9, 8, 0, 3, None], "plan": ["pro"] * 4 + ["free"] * 2})
    return jk.read_answers(frame, questions={"Q1": (1, 5), "Q2": "nps"}, attribute_cols=["plan"])


def value(answers: Answers, unit: str = "%", **formula: object) -> pd.Series:
    journey = edit.add_kpi(jk.new_map("M", stages=["A"]), "K", unit=unit, target=50, answer_formula=formula)
    journey = edit.add_survey(journey, "Q1", stage="a")
    return evidence.kpi_values(jk.measure(journey, answers=answers)).iloc[0]


def test_each_measure_has_its_value_n_and_interval(answers: Answers) -> None:
    csat = value(answers, questions="Q1", measure="csat")
    assert (csat["value"], csat["n"], csat["target"], csat["value_from"]) == (50, 6, 50, "answers")
    low, high = proportion_confint(3, 6, method="wilson")
    assert (csat["low"], csat["high"]) == pytest.approx((100 * low, 100 * high))
    assert value(answers, questions="Q2", measure="nps")[["value", "n"]].tolist() == [0, 5]
    rating = value(answers, questions="Q1")
    assert rating["value"] == pytest.approx(19 / 6)
    assert (rating["low"], rating["high"]) == pytest.approx(DescrStatsW([5, 4, 2, 1, 4, 3]).tconfint_mean())
    assert value(answers, questions=["Q1", "Q2"], measure="emotion")["n"] == 6


def test_the_base_is_who_meets_the_conditions(answers: Answers) -> None:
    where = [{"column": "plan", "value": "free"}]
    assert value(answers, questions="Q1", where=where)[["value", "n"]].tolist() == [3.5, 2]
    none = value(answers, questions="Q1", where=[{"column": "plan", "value": "gold"}])
    assert none["n"] == 0
    assert pd.isna(none["value"])
    assert none["problem"] == ""


@pytest.mark.parametrize(
    ("formula", "problem"),
    [
        ({"questions": "Q3"}, "the answers have no question 'Q3'. Questions: 'Q1', 'Q2'."),
        ({"questions": "Q1", "measure": "nps"}, "nps does not fit 'Q1'"),
        ({"questions": ["Q1", "Q2"]}, "would mix scales"),
        ({"questions": "Q1", "where": [{"column": "age", "value": "3"}]}, "the answers have no attribute 'age'"),
    ],
)
def test_what_cannot_be_computed_says_why_and_has_no_value(answers: Answers, formula: dict, problem: str) -> None:
    row = value(answers, **formula)
    assert problem in row["problem"]
    assert row["n"] == 0
    assert pd.isna(row["value"])


def test_a_standard_measure_of_answers_makes_its_formula() -> None:
    fields = kpi_from("nps", questions=["Q2"])
    assert fields["answer_formula"] == {"questions": ["Q2"], "measure": "nps"}
    assert fields["unit"] == "points"
    with pytest.raises(jk.JourneyKitError, match="is not computed from answers"):
        kpi_from("conversion", questions=["Q2"])


def test_a_kpi_of_answers_counts_as_measured(answers: Answers) -> None:
    journey = edit.add_kpi(
        jk.new_map("M", stages=["A"]), "K", stage="a", unit="of 5", answer_formula={"questions": "Q1"}
    )
    measured = jk.measure(journey, answers=answers)
    cells = evidence.statuses(journey, measured).set_index("lane_id")["status"]
    assert cells["kpis"] == "measured"
