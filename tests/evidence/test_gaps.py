"""Gaps in words, widest first."""

import pandas as pd

import journeykit as jk
from journeykit import evidence
from journeykit.model import edit
from journeykit.text import gap_words, signed


def test_gaps_are_ranked_and_those_of_few_people_come_last() -> None:
    frame = pd.DataFrame(
        {"A": [2] * 20 + [3] * 20, "B": [4] * 20 + [3] * 20, "C": [1, 1, 2, *[None] * 37], "D": [5] * 40}
    )
    answers = jk.read_answers(frame, questions={"?": (1, 5)})
    journey = jk.new_map("M", stages=list("ABCD"))
    for stage, score in zip("abc", (1, 0.5, 2), strict=True):
        journey = edit.set_emotion(journey, stage, score)
    journey = evidence.bind_answers(journey, {name: name for name in "ABCD"}, answers=answers)
    found = evidence.gaps(jk.measure(journey, answers=answers))
    assert found[["rank", "stage", "sure", "words"]].values.tolist() == [
        [1, "A", True, "You think +1, 40 answers say \N{MINUS SIGN}0.5"],
        [2, "B", False, "You think +0.5, 40 answers say +0.5"],
        [3, "C", True, "You think +2, 3 answers say \N{MINUS SIGN}1.7"],
    ]


def test_without_a_gap_the_table_is_empty_with_its_columns() -> None:
    answers = jk.read_answers(pd.DataFrame({"Q": [4]}), questions={"Q": (1, 5)})
    journey = evidence.bind_answers(jk.new_map("M", stages=["A"]), {"Q": "a"}, answers=answers)
    found = evidence.gaps(jk.measure(journey, answers=answers))
    assert found.empty
    assert {"rank", "words", "sure", "gap"} <= set(found)


def test_words_tell_answers_from_people() -> None:
    assert signed(0.04) == signed(-0.04) == "0"
    assert gap_words(1, -0.4, 212, 212) == "You think +1, 212 answers say \N{MINUS SIGN}0.4"
    assert gap_words(1, -0.4, 212) == "You think +1, 212 people say \N{MINUS SIGN}0.4"
    assert gap_words(1, 2, 1) == "You think +1, 1 person says +2"
    assert gap_words(1, 2, 1, 1) == "You think +1, 1 answer says +2"
    assert gap_words(0, 1.25, 1212, 3000) == "You think 0, 3,000 answers of 1,212 people say +1.2"
    assert gap_words(0, 1, 1, 3) == "You think 0, 3 answers of 1 person say +1"
