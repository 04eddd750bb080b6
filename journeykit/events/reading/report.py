"""The report of a log: lines = kept + rejected, and every guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from journeykit.events.cells import typed

if TYPE_CHECKING:
    import pandas as pd

    from journeykit.events.reading.columns import Findings
    from journeykit.events.reading.sources import Rejected

SHOWN_PARTS = 5
SHOWN_REASONS = 5


@dataclass(frozen=True, eq=False)
class LoadReport:
    """What happened to every line of a log.

    Attributes
    ----------
    source
        The file's name, ``"pandas frame"``, ``"12 files of logs"``…
    lines
        Data lines found (a record that spans several lines counts once; the header and blank lines do not count). Where
        a row is a traveller or a whole path: the events found in it, and the rows that cannot be read.
    kept
        Events kept. Always ``lines == kept + len(rejected)``.
    rejected
        One row per rejected line: ``part`` (str, the file), ``line`` (int, the line number in that file with the header
        as line 1; the row number from 1 in a frame or Parquet file; the number of the event in XES), ``column`` (str,
        empty for a whole line), ``reason`` (str). It has no values, which may be personal.
    roles
        Role -> its column, and whether it was given or guessed.
    time_format
        How times were read, in words.
    notes
        Further notes: delimiter, ties, duplicates, blank lines, zones.
    parts
        One row per file of the log: ``part`` (str), ``lines``, ``kept``, ``rejected`` (int).
    to_confirm
        Arguments of ``read_events`` that confirm what was guessed; empty if nothing was.
    """

    source: str
    lines: int
    kept: int
    rejected: pd.DataFrame = field(repr=False)
    roles: Mapping[str, str]
    time_format: str
    notes: tuple[str, ...] = ()
    parts: pd.DataFrame | None = field(default=None, repr=False)
    to_confirm: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def reasons(self) -> dict[str, int]:
        """Rejected lines by reason, most frequent first."""
        counts = self.rejected["reason"].value_counts(sort=True)
        return {str(reason): int(count) for reason, count in counts.items()}

    @property
    def left_out(self) -> str:
        """The number of lines left out and the reasons, as one line."""
        reasons = [f"{reason} ({count:,})" for reason, count in self.reasons.items()]
        if not reasons:
            return "none left out"
        rest = len(reasons) - SHOWN_REASONS
        more = f" and {rest} more reasons" if rest > 0 else ""
        return f"{len(self.rejected):,} left out: {', '.join(reasons[:SHOWN_REASONS])}{more}"

    def __str__(self) -> str:
        written = ", ".join(f"{name}={value!r}" for name, value in self.to_confirm.items())
        return self.in_words(f"read_events(…, {written})")

    def in_words(self, confirmation: str) -> str:
        """Return the report as lines of text; ``confirmation`` says how to write down what was guessed."""
        rejected = self.lines - self.kept
        lines = [f"{self.source}: {self.lines:,} lines = {self.kept:,} kept + {rejected:,} rejected"]
        lines += self._part_lines()
        lines += [f"  {role}: {column}" for role, column in self.roles.items()]
        lines += [f"  times: {self.time_format}", *(f"  {note}" for note in self.notes), *self._rejected_lines()]
        if self.to_confirm:
            lines.append(f"  to confirm what was guessed: {confirmation}")
        return "\n".join(lines)

    def _rejected_lines(self) -> Iterator[str]:
        several = self.parts is not None and len(self.parts) > 1
        for reason, count in self.reasons.items():
            first = self.rejected.loc[self.rejected["reason"] == reason].head(3)
            where = [f"{row.line} of {row.part}" if several else str(row.line) for row in first.itertuples()]
            yield f"  rejected {count:,}: {reason} (line {', '.join(where)}{', …' if count > len(where) else ''})"

    def _part_lines(self) -> list[str]:
        if self.parts is None or len(self.parts) < 2:
            return []
        shown = [
            f"  {row.part}: {row.lines:,} lines = {row.kept:,} kept + {row.rejected:,} rejected"
            for row in self.parts.head(SHOWN_PARTS).itertuples()
        ]
        more = len(self.parts) - len(shown)
        return [*shown, *([f"  … and {more:,} more parts (report.parts)"] if more else [])]

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<pre>{escape(str(self))}</pre>"


def rejected_frame(rows: list[Rejected], findings: Findings) -> pd.DataFrame:
    """Return the rejected lines as the frame of a report, in the order of the log."""
    ordered = sorted(rows)
    places = [findings.within(line) for line, _, _ in ordered]
    return typed(
        {
            "part": [part or findings.source for part, _ in places],
            "line": [line for _, line in places],
            "column": [findings.column(line, column) for line, column, _ in ordered],
            "reason": [reason for _, _, reason in ordered],
        },
        {"part": "str", "line": "int64", "column": "str", "reason": "str"},
    )


def parts_frame(kept: Mapping[str, int], rejected: pd.DataFrame) -> pd.DataFrame:
    """Return one row per part with its lines, kept and rejected."""
    lost = rejected["part"].value_counts()
    rows = [(part, rows + int(lost.get(part, 0)), rows, int(lost.get(part, 0))) for part, rows in kept.items()]
    columns = {"part": "str", **dict.fromkeys(("lines", "kept", "rejected"), "int64")}
    return typed({name: [row[at] for row in rows] for at, name in enumerate(columns)}, columns)
