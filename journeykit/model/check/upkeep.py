"""Rules about keeping a map up to date: reviews, sources, contributors, accepted findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from journeykit.model.check.finding import Hit, Location, at, days_later, hit, rule, whole
from journeykit.model.context import Suppression
from journeykit.model.journey import JourneyMap

OLD_DAYS = 2 * 365


@rule("JK701", "warning", "Map past its review date", "A map should be reviewed every year.")
def overdue(journey: JourneyMap, today: date) -> Iterator[Hit]:
    review = journey.review
    if review.last is None:
        return
    due = days_later(review.last, review.every_days)
    if due < today:
        message = f"The map was last reviewed on {review.last}; the next review was due on {due}."
        yield Hit(whole(journey), message, "Go through it with the team, then set the date of the review.")


@rule("JK702", "warning", "Not reviewed since the offering changed", "A changed offering has another journey.")
def offering_changed(journey: JourneyMap, today: date) -> Iterator[Hit]:
    review = journey.review
    changed = review.offering_changed
    if changed is not None and changed <= today and review.last is not None and review.last < changed:
        message = f"The offering changed on {changed}, after the last review on {review.last}."
        yield Hit(whole(journey), message, "Walk through the stages again with the new offering in mind.")


@rule("JK703", "hint", "Map that was never reviewed", "Without a date, nobody sees that a map is outdated.")
def never_reviewed(journey: JourneyMap, today: date) -> Iterator[Hit]:
    if journey.review.last is None:
        yield Hit(
            whole(journey), "The map has no date of its last review.", "Set the day on which the team agreed on it."
        )


@rule("JK704", "warning", "Review in the future", "A future date hides that a review is due.")
def future_review(journey: JourneyMap, today: date) -> Iterator[Hit]:
    if journey.review.last is not None and journey.review.last > today:
        message = f"The last review is dated {journey.review.last}, in the future."
        yield Hit(whole(journey), message, "Set the day of the last review that took place.")
    for persona in journey.personas:
        if persona.reviewed is not None and persona.reviewed > today:
            said = f"has a review dated {persona.reviewed}, in the future."
            yield hit(journey, persona, said, "Set the day of the last review that took place.")


@rule("JK706", "hint", "Made by one department", "Each department knows another part of the journey.")
def one_department(journey: JourneyMap, today: date) -> Iterator[Hit]:
    departments = {person.department.strip().casefold() for person in journey.contributors} - {""}
    if len(departments) < 2:
        message = "Fewer than two departments contributed to the map."
        yield Hit(whole(journey), message, "Ask somebody from another department, and name them as a contributor.")


@rule("JK707", "hint", "Old source", "Figures older than two years describe other customers.")
def old_source(journey: JourneyMap, today: date) -> Iterator[Hit]:
    cited = {id for persona in journey.personas for id in persona.sources}
    cited |= {id for kpi in journey.kpis for id in kpi.sources}
    for source in journey.sources:
        if source.id in cited and source.as_of is not None and today - source.as_of > timedelta(days=OLD_DAYS):
            message = f"Source “{source.title}”, on which personas or KPIs are based, is dated {source.as_of}."
            yield Hit(at(journey, source), message, "Look for newer data, or say in the note why it holds.")


@rule("JK705", "hint", "Accepted finding that no longer exists", "An unused acceptance hides the next finding.")
def idle_acceptance(journey: JourneyMap, today: date) -> Iterator[Hit]:
    """Yield nothing: this rule needs the findings of all others, see :func:`idle`."""
    yield from ()


def idle(journey: JourneyMap, used: Iterable[Suppression]) -> Iterator[Hit]:
    """Yield a hit for every acceptance of the map that no finding used."""
    used = set(used)
    for acceptance in journey.suppressions:
        if acceptance not in used:
            for_what = f" for “{acceptance.element}”" if acceptance.element else ""
            message = f"The map accepts {acceptance.code}{for_what}, but there is no such finding."
            place = Location("suppressions", acceptance_id(acceptance), f"accepted finding {acceptance.code}")
            yield Hit(place, message, "Remove the acceptance.", "drop_acceptance")


def acceptance_id(acceptance: Suppression) -> str:
    """Return the id of an acceptance: its code and its element."""
    return f"{acceptance.code}/{acceptance.element}".rstrip("/")
