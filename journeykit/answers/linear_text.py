"""Logistic regression over words and letters of texts, by scikit-learn.

N-grams are hashed (Weinberger et al. 2009): a model knows numbers of n-grams and no words of customers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.answers.language import required

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

LABELS = ("negative", "neutral", "positive")
BITS = 18
"""Of the hash of an n-gram, for words and for letters each."""
STRENGTH = 4.0
"""Inverse of the regularisation."""
FOLDS = 5
_WORDS = {"ngram_range": (1, 2), "token_pattern": r"(?u)\b\w[\w']*\b"}
_LETTERS = {"ngram_range": (2, 4), "analyzer": "char_wb"}
_LONGEST = 10_000
"""Characters of a text that are looked at."""


@dataclass(frozen=True, eq=False)
class LinearText:
    """The weights of n-grams: a row for each label, or one row for two labels."""

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats
    rarity: Floats
    """The inverse document frequency of each n-gram."""
    seen: npt.NDArray[np.bool_]
    """Which words the model was fitted to."""

    @classmethod
    def of(cls, labels: tuple[str, ...], parts: Mapping[str, npt.NDArray[Any]]) -> LinearText:
        """Return the model from its parts; raise ValueError if they do not fit together."""
        rows = 1 if len(labels) == 2 else len(labels)
        shapes = {"weights": (rows, 2 << BITS), "bias": (rows,), "rarity": (2 << BITS,), "seen": (1 << BITS,)}
        if not set(labels) <= set(LABELS) or any(parts[name].shape != shape for name, shape in shapes.items()):
            raise ValueError("the parts of the model do not fit together")
        weights, bias, rarity = (parts[name].astype(np.float64) for name in ("weights", "bias", "rarity"))
        return cls(labels, weights, bias, rarity, parts["seen"].astype(bool))

    def parts(self) -> dict[str, npt.NDArray[Any]]:
        """Return the arrays of the model."""
        return {"weights": self.weights.astype(np.float32), "bias": self.bias, "seen": self.seen,
                "rarity": self.rarity.astype(np.float32)}  # fmt: skip

    def score(self, texts: Sequence[str]) -> Floats:
        """Return twice the chance of positive less that of negative; NaN for a text without a word that it knows."""
        counts = counts_of(texts)
        known = np.asarray(counts[:, : 1 << BITS] @ self.seen.astype(np.float64)).ravel() > 0
        chance = self.chances(counts)
        by = {label: chance[:, at] for at, label in enumerate(self.labels)}
        return np.where(known, 2 * (by.get("positive", 0.0) - by.get("negative", 0.0)), np.nan)

    def label(self, texts: Sequence[str]) -> list[str]:
        """Return the most likely label of each text."""
        return [self.labels[at] for at in self.chances(counts_of(texts)).argmax(axis=1)]

    def chances(self, counts: Any) -> Floats:
        """Return the chance of each label."""
        margin = np.asarray(weighted(counts, self.rarity) @ self.weights.T) + self.bias
        if len(self.labels) == 2:
            margin = np.hstack([-margin, margin]) / 2
        grown = np.exp(margin - margin.max(axis=1, keepdims=True))
        chances: Floats = grown / grown.sum(axis=1, keepdims=True)
        return chances


def fitted(texts: Sequence[str], known: Ints, labels: tuple[str, ...]) -> LinearText:
    """Return the model that is fitted to texts and the numbers of their labels."""
    return _fitted(counts_of(texts), known, labels)


def cross_validated(texts: Sequence[str], known: Ints, labels: tuple[str, ...], seed: int) -> float:
    """Return the macro-F1 of labels of texts that the model was not fitted to."""
    selection, metrics = required("sklearn.model_selection"), required("sklearn.metrics")
    counts, said = counts_of(texts), np.empty(len(known), np.int64)
    for train, test in selection.StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(counts, known):
        said[test] = _fitted(counts[train], known[train], labels).chances(counts[test]).argmax(axis=1)
    return float(metrics.f1_score(known, said, average="macro"))


def counts_of(texts: Sequence[str]) -> Any:
    """Return how often each hashed n-gram is in each text: those of words, then those of letters.

    N-grams of letters do not cross words, so those of a text are the sum of those of its words, each looked at once.
    """
    from scipy import sparse

    vectorizer = required("sklearn.feature_extraction.text").HashingVectorizer
    short = [each[:_LONGEST].lower() for each in texts]
    words, letters = (
        vectorizer(n_features=1 << BITS, alternate_sign=False, norm=None, **kind) for kind in (_WORDS, _LETTERS)
    )
    known: dict[str, int] = {}
    said = [[known.setdefault(word, len(known)) for word in each.split()] for each in short]
    bounds = np.cumsum([0, *map(len, said)])
    places = np.fromiter((at for each in said for at in each), np.int64, int(bounds[-1]))
    of_words = sparse.csr_array((np.ones(len(places)), places, bounds), shape=(len(said), max(1, len(known))))
    of_letters = sparse.csr_array(letters.transform(list(known) or [""]))
    return sparse.hstack([sparse.csr_array(words.transform(short)), of_words @ of_letters], format="csr")


def weighted(counts: Any, rarity: Floats) -> Any:
    """Return TF-IDF, words and letters each of length one."""
    from scipy import sparse

    normalize = required("sklearn.preprocessing").normalize
    found = counts.copy()
    found.data = (1 + np.log(found.data)) * rarity[found.indices]
    half = 1 << BITS
    return sparse.hstack([normalize(found[:, :half]), normalize(found[:, half:])], format="csr")


def _fitted(counts: Any, known: Ints, labels: tuple[str, ...]) -> LinearText:
    regression = required("sklearn.linear_model").LogisticRegression
    held = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log((1 + counts.shape[0]) / (1 + held)) + 1
    used = np.flatnonzero(held)
    model = regression(C=STRENGTH, class_weight="balanced", max_iter=500)
    model.fit(weighted(counts, rarity)[:, used], known)
    weights = np.zeros((len(model.coef_), counts.shape[1]))
    weights[:, used] = model.coef_
    bias = np.asarray(model.intercept_, np.float64)
    return LinearText(labels, weights, bias, rarity, held[: 1 << BITS] > 0)
