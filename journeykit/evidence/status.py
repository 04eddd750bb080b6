"""What every cell of a map rests on: nothing, an assumption, a qualitative source, or a measurement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from journeykit.evidence.coverage import unsupported
from journeykit.evidence.measure import MeasuredMap
from journeykit.model.journey import JourneyMap, Stage
from journeykit.model.lanes import Lane

if TYPE_CHECKING:
    import pandas as pd

Status = Literal["none", "assumed", "qualitative", "measured"]
_STRENGTH: tuple[Status, ...] = ("none", "assumed", "qualitative", "measured")


def statuses(journey: JourneyMap, measured: MeasuredMap | None = None) -> pd.DataFrame:
    """Return the evidence status of every cell of the visible lanes.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    measured : MeasuredMap, optional
        The same map with its log; left out, only what the map itself holds counts.

    Returns
    -------
    DataFrame
        ``stage_id``, ``lane_id`` (str), ``status`` (str: none, assumed, qualitative, measured). A cell of several
        statements has the status of its best grounded one.
    """
    import pandas as pd

    with_events = _supported(measured)
    rows = [
        (stage.id, lane.id, _best(_grounds(journey, stage, lane, with_events)))
        for stage in journey.stages
        for lane in journey.lanes
        if not lane.hidden
    ]
    return pd.DataFrame(rows, columns=["stage_id", "lane_id", "status"], dtype="str")


def evidence_share(journey: JourneyMap, measured: MeasuredMap | None = None) -> float:
    """Return the share, 0-1, of filled visible cells that rest on a source or a measurement; NaN for a blank map."""
    found = statuses(journey, measured)["status"]
    filled = int((found != "none").sum())
    return int(found.isin(["qualitative", "measured"]).sum()) / filled if filled else float("nan")


def _supported(measured: MeasuredMap | None) -> frozenset[str]:
    if measured is None:
        return frozenset()
    without = set(unsupported(measured)["touchpoint_id"])
    return frozenset(t.id for t in measured.journey.touchpoints if t.id not in without)


def _best(grounds: Iterator[Status]) -> Status:
    return max(grounds, key=_STRENGTH.index, default="none")


def _cited(element: object) -> Status:
    return "qualitative" if getattr(element, "sources", ()) else "assumed"


def _grounds(journey: JourneyMap, stage: Stage, lane: Lane, with_events: frozenset[str]) -> Iterator[Status]:
    """Yield one status per statement that stands in the cell."""
    touchpoints = journey.touchpoints_of(stage.id)
    if lane.kind == "text":
        yield from (_cited(cell) for cell in journey.cells if (cell.stage, cell.lane) == (stage.id, lane.id))
    elif lane.kind in ("touchpoints", "path", "cost"):
        shown = touchpoints
        if lane.kind == "path":
            on_routes = {id for route in journey.routes for id in route.touchpoints}
            shown = tuple(t for t in touchpoints if t.id in on_routes)
        elif lane.kind == "cost":
            shown = tuple(t for t in touchpoints if t.costs)
        measurable = lane.kind != "cost"
        yield from ("measured" if measurable and t.id in with_events else _cited(t) for t in shown)
    elif lane.kind == "emotions":
        points = (p for p in journey.emotions if p.stage == stage.id)
        yield from ("measured" if p.kind == "measured" else _cited(p) for p in points)
    elif lane.kind == "kpis":
        kpis = (k for k in journey.kpis if k.stage == stage.id)
        yield from ("measured" if k.series or (k.formula and with_events) else _cited(k) for k in kpis)
    elif lane.kind == "pain_points":
        yield from (_cited(p) for p in journey.pain_points if p.stage == stage.id)
    elif lane.kind == "opportunities":
        yield from (_cited(o) for o in journey.opportunities if o.stage == stage.id)
    else:
        facts = {
            "stage_objective": stage.objective,
            "owners": stage.owners,
            "technologies": stage.technologies,
            "content_mix": stage.content_mix_share is not None,
        }
        if facts[lane.kind]:
            yield _cited(stage)
