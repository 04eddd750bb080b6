"""One sound map, from which every broken map of the tests is made by one defect."""

from datetime import date

from journeykit.model import Demographic, EmotionPoint, JourneyMap, edit, new_map
from journeykit.model.context import Contributor, Review, Scope
from journeykit.model.insight import KPIPoint, Period
from journeykit.model.measures import kpi_from

TODAY = date(2026, 11, 1)
LANES = {
    "actions": "Walk past and look in",
    "goals": "Have a repaired bicycle by Friday",
    "business-goals": "Fill the workshop",
    "activities": "Answer within an hour\nShow the price",
}


def sound_map() -> JourneyMap:
    """Return a bicycle workshop in four stages, in which the check finds nothing."""
    journey = _frame(new_map("Workshop", stages=["Awareness", "Consideration", "Repair", "Loyalty"]))
    for number, stage in enumerate(journey.stages):
        journey = edit.update_stage(
            journey,
            stage.id,
            objective=f"Be of use in {stage.name.lower()}",
            owners=["ann", "bob"] if stage.id == "loyalty" else ["ann"],
            technologies=["crm"],
            content_mix_share=0.55,
            post_purchase=stage.id == "loyalty",
        )
        for lane, text in LANES.items():
            journey = edit.set_cell(journey, stage.id, lane, text)
        journey = edit.set_emotion(journey, stage.id, (0.5, -1, 1, 1.5)[number], words=["hopeful", "wary"])
    return _insights(_numbers(_contacts(journey)))


def _frame(journey: JourneyMap) -> JourneyMap:
    journey = edit.update_map(
        journey,
        scope=Scope(success="My bicycle is back, and I knew the price before."),
        review=Review(last=date(2026, 6, 1), offering_changed=date(2026, 5, 1)),
        contributors=[Contributor(name="Ann", department="workshop"), Contributor(name="Bob", department="sales")],
    )
    journey = edit.add_source(journey, "Interviews", kind="interview", as_of=date(2026, 3, 1))
    journey = edit.add_owner(journey, "Ann", department="workshop")
    journey = edit.add_owner(journey, "Bob", department="sales")
    journey = edit.add_technology(journey, "CRM", is_crm=True)
    journey = edit.add_technology(journey, "Till")
    journey = edit.add_objective(journey, "More customers come back", metric="retention rate")
    return edit.add_persona(
        journey,
        "Commuter",
        goal="Ride to work",
        trigger="A flat tyre",
        challenges=["Needs the bicycle every day"],
        demographics=[Demographic(name="Age", value="34")],
        sources=["interviews"],
        reviewed=date(2026, 6, 1),
        review_due=date(2027, 6, 1),
    )


def _contacts(journey: JourneyMap) -> JourneyMap:
    common = {"goal": "Know what it costs"}
    add = edit.add_touchpoint
    journey = add(journey, "Shop window", stage="awareness", channel="in_store", entry_point=True, **common)
    journey = add(journey, "Price list", stage="consideration", costs=["time"], **common)
    journey = add(
        journey, "Repair desk", stage="repair", channel="in_store", milestone="purchase", key_moment=True, **common
    )
    journey = add(journey, "Reminder", stage="loyalty", channel="email", owner="bob", **common)
    journey = add(
        journey, "Card for a friend", stage="loyalty", channel="post", owner="ann", milestone="referral", **common
    )
    journey = add(journey, "Newsletter", stage="loyalty", channel="email", owner="bob", **common)
    path = ["shop-window", "price-list", "repair-desk", "reminder", "card-for-a-friend"]
    return edit.add_route(journey, "To a friend", kind="happy", touchpoints=path)


def _numbers(journey: JourneyMap) -> JourneyMap:
    serves = {"serves": "Fill the workshop", "sources": ["interviews"]}
    points = [KPIPoint(as_of=date(2026, 9, 30), value=41, n=800, low=38, high=44)]
    add = edit.add_kpi
    journey = add(journey, "Seen", **kpi_from("conversion", stage="awareness", **serves))
    journey = add(
        journey, "Asked", **kpi_from("conversion", stage="consideration", objective="more-customers-come-back")
    )
    journey = add(
        journey, "Booked", **kpi_from("conversion", stage="repair", baseline=40, target=50, series=points, **serves)
    )
    return add(
        journey, "Back again", **kpi_from("retention_rate", stage="loyalty", objective="more-customers-come-back")
    )


def _insights(journey: JourneyMap) -> JourneyMap:
    journey = edit.add_pain_point(journey, "Price unclear", stage="consideration", severity=4)
    journey = edit.add_opportunity(
        journey, "Fixed prices", stage="consideration", pain_points=["price-unclear"], owner="ann"
    )
    return edit.add_improvement(
        journey,
        "Price list in the window",
        stages=["consideration"],
        opportunity="fixed-prices",
        kpi="booked",
        status="done",
        owner="ann",
        baseline=Period(start=date(2026, 1, 1), end=date(2026, 3, 31)),
        launched=date(2026, 4, 1),
        follow_up=Period(start=date(2026, 4, 1), end=date(2026, 6, 30)),
        difference=KPIPoint(as_of=date(2026, 6, 30), value=6, n=900, low=2, high=10),
        verdict="keep",
    )


def measured(stage: str, **fields: object) -> EmotionPoint:
    """Return a measured emotion point."""
    return EmotionPoint.model_validate({"stage": stage, "kind": "measured", "score": 1, "words": ("glad",), **fields})
