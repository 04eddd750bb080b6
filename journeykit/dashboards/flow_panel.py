"""Where travellers go: between the stages of the map, or touchpoint by touchpoint."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets
import pandas as pd
import traitlets

from journeykit import charts, evidence
from journeykit import events as ev
from journeykit.charts import themed
from journeykit.dashboards.behind import Behind, Flow
from journeykit.editors import PlotView
from journeykit.evidence import MeasuredMap
from journeykit.text import count_words

ROOM = 700
"""Width in px of the card on a page of 800 px: labels must not meet there."""

STEPS_SHOWN = 5
NAMES_SHOWN = 6
STAGES, STEPS = "Between stages", "Step by step"


class FlowPanel(widgets.VBox):  # type: ignore[misc]  # ipywidgets ships no types
    """A Sankey of the measured map with a choice of grain; a click on a ribbon shows what is behind it.

    Parameters
    ----------
    measured : MeasuredMap
        The map and its log.
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

    def __init__(self, measured: MeasuredMap, *, lists: bool = False, **traits: Any) -> None:
        self.grain = widgets.ToggleButtons(
            options=[STAGES, STEPS],
            value=STAGES,
            description="",
            tooltips=["Stages of the map", "Position in the path"],
        )
        self.plot = PlotView()
        self._measured = measured
        self._flows: dict[str, Flow] = {}
        self.behind = Behind(lists=lists)
        super().__init__([self.grain, self.plot, self.behind], **traits)
        self.add_class("jk-panel")
        self.grain.observe(lambda _: self._draw(), "value")
        self.plot.observe(self._picked, "selected")
        self._draw()

    def show(self, measured: MeasuredMap) -> None:
        """Draw another measured map, for example after its bindings were edited."""
        self._measured = measured
        self._flows = {}
        self._draw()

    def _picked(self, change: Any) -> None:
        picked, grain = change["new"], str(self.grain.value)
        if picked is None or picked["kind"] != "link":
            self.behind.clear()
        else:
            self.behind.show(self._flows[grain], int(picked["customdata"][2]))
        if picked is None or grain != STAGES:
            return
        node = picked["index"] if picked["kind"] == "node" else picked["source"]
        column = self.plot.figure.data[0].node.customdata[node][2]  # Those who left stand half a column further.
        self.set_trait("stage", int(column))

    def _draw(self) -> None:
        grain = str(self.grain.value)
        if grain not in self._flows:  # Each grain is asked once; switching back costs nothing.
            self._flows[grain] = stage_question(self._measured) if grain == STAGES else step_question(self._measured)
        self.behind.clear()
        draw = stage_sankey if grain == STAGES else step_sankey
        self.plot.figure = themed(draw(self._measured, self._flows[grain].frame), "css")


def stage_question(measured: MeasuredMap) -> Flow:
    """Return the flow between the stages of the map, with the question behind it."""
    query = evidence.stage_flow(measured)
    asked = query.to_pandas()
    names = {stage.id: stage.name for stage in measured.journey.stages}
    frame = asked.assign(source=asked["source"].map(names), target=asked["target"].map(names))
    people = measured.journey.scope.travellers
    return Flow(query, frame, asked, people, "jk.evidence.stage_flow(measured)", len(measured.journey.stages))


def step_question(measured: MeasuredMap) -> Flow:
    """Return the flow of touchpoints by position in the path, with the question behind it."""
    query = ev.steps(measured.by_touchpoint, columns=STEPS_SHOWN, top=NAMES_SHOWN)
    asked = query.to_pandas()
    names = _told_apart(measured)
    stage_place = {stage.id: place for place, stage in enumerate(measured.journey.stages)}
    places = {t.id: stage_place[t.stage] for t in measured.journey.touchpoints}
    frame = asked.copy()
    for end in ("source", "target"):
        frame[f"{end}_position"] = frame[end].map(places).astype("Int64")
        frame[end] = frame[end].map(lambda id: names.get(id, id))
    call = f"jk.steps(measured.by_touchpoint, columns={STEPS_SHOWN}, top={NAMES_SHOWN})"
    return Flow(query, frame, asked, measured.journey.scope.travellers, call, len(stage_place))


def _told_apart(measured: MeasuredMap) -> dict[str, str]:
    """Return the touchpoints' names by id; one that stands in two stages says which, or its bars would be merged."""
    stages = {stage.id: stage.name for stage in measured.journey.stages}
    names = [touchpoint.name for touchpoint in measured.journey.touchpoints]
    return {
        touchpoint.id: touchpoint.name
        if names.count(touchpoint.name) == 1
        else f"{touchpoint.name} ({stages[touchpoint.stage]})"
        for touchpoint in measured.journey.touchpoints
    }


def stage_sankey(measured: MeasuredMap, frame: pd.DataFrame) -> Any:
    """Return the Sankey between the stages of the map."""
    people = measured.journey.scope.travellers
    counted = frame[frame["kind"].isin(["left", "end"])]["paths"].sum()
    note = (
        f"Unique {people}, counted where they get further than before · no time limit · "
        f"{count_words(counted)} are on the map · moves back are counted apart"
    )
    names = [stage.name for stage in measured.journey.stages]
    return charts.sankey(frame, title=f"Where {people} go", note=note, unit=people, stages=names, width=ROOM)


def step_sankey(measured: MeasuredMap, frame: pd.DataFrame) -> Any:
    """Return the Sankey of touchpoints by position in the path."""
    people = measured.journey.scope.travellers
    note = (
        f"Unique {people} by touchpoint · first {STEPS_SHOWN} steps, {NAMES_SHOWN} most frequent touchpoints each · "
        f"{count_words(measured.by_touchpoint.path_count)} paths start"
    )
    return charts.sankey(frame, title="Step by step", note=note, unit=people, width=ROOM)
