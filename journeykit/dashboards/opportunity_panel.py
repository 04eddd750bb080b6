"""What to do first: the opportunities of the map by their score, and by value and effort."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from journeykit import charts, evidence
from journeykit.charts import themed
from journeykit.editors import PlotView
from journeykit.evidence import MeasuredMap
from journeykit.evidence.opportunities import FORMULA
from journeykit.model.journey import JourneyMap

ROOM, BESIDE = 620, 420
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

    def __init__(self, journey: JourneyMap, measured: MeasuredMap | None, **traits: Any) -> None:
        self.ranking, self.matrix = PlotView(selectable=False), PlotView(selectable=False)
        cards = [widgets.VBox([plot]) for plot in (self.ranking, self.matrix)]
        for card in cards:
            card.add_class("jk-card")
        super().__init__(cards, **traits)
        self.add_class("jk-two")
        self.show(journey, measured)

    def show(self, journey: JourneyMap, measured: MeasuredMap | None) -> None:
        """Draw the opportunities of a map as it is by now."""
        frame = evidence.opportunity_scores(journey, measured)
        self.layout.display = "" if len(frame) else "none"
        more = f" · the first {MOST} of {len(frame)}" if len(frame) > MOST else ""
        self.ranking.figure = themed(
            charts.opportunity_ranking(
                frame.head(MOST),
                title="What to do first",
                note=f"{FORMULA}{more}",
                unit=journey.scope.travellers,
                stages=len(journey.stages),
                width=ROOM,
            ),
            "css",
        )
        figure = charts.opportunity_matrix(
            frame, title="Value and effort", note="Numbered as in the ranking", stages=len(journey.stages), width=BESIDE
        )
        self.matrix.figure = themed(figure, "css")
