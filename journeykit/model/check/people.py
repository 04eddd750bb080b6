"""Rules about personas and their feelings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from journeykit.model.check.finding import Hit, Location, days_later, hit, rule, stage_name, whole
from journeykit.model.emotion import EmotionPoint
from journeykit.model.journey import JourneyMap

FLAT = 0.5
PERSONA_DAYS = 365


@rule("JK501", "warning", "Map without a persona", "A journey is somebody's journey: the persona comes first.")
def no_persona(journey: JourneyMap, today: date) -> Iterator[Hit]:
    if not journey.personas:
        yield Hit(whole(journey), "The map has no persona.", "Add one: a segment and a situation are enough to begin.")


@rule("JK502", "warning", "Persona without a trigger", "Something starts the journey: a move, a child, a new job.")
def no_trigger(journey: JourneyMap, today: date) -> Iterator[Hit]:
    return _lacking(journey, "trigger", "has no trigger event.", "Ask customers what made them start to look.")


@rule("JK503", "warning", "Persona without a challenge", "A persona without a challenge needs no help from you.")
def no_challenge(journey: JourneyMap, today: date) -> Iterator[Hit]:
    return _lacking(journey, "challenges", "has no challenge.", "Write down what stands in their way.")


@rule("JK504", "warning", "Persona without a source", "Personas are based on real customers, not on wishes.")
def no_source(journey: JourneyMap, today: date) -> Iterator[Hit]:
    return _lacking(journey, "sources", "cites no source.", "Cite the interviews, survey or data it is based on.")


@rule("JK505", "warning", "Persona past its review date", "People change, so personas need regular reviews.")
def overdue(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for persona in journey.personas:
        due = persona.review_due
        if due is None and persona.reviewed is not None:
            due = days_later(persona.reviewed, PERSONA_DAYS)
        if due is not None and due < today:
            action = "Compare it with recent customers, then set new dates."
            yield hit(journey, persona, f"was due for review by {due}.", action)


@rule("JK506", "hint", "Persona that was never reviewed", "A review date keeps a persona up to date.")
def never_reviewed(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for persona in journey.personas:
        if persona.reviewed is None and persona.review_due is None:
            yield hit(journey, persona, "has no date of review.", "Set when it was last checked, or is to be checked.")


@rule("JK507", "warning", "Persona without a goal", "Stages and content are judged by the persona's goal.")
def no_goal(journey: JourneyMap, today: date) -> Iterator[Hit]:
    return _lacking(journey, "goal", "has no goal.", "Write down what they want to have achieved.")


@rule("JK511", "warning", "Emotion curve with a gap", "Feelings are half of the map: a gap hides where it hurts.")
def curve_gap(journey: JourneyMap, today: date) -> Iterator[Hit]:
    felt = {point.stage for point in journey.emotions if point.touchpoint is None}
    if journey.stages and not felt:
        yield Hit(whole(journey), "The map has no emotion curve.", "Set a score and some words for every stage.")
        return
    for stage in journey.stages:
        if stage.id not in felt:
            yield hit(journey, stage, "has no emotion score.", "Set how they feel there, and why.", lane="feelings")


@rule("JK512", "warning", "Flat emotion curve", "Feelings change on the way: a flat line is a missing answer.")
def flat_curve(journey: JourneyMap, today: date) -> Iterator[Hit]:
    names = {persona.id: persona.name for persona in journey.personas}
    curves: dict[tuple[str, str], list[float]] = {}
    for point in journey.emotions:
        if point.touchpoint is None:
            curves.setdefault((point.persona or "", point.kind), []).append(point.score)
    for (persona, kind), scores in curves.items():
        if len(scores) >= 3 and max(scores) - min(scores) < FLAT:
            words = f"{kind} emotion curve" + (f" of “{names[persona]}”" if persona else "")
            message = f"The {words} hardly moves: from {min(scores):g} to {max(scores):g}."
            place = Location("emotions", f"{persona}/{kind}".lstrip("/"), words, lane="feelings")
            yield Hit(place, message, "Ask where it was hardest and where it felt best, and score those apart.")


@rule("JK513", "hint", "Feeling without words", "A score says how strong a feeling is, words say which one.")
def no_words(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for point in journey.emotions:
        if not point.words:
            place = _point(journey, point)
            yield Hit(place, f"The {place.words} has a score and no words.", "Add the feelings in words.")


@rule("JK514", "error", "Measured feeling without its n", "A measured value must say how many people were asked.")
def measured_without_n(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for point in journey.emotions:
        if point.kind == "measured" and not point.n:
            place = _point(journey, point)
            message = f"The {place.words} is shown as measured, but nobody was counted."
            yield Hit(place, message, "Add the number of answers, or make it an assumption.")


@rule("JK515", "error", "Measured feeling on a future journey", "What does not exist yet cannot have been measured.")
def measured_future(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for point in journey.emotions:
        if journey.state == "future" and point.kind == "measured":
            place = _point(journey, point)
            message = f"The map shows a future journey, but the {place.words} is measured."
            yield Hit(place, message, "Make it an assumption, or keep it on the map of the present journey.")


def _lacking(journey: JourneyMap, field: str, said: str, action: str) -> Iterator[Hit]:
    return (hit(journey, persona, said, action) for persona in journey.personas if not getattr(persona, field))


def _point(journey: JourneyMap, point: EmotionPoint) -> Location:
    words = f"feeling in stage “{stage_name(journey, point.stage)}”"
    touchpoint = next((t.name for t in journey.touchpoints if t.id == point.touchpoint), "")
    if touchpoint:
        words += f" at “{touchpoint}”"
    return Location("emotions", "/".join(part for part in point.key if part), words, point.stage, "feelings")
