"""Rules of the map check, the places they point at, and findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from journeykit.model.base import Element, element_name
from journeykit.model.changes.words import kind_words
from journeykit.model.journey import VALUE_TYPES, JourneyMap
from journeykit.text import capitalized

Severity = Literal["error", "warning", "hint"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")
_COLLECTION_OF = {type_: name for name, type_ in VALUE_TYPES.items()}
_LANES = {
    "touchpoints": "touchpoints",
    "opportunities": "opportunities",
    "pain_points": "pain-points",
    "routes": "path",
}


@dataclass(frozen=True)
class Location:
    """A place on the map: collection and id for programs, words for people, stage and lane for the board.

    ``collection`` is a field of the map, such as ``stages`` or ``kpis``, or ``map`` for the map as a whole. ``id`` is
    what a suppression names: for cells and emotion points, which have no id, their key joined with ``/``.
    """

    collection: str
    id: str
    words: str
    stage: str = ""
    lane: str = ""


@dataclass(frozen=True)
class Hit:
    """A place that breaks a rule: the problem, what to do next, and the fix if there is a safe one."""

    place: Location
    message: str
    action: str
    fix: str = ""


Find = Callable[[JourneyMap, date], Iterator[Hit]]


@dataclass(frozen=True)
class Rule:
    """One rule of the check. A code is never reused for another rule."""

    code: str
    severity: Severity
    title: str
    reason: str
    find: Find


@dataclass(frozen=True)
class Finding:
    """One result of the map check.

    Attributes
    ----------
    code : str
        Stable code of the rule, such as ``JK102``.
    severity : {"error", "warning", "hint"}
        Error: the map misleads or cannot be used. Warning: good practice. Hint: worth considering.
    place : Location
        Where on the map.
    message, reason, action : str
        What is wrong; why it matters; what to do next.
    fix : str
        Name of the fix that :func:`fix` makes; empty if a person has to decide.
    accepted : str
        The map's reason for accepting the finding; empty for an open one.
    """

    code: str
    severity: Severity
    place: Location
    message: str
    reason: str
    action: str
    fix: str = ""
    accepted: str = ""


def rule(code: str, severity: Severity, title: str, reason: str) -> Callable[[Find], Rule]:
    """Make a rule of a function that yields a hit for every place that breaks it."""

    def made(find: Find) -> Rule:
        return Rule(code, severity, title, reason, find)

    return made


def whole(journey: JourneyMap) -> Location:
    """Return the place of the map as a whole."""
    return Location("map", journey.id, "the map")


def at(journey: JourneyMap, element: Element, *, lane: str | None = None) -> Location:
    """Return the place of an element; by default in the lane that shows its kind."""
    collection = _COLLECTION_OF[type(element)]
    words = f"{kind_words(collection)} “{element_name(element)}”"
    stage = element.id if collection == "stages" else getattr(element, "stage", None) or ""
    if stage and collection != "stages":
        words += f" in stage “{stage_name(journey, stage)}”"
    return Location(collection, element.id, words, stage, _LANES.get(collection, "") if lane is None else lane)


def hit(
    journey: JourneyMap, element: Element, said: str, action: str, fix: str = "", *, lane: str | None = None
) -> Hit:
    """Return a hit at an element; its name and what is said about it make the message."""
    kind = capitalized(kind_words(_COLLECTION_OF[type(element)]))
    return Hit(at(journey, element, lane=lane), f"{kind} “{element_name(element)}” {said}", action, fix)


def days_later(day: date, days: int) -> date:
    """Return the day a number of days later, at most the last possible date."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def stage_name(journey: JourneyMap, stage: str) -> str:
    """Return the heading of a stage."""
    return next((s.name for s in journey.stages if s.id == stage), stage)
