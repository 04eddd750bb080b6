"""HOW A JOURNEY IS CHANGED BY HAND: small widgets that only bind. JavaScript draws, Python decides.

Each widget keeps one stem: ``plot_view.py`` (traits, messages), ``static/plot_view.js`` (pure functions, then
``render``), ``static/plot_view.css``. Rules about journeys live in ``journeykit.model``; an editor sends the name of an
edit and its arguments and draws what comes back. The board's own modules are plugins of one registry
(``static/core/board.js``): ``core`` draws, ``read`` is for everyone, ``edit`` for those who may change the map,
``share`` for what becomes of an edit.

========================  ===========================================================================================
``_assets``               the hand-written ES modules and style sheets as a page is sent them
``_widget``               what every widget here has: the browser writes only the traits that were meant for it
``_document``             a map as the document that an editor draws, and what an edit changed of it
``_binding``              ``MapWidget``: a map, named edits, undo, replies in the person's words
``plot_view``             ``PlotView``: a Plotly figure, one plotly.js for the whole page
``fact_cards``            ``FactCards`` and ``PageHeader``: the numbers on top of a page
``persona_editor``        ``PersonaEditor``: a card that reads like a person
``map_board``             ``MapBoard``: the matrix of stages and lanes
``guided_build``          ``GuidedBuild``: a first map, question by question
``event_matcher``         ``EventMatcher``: ties events to touchpoints; ``dashboards.event_matcher`` gives it a log
========================  ===========================================================================================
"""

from __future__ import annotations

from journeykit.editors.event_matcher import EventMatcher, EventSource
from journeykit.editors.fact_cards import FactCards, PageHeader
from journeykit.editors.guided_build import GuidedBuild
from journeykit.editors.map_board import MapBoard
from journeykit.editors.persona_editor import PersonaEditor
from journeykit.editors.plot_view import PlotView

__all__ = [
    "EventMatcher",
    "EventSource",
    "FactCards",
    "GuidedBuild",
    "MapBoard",
    "PageHeader",
    "PersonaEditor",
    "PlotView",
]


def __dir__() -> list[str]:
    return sorted(__all__)
