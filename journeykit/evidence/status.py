"""The evidence for every cell of a map: nothing, an assumption, a qualitative source, or a measurement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.evidence.kpis import counted_kpis
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.model.grounds import best, ground, own_sources, statements
from journeykit.model.journey import JourneyMap

if TYPE_CHECKING:
    import pandas as pd


def statuses(journey: JourneyMap, measured: MeasuredMap | None = None) -> pd.DataFrame:
    """Return the evidence status of every cell of the visible lanes.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    measured : MeasuredMap, optional
        The same map with its log or answers; without it only the content of the map counts.

    Returns
    -------
    DataFrame
        ``stage_id``, ``lane_id`` (str), ``status`` (str: none, assumed, qualitative, measured). A cell with several
        statements has the best status of them.
    """
    import pandas as pd

    seen = _seen(measured) if measured is not None else frozenset()
    own = own_sources(journey)
    rows = [
        (stage.id, lane.id, best(ground(statement, own) for statement in statements(journey, stage, lane, seen)))
        for stage in journey.stages
        for lane in journey.lanes
        if not lane.hidden
    ]
    return pd.DataFrame(rows, columns=["stage_id", "lane_id", "status"], dtype="str")


def _seen(measured: MeasuredMap) -> frozenset[tuple[str, str]]:
    """Return what the data measure, as :data:`journeykit.model.grounds.Seen`."""
    touchpoints = (("touchpoint", id) for id in (measured.supported if measured.log is not None else ()))
    return frozenset([*touchpoints, *(("kpi", id) for id in counted_kpis(measured))])


def evidence_share(journey: JourneyMap, measured: MeasuredMap | None = None) -> float:
    """Return the share, 0-1, of filled visible cells with a source or a measurement; NaN for a blank map."""
    found = statuses(journey, measured)["status"]
    filled = int((found != "none").sum())
    return int(found.isin(["qualitative", "measured"]).sum()) / filled if filled else float("nan")
