"""Take the answers out of the cells of a wide or a long table, each with its score or its words."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from journeykit.answers.account import Ledger
from journeykit.answers.heads import HeadedSource
from journeykit.answers.intake import AnswerLines
from journeykit.answers.proofs import nps_by_groups
from journeykit.answers.scales import Scale
from journeykit.answers.scores import BLANK, CODE, SCORE, code_key, reasons_of, refuse_no_scores, scored
from journeykit.answers.settling import refuse_ambiguous, refuse_unproven, scale_of
from journeykit.answers.shapes import Asked, Shape, joined_comments
from journeykit.errors import AnswersError, did_you_mean, listing
from journeykit.events.patterns import fitting
from journeykit.events.reading.notice import COUNTS, LOOK, Notice

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    Codes = npt.NDArray[np.int32]
    Places = npt.NDArray[np.int64]

CodesOf = Callable[..., Collection[str]]
Once = tuple["npt.NDArray[np.int32]", "npt.NDArray[np.int64]"] | None
_MIXED_SHARE = 0.1
NO_NUMBERS = (np.nan, np.nan)


@dataclass(frozen=True)
class Taken:
    """The answers of a table; arrays have an element an answer."""

    scales: dict[str, Scale]
    comments: tuple[str, ...]
    row: Codes
    question: Codes
    score: npt.NDArray[np.float64]
    text: pa.Array
    notes: tuple[str, ...]


class _Answered:
    """Collects the answers of one question after the other."""

    def __init__(self, ledger: Ledger, once: Once) -> None:
        self._ledger, self._once = ledger, once
        self._found: list[tuple[Places, npt.NDArray[np.float64], pa.Array]] = []
        self.notes: list[str] = []

    def scores(
        self, name: str, scale: Scale, codes: Collection[str], places: Places, cells: pa.ChunkedArray,
        texts: pa.Array | None,
    ) -> None:  # fmt: skip
        """Take the scores of a question from the cells of some lines, and the texts that belong to them."""
        import pyarrow as pa

        for code in codes:
            refuse_ambiguous(name, scale, code)
        read = scored(cells, scale, codes)
        refuse_no_scores(name, scale, read)
        lost = 0
        for state, reason in reasons_of(scale).items():
            off = read.state == state
            lost += int(np.count_nonzero(off))
            self._ledger.reject(places[off], name, reason)
        texts = texts if texts is not None else pa.nulls(len(places), pa.string())
        given = (read.state == SCORE) | texts.is_valid().to_numpy(zero_copy_only=False)
        fresh = given & ~self._again(name, places, given)
        good, given_scores = int(np.count_nonzero(fresh & (read.state == SCORE))), read.count(SCORE)
        if lost > _MIXED_SHARE * (given_scores + lost):
            words = (
                f"{lost:,} of {given_scores + lost:,} answers of {name!r} are not on its scale, {scale.words}: does "
            )
            words += "the column mix two scales, or have codes for a missing answer?"
            self.notes.append(Notice(words, COUNTS, "missing_codes=[…]"))
        lost += given_scores - good
        self._ledger.count(name, scale.ends, scale.how, (good, read.count(BLANK), read.count(CODE), lost))
        if not good + lost:
            self.notes.append(Notice(f"the question {name!r} has no answer", LOOK, "questions={…}"))
        self._found.append((places[fresh], read.scores[fresh], texts.filter(pa.array(fresh))))

    def words(self, name: str, codes: Collection[str], places: Places, texts: pa.Array) -> None:
        """Take the answers of a question in words."""
        import pyarrow as pa

        blank = texts.null_count
        coded = np.zeros(len(texts), bool)
        if codes:
            coded = np.array([text is not None and code_key(text) in codes for text in texts.to_pylist()], bool)
        given = texts.is_valid().to_numpy(zero_copy_only=False) & ~coded
        fresh = given & ~self._again(name, places, given)
        taken = int(np.count_nonzero(fresh))
        counts = (taken, blank, int(np.count_nonzero(coded)), int(np.count_nonzero(given)) - taken)
        self._ledger.count(name, NO_NUMBERS, "", counts)
        self._found.append((places[fresh], np.full(taken, np.nan), texts.filter(pa.array(fresh))))

    def _again(self, name: str, places: Places, given: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Return which answers have the respondent and time of an earlier one."""
        again = np.zeros(len(places), bool)
        if self._once is None:
            return again
        people, micros = self._once
        at = np.flatnonzero(given)
        order = np.lexsort((at, micros[places[at]], people[places[at]]))
        who, when = people[places[at[order]]], micros[places[at[order]]]
        same = (who[1:] == who[:-1]) & (when[1:] == when[:-1])
        again[at[order[1:][same]]] = True
        self._ledger.reject(places[again], name, "a duplicate: respondent, question and time of an earlier answer")
        return again

    def taken(self, scales: dict[str, Scale], comments: tuple[str, ...]) -> Taken:
        """Return the answers of all questions."""
        import pyarrow as pa

        rows = [places for places, _, _ in self._found]
        question = np.repeat(np.arange(len(rows), dtype=np.int32), [len(places) for places in rows])
        return Taken(
            scales,
            comments,
            np.concatenate([*rows, np.empty(0, np.int64)]).astype(np.int32),
            question,
            np.concatenate([*(scores for _, scores, _ in self._found), np.empty(0)]),
            pa.concat_arrays([*(texts for _, _, texts in self._found), pa.array([], pa.string())]),
            tuple(self.notes),
        )


