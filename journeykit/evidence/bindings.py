"""The map's bindings as labels for events, by touchpoint or by stage.

An event belongs to the first touchpoint, in the order of stages and of touchpoints within a stage, whose rule matches.
The labels are ids, because two elements may have the same name.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from journeykit import events as ev
from journeykit.errors import ColumnRoleError
from journeykit.events import AttributeTest, Events, Label
from journeykit.model.binding import Binding, Condition
from journeykit.model.journey import JourneyMap
from journeykit.model.touchpoint import Touchpoint


def touchpoint_labels(journey: JourneyMap) -> list[Label]:
    """Return one label per bound touchpoint, named by its id, in the order of the map."""
    return [
        Label(touchpoint.id, events=binding.events, where=conditions(binding.where))
        for touchpoint, binding in bound_touchpoints(journey)
    ]


def stage_labels(journey: JourneyMap) -> list[Label]:
    """Return one label per stage, for a log that is already labelled by touchpoint."""
    return [
        Label(stage.id, events=tuple(t.id for t in journey.touchpoints_of(stage.id) if t.binding is not None))
        for stage in journey.stages
    ]


def measured_places(journey: JourneyMap) -> tuple[int, ...]:
    """Return the positions, 0-based, of the stages with a bound touchpoint; the others are not measured."""
    bound = {touchpoint.stage for touchpoint, _ in bound_touchpoints(journey)}
    return tuple(place for place, stage in enumerate(journey.stages) if stage.id in bound)


def bound_touchpoints(journey: JourneyMap) -> list[tuple[Touchpoint, Binding]]:
    """Return the touchpoints with a binding, and it, in the order of the map."""
    return [
        (touchpoint, touchpoint.binding)
        for stage in journey.stages
        for touchpoint in journey.touchpoints_of(stage.id)
        if touchpoint.binding is not None
    ]


def rule_columns(journey: JourneyMap, *, personas: bool = True) -> list[str]:
    """Return the attribute columns that the rules of touchpoints, and of personas, compare."""
    rules = [binding.where for _, binding in bound_touchpoints(journey)]
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
        As for :func:`journeykit.events.read_events`; ``attribute_cols`` are kept besides.

    Returns
    -------
    Events
        The prepared log. A missing column that only the rule of a persona compares is no error here;
        :func:`persona_reach` reports it.

    Raises
    ------
    EventLogError
        The log cannot be read, or has no column that the rule of a touchpoint compares.
    """
    stated = list(options.pop("attribute_cols", ()))
    needed, wanted = ([*dict.fromkeys([*stated, *rule_columns(journey, personas=more)])] for more in (False, True))
    try:
        return ev.read_events(source, attribute_cols=wanted, **options)
    except ColumnRoleError:
        if wanted == needed:
            raise
    return ev.read_events(source, attribute_cols=needed, **options)


# Operator of the map -> operator of the events room, where they differ.
_OPERATORS = {"=": "==", "glob": "like"}


def conditions(rules: Iterable[Condition]) -> tuple[AttributeTest, ...]:
    """Return the map's conditions as tests of the events room."""
    return tuple(AttributeTest(rule.column, _OPERATORS.get(rule.operator, rule.operator), rule.value) for rule in rules)
