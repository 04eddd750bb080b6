"""Measure an edited map again, without counting what the edit does not change."""

from __future__ import annotations

from dataclasses import replace

from journeykit import events as ev
from journeykit.evidence.bindings import stage_labels, touchpoint_labels
from journeykit.evidence.measure import measure
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.model.journey import JourneyMap


def remeasured(measured: MeasuredMap, journey: JourneyMap) -> MeasuredMap:
    """Return the edited map measured by the same data, with the counts that the edit does not change."""
    old = measured.journey
    if measured.log is None:
        return replace(measured, journey=journey)
    if touchpoint_labels(old) != touchpoint_labels(journey):
        again = measure(journey, measured.events)
        kpis, personas = measured.kpis, measured.personas
        return replace(again, said=measured.said, kpis=kpis, personas=personas, notes=measured.notes)
    by_stage = measured.by_stage
    if stage_labels(old) != stage_labels(journey):
        by_stage = ev.relabel(measured.by_touchpoint, stage_labels(journey))
    again = replace(measured, journey=journey, labelled=(by_stage, measured.by_touchpoint))
    if (old.stages, old.touchpoints) == (journey.stages, journey.touchpoints):
        kept = ("flow", "reach", "stages", "steps", "claims", "supported")
        again.__dict__.update({name: measured.__dict__[name] for name in kept if name in measured.__dict__})
    return again
