"""The spread of answers equals a count by pandas."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import journeykit as jk
from journeykit.errors import AnswersError


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3, 4, 5, None]), st.sampled_from(["web", "app"])), min_size=1))
def test_every_score_is_counted_as_by_hand(said: list[tuple[int | None, str]]) -> None:
    frame = pd.DataFrame(said, columns=["Q1", "channel"])
    if frame["Q1"].isna().all():
        return
    answers = jk.read_answers(frame, questions={"Q1": (1, 5)}, attribute_cols=["channel"])
    found = jk.answers.distribution(answers, by="channel")
    for row in found.to_dict("records"):
        mine = frame[(frame["channel"] == row["channel"]) & frame["Q1"].notna()]
        assert row["answers"] == (mine["Q1"] == row["score"]).sum() > 0
        assert row["n"] == len(mine)
        assert row["share"] == pytest.approx(row["answers"] / row["n"])
    assert found["answers"].sum() == frame["Q1"].notna().sum()


def test_a_question_that_does_not_exist_is_told() -> None:
    answers = jk.read_answers(pd.DataFrame({"Q1": [1, 5]}), questions={"Q1": (1, 5)})
    with pytest.raises(AnswersError, match="no question 'Q2'"):
        jk.answers.distribution(answers, questions=["Q2"])
