"""Who goes on, with a choice of what the shares are of."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from journeykit import charts, evidence
from journeykit.charts import themed
from journeykit.editors import PlotView
from journeykit.evidence import MeasuredMap
from journeykit.evidence.bindings import unmeasured
from journeykit.text import count_words

ROOM = 500
"""Width in px of a card that stands beside another."""

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

    def __init__(self, measured: MeasuredMap, **traits: Any) -> None:
        self.plot = PlotView(selectable=False)
        self.base = widgets.ToggleButtons(
            options=list(BASES.items()),
            value="previous",
            description="",
            tooltips=["Share of the stage before", "Share of the first stage", "Share of everybody in the log"],
        )
        super().__init__([self.base, self.plot], **traits)
        self.add_class("jk-panel")
        self.add_class("jk-panel--below")
        self.base.observe(lambda _: self._draw(), "value")
        self.show(measured)

    def show(self, measured: MeasuredMap) -> None:
        """Draw another measured map, for example after its bindings were edited."""
        self._measured = measured
        self._frame = evidence.stage_funnel(measured)
        self._draw()

    def _draw(self) -> None:
        people = self._measured.journey.scope.travellers
        base = count_words(int(self._frame["paths"].iloc[0])) if len(self._frame) else "0"
        figure = charts.funnel(
            self._frame,
            title="Who goes on",
            note=f"Unique {people} who get to the stage or beyond · n {base}{unmeasured(self._measured.journey)}",
            unit=people,
            of=self.base.value,
            stages=len(self._measured.journey.stages),
            width=ROOM,
        )
        self.plot.figure = themed(figure, "css")
