"""The Sankey of a dashboard: between the stages of the map, or touchpoint by touchpoint."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets
import traitlets

from journeykit import charts, evidence
from journeykit.dashboards.drilldown import Behind, DrawnFlow
from journeykit.dashboards.panels import WIDER, draw
from journeykit.editors import PlotView
from journeykit.evidence import steps
from journeykit.evidence.measured_map import NAMES_SHOWN, STEPS_SHOWN
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.switches import GRAINS, STAGES, STEPS, flow_view


class FlowPanel(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """A Sankey (``plot``) by ``grain``; a click on a ribbon shows what is ``behind`` it, with ids if ``lists``."""

    # Position of the stage whose node, or a link that leaves it, was clicked.
    stage = traitlets.Int(None, allow_none=True, read_only=True)

    def __init__(self, numbers: SharedNumbers, *, lists: bool = False) -> None:
        self.grain = widgets.ToggleButtons(
            options=list(GRAINS),
            value=STAGES,
            tooltips=list(GRAINS.values()),
        )
        self.plot = PlotView()
        self._numbers = numbers
        self._flows: dict[str, DrawnFlow] = {}
        self.behind = Behind(lists=lists)
        super().__init__([self.grain, self.plot, self.behind])
        self.add_class("jk-panel")
        self.grain.observe(lambda _: self._draw(), "value")
        self.plot.observe(self._picked, "selected")
        self._draw()

    def show(self, numbers: SharedNumbers) -> None:
        """Draw other numbers, for example after an edit of the bindings."""
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
        column = self.plot.figure.data[0].node.customdata[node][2]  # Nodes of those who left are at half columns.
        self.set_trait("stage", self._numbers.measured.places[int(column)])

    def _draw(self) -> None:
        grain = str(self.grain.value)
        if grain not in self._flows:  # Each grain is counted once.
            self._flows[grain] = stage_flow(self._numbers) if grain == STAGES else step_flow(self._numbers)
        self.behind.clear()
        view = self._flows[grain].view
        draw(self.plot, charts.sankey, view, WIDER, empty=view.instead)


def stage_flow(numbers: SharedNumbers) -> DrawnFlow:
    """Return the flow between the stages of the map."""
    return DrawnFlow(
        flow_view(numbers, STAGES), evidence.stage_flow(numbers.measured), "jk.evidence.stage_flow(measured)"
    )


def step_flow(numbers: SharedNumbers) -> DrawnFlow:
    """Return the flow of touchpoints by position in the path."""
    call = f"jk.steps(measured.by_touchpoint, columns={STEPS_SHOWN}, top={NAMES_SHOWN})"
    return DrawnFlow(flow_view(numbers, STEPS), steps.step_flow(numbers.measured), call)
