"""The report of a log as lines of text, and what any form of it tells: rejected lines and notes by harm."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from journeykit.events.reading.examples import FilledRole
from journeykit.events.reading.notice import HARM_WORDS, by_harm
from journeykit.text import count_words, day_words

if TYPE_CHECKING:
    import pandas as pd

SHOWN_PARTS = 5


@dataclass(frozen=True)
class Rejection:
    """Lines that were rejected for one reason: how many, where, and the argument that may keep them."""

    reason: str
    lines: int
    where: str
    change: str = ""


class ReadStory(Protocol):
    """How the lines of a source were read."""

    @property
    def source(self) -> str: ...
    @property
    def lines(self) -> int: ...
    @property
    def rows(self) -> int | None: ...
    @property
    def kept(self) -> int: ...
    @property
    def joined(self) -> int: ...
    @property
    def time_format(self) -> str: ...
    @property
    def parts(self) -> pd.DataFrame | None: ...
    @property
    def filled(self) -> tuple[FilledRole, ...]: ...
    @property
    def roles(self) -> Mapping[str, str]: ...
    @property
    def first(self) -> datetime | None: ...
    @property
    def last(self) -> datetime | None: ...


class ReportStory(ReadStory, Protocol):
    """What a report tells; ``LoadReport`` describes it."""

    @property
    def notes(self) -> tuple[str, ...]: ...
    @property
    def sources(self) -> Sequence[ReportStory]: ...
    def rejections(self) -> list[Rejection]: ...
    def call(self, source: str = "log") -> str: ...


def lines_words(report: ReadStory) -> str:
    """Return what became of the lines, as one line: ``9 lines = 8 kept + 1 rejected``."""
    joined = f" + {report.joined:,} joined into the event of another line" if report.joined else ""
    return f"{found_words(report)} = {report.kept:,} kept + {rejected_count(report):,} rejected{joined}"


def found_words(report: ReadStory) -> str:
    """Return what ``report.lines`` counts, in words: ``9 lines``, or ``9 events in 3 rows``."""
    if report.rows is None:
        return f"{count_words(report.lines)} lines"
    return f"{count_words(report.lines)} events in {count_words(report.rows)} rows"


def rejected_count(report: ReadStory) -> int:
    """Return how many lines were rejected."""
    return report.lines - report.kept - report.joined


def times_words(report: ReadStory) -> str:
    """Return the first and the last time, or nothing."""
    if report.first is None or report.last is None:
        return ""
    first, last = (f"{day_words(time)}, {time:%H:%M:%S}" for time in (report.first, report.last))
    return f"{first} to {last}"


def report_lines(
    report: ReportStory, confirmation: str, *, examples: bool, argument: Callable[[str], str], inner: bool = False
) -> Iterator[str]:
    """Yield a report line by line; see ``LoadReport.in_words``."""
    yield f"{report.source}: {lines_words(report)}"
    for source in report.sources:
        for line in report_lines(source, "", examples=examples, argument=argument, inner=True):
            yield f"  {line}"
    if not report.sources:
        yield from _part_lines(report)
        yield from _role_lines(report, examples=examples)
        if report.time_format:
            yield f"  times: {report.time_format}"
    if examples and (times := times_words(report)):
        yield f"  from {times}"
    if inner:
        return
    for rejection in report.rejections():
        yield f"  rejected {rejection.lines:,}: {rejection.reason} ({rejection.where}){_by(rejection.change, argument)}"
    for note in by_harm(report.notes):
        yield f"  {f'{HARM_WORDS[note.harm]}: ' if note.harm else ''}{note}{_by(note.change, argument)}"
    if confirmation:
        yield f"  to confirm what was guessed: {confirmation}"


def _by(change: str, argument: Callable[[str], str]) -> str:
    return f" [{argument(change)}]" if change else ""


def _role_lines(report: ReadStory, *, examples: bool) -> Iterator[str]:
    values = {role.role: role.examples for role in report.filled if role.role != "attribute"} if examples else {}
    for role, column in report.roles.items():
        such = f": {', '.join(values[role])}" if values.get(role) else ""
        yield f"  {role}: {column}{such}"


def _part_lines(report: ReadStory) -> Iterator[str]:
    if report.parts is None or len(report.parts) < 2:
        return
    for row in report.parts.head(SHOWN_PARTS).itertuples():
        joined = f" + {row.joined:,} joined" if report.joined else ""
        yield f"  {row.part}: {row.lines:,} lines = {row.kept:,} kept + {row.rejected:,} rejected{joined}"
    if (more := len(report.parts) - SHOWN_PARTS) > 0:
        yield f"  … and {more:,} more parts (report.parts)"
