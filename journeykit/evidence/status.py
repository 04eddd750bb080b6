"""The evidence for every cell of a map: nothing, an assumption, a qualitative source, or a measurement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal

from journeykit.evidence.kpis import counted_kpis
from journeykit.evidence.measure import MeasuredMap
from journeykit.model.journey import JourneyMap, Stage
from journeykit.model.lanes import Lane
from journeykit.model.vocabulary import LaneKind

if TYPE_CHECKING:
    import pandas as pd

Status = Literal["none", "assumed", "qualitative", "measured"]
Statement = tuple[Any, bool]
Seen = frozenset[tuple[str, str]]
"""What the log measures: ``("touchpoint", id)`` and ``("kpi", id)``."""
_STRENGTH: tuple[Status, ...] = ("none", "assumed", "qualitative", "measured")


def statuses(journey: JourneyMap, measured: MeasuredMap | None = None) -> pd.DataFrame:
    """Return the evidence status of every cell of the visible lanes.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    measured : MeasuredMap, optional
        The same map with its log; without it only the content of the map counts.

    Returns
    -------
    DataFrame
        ``stage_id``, ``lane_id`` (str), ``status`` (str: none, assumed, qualitative, measured). A cell with several
        statements has the best status of them.
    """
    import pandas as pd

    seen = _seen(measured) if measured is not None else frozenset()
    general = frozenset(source.id for source in journey.sources if source.kind == "article")
    rows = [
        (stage.id, lane.id, _best(_STATEMENTS[lane.kind](journey, stage, lane, seen), general))
        for stage in journey.stages
        for lane in journey.lanes
        if not lane.hidden
    ]
    return pd.DataFrame(rows, columns=["stage_id", "lane_id", "status"], dtype="str")


def _seen(measured: MeasuredMap) -> Seen:
    touchpoints = (("touchpoint", id) for id in measured.supported)
    return frozenset([*touchpoints, *(("kpi", id) for id in counted_kpis(measured))])


def evidence_share(journey: JourneyMap, measured: MeasuredMap | None = None) -> float:
    """Return the share, 0-1, of filled visible cells with a source or a measurement; NaN for a blank map."""
    found = statuses(journey, measured)["status"]
    filled = int((found != "none").sum())
    return int(found.isin(["qualitative", "measured"]).sum()) / filled if filled else float("nan")


def _best(statements: Iterable[Statement], general: frozenset[str]) -> Status:
    return max((_ground(*statement, general) for statement in statements), key=_STRENGTH.index, default="none")


def _ground(element: Any, measured: bool, general: frozenset[str]) -> Status:
    if measured:
        return "measured"
    # An article about customers in general is only an assumption about these ones.
    return "qualitative" if set(element.sources) - general else "assumed"


def _touchpoints(journey: JourneyMap, stage: Stage, _: Lane, seen: Seen) -> Iterator[Statement]:
    return ((touchpoint, ("touchpoint", touchpoint.id) in seen) for touchpoint in journey.touchpoints_of(stage.id))


def _path(journey: JourneyMap, stage: Stage, lane: Lane, seen: Seen) -> Iterator[Statement]:
    routed = {id for route in journey.routes for id in route.touchpoints}
    return (statement for statement in _touchpoints(journey, stage, lane, seen) if statement[0].id in routed)


def _costs(journey: JourneyMap, stage: Stage, *_: object) -> Iterator[Statement]:
    return ((touchpoint, False) for touchpoint in journey.touchpoints_of(stage.id) if touchpoint.costs)


def _in_stage(
    collection: str, measured: Callable[[Any, Seen], bool] = lambda *_: False
) -> Callable[..., Iterator[Statement]]:
    def statements(journey: JourneyMap, stage: Stage, _: Lane, seen: Seen) -> Iterator[Statement]:
        return ((one, measured(one, seen)) for one in getattr(journey, collection) if one.stage == stage.id)

    return statements


def _texts(journey: JourneyMap, stage: Stage, lane: Lane, _: Seen) -> Iterator[Statement]:
    return ((cell, False) for cell in journey.cells if (cell.stage, cell.lane) == (stage.id, lane.id))


def _fact(field: str) -> Callable[..., list[Statement]]:
    return lambda _, stage, *__: [] if getattr(stage, field) in ("", (), None) else [(stage, False)]


# Kind of lane -> the statements of a cell, each with whether data measure it.
_STATEMENTS: dict[LaneKind, Callable[..., Iterable[Statement]]] = {
    "text": _texts,
    "touchpoints": _touchpoints,
    "path": _path,
    "cost": _costs,
    "emotions": _in_stage("emotions", lambda point, _: point.kind == "measured"),
    "kpis": _in_stage("kpis", lambda kpi, seen: bool(kpi.series) or ("kpi", kpi.id) in seen),
    "pain_points": _in_stage("pain_points"),
    "opportunities": _in_stage("opportunities"),
    "stage_objective": _fact("objective"),
    "owners": _fact("owners"),
    "technologies": _fact("technologies"),
    "content_mix": _fact("content_mix_share"),
}
