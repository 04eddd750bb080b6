"""The report of answers: lines = kept + rejected, answers by question, and every guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from journeykit.answers.intake import AnswerLines
from journeykit.events.cells import typed
from journeykit.events.reading.report import LoadReport

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

SHOWN_QUESTIONS = 20
_COUNTS = ("cells", "answers", "blank", "missing", "rejected")


@dataclass(frozen=True, eq=False)
class AnswersReport(LoadReport):
    """What happened to every line of a table of answers.

    Attributes
    ----------
    source, lines, kept, parts, time_format, notes
        As in the report of a log. A line is rejected if nothing of it is kept, so ``lines == kept + rejected lines``.
    rejected
        One row per line or answer that is not kept: ``part`` (str), ``line`` (int, the line number in that file with the
        header as line 1, or the row number from 1 in a frame), ``column`` (str; the question of an answer, empty for a
        whole line), ``reason`` (str). It has no values, which may be personal.
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
            scale = "comments" if row["scale"] == "" else f"{row['lowest']:g} to {row['highest']:g} ({row['scale']})"
            parts = [f"{row[name]:,} {word}" for name, word in (("blank", "blank"), ("missing", "missing by code"),
                                                                ("rejected", "rejected")) if row[name]]  # fmt: skip
            rest = f", {', '.join(parts)}" if parts else ""
            lines.append(f"  {row['question']!r}: {scale}: {row['answers']:,} answers{rest}")
        more = len(frame) - SHOWN_QUESTIONS
        return [*lines, *([f"  … and {more:,} more questions (report.questions)"] if more > 0 else [])]


class Ledger:
    """Collects what is not kept, and the counts of each question."""

    def __init__(self, table: AnswerLines) -> None:
        self._table = table
        self._lost: list[tuple[npt.NDArray[np.int64], str, str]] = []
        self._rows: list[tuple[str, float, float, str, int, int, int, int, int]] = []
        for number, column, reason in table.rejected:
            self._lost.append((np.array([number], np.int64), column, reason))

    def reject(self, lines: npt.NDArray[np.int64], column: str, reason: str) -> None:
        """Set aside lines, or their answers in a column."""
        if len(lines):
            self._lost.append((lines, column, reason))

    def count(self, question: str, ends: tuple[float, float], scale: str, counts: Sequence[int]) -> None:
        """Count the cells of a question: answers, blank, missing, rejected."""
        answers, blank, missing, rejected = counts
        self._rows.append((question, *ends, scale, sum(counts), answers, blank, missing, rejected))

    def questions(self) -> pd.DataFrame:
        """Return one row per question."""
        kinds = {"question": "str", "lowest": "float64", "highest": "float64", "scale": "str",
                 **dict.fromkeys(_COUNTS, "int64")}  # fmt: skip
        return typed({name: [row[at] for row in self._rows] for at, name in enumerate(kinds)}, kinds)

    def rejected(self, source: str) -> pd.DataFrame:
        """Return one row per line or answer that is not kept, in the order of the table."""
        import pandas as pd

        numbers = np.concatenate([lines for lines, _, _ in self._lost] or [np.empty(0, np.int64)])
        repeats = [len(lines) for lines, _, _ in self._lost]
        order = np.argsort(numbers, kind="stable")
        numbers = numbers[order]
        said = [np.repeat(np.array([lost[at] for lost in self._lost], object), repeats)[order] for at in (1, 2)]
        names = [part.name for part in self._table.parts] or [source]
        part = self._table.part_numbers(numbers)
        before = np.array([each.before for each in self._table.parts] or [0])
        within = {"part": [names[at] for at in part], "line": numbers - before[part]}
        frame = {**within, "column": said[0], "reason": said[1]}
        return typed(pd.DataFrame(frame), {"part": "str", "line": "int64", "column": "str", "reason": "str"})

    def parts(self, source: str, kept: npt.NDArray[np.int64], rejected: npt.NDArray[np.int64]) -> pd.DataFrame:
        """Return one row per part with its lines, kept and rejected, from the numbers of these lines."""
        names = [part.name for part in self._table.parts] or [source]
        counts = [np.bincount(self._table.part_numbers(lines), minlength=len(names)) for lines in (kept, rejected)]
        columns = {"part": names, "lines": counts[0] + counts[1], "kept": counts[0], "rejected": counts[1]}
        return typed(columns, {"part": "str", **dict.fromkeys(("lines", "kept", "rejected"), "int64")})

    def lost_lines(self) -> npt.NDArray[np.int64]:
        """Return the numbers of the lines of which something is not kept, each once."""
        return np.unique(np.concatenate([lines for lines, _, _ in self._lost] or [np.empty(0, np.int64)]))


