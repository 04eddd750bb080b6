"""The page of one map: facts, board, emotion curve, Sankey, funnel and personas, all of the same map."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ipywidgets as widgets

from journeykit import charts, evidence
from journeykit.answers import Answers
from journeykit.dashboards.board_offers import board_offers
from journeykit.dashboards.flow_panel import FlowPanel
from journeykit.dashboards.page_state import PageState, least_of, page_state
from journeykit.dashboards.pains_panel import PainsPanel
from journeykit.dashboards.panels import FunnelPanel, OpportunityPanel, ReachPanel, card, draw
from journeykit.dashboards.voices_panel import VoicesPanel
from journeykit.editors import FactCards, MapBoard, PageHeader, PersonaEditor, PlotView
from journeykit.editors._readers import may_edit
from journeykit.errors import JourneyKitError
from journeykit.events import Events
from journeykit.evidence.remeasure import remeasured
from journeykit.model.journey import JourneyMap
from journeykit.summary.board import board_numbers, persona_numbers, persona_shares
from journeykit.summary.facts import badges, counted_cards, designed_cards, felt_cards, lead
from journeykit.summary.numbers import SharedNumbers, shared_numbers
from journeykit.summary.views import emotion_view
from journeykit.summary.voice_views import voice_cards, voice_lead
from journeykit.summary.voices import SharedVoices

WIDE = 700
"""Least width in px of a card across the page: labels need this room."""

NO_DATA = (
    "No event log yet. Read one with jk.read_events(…) and pass it on: jk.dashboards.overview(journey, events). "
    "Then the Sankey and the counts appear here."
)
DRAWN = ("stages", "touchpoints", "scope")
COUNTED = (*DRAWN, "routes", "kpis", "personas")
RANKED = (*DRAWN, "opportunities", "pain_points")
HEARD = ("stages", "touchpoints", "surveys", "personas")
"""Parts of a map that change charts of a log, all its counts, the ranking of opportunities, what customers say."""

DESIGN_ONLY = "This page shows the journey as it was designed: no data is connected to it."
"""For readers, who cannot connect a log."""


class Overview(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """The page of one map. Its parts are attributes, so that a notebook can use them.

    Attributes
    ----------
    board : MapBoard
        The matrix; ``board.map`` is the current map.
    curve : PlotView
        The emotion curve.
    funnel, reach : FunnelPanel, ReachPanel or None
        Who goes on; the touchpoints of the stage chosen in the Sankey, and their events. None without data.
    flow : FlowPanel or None
        The Sankey; None without data.
    voices : VoicesPanel or None
        What customers say; None without answers.
    pains : PainsPanel or None
        Pain points that the data suggest, for those who edit the map.
    opportunities : OpportunityPanel
        What to do first.
    personas : PersonaEditor
        The persona card.
    facts : FactCards
        The numbers on top.
    """

    def __init__(
        self, state: PageState, *, persona: str | None, editable: bool, beside: JourneyMap | None = None, least: int
    ) -> None:
        journey, numbers, voices = state.journey, state.numbers, state.voices
        self._events = state.events
        self._least = least
        self._lists = editable and self._least == 1
        self._numbers, self._voices = numbers, voices
        told = [voice_lead(voices)] if voices is not None else []
        self.header = PageHeader(journey.name, [*lead(journey, numbers), *told], _badges(journey, numbers))
        self._cards = self._counted_cards(journey)
        self.facts = FactCards([*self._cards, *felt_cards(journey if voices is None else voices.felt, persona=persona)])
        seen = board_numbers(self._numbers)
        # Readers see what is measured; who edits the map writes it there, see the panel of the answers.
        shown = voices.felt if voices is not None and not editable else journey
        self.board = MapBoard(
            shown, evidence=seen, persona=persona, editable=editable, suggest=board_offers, beside=beside
        )
        self.curve = PlotView(selectable=False)
        self.personas = PersonaEditor(journey, persona=persona, shares=self._shares(journey), editable=editable)
        self.flow: FlowPanel | None = None
        self.funnel: FunnelPanel | None = None
        self.reach: ReachPanel | None = None
        self.voices: VoicesPanel | None = None
        if voices is not None:
            self.voices = VoicesPanel(voices, lists=self._lists, on_write=self._write_feelings if editable else None)
        self.pains: PainsPanel | None = None
        if self._lists and (numbers is not None or voices is not None):
            self.pains = PainsPanel(self._measured, lambda edits: self.board.edit("apply_all", edits=edits))
        self._says = widgets.Label(state.trouble or (NO_DATA if editable else DESIGN_ONLY))
        self._says.add_class("jk-says")
        self._draw_curve()
        self.opportunities = OpportunityPanel(journey, self._numbers)
        said, pains = ([part] if part is not None else [] for part in (self.voices, self.pains))
        parts = [self.header, self.facts, self.board, card(self.curve), *said, self._lower(), *pains]
        parts.append(self.opportunities)
        # Nobody can add a persona on a page that is read: no card rather than an empty one.
        super().__init__([*parts, self.personas] if editable or journey.personas else parts)
        self.add_class("jk-overview")
        self.board.observe(self._board_changed, "map")
        self.board.observe(self._persona_chosen, "persona")
        self.personas.observe(self._persona_edited, "map")

    def _shares(self, journey: JourneyMap) -> dict[str, Any]:
        if self._numbers is not None:
            return persona_numbers(self._numbers)
        return persona_shares(journey, self._events, least=self._least)

    def _counted_cards(self, journey: JourneyMap) -> list[Any]:
        cards = designed_cards(journey) if self._numbers is None else counted_cards(self._numbers)
        return [*cards, *(voice_cards(self._voices) if self._voices is not None else [])]

    def _measured(self) -> evidence.MeasuredMap:
        """Return the map of the board with its data, at least one of which there is."""
        held = self._voices.measured if self._voices is not None else None
        if self._numbers is not None:
            held = self._numbers.measured if held is None else replace(self._numbers.measured, said=held.said)
        assert held is not None
        return remeasured(held, self.board.map)

    def _write_feelings(self) -> str:
        """Write the measured feelings onto the map, and return what was done as a sentence."""
        edits = [] if self._voices is None else evidence.feeling_edits(self._voices.measured, by="persona")
        if not edits:
            return "Nothing is written: no place has answers of five people or more."
        self.board.edit("apply_all", edits=edits)
        return f"{len(edits) - 1} measured points are on the map now. Undo takes them back."

    def _lower(self) -> widgets.Widget:
        if self._numbers is None:
            return card(self._says)
        # Ids are for analysts; readers see aggregates only.
        self.flow = FlowPanel(self._numbers, lists=self._lists)
        self.funnel, self.reach = FunnelPanel(self._numbers), ReachPanel(self._numbers)
        self.flow.observe(self._stage_chosen, "stage")
        row = widgets.Box([card(self.flow), card(self.funnel, self.reach)])
        row.add_class("jk-two")
        return row

    def _felt(self) -> JourneyMap:
        """Return the map with its feelings, measured ones too: curve and cards tell one story."""
        return self.board.map if self._voices is None else self._voices.felt

    def _draw_curve(self) -> None:
        draw(self.curve, charts.emotion_curve, emotion_view(self._felt(), self.board.persona), WIDE)

    def _draw_facts(self) -> None:
        # Counts are kept until bindings change: dragging a feeling must not wait for the log.
        self.facts.cards = [*self._cards, *felt_cards(self._felt(), persona=self.board.persona)]

    def _stage_chosen(self, change: Any) -> None:
        if self.reach is not None:
            self.reach.show_stage(change["new"] or 0)

    def _board_changed(self, change: Any) -> None:
        old, new = change["old"], change["new"]

        def changed(*parts: str) -> bool:
            return any(getattr(old, part) != getattr(new, part) for part in parts)

        if self._voices is not None:
            self._voices = SharedVoices(remeasured(self._voices.measured, new), self._least)
        # The curve first: it must follow a point that is dragged.
        if changed("emotions", "stages", "personas"):
            self._draw_curve()
        if changed(*COUNTED):
            self._count_again(new, redraw=changed(*DRAWN))
        elif self._numbers is None:
            self._cards = self._counted_cards(new)
        if self.voices is not None and self._voices is not None and changed(*HEARD):
            self.voices.show(self._voices)
        self._draw_facts()
        if changed(*RANKED):
            self.opportunities.show(new, self._numbers)
        self.header.badges = _badges(new, self._numbers)
        self.header.title = new.name
        self.personas.map = new

    def _persona_chosen(self, _: Any) -> None:
        self._draw_curve()
        self._draw_facts()

    def _persona_edited(self, change: Any) -> None:
        if change["new"] is not self.board.map:
            self.board.map = change["new"]

    def _count_again(self, journey: JourneyMap, *, redraw: bool) -> None:
        # Only a page that began with data has charts.
        if self._numbers is None or self.flow is None:
            self._cards = self._counted_cards(journey)
            self.personas.shares = self._shares(journey)
            return
        try:
            self._numbers = shared_numbers(remeasured(self._numbers.measured, journey), least=self._least)
        except JourneyKitError as error:
            self.board.say(str(error), "problem")
            return
        self.board.evidence = board_numbers(self._numbers)
        self.personas.shares = self._shares(journey)
        self._cards = self._counted_cards(journey)
        if redraw:
            for panel in (self.flow, self.funnel, self.reach):
                if panel is not None:
                    panel.show(self._numbers)


def overview(
    journey: JourneyMap,
    events: Events | None = None,
    answers: Answers | None = None,
    *,
    persona: str | None = None,
    editable: bool | None = None,
    beside: JourneyMap | None = None,
    least: int | None = None,
) -> Overview:
    """Return the dashboard of one map.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    events : Events, optional
        The log that measures it; left out, the page shows the design and says how to add data.
    answers : Answers, optional
        What customers say, see :func:`journeykit.read_answers`: feelings, satisfaction, themes.
    persona : str, optional
        Id of the persona to look through; left out, the first one.
    editable : bool, optional
        False for a page that people only read: nothing on it changes the map, and nobody is named. Left out, it is one
        where ``journeykit serve`` shows it; with True it edits there too, if the server was started with
        ``--editable``.
    beside : JourneyMap, optional
        Another map, such as the journey to be, whose feelings are drawn pale behind those on the board.
    least : int, optional
        Groups of fewer travellers are not shown, nor is what would give them away; 1 shows all. The default is 1 if
        the page can be edited, else 5.

    Returns
    -------
    Overview
        A box for a notebook cell or a Voila page. An edit on the board updates the other parts.

    Examples
    --------
    >>> import journeykit as jk
    >>> page = jk.dashboards.overview(jk.new_map("Shop", stages=["Browse", "Pay"]))
    >>> page.board.edit("update_stage", id="pay", name="Checkout").stages[1].name
    'Checkout'
    """
    editable = may_edit(editable)
    least = least_of(least, editable=editable)
    state = page_state(journey, events, answers, least=least)
    return Overview(state, persona=persona, editable=editable, beside=beside, least=least)


def _badges(journey: JourneyMap, numbers: SharedNumbers | None) -> list[dict[str, str]]:
    keys = ("label", "definition", "tone")
    return [{key: getattr(badge, key) for key in keys} for badge in badges(journey, numbers)]
