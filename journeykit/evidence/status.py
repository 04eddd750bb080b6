"""What every cell of a map rests on: nothing, an assumption, a qualitative source, or a measurement."""

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
        The same map with its log; left out, only what the map itself holds counts.

    Returns
    -------
    DataFrame
        ``stage_id``, ``lane_id`` (str), ``status`` (str: none, assumed, qualitative, measured). A cell of several
        statements has the status of its best grounded one.
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
    """Return the share, 0-1, of filled visible cells that rest on a source or a measurement; NaN for a blank map."""
    found = statuses(journey, measured)["status"]
    filled = int((found != "none").sum())
    return int(found.isin(["qualitative", "measured"]).sum()) / filled if filled else float("nan")


def _best(statements: Iterable[Statement], general: frozenset[str]) -> Status:
    return max((_ground(*statement, general) for statement in statements), key=_STRENGTH.index, default="none")


def _ground(element: Any, measured: bool, general: frozenset[str]) -> Status:
    if measured:
        return "measured"
    # What an article says of customers in general is no more than an assumption about these ones.
    return "qualitative" if set(element.sources) - general else "assumed"


def _texts(journey: JourneyMap, stage: Stage, lane: Lane, _: Seen) -> Iterator[Statement]:
    return ((cell, False) for cell in journey.cells if (cell.stage, cell.lane) == (stage.id, lane.id))


def _touchpoints(journey: JourneyMap, stage: Stage, _: Lane, seen: Seen) -> Iterator[Statement]:
    return ((touchpoint, ("touchpoint", touchpoint.id) in seen) for touchpoint in journey.touchpoints_of(stage.id))


def _path(journey: JourneyMap, stage: Stage, lane: Lane, seen: Seen) -> Iterator[Statement]:
    routed = {id for route in journey.routes for id in route.touchpoints}
    return (statement for statement in _touchpoints(journey, stage, lane, seen) if statement[0].id in routed)


def _costs(journey: JourneyMap, stage: Stage, *_: object) -> Iterator[Statement]:
    return ((touchpoint, False) for touchpoint in journey.touchpoints_of(stage.id) if touchpoint.costs)


def _emotions(journey: JourneyMap, stage: Stage, *_: object) -> Iterator[Statement]:
    return ((point, point.kind == "measured") for point in journey.emotions if point.stage == stage.id)


def _kpis(journey: JourneyMap, stage: Stage, _: Lane, seen: Seen) -> Iterator[Statement]:
    kpis = (kpi for kpi in journey.kpis if kpi.stage == stage.id)
    return ((kpi, bool(kpi.series) or ("kpi", kpi.id) in seen) for kpi in kpis)


def _insights(collection: str) -> Callable[..., Iterator[Statement]]:
    def statements(journey: JourneyMap, stage: Stage, *_: object) -> Iterator[Statement]:
        return ((insight, False) for insight in getattr(journey, collection) if insight.stage == stage.id)

    return statements


def _fact(field: str) -> Callable[..., Iterator[Statement]]:
    def statements(_: JourneyMap, stage: Stage, *__: object) -> Iterator[Statement]:
        return iter([] if getattr(stage, field) in ("", (), None) else [(stage, False)])

    return statements


# What stands in a cell, by the kind of its lane: each statement with whether data measure it.
_STATEMENTS: dict[LaneKind, Callable[..., Iterator[Statement]]] = {
    "text": _texts,
    "touchpoints": _touchpoints,
    "path": _path,
    "cost": _costs,
    "emotions": _emotions,
    "kpis": _kpis,
    "pain_points": _insights("pain_points"),
    "opportunities": _insights("opportunities"),
    "stage_objective": _fact("objective"),
    "owners": _fact("owners"),
    "technologies": _fact("technologies"),
    "content_mix": _fact("content_mix_share"),
}
