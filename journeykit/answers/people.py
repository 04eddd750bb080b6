"""Who answered, and what is known of them: ids and attributes as numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from journeykit.answers.intake import AnswerLines
from journeykit.answers.shapes import Shape
from journeykit.answers.value import Attribute
from journeykit.events.reading.notice import COUNTS, LOOK, Notice
from journeykit.events.reading.pseudonyms import Pseudonyms
from journeykit.events.reading.sources import MISSING_IDS

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa


@dataclass(frozen=True)
class People:
    """The number of the person of each line, and their ids; the last persons have none."""

    codes: npt.NDArray[np.int32]
    ids: pa.Array | None
    notes: tuple[str, ...]


def with_pseudonym_ids(table: AnswerLines, column: str | None, pseudonyms: Pseudonyms | None) -> AnswerLines:
    """Return the table with pseudonyms in the column of ids, whatever it is read as."""
    import pyarrow as pa

    if pseudonyms is None or column is None:
        return table
    coded = table.column(column).dictionary_encode().unify_dictionaries().combine_chunks()
    ids = pseudonyms.of(coded.dictionary, MISSING_IDS).take(coded.indices)
    cells = {**table.cells, column: pa.chunked_array([ids])}
    return replace(table, cells=cells, notes=[*table.notes, pseudonyms.notice])


def people_of(table: AnswerLines, shape: Shape) -> People:
    """Number the people; a line without an id is a person of its own."""
    import pyarrow as pa
    import pyarrow.compute as pc

    count = len(table.lines)
    if shape.respondent is None:
        said = ("no column of respondents: each line counts as one person",)
        return People(np.arange(count, dtype=np.int32), None, said)
    texts = table.column(shape.respondent)
    missing = pc.is_in(pc.utf8_trim_whitespace(texts), pa.array(MISSING_IDS))
    coded = pc.if_else(missing, None, texts).dictionary_encode().unify_dictionaries().combine_chunks()
    without = coded.indices.is_null().to_numpy(zero_copy_only=False)
    codes = pc.fill_null(coded.indices, 0).to_numpy(zero_copy_only=False).astype(np.int32)
    codes[without] = len(coded.dictionary) + np.arange(np.count_nonzero(without))
    notes: list[str] = []
    if without.any():
        words = f"lines without a respondent id: {np.count_nonzero(without):,}, each counts as one person"
        notes.append(Notice(words, COUNTS, "respondent_col=…"))
    if shape.question is None:
        times = np.bincount(codes[~without], minlength=1)
        if (again := times[times > 1]).size:
            words = f"respondents with more than one line: {len(again):,}, with {again.sum():,} lines (at most "
            words += f"{again.max():,}); a measure counts each once, by the mean of their answers"
            notes.append(Notice(words, LOOK, "duplicates='drop'"))
    return People(codes, coded.dictionary, tuple(notes))


def attribute_of(texts: pa.ChunkedArray) -> Attribute:
    """Number the values of a column, in the order of their labels."""
    import pyarrow.compute as pc

    coded = texts.dictionary_encode().unify_dictionaries().combine_chunks()
    labels = coded.dictionary.to_pylist()
    order = np.argsort(np.array(labels, object), kind="stable") if labels else np.empty(0, np.int64)
    place = np.full(len(labels) + 1, -1, np.int32)
    place[order] = np.arange(len(labels), dtype=np.int32)
    codes = place[pc.fill_null(coded.indices, len(labels)).to_numpy(zero_copy_only=False)]
    return Attribute(codes, tuple(labels[at] for at in order))
