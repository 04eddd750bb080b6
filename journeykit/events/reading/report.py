"""The report of a log: lines = kept + rejected, and every guess."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from journeykit.events.cells import typed
from journeykit.events.reading.report_lines import Rejection, lines_words, report_lines
from journeykit.events.reading.report_picture import report_picture
from journeykit.events.reading.stated import call_of

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

    from journeykit.events.reading.columns import Findings
    from journeykit.events.reading.examples import FilledRole
    from journeykit.events.reading.sources import Rejected

SHOWN_REASONS, SHOWN_LINES = 5, 3

_KEEPS = (
    ("the path id is empty", "path_col=[…]"),
    ("the path id means a missing one", "missing_ids=()"),
    ("the event name is empty", "event_col=…"),
    ("the time is empty", "timestamp_col=…"),
    ("the time cannot be read", "time_format=…"),
    ("the order is not a whole number", "order_col=…"),
    ("a duplicate:", "duplicates='keep'"),
    ("cells where the header has", "layout=Layout(delimiter=…)"),
    ("cannot be read: ", "strict=True"),
)
"""Words of a reason -> the argument that keeps such lines, or names another column."""


@dataclass(frozen=True, eq=False)
class LoadReport:
    """What happened to every line of a log.

    In a notebook it is a picture: columns with examples of their values, rejected lines, and notes by harm.

    Attributes
    ----------
    source
        The file's name, ``"pandas frame"``, ``"12 files of logs"``, ``"3 sources"``…
    lines
        Data lines found (a record that spans several lines counts once; the header and blank lines do not count). Where
        a row is a traveller or a whole path: the events found in the rows, and the rows that cannot be read.
    rows
        Rows of the table where a row is a traveller or a whole path; None where it is an event.
    kept
        Events kept. Always ``lines == kept + len(rejected) + joined``.
    rejected
        One row per rejected line: ``part`` (str, the file), ``line`` (int, the line number in that file with the header
        as line 1; the row number from 1 in a frame or Parquet file; the number of the event in XES), ``column`` (str,
        empty for a whole line), ``reason`` (str). It has no values, which may be personal.
    roles
        Role -> its column, and whether it was given or guessed.
    time_format
        How times were read, in words.
    notes
        Further notes: delimiter, ties, duplicates, blank lines, zones. A note that may mean harm is a `Notice`.
    parts
        One row per file of the log: ``part`` (str), ``lines``, ``kept``, ``rejected`` (int), and ``joined`` if any are.
    to_confirm
        Arguments of ``read_events`` that confirm what was guessed; empty if nothing was.
    joined
        Lines that are part of the event of another line: the completion of a start, for example.
    filled
        The roles as values (`FilledRole`), each with up to three values of its column, which may be personal.
    first, last
        The first and the last time of an event, in the zone of the log.
    stated
        Every argument of ``read_events`` that is needed to read the log in the same way, as :meth:`call` writes them.
    sources
        The reports of the sources, if the log has several (see :func:`journeykit.events.source`).
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
    joined: int = 0
    filled: tuple[FilledRole, ...] = ()
    first: datetime | None = None
    last: datetime | None = None
    stated: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    sources: tuple[LoadReport, ...] = ()
    rows: int | None = None

    @property
    def reasons(self) -> dict[str, int]:
        """Rejected lines by reason, most frequent first."""
        counts = self.rejected["reason"].value_counts(sort=True)
        return {str(reason): int(count) for reason, count in counts.items()}

    @property
    def left_out(self) -> str:
        """The number of lines left out and the reasons, as one line."""
        reasons = [f"{reason} ({count:,})" for reason, count in self.reasons.items()]
        joined = f"{self.joined:,} joined into the event of another line, " if self.joined else ""
        if not reasons:
            return f"{joined}none left out"
        rest = len(reasons) - SHOWN_REASONS
        more = f" and {rest} more reasons" if rest > 0 else ""
        return f"{joined}{len(self.rejected):,} left out: {', '.join(reasons[:SHOWN_REASONS])}{more}"

    def rejections(self) -> list[Rejection]:
        """Return the rejected lines by reason, most frequent first, each with the argument that may keep them."""
        several = self.parts is not None and len(self.parts) > 1
        found = []
        for reason, count in self.reasons.items():
            first = self.rejected.loc[self.rejected["reason"] == reason].head(SHOWN_LINES)
            where = [f"{row.line} of {row.part}" if several else str(row.line) for row in first.itertuples()]
            found.append(Rejection(reason, count, f"line {', '.join(where)}{', …' if count > len(where) else ''}",
                                   next((by for words, by in _KEEPS if words in reason), "")))  # fmt: skip
        return found

    def call(self, source: str = "log") -> str:
        """Return the Python call that states all that was found; evaluated, it gives the same log and guesses nothing.

        Parameters
        ----------
        source
            What stands for a source that is no file: the name of a variable. Several are numbered: ``log_1``, …

        Examples
        --------
        >>> import pandas as pd, journeykit as jk
        >>> log = pd.DataFrame({"user_id": ["a"], "event": ["pay"], "timestamp": ["2024-05-01"]})
        >>> print(jk.read_events(log).report.call())
        jk.read_events(
            log,
            path_col='user_id',
            event_col='event',
            timestamp_col='timestamp',
            time_format='iso',
        )
        """
        return call_of(self.stated, [report.stated for report in self.sources], source)

    def __str__(self) -> str:
        if not self.to_confirm:
            several = any(source.to_confirm for source in self.sources)
            return self.in_words("report.call() writes the call that states it" if several else "")
        written = ", ".join(f"{name}={value!r}" for name, value in self.to_confirm.items())
        return self.in_words(f"read_events(…, {written})")

    def in_words(self, confirmation: str, *, examples: bool = True, argument: Callable[[str], str] = str) -> str:
        """Return the report as lines of text.

        Parameters
        ----------
        confirmation
            How to write down what was guessed; several sources say it by :meth:`call`.
        examples
            False leaves out values of the log, for a place that others read.
        argument
            Returns how an argument of ``read_events`` is written.
        """
        shown = examples and not _is_served()
        return "\n".join(report_lines(self, confirmation, examples=shown, argument=argument))

    @property
    def accounts(self) -> str:
        """What became of the lines, as one line."""
        return lines_words(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return report_picture(self, examples=not _is_served())


def _is_served() -> bool:
    """Return whether ``journeykit serve`` shows the notebook to people who only read: values are not for them."""
    return os.environ.get("JOURNEYKIT_SERVED") == "reading"


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


def parts_frame(kept: Mapping[str, int], rejected: pd.DataFrame, joined: Mapping[str, int]) -> pd.DataFrame:
    """Return one row per part with its lines, kept and rejected, and joined if any are."""
    lost = rejected["part"].value_counts()
    counts = [(part, rows, int(lost.get(part, 0)), joined.get(part, 0)) for part, rows in kept.items()]
    rows = [(part, sum(said), *said) for part, *said in counts]
    names = ("lines", "kept", "rejected", *(("joined",) if any(joined.values()) else ()))
    columns = {"part": "str", **dict.fromkeys(names, "int64")}
    return typed({name: [row[at] for row in rows] for at, name in enumerate(columns)}, columns)
