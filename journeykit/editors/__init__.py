"""Widgets to edit and show a journey map. JavaScript draws, Python decides.

The files of a widget have the same name: ``plot_view.py`` (traits, messages), ``static/plot_view.js`` (pure functions,
then ``render``), ``static/plot_view.css``. Rules about maps are in ``journeykit.model``; an editor sends the name of an
edit and its arguments and draws the result. The board has modules of its own (``static/core/board.js``): ``core``
draws, ``read`` is for everyone, ``edit`` for those who may change the map, ``share`` for saving and working together.

========================  ===========================================================================================
``_assets``               ES modules and style sheets, as they are sent to a page
``_widget``               ``EditorWidget``: base of all widgets; guards the traits that a browser writes
``_document``             a map as the document that an editor draws, and what an edit changed in it
``_binding``              ``MapWidget``: base of all editors; a map, named edits, undo, replies
``plot_view``             ``PlotView``: a Plotly figure, with one plotly.js per page
``fact_cards``            ``FactCards`` and ``PageHeader``: title and key numbers of a page
``persona_editor``        ``PersonaEditor``: a card for each persona
``map_board``             ``MapBoard``: the matrix of stages and lanes
``guided_build``          ``GuidedBuild``: a first map, question by question
``event_matcher``         ``EventMatcher``: binds events to touchpoints; ``dashboards.event_matcher`` gives it a log
========================  ===========================================================================================
"""

from __future__ import annotations

from functools import partial

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
__dir__ = partial(sorted, __all__)
