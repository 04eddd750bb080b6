"""From a stage to its touchpoints, from a touchpoint to its events."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets
import pandas as pd

from journeykit import charts, evidence
from journeykit.charts import themed
from journeykit.editors import PlotView
from journeykit.evidence import MeasuredMap
from journeykit.text import count_words

ROOM = 500
"""Width in px of a card that stands beside another."""

MOST_EVENTS = 12


class ReachPanel(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """Bars of the touchpoints of one stage; a click on one shows its events, a button leads back.

    Attributes
    ----------
    plot : PlotView
        The bars.
    back : Button
        Leads from the events of a touchpoint back to the touchpoints of its stage; hidden while they are shown.
    """

    def __init__(self, measured: MeasuredMap, **traits: Any) -> None:
        self.plot = PlotView()
        self.back = widgets.Button(description="← All touchpoints", tooltip="Back to the touchpoints of the stage")
        self.back.add_class("jk-back")
        self._stage = 0
        super().__init__([self.back, self.plot], **traits)
        self.add_class("jk-panel")
        self.plot.observe(self._picked, "selected")
        self.back.on_click(lambda _: self.show_stage(self._stage))
        self.show(measured)

    def show(self, measured: MeasuredMap) -> None:
        """Draw another measured map."""
        self._measured = measured
        self._reach = evidence.touchpoint_reach(measured)
        self.show_stage(min(self._stage, len(measured.journey.stages) - 1))

    def show_stage(self, place: int) -> None:
        """Draw the touchpoints of the stage at a place, from 0."""
        self._stage = place
        stage = self._measured.journey.stages[place]
        people, total = self._measured.journey.scope.travellers, self._measured.events.path_count
        mine = self._reach[self._reach["stage_id"] == stage.id]
        # In the order in which the chart stacks its bars, so that a picked bar is a row.
        self._rows: pd.DataFrame | None = mine.sort_values("paths", ascending=False, na_position="last", kind="stable")
        self.back.layout.display = "none"
        hint = "click one for its events" if self._rows["bound"].any() else "bind one to events on the board"
        self._draw(
            self._rows, f"Touchpoints in {stage.name}", f"Share of all {count_words(total)} {people} · {hint}", place
        )

    def show_touchpoint(self, touchpoint: str) -> None:
        """Draw the events that a touchpoint claims."""
        named = next(element for element in self._measured.journey.touchpoints if element.id == touchpoint)
        people, total = self._measured.journey.scope.travellers, self._measured.events.path_count
        found = evidence.touchpoint_events(self._measured, touchpoint)
        note = f"Share of all {count_words(total)} {people} with the event"
        if len(found) > MOST_EVENTS:
            note += f" · the {MOST_EVENTS} widest of {len(found)}"
        self._rows = None
        self.back.layout.display = ""
        frame = found.head(MOST_EVENTS).rename(columns={"event": "touchpoint"})
        self._draw(frame, f"Events of {named.name}", note, self._stage)

    def _draw(self, frame: Any, title: str, note: str, place: int) -> None:
        figure = charts.reach(
            frame,
            title=title,
            note=note,
            unit=self._measured.journey.scope.travellers,
            width=ROOM,
            position=place,
            stages=len(self._measured.journey.stages),
        )
        self.plot.figure = themed(figure, "css")

    def _picked(self, change: Any) -> None:
        if change["new"] is None or self._rows is None:
            return
        row = self._rows.iloc[change["new"]["index"]]
        if row["bound"]:
            self.show_touchpoint(str(row["touchpoint_id"]))
