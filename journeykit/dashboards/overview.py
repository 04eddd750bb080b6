"""The page of one map: facts, board, emotion curve, Sankey, who goes on, persona, all following the same map."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from journeykit import charts, evidence, frames
from journeykit.charts import themed
from journeykit.dashboards.board_evidence import board_evidence, path_evidence
from journeykit.dashboards.board_offers import board_offers
from journeykit.dashboards.facts import badges, counted_cards, felt_cards, subtitle
from journeykit.dashboards.flow_panel import FlowPanel
from journeykit.dashboards.funnel_panel import FunnelPanel
from journeykit.dashboards.opportunity_panel import OpportunityPanel
from journeykit.dashboards.persona_shares import persona_shares
from journeykit.dashboards.reach_panel import ReachPanel
from journeykit.editors import FactCards, MapBoard, PageHeader, PersonaEditor, PlotView
from journeykit.errors import JourneyKitError
from journeykit.events import Events
from journeykit.evidence import MeasuredMap
from journeykit.model.journey import JourneyMap

WIDE = 700
"""Least width in px of a card across the page: labels must not meet there."""

NO_DATA = (
    "No event log yet. Read one with jk.read_events(…) and pass it on: jk.dashboards.overview(map, events). "
    "Then the Sankey and the counts appear here."
)
DESIGN_ONLY = "This page shows the journey as it was designed: no data is connected to it."
"""For people who read: how to connect a log is not their business."""


class Overview(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """The page of one map. Its parts are attributes, so that a notebook can go on from them.

    Attributes
    ----------
    board : MapBoard
        The matrix; ``board.map`` is the map as edited by now.
    curve : PlotView
        The emotion curve.
    funnel, reach : FunnelPanel, ReachPanel or None
        Who goes on; the touchpoints of the stage chosen in the Sankey, and their events. None without data.
    flow : FlowPanel or None
        The Sankey; None without data.
    opportunities : OpportunityPanel
        What to do first.
    personas : PersonaEditor
        The persona card.
    facts : FactCards
        The numbers on top.
    """

    def __init__(
        self,
        journey: JourneyMap,
        events: Events | None,
        *,
        persona: str | None,
        editable: bool,
        beside: JourneyMap | None = None,
    ) -> None:
        self._events, self._editable = events, editable
        self._measured, trouble = _measured(journey, events)
        self.header = PageHeader(journey.name, subtitle(journey, self._measured), badges(journey, self._measured))
        self._counted = counted_cards(journey, self._measured)
        self.facts = FactCards([*self._counted, *felt_cards(journey, persona=persona)])
        seen = board_evidence(self._measured)
        self.board = MapBoard(
            journey, evidence=seen, persona=persona, editable=editable, suggest=board_offers, beside=beside
        )
        self.curve = PlotView(selectable=False)
        shares = persona_shares(journey, events)
        self.personas = PersonaEditor(journey, persona=persona, shares=shares, editable=editable)
        self.flow: FlowPanel | None = None
        self.funnel: FunnelPanel | None = None
        self.reach: ReachPanel | None = None
        self._says = widgets.Label(trouble or (NO_DATA if editable else DESIGN_ONLY))
        self._says.add_class("jk-says")
        self._draw_curve()
        self.opportunities = OpportunityPanel(journey, self._measured)
        parts = [self.header, self.facts, self.board, _card(self.curve), self._lower(), self.opportunities]
        # Nobody can add a persona on a page that is read: no card rather than an empty one.
        super().__init__([*parts, self.personas] if editable or journey.personas else parts)
        self.add_class("jk-overview")
        self.board.observe(self._board_changed, "map")
        self.board.observe(self._persona_chosen, "persona")
        self.personas.observe(self._persona_edited, "map")

    def _lower(self) -> widgets.Widget:
        if self._measured is None:
            return _card(self._says)
        # Ids are for whoever works on the map; a page that others read holds aggregates only.
        self.flow = FlowPanel(self._measured, lists=self._editable)
        self.funnel, self.reach = FunnelPanel(self._measured), ReachPanel(self._measured)
        self.flow.observe(self._stage_chosen, "stage")
        row = widgets.Box([_card(self.flow), _card(self.funnel, self.reach)])
        row.add_class("jk-two")
        return row

    def _draw_curve(self) -> None:
        journey = self.board.map
        curve = frames.emotions(journey, persona=self.board.persona)
        note = "From very negative to very positive · solid: measured, with its 95 % interval · dashed: assumed"
        self.curve.figure = themed(charts.emotion_curve(curve, title="How they feel", note=note, width=WIDE), "css")

    def _draw_facts(self) -> None:
        # What was counted stays until bindings change: a feeling that is dragged must not wait for the log.
        self.facts.cards = [*self._counted, *felt_cards(self.board.map, persona=self.board.persona)]

    def _stage_chosen(self, change: Any) -> None:
        if self.reach is not None:
            self.reach.show_stage(change["new"] or 0)

    def _board_changed(self, change: Any) -> None:
        old, new = change["old"], change["new"]
        # The curve first: it is what the person is looking at while dragging a point.
        if old.emotions != new.emotions or old.stages != new.stages or old.personas != new.personas:
            self._draw_curve()
        if (old.stages, old.touchpoints, old.scope) != (new.stages, new.touchpoints, new.scope):
            self._measure_again()
            self._counted = counted_cards(new, self._measured)
        elif old.routes != new.routes and self._measured is not None:
            # Stages and touchpoints stand: only the arrows are counted again.
            self.board.evidence = {**self.board.evidence, **path_evidence(self._measured, new)}
        self._draw_facts()
        if any(
            getattr(old, name) != getattr(new, name)
            for name in ("opportunities", "pain_points", "stages", "touchpoints", "scope")
        ):
            self.opportunities.show(new, self._measured)
        self.header.badges = badges(new, self._measured)
        self.header.title = new.name
        self.personas.map = new
        if [persona.rule for persona in old.personas] != [persona.rule for persona in new.personas]:
            self.personas.shares = persona_shares(new, self._events)

    def _persona_chosen(self, _: Any) -> None:
        self._draw_curve()
        self._draw_facts()

    def _persona_edited(self, change: Any) -> None:
        if change["new"] is not self.board.map:
            self.board.map = change["new"]

    def _measure_again(self) -> None:
        # Only a page that was measured from the start has a place for charts.
        if self._measured is None or self.flow is None:
            return
        again, trouble = _measured(self.board.map, self._events)
        if again is None:
            self.board.say(trouble, "problem")
            return
        self._measured = again
        self.board.evidence = board_evidence(again)
        for panel in (self.flow, self.funnel, self.reach):
            if panel is not None:
                panel.show(again)


def overview(
    map: JourneyMap,
    events: Events | None = None,
    *,
    persona: str | None = None,
    editable: bool = True,
    beside: JourneyMap | None = None,
) -> Overview:
    """Return the dashboard of one map.

    Parameters
    ----------
    map : JourneyMap
        The map.
    events : Events, optional
        The log that measures it; left out, the page shows the design and says how to add data.
    persona : str, optional
        Id of the persona to look through; left out, the first one.
    editable : bool
        False for a page that people only read.
    beside : JourneyMap, optional
        Another map, such as the journey to be, whose feelings are drawn pale behind those on the board.

    Returns
    -------
    Overview
        A box for a notebook cell or a Voila page. An edit on the board redraws what follows from it.

    Examples
    --------
    >>> import journeykit as jk
    >>> page = jk.dashboards.overview(jk.new_map("Shop", stages=["Browse", "Pay"]))
    >>> page.board.edit("update_stage", id="pay", name="Checkout").stages[1].name
    'Checkout'
    """
    return Overview(map, events, persona=persona, editable=editable, beside=beside)


def _measured(journey: JourneyMap, events: Events | None) -> tuple[MeasuredMap | None, str]:
    """Return the measured map, or the sentence that says why there is none: a page never shows a traceback."""
    if events is None:
        return None, ""
    try:
        return evidence.measure(journey, events), ""
    except JourneyKitError as error:
        return None, str(error)


def _card(*inside: widgets.Widget) -> widgets.Box:
    box = widgets.VBox(inside)
    box.add_class("jk-card")
    return box
