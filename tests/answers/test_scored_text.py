"""Comments are scored by their text only where nobody gave a rating, and everything that is not scored is said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import journeykit as jk
from journeykit.answers import Answers, Sentiment
from journeykit.errors import AnswersError, CancelledError
from journeykit.events import Cancel


class Counting:
    """Scores a text by the words "good" and "bad", and keeps what it was given."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def score(self, texts: list[str]) -> np.ndarray:
        self.given += texts
        known = [2.0 * ("good" in text) - 2.0 * ("bad" in text) if "good" in text or "bad" in text else np.nan
                 for text in texts]  # fmt: skip
        return np.array(known)

    def label(self, texts: list[str]) -> list[str]:
        return ["neutral"] * len(texts)


def method(model: Counting | None = None) -> Sentiment:
    return Sentiment("words counted", ("en",), "macro-F1 0.50 on nothing", model or Counting())


def reviews(**columns: list[object]) -> Answers:
    return jk.read_answers(pd.DataFrame(columns), questions={"stars": "stars"}, comments=["text"])


def test_a_rating_always_wins_and_its_text_is_not_even_looked_at() -> None:
    model = Counting()
    answers = reviews(
        stars=[1, None, 5, None], text=["a good thing to see", "it was good there", "bad", "so bad it was there"]
    )
    scored = jk.answers.scored_comments(answers, method(model))
    frame = scored.to_pandas()
    assert frame[["question", "score", "origin"]].values.tolist() == [
        ["stars", 1.0, "rating"], ["stars (text)", 2.0, "text"],
        ["stars", 5.0, "rating"], ["stars (text)", -2.0, "text"],
    ]  # fmt: skip
    assert sorted(model.given) == ["it was good there", "so bad it was there"]
    assert frame["lowest"].tolist() == [1, -2, 1, -2]
    assert "comments with a rating, which wins over the text: 2" in str(scored.report)
    assert "comments scored from text by words counted: 2 (macro-F1 0.50 on nothing)" in str(scored.report)
    assert answers.to_pandas()["question"].unique().tolist() == ["stars"]


def test_measures_take_ratings_and_never_average_them_with_text() -> None:
    answers = reviews(stars=[1, None], text=["a good thing to see", "it was good there"])
    scored = jk.answers.scored_comments(answers, method())
    assert jk.answers.feeling(scored).to_pandas()["emotion"].tolist() == [-2.0]
    both = jk.answers.feeling(scored, questions=["stars", "stars (text)"], by="origin")
    assert both.to_pandas()[["origin", "emotion"]].values.tolist() == [["rating", -2.0], ["text", 2.0]]
    assert "method: scored from text by words counted; macro-F1 0.50 on nothing" in both.note
    assert "method" not in jk.answers.feeling(scored).definition
    staged = jk.answers.grouped(scored, "stage", {"stars": "Pay", "stars (text)": "Pay"})
    with pytest.raises(
        AnswersError, match=r"would average ratings with scores made from text: those of 'stars \(text\)'"
    ):
        jk.answers.feeling(staged, questions=["stars", "stars (text)"], by="stage")


def test_comments_alone_are_scored_under_their_question() -> None:
    answers = jk.read_answers(pd.DataFrame({"why": ["it was good there", "it was bad there"]}), comments=["why"])
    scored = jk.answers.scored_comments(answers, method())
    query = jk.answers.feeling(scored)
    assert query.to_pandas()[["question", "n", "emotion"]].values.tolist() == [["why", 2, 0.0]]
    assert "scored from text by words counted" in query.note
    assert scored.comments == ()


def test_the_rating_of_another_column_of_the_line_wins_if_it_is_named() -> None:
    frame = pd.DataFrame({"Q1": [5, None], "Q2": [1, 1], "Q1 why": ["it was bad there", "it was good there"]})
    answers = jk.read_answers(frame, questions={"Q?": (1, 5)}, comments=["Q1 why"])
    rows = jk.answers.scored_comments(answers, method(), ratings={"Q1 why": "Q1"}).to_pandas()
    rows = rows[rows["question"] == "Q1 why"]
    assert rows["origin"].tolist() == ["rating", "text"]
    assert rows["score"].fillna(9).tolist() == [9, 2]
    with pytest.raises(AnswersError, match="ratings= names no question 'Q3'"):
        jk.answers.scored_comments(answers, method(), ratings={"Q1 why": "Q3"})
    with pytest.raises(AnswersError, match="ratings= names 'Q1 why', which has no scores"):
        jk.answers.scored_comments(answers, method(), ratings={"Q1 why": "Q1 why"})


