"""What is not read is listed, a refusal shows the call that works, and nothing kept is an error."""

from __future__ import annotations

import pandas as pd
import pytest

import journeykit as jk
from journeykit.errors import AnswersError

SURVEY = pd.DataFrame(
    {
        "Q1": ["Very satisfied", "Dissatisfied"],
        "Recommend us? (0-10)": ["9", "3"],
        "How likely are you to recommend it": ["9", "3"],
        "Q2": ["Good", "Fair"],
        "More": ["fast", "slow, but nice"],
    }
)


def test_declared_questions_leave_a_line_about_the_columns_that_are_not_read() -> None:
    said = str(jk.read_answers(SURVEY, questions={"Q2": {"Fair": 1, "Good": 2}}).report)
    assert "columns not read: 'Q1', 'Recommend us? (0-10)'" in said
    assert (
        "words prove the scale of 'Recommend us? (0-10)': questions={…, 'Recommend us? (0-10)': None} adds it" in said
    )


def test_a_long_table_and_a_tool_list_columns_that_are_not_read() -> None:
    long = pd.DataFrame({"question": ["Q (1-5)"], "answer": ["4"], "colour": ["red"]})
    assert "columns not read: 'colour'" in str(jk.read_answers(long).report)
    tickets = pd.DataFrame({"Requester": ["a"], "Satisfaction Score": ["Good"], "Assignee": ["x"]})
    assert "columns not read: 'Assignee'" in str(jk.read_answers(tickets).report)


def test_a_refusal_shows_the_call_that_works() -> None:
    with pytest.raises(AnswersError) as refused:
        jk.read_answers(SURVEY, questions=[name for name in SURVEY if name != "More"])
    said = str(refused.value)
    assert "'Q1': None, 'Recommend us? (0-10)': 'nps'" in said or "'Q1': None, 'Recommend us? (0-10)': (0, 10)" in said
    assert "'How likely are you to recommend it': 'nps'" in said
    answers = jk.read_answers(SURVEY, questions={"Q1": None, "Recommend us? (0-10)": (0, 10),
                                                 "How likely are you to recommend it": "nps"})  # fmt: skip
    assert len(answers.questions) == 3


def test_a_long_survey_with_a_question_of_words_offers_comments() -> None:
    long = pd.DataFrame({"question": ["Q (1-5)", "Anything else?"], "answer": ["4", "no thanks"]})
    with pytest.raises(AnswersError, match=r"comments=\['Anything else\?'\]"):
        jk.read_answers(long)


def test_nothing_kept_is_an_error_with_its_reason_and_two_cells() -> None:
    frame = pd.DataFrame({"date": ["2024-03-01 10:00", "2024-03-02 10:00", "x"], "Q": [4, 5, 5]})
    with pytest.raises(
        AnswersError, match=r"no answer of 3 lines is kept.*time cannot be read.*'2024-03-01 10:00' and"
    ):
        jk.read_answers(frame, questions={"Q": (1, 5)}, time_format="%d.%m.%Y")


@pytest.mark.parametrize("word", ["MEZ", "CET", "MET"])
def test_words_of_a_declared_zone_are_read(word: str) -> None:
    frame = pd.DataFrame({"Zeitstempel": [f"2024/03/01 10:00:00 AM {word}"], "Q (1-5)": [4]})
    times = jk.read_answers(frame, timezone="Europe/Berlin").to_pandas()["time"]
    assert times.tolist() == [pd.Timestamp("2024-03-01 09:00", tz="UTC")]
