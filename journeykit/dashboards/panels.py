"""Panels of a dashboard: who goes on, the touchpoints of a stage and their events, what to do first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ipywidgets as widgets
import pandas as pd

from journeykit import charts
from journeykit.charts.theme import page_spec
from journeykit.editors import PlotView
from journeykit.model.journey import JourneyMap
from journeykit.summary.click_details import event_view
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.switches import BASES, stage_view
from journeykit.summary.views import View, funnel_view, matrix_view, opportunity_view

WIDER, NARROWER = 670, 450
"""Least widths in px of two cards side by side: labels need this room."""

MOST = 10
"""Opportunities in the ranking."""


def draw(plot: PlotView, chart: Any, view: View, width: int, **options: Any) -> None:
    """Draw a view in a widget, in the colours of the page."""
    spec = chart.spec(view.frame, title=view.title, note=view.note, width=width, **view.options, **options)
    plot.show(page_spec(spec))


def card(*inside: widgets.Widget) -> widgets.Box:
    """Return a card of the page with these widgets."""
    box = widgets.VBox(inside)
    box.add_class("jk-card")
    return box


class FunnelPanel(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """The funnel of the stages: ``plot``, and ``base`` to choose what the shares are of."""

    def __init__(self, numbers: SharedNumbers) -> None:
        self.plot = PlotView(selectable=False)
        self.base = widgets.ToggleButtons(
            options=[(label, base) for base, (label, _) in BASES.items()],
            value="previous",
            tooltips=[hint for _, hint in BASES.values()],
        )
        super().__init__([self.base, self.plot])
        self.add_class("jk-panel")
        self.base.observe(lambda _: self._draw(), "value")
        self.show(numbers)

    def show(self, numbers: SharedNumbers) -> None:
        """Draw other numbers, for example after an edit of the bindings."""
        self._view = funnel_view(numbers)
        self._draw()

    def _draw(self) -> None:
        draw(self.plot, charts.funnel, self._view, NARROWER, of=self.base.value)


class ReachPanel(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """Bars of the touchpoints of a stage: ``plot``. A click on one shows its events, the button ``back`` leads back."""

    def __init__(self, numbers: SharedNumbers) -> None:
        self.plot = PlotView()
        self.back = widgets.Button(description="← All touchpoints", tooltip="Back to the touchpoints of the stage")
        self.back.add_class("jk-back")
        self._stage = 0
        super().__init__([self.back, self.plot])
        self.add_class("jk-panel")
        self.plot.observe(self._picked, "selected")
        self.back.on_click(lambda _: self.show_stage(self._stage))
        self.show(numbers)

    def show(self, numbers: SharedNumbers) -> None:
        """Draw other numbers, for example after an edit of the bindings."""
        self._numbers = numbers
        self.show_stage(min(self._stage, len(numbers.journey.stages) - 1))

    def show_stage(self, place: int) -> None:
        """Draw the touchpoints of the stage at a position, from 0."""
        self._stage = place
        view = stage_view(self._numbers, place)
        # The order of the rows is the order of the bars.
        self._rows: pd.DataFrame | None = view.frame
        self.back.layout.display = "none"
        draw(self.plot, charts.reach, view, NARROWER)

    def show_touchpoint(self, touchpoint: str) -> None:
        """Draw the events that a touchpoint claims."""
        self._rows = None
        self.back.layout.display = ""
        draw(self.plot, charts.reach, event_view(self._numbers, touchpoint), NARROWER)

    def _picked(self, change: Any) -> None:
        if change["new"] is None or self._rows is None:
            return
        row = self._rows.iloc[change["new"]["index"]]
        if row["bound"]:
            self.show_touchpoint(str(row["touchpoint_id"]))


class OpportunityPanel(widgets.Box):  # type: ignore[misc]  # ipywidgets ships no types
    """Scores with their parts (``ranking``), value and effort (``matrix``); hidden if the map has no opportunity."""

    def __init__(self, journey: JourneyMap, numbers: SharedNumbers | None) -> None:
        self.ranking, self.matrix = PlotView(selectable=False), PlotView(selectable=False)
        super().__init__([card(plot) for plot in (self.ranking, self.matrix)])
        self.add_class("jk-two")
        self.show(journey, numbers)

    def show(self, journey: JourneyMap, numbers: SharedNumbers | None) -> None:
        """Draw the opportunities of another map."""
        view = opportunity_view(journey, numbers)
        count = len(view.frame)
        self.layout.display = "" if count else "none"
        more = f" · the first {MOST} of {count}" if count > MOST else ""
        first = replace(view, frame=view.frame.head(MOST), note=f"{view.note}{more}")
        draw(self.ranking, charts.opportunity_ranking, first, WIDER)
        draw(self.matrix, charts.opportunity_matrix, matrix_view(view), NARROWER)
