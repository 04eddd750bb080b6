"""The map's bindings as labels for events: by touchpoint, or rolled up to stages.

An event belongs to one touchpoint: the first, in the order of stages and of touchpoints within a stage, whose rule
holds. The labels are ids, because two elements may carry the same name.
"""

from __future__ import annotations

from collections.abc import Iterable

from journeykit.events import AttributeTest, Label
from journeykit.model.binding import Condition
from journeykit.model.journey import JourneyMap
from journeykit.model.touchpoint import Touchpoint


def touchpoint_labels(journey: JourneyMap) -> list[Label]:
    """Return one label per bound touchpoint, named by its id, in the order in which they claim events."""
    return [_label(touchpoint) for touchpoint in bound_touchpoints(journey)]


def stage_labels(journey: JourneyMap) -> list[Label]:
    """Return one label per stage, for a log whose events are named by touchpoint already."""
    return [
        Label(stage.id, events=tuple(t.id for t in journey.touchpoints_of(stage.id) if t.binding is not None))
        for stage in journey.stages
    ]


def measured_places(journey: JourneyMap) -> tuple[int, ...]:
    """Return the positions, 0-based, of the stages with a bound touchpoint; nothing measures the others."""
    bound = {touchpoint.stage for touchpoint in bound_touchpoints(journey)}
    return tuple(place for place, stage in enumerate(journey.stages) if stage.id in bound)


def bound_touchpoints(journey: JourneyMap) -> list[Touchpoint]:
    """Return the touchpoints that carry a binding, in the order of stages."""
    return [
        touchpoint
        for stage in journey.stages
        for touchpoint in journey.touchpoints_of(stage.id)
        if touchpoint.binding is not None
    ]


def rule_columns(journey: JourneyMap) -> list[str]:
    """Return the attribute columns that the map's rules compare: a log must be read with them."""
    found = {
        rule.column: None
        for touchpoint in bound_touchpoints(journey)
        if touchpoint.binding is not None
        for rule in touchpoint.binding.where
    }
    return list(found)


# The map writes comparisons as people do; the events room has its own words.
_OPERATORS = {"=": "==", "glob": "like"}


def _label(touchpoint: Touchpoint) -> Label:
    binding = touchpoint.binding
    assert binding is not None
    return Label(touchpoint.id, events=binding.events, where=conditions(binding.where))


def conditions(rules: Iterable[Condition]) -> tuple[AttributeTest, ...]:
    """Return the map's conditions in the words of the events room."""
    return tuple(AttributeTest(rule.column, _OPERATORS.get(rule.operator, rule.operator), rule.value) for rule in rules)
