"""The report of answers: lines = kept + rejected, answers by question, and every guess."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.answers.intake import AnswerLines
from journeykit.answers.shapes import ARGUMENTS, Shape
from journeykit.events.cells import typed
from journeykit.events.reading.examples import FilledRole
from journeykit.events.reading.report import LoadReport
from journeykit.events.reading.report_lines import Rejection
from journeykit.events.reading.stated import call_of

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

SHOWN_QUESTIONS = 20
_KEEPS = (
    ("not on the scale", "questions={…}"), ("of another scale", "questions={…}"), ("a fraction", "questions={…}"),
    ("no score on the scale", "missing_codes=[…]"), ("the question is empty", "question_col=…"),
    ("name its question", "questions={…}"), ("cannot be read", "time_format=…"), ("a duplicate", "duplicates='keep'"),
)  # fmt: skip
"""Words of a reason -> the argument that may keep such answers."""


@dataclass(frozen=True, eq=False)
class AnswersReport(LoadReport):
    """What happened to every line of a table of answers.

    Attributes
    ----------
    source, lines, kept, parts, time_format, notes
        As in the report of a log. A line is rejected if nothing of it is kept, so ``lines == kept + rejected lines``.
    rejected
        One row per line or answer that is not kept: ``part`` (str), ``line`` (int, the line number in that file with
        the header as line 1, or the row number from 1 in a frame), ``column`` (str; the question of an answer, empty
        for a whole line), ``reason`` (str). It has no values, which may be personal.
    shape
        What kind of table it is, in words.
    questions
        One row per question: ``question`` (str), ``lowest``, ``highest`` (float), ``scale`` (str, how the scale is
        known), ``cells``, ``answers``, ``blank``, ``missing`` (declared codes), ``rejected`` (int);
        ``cells == answers + blank + missing + rejected``. For comments the scale is missing, and answers are texts.
    to_confirm
        Arguments of ``read_answers`` that confirm what was guessed.
    """

    shape: str = ""
    questions: pd.DataFrame | None = field(default=None, repr=False)

    def call(self, source: str = "survey") -> str:
        """Return the Python call that states all that was found; evaluated, it gives the same answers."""
        return call_of(self.stated, (), source).replace("jk.read_events", "jk.read_answers", 1)

    def rejections(self) -> list[Rejection]:
        """Return what is not kept by reason, most frequent first, each with the argument that may keep it."""
        return [replace(each, change=next((by for words, by in _KEEPS if words in each.reason), each.change))
                for each in super().rejections()]  # fmt: skip

    def __str__(self) -> str:
        written = ", ".join(f"{name}={value!r}" for name, value in self.to_confirm.items())
        head, _, rest = self.in_words(f"read_answers(…, {written})").partition("\n")
        lines = [head, f"  shape: {self.shape}", *self._question_lines(), *([rest] if rest else [])]
        return "\n".join(lines)

    __repr__ = __str__

    def _question_lines(self) -> list[str]:
        frame = self.questions
        if frame is None:
            return []
        lines = []
        for row in frame.head(SHOWN_QUESTIONS).to_dict("records"):
            lines.append(f"  {row['question']!r}: {question_words(row)}")
        more = len(frame) - SHOWN_QUESTIONS
        return [*lines, *([f"  … and {more:,} more questions (report.questions)"] if more > 0 else [])]


class Ledger:
    """Collects what is not kept, and the counts of each question."""

    def __init__(self, table: AnswerLines) -> None:
        self._table = table
        self._lost: list[tuple[npt.NDArray[np.int64], str, str]] = []
        self._touched = np.zeros(len(table.lines), bool)
        self._rows: list[tuple[str | float, ...]] = []

    def reject(self, places: npt.NDArray[np.int64], column: str, reason: str) -> None:
        """Set aside lines by their place in the table, or their answers in a column."""
        if len(places):
            self._touched[places] = True
            self._lost.append((self._table.lines[places], column, reason))

    def count(self, question: str, ends: tuple[float, float], scale: str, counts: Sequence[int]) -> None:
        """Count the cells of a question: answers, blank, missing, rejected."""
        self._rows.append((question, *ends, scale, sum(counts), *counts))

    def questions(self) -> pd.DataFrame:
        """Return one row per question."""
        kinds = {"question": "str", "lowest": "float64", "highest": "float64", "scale": "str",
                 **dict.fromkeys(("cells", "answers", "blank", "missing", "rejected"), "int64")}  # fmt: skip
        return typed({name: [row[at] for row in self._rows] for at, name in enumerate(kinds)}, kinds)

    def rejected(self, source: str) -> pd.DataFrame:
        """Return one row per line or answer that is not kept, in the order of the table."""
        own = [(np.array([line], np.int64), column, reason) for line, column, reason in self._table.rejected]
        lost = [*own, *self._lost]
        numbers = np.concatenate([*(lines for lines, _, _ in lost), np.empty(0, np.int64)])
        order = np.argsort(numbers, kind="stable")
        numbers, which = numbers[order], np.repeat(np.arange(len(lost)), [len(lines) for lines, _, _ in lost])[order]
        part = self._table.part_numbers(numbers)
        before = np.array([each.before for each in self._table.parts] or [0])
        names = [each.name for each in self._table.parts] or [source]
        return typed(
            {
                "part": [names[at] for at in part],
                "line": numbers - before[part],
                "column": [lost[at][1] for at in which],
                "reason": [lost[at][2] for at in which],
            },
            {"part": "str", "line": "int64", "column": "str", "reason": "str"},
        )

    def parts(self, source: str, answered: npt.NDArray[np.bool_]) -> pd.DataFrame:
        """Return one row per part with its lines, kept and rejected.

        A line is rejected if nothing of it is kept and something was set aside; a merely blank one is kept.
        """
        table = self._table
        whole = np.array([line for line, column, _ in table.rejected if not column], np.int64)
        lost = self._touched & ~answered
        names = [part.name for part in table.parts] or [source]
        kept, rejected = (
            np.bincount(table.part_numbers(lines), minlength=len(names))
            for lines in (table.lines[~lost], np.concatenate([table.lines[lost], whole]))
        )
        columns = {"part": names, "lines": kept + rejected, "kept": kept, "rejected": rejected}
        return typed(columns, {"part": "str", **dict.fromkeys(("lines", "kept", "rejected"), "int64")})


def filled_roles(shape: Shape, questions: pd.DataFrame) -> tuple[FilledRole, ...]:
    """Return the roles and the questions for the picture of a report; without examples, which are personal."""
    roles = [FilledRole(role, column, shape.how.get(role, "given"), (), ARGUMENTS[role])
             for role, column in shape.single().items()]  # fmt: skip
    roles += [FilledRole("attribute", name, shape.how.get("attributes", "given"), (), "attribute_cols")
              for name in shape.attributes]  # fmt: skip
    for row in questions.head(SHOWN_QUESTIONS).to_dict("records"):
        kind, argument = ("comments", "comments") if row["scale"] == "" else ("question", "questions")
        roles.append(FilledRole(kind, str(row["question"]), question_words(row), (), argument))
    return tuple(roles)


def question_words(row: Mapping[Any, Any]) -> str:
    """Return the scale and the counts of a question in words."""
    scale = "comments" if row["scale"] == "" else f"{row['lowest']:g} to {row['highest']:g} ({row['scale']})"
    words = (("blank", "blank"), ("missing", "missing by code"), ("rejected", "rejected"))
    return ", ".join(
        [f"{scale}: {row['answers']:,} answers", *(f"{row[name]:,} {word}" for name, word in words if row[name])]
    )


_WORDS = (
    (r"(?<![\w'\"./-])an event log(?![\w'\"-])", "a table of answers"),
    (r"(?<![\w'\"./-])event(s?)(?![\w'\"=-]|\.\w| \w+\.\w)", r"answer\1"),
    (r"(?<![\w'\"./-])log(s?)(?![\w'\"=-]|\.\w)", r"table\1"),
    (r"\bread_events\b", "read_answers"),
)


def in_words_of_answers(text: str) -> str:
    """Return a message of the readers, which speak of logs and events, in the words of answers."""
    for pattern, words in _WORDS:
        text = re.sub(pattern, words, text)
    return text
