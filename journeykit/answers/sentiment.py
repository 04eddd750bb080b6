"""Methods that score how positive a text is: fitted to labelled comments (``linear_text``), or a lexicon.

Comments are redacted before a method learns from them. A saved method is arrays and JSON in one file, and no code.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from journeykit.answers.groups import rating_of
from journeykit.answers.language import KNOWN, language_of, required
from journeykit.answers.linear_text import FOLDS, LABELS, LinearText, cross_validated, fitted
from journeykit.answers.redaction import Redactor
from journeykit.answers.value import Answers
from journeykit.atomic import replaced
from journeykit.errors import AnswersError, did_you_mean, listing

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

FORMAT = 1
VADER_AGREEMENT = "macro-F1 0.71 to 0.77 on three sets of English reviews, 0.30 on a survey"
"""As ``make sentiment`` measures it."""
_LEAST_TEXTS, _LEAST_LABEL = 30, 10
_LONGEST = 10_000
"""Characters that VADER looks at: its time grows with their square."""


class TextModel(Protocol):
    """What scores and labels texts."""

    def score(self, texts: Sequence[str]) -> Floats: ...
    def label(self, texts: Sequence[str]) -> list[str]: ...


@dataclass(frozen=True, eq=False)
class Sentiment:
    """A method that scores text, from ``fit_sentiment``, ``load_sentiment`` or ``vader``.

    Attributes
    ----------
    name
        The method in words.
    languages
        The languages it knows, as ISO 639-1 codes; text of others is left unscored.
    agreement
        How well it agrees with labels that it was not fitted to, as measured.
    """

    name: str
    languages: tuple[str, ...]
    agreement: str
    _model: TextModel = field(repr=False)

    @property
    def note(self) -> str:
        """Method and agreement in a line, for print under every chart of such scores."""
        return f"scored from text by {self.name}; {self.agreement}"

    def score(self, texts: Sequence[str]) -> Floats:
        """Return the score of each text from -2 (negative) to +2 (positive), NaN where it knows none of its words."""
        return self._model.score(texts) if len(texts) else np.empty(0)

    def label(self, texts: Sequence[str]) -> list[str]:
        """Return the most likely label of each text: ``"negative"``, ``"neutral"`` or ``"positive"``."""
        return self._model.label(texts) if len(texts) else []

    def save(self, path: str | Path) -> Path:
        """Write a fitted method to a file (``.npz``), and return its path; it holds no words of the comments."""
        if not isinstance(self._model, LinearText):
            raise AnswersError(
                f"{self.name} is not fitted, so there is nothing to save. Make it anew where it is used."
            )
        path = Path(path)
        said = {"format": FORMAT, "name": self.name, "languages": self.languages, "labels": self._model.labels,
                "agreement": self.agreement}  # fmt: skip
        about = np.frombuffer(json.dumps(said).encode(), np.uint8)
        parts: dict[str, Any] = {"about": about, **self._model.parts()}
        with replaced(path) as temporary, temporary.open("wb") as file:
            np.savez_compressed(file, **parts)
        return path


class _Vader:
    """VADER as a model."""

    def __init__(self) -> None:
        self._rules = required("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()

    def score(self, texts: Sequence[str]) -> Floats:
        return np.array([2 * found if (found := self._compound(text)) is not None else np.nan for text in texts])

    def label(self, texts: Sequence[str]) -> list[str]:
        # The thresholds of its authors.
        said = [self._compound(text) or 0.0 for text in texts]
        return ["positive" if each >= 0.05 else "negative" if each <= -0.05 else "neutral" for each in said]

    def _compound(self, text: str) -> float | None:
        said = self._rules.polarity_scores(text[:_LONGEST])
        return None if said["neu"] >= 1.0 or said["pos"] == said["neg"] == 0 else float(said["compound"])


def vader() -> Sentiment:
    """Return VADER, a lexicon with rules for English, for those who have no labelled comments.

    Returns
    -------
    Sentiment
        Scores are twice its compound score. Text without a word of its lexicon is left unscored.

    Raises
    ------
    AnswersError
        ``journeykit[text]`` is not installed.

    Notes
    -----
    Hutto and Gilbert, ICWSM 2014. Made for social media; the lexicon is as of 2014. A method fitted to a few hundred
    comments of your own agrees better, see the guide.
    """
    return Sentiment("VADER (lexicon and rules)", ("en",), VADER_AGREEMENT, _Vader())


def fit_sentiment(
    labelled: Any, *, languages: Sequence[str] | None = None, names: Iterable[str] = (), seed: int = 0
) -> Sentiment:
    """Fit a method that scores text to labelled comments, and measure how well it agrees with labels it has not seen.

    Parameters
    ----------
    labelled
        Pairs of text and label; a frame with the columns ``text`` and ``label``; or `Answers`, whose comments with a
        rating are taken: negative in the lowest third of the scale, positive in the highest. Labels are
        ``"negative"``, ``"neutral"`` and ``"positive"``, at least two of them, with at least 10 different texts each.
    languages
        Their languages, as ISO 639-1 codes. By default recognised.
    names
        Names of people, redacted before the model learns (see ``redact``).
    seed
        Of the parts of the cross-validation.

    Returns
    -------
    Sentiment
        Its ``agreement`` is the macro-F1 of 5-fold cross-validation.

    Raises
    ------
    AnswersError
        Too few labels, an unknown one, or a package of ``journeykit[text]`` is missing.

    Notes
    -----
    Logistic regression over TF-IDF of words and pairs of words, and of 2 to 4 characters in a row. It knows what the
    labelled comments say: take those of your own customers, a few hundred or more. The guide has a table of how well
    that works.

    Examples
    --------
    >>> import journeykit as jk
    >>> said = [("lovely friendly staff", "positive"), ("the queue was awful", "negative"), ("clean", "positive"),
    ...         ("rude and slow", "negative")]
    >>> labelled = [(f"{text} at gate {number}", label) for number in range(12) for text, label in said]
    >>> method = jk.answers.fit_sentiment(labelled, languages=["en"])
    >>> method.label(["friendly", "slow queue"])
    ['positive', 'negative']
    """
    texts, labels = _pairs(labelled, names)
    found = _languages(texts) if languages is None else tuple(languages)
    for code in found:
        if code not in KNOWN:
            raise AnswersError(f"languages= has {code!r}, which is none that is recognised.{did_you_mean(code, KNOWN)}")
    kinds = tuple(label for label in LABELS if label in labels)
    known = np.array([kinds.index(label) for label in labels])
    agreement = cross_validated(texts, known, kinds, seed)
    return Sentiment(
        "a linear model of words and letters", found,
        f"macro-F1 {agreement:.2f} over {' / '.join(kinds)} in {FOLDS}-fold cross-validation of {len(texts):,} "
        "labelled comments", fitted(texts, known, kinds),
    )  # fmt: skip


def load_sentiment(path: str | Path) -> Sentiment:
    """Read a method that ``Sentiment.save`` wrote.

    Raises
    ------
    AnswersError
        The file is not there, is none of a method, or is damaged.
    """
    path = Path(path)
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            said = json.loads(bytes(file["about"]))
            parts = {name: np.asarray(file[name]) for name in file.files if name != "about"}
        if said["format"] != FORMAT:
            raise AnswersError(f"{path.name} is of format {said['format']!r}; this version reads {FORMAT}.")
        model = LinearText.of(tuple(said["labels"]), parts)
        return Sentiment(str(said["name"]), tuple(said["languages"]), str(said["agreement"]), model)
    except OSError as error:
        raise AnswersError(f"{path} cannot be read ({error.strerror or type(error).__name__}).") from error
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise AnswersError(f"{path.name} is no method of fit_sentiment(…).save(…), or is damaged.") from error


def _pairs(labelled: Any, names: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return redacted texts, each once, and their labels; of a text with several labels the most frequent."""
    if isinstance(labelled, Answers):
        said = labelled._said.text.to_pylist()
        grades = (_label_of(value) for value in rating_of(labelled))
        pairs = [(text, label) for text, label in zip(said, grades, strict=True) if text and label]
    elif hasattr(labelled, "columns"):
        for column in ("text", "label"):
            if column not in labelled.columns:
                raise AnswersError(f"the labelled comments have no column {column!r}. Columns: "
                                   f"{listing(map(str, labelled.columns))}.")  # fmt: skip
        pairs = list(zip(labelled["text"], labelled["label"], strict=True))
    else:
        pairs = list(labelled)
    votes: dict[str, dict[str, int]] = {}
    redactor = Redactor(names)
    for number, pair in enumerate(pairs, 1):
        text, label = pair if isinstance(pair, tuple | list) and len(pair) == 2 else (None, None)
        if not isinstance(text, str) or not isinstance(label, str):
            raise AnswersError(f"labelled comment {number} is no pair of a text and a label.")
        if label.strip().casefold() not in LABELS:
            raise AnswersError(f"the label of comment {number} is none of {listing(LABELS)}."
                               f"{did_you_mean(label.strip(), LABELS)}")  # fmt: skip
        if text.strip():
            of_text = votes.setdefault(redactor(text.strip()) or "", {})
            of_text[label.strip().casefold()] = of_text.get(label.strip().casefold(), 0) + 1
    texts = sorted(votes)
    labels = [max(LABELS, key=lambda label: votes[text].get(label, 0)) for text in texts]
    counts = {label: labels.count(label) for label in LABELS if label in labels}
    if len(texts) < _LEAST_TEXTS or len(counts) < 2 or min(counts.values()) < _LEAST_LABEL:
        had = ", ".join(f"{count} {label}" for label, count in counts.items()) or "none"
        raise AnswersError(
            f"too few labelled comments: {had}. A method needs at least {_LEAST_TEXTS} different texts, and "
            f"{_LEAST_LABEL} of each of two labels or more; a few hundred are better."
        )
    return texts, labels


def _label_of(emotion: float) -> str:
    if np.isnan(emotion):
        return ""
    return LABELS[0] if emotion < -2 / 3 else LABELS[2] if emotion > 2 / 3 else LABELS[1]


def _languages(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the languages of at least a twentieth of the texts that tell one; English if none does."""
    told = [code for code in map(language_of, texts) if code in KNOWN]
    return tuple(sorted({code for code in told if told.count(code) >= len(told) / 20})) or ("en",)
