"""TheyDo metrics (``THEYDO_METRICS_V1``): the KPIs of a map with their dated values. Write only.

This follows TheyDo's public JSON Schema. Their schema for journeys is not public, so only KPIs are written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from journeykit.formats.report import Exported, Loss
from journeykit.formats.round_trip import not_held
from journeykit.model.insight import KPI, KPIPoint
from journeykit.model.journey import JourneyMap

NAME = "a TheyDo metrics file"
_HELD = {"kpis": frozenset({"name", "definition", "base", "unit", "target", "direction", "measure", "owner", "series"})}
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def write_theydo(journey: JourneyMap) -> Exported:
    """Return the KPIs of a map as TheyDo metrics, with the losses.

    A percentage with its base becomes a ``RATIO`` of counts if these give the value again to one decimal, a customer
    effort score with its number of answers a ``CES``, everything else ``OTHER``.
    """
    mails = {owner.id: owner.contact for owner in journey.owners if _MAIL.fullmatch(owner.contact)}
    metrics = [_metric(journey, kpi, mails) for kpi in journey.kpis]
    text = json.dumps({"format": "THEYDO_METRICS_V1", "metrics": metrics}, ensure_ascii=False, indent=1)
    losses = (*not_held(journey, _HELD, NAME), *(loss for kpi in journey.kpis for loss in _lost_parts(kpi, mails)))
    return Exported(f"{text}\n".encode("utf-8", "replace"), losses)


def _lost_parts(kpi: KPI, mails: dict[str, str]) -> Iterator[Loss]:
    """Yield the fields that metrics of other KPIs have but not the one of this KPI."""
    element = f"kpi {kpi.id!r}"
    kind = _type(kpi)
    if kpi.direction == "down" and kpi.target is None:
        yield Loss(element, "direction", f"{NAME} says it by a target, and there is none")
    if kpi.owner is not None and kpi.owner not in mails:
        yield Loss(element, "owner", f"{NAME} names an owner by an e-mail address, and there is none")
    if any(point.low is not None or point.high is not None for point in kpi.series):
        yield Loss(element, "series", f"{NAME} has no place for intervals")
    if kind == "OTHER" and any(point.n is not None for point in kpi.series):
        yield Loss(element, "series", f"{NAME} has no place for the base of such a value")
    if kpi.measure and kind != "CES":
        yield Loss(element, "measure", f"{NAME} has no place for it")


def _metric(journey: JourneyMap, kpi: KPI, mails: dict[str, str]) -> dict[str, Any]:
    kind = _type(kpi)
    base = f"Base: {kpi.base}" if kpi.base else ""
    metric: dict[str, Any] = {
        "type": kind,
        "importKey": f"{journey.id}:{kpi.id}",
        "title": kpi.name,
        "description": "\n".join(filter(None, (kpi.definition, base))),
        "unit": kpi.unit,
        "dataPoints": [_point(kind, point) for point in kpi.series],
    }
    if kind == "OTHER":
        metric["aggregationMethod"] = "AVERAGE"
    if kpi.target is not None:
        metric["target"] = kpi.target
        up = kpi.direction == "up"
        metric["targetComparisonOperator"] = "MORE_THAN_OR_EQUAL_TO" if up else "LESS_THAN_OR_EQUAL_TO"
    if kpi.owner in mails:
        metric["ownerEmail"] = mails[str(kpi.owner)]
    return metric


def _type(kpi: KPI) -> str:
    if kpi.series and kpi.measure == "ces" and all(point.n for point in kpi.series):
        return "CES"
    if kpi.series and kpi.unit == "%" and all(_counts(point) for point in kpi.series):
        return "RATIO"
    return "OTHER"


def _counts(point: KPIPoint) -> tuple[int, int] | None:
    if not point.n or not 0 <= point.value <= 100:
        return None
    successes = round(point.value * point.n / 100)
    return (successes, point.n) if abs(100 * successes / point.n - point.value) < 0.05 else None


def _point(kind: str, point: KPIPoint) -> dict[str, Any]:
    measured: dict[str, Any] = {"dateOfMeasurement": point.as_of.isoformat()}
    counts = _counts(point)
    if kind == "RATIO" and counts:
        return {**measured, "numerator": counts[0], "denominator": counts[1]}
    if kind == "CES":
        return {**measured, "score": point.value, "respondents": point.n}
    return {**measured, "value": point.value}
