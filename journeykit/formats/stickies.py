"""Sticky notes as CSV: one note per row, for whiteboards that make notes from a table. Write only.

The columns are our own, because the layouts that whiteboards export are not documented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from journeykit.formats import lines
from journeykit.formats.draft import csv_bytes
from journeykit.formats.labels import shown_in
from journeykit.formats.report import Exported, Loss
from journeykit.formats.round_trip import not_held
from journeykit.model.base import element_name
from journeykit.model.journey import JourneyMap, Stage
from journeykit.model.vocabulary import label
from journeykit.text import csv_cell

NAME = "the table of sticky notes"
COLUMNS = ("text", "stage", "lane", "kind", "persona", "score")
_HELD = {
    "lanes": frozenset({"name", "kind"}),
    "personas": frozenset({"name"}),
    "stages": frozenset({"name", "objective", "owners", "technologies"}),
    "owners": frozenset({"name"}),
    "technologies": frozenset({"name"}),
    "touchpoints": frozenset({"name", "stage", "channel", "type"}),
    "cells": frozenset({"stage", "lane", "persona", "text"}),
    "emotions": frozenset({"stage", "persona", "score", "words", "touchpoint", "kind"}),
    "pain_points": frozenset({"name", "stage"}),
    "opportunities": frozenset({"name", "stage"}),
    "kpis": frozenset({"name", "stage", "baseline", "target", "unit", "direction"}),
}
_Note = tuple[str, str, str, str]  # text, kind, persona, score


def write_stickies(journey: JourneyMap) -> Exported:
    """Return a map as a CSV of notes, with its losses; one line of a cell is one note.

    Columns: ``text``, ``stage``, ``lane``, ``kind`` (text, touchpoint, emotion …), ``persona``, ``score`` (-2 to 2).
    """
    rows = [list(COLUMNS)]
    for lane in journey.lanes:
        for stage in journey.stages:
            for text, kind, persona, score in _notes(journey, stage, lane.id, lane.kind):
                # The score is a number written here, so it needs no protection against formulas.
                rows.append([*map(csv_cell, (text, stage.name, lane.name, kind, persona)), score])
    held = {name: fields for name, fields in _HELD.items() if _shown(journey, name)}
    losses = (*not_held(journey, held, NAME), *_unmentioned(journey))
    return Exported(csv_bytes(rows), losses)


def _unmentioned(journey: JourneyMap) -> Iterator[Loss]:
    """Yield elements without a note whose kind is written on notes."""
    about = {cell.persona for cell in journey.cells} | {point.persona for point in journey.emotions}
    for kind, elements, mentioned in (
        ("persona", journey.personas, about),
        ("owner", journey.owners, {owner for stage in journey.stages for owner in stage.owners}),
        ("technology", journey.technologies, {system for stage in journey.stages for system in stage.technologies}),
        ("kpi", journey.kpis, {kpi.id for kpi in journey.kpis if kpi.stage}),
    ):
        for element in elements:
            if element.id not in mentioned:
                yield Loss(f"{kind} {element.id!r}", "", f"{NAME} has those that belong to a stage")


def _shown(journey: JourneyMap, collection: str) -> bool:
    """Return whether a lane shows a collection; otherwise its elements are on no note."""
    kinds = {lane.kind for lane in journey.lanes}
    always = ("stages", "cells", "lanes", "personas")
    return collection in kinds or collection in always or not getattr(journey, collection)


def _notes(journey: JourneyMap, stage: Stage, lane: str, kind: str) -> Iterator[_Note]:
    personas = {persona.id: persona.name for persona in journey.personas}
    touchpoints = {touchpoint.id: touchpoint.name for touchpoint in journey.touchpoints}
    if kind == "text":
        for cell in journey.cells:
            if (cell.stage, cell.lane) == (stage.id, lane):
                for line in filter(str.strip, cell.text.split("\n")):
                    yield line.strip(), "text", personas.get(cell.persona or "", ""), ""
    elif kind == "emotions":
        for point in journey.emotions:
            if point.stage == stage.id:
                where = f"{touchpoints[point.touchpoint]}: " if point.touchpoint else ""
                text = f"{where}{', '.join(point.words) or 'feeling'} ({point.kind})"
                yield text, "emotion", personas.get(point.persona or "", ""), lines.number_words(point.score)
    else:
        told = _TEXTS.get(kind, element_name)
        for element in shown_in(journey, stage, kind):
            yield told(element), label(kind), "", ""
        if kind == "stage_objective" and stage.objective:
            yield stage.objective, label(kind), "", ""


_TEXTS: dict[str, Callable[[Any], str]] = {
    "touchpoints": lambda touchpoint: f"{touchpoint.name} ({label(touchpoint.channel)}, {label(touchpoint.type)})",
    "kpis": lines.kpi_line,
}
