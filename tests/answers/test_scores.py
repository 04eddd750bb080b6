"""Cells as scores: on the scale, blank, a code, or rejected with a reason; never clipped."""

from __future__ import annotations

import math

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeykit.answers.scales import NAMED, Scale, declared_scale, labelled_scale
from journeykit.answers.scores import BLANK, CODE, FRACTION, OFF, OTHER, SCORE, WORDS, code_key, one_score, scored
from journeykit.errors import AnswersError

FIVE = Scale(1, 5)


@pytest.mark.parametrize(
    ("text", "score"),
    [("5", 5), (" 4 ", 4), ("4.5", 4.5), ("4,5", 4.5), ("3.0", 3), ("5 - Very satisfied", 5), ("1: bad", 1),
     ("2 (poor)", 2), ("Very good (5)", 5), ("Good - 4", 4), ("4/5", 4), ("4 out of 5 stars", 4), ("3 stars", 3),
     ("★★★★☆", 4), ("⭐⭐", 2), ("'+3", 3)],
)  # fmt: skip
def test_a_score_is_read_as_people_write_it(text: str, score: float) -> None:
    assert one_score(text, FIVE) == (score, SCORE)


@pytest.mark.parametrize(
    ("text", "state"),
    [("6", OFF), ("0", OFF), ("-1", OFF), ("1e1", WORDS), ("nan", WORDS), ("inf", WORDS), ("good", WORDS), ("", BLANK),
     ("8/10", OTHER), ("we waited 5", WORDS), ("2 people waited", WORDS), ("10:30", WORDS), ("2026-05-01", WORDS),
     ("5 " + "x" * 300, WORDS)],
)  # fmt: skip
def test_what_is_no_score_on_the_scale_says_why(text: str, state: int) -> None:
    score, found = one_score(text, FIVE)
    assert math.isnan(score)
    assert found == state


def test_whole_scales_labels_and_codes() -> None:
    assert one_score("7.5", NAMED["nps"])[1] == FRACTION
    assert one_score("GOOD!", labelled_scale({"Good": 1, "Bad": 0})) == (1, SCORE)
    assert one_score("6.0", FIVE, {code_key(6)})[1] == CODE
    assert one_score("BLANK", FIVE, {code_key("Blank")})[1] == CODE


@pytest.mark.slow
@given(st.lists(st.one_of(st.none(), st.integers(-3, 12).map(str), st.text(max_size=8)), max_size=30))
def test_every_cell_is_counted_once_and_scores_lie_on_the_scale(cells: list[str | None]) -> None:
    read = scored(pa.chunked_array([pa.array(cells, pa.string())]), NAMED["nps"], {"12"})
    assert sum(read.count(state) for state in range(7)) == len(cells)
    on = read.scores[read.state == SCORE]
    assert ((on >= 0) & (on <= 10)).all()
    assert all(math.isnan(score) for score in read.scores[read.state != SCORE])


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("npss", "questions={'Q': 'npss'}: no scale has this name. Did you mean 'nps'?"),
        ((5, 5), "the scale of 'Q' goes from 5 to 5: the lowest score comes first"),
        ((1, 2, 3), "the scale of 'Q' must be its lowest and highest score, such as (1, 5)"),
        ({"Good": "x"}, "the labels of 'Q' must be text with a number each"),
    ],
)
def test_a_wrong_scale_is_refused_in_words(said: object, message: str) -> None:
    with pytest.raises(AnswersError) as caught:
        declared_scale("Q", said)
    assert str(caught.value).startswith(message)
