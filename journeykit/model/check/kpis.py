"""Rules about numbers and the objectives they serve."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from journeykit.errors import nearest
from journeykit.model.check.finding import Hit, at, hit, rule, whole
from journeykit.model.journey import JourneyMap
from journeykit.model.measures import Measure, measures

_STANDARD: dict[str, Measure] = {measure.key: measure for measure in measures()}


@rule("JK201", "warning", "KPI that serves no business goal", "KPIs are derived from business goals, not collected.")
def serves_nothing(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for kpi in journey.kpis:
        if not kpi.serves.strip() and kpi.objective is None:
            said = "names neither a business goal nor an objective that it serves."
            yield hit(journey, kpi, said, "Name the goal it serves, or drop the number.")


@rule("JK202", "hint", "KPI serves a goal that is not on the map", "A KPI and its goal change together or drift apart.")
def serves_unknown(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for kpi in journey.kpis:
        cells = [c.text for c in journey.cells if c.lane == "business-goals" and kpi.stage in (None, c.stage)]
        stages = [s.objective for s in journey.stages if kpi.stage in (None, s.id)]
        said = {_folded(line) for text in cells for line in text.splitlines()}
        said |= {_folded(text) for text in (*stages, *(objective.name for objective in journey.objectives))}
        if cells and kpi.serves.strip() and _folded(kpi.serves) not in said:
            lack = f"serves “{kpi.serves}”, which is no business goal of its stage."
            yield hit(journey, kpi, lack, "Use the words of the business-goals lane, or add the goal there.")


@rule("JK203", "warning", "KPI without definition or base", "The same name can mean different numbers elsewhere.")
def undefined(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for kpi in journey.kpis:
        lacks = [word for word, text in (("definition", kpi.definition), ("base", kpi.base)) if not text.strip()]
        if lacks:
            message = f"KPI “{kpi.name}” has no {' and no '.join(lacks)}: nobody can count it again."
            fix = "fill_from_measure" if kpi.measure in _STANDARD else ""
            yield Hit(at(journey, kpi), message, "Say what is counted, and among whom.", fix)


@rule("JK204", "warning", "Unknown standard measure", "The key of a measure must refer to a definition.")
def unknown_measure(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for kpi in journey.kpis:
        if kpi.measure and kpi.measure not in _STANDARD:
            hint = nearest(kpi.measure, _STANDARD)
            message = f"KPI “{kpi.name}” follows the measure “{kpi.measure}”, which does not exist."
            action = f"Did you mean “{hint}”? Or leave the measure out" if hint else "Leave the measure out"
            yield Hit(at(journey, kpi), message, f"{action} and keep your own definition.")


@rule("JK205", "warning", "KPI points the wrong way", "A wrong direction presents a loss as a success.")
def wrong_direction(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for kpi in journey.kpis:
        standard = _STANDARD.get(kpi.measure)
        if standard and standard.direction != kpi.direction:
            message = (
                f"KPI “{kpi.name}” says that {kpi.direction} is better; for “{standard.name}” it is the other way."
            )
            action = f"Set the direction to {standard.direction}, or choose another measure."
            yield Hit(at(journey, kpi), message, action, "use_measure_direction")


@rule("JK206", "warning", "Target behind the baseline", "A target should be better than the present value.")
def wrong_target(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for kpi in journey.kpis:
        if kpi.baseline is None or kpi.target is None:
            continue
        if (kpi.target < kpi.baseline) if kpi.direction == "up" else (kpi.target > kpi.baseline):
            worse = f"its target {kpi.target:g} is worse than its baseline {kpi.baseline:g}"
            said = f"should go {kpi.direction}, but {worse}."
            yield hit(journey, kpi, said, "Correct the target, the baseline or the direction.")


@rule("JK207", "error", "Impossible value", "A number outside its scale is misleading.")
def impossible_value(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for kpi in journey.kpis:
        standard = _STANDARD.get(kpi.measure)
        if standard is None or standard.unit != kpi.unit:
            continue
        low, high = standard.lowest, standard.highest
        values = [v for v in (kpi.baseline, kpi.target, *(point.value for point in kpi.series)) if v is not None]
        outside = [v for v in values if (low is not None and v < low) or (high is not None and v > high)]
        if outside:
            said = f"has the value {outside[0]:g} {kpi.unit}; it can only be {_band(low, high)}."
            yield hit(journey, kpi, said, "Correct the value, or the unit that it is given in.")


@rule("JK208", "warning", "Value without its n", "A rate of three people looks like one of three thousand.")
def no_n(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for kpi in journey.kpis:
        dates = [point.as_of for point in kpi.series if point.n is None]
        if dates:
            said = f"does not say how many were counted on {max(dates)}."
            yield hit(journey, kpi, said, "Add the number of customers or answers in the base.")


@rule("JK209", "error", "Value outside its interval", "The interval must contain the value, so one of them is wrong.")
def interval_off(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for kpi in journey.kpis:
        for point in kpi.series:
            low = point.value if point.low is None else point.low
            high = point.value if point.high is None else point.high
            if not low <= point.value <= high:
                said = f"has {point.value:g} on {point.as_of}, outside its interval {low:g} to {high:g}."
                yield hit(journey, kpi, said, "Correct the value or its interval.")
                break


@rule("JK210", "warning", "Objective without a metric", "A business metric shows whether the objective is reached.")
def no_metric(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for objective in journey.objectives:
        if not objective.metric.strip():
            said = "names no metric that it should move."
            yield hit(journey, objective, said, "Name the metric, such as the retention rate.")


@rule("JK211", "hint", "Objective without a KPI", "Without a KPI, success cannot be measured later.")
def no_kpi_follows(journey: JourneyMap, today: date) -> Iterator[Hit]:
    served = {kpi.objective for kpi in journey.kpis} | {_folded(kpi.serves) for kpi in journey.kpis}
    for objective in journey.objectives:
        if objective.id not in served and _folded(objective.name) not in served:
            message = f"No KPI of the map serves the objective “{objective.name}”."
            yield Hit(at(journey, objective), message, "Add a KPI for it, or name it on one that exists.")


@rule("JK212", "warning", "Map without an objective", "The objective decides which touchpoints matter.")
def no_objectives(journey: JourneyMap, today: date) -> Iterator[Hit]:
    if not journey.objectives:
        yield Hit(whole(journey), "The map has no objective.", "Say first what it is for, such as fewer support calls.")


@rule("JK213", "hint", "Figures without a source", "Readers need the source to judge a number.")
def no_source(journey: JourneyMap, today: date) -> Iterator[Hit]:
    for kpi in journey.kpis:
        if (kpi.series or kpi.baseline is not None) and not kpi.sources:
            said = "has values and cites no source."
            yield hit(journey, kpi, said, "Add the system or survey that they come from as a source.")


def _band(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return f"at most {high:g}" if low is None else f"at least {low:g}"
    return f"between {low:g} and {high:g}"


def _folded(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")
