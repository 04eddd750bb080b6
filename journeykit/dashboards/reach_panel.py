"""From a stage to its touchpoints, from a touchpoint to its events."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets
import pandas as pd

from journeykit import charts
from journeykit.charts import themed
from journeykit.editors import PlotView
from journeykit.summary.click_details import event_view
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.views import View, reach_view

ROOM = 450
"""Least width in px of a card beside a wider one: labels must not meet there."""


class ReachPanel(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """Bars of the touchpoints of one stage; a click on one shows its events, a button leads back.

    Attributes
    ----------
    plot : PlotView
        The bars.
    back : Button
        Leads from the events of a touchpoint back to the touchpoints of its stage; hidden while they are shown.
    """

    def __init__(self, numbers: SharedNumbers, **traits: Any) -> None:
        self.plot = PlotView()
        self.back = widgets.Button(description="← All touchpoints", tooltip="Back to the touchpoints of the stage")
        self.back.add_class("jk-back")
        self._stage = 0
        super().__init__([self.back, self.plot], **traits)
        self.add_class("jk-panel")
        self.plot.observe(self._picked, "selected")
        self.back.on_click(lambda _: self.show_stage(self._stage))
        self.show(numbers)

    def show(self, numbers: SharedNumbers) -> None:
        """Draw the numbers of another map."""
        self._numbers = numbers
        self.show_stage(min(self._stage, len(numbers.journey.stages) - 1))

    def show_stage(self, place: int) -> None:
        """Draw the touchpoints of the stage at a place, from 0."""
        self._stage = place
        view = reach_view(self._numbers, place)
        # In the order in which the chart stacks its bars, so that a picked bar is a row.
        self._rows: pd.DataFrame | None = view.frame
        self.back.layout.display = "none"
        hint = "click one for its events" if view.frame["bound"].any() else "bind one to events on the board"
        self._draw(view, f"{view.note} · {hint}")

    def show_touchpoint(self, touchpoint: str) -> None:
        """Draw the events that a touchpoint claims."""
        view = event_view(self._numbers, touchpoint)
        self._rows = None
        self.back.layout.display = ""
        self._draw(view, view.note)

    def _draw(self, view: View, note: str) -> None:
        self.plot.figure = themed(
            charts.reach(view.frame, title=view.title, note=note, width=ROOM, **view.options), "css"
        )

    def _picked(self, change: Any) -> None:
        if change["new"] is None or self._rows is None:
            return
        row = self._rows.iloc[change["new"]["index"]]
        if row["bound"]:
            self.show_touchpoint(str(row["touchpoint_id"]))
