"""The words of its ends say which end of a scale is the good one; scores are never read upside down."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import journeykit as jk
from journeykit.answers.directions import side_of
from journeykit.errors import AnswersError
from journeykit.events.reading.notice import WRONG


def read(question: str, cells: list[object], **options: object) -> jk.answers.Answers:
    return jk.read_answers(pd.DataFrame({question: cells}), **options)


TURNED = [
    "How satisfied are you? (1 = very satisfied, 5 = very dissatisfied)",
    "Rate us 1-5 (1 = best)",
    "On a scale of 1 to 5, where 1 is very good and 5 is very bad",
    "Wie zufrieden? (1 = sehr zufrieden, 5 = sehr unzufrieden)",
    "Skala von 1 bis 5 (1: sehr gut, 5: ungenügend)",
    "Note (1 = très satisfait, 5 = pas du tout satisfait)",
    "Nota (1 = muy satisfecho, 5 = nada satisfecho)",
    "Voto (1 = molto soddisfatto, 5 = per nulla soddisfatto)",
    "Nota (1 = muito satisfeito, 5 = muito insatisfeito)",
    "Cijfer (1 = zeer tevreden, 5 = zeer ontevreden)",
    "Very satisfied (1) to very dissatisfied (5), a scale of 1 to 5",
]


@pytest.mark.parametrize("question", TURNED)
def test_a_scale_with_the_best_at_its_low_end_is_turned_round(question: str) -> None:
    answers = read(question, ["1", "1", "5", "2"])
    assert answers.to_pandas()["score"].tolist() == [5, 5, 1, 4]
    assert "1 is best: turned round" in str(answers.report)
    assert jk.answers.csat(answers).to_pandas()["csat_share"].tolist() == [0.75]


def test_the_german_grades_are_turned_round() -> None:
    answers = read("Note für die Beratung (1 = sehr gut, 6 = ungenügend)", ["1", "2", "6"])
    assert answers.to_pandas()["score"].tolist() == [6, 5, 1]


@pytest.mark.parametrize("cells", [["1 - Strongly agree", "5 - Strongly disagree", "2 - Agree"],
                                   ["1 - Sehr zufrieden", "5", "2"]])  # fmt: skip
def test_labels_with_the_best_first_are_turned_round(cells: list[str]) -> None:
    assert read("The check-in was easy", cells).to_pandas()["score"].tolist() == [5, 1, 4]


@pytest.mark.parametrize("question", [
    "How? (1 = very bad, 5 = very good)", "Wie? (1 = gar nicht zufrieden, 5 = sehr zufrieden)",
    "How likely? (1 = not at all likely, 5 = extremely likely)", "Facile? (1 = pas facile, 5 = très facile)",
    "Satisfaction 1-5", "How satisfied are you? (1-5)", "Rate the food from 1 to 5"])  # fmt: skip
def test_a_scale_with_the_best_at_its_high_end_stays(question: str) -> None:
    answers = read(question, ["1", "5"])
    assert answers.to_pandas()["score"].tolist() == [1, 5]
    assert "turned" not in str(answers.report)


@pytest.mark.parametrize("question", ["Speed (1 = too fast, 5 = too slow)", "Q (1 = good, 5 = very good)",
                                      "Q (1 = never, 5 = always)"])  # fmt: skip
def test_unclear_ends_are_refused(question: str) -> None:
    with pytest.raises(AnswersError, match="questions="):
        read(question, ["1", "5"])


@pytest.mark.parametrize(("question", "cells"), [
    ("How? (1 = very satisfied, 5 = very dissatisfied)", ["1", "5"]),
    ("Easy", ["1 - Strongly agree", "5 - Strongly disagree"]),
    ("Facile", ["1 - Molto soddisfatto", "5 - Molto insoddisfatto"])])  # fmt: skip
def test_a_declared_scale_against_the_words_is_likely_wrong(question: str, cells: list[str]) -> None:
    notes = read(question, cells, questions={question: (1, 5)}).report.notes
    wrong = [note for note in notes if note.harm == WRONG]
    assert [note.change for note in wrong] == [f"questions={{{question!r}: (5, 1)}}"]
    turned = read(question, cells, questions={question: (5, 1)})
    assert not [note for note in turned.report.notes if note.harm == WRONG]
    assert turned.to_pandas()["score"].tolist() == [5, 1]
    assert turned.report.stated["questions"] == {question: (5, 1)}


def test_declared_labels_upside_down_are_likely_wrong() -> None:
    labels = {"Strongly agree": 1, "Strongly disagree": 5}
    notes = read("Q", list(labels), questions={"Q": labels}).report.notes
    assert [note.harm for note in notes if "lowest score" in note] == [WRONG]


@given(st.integers(0, 10), st.integers(1, 10))
def test_a_turned_scale_is_the_mirror_of_the_plain_one(low: int, more: int) -> None:
    cells = [str(low), str(low + more)]
    plain = read("Q", cells, questions={"Q": (low, low + more)}).to_pandas()["score"]
    turned = read("Q", cells, questions={"Q": (low + more, low)}).to_pandas()["score"]
    assert (plain + turned).tolist() == [2 * low + more] * 2


@pytest.mark.parametrize(("words", "side"), [
    ("very dissatisfied", -1), ("not satisfied", -1), ("not difficult", 0), ("ni satisfait ni insatisfait", 0),
    ("sehr gut", 1), ("pas du tout", -1), ("Rome", 0), ("helemaal niet tevreden", -1)])  # fmt: skip
def test_the_side_of_words(words: str, side: int) -> None:
    assert side_of(words) == side
