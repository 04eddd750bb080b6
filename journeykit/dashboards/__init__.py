"""Dashboards for notebooks and Voila.

``overview(journey, events)`` is the page of one map: facts, board, emotion curve, Sankey, funnel, personas.
``gallery()`` offers several maps behind a selector, ``event_matcher(journey, events)`` binds events to a map,
``guided_build()`` makes a first map from a template. ``board_offers`` gives a board suggestions in place.
The numbers of a log come from :mod:`journeykit.summary`.
"""

from functools import partial

from journeykit.dashboards.board_offers import board_offers
from journeykit.dashboards.event_matcher import event_matcher
from journeykit.dashboards.gallery import gallery
from journeykit.dashboards.guided_build import guided_build
from journeykit.dashboards.overview import Overview, overview
from journeykit.summary.board import persona_shares

__all__ = ["Overview", "board_offers", "event_matcher", "gallery", "guided_build", "overview", "persona_shares"]
__dir__ = partial(sorted, __all__)
