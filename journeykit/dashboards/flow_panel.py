"""Where travellers go: between the stages of the map, or touchpoint by touchpoint."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets
import traitlets

from journeykit import charts, evidence
from journeykit.charts import themed
from journeykit.dashboards.drilldown import Behind, DrawnFlow
from journeykit.editors import PlotView
from journeykit.evidence import steps
from journeykit.evidence.measure import NAMES_SHOWN, STEPS_SHOWN
from journeykit.summary.click_details import step_flow_view
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.views import stage_flow_view

ROOM = 670
"""Least width in px of a card with a narrower one beside it: labels must not meet there."""

STAGES, STEPS = "Between stages", "Step by step"


class FlowPanel(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """A Sankey of the measured map with a choice of grain; a click on a ribbon shows what is behind it.

    Parameters
    ----------
    numbers : SharedNumbers
        The numbers of a measured map, as they may be shown.
    lists : bool
        Name the travellers behind a ribbon; never on a page that others read.

    Attributes
    ----------
    plot : PlotView
        The Sankey.
    grain : ToggleButtons
        ``Between stages`` or ``Step by step``.
    behind : Behind
        The funnel behind the ribbon that was chosen by a click.
    stage : int or None
        Position of the stage that was chosen by a click on its node, or on a link that leaves it; observe it.
    """

    stage = traitlets.Int(None, allow_none=True, read_only=True)

    def __init__(self, numbers: SharedNumbers, *, lists: bool = False, **traits: Any) -> None:
        self.grain = widgets.ToggleButtons(
            options=[STAGES, STEPS],
            value=STAGES,
            description="",
            tooltips=["Stages of the map", "Position in the path"],
        )
        self.plot = PlotView()
        self._numbers = numbers
        self._flows: dict[str, DrawnFlow] = {}
        self.behind = Behind(lists=lists)
        super().__init__([self.grain, self.plot, self.behind], **traits)
        self.add_class("jk-panel")
        self.grain.observe(lambda _: self._draw(), "value")
        self.plot.observe(self._picked, "selected")
        self._draw()

    def show(self, numbers: SharedNumbers) -> None:
        """Draw the numbers of another map, for example after its bindings were edited."""
        self._numbers = numbers
        self._flows = {}
        self._draw()

    def _picked(self, change: Any) -> None:
        picked, grain = change["new"], str(self.grain.value)
        if picked is None or picked["kind"] != "link":
            self.behind.clear()
        else:
            self.behind.show(self._numbers, self._flows[grain], int(picked["customdata"][2]))
        if picked is None or grain != STAGES:
            return
        node = picked["index"] if picked["kind"] == "node" else picked["source"]
        column = self.plot.figure.data[0].node.customdata[node][2]  # Those who left stand half a column further.
        self.set_trait("stage", self._numbers.measured.places[int(column)])

    def _draw(self) -> None:
        grain = str(self.grain.value)
        if grain not in self._flows:  # Each grain is asked once; switching back costs nothing.
            self._flows[grain] = stage_flow(self._numbers) if grain == STAGES else step_flow(self._numbers)
        self.behind.clear()
        view = self._flows[grain].view
        # What must not be drawn is no row: then a sentence says so in place of the chart.
        figure = charts.sankey(
            view.frame, title=view.title, note=view.note, empty=view.instead, width=ROOM, **view.options
        )
        self.plot.figure = themed(figure, "css")


def stage_flow(numbers: SharedNumbers) -> DrawnFlow:
    """Return the flow between the stages of the map, with the question behind it."""
    return DrawnFlow(
        stage_flow_view(numbers), evidence.stage_flow(numbers.measured), "jk.evidence.stage_flow(measured)"
    )


def step_flow(numbers: SharedNumbers) -> DrawnFlow:
    """Return the flow of touchpoints by position in the path, with the question behind it."""
    call = f"jk.steps(measured.by_touchpoint, columns={STEPS_SHOWN}, top={NAMES_SHOWN})"
    return DrawnFlow(step_flow_view(numbers), steps.step_flow(numbers.measured), call)
