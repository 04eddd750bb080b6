"""Two years of a real airport survey are read by declaring questions and scales only, and measured exactly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

import journeykit as jk

SCALES = {"Q7*": (1, 5), "Q9*ALL": (1, 5), "Q9BOARDING": (1, 5), "Q10SAFE": (1, 5), "Q14*": (1, 5)}
CODES = (0, 6, "Blank")


@pytest.mark.parametrize(("year", "respondent"), [(2016, "*RESPNUM"), (2017, None)])
def test_a_year_is_measured_as_by_hand(real_data: Path, year: int, respondent: str | None) -> None:
    path = real_data / f"sfo_{year}.csv"
    answers = jk.read_answers(path, questions=SCALES, missing_codes=CODES, respondent_col=respondent)
    raw = pd.read_csv(path, dtype=str)
    report = answers.report
    assert report.lines == len(raw) == report.kept
    assert report.reasons == {}
    assert len(answers.questions) == 20
    rating, csat, feeling = (
        ask(answers).to_pandas().set_index("question")
        for ask in (jk.answers.rating, jk.answers.csat, jk.answers.feeling)
    )
    for name in answers.questions:
        scores = pd.to_numeric(raw[name].replace("Blank", None)).dropna()
        scores = scores[scores.between(1, 5)]
        low, high = stats.t.interval(0.95, len(scores) - 1, scores.mean(), stats.sem(scores))
        assert rating.loc[name, ["n", "rating", "low", "high"]].tolist() == pytest.approx(
            [len(scores), scores.mean(), low, high]
        )
        top = int((scores >= 4).sum())
        assert csat.loc[name, ["csat_share", "low", "high"]].tolist() == pytest.approx(
            [top / len(scores), *proportion_confint(top, len(scores), method="wilson")]
        )
        assert feeling.loc[name, "emotion"] == pytest.approx(scores.mean() - 3)


def test_the_net_promoter_score_of_2017_is_a_count_by_hand(real_data: Path) -> None:
    codes = {"Q*": CODES, "NETPRO": [11]}
    scales = {**SCALES, "NETPRO": "nps"}
    answers = jk.read_answers(real_data / "sfo_2017.csv", questions=scales, missing_codes=codes)
    row = jk.answers.nps(answers).to_pandas().iloc[0]
    assert row[["n", "promoters", "passives", "detractors"]].tolist() == [2746, 872 + 564, 677 + 291, 342]
    assert row["nps"] == pytest.approx(100 * (1436 - 342) / 2746)
    shares = np.array([1436, 342]) / 2746
    assert row["se"] == pytest.approx(100 * np.sqrt((shares.sum() - (shares[0] - shares[1]) ** 2) / 2746))


def test_the_long_form_of_2017_gives_the_same_means(real_data: Path) -> None:
    long = jk.read_answers(
        real_data / "sfo2017_fact_ratings.csv", respondent_col="RESPNUM_FK", questions={"Q7*": (1, 5), "Q14*": (1, 5)}
    )
    wide = jk.read_answers(real_data / "sfo_2017.csv", questions={"Q7*": (1, 5), "Q14*": (1, 5)}, missing_codes=CODES)
    assert long.report.lines == 53_271
    assert long.report.kept == len(long) == len(wide)
    one, other = (jk.answers.rating(each).to_pandas().set_index("question") for each in (long, wide))
    pd.testing.assert_frame_equal(one.sort_index(), other.sort_index())


def test_comments_with_their_label_are_read(real_data: Path) -> None:
    answers = jk.read_answers(
        real_data / "sfo2017_fact_comments.csv", respondent_col="RESPNUM_FK", comments=["Comment"],
        questions={"Sentiment": {"Negative": -1, "Neutral": 0, "Positive": 1}},
    )  # fmt: skip
    assert answers.report.lines == answers.report.kept == 4276
    assert answers.to_pandas()["score"].count() == 3415
