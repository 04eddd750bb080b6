"""The spreadsheet matrix, written: rows of texts that :mod:`journeykit.formats.matrix` reads as the same map."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from journeykit.formats import lines
from journeykit.formats.labels import DEFINITION, label_of
from journeykit.model.journey import JourneyMap, Stage
from journeykit.model.lanes import Lane

_Write = Callable[[Stage], str]


def cells_of_map(journey: JourneyMap) -> list[list[str]]:
    """Return the rows of the sheet: facts about the map, an empty row, the stages, one row a lane.

    Hidden lanes are written when something stands in them.

    Examples
    --------
    >>> import journeykit as jk
    >>> cells_of_map(jk.new_map("Shop", stages=["Browse", "Pay"]))[2]
    ['Stage', 'Browse', 'Pay']
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
    return _VIEWS[lane.kind](journey)


def _touchpoints(journey: JourneyMap) -> _Write:
    return lambda stage: lines.joined_lines(map(lines.touchpoint_line, journey.touchpoints_of(stage.id)))


def _pain_points(journey: JourneyMap) -> _Write:
    return lambda stage: lines.joined_lines(lines.pain_line(p) for p in journey.pain_points if p.stage == stage.id)


def _opportunities(journey: JourneyMap) -> _Write:
    return lambda stage: lines.joined_lines(
        lines.opportunity_line(o) for o in journey.opportunities if o.stage == stage.id
    )


def _kpis(journey: JourneyMap) -> _Write:
    return lambda stage: lines.joined_lines(lines.kpi_line(k) for k in journey.kpis if k.stage == stage.id)


def _owners(journey: JourneyMap) -> _Write:
    names = {owner.id: owner.name for owner in journey.owners}
    return lambda stage: lines.joined_lines(names[owner] for owner in stage.owners)


def _technologies(journey: JourneyMap) -> _Write:
    names = {technology.id: technology.name for technology in journey.technologies}
    return lambda stage: lines.joined_lines(names[technology] for technology in stage.technologies)


def _path(journey: JourneyMap) -> _Write:
    route = journey.happy_path
    by_id = {touchpoint.id: touchpoint for touchpoint in journey.touchpoints}
    steps = [(number, by_id[id]) for number, id in enumerate(route.touchpoints, 1)] if route else []
    return lambda stage: "\n".join(
        f"{number}. {' '.join(t.name.split())}" for number, t in steps if t.stage == stage.id
    )


def _content_mix(journey: JourneyMap) -> _Write:
    return lambda stage: "" if stage.content_mix_share is None else lines.share_words(stage.content_mix_share)


_VIEWS: dict[str, Callable[[JourneyMap], _Write]] = {
    "touchpoints": _touchpoints,
    "pain_points": _pain_points,
    "opportunities": _opportunities,
    "kpis": _kpis,
    "owners": _owners,
    "technologies": _technologies,
    "path": _path,
    "content_mix": _content_mix,
    "stage_objective": lambda journey: lambda stage: stage.objective,
    "cost": lambda journey: lambda stage: "",  # Costs stand with their touchpoints.
}
