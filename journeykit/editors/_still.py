"""A map as a static HTML table: what GitHub, nbviewer and untrusted notebooks show of an editor.

It has no script, no style sheet and no link; every text is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from journeykit.model.integrity import COLLECTIONS
from journeykit.model.journey import JourneyMap, Stage
from journeykit.model.lanes import Lane
from journeykit.text import html_text

_LINE = "border:1px solid rgba(128,128,128,.35);padding:6px 10px;text-align:left;vertical-align:top"
_HEAD = f"{_LINE};font-weight:600"
_IN_STAGES = ("touchpoints", "pain_points", "opportunities", "kpis")
_LINKED = ("owners", "technologies")


def still_html(journey: JourneyMap) -> str:
    """Return a map as an HTML table: stages as columns, lanes with content as rows, for all personas."""
    names = _Names(journey)
    head = "".join(f'<th scope="col" style="{_HEAD}">{html_text(stage.name)}</th>' for stage in journey.stages)
    rows = [
        f'<tr><th scope="row" style="{_HEAD}">{html_text(lane.name)}</th>'
        + "".join(f'<td style="{_LINE}">{_lines(texts)}</td>' for texts in cells)
        + "</tr>"
        for lane in journey.lanes
        if not lane.hidden
        for cells in [[list(names.cell(lane, stage)) for stage in journey.stages]]
        if any(cells)
    ]
    travellers = ", ".join(persona.name for persona in journey.personas)
    who = f"<p>Who travels: {html_text(travellers)}</p>" if travellers else ""
    return (
        f"<div><p><b>{html_text(journey.name)}</b></p>{who}"
        f'<table style="border-collapse:collapse"><thead><tr><td style="{_LINE}"></td>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
        "<p><small>The map as it was when this cell was run. Run the cell to go on with it.</small></p></div>"
    )


def _lines(texts: Iterable[str]) -> str:
    return "<br>".join(html_text(line) for text in texts for line in text.splitlines())


class _Names:
    """The texts in the cells of a map."""

    def __init__(self, journey: JourneyMap) -> None:
        self._journey = journey
        self._names = {
            name: {element.id: getattr(element, "name", "") for element in getattr(journey, name)}
            for name in COLLECTIONS.values()
        }

    def cell(self, lane: Lane, stage: Stage) -> Iterator[str]:
        journey, kind = self._journey, lane.kind
        if kind == "text":
            yield from (
                self._for(c.persona) + c.text for c in journey.cells if (c.stage, c.lane) == (stage.id, lane.id)
            )
        elif kind in _IN_STAGES:
            yield from (element.name for element in getattr(journey, kind) if element.stage == stage.id)
        elif kind in _LINKED:
            yield from (self._names[kind][id] for id in getattr(stage, kind))
        elif kind == "emotions":
            for point in journey.emotions:
                if point.stage == stage.id and not point.touchpoint:
                    said = ", ".join([f"{point.score:+g}", *point.words])
                    yield f"{self._for(point.persona)}{said} ({point.kind})"
        elif kind == "path" and journey.happy_path:
            here = {touchpoint.id for touchpoint in journey.touchpoints_of(stage.id)}
            steps = enumerate(journey.happy_path.touchpoints, 1)
            yield from (f"{place}. {self._names['touchpoints'][id]}" for place, id in steps if id in here)
        elif kind == "stage_objective" and stage.objective:
            yield stage.objective
        elif kind == "content_mix" and stage.content_mix_share is not None:
            yield f"{stage.content_mix_share:.0%} about the customer"
        elif kind == "cost":
            paid = {cost for touchpoint in journey.touchpoints_of(stage.id) for cost in touchpoint.costs}
            yield from sorted(paid)

    def _for(self, persona: str | None) -> str:
        return f"{self._names['personas'][persona]}: " if persona else ""
