"""Charts of a map's page with all that a reader can ask of them, counted beforehand: switches, and what a click shows.

What there is to ask, and the numbers, come from :mod:`journeykit.summary`, as on a dashboard. ``map_page.js`` draws
them with the chart widget of the notebook.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from plotly.io.json import to_json_plotly

from journeykit import charts
from journeykit.charts.theme import TEMPLATES
from journeykit.model.journey import JourneyMap
from journeykit.summary.click_details import event_view, ribbon_view
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.switches import BASES, GRAINS, flow_view, stage_view
from journeykit.summary.views import View, emotion_view, funnel_view, matrix_view, opportunity_view
from journeykit.summary.voice_views import voice_views
from journeykit.summary.voices import SharedVoices
from journeykit.text import html_text, json_script

WHOLE, WIDER, NARROWER, EVEN = 700, 670, 450, 560
"""Least widths in px of a card across the page, of two side by side, of two equal ones: labels need this room."""
LONG = 1100
"""From this width in px a card across the page shows the curve with longer labels."""

Drawn = dict[str, Any]
"""A chart on the page: ``title``, ``note``, ``spec`` (a figure), and what else ``map_page.js`` reads."""


@dataclass(frozen=True)
class ChartCard:
    """A card with a chart: the one shown first, and the others that it can be switched to.

    ``paper`` is its width in px when printed. With ``by`` the page switches it, not the reader.
    """

    views: tuple[Drawn, ...]
    paper: int
    kind: str
    by: str = ""
    shown: int = 0

    def html(self, number: int) -> str:
        """Return the card; ``number`` tells it from the others of the page."""
        name, first = f"panel-{number}", self.views[self.shown]
        alt = html_text(first["spec"]["layout"].get("meta", {}).get("alt", ""))
        note = html_text(first["note"])
        held = {"views": self.views, "paper": self.paper, "shown": self.shown, "by": self.by}
        return (
            f'<section class="card panel" aria-labelledby="{name}" data-kind="{self.kind}">'
            f'<h2 id="{name}">{html_text(first["title"])}</h2><p class="note"{"" if note else " hidden"}>{note}</p>'
            f'<div class="place" style="min-height:{int(first["spec"]["layout"].get("height", 0))}px">'
            f"<noscript><p>{alt}</p></noscript></div>"
            f'<script type="application/json" data-panel="{name}">{json_script(held)}</script></section>'
        )


def page_template() -> Drawn:
    """Return the template that all figures of a page share; it is left out of each of them."""
    return dict(json.loads(to_json_plotly(TEMPLATES["light"])))


def drawn(view: View, chart: Callable[..., Any], width: int, **options: Any) -> Drawn:
    """Return a chart of a view, its title and note apart from it: on a page they are text."""
    figure = chart(view.frame, note="", width=width, **view.options, **options)
    spec = json.loads(figure.to_json())
    del spec["layout"]["template"]
    return {"title": view.title, "note": view.note, "spec": spec}


def curve_panel(journey: JourneyMap, shown: str) -> ChartCard | None:
    """Return the emotion curves of every persona and of everyone; the page shows that of the board's persona."""
    views = []
    for id in [*(persona.id for persona in journey.personas), ""]:
        view = emotion_view(journey, id if journey.personas else None)
        if not view.frame["score"].isna().all():
            long = drawn(view, charts.emotion_curve, LONG)["spec"]
            views.append(drawn(view, charts.emotion_curve, WHOLE) | {"key": id, "long": long})
    if not views:
        return None
    place = next((place for place, view in enumerate(views) if view["key"] == shown), 0)
    return ChartCard(tuple(views), 1460, "curve", by="persona", shown=place)


def flow_panel(numbers: SharedNumbers) -> ChartCard:
    """Return where travellers go, by stage and by step, with the funnel behind each ribbon."""
    views = []
    for grain, hint in GRAINS.items():
        view = flow_view(numbers, grain)
        flow = drawn(view, charts.sankey, WIDER, empty=view.instead)
        behind = {}
        for trace in flow["spec"]["data"]:
            for link, (_, _, row) in enumerate(trace["link"]["customdata"]):
                behind[f"link/{link}"] = drawn(ribbon_view(numbers, view, int(row)), charts.funnel, WIDER)
        views.append(flow | {"label": grain, "hint": hint, "behind": behind})
    return ChartCard(tuple(views), 850, "flow")


def funnel_panel(numbers: SharedNumbers) -> ChartCard:
    """Return who goes on, as shares of the step before, of the first one and of everybody."""
    view = funnel_view(numbers)
    views = [
        drawn(view, charts.funnel, NARROWER, of=base) | {"label": label, "hint": hint}
        for base, (label, hint) in BASES.items()
    ]
    return ChartCard(tuple(views), 570, "funnel")


def reach_panels(numbers: SharedNumbers) -> list[ChartCard]:
    """Return whom the touchpoints of each stage reach, with the events of each; none for a stage without bindings."""
    found = []
    for place, stage in enumerate(numbers.journey.stages):
        view = stage_view(numbers, place)
        bound = view.frame[view.frame["bound"]]
        if bound.empty:
            continue
        reach = drawn(replace(view, title=stage.name, frame=bound), charts.reach, NARROWER)
        reach["behind"] = {
            f"point/{row}": drawn(event_view(numbers, str(id)), charts.reach, NARROWER)
            for row, id in enumerate(bound["touchpoint_id"])
        }
        found.append(ChartCard((reach,), 450, "reach"))
    return found


def voice_panels(voices: SharedVoices) -> list[ChartCard]:
    """Return what customers say: feelings, spread of answers, satisfaction, a trend, personas, themes."""
    return [
        ChartCard((drawn(view, getattr(charts, chart), EVEN),), 700, name)
        for name, (chart, view) in voice_views(voices).items()
    ]


def opportunity_panels(journey: JourneyMap, numbers: SharedNumbers | None) -> list[ChartCard]:
    """Return what to do first, and value against effort; nothing for a map without opportunities."""
    view = opportunity_view(journey, numbers)
    if view.frame.empty:
        return []
    first = drawn(view, charts.opportunity_ranking, WIDER)
    beside = drawn(matrix_view(view), charts.opportunity_matrix, NARROWER)
    return [ChartCard((first,), 850, "ranking"), ChartCard((beside,), 570, "matrix")]
