"""Groups by question, attribute and period agree with pandas; what nobody answered is a row of its own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeykit as jk
from journeykit.errors import AnswersError
from tests.draws import draws

SCALES = {"Q1": (1, 5), "Q2": (1, 5)}


@settings(max_examples=draws(10), deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcde"), st.integers(0, 400), st.sampled_from(["x", "y", None]), st.integers(1, 5),
                  st.one_of(st.none(), st.integers(1, 5))),
        min_size=1, max_size=30,
    ),
    st.sampled_from([["question"], ["kind"], ["question", "kind"], ["month"], ["kind", "month"], ["question", "week"]]),
)  # fmt: skip
def test_groups_equal_pandas(rows: list, by: list[str]) -> None:
    frame = pd.DataFrame(rows, columns=["respondent", "day", "kind", "Q1", "Q2"])
    frame["date"] = pd.Timestamp("2026-01-01") + pd.to_timedelta(frame.pop("day"), unit="D")
    answers = jk.read_answers(frame, questions=SCALES, attribute_cols=["kind"])
    long = frame.melt(["respondent", "date", "kind"], var_name="question", value_name="score").dropna(subset="score")
    long["month"] = long["date"].dt.strftime("%Y-%m")
    long["week"] = (long["date"] - pd.to_timedelta(long["date"].dt.day_of_week, unit="D")).dt.strftime("%Y-%m-%d")
    long["kind"] = long["kind"].fillna("-")
    people = long.groupby([*by, "respondent"])["score"].mean().reset_index()
    expected = people.groupby(by)["score"].agg(["size", "mean"])
    got = jk.answers.rating(answers, by=by).to_pandas()
    assert not got.duplicated(by).any()
    got = got.fillna(dict.fromkeys(by, "-")).set_index(by if len(by) > 1 else by[0])
    held = got[got["n"] > 0]
    assert held["n"].to_dict() == expected["size"].to_dict()
    assert held["rating"].to_dict() == pytest.approx(expected["mean"].to_dict())
    assert got.loc[got["n"] == 0, "rating"].isna().all()
    assert held["answers"].sum() == len(long)


def test_a_period_and_a_question_without_answers_are_rows_with_nobody() -> None:
    frame = pd.DataFrame({"date": ["2026-01-05", "2026-04-05"], "Q1": [5, 4], "Q2": [None, None]})
    answers = jk.read_answers(frame, questions=SCALES)
    got = jk.answers.rating(answers, by=["question", "month"]).to_pandas()
    assert got["month"].tolist() == ["2026-01", "2026-02", "2026-03", "2026-04"] * 2
    assert got["n"].tolist() == [1, 0, 0, 1, 0, 0, 0, 0]
    assert jk.answers.rating(answers, by="quarter").to_pandas()["quarter"].tolist() == ["2026-Q1", "2026-Q2"]
    assert jk.answers.rating(answers, by="year").to_pandas()["year"].tolist() == ["2026"]
    assert jk.answers.rating(answers, by="day").to_pandas().shape[0] == 91


def test_a_stage_by_question_and_a_persona_by_respondent() -> None:
    frame = pd.DataFrame({"respondent": ["a", "b", "c"], "Q1": [5, 4, 3], "Q2": [1, 2, 3]})
    answers = jk.read_answers(frame, questions=SCALES)
    staged = jk.answers.grouped(answers, "stage", {"Q1": "Arrive", "Q2": "Pay"})
    both = jk.answers.grouped(staged, "persona", {"a": "Ann", "b": "Bob"}, by="respondent")
    assert answers.attributes == ()
    got = jk.answers.feeling(both, by=["stage", "persona"]).to_pandas()
    cells = got[["stage", "persona", "n", "emotion"]].astype(object)
    assert cells.where(cells.notna(), None).values.tolist() == [
        ["Arrive", "Ann", 1, 2], ["Arrive", "Bob", 1, 1], ["Arrive", None, 1, 0],
        ["Pay", "Ann", 1, -2], ["Pay", "Bob", 1, -1], ["Pay", None, 1, 0],
    ]  # fmt: skip
    rows = jk.answers.feeling(both, by=["stage", "persona"]).rows(stage="Pay", persona=None)
    assert rows[["respondent", "question", "score"]].values.tolist() == [["c", "Q2", 3.0]]
    with pytest.raises(AnswersError, match=r"there is no question 'Q3'\. Questions: 'Q1', 'Q2'"):
        jk.answers.grouped(answers, "stage", {"Q3": "x"})
    with pytest.raises(AnswersError, match=r"'score' is a column of its own"):
        jk.answers.grouped(answers, "score", {"Q1": "x"})
    with pytest.raises(AnswersError, match=r"no ids of respondents"):
        jk.answers.grouped(jk.read_answers(frame[["Q1"]], questions={"Q1": (1, 5)}), "p", {"a": "x"}, by="respondent")


def test_the_rows_behind_all_numbers_are_all_scored_answers() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(
        {"respondent": np.arange(200) // 2, "Q1": rng.integers(1, 6, 200), "Q2": rng.integers(1, 9, 200)}
    )
    answers = jk.read_answers(frame, questions=SCALES)
    query = jk.answers.csat(answers)
    for row in query.to_pandas().itertuples():
        behind = query.rows(question=row.question)
        assert len(behind) == row.answers
        assert behind["respondent"].nunique() == row.n
    assert "people" in query.definition["unit"]
