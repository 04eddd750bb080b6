"""Rules about single touchpoints: their goal, owner and place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from journeykit.model.check.finding import Hit, at, hit, rule, whole
from journeykit.model.journey import JourneyMap
from journeykit.model.vocabulary import label

# Words for meeting the business in person, or for things in the customer's hands.
_IN_THE_FLESH = re.compile(
    r"\b(in[- ]store|in the (?:store|shop)|shop floor|in person|face to face|on[- ]site|showroom|"
    r"packag(?:e|es|ing)|parcels?|unbox(?:ing)?|by post|at the (?:counter|desk|branch))\b",
    re.IGNORECASE,
)


@rule("JK401", "warning", "Touchpoint without a customer goal", "Customers ignore what serves none of their goals.")
def no_goal(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for touchpoint in journey.touchpoints:
        if not touchpoint.goal.strip():
            said = "does not say what the customer wants from it."
            yield hit(journey, touchpoint, said, "Write down what they come for, or ask whether it is needed.")


@rule("JK402", "hint", "Touchpoint without an owner", "If a stage has several owners, each touchpoint needs one.")
def no_owner(journey: JourneyMap, today: date) -> Iterator[Hit]:
    shared = {stage.id for stage in journey.stages if len(stage.owners) > 1}
    for touchpoint in journey.touchpoints:
        if touchpoint.owner is None and touchpoint.stage in shared:
            yield hit(journey, touchpoint, "has no owner, and its stage has several.", "Name who answers for it.")


@rule("JK403", "hint", "Only digital touchpoints", "Shelves, parcels and staff are part of the experience.")
def only_digital(journey: JourneyMap, today: date) -> Iterator[Hit]:
    if not journey.touchpoints or any(touchpoint.medium == "physical" for touchpoint in journey.touchpoints):
        return
    texts = [journey.scope.covers, *(stage.definition for stage in journey.stages)]
    texts += [cell.text for cell in journey.cells] + [point.name for point in journey.pain_points]
    said = next((match.group(0) for text in texts if (match := _IN_THE_FLESH.search(text))), None)
    if said:
        message = f"All touchpoints are digital, but the map speaks of “{said}”."
        yield Hit(whole(journey), message, "Add the physical touchpoints too: place, people, packaging.")


@rule("JK404", "hint", "One channel, several departments", "Customers expect one voice.")
def several_voices(journey: JourneyMap, today: date) -> Iterator[Hit]:
    departments = {owner.id: owner.department or owner.name for owner in journey.owners}
    for stage in journey.stages:
        voices: dict[str, set[str]] = {}
        for touchpoint in journey.touchpoints_of(stage.id):
            if touchpoint.owner is not None and touchpoint.channel != "other":
                voices.setdefault(touchpoint.channel, set()).add(departments[touchpoint.owner])
        for channel, heard in voices.items():
            if len(heard) > 1:
                who = " and ".join(sorted(heard))
                message = f"In stage “{stage.name}”, {label(channel)} is answered for by {who}."
                place = at(journey, stage, lane="owner")
                yield Hit(place, message, "Agree on one owner for the channel, or on common rules.")


@rule("JK405", "hint", "No cost to the customer", "Customers also pay with time, attention and data.")
def no_costs(journey: JourneyMap, today: date) -> Iterator[Hit]:
    if journey.touchpoints and not any(touchpoint.costs for touchpoint in journey.touchpoints):
        message = "No touchpoint says what the customer pays with."
        yield Hit(whole(journey), message, "Note time, attention, data or money where it is asked for.")
