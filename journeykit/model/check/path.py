"""Rules about the happy path and its alternates: from an entry, over a purchase, to a referral."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from journeykit.model.check.finding import Hit, at, rule, whole
from journeykit.model.journey import JourneyMap
from journeykit.model.touchpoint import Route, Touchpoint


@rule("JK301", "warning", "No happy path", "The aim is to know the ideal path and to improve it.")
def no_happy_path(journey: JourneyMap, today: date) -> Iterator[Hit]:
    if journey.touchpoints and not _happy(journey):
        message = "The map has touchpoints, but no happy path through them."
        yield Hit(whole(journey), message, "Draw the happy path, from where they come in to the referral.")


@rule("JK302", "warning", "Path without an entry point", "A path begins where customers really enter.")
def no_entry(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for route, points in _happy(journey):
        if not points[0].entry_point:
            message = f"The happy path begins at “{points[0].name}”, which is not marked as an entry point."
            yield Hit(
                at(journey, route),
                message,
                "Mark it as an entry point, or begin where they come in.",
                "mark_entry_point",
            )


@rule("JK303", "warning", "Path that reaches no purchase", "Only a path with a purchase carries the business.")
def no_purchase(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for route, points in _happy(journey):
        if all(point.milestone != "purchase" for point in points):
            message = "No touchpoint on the happy path is marked as the purchase."
            yield Hit(at(journey, route), message, "Lead the path over the purchase, and mark it as that milestone.")


@rule("JK304", "warning", "Path that does not end in a referral", "After the purchase, the path leads to a referral.")
def no_referral(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for route, points in _happy(journey):
        if points[-1].milestone != "referral":
            message = f"The happy path ends at “{points[-1].name}”, which is not marked as a referral."
            yield Hit(at(journey, route), message, "Lead it on to the moment where a customer brings the next one.")


@rule("JK305", "warning", "Path that runs backwards", "Stages are in the order in which people go through them.")
def runs_backwards(journey: JourneyMap, today: date) -> Iterator[Hit]:
    places = {stage.id: place for place, stage in enumerate(journey.stages)}
    for route, points in _happy(journey):
        for before, after in pairwise(points):
            if places[after.stage] < places[before.stage] and not after.repeatable:
                message = f"The happy path goes from “{before.name}” back to “{after.name}”, in an earlier stage."
                action = "Reorder the path, move the touchpoint to its stage, or mark it as repeatable."
                yield Hit(at(journey, route), message, action)
                break


@rule("JK306", "hint", "Stage that the happy path skips", "A stage that the ideal path skips may not be needed.")
def passed_by(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for _, points in _happy(journey):
        on_path = {point.stage for point in points}
        for stage in journey.stages:
            if stage.id not in on_path and journey.touchpoints_of(stage.id):
                message = f"No touchpoint of stage “{stage.name}” lies on the happy path."
                place = at(journey, stage, lane="path")
                yield Hit(place, message, "Lead the path through the stage, or ask what the stage is for.")


@rule("JK307", "hint", "No moment of truth", "A few moments decide and deserve the most care.")
def no_key_moment(journey: JourneyMap, today: date) -> Iterator[Hit]:
    if journey.touchpoints and not any(touchpoint.key_moment for touchpoint in journey.touchpoints):
        message = "No touchpoint is marked as a key moment."
        yield Hit(whole(journey), message, "Mark the two or three touchpoints at which customers make up their mind.")


@rule("JK308", "warning", "Touchpoint repeated but not repeatable", "Funnels count a repeat only if the map allows it.")
def not_repeatable(journey: JourneyMap, today: date) -> Iterator[Hit]:
    points = {touchpoint.id: touchpoint for touchpoint in journey.touchpoints}
    again = {id for route in journey.routes for id, count in Counter(route.touchpoints).items() if count > 1}
    for point in points.values():
        if point.id in again and not point.repeatable:
            message = f"A route comes to “{point.name}” more than once, but it is not marked as repeatable."
            place = at(journey, point, lane="path")
            yield Hit(place, message, "Mark it as repeatable, or name it once.", "mark_repeatable")


def _happy(journey: JourneyMap) -> list[tuple[Route, list[Touchpoint]]]:
    """Return the happy path with its touchpoints; empty if there is none."""
    route = journey.happy_path
    if route is None or not route.touchpoints:
        return []
    points = {touchpoint.id: touchpoint for touchpoint in journey.touchpoints}
    return [(route, [points[id] for id in route.touchpoints])]
