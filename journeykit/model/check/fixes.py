"""Fixes for findings with one possible answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from journeykit.errors import MapError, lookup
from journeykit.model.base import plain
from journeykit.model.check.finding import Finding, Location
from journeykit.model.check.stages import stages_after_purchase
from journeykit.model.check.upkeep import acceptance_id
from journeykit.model.edit import apply_all, find
from journeykit.model.insight import KPI, Improvement
from journeykit.model.journey import JourneyMap, Stage
from journeykit.model.measures import measure

Steps = list[tuple[str, dict[str, Any]]]


def fix(journey: JourneyMap, finding: Finding) -> JourneyMap:
    """Return the map with one finding fixed.

    Parameters
    ----------
    journey : JourneyMap
        The map that was checked.
    finding : Finding
        One of its findings; ``finding.fix`` names the fix.

    Raises
    ------
    MapError
        The finding has no fix (its ``action`` says what to decide), or the map has changed since.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.model.check import check, fix
    >>> journey = jk.new_map("Shop", stages=["Browse"])
    >>> journey = jk.edit.add_technology(journey, "Contacts", is_crm=True)
    >>> finding = next(f for f in check(journey) if f.fix == "add_crm")
    >>> fix(journey, finding).stages[0].technologies
    ('contacts',)
    """
    return apply_all(journey, fix_edits(journey, finding))


def fix_edits(journey: JourneyMap, finding: Finding) -> list[dict[str, Any]]:
    """Return the edits that :func:`fix` makes, each ``{"edit": name, "args": {...}}``, for an editor or a history.

    Raises
    ------
    MapError
        The finding has no fix, or the map has changed since.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.model.check import check, fix_edits
    >>> journey = jk.edit.add_owner(jk.new_map("Shop", stages=["Browse"]), "Ada")
    >>> fix_edits(journey, next(f for f in check(journey) if f.fix == "assign_only_owner"))
    [{'edit': 'update_stage', 'args': {'id': 'browse', 'owners': ['ada']}}]
    """
    if not finding.fix:
        raise MapError(f"{finding.code} has no fix that is safe without you. {finding.action}")
    steps = lookup("fix", finding.fix, FIXES)
    try:
        return [{"edit": name, "args": args} for name, args in steps(journey, finding.place)]
    except (LookupError, StopIteration):
        raise MapError(f"the map has changed since {finding.code} was found. Check it again.") from None


def _assign_only_owner(journey: JourneyMap, place: Location) -> Steps:
    if len(journey.owners) != 1:
        raise LookupError("there is no longer exactly one owner")
    find(journey, "stage", place.id)
    return [("update_stage", {"id": place.id, "owners": [journey.owners[0].id]})]


def _add_crm(journey: JourneyMap, place: Location) -> Steps:
    crm = next(technology.id for technology in journey.technologies if technology.is_crm)
    stage = cast(Stage, find(journey, "stage", place.id))
    return [("update_stage", {"id": place.id, "technologies": [*stage.technologies, crm]})]


def _mark_post_purchase(journey: JourneyMap, place: Location) -> Steps:
    return [("update_stage", {"id": stage, "post_purchase": True}) for stage in stages_after_purchase(journey)]


def _fill_from_measure(journey: JourneyMap, place: Location) -> Steps:
    kpi = cast(KPI, find(journey, "kpi", place.id))
    standard = measure(kpi.measure)
    definition, base = kpi.definition.strip() or standard.definition, kpi.base.strip() or standard.base
    return [("update_kpi", {"id": place.id, "definition": definition, "base": base})]


def _use_measure_direction(journey: JourneyMap, place: Location) -> Steps:
    kpi = cast(KPI, find(journey, "kpi", place.id))
    return [("update_kpi", {"id": place.id, "direction": measure(kpi.measure).direction})]


def _mark_entry_point(journey: JourneyMap, place: Location) -> Steps:
    route = next(route for route in journey.routes if route.id == place.id)
    return [("update_touchpoint", {"id": route.touchpoints[0], "entry_point": True})]


def _mark_repeatable(journey: JourneyMap, place: Location) -> Steps:
    find(journey, "touchpoint", place.id)
    return [("update_touchpoint", {"id": place.id, "repeatable": True})]


def _take_owner_of_opportunity(journey: JourneyMap, place: Location) -> Steps:
    improvement = cast(Improvement, find(journey, "improvement", place.id))
    owner = next(o.owner for o in journey.opportunities if o.id == improvement.opportunity)
    return [("update_improvement", {"id": place.id, "owner": owner})]


def _drop_acceptance(journey: JourneyMap, place: Location) -> Steps:
    kept = [plain(s) for s in journey.suppressions if acceptance_id(s) != place.id]
    return [("update_map", {"suppressions": kept})]


FIXES: dict[str, Callable[[JourneyMap, Location], Steps]] = {
    made.__name__.lstrip("_"): made
    for made in (
        _assign_only_owner,
        _add_crm,
        _mark_post_purchase,
        _fill_from_measure,
        _use_measure_direction,
        _mark_entry_point,
        _mark_repeatable,
        _take_owner_of_opportunity,
        _drop_acceptance,
    )
}
