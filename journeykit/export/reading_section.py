"""The part of a page that says how its log was read: for who may see the log, or for readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import pandas as pd

from journeykit.events.reading.notice import HARM_WORDS, LOOK, TOLD, Notice, by_harm
from journeykit.events.reading.report_lines import Rejection, ReportStory, lines_words, times_words
from journeykit.export.section import Definitions, Fold, HtmlTable, Part, Prose, Section
from journeykit.text import counted, period_words

SHORT = 3
"""Rejected reasons and harmful notes that are shown; the rest is behind a click."""
_FOR_READERS = ("events at the same time ", "exact duplicates ")
"""Notes that count lines. Others may name a rare event or describe one path."""
_REJECTED = ("Reason", "Lines", "Where", "What changes it")
_DELIMITER = "delimiter: "
_MISSING = " cannot be read, so its events are missing"


def reading_section(
    report: ReportStory,
    *,
    period: tuple[date, date] | None = None,
    least: int = 1,
    argument: Callable[[str], str] = str,
) -> Section:
    """Return how a log was read.

    With ``least`` above 1 it is for readers: without values of the log, moments, and the notes that may describe a
    small group. ``argument`` returns how an argument of ``read_events`` is written.
    """
    terms = {"Lines": lines_words(report)}
    times = times_words(report) if least == 1 else ""
    terms |= {"First and last time": times} if times else {"Days": period_words(period)} if period else {}
    if least > 1:
        terms |= {f"{role.capitalize()} column": column for role, column in report.roles.items()}
    if not report.sources:
        terms["Times"] = report.time_format
    notes = list(by_harm(report.notes))
    for note in [note for note in notes if note.startswith(_DELIMITER)]:
        terms["Delimiter"] = note.removeprefix(_DELIMITER)
        notes.remove(note)
    parts: list[Part] = [Definitions(terms)]
    parts += _for_readers(report, notes) if least > 1 else _for_analysts(report, notes, argument)
    return Section("How the log was read", parts, note=report.source)


def _for_readers(report: ReportStory, notes: Sequence[Notice]) -> Iterator[Part]:
    told = [note for note in notes if note.startswith(_FOR_READERS) or _MISSING in note]
    if told:
        yield Prose("\n\n".join(told))
    if rejected := report.rejections():
        table = _table("Rejected lines by reason", _REJECTED[:3], [_cells(each)[:3] for each in rejected])
        yield table if len(rejected) <= SHORT else Fold(counted(len(rejected), "reasons of rejected lines"), [table])


def _for_analysts(report: ReportStory, notes: Sequence[Notice], argument: Callable[[str], str]) -> Iterator[Part]:
    """Yield what is short, and the rest behind a click."""
    folded: list[Part] = list(_columns(report, argument))
    more = ["columns and their first values"] if folded else []
    harmful = [note for note in notes if note.harm >= LOOK]
    told = [note for note in notes if note.harm < LOOK]
    rejected = [_cells(each, argument) for each in report.rejections()]
    tables = {
        "reasons of rejected lines": (_table("Rejected lines by reason", _REJECTED, rejected), len(rejected)),
        "notes to look at": (_notes("Look at this", harmful, argument), len(harmful)),
        "notes for information": (_notes("For information", told, argument), len(told)),
    }
    for words, (table, rows) in tables.items():
        if 0 < rows <= SHORT and words != "notes for information":
            yield table
        elif rows:
            folded.append(table)
            more.append(counted(rows, words) if rows > 1 else words)
    if folded:
        yield Fold(f"More: {', '.join(more)}", folded)


def _cells(each: Rejection, argument: Callable[[str], str] = str) -> tuple[object, ...]:
    return each.reason, each.lines, each.where, argument(each.change) if each.change else ""


def _columns(report: ReportStory, argument: Callable[[str], str]) -> Iterator[Part]:
    """Yield a table of the columns of each source."""
    argument = str if report.sources else argument
    for source in report.sources or (report,):
        rows = [
            (role.role, role.column, " · ".join(role.examples), role.how, argument(f"{role.argument}=…"))
            for role in source.filled
        ]
        titles = ("Role", "Column", "First values", "How it was found", "What changes it")
        if not rows:
            continue
        if report.sources:
            of = f" of {source.source}: {lines_words(source)}, {times_words(source)}. Times: {source.time_format}"
        else:
            of = ""
        yield _table(f"Columns{of}", titles, rows)


def _notes(caption: str, notes: Sequence[Notice], argument: Callable[[str], str]) -> HtmlTable:
    """Return a table of notes, with their harm if they may mean any."""
    rows = [(HARM_WORDS[note.harm], str(note), argument(note.change) if note.change else "") for note in notes]
    titles = ("Harm", "Note", "What changes it")
    if all(note.harm == TOLD for note in notes):
        return _table(caption, titles[1:], [row[1:] for row in rows])
    return _table(caption, titles, rows)


def _table(caption: str, titles: Sequence[str], rows: Sequence[tuple[object, ...]]) -> HtmlTable:
    frame = pd.DataFrame(list(rows), columns=list(titles))
    return HtmlTable(caption, frame, {title: title for title in titles})
