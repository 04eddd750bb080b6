"""Two years of a real airport survey become measured journeys on one map by reading, binding and measuring only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import journeykit as jk
from journeykit.answers import Answers
from journeykit.model import JourneyMap, edit

CODES = {"Q*": (0, 6, "Blank"), "NETPRO": (11,)}
STAGES = {
    "Getting there": {
        "Roads": "Q7ROADS", "Parking": "Q7PARK", "Long-term parking": "Q7LTPARKING", "AirTrain": "Q?AIRTRAIN",
    },
    "Finding the way": {
        "Signs": "Q7SIGN", "Finding": "Q14FIND", "Information booths": "Q7INFO*", "Screens": "Q7SCREENS",
    },
    "Security": {"Passing through": "Q14PASSTHRU", "Safety": "Q10SAFE"},
    "Waiting": {
        "Walkways": "Q7WALKWAYS", "Food": "Q?FOOD", "Stores": "Q7STORE", "Art": "Q7ART", "Wi-Fi": "Q7WIFI",
        "Restrooms": "Q9RESTROOM", "Boarding area": "Q9BOARDING",
    },
    "Overall": {"Airport": "Q?ALL"},
}  # fmt: skip


@pytest.fixture(scope="module")
def airport() -> JourneyMap:
    journey = jk.new_map("Through the airport", stages=list(STAGES))
    for stage, touchpoints in zip(journey.stages, STAGES.values(), strict=True):
        journey = edit.set_emotion(journey, stage.id, 1)
        for name in touchpoints:
            journey = edit.add_touchpoint(journey, name, stage=stage.id)
    return journey


def bindings() -> dict[str, str]:
    return {question: name for touchpoints in STAGES.values() for name, question in touchpoints.items()}


def read(real_data: Path, year: int) -> tuple[Answers, pd.DataFrame]:
    raw = pd.read_csv(real_data / f"sfo_{year}.csv", dtype=str)
    asked = [name for name in raw.columns if name.startswith(("Q7", "Q9", "Q10SAFE", "Q14")) and "COM" not in name]
    scales = dict.fromkeys(asked, (1, 5)) | ({"NETPRO": "nps"} if "NETPRO" in raw else {})
    return jk.read_answers(
        real_data / f"sfo_{year}.csv", questions=scales, missing_codes=CODES, comments=(),
        respondent_col="*RESPNUM" if year == 2016 else "RESPNUM",
    ), raw  # fmt: skip


@pytest.mark.parametrize("year", [2016, 2017])
def test_a_year_of_the_survey_is_a_measured_journey(real_data: Path, airport: JourneyMap, year: int) -> None:
    answers, raw = read(real_data, year)
    journey = jk.evidence.bind_answers(airport, bindings(), answers=answers)
    frame = jk.evidence.feelings(jk.measure(journey, answers=answers))
    assert len(frame) == sum(1 + len(touchpoints) for touchpoints in STAGES.values())
    for row in frame.to_dict("records"):
        columns = str(row["questions"]).split(", ")
        scores = raw[columns].apply(pd.to_numeric, errors="coerce")
        scores = scores.where((scores >= 1) & (scores <= 5)) - 3
        people = scores.mean(axis=1).dropna()
        interval = stats.t.interval(0.95, len(people) - 1, people.mean(), stats.sem(people))
        assert row["n"] == len(people) > 30
        assert row["answers"] == scores.notna().to_numpy().sum()
        assert [row["score"], row["low"], row["high"]] == pytest.approx([people.mean(), *interval])
        assert row["gap"] is not None
    written = jk.evidence.record_feelings(jk.measure(journey, answers=answers))
    curve = jk.frames.emotions(written)
    stages = frame[frame["touchpoint_id"].isna()]
    measured = curve[curve["kind"] == "measured"]
    assert measured["score"].tolist() == pytest.approx(stages["score"].tolist())
    assert measured["n"].tolist() == stages["n"].tolist()
    assert [source.title for source in written.sources] == [f"sfo_{year}.csv"]
    assert jk.edit.EDITS  # What is written is written by edits.


def test_two_years_are_two_lists_of_questions_on_one_map(real_data: Path, airport: JourneyMap) -> None:
    journey = airport
    for year in (2016, 2017):
        answers, _ = read(real_data, year)
        journey = jk.evidence.bind_answers(journey, bindings(), answers=answers)
        journey = jk.evidence.record_feelings(jk.measure(journey, answers=answers))
    assert len(journey.sources) == 2
    measured = [point for point in journey.emotions if point.kind == "measured"]
    assert len(measured) == sum(1 + len(touchpoints) for touchpoints in STAGES.values())
    assert {source for point in measured for source in point.sources} == {"sfo-2017-csv"}


def test_the_net_promoter_score_of_2017_equals_a_count_by_hand(real_data: Path, airport: JourneyMap) -> None:
    answers, raw = read(real_data, 2017)
    journey = edit.add_kpi(
        airport, "Recommendation", unit="points", answer_formula={"questions": "NETPRO", "measure": "nps"}
    )
    row = jk.evidence.kpi_values(jk.measure(journey, answers=answers)).iloc[0]
    scores = pd.to_numeric(raw["NETPRO"])
    n, up, down = int(scores.between(0, 10).sum()), int(scores.between(9, 10).sum()), int((scores <= 6).sum())
    assert (row["n"], up, down) == (n, 872 + 564, 342)
    assert row["value"] == pytest.approx(100 * (up - down) / n)
    error = 100 * np.sqrt(((up + down) / n - ((up - down) / n) ** 2) / n)
    assert row["high"] - row["value"] == pytest.approx(stats.norm.ppf(0.975) * error)
    written = jk.evidence.record_kpis(jk.measure(journey, answers=answers), as_of=pd.Timestamp("2017-05-30").date())
    assert written.kpis[0].series[0].n == n


def test_questions_are_suggested_by_their_codes(real_data: Path, airport: JourneyMap) -> None:
    answers, _ = read(real_data, 2017)
    found = jk.evidence.suggested_questions(airport, answers).set_index("question")["touchpoint"]
    right = {"Q7SIGN": "Signs", "Q7ROADS": "Roads", "Q7FOOD": "Food", "Q7STORE": "Stores", "Q7SCREENS": "Screens"}
    assert {name: found[name] for name in right} == right
    assert airport.surveys == ()


@pytest.mark.slow
def test_the_steps_of_the_notebook_about_customer_voices_work_on_real_answers(
    real_data: Path, airport: JourneyMap
) -> None:
    pytest.importorskip("py3langid", reason="needs the extra text")
    answers, raw = read(real_data, 2017)
    journey = jk.evidence.bind_answers(airport, bindings(), answers=answers)
    measured = jk.measure(journey, answers=answers)
    spread = jk.answers.distribution(answers, questions=["Q7SIGN", "Q9RESTROOM"])
    signs = pd.to_numeric(raw["Q7SIGN"]).value_counts()
    mine = spread[spread["question"] == "Q7SIGN"].set_index("score")["answers"]
    assert mine.to_dict() == {score: signs[score] for score in (1, 2, 3, 4, 5)}
    assert "Q7SIGN" in jk.charts.likert(spread).layout.meta["alt"]
    told = jk.evidence.gaps(measured)
    assert told["gap"].abs().is_monotonic_decreasing
    assert told["words"].str.startswith("You think +1, ").all()
    felt = jk.evidence.feelings(measured).rename(columns={"stage": "name"})
    stages = felt[felt["touchpoint"].isna()]
    assert jk.charts.scores(stages).layout.meta["alt"].count("interval") == len(STAGES)
    written = jk.evidence.record_feelings(measured)
    alt = jk.charts.emotion_curve(jk.frames.emotions(written)).layout.meta["alt"]
    assert all(stage in alt for stage in STAGES)
    comments = jk.read_answers(
        real_data / "sfo2017_fact_comments.csv", respondent_col="RESPNUM_FK", comments=["Comment"],
        questions={"Sentiment": {"Negative": -1, "Neutral": 0, "Positive": 1}},
    )  # fmt: skip
    themes = jk.answers.themes(comments, top=8)
    frame = themes.to_pandas()
    assert len(frame) == 8
    assert set(themes.quotes()["theme"]) <= set(frame["theme"])
    assert str(frame["theme"].iloc[0]) in jk.charts.themes(frame).layout.meta["alt"]