def take_wide(
    table: AnswerLines, headed: HeadedSource, shape: Shape, asked: Asked, codes: CodesOf, keep: npt.NDArray[np.bool_],
    ledger: Ledger, once: Once,
) -> Taken:  # fmt: skip
    """Take the answers of a table with a column a question."""
    places = np.flatnonzero(keep)
    found = _Answered(ledger, once)
    also = headed.tool.codes if headed.tool is not None else ()
    cells = {name: _at(table.column(name), places, len(keep)) for name in (*shape.questions, *shape.comments)
             if name in table.cells}  # fmt: skip
    groups = nps_by_groups(headed.source.columns)
    scales, unproven = {}, {}
    for name, scale in shape.questions.items():
        if name not in cells:
            continue
        words = (name, headed.wording.get(name, ""))
        scale, why = scale_of(name, words, scale or groups.get(name), cells[name], codes(name, also), found.notes)
        if scale is None:
            unproven[name] = why
        else:
            scales[name] = scale
    settled = bool(scales or shape.comments)
    refuse_unproven(unproven, scales, settled, asked, cells, headed.wording)
    joined = joined_comments(list(scales), shape.comments)
    texts = _joined([cells[name] for name in shape.comments]) if joined else None
    for name, scale in scales.items():
        found.scores(name, scale, codes(name, also), places, cells[name], texts)
    if joined:
        found.notes.append(f"the words in {listing(shape.comments)} belong to the score of their line")
    else:
        for name in shape.comments:
            found.words(name, codes(name), places, _whole(cells[name]))
    return found.taken(scales, () if joined else shape.comments)


def take_long(
    table: AnswerLines, headed: HeadedSource, shape: Shape, asked: Asked, codes: CodesOf, keep: npt.NDArray[np.bool_],
    ledger: Ledger, once: Once,
) -> Taken:  # fmt: skip
    """Take the answers of a table with a line an answer."""
    import pyarrow as pa

    assert shape.question is not None
    assert shape.score is not None
    coded = table.column(shape.question).dictionary_encode().unify_dictionaries().combine_chunks()
    names = coded.dictionary.to_pylist()
    index = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    ledger.reject(np.flatnonzero(keep & (index < 0)), shape.question, "the question is empty")
    cells = table.column(shape.score)
    texts = _joined([table.column(name) for name in shape.comments]) if shape.comments else None
    named = list(asked.questions or ())
    wanted = [name for name in names if name in named or any(fitting([name], glob) for glob in named)]
    spoken = [name for name in asked.comments or () if name not in shape.comments]
    for name in spoken:
        if name not in names:
            raise AnswersError(
                f"comments= names {name!r}, which is neither a column nor a question.{did_you_mean(name, names)} "
                f"Questions: {listing(names)}."
            )
    for glob in named:
        if glob not in names and not fitting(names, glob):
            raise AnswersError(
                f"no question is named {glob!r}.{did_you_mean(glob, names)} Questions: {listing(names)}."
            )
    found = _Answered(ledger, once)
    order = np.argsort(index, kind="stable")
    order = order[keep[order]]
    bounds = np.searchsorted(index[order], np.arange(len(names) + 1))
    places = {name: order[bounds[at] : bounds[at + 1]] for at, name in enumerate(names)}
    part = {name: _at(cells, at, len(keep)) for name, at in places.items()}
    scales, unproven = {}, {}
    for name in names if asked.questions is None else wanted:
        if name in spoken:
            continue
        scale, why = scale_of(name, (name,), asked.scale_for(name), part[name], codes(name), found.notes)
        if scale is None:
            unproven[name] = why
        else:
            scales[name] = scale
    refuse_unproven(unproven, scales, False, asked, part)
    for name, scale in scales.items():
        own = None if texts is None else texts.take(pa.array(places[name]))
        found.scores(name, scale, codes(name), places[name], part[name], own)
    for name in spoken:
        found.words(name, codes(name), places[name], _whole(part[name]))
    for name in names:
        if name not in scales and name not in spoken:
            ledger.reject(places[name], shape.question, "neither questions= nor comments= name its question")
    return found.taken(scales, tuple(spoken))


def _at(cells: pa.ChunkedArray, places: Places, whole: int) -> pa.ChunkedArray:
    import pyarrow as pa

    return cells if len(places) == whole else cells.take(pa.array(places))


def _whole(cells: pa.ChunkedArray) -> pa.Array:
    import pyarrow as pa

    return pa.concat_arrays(cells.chunks) if cells.num_chunks else pa.array([], cells.type)


def _joined(columns: list[pa.ChunkedArray]) -> pa.Array:
    """Return the texts of several columns as one, null where all are blank."""
    import pyarrow.compute as pc

    texts = [_whole(column) for column in columns]
    if len(texts) == 1:
        return texts[0]
    # Not null_handling="skip", which drops the element where all are null.
    text = pc.utf8_trim(pc.binary_join_element_wise(*(pc.fill_null(text, "") for text in texts), "\n"), "\n")
    return pc.if_else(pc.equal(pc.binary_length(text), 0), None, text)