def test_other_languages_signs_and_unknown_words_are_left_unscored_and_said() -> None:
    texts = [
        "it was good there",
        "das war leider sehr schlecht, good",
        "??",
        "🙂",
        "good",
        "the gate is far away",
        "ok",
    ]
    answers = jk.read_answers(pd.DataFrame({"why": texts}), comments=["why"])
    scored = jk.answers.scored_comments(answers, method())
    frame = scored.to_pandas()
    assert frame["score"].fillna(9).tolist() == [2, 9, 9, 9, 2, 9, 9]
    assert frame["origin"].fillna("").tolist() == ["text", "", "", "", "text", "", ""]
    assert frame["comment_language"].tolist()[:3] == ["en", "de", "no words"]
    said = str(scored.report)
    for words in ("comments in other languages than en, not scored: 1 (de 1)", "comments without words, not scored: 2",
                  "comments too short to tell their language: 2, taken to be in that of most, en",
                  "comments without a word that the method knows, not scored: 2"):  # fmt: skip
        assert words in said


def test_short_comments_beside_a_language_that_the_method_does_not_know_are_left_unscored() -> None:
    texts = ["good", "das war leider sehr teuer", "die Schlange war viel zu lang"]
    scored = jk.answers.scored_comments(jk.read_answers(pd.DataFrame({"why": texts}), comments=["why"]), method())
    assert scored.to_pandas()["score"].isna().all()
    assert "comments too short to tell their language: 1, not scored" in str(scored.report)


def test_scoring_again_replaces_the_scores() -> None:
    answers = reviews(stars=[1, None], text=["a good thing to see", "it was good there"])
    once = jk.answers.scored_comments(answers, method())
    other = Sentiment(
        "another", ("en",), "", type("Zero", (Counting,), {"score": lambda self, texts: np.zeros(len(texts))})()
    )
    twice = jk.answers.scored_comments(once, other)
    assert twice.names == once.names
    assert twice.to_pandas()["score"].tolist() == [1.0, 0.0]
    assert twice.questions["stars (text)"].how == "scored from text by another; "


def test_one_person_five_times_counts_once() -> None:
    frame = pd.DataFrame({"respondent": ["a"] * 5 + ["b"], "why": ["it was good there"] * 5 + ["it was bad there"]})
    scored = jk.answers.scored_comments(jk.read_answers(frame, comments=["why"]), method())
    assert jk.answers.feeling(scored).to_pandas()[["n", "answers", "emotion"]].values.tolist() == [[2, 6, 0.0]]


@pytest.mark.parametrize("frame", [pd.DataFrame({"Q": [1]}), pd.DataFrame({"Q": [1], "why": [None]}, dtype=object)])
def test_answers_without_comments_stay_as_they_are(frame: pd.DataFrame) -> None:
    answers = jk.read_answers(frame, questions={"Q": (1, 5)}, comments=["why"] if "why" in frame else [])
    scored = jk.answers.scored_comments(answers, method())
    assert scored.to_pandas()["score"].tolist() == [1.0]
    assert jk.answers.languages(answers).to_pandas().empty


def test_scoring_reports_progress_and_can_be_cancelled() -> None:
    answers = jk.read_answers(
        pd.DataFrame({"why": [f"it was good at gate {at}" for at in range(6_000)]}), comments=["why"]
    )
    told: list[tuple[float, str]] = []
    jk.answers.scored_comments(answers, method(), progress=lambda done, words: told.append((done, words)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert {"languages recognised: 5,000 of 6,000 comments", "scoring: 5,000 of 6,000 comments"} <= {w for _, w in told}
    stop = Cancel()

    def cancel(done: float, _: str) -> None:
        if done > 0.5:
            stop.cancel()

    with pytest.raises(CancelledError, match="the scoring of comments was stopped as asked; nothing was changed"):
        jk.answers.scored_comments(answers, method(), progress=cancel, cancel=stop)
