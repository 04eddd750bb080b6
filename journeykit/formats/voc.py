"""Voice of the customer as CSV, ``date,score,verbatim,stage``: read as answers, not as a map."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from journeykit.errors import FormatError
from journeykit.formats.draft import bounded, csv_rows, decoded
from journeykit.formats.report import Notes, Report
from journeykit.model.journey import JourneyMap
from journeykit.text import csv_plain

MOST_BYTES = 5_000_000
MOST_RECORDS = 5_000
Scale = Literal["nps", "enps", "csat", "sentiment"]
SCALES: Mapping[str, tuple[float, float, bool]] = {  # lowest, highest, whole numbers only
    "nps": (0, 10, True),
    "enps": (0, 10, True),
    "csat": (1, 5, True),
    "sentiment": (-1, 1, False),
}


@dataclass(frozen=True)
class Answer:
    """One answer of one customer."""

    line: int
    """Line in the file, counted from 1."""
    date: date
    """Day of the answer."""
    score: float
    """Score on the declared scale."""
    verbatim: str
    """The customer's words, unchanged."""
    stage: str
    """Id of the stage; empty if the file names none of the map."""


@dataclass(frozen=True)
class Answers:
    """The answers of one file: those taken, their number by stage, and the report."""

    scale: Scale
    rows: tuple[Answer, ...]
    counts: Mapping[str, int]
    """Answers by stage id, for every stage of the map in order; ``""`` counts those without a stage."""
    report: Report


def read_voc(data: bytes, journey: JourneyMap, *, scale: Scale, source: str = "this CSV") -> Answers:
    """Return the answers in a voice-of-customer CSV, with their stages matched to the map's, ignoring case.

    Every line is either taken or in the report: one with a wrong date, a score off the scale or a repeated answer is
    reported by its number, never by its words.

    Parameters
    ----------
    data : bytes
        UTF-8 text with the columns ``date`` (2026-05-02) and ``score``, and optionally ``verbatim`` and ``stage``.
    journey : JourneyMap
        The map with the stages of the answers.
    scale : {"nps", "enps", "csat", "sentiment"}
        The scale of the scores: 0-10, 0-10, 1-5, or -1 to 1. It is never guessed.

    Raises
    ------
    FormatError
        Not UTF-8, no such columns, more than 5 MB or 5,000 records.

    Examples
    --------
    >>> import journeykit as jk
    >>> journey = jk.new_map("App", stages=["Onboarding"])
    >>> read_voc(b"date,score,verbatim,stage\\n2026-05-02,9,Painless,onboarding\\n", journey, scale="nps").counts
    {'onboarding': 1, '': 0}
    """
    if scale not in SCALES:
        raise FormatError(source, "", f"no scale {scale!r}.", f"Scales: {', '.join(SCALES)}.")
    rows, header = _rows(data, source)
    columns: dict[str, int] = {
        name: header.index(name) for name in ("date", "score", "verbatim", "stage") if name in header
    }
    notes = Notes()
    for at, name in enumerate(header, 1):
        if name not in columns:
            notes.left("line 1", f"column {at}, {name!r}", "an answer has date, score, verbatim and stage")
    stages = {stage.name.casefold(): stage.id for stage in journey.stages}
    stages.update({stage.id: stage.id for stage in journey.stages})
    seen: set[tuple[str, ...]] = set()
    answers: list[Answer] = []
    for line, row in rows:
        if not any(cell.strip() for cell in row):
            continue
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        key = tuple(cells.values())
        if any(cell.strip() for cell in row[len(header) :]):
            notes.left(f"line {line}", "an answer", "it has more cells than the header")
        elif key in seen:
            notes.left(f"line {line}", "an answer", "an earlier line has the same")
        elif answer := _answer(line, cells, scale, stages, notes):
            answers.append(answer)
        seen.add(key)
    found = Counter(answer.stage for answer in answers)
    for stage in found:
        notes.took("", f"{found[stage]} answers {f'of stage {stage!r}' if stage else 'without a stage'}")
    counts = {stage.id: found[stage.id] for stage in journey.stages}
    return Answers(scale, tuple(answers), {**counts, "": found[""]}, notes.report(source))


def _answer(line: int, cells: dict[str, str], scale: Scale, stages: dict[str, str], notes: Notes) -> Answer | None:
    place = f"line {line}"
    try:
        day = date.fromisoformat(cells["date"])
    except ValueError:
        notes.left(place, "an answer", "column 'date' holds no date such as 2026-05-02")
        return None
    lowest, highest, whole = SCALES[scale]
    figure = csv_plain(cells["score"])
    score = float(figure) if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", figure) else math.nan
    if not lowest <= score <= highest or (whole and score != int(score)):
        numbers = "whole numbers " if whole else ""
        notes.left(
            place, "an answer", f"column 'score' is not on the {scale} scale, {numbers}{lowest:g} to {highest:g}"
        )
        return None
    named = cells.get("stage", "")
    stage = stages.get(csv_plain(named).casefold(), "")
    if named and not stage:
        notes.assumed(place, "an answer without a stage", "column 'stage' names none of the map")
    return Answer(line, day, score, csv_plain(cells.get("verbatim", "")), stage)


def _rows(data: bytes, source: str) -> tuple[list[tuple[int, list[str]]], list[str]]:
    bounded(data, source, MOST_BYTES, "Split the file.")
    text = decoded(data, source, 'Save it as "CSV UTF-8".')
    rows = list(csv_rows(text, source, ",", csv.field_size_limit()))
    if not rows:
        raise FormatError(source, "", "the file is empty.")
    header = [name.strip().casefold() for name in rows[0][1]]
    for needed in ("date", "score"):
        if needed not in header:
            known = ", ".join(repr(name) for name in header if name)
            raise FormatError(source, "line 1", f"there is no column {needed!r}.", f"Found: {known or 'none'}.")
    if len(rows) - 1 > MOST_RECORDS:
        told = f"it has {len(rows) - 1:,} records; {MOST_RECORDS:,} are read."
        raise FormatError(source, "", told, "Split the file.")
    return rows[1:], header
