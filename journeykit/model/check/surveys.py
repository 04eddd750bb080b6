"""Rules about survey questions, and about KPIs that are computed from answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from journeykit.model.check.finding import Hit, hit, rule
from journeykit.model.journey import JourneyMap

_ENDS = {"nps": (0, 10), "ces": (1, 7)}


@rule("JK801", "error", "Scale upside down", "A score means nothing without the ends of its scale.")
def upside_down(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for survey in journey.surveys:
        low, high = survey.lowest, survey.highest
        if low is not None and high is not None and low >= high:
            said = f"is answered from {low:g} to {high:g}, but the lowest answer must be below the highest."
            yield hit(journey, survey, said, "Write the scale as the survey has it.")


@rule("JK802", "warning", "Question bound twice", "An answer counts at the first place that fits it, and nowhere else.")
def bound_twice(journey: JourneyMap, today: date) -> Iterator[Hit]:
    whole: set[str] = set()
    for survey in journey.surveys:
        if survey.question in whole:
            said = "is bound a second time, and the first binding already takes all of its answers."
            yield hit(journey, survey, said, "Remove one of them, or give the first one conditions or words.")
        elif not (survey.where or survey.words):
            whole.add(survey.question)


@rule("JK803", "error", "Measure of another scale", "NPS and CES are defined on one scale each.")
def other_scale(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for survey in journey.surveys:
        ends = (survey.lowest, survey.highest)
        wanted = _ENDS.get(survey.measure)
        # The score of an NPS group is -1, 0 or 1.
        if wanted and None not in ends and ends not in (wanted, (-1, 1)):
            said = f"measures {survey.measure.upper()}, which is asked from {wanted[0]} to {wanted[1]}, not from "
            said += f"{survey.lowest:g} to {survey.highest:g}."
            yield hit(journey, survey, said, "Choose another measure, or correct the scale.")


@rule("JK804", "error", "KPI with two formulas", "A number has one definition.")
def two_formulas(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for kpi in journey.kpis:
        if kpi.formula is not None and kpi.answer_formula is not None:
            said = "is computed from events and from answers, which are two numbers."
            yield hit(journey, kpi, said, "Keep one formula, and make the other a KPI of its own.")


@rule("JK805", "warning", "Unit does not fit the measure", "Readers take a number for what its unit says.")
def other_unit(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for kpi in journey.kpis:
        if kpi.answer_formula is None:
            continue
        percent = kpi.answer_formula.measure == "csat"
        if percent != (kpi.unit == "%"):
            unit = (
                "a share in %"
                if percent
                else "points, from -100 to 100"
                if kpi.answer_formula.measure == "nps"
                else "a mean score"
            )
            yield hit(journey, kpi, f"has the unit {kpi.unit!r}, but its formula gives {unit}.", "Correct the unit.")
