"""Cells of a question as scores on its scale; every cell is a score, blank, a declared code, or rejected with a reason.

Each different text is read once: a million answers are a dozen texts.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from journeykit.answers.scales import Scale, folded
from journeykit.errors import AnswersError
from journeykit.text import csv_plain

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

SCORE, BLANK, CODE, OFF, FRACTION, WORDS, OTHER = range(7)
"""What a cell is: a score, blank, a code declared as missing; off the scale, a fraction, no score, of another scale."""
_NUMBER = r"[+\-−]?\d{1,9}(?:[.,]\d{1,9})?"  # noqa: RUF001
_BARE = re.compile(_NUMBER)
_LABELLED = re.compile(rf"({_NUMBER})\s*(?:[-–—=:.)]|\s\()\s*([^\W\d].{{0,60}})", re.DOTALL)  # noqa: RUF001
_ENDING = re.compile(rf"([^\W\d].{{0,60}}?)\s*(?:[-–—=:]\s*|\()({_NUMBER})\)?", re.DOTALL)  # noqa: RUF001
_OUT_OF = re.compile(rf"({_NUMBER})\s*(?:/|of|out of|von|sur)\s*({_NUMBER})(?:\s*\w+)?", re.IGNORECASE)
_STARS = re.compile(rf"({_NUMBER})\s*(?:stars?|points?|\u2605)", re.IGNORECASE)
_GLYPHS = re.compile("([\u2605\u2b50]+)\ufe0f?([\u2606]*)")
_LONGEST = 200
MOST_TEXTS = 20_000
"""More different texts than a question with scores has."""


@dataclass(frozen=True)
class ScoredCells:
    """The scores of a question, one a cell: missing where ``state`` is not ``SCORE``."""

    scores: npt.NDArray[np.float64]
    state: npt.NDArray[np.uint8]

    def count(self, state: int) -> int:
        """Return the number of cells of a state."""
        return int(np.count_nonzero(self.state == state))


def scored(texts: pa.ChunkedArray, scale: Scale, codes: Collection[str] = ()) -> ScoredCells:
    """Return the cells of a question as scores; a blank cell is null."""
    import pyarrow.compute as pc

    coded = texts.dictionary_encode().unify_dictionaries().combine_chunks()
    words = coded.dictionary.to_pylist()
    if len(words) > MOST_TEXTS:
        numbers = [np.nan] * len(words), [WORDS] * len(words)
    else:
        read = [one_score(word, scale, codes) for word in words]
        numbers = [score for score, _ in read], [state for _, state in read]
    index = pc.fill_null(coded.indices, len(words)).to_numpy(zero_copy_only=False)
    return ScoredCells(np.array([*numbers[0], np.nan])[index], np.array([*numbers[1], BLANK], np.uint8)[index])


def one_score(text: str, scale: Scale, codes: Collection[str] = ()) -> tuple[float, int]:
    """Return the score of an answer and what it is."""
    plain = csv_plain(text).strip()
    if not plain:
        return np.nan, BLANK
    if code_key(plain) in codes:
        return np.nan, CODE
    if (label := scale.labels.get(folded(plain))) is not None:
        return label, SCORE
    score, most = number_in(plain)
    if score is None:
        return np.nan, WORDS
    if most is not None and most != scale.highest:
        return np.nan, OTHER
    if not scale.lowest <= score <= scale.highest:
        return np.nan, OFF
    if scale.whole and score != int(score):
        return np.nan, FRACTION
    return (scale.lowest + scale.highest - score if scale.turned else score), SCORE


def number_in(text: str) -> tuple[float | None, float | None]:
    """Return the number that an answer begins or ends with, and the highest one if it says so: ``"4/5"``."""
    if len(text) > _LONGEST:
        return None, None
    if _BARE.fullmatch(text):
        return _number(text), None
    if found := _GLYPHS.fullmatch(text):
        return float(len(found[1])), float(len(found[1] + found[2])) if found[2] else None
    if found := _OUT_OF.fullmatch(text):
        return _number(found[1]), _number(found[2])
    if found := _STARS.fullmatch(text) or _LABELLED.fullmatch(text):
        return _number(found[1]), None
    if found := _ENDING.fullmatch(text):
        return _number(found[2]), None
    return None, None


def label_in(text: str) -> str:
    """Return the words of an answer without its number: ``"very satisfied"`` of ``"5 - Very satisfied"``."""
    if len(text) > _LONGEST:
        return ""
    if found := _LABELLED.fullmatch(text):
        return folded(found[2])
    if (found := _ENDING.fullmatch(text)) and not _BARE.fullmatch(text):
        return folded(found[1])
    return folded(text)


def _number(text: str) -> float:
    return float(text.replace(",", ".").replace("−", "-"))  # noqa: RUF001


def code_key(code: object) -> str:
    """Return a missing code as it is compared: 6, ``"6"`` and ``"6.0"`` are one, and so are ``"Blank"`` and "blank"."""
    text = str(code).strip()
    return f"{_number(text):g}" if _BARE.fullmatch(text) else text.casefold()


def reasons_of(scale: Scale) -> dict[int, str]:
    """Return the reason to reject a cell, by its state."""
    labels = " and no label of it" if scale.labels else ""
    return {
        OFF: f"the answer is not on the scale, {scale.words}",
        FRACTION: f"the answer is a fraction, and the scale has {scale.words}",
        WORDS: f"the answer is no score on the scale, {scale.words}{labels}",
        OTHER: f"the answer says that it is of another scale than {scale.words}",
    }


def refuse_no_scores(question: str, scale: Scale, cells: ScoredCells) -> None:
    """Raise if no answer of a question is a score although there are answers: a wrong scale, or comments."""
    lost = {state: cells.count(state) for state in (OFF, FRACTION, WORDS, OTHER)}
    if cells.count(SCORE) or not any(lost.values()):
        return
    total = sum(lost.values())
    if lost[WORDS] * 2 >= total:
        raise AnswersError(
            f"the question {question!r} holds words where scores from {scale.words} should be ({lost[WORDS]:,} "
            f"answers, and no score). If they are comments: comments=[{question!r}]. If they are labels, give each its "
            f"score: questions={{{question!r}: {{'Bad': 0, 'Good': 1}}}}."
        )
    raise AnswersError(
        f"no answer of {question!r} is on the scale, {scale.words} ({total:,} answers). State the scale that its "
        f"survey used: questions={{{question!r}: (lowest, highest)}}."
    )
