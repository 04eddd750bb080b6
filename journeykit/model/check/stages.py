"""Rules about what every stage should have, for the customer and for the business."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from journeykit.model.check.finding import Hit, Location, hit, rule, whole
from journeykit.model.journey import JourneyMap

MOST_ACTIVITIES = 5
LONGEST_ACTIVITY_WORDS = 20


@rule("JK101", "error", "Map without stages", "Stages are the columns of the map: everything else belongs to one.")
def no_stages(journey: JourneyMap, today: date) -> Iterator[Hit]:
    if not journey.stages:
        yield Hit(whole(journey), "The map has no stage.", "Add the stages, or start from a template.")


@rule("JK102", "warning", "Stage without a customer goal", "Customers ignore content that serves none of their goals.")
def no_goal(journey: JourneyMap, today: date) -> Iterator[Hit]:
    yield from _empty_lane(journey, "goals", "does not say what the customer wants.", "Write down what they want done.")


@rule("JK103", "warning", "Stage without a touchpoint", "A stage without any contact with you cannot be improved.")
def no_touchpoint(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for stage in journey.stages:
        if not journey.touchpoints_of(stage.id):
            yield hit(
                journey, stage, "has no touchpoint.", "Add where they meet you, or drop the stage.", lane="touchpoints"
            )


@rule("JK104", "warning", "Stage without a KPI", "Only a number shows whether the stage works.")
def no_kpi(journey: JourneyMap, today: date) -> Iterator[Hit]:
    measured = {kpi.stage for kpi in journey.kpis}
    for stage in journey.stages:
        if stage.id not in measured:
            yield hit(journey, stage, "is judged by no KPI.", "Add one KPI that tells whether it works.", lane="kpis")


@rule("JK105", "warning", "Stage without an owner", "Everything on the map has an owner, or nobody acts on it.")
def no_owner(journey: JourneyMap, today: date) -> Iterator[Hit]:
    fix = "assign_only_owner" if len(journey.owners) == 1 else ""
    for stage in journey.stages:
        if not stage.owners:
            yield hit(journey, stage, "has no owner.", "Name the person or team who answers for it.", fix, lane="owner")


@rule("JK106", "warning", "CRM absent from a stage", "One customer record should cover every stage.")
def no_crm(journey: JourneyMap, today: date) -> Iterator[Hit]:
    crm = {technology.id for technology in journey.technologies if technology.is_crm}
    if not crm:
        if journey.stages:
            message = "No technology of the map is marked as the CRM."
            yield Hit(whole(journey), message, "Add the system that keeps your contacts, and mark it as the CRM.")
        return
    fix = "add_crm" if len(crm) == 1 else ""
    for stage in journey.stages:
        carried = {id for touchpoint in journey.touchpoints_of(stage.id) for id in touchpoint.technologies}
        if not crm & {*stage.technologies, *carried}:
            yield hit(
                journey, stage, "is not covered by the CRM.", "Record its contacts there too.", fix, lane="technology"
            )


@rule("JK107", "hint", "Too many activities", "A small team can only keep up a few focused activities.")
def many_activities(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for cell in journey.cells:
        count = len([line for line in cell.text.splitlines() if line.strip()])
        if cell.lane == "activities" and count > MOST_ACTIVITIES:
            message = f"There are {count} activities in one cell; more than {MOST_ACTIVITIES} are seldom kept up."
            yield Hit(_cell(journey, cell.key), message, "Keep those that serve the stage's goal, and drop the rest.")


@rule("JK108", "hint", "Activity too long", "A short line tells everybody what to do.")
def long_activity(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for cell in journey.cells:
        lengths = [len(line.split()) for line in cell.text.splitlines()]
        if cell.lane == "activities" and max(lengths, default=0) > LONGEST_ACTIVITY_WORDS:
            message = f"An activity takes {max(lengths)} words; {LONGEST_ACTIVITY_WORDS} are enough for one."
            yield Hit(_cell(journey, cell.key), message, "Say what is done, in one short line each.")


@rule("JK109", "hint", "Stage without an objective", "The objective says what to improve in the stage.")
def no_objective(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for stage in journey.stages:
        if not stage.objective.strip():
            yield hit(
                journey, stage, "has no objective.", "Say in one line what it must achieve.", lane="stage-objective"
            )


@rule("JK110", "warning", "No stage after the purchase", "What happens after the purchase makes customers come back.")
def no_post_purchase(journey: JourneyMap, today: date) -> Iterator[Hit]:
    if journey.stages and not any(stage.post_purchase for stage in journey.stages):
        fix = "mark_post_purchase" if stages_after_purchase(journey) else ""
        message = "No stage of the map is marked as coming after the purchase."
        yield Hit(
            whole(journey), message, "Add a stage for use or loyalty, or mark those that follow the purchase.", fix
        )


@rule("JK111", "hint", "Stage without customer actions", "The map should say what customers do, not only what you do.")
def no_actions(journey: JourneyMap, today: date) -> Iterator[Hit]:
    yield from _empty_lane(journey, "actions", "does not say what the customer does.", "Write down what they do.")


@rule("JK112", "warning", "Stage without a business goal", "KPIs are derived from business goals.")
def no_business_goal(journey: JourneyMap, today: date) -> Iterator[Hit]:
    yield from _empty_lane(journey, "business-goals", "has no business goal.", "Write down what the business wants.")


def stages_after_purchase(journey: JourneyMap) -> tuple[str, ...]:
    """Return the ids of the stages that follow the last purchase on the map."""
    paid = {touchpoint.stage for touchpoint in journey.touchpoints if touchpoint.milestone == "purchase"}
    places = [place for place, stage in enumerate(journey.stages) if stage.id in paid]
    return tuple(stage.id for stage in journey.stages[places[-1] + 1 :]) if places else ()


def _empty_lane(journey: JourneyMap, lane: str, said: str, action: str) -> Iterator[Hit]:
    filled = {cell.stage for cell in journey.cells if cell.lane == lane}
    for stage in journey.stages:
        if stage.id not in filled:
            yield hit(journey, stage, said, action, lane=lane)


def _cell(journey: JourneyMap, key: tuple[str, str, str]) -> Location:
    stage = next(s for s in journey.stages if s.id == key[0])
    lane = next(row for row in journey.lanes if row.id == key[1])
    words = f"{lane.name} of stage “{stage.name}”"
    return Location("cells", "/".join(part for part in key if part), words, stage.id, lane.id)
