"""The language of comments, recognised offline by py3langid (naive Bayes over byte n-grams; Lui and Baldwin 2012).

A text of few letters tells no language, and neither does one that the model is unsure of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.errors import AnswersError
from journeykit.text import cut

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from journeykit.events.progress import Watch

SHORT, NO_WORDS = "too short to tell", "no words"
"""What stands for the language of a text that is too short, or has no letters."""
UNSURE = "unsure"
VAGUE = (NO_WORDS, SHORT, UNSURE)
"""What is no language."""
KNOWN = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja",
    "ko", "lt", "lv", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "th", "tr", "uk", "vi", "zh",
)  # fmt: skip
"""The languages told apart, as ISO 639-1 codes: of these a few words are enough, of all 139 they are not."""
METHOD = "py3langid"
_LEAST_LETTERS, _LEAST_WORDS = 12, 3
_SURE = 0.35
_LONGEST = 1_000
"""Letters that are looked at: more of them do not make it surer."""
_BATCH = 5_000
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")  # noqa: RUF001
_PLACEHOLDER = re.compile(r"\[[a-z-]{4,8}\]")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


def language_of(text: str | None) -> str:
    """Return the code of the language of a text, or why it has none: ``NO_WORDS``, ``SHORT``, ``UNSURE``."""
    words = _WORD.findall(_PLACEHOLDER.sub(" ", (text or "")[: _LONGEST * 2]))
    if not words:
        return NO_WORDS
    letters = sum(map(len, words))
    dense = len(_DENSE.findall(" ".join(words)))
    if not dense and (letters < _LEAST_LETTERS or len(words) < _LEAST_WORDS):
        return SHORT
    if dense and letters < 4:
        return SHORT
    language, sure = _identifier().classify(cut(" ".join(words), _LONGEST))
    return language if sure >= _SURE else UNSURE


def languages_of(texts: pa.Array, watch: Watch, share: tuple[float, float] = (0, 1)) -> npt.NDArray[np.object_]:
    """Return the language of each text; equal texts are looked at once."""
    import pyarrow.compute as pc

    coded = pc.dictionary_encode(texts)
    found = np.empty(len(coded.dictionary) + 1, object)
    found[-1] = NO_WORDS
    for start, part in batches(coded.dictionary.to_pylist(), watch, share, "languages recognised"):
        found[start : start + len(part)] = [language_of(text) for text in part]
    every: npt.NDArray[np.object_] = found[pc.fill_null(coded.indices, len(found) - 1).to_numpy(zero_copy_only=False)]
    return every


def main_language(found: npt.NDArray[np.object_]) -> str:
    """Return the language of most of the comments that tell one; empty if none does."""
    names, counts = np.unique([each for each in found if each not in VAGUE], return_counts=True)
    return str(names[np.argmax(counts)]) if len(names) else ""


def batches(
    texts: Sequence[str], watch: Watch, share: tuple[float, float], words: str
) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield texts in batches with the place of the first; say how far it is, and stop where it was cancelled."""
    low, high = share
    for start in range(0, len(texts), _BATCH):
        watch.say(low + (high - low) * start / len(texts), f"{words}: {start:,} of {len(texts):,} comments")
        yield start, texts[start : start + _BATCH]
    watch.say(high, words)


@cache
def _identifier() -> Any:
    module = required("py3langid.langid")
    found = module.LanguageIdentifier.from_model_file(module.MODEL_FILE, norm_probs=True)
    found.set_languages(KNOWN)
    return found


def required(module: str) -> Any:
    """Return a module of the extra ``text``; raise if it is not installed."""
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError as error:
        package = {"sklearn": "scikit-learn", "Stemmer": "PyStemmer"}.get(name := module.partition(".")[0], name)
        raise AnswersError(
            f'{package} is not installed, which reads comments. Run: pip install "journeykit[text]".'
        ) from error
