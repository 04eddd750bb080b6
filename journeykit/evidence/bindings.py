"""The map's bindings as labels for events: by touchpoint, or rolled up to stages.

An event belongs to one touchpoint: the first, in the order of stages and of touchpoints within a stage, whose rule
holds. The labels are ids, because two elements may carry the same name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from journeykit import events as ev
from journeykit.errors import ColumnRoleError
from journeykit.events import AttributeTest, Events, Label
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


def rule_columns(journey: JourneyMap, *, personas: bool = True) -> list[str]:
    """Return the attribute columns that the rules of touchpoints, and of personas, compare."""
    rules = [t.binding.where for t in bound_touchpoints(journey) if t.binding is not None]
    if personas:
        rules += [persona.rule.where for persona in journey.personas if persona.rule is not None]
    return list(dict.fromkeys(rule.column for where in rules for rule in where))


def read_events_for(journey: JourneyMap, source: Any, **options: Any) -> Events:
    """Read a log with the columns that the map's rules compare.

    Parameters
    ----------
    journey : JourneyMap
        The map that the log will measure.
    source, **options
        As for :func:`journeykit.events.read_events`, without ``attribute_cols``.

    Returns
    -------
    Events
        The prepared log. It is read without a column that it does not have and only a persona's rule compares: then
        :func:`persona_reach` says so.

    Raises
    ------
    EventLogError
        The log cannot be read, or lacks a column that a touchpoint's rule compares.
    """
    needed, wanted = rule_columns(journey, personas=False), rule_columns(journey)
    try:
        return ev.read_events(source, attribute_cols=wanted, **options)
    except ColumnRoleError:
        if wanted == needed:
            raise
    return ev.read_events(source, attribute_cols=needed, **options)


# The map writes comparisons as people do; the events room has its own words.
_OPERATORS = {"=": "==", "glob": "like"}


def _label(touchpoint: Touchpoint) -> Label:
    binding = touchpoint.binding
    assert binding is not None
    return Label(touchpoint.id, events=binding.events, where=conditions(binding.where))


def conditions(rules: Iterable[Condition]) -> tuple[AttributeTest, ...]:
    """Return the map's conditions in the words of the events room."""
    return tuple(AttributeTest(rule.column, _OPERATORS.get(rule.operator, rule.operator), rule.value) for rule in rules)
