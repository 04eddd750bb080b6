"""Rules about content, pain points, opportunities and improvements."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from journeykit.model.check.finding import Hit, at, hit, rule, whole
from journeykit.model.insight import KPI, Improvement
from journeykit.model.journey import JourneyMap
from journeykit.model.measures import measure

SEVERE = 4
_OFFERS = ("upsell", "cross_sell")  # These need no pain point.
_UNDER_WAY = ("running", "launched", "done")


@rule("JK601", "warning", "Content mix out of balance", "50 to 60 % of the content should be about the customer.")
def content_mix(journey: JourneyMap, today: date) -> Iterator[Hit]:
    band = measure("content_mix")
    low, high = band.good_from or 0, band.good_to or 100
    for stage in journey.stages:
        share = stage.content_mix_share
        if share is not None and not low <= round(100 * share, 6) <= high:
            more = "customer" if 100 * share < low else "company"
            message = f"In stage “{stage.name}”, {100 * share:g} % of the content is about the customer."
            action = f"Aim for {low:g} to {high:g} %: add content about the {more}."
            yield Hit(at(journey, stage, lane="content-mix"), message, action)


@rule("JK602", "warning", "Opportunity without a pain point", "An idea is worth its effort if it solves a problem.")
def no_pain(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for opportunity in journey.opportunities:
        if not opportunity.pain_points and opportunity.type not in _OFFERS:
            said = "answers no pain point of the map."
            yield hit(journey, opportunity, said, "Link the pain point it answers, or write that pain point down.")


@rule(
    "JK603",
    "warning",
    "Severe pain point without an answer",
    "Such a pain makes people leave, so something must be tried.",
)
def unanswered(journey: JourneyMap, today: date) -> Iterator[Hit]:
    answered = {id for opportunity in journey.opportunities for id in opportunity.pain_points}
    for pain in journey.pain_points:
        if pain.severity >= SEVERE and pain.id not in answered:
            said = f"has severity {pain.severity} of 5, and no opportunity answers it."
            yield hit(
                journey, pain, said, "Add an opportunity that makes it clearer, better supported or more rewarding."
            )


@rule("JK604", "warning", "Improvement without an owner", "A change without an owner does not happen.")
def no_owner(journey: JourneyMap, today: date) -> Iterator[Hit]:
    owners = {opportunity.id: opportunity.owner for opportunity in journey.opportunities}
    for improvement in _live(journey):
        if improvement.owner is None:
            fix = "take_owner_of_opportunity" if owners.get(improvement.opportunity or "") else ""
            yield hit(journey, improvement, "has no owner.", "Name who carries it out.", fix)


@rule("JK605", "warning", "Improvement without a KPI", "A KPI before and after shows whether a change worked.")
def no_kpi(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for improvement in _live(journey):
        if improvement.kpi is None:
            yield hit(journey, improvement, "names no KPI that judges it.", "Name the KPI that should move.")


@rule("JK606", "error", "Improvement dates out of order", "The launch separates the before from the after.")
def out_of_order(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for improvement in journey.improvements:
        wrong = _disorder(improvement)
        if wrong:
            message = f"Improvement “{improvement.name}”: {wrong}."
            yield Hit(at(journey, improvement), message, "Correct the dates; the comparison is based on them.")


@rule("JK607", "error", "Verdict against its interval", "The verdict must follow from the interval.")
def against_interval(journey: JourneyMap, today: date) -> Iterator[Hit]:
    kpis = {kpi.id: kpi for kpi in journey.kpis}
    for improvement in journey.improvements:
        kpi = kpis.get(improvement.kpi or "")
        said = _contradiction(improvement, kpi) if kpi else ""
        if said:
            said = f"says “{improvement.verdict}”, but {said}."
            yield hit(journey, improvement, said, "Correct the verdict, or measure longer.")


@rule("JK608", "warning", "Launched without a baseline", "Without a baseline, nothing can be compared later.")
def no_baseline(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for improvement in journey.improvements:
        if improvement.status in _UNDER_WAY and improvement.baseline is None:
            said = f"is {improvement.status} and has no baseline period."
            yield hit(journey, improvement, said, "Set the days before the launch to compare with.")


@rule("JK609", "warning", "Follow-up is over, no verdict", "The verdict decides whether to try something else.")
def no_verdict(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for improvement in _live(journey):
        if improvement.follow_up and improvement.follow_up.end < today and improvement.verdict is None:
            message = f"Improvement “{improvement.name}”: the follow-up ended on {improvement.follow_up.end}."
            yield Hit(
                at(journey, improvement), message, "Compare before and after, and set keep, revise or inconclusive."
            )


def _live(journey: JourneyMap) -> Iterator[Improvement]:
    return (improvement for improvement in journey.improvements if improvement.status != "dropped")


def _disorder(improvement: Improvement) -> str:
    before, after, launched = improvement.baseline, improvement.follow_up, improvement.launched
    if before and before.start > before.end:
        return "the baseline period ends before it starts"
    if after and after.start > after.end:
        return "the follow-up period ends before it starts"
    if before and launched and launched < before.end:
        return f"it was launched on {launched}, before the baseline period ended on {before.end}"
    if after and launched and after.start < launched:
        return f"the follow-up starts on {after.start}, before the launch on {launched}"
    if before and after and after.start <= before.end:
        return f"the follow-up starts on {after.start}, before the baseline period ended on {before.end}"
    return ""


def _contradiction(improvement: Improvement, kpi: KPI) -> str:
    """Return what contradicts the verdict, or nothing. The interval is turned so that up is good."""
    difference = improvement.difference
    if difference is None or difference.low is None or difference.high is None:
        return ""
    low, high = difference.low, difference.high
    if kpi.direction == "down":
        low, high = -high, -low
    matters = abs(improvement.minimum_effect or 0)
    span = f"the difference of “{kpi.name}” lies between {difference.low:g} and {difference.high:g} {kpi.unit}"
    if improvement.verdict == "keep" and low <= 0:
        return f"{span}: no change, or a loss, is possible too"
    if improvement.verdict == "revise" and high > matters:
        return f"{span}: it may well be an improvement"
    if improvement.verdict == "inconclusive" and (low > matters or high < 0):
        return f"{span}: that is clear"
    return ""


@rule("JK610", "hint", "Success is not defined", "The customer's words for success decide what the map is about.")
def no_success(journey: JourneyMap, today: date) -> Iterator[Hit]:
    if not journey.scope.success.strip():
        message = "The map does not say what success looks like to the customer."
        yield Hit(whole(journey), message, "Write it into the scope, in one sentence that a customer could say.")
