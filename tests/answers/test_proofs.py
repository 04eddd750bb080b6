"""A scale is proven by words, never by the scores that happen to occur."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeykit.answers.proofs import FAMILIES, scale_in_words, scale_of_answers


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        ("How likely are you to recommend us? (0-10)", (0, 10)),
        ("On a scale of 1 to 7, how easy was it?", (1, 7)),
        ("Rate the food from 1 – 5", (1, 5)),  # noqa: RUF001
        ("Satisfaction 1-5", (1, 5)),
        ("How was it? 1 = bad, 5 = great", (1, 5)),
        ("Wie zufrieden sind Sie? Skala von 1 bis 5", (1, 5)),
        ("Star Rating", (1, 5)),
        ("stars", (1, 5)),
        ("NPS score", (0, 10)),
        ("nps", (0, 10)),
    ],
)
def test_words_of_a_question_prove_its_scale(words: str, ends: tuple[int, int]) -> None:
    scale = scale_in_words(words)
    assert scale is not None
    assert scale.ends == ends
    assert scale.how.startswith("proven")


@pytest.mark.parametrize(
    "words",
    ["Q1", "CSAT", "rating", "How many children aged 1-5 travel with you?", "When did you start?", "2024-05", "Visits",
     "Gate 3 to 10", "Would you recommend us?"],
)  # fmt: skip
def test_other_words_prove_nothing(words: str) -> None:
    assert scale_in_words(words) is None


@pytest.mark.parametrize(
    ("texts", "ends", "scores"),
    [
        (["1 - Very dissatisfied", "4 - Satisfied"], (1, 5), {}),
        (["0 - Strongly disagree", "3", "4 - Strongly agree"], (0, 4), {}),
        (["Very satisfied", "Dissatisfied"], (1, 5), {"very satisfied": 5, "dissatisfied": 2}),
        (["Strongly agree", "Slightly disagree"], (1, 7), {"strongly agree": 7, "slightly disagree": 3}),
        (["Promoter", "Detractor", "Passive"], (-1, 1), {"promoter": 1, "passive": 0, "detractor": -1}),
        (["★★★★☆", "★★☆☆☆"], (1, 5), {}),
        (["4 stars", "1 star"], (1, 5), {}),
        (["Good", "bad"], (0, 1), {"good": 1, "bad": 0}),
        (["😠", "🤩"], (1, 5), {"😠": 1, "🤩": 5}),
        (["Sehr zufrieden", "unzufrieden"], (1, 5), {"unzufrieden": 2}),
    ],
)
def test_words_of_answers_prove_the_scale(texts: list[str], ends: tuple[int, int], scores: dict[str, int]) -> None:
    scale, why = scale_of_answers(texts, ())
    assert scale is not None, why
    assert scale.ends == ends
    assert {label: scale.labels[label] for label in scores} == scores


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (["1", "2", "5"], ""),
        (["0", "10"], ""),
        (["8/10", "3/10"], ""),
        (["Good", "Excellent"], "its labels stand at different places of several usual scales"),
        (["Agree", "Disagree"], "its labels stand at different places of several usual scales"),
        (["1 - Very satisfied", "2 - Very dissatisfied"], "its labels and numbers fit no single scale"),
        (["Rome", "Bonn"], ""),
        (["yes", "no"], ""),
    ],
)
def test_other_answers_prove_nothing(texts: list[str], why: str) -> None:
    assert scale_of_answers(texts, ()) == (None, why)


def test_a_declared_code_does_not_disturb_a_proof() -> None:
    assert scale_of_answers(["Very satisfied", "Don't know"], ())[0] is None
    scale, _ = scale_of_answers(["Very satisfied", "Don't know"], ("don't know",))
    assert scale is not None


@given(st.lists(st.integers(-10, 100), min_size=1))
def test_bare_numbers_never_prove_a_scale(numbers: list[int]) -> None:
    assert scale_of_answers([str(number) for number in numbers], ())[0] is None


@given(st.sampled_from(FAMILIES), st.data())
def test_a_whole_family_of_labels_proves_a_scale_of_its_points(family, data: st.DataObject) -> None:
    every = sorted(set(family.values()))
    labels = [data.draw(st.sampled_from(sorted(k for k, at in family.items() if at == point))) for point in every]
    scale, why = scale_of_answers(labels, ())
    if scale is None:
        assert why == "its labels stand at different places of several usual scales"
    else:
        assert [scale.labels[label] for label in labels] == every
