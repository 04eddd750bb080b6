"""Write the spreadsheet matrix: rows of texts that :mod:`journeykit.formats.matrix` reads as the same map."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from journeykit.formats import lines
from journeykit.formats.labels import DEFINITION, label_of, shown_in
from journeykit.model.base import element_name
from journeykit.model.journey import JourneyMap, Stage
from journeykit.model.lanes import Lane

_Write = Callable[[Stage], str]


def cells_of_map(journey: JourneyMap) -> list[list[str]]:
    """Return the rows of the sheet: facts about the map, an empty row, the stages, one row per lane.

    Hidden lanes are written if they have content.
    """
    rows = [["Journey map", journey.name]]
    rows += [["Description", journey.description]] if journey.description else []
    rows += [["State", journey.state]] if journey.state != "current" else []
    rows += [["Persona", persona.name] for persona in journey.personas]
    rows += [[], ["Stage", *(stage.name for stage in journey.stages)]]
    if any(stage.definition for stage in journey.stages):
        rows.append([DEFINITION, *(stage.definition for stage in journey.stages)])
    for lane in journey.lanes:
        rows += _rows_of_lane(journey, lane)
    return rows


def _rows_of_lane(journey: JourneyMap, lane: Lane) -> Iterable[list[str]]:
    label = label_of(lane)
    own: list[str | None] = [persona.id for persona in journey.personas] if lane.kind in ("text", "emotions") else []
    names = {persona.id: persona.name for persona in journey.personas}
    for persona in (None, *own):
        write = _writer(journey, lane, persona)
        cells = [write(stage) for stage in journey.stages]
        if any(cells) or (persona is None and not lane.hidden):
            yield [label if persona is None else f"{label} ({names[persona]})", *cells]


def _writer(journey: JourneyMap, lane: Lane, persona: str | None) -> _Write:
    if lane.kind == "text":
        texts = {cell.stage: cell.text for cell in journey.cells if (cell.lane, cell.persona) == (lane.id, persona)}
        return lambda stage: lines.bulleted_text(texts.get(stage.id, ""))
    if lane.kind == "emotions":
        names = {touchpoint.id: touchpoint.name for touchpoint in journey.touchpoints}
        points = [point for point in journey.emotions if point.persona == persona]
        return lambda stage: lines.joined_lines(
            lines.emotion_line(point, names) for point in points if point.stage == stage.id
        )
    if lane.kind in _LINES:
        line = _LINES[lane.kind]
        return lambda stage: lines.joined_lines(map(line, shown_in(journey, stage, lane.kind)))
    if lane.kind == "path":
        return _path(journey)
    if lane.kind == "content_mix":
        return lambda stage: "" if stage.content_mix_share is None else lines.share_words(stage.content_mix_share)
    # Costs are written with the touchpoints.
    return lambda stage: stage.objective if lane.kind == "stage_objective" else ""


def _path(journey: JourneyMap) -> _Write:
    route = journey.happy_path
    by_id = {touchpoint.id: touchpoint for touchpoint in journey.touchpoints}
    steps = [(number, by_id[id]) for number, id in enumerate(route.touchpoints, 1)] if route else []
    return lambda stage: "\n".join(
        f"{number}. {' '.join(t.name.split())}" for number, t in steps if t.stage == stage.id
    )


_LINES: dict[str, Callable[[Any], str]] = {
    "touchpoints": lines.touchpoint_line,
    "pain_points": lines.pain_line,
    "opportunities": lines.opportunity_line,
    "kpis": lines.kpi_line,
    "owners": element_name,
    "technologies": element_name,
}
