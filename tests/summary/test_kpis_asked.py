"""KPIs from answers on a page: none of a small group, and none that gives one away."""

from __future__ import annotations

import pandas as pd
import pytest

import journeykit as jk
from journeykit.evidence import MeasuredMap
from journeykit.model import JourneyMap, edit
from journeykit.summary.board import board_numbers
from journeykit.summary.kpis_asked import shared_answer_kpis
from journeykit.summary.numbers import shared_numbers


def measured(journey: JourneyMap, plans: list[str], scores: list[int]) -> MeasuredMap:
    frame = pd.DataFrame({"Q1": scores, "plan": plans})
    answers = jk.read_answers(frame, questions={"Q1": (1, 5)}, attribute_cols=["plan"])
    log = pd.DataFrame({"user_id": list("abcdefgh"), "event": "home", "timestamp": "2026-05-01"})
    return jk.measure(journey, jk.read_events(log), answers)


def shop(*plans: str, measure: str = "rating") -> JourneyMap:
    journey = edit.add_touchpoint(jk.new_map("S", stages=["A"]), "Home", stage="a", binding={"events": ["home"]})
    for plan in plans:
        where = [] if plan == "all" else [{"column": "plan", "value": plan}]
        formula = {"questions": "Q1", "measure": measure, "where": where}
        journey = edit.add_kpi(journey, plan, stage="a", unit="of 5", answer_formula=formula)
    return journey


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"pro": 4}, []),
        ({"pro": 5}, ["pro"]),
        ({"all": 12, "pro": 9}, ["all"]),  # the other three
        ({"all": 14, "pro": 9}, ["all", "pro"]),
        ({"all": 23, "pro": 10, "free": 11}, ["all", "free"]),  # two with neither
        ({"all": 21, "pro": 10, "free": 11}, ["all", "pro", "free"]),
    ],
)
def test_small_groups_and_what_gives_them_away_are_left_out(counts: dict[str, int], shown: list[str]) -> None:
    whole = counts.get("all", sum(counts.values()))
    plans = [plan for plan, n in counts.items() if plan != "all" for _ in range(n)]
    plans += ["other"] * (whole - len(plans))
    scores = [1 + place % 5 for place in range(whole)]
    found = measured(shop(*counts), plans, scores)
    assert shared_answer_kpis(found, 5)["kpi"].tolist() == shown
    assert shared_answer_kpis(found, 1)["kpi"].tolist() == list(counts)


@pytest.mark.parametrize(("top", "shown"), [(0, True), (3, False), (5, True), (16, True), (17, False), (20, True)])
def test_a_share_with_few_on_one_side_is_left_out(top: int, shown: bool) -> None:
    found = measured(shop("all", measure="csat"), ["x"] * 20, [5] * top + [1] * (20 - top))
    assert bool(len(shared_answer_kpis(found, 5))) is (shown and not 0 < 20 - top < 5)


def test_the_board_shows_them_with_n_and_interval_and_readers_none_of_few() -> None:
    found = measured(shop("all", "pro"), ["pro"] * 4 + ["free"] * 6, [5, 4, 4, 3, 2, 2, 3, 4, 5, 5])
    open_ = board_numbers(shared_numbers(found, least=1))["kpis"]
    assert open_["pro"]["n"] == 4
    assert open_["all"] == {"value": 3.7, "n": 10, "note": "2.9 to 4.5 at 95 % confidence. 10 people answered."}
    assert list(board_numbers(shared_numbers(found, least=5))["kpis"]) == ["all"]


def test_event_kpis_are_still_those_of_the_log() -> None:
    journey = edit.add_kpi(shop("all"), "Home", formula={"success": "home"})
    found = measured(journey, ["x"] * 9, [1, 2, 3, 4, 5, 4, 3, 2, 1])
    numbers = shared_numbers(found, least=5)
    assert numbers.frames["kpis"]["kpi"].tolist() == ["Home"]
    assert numbers.frames["answer_kpis"]["kpi"].tolist() == ["all"]
