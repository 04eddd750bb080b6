"""Settle the scale of each question, declared or proven, or refuse it with the call that would work."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from journeykit.answers.directions import contradiction, sides_in, sides_of_answers, turned_round
from journeykit.answers.intake import AnswerLines
from journeykit.answers.proofs import nps_by_groups, scale_in_words, scale_of_answers
from journeykit.answers.scales import Scale, folded
from journeykit.answers.scores import MOST_TEXTS, code_key, number_in
from journeykit.answers.shapes import Asked
from journeykit.errors import AnswersError, listing
from journeykit.events.reading.notice import LOOK, Notice

if TYPE_CHECKING:
    import pandas as pd
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


def refuse_empty(table: AnswerLines, rejected: pd.DataFrame) -> None:
    """Raise if nothing of a table is kept because of a reason to reject it, with two of the cells concerned."""
    if rejected.empty:
        return
    pairs = Counter(zip(rejected["column"].tolist(), rejected["reason"].tolist(), strict=True))
    ((column, reason), count) = pairs.most_common(1)[0]
    cells = table.column(column).drop_null().unique()[:2].to_pylist() if column in table.cells else []
    such = f", such as {' and '.join(map(repr, cells))}" if cells else ""
    where = f" of {column!r}" if column else ""
    raise AnswersError(
        f"no answer of {len(table.lines):,} lines is kept. The main reason, {count:,} times: {reason}{where}{such}. "
        "Say how it is written, such as time_format='%d.%m.%Y %H:%M' or timezone='Europe/Berlin' for times, "
        "questions={…} for scores."
    )


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
    unproven: Mapping[str, str], proven: Mapping[str, Scale], settled: bool, asked: Asked,
    cells: Mapping[str, pa.ChunkedArray], wording: Mapping[str, str] = MappingProxyType({}),
) -> None:  # fmt: skip
    """Raise if a question has no scale; where nobody named any and others are ``settled``, it is left out."""
    if asked.questions is None and settled:
        # A column that nobody named may be anything; one with labels of several scales was meant as a question.
        unproven = {name: why for name, why in unproven.items() if why}
    if not unproven:
        return
    names = [name for name in unproven if _numeric(cells[name])] or list(unproven)
    why = next((f" ({unproven[name]})" for name in names if unproven[name]), "")
    written = {name: _short(scale) for name, scale in proven.items()}
    written |= {name: _example(f"{name} {wording.get(name, '')}", _labels(cells[name])) for name in names}
    call = ", ".join(f"{name!r}: {value}" for name, value in written.items())
    words = [name for name, reason in unproven.items() if not reason and _labels(cells[name])]
    said = f"Words instead of scores go to comments=[{words[0]!r}]. " if words else ""
    raise AnswersError(
        f"nothing proves the scale of {listing(names)}{why}: the scores that occur do not. State the worst and the "
        f"best score of each question, or one of each label: questions={{{call}}}. {said}A glob such as 'Q7*' states "
        "several; codes for a missing answer go to missing_codes=[…]."
    )


_MOST_LABELS = 7
_RECOMMEND = re.compile(r"recommend|weiterempfehl|recommand|recomend|consigli|aanbevel|\bnps\b", re.IGNORECASE)


def _example(words: str, labels: Sequence[str]) -> str:
    """Return the scale to show as an example for a question: that of NPS where it asks for a recommendation."""
    if _RECOMMEND.search(words):
        return "'nps'"
    few = 0 < len(labels) <= _MOST_LABELS
    return f"{{{', '.join(f'{label!r}: …' for label in labels)}}}" if few else "(1, 5)"


def _short(scale: Scale) -> str:
    """Return how to repeat a scale that is settled; labels are long, and None proves them again."""
    return "None" if scale.labels and scale.how.startswith("proven") else repr(scale.written)


def _labels(cells: pa.ChunkedArray) -> list[str]:
    return [] if _numeric(cells) else sorted(text for text in _different(cells) if number_in(text)[0] is None)


def not_read(columns: Sequence[str], read: Collection[str], wording: Mapping[str, str], *, named: bool) -> list[Notice]:
    """Return the notice of columns that are not read, with those that words of their question would prove."""
    groups = nps_by_groups(columns)
    left = [name for name in columns if name not in read and not name.upper().endswith("_NPS_GROUP")]
    if not left:
        return []
    proven = [name for name in left if name in groups or scale_in_words(name, wording.get(name, ""))]
    why = ", because nothing proves a scale" if not named else ""
    also = (
        f"; words prove the scale of {listing(proven)}: questions={{…, {proven[0]!r}: None}} adds it" if proven else ""
    )
    return [Notice(f"columns not read{why}: {listing(left)}{also}", LOOK, "questions={…}")]


def _numeric(cells: pa.ChunkedArray) -> bool:
    texts = _different(cells)
    return bool(texts) and all(code_key(text).replace(".", "").lstrip("-").isdigit() for text in texts[:100])


def _different(cells: pa.ChunkedArray) -> list[str]:
    found = cells.unique()
    return [] if len(found) > MOST_TEXTS else [text for text in found.to_pylist() if text and folded(text)]
