"""A rule of the map check, the place it points at, and the finding made of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from journeykit.model.base import Element, element_name
from journeykit.model.changes.words import kind_words
from journeykit.model.journey import JourneyMap

Severity = Literal["error", "warning", "hint"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")


@dataclass(frozen=True)
class Location:
    """Where on the map: a collection and an id for programs, words for people, stage and lane for the board.

    ``collection`` is a field of the map, such as ``stages`` or ``kpis``, or ``map`` for the map as a whole. ``id`` is
    what a suppression names; a cell or an emotion point, which have no id, go by their key joined with ``/``.
    """

    collection: str
    id: str
    words: str
    stage: str = ""
    lane: str = ""


@dataclass(frozen=True)
class Hit:
    """What a rule found at one place: the problem, what to do next, and the fix if there is a safe one."""

    place: Location
    message: str
    action: str
    fix: str = ""


Find = Callable[[JourneyMap, date], Iterator[Hit]]


@dataclass(frozen=True)
class Rule:
    """One rule of the check. A code is never used again for another rule, even when its rule is gone."""

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
    place : Place
        Where on the map.
    message, reason, action : str
        What is wrong; why it matters; what to do next.
    fix : str
        Name of the fix that :func:`fix` carries out, empty where a person has to decide.
    accepted : str
        The map's own reason for accepting the finding, empty for an open one.
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
    """Turn a function into a rule; it yields a hit for every place that breaks the rule."""

    def made(find: Find) -> Rule:
        return Rule(code, severity, title, reason, find)

    return made


def whole(journey: JourneyMap) -> Location:
    """Return the place of the map as a whole."""
    return Location("map", journey.id, "the map")


def at(journey: JourneyMap, collection: str, element: Element, *, lane: str = "") -> Location:
    """Return the place of an element, with its stage where it has one."""
    words = f"{kind_words(collection)} “{element_name(element)}”"
    stage = element.id if collection == "stages" else getattr(element, "stage", None) or ""
    if stage and collection != "stages":
        words += f" in stage “{stage_name(journey, stage)}”"
    return Location(collection, element.id, words, stage, lane)


def days_later(day: date, days: int) -> date:
    """Return the day so many days later, at most the last one that a date can hold."""
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def stage_name(journey: JourneyMap, stage: str) -> str:
    """Return the heading of a stage."""
    return next((s.name for s in journey.stages if s.id == stage), stage)
