"""What to do first: the opportunities of the map by their score, and by value and effort."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from journeykit import charts
from journeykit.charts import themed
from journeykit.editors import PlotView
from journeykit.model.journey import JourneyMap
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.views import opportunity_view

ROOM, BESIDE = 670, 450
"""Least widths in px of the ranking and of the matrix beside it."""

MOST = 10
"""The ranking shows so many: nobody begins with the eleventh."""


class OpportunityPanel(widgets.Box):  # type: ignore[misc]  # ipywidgets ships no types
    """Scores with their parts, and the matrix of value and effort; hidden while the map has no opportunity.

    Attributes
    ----------
    ranking, matrix : PlotView
        The two charts.
    """

    def __init__(self, journey: JourneyMap, numbers: SharedNumbers | None, **traits: Any) -> None:
        self.ranking, self.matrix = PlotView(selectable=False), PlotView(selectable=False)
        cards = [widgets.VBox([plot]) for plot in (self.ranking, self.matrix)]
        for card in cards:
            card.add_class("jk-card")
        super().__init__(cards, **traits)
        self.add_class("jk-two")
        self.show(journey, numbers)

    def show(self, journey: JourneyMap, numbers: SharedNumbers | None) -> None:
        """Draw the opportunities of a map as it is by now."""
        view = opportunity_view(journey, numbers)
        frame, stages = view.frame, len(journey.stages)
        self.layout.display = "" if len(frame) else "none"
        more = f" · the first {MOST} of {len(frame)}" if len(frame) > MOST else ""
        ranking = charts.opportunity_ranking(
            frame.head(MOST), title=view.title, note=f"{view.note}{more}", width=ROOM, **view.options
        )
        self.ranking.figure = themed(ranking, "css")
        matrix = charts.opportunity_matrix(
            frame, title="Value and effort", note="Numbered as in the ranking", stages=stages, width=BESIDE
        )
        self.matrix.figure = themed(matrix, "css")
