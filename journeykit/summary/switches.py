"""What a reader can switch a chart to: the same on dashboards, where a kernel draws it, and on pages without one."""

from __future__ import annotations

from dataclasses import replace

from journeykit.summary.click_details import step_flow_view
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.views import View, reach_view, stage_flow_view

STAGES, STEPS = "Between stages", "Step by step"
GRAINS = {STAGES: "Stages of the map", STEPS: "Position in the path"}
"""What the flow is shown by, each with a hint."""

BASES = {
    "previous": ("of previous", "Share of the stage before"),
    "first": ("of first", "Share of the first stage"),
    "all": ("of all", "Share of everybody in the log"),
}
"""What the shares of the funnel are of (``of`` of :func:`journeykit.charts.funnel`), each with its name and a hint."""


def flow_view(numbers: SharedNumbers, grain: str) -> View:
    """Return where travellers go, by one of ``GRAINS``."""
    return stage_flow_view(numbers) if grain == STAGES else step_flow_view(numbers)


def stage_view(numbers: SharedNumbers, place: int) -> View:
    """Return the touchpoints of the stage at a position, from 0; those with ``bound`` lead to their events."""
    view = reach_view(numbers, place)
    hint = "click one for its events" if view.frame["bound"].any() else "bind one to events on the board"
    return replace(view, note=f"{view.note} · {hint}")
