"""panel.py: what a reader of a page can switch and click is what the dashboard offers, with the same numbers."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

import journeykit as jk
from journeykit.dashboards import overview
from journeykit.dashboards.overview import Overview
from journeykit.export.map_page import render_map_page
from journeykit.model import JourneyMap
from journeykit.summary.switches import BASES, GRAINS
from tests.summary.small_logs import small_log

Json = dict[str, Any]


def page_of(journey: JourneyMap, events: Any, least: int) -> tuple[Json, list[Json]]:
    """Return the state of the widgets of a page, and its cards with charts."""
    page = render_map_page(journey, events, least=least)
    found = re.findall(r'<script type="application/json" (id="widgets"|data-panel="[^"]*")>(.*?)</script>', page)
    held = [(kind, json.loads(text)) for kind, text in found]
    return next(data for kind, data in held if "widgets" in kind), [data for kind, data in held if "panel" in kind]


def marks(figure: Any) -> list[Json]:
    """Return what is drawn, but for the space that a heading inside the figure takes."""
    return list(json.loads(figure.to_json())["data"])


def hovers(traces: list[Json]) -> set[str]:
    return {str(words) for trace in traces for words in trace["customdata"]}


@pytest.fixture(scope="module", params=[1, 5])
def both(request: pytest.FixtureRequest) -> tuple[Overview, Json, list[Json]]:
    """A dashboard for readers and the page of the same map."""
    few = small_log(3)
    journey = jk.edit.add_opportunity(few.journey, "Shorter form", stage=few.journey.stages[0].id)
    for place, stage in enumerate(journey.stages):
        journey = jk.edit.set_emotion(journey, stage.id, place - 1)
    journey = jk.edit.add_persona(journey, "Ada")
    journey = jk.edit.set_emotion(journey, journey.stages[0].id, 2, persona="ada")
    dashboard = overview(journey, few.events(), editable=False, least=request.param)
    return dashboard, *page_of(journey, few.events(), request.param)


def panels(cards: list[Json], dashboard: Overview) -> dict[str, Json]:
    names = ["curve", "flow", "funnel"]
    rest = cards[3:]
    return dict(zip(names, cards, strict=False)) | {"ranking": rest[-2], "matrix": rest[-1]}


def test_the_flow_has_both_grains_and_what_is_behind_each_of_their_ribbons(
    both: tuple[Overview, Json, list[Json]],
) -> None:
    dashboard, _, cards = both
    panel = dashboard.flow
    assert panel is not None
    views = panels(cards, dashboard)["flow"]["views"]
    assert [view["label"] for view in views] == list(GRAINS) == list(panel.grain.options)
    for view in views:
        panel.grain.value = view["label"]
        assert view["spec"]["data"] == marks(panel.plot.figure)
        links = len(view["spec"]["data"][0]["link"]["value"]) if view["spec"]["data"] else 0
        assert list(view["behind"]) == [f"link/{index}" for index in range(links)]
        for index in range(links):
            panel.plot.set_state({"picked": {"kind": "link", "trace": 0, "index": index}})
            assert view["behind"][f"link/{index}"]["spec"]["data"] == marks(panel.behind.plot.figure)


def test_the_funnel_has_every_base_of_its_shares(both: tuple[Overview, Json, list[Json]]) -> None:
    dashboard, _, cards = both
    panel = dashboard.funnel
    assert panel is not None
    views = panels(cards, dashboard)["funnel"]["views"]
    assert [(view["label"], base) for view, base in zip(views, BASES, strict=True)] == list(panel.base.options)
    for view, base in zip(views, BASES, strict=True):
        panel.base.value = base
        assert view["spec"]["data"] == marks(panel.plot.figure)


def test_every_stage_has_its_touchpoints_and_each_of_them_its_events(both: tuple[Overview, Json, list[Json]]) -> None:
    dashboard, _, cards = both
    panel = dashboard.reach
    assert panel is not None
    stages = {card["views"][0]["title"]: card["views"][0] for card in cards[3:-2]}
    for place, stage in enumerate(dashboard.board.map.stages):
        panel.show_stage(place)
        assert panel._rows is not None
        bound = panel._rows[panel._rows["bound"]]
        if bound.empty:
            assert stage.name not in stages
            continue
        view = stages[stage.name]
        assert hovers(view["spec"]["data"]) <= hovers(marks(panel.plot.figure))
        assert len(view["behind"]) == len(bound) == len(view["spec"]["data"][1]["x"])
        for row, touchpoint in enumerate(bound["touchpoint_id"]):
            panel.show_touchpoint(str(touchpoint))
            assert view["behind"][f"point/{row}"]["spec"]["data"] == marks(panel.plot.figure)


def test_every_persona_and_everyone_have_their_curve_and_their_facts(both: tuple[Overview, Json, list[Json]]) -> None:
    dashboard, state, cards = both
    curves = {view["key"]: view for view in panels(cards, dashboard)["curve"]["views"]}
    for persona in [*(one.id for one in dashboard.board.map.personas), ""]:
        dashboard.board.persona = persona
        assert curves[persona]["spec"]["data"] == marks(dashboard.curve.figure)
        told = [card for card in state["facts"][persona] if card in dashboard.facts.cards]
        assert told == dashboard.facts.cards


def test_board_header_personas_and_opportunities_are_those_of_the_dashboard(
    both: tuple[Overview, Json, list[Json]],
) -> None:
    dashboard, state, cards = both
    assert state["board"]["state"]["evidence"] == json.loads(json.dumps(dashboard.board.evidence))
    assert state["personas"]["state"]["shares"] == json.loads(json.dumps(dashboard.personas.shares))
    assert state["header"]["state"]["badges"] == dashboard.header.badges
    assert state["header"]["state"]["subtitle"][:-1] == dashboard.header.subtitle
    drawn = panels(cards, dashboard)
    assert drawn["ranking"]["views"][0]["spec"]["data"] == marks(dashboard.opportunities.ranking.figure)
    assert drawn["matrix"]["views"][0]["spec"]["data"] == marks(dashboard.opportunities.matrix.figure)


def test_the_dashboard_has_no_control_that_the_page_lacks(both: tuple[Overview, Json, list[Json]]) -> None:
    import ipywidgets as widgets

    def every(widget: Any) -> list[Any]:
        return [widget, *(inside for child in getattr(widget, "children", ()) for inside in every(child))]

    dashboard, _, _ = both
    switched = [each for each in every(dashboard) if isinstance(each, (widgets.ToggleButtons, widgets.Button))]
    assert dashboard.flow is not None
    assert dashboard.funnel is not None
    assert dashboard.reach is not None
    # A new one needs its counterpart in export/panel.py, and a test above.
    assert switched == [dashboard.flow.grain, dashboard.funnel.base, dashboard.reach.back]
    clicked = [each for each in every(dashboard) if getattr(each, "selectable", False)]
    assert clicked == [dashboard.flow.plot, dashboard.reach.plot]
