"""Settle the scale of each question, declared or proven, or refuse it with the call that would work."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from journeykit.answers.directions import contradiction, sides_in, sides_of_answers, turned_round
from journeykit.answers.proofs import scale_in_words, scale_of_answers
from journeykit.answers.scales import Scale, folded
from journeykit.answers.scores import MOST_TEXTS, code_key
from journeykit.answers.shapes import Asked
from journeykit.errors import AnswersError, listing
from journeykit.events.reading.notice import LOOK, Notice

if TYPE_CHECKING:
    import pyarrow as pa


def scale_of(
    name: str, words: Sequence[str], known: Scale | None, cells: pa.ChunkedArray, codes: Collection[str],
    notes: list[str],
) -> tuple[Scale | None, str]:  # fmt: skip
    """Return the scale of a question as declared or as proven, else why not; note where words contradict it."""
    if known is not None:
        sides = {**sides_of_answers(_different(cells)), **sides_in(words)}
        if known.how.startswith("declared") and (wrong := contradiction(name, known, sides)):
            notes.append(wrong)
        return known, ""
    if (scale := scale_in_words(*words)) is None:
        return scale_of_answers(_different(cells), codes)
    return turned_round(scale, sides_in(words) or sides_of_answers(_different(cells)))


def refuse_ambiguous(name: str, scale: Scale, code: str) -> None:
    """Raise if a code for a missing answer is a score on the scale of its question."""
    try:
        number = float(code)
    except ValueError:
        return
    if scale.lowest <= number <= scale.highest:
        raise AnswersError(
            f"the missing code {code} is a score on the scale of {name!r}, {scale.words}. State codes by question: "
            f"missing_codes={{'Q7*': (0, 6), {name!r}: ()}}."
        )


def refuse_unproven(
    unproven: Mapping[str, str], settled: bool, asked: Asked, cells: Mapping[str, pa.ChunkedArray]
) -> list[str]:
    """Raise if a question has no scale; where nobody named any and others are ``settled``, say what is left out."""
    if asked.questions is None and settled:
        # A column that nobody named may be anything; one with labels of several scales was meant as a question.
        left = [name for name, why in unproven.items() if not why]
        unproven = {name: why for name, why in unproven.items() if why}
        if not unproven:
            words = f"columns not read, because nothing proves a scale: {listing(left)}"
            return [Notice(words, LOOK, "questions={…}")] if left else []
    if not unproven:
        return []
    names = [name for name in unproven if _numeric(cells[name])] or list(unproven)
    why = next((f" ({unproven[name]})" for name in names if unproven[name]), "")
    raise AnswersError(
        f"nothing proves the scale of {listing(names)}{why}: the scores that occur do not. State the lowest and "
        f"highest score of each question: questions={{{names[0]!r}: (1, 5)}}. A glob such as 'Q7*' states several; "
        "codes for a missing answer go to missing_codes=[…]."
    )


def _numeric(cells: pa.ChunkedArray) -> bool:
    texts = _different(cells)
    return bool(texts) and all(code_key(text).replace(".", "").lstrip("-").isdigit() for text in texts[:100])


def _different(cells: pa.ChunkedArray) -> list[str]:
    found = cells.unique()
    return [] if len(found) > MOST_TEXTS else [text for text in found.to_pylist() if text and folded(text)]
