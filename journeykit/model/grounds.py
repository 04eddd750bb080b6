"""What the statements of a cell are based on: nothing, an assumption, a qualitative source, or a measurement.

This is the rule alone; what data measure is passed in as ``seen``. ``journeykit.evidence.statuses`` applies it to a map
with its log, the board's editor to what its page shows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, Literal

from journeykit.model.journey import JourneyMap, Stage
from journeykit.model.lanes import Lane
from journeykit.model.vocabulary import LaneKind

__all__ = ["STRENGTH", "Seen", "Statement", "Status", "best", "ground", "own_sources", "statements"]

Status = Literal["none", "assumed", "qualitative", "measured"]
STRENGTH: tuple[Status, ...] = ("none", "assumed", "qualitative", "measured")
"""From the weakest to the best grounded."""

Statement = tuple[Any, bool]
"""An element of the map, and whether data measure it."""

Seen = Collection[tuple[str, str]]
"""What a log measures: ``("touchpoint", id)`` and ``("kpi", id)``."""


def statements(journey: JourneyMap, stage: Stage, lane: Lane, seen: Seen = ()) -> list[Statement]:
    """Return the statements of a cell, each with whether data measure it."""
    return list(_STATEMENTS[lane.kind](journey, stage, lane, seen))


def own_sources(journey: JourneyMap) -> dict[str, str]:
    """Return the titles of the sources that tell of these customers, by id."""
    # What an article says of customers in general is no more than an assumption about these ones.
    return {source.id: source.title for source in journey.sources if source.kind != "article"}


def ground(statement: Statement, own: Collection[str]) -> Status:
    """Return what a statement is based on; ``own`` holds the ids of the sources that tell of these customers."""
    element, measured = statement
    if measured:
        return "measured"
    return "qualitative" if any(source in own for source in element.sources) else "assumed"


def best(grounds: Iterable[Status]) -> Status:
    """Return the strongest ground: a cell of several statements has the status of its best grounded one."""
    return max(grounds, key=STRENGTH.index, default="none")


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
    def found(journey: JourneyMap, stage: Stage, *_: object) -> Iterator[Statement]:
        return ((insight, False) for insight in getattr(journey, collection) if insight.stage == stage.id)

    return found


def _fact(field: str) -> Callable[..., Iterator[Statement]]:
    def found(_: JourneyMap, stage: Stage, *__: object) -> Iterator[Statement]:
        return iter([] if getattr(stage, field) in ("", (), None) else [(stage, False)])

    return found


# By the kind of the lane.
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
