"""Who goes on, with a choice of what the shares are of."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from journeykit import charts
from journeykit.charts import themed
from journeykit.editors import PlotView
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.views import funnel_view

ROOM = 450
"""Least width in px of a card beside a wider one: labels must not meet there."""

BASES = {"of previous": "previous", "of first": "first", "of all": "all"}


class FunnelPanel(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """The funnel of the map's stages.

    Attributes
    ----------
    plot : PlotView
        The funnel.
    base : ToggleButtons
        What a share is of: the stage before, the first stage, or all travellers of the log.
    """

    def __init__(self, numbers: SharedNumbers, **traits: Any) -> None:
        self.plot = PlotView(selectable=False)
        self.base = widgets.ToggleButtons(
            options=list(BASES.items()),
            value="previous",
            description="",
            tooltips=["Share of the stage before", "Share of the first stage", "Share of everybody in the log"],
        )
        super().__init__([self.base, self.plot], **traits)
        self.add_class("jk-panel")
        self.base.observe(lambda _: self._draw(), "value")
        self.show(numbers)

    def show(self, numbers: SharedNumbers) -> None:
        """Draw the numbers of another map, for example after its bindings were edited."""
        self._view = funnel_view(numbers)
        self._draw()

    def _draw(self) -> None:
        view = self._view
        figure = charts.funnel(
            view.frame, title=view.title, note=view.note, of=self.base.value, width=ROOM, **view.options
        )
        self.plot.figure = themed(figure, "css")
