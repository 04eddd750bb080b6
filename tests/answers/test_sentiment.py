"""A method is fitted to labelled comments, measured on others, kept without code or words, and says how good it is."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.metrics import f1_score

import journeykit as jk
from journeykit.answers.linear_text import BITS, counts_of
from journeykit.errors import AnswersError

GOOD = ("friendly staff", "clean and bright", "quick boarding", "lovely lounge", "great food")
BAD = ("rude staff", "dirty and dark", "slow boarding", "awful lounge", "cold food")
FLAT = (
    "the lounge is upstairs",
    "boarding was at gate nine",
    "the staff wears blue",
    "we ate food",
    "it was a tuesday",
)


def labelled(*kinds: str) -> list[tuple[str, str]]:
    texts = {"positive": GOOD, "negative": BAD, "neutral": FLAT}
    return [(f"{text} {number}", kind) for kind in kinds for number in range(8) for text in texts[kind]]


def test_it_scores_from_minus_two_to_two_and_nothing_that_it_does_not_know() -> None:
    method = jk.answers.fit_sentiment(labelled("positive", "negative", "neutral"), languages=["en"])
    scores = method.score(["friendly and quick", "rude and dirty", "the lounge is upstairs", "zzz qqq", ""])
    assert scores[0] > 0.5
    assert scores[1] < -0.5
    assert abs(scores[2]) < 0.5
    assert np.isnan(scores[3:]).all()
    assert np.nanmax(np.abs(scores)) <= 2
    assert method.label(["friendly and quick", "the lounge is upstairs"]) == ["positive", "neutral"]
    assert method.score([]).tolist() == []
    assert "macro-F1 1.00 over negative / neutral / positive in 5-fold cross-validation of 120 labelled comments" in (
        method.note
    )


def test_agreement_is_the_macro_f1_of_labels_it_has_not_seen() -> None:
    # Labels by chance: what it was fitted to says nothing about others.
    random = np.random.default_rng(5)
    texts = [f"{word} {other}" for word in "abcdefghij" for other in "klmnopqrstuvwxyz"]
    pairs = [(f"word{text}", ["negative", "positive"][random.integers(2)]) for text in texts]
    method = jk.answers.fit_sentiment(pairs, languages=["en"])
    own = f1_score([label for _, label in pairs], method.label([text for text, _ in pairs]), average="macro")
    told = float(method.agreement.split()[1])
    assert own > 0.9
    assert 0.35 < told < 0.65


def test_the_letters_of_a_text_are_those_of_its_words_as_scikit_learn_counts_them() -> None:
    texts = ["The Queue, the queue was LONG", "", "ok", "a  b\tc", "naïve café 🙂"]
    wanted = HashingVectorizer(
        n_features=1 << BITS, alternate_sign=False, norm=None, analyzer="char_wb", ngram_range=(2, 4)
    ).transform(texts)
    found = counts_of(texts)[:, 1 << BITS :]
    assert abs(found - wanted).max() == 0


def test_equal_input_gives_an_equal_method_whatever_its_order() -> None:
    pairs = labelled("positive", "negative")
    one, other = (jk.answers.fit_sentiment(given, languages=["en"]) for given in (pairs, pairs[::-1]))
    texts = ["friendly boarding", "cold lounge"]
    assert one.score(texts).tolist() == other.score(texts).tolist()
    assert one.agreement == other.agreement


def test_it_learns_from_a_frame_or_from_comments_with_a_rating() -> None:
    pairs = labelled("positive", "negative")
    frame = pd.DataFrame(pairs, columns=["text", "label"])
    stars = frame.assign(stars=frame["label"].map({"positive": 5, "negative": 1}))[["text", "stars"]]
    answers = jk.read_answers(stars, questions={"stars": "stars"}, comments=["text"])
    scores = [jk.answers.fit_sentiment(given, languages=["en"]).score(["friendly boarding"])[0]
              for given in (pairs, frame, answers)]  # fmt: skip
    assert scores[0] == scores[1] == scores[2]


def test_a_saved_method_is_the_same_and_holds_no_words(tmp_path: Path) -> None:
    pairs = [(f"{text} canary{number:03d} mail me at canary{number:03d}@x.org", label)
             for number, (text, label) in enumerate(labelled("positive", "negative"))]  # fmt: skip
    method = jk.answers.fit_sentiment(pairs, languages=["en"])
    path = method.save(tmp_path / "method.npz")
    again = jk.answers.load_sentiment(path)
    texts = ["friendly staff", "cold food", "zzz qqq"]
    np.testing.assert_allclose(again.score(texts), method.score(texts), atol=1e-5)
    assert (again.name, again.languages, again.agreement) == (method.name, method.languages, method.agreement)
    with zipfile.ZipFile(path) as archive:
        content = b"".join(archive.read(name) for name in archive.namelist())
        assert not any(name.endswith(".pkl") for name in archive.namelist())
    assert b"canary" not in content
    assert b"friendly" not in content


@pytest.mark.parametrize("damage", ["cut", "empty", "text", "pickle", "parts", "gone"])
def test_what_is_no_saved_method_is_told(tmp_path: Path, damage: str) -> None:
    path = jk.answers.fit_sentiment(labelled("positive", "negative"), languages=["en"]).save(tmp_path / "m.npz")
    data = path.read_bytes()
    about = np.frombuffer(json.dumps({"format": 1, "name": "x", "languages": ["en"], "labels": ["negative", "positive"],
                                      "agreement": "?"}).encode(), np.uint8)  # fmt: skip
    if damage == "pickle":
        np.savez(path, about=np.array([{"code": 1}], dtype=object), allow_pickle=True)
    elif damage == "parts":
        np.savez(
            path, about=about, weights=np.zeros((1, 3)), bias=np.zeros(1), rarity=np.zeros(3), seen=np.zeros(3, bool)
        )
    elif damage == "gone":
        path.unlink()
    else:
        path.write_bytes({"cut": data[:-500], "empty": b"", "text": b"hello"}[damage])
    with pytest.raises(AnswersError, match=r"m\.npz"):
        jk.answers.load_sentiment(path)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            [("good", "positive")] * 50,
            "too few labelled comments: 1 positive. A method needs at least 30 different texts",
        ),
        ([("good", "happy")], "the label of comment 1 is none of 'negative', 'neutral', 'positive'"),
        ([("good", "Positiv")], "Did you mean 'positive'"),
        ([("good", 1)], "labelled comment 1 is no pair of a text and a label"),
        (["good"], "labelled comment 1 is no pair of a text and a label"),
        (pd.DataFrame({"text": ["a"]}), "have no column 'label'. Columns: 'text'"),
    ],
)
def test_labels_that_do_not_do_are_told(given: object, words: str) -> None:
    with pytest.raises(AnswersError, match=words):
        jk.answers.fit_sentiment(given)


def test_an_unknown_language_is_told() -> None:
    with pytest.raises(AnswersError, match="languages= has 'english', which is none that is recognised"):
        jk.answers.fit_sentiment(labelled("positive", "negative"), languages=["english"])


def test_vader_scores_english_and_leaves_out_what_its_lexicon_does_not_have(tmp_path: Path) -> None:
    method = jk.answers.vader()
    scores = method.score(["great and friendly", "terrible and dirty", "the gate", ""])
    assert scores[0] > 1 > -1 > scores[1] >= -2
    assert np.isnan(scores[2:]).all()
    assert method.label(["great", "the gate", "terrible"]) == ["positive", "neutral", "negative"]
    with pytest.raises(AnswersError, match="is not fitted, so there is nothing to save"):
        method.save(tmp_path / "x.npz")


@pytest.mark.slow
def test_a_comment_of_5_mb_is_scored_by_its_beginning() -> None:
    text = "friendly staff " * 350_000
    assert jk.answers.vader().score([text])[0] > 1
    assert jk.answers.fit_sentiment(labelled("positive", "negative"), languages=["en"]).score([text])[0] > 0
