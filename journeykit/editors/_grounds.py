"""What every cell of a board is based on, as its badge says it; the rule is that of ``journeykit.model.grounds``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from journeykit.model.emotion import EmotionPoint
from journeykit.model.grounds import Statement, best, ground, own_sources, statements
from journeykit.model.insight import KPIPoint
from journeykit.model.journey import Cell, JourneyMap, Stage
from journeykit.model.touchpoint import Touchpoint
from journeykit.text import count_words, day_words

__all__ = ["board_grounds"]

MOST = 5
"""How many statements the tip of one badge names."""

_WORDS = {"measured": "measured", "qualitative": "from a source", "assumed": "assumed"}


def board_grounds(journey: JourneyMap, evidence: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the badges of the visible cells that say something.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    evidence : mapping
        What the board shows of a log, as ``board.evidence``.

    Returns
    -------
    dict
        By the key of the cell, ``lane/stage``: ``status`` (assumed, qualitative or measured), ``text`` of the badge and
        ``title``, its tip: a statement a line.
    """
    seen = _seen(evidence)
    sources = own_sources(journey)
    badges = {}
    for lane in (lane for lane in journey.lanes if not lane.hidden):
        for stage in journey.stages:
            if found := statements(journey, stage, lane, seen):
                badges[f"{lane.id}/{stage.id}"] = _badge(journey, evidence, found, sources)
    return badges


def _seen(evidence: Mapping[str, Any]) -> set[tuple[str, str]]:
    # A number that a shared page withholds was counted all the same.
    touchpoints = (id for id, fact in evidence.get("touchpoints", {}).items() if fact.get("paths") != 0)
    return {("touchpoint", id) for id in touchpoints} | {("kpi", id) for id in evidence.get("kpis", {})}


def _badge(
    journey: JourneyMap, evidence: Mapping[str, Any], found: list[Statement], sources: Mapping[str, str]
) -> dict[str, str]:
    grounds = [ground(statement, sources) for statement in found]
    status = best(grounds)
    strongest = [element for (element, _), own in zip(found, grounds, strict=True) if own == status]
    parts = f"{len(strongest)} of {len(found)} " if len(found) > len(strongest) else ""
    n = max((_counted(element, evidence)[0] or 0 for element in strongest), default=0) if status == "measured" else 0
    dates = {source.id: source.as_of for source in journey.sources if source.as_of is not None}
    lines = [
        ": ".join(filter(None, [_name(element, journey), _why(element, own, evidence, sources, dates)]))
        for (element, _), own in zip(found[:MOST], grounds, strict=False)
    ]
    more = [f"and {len(found) - MOST} more"] if len(found) > MOST else []
    counted = f" · based on {count_words(n)}" if n else ""
    return {"status": status, "text": f"{parts}{_WORDS[status]}{counted}", "title": "\n".join([*lines, *more])}


def _name(element: Any, journey: JourneyMap) -> str:
    """Return what a statement is about; nothing where the cell itself says it."""
    if isinstance(element, Stage):
        return ""
    if not isinstance(element, Cell | EmotionPoint):
        return str(element.name)
    places = (("touchpoints", getattr(element, "touchpoint", None)), ("personas", element.persona))
    return ", ".join(found.name for names, id in places for found in getattr(journey, names) if found.id == id)


def _why(
    element: Any, status: str, evidence: Mapping[str, Any], sources: Mapping[str, str], dates: Mapping[str, date]
) -> str:
    if status == "qualitative":
        return ", ".join(sources[id] for id in element.sources if id in sources)
    if status == "assumed":
        return status
    n, point = _counted(element, evidence)
    day = day_words(point.as_of) if point else _dated(element, dates)
    return ", ".join(filter(None, [status, f"based on {count_words(n)}" if n else "", day]))


def _dated(element: Any, dates: Mapping[str, date]) -> str:
    """Return the day of the answers that a feeling was measured in, which their source has."""
    known = [dates[id] for id in element.sources if id in dates] if isinstance(element, EmotionPoint) else []
    return day_words(max(known)) if known else ""


def _counted(element: Any, evidence: Mapping[str, Any]) -> tuple[int | None, KPIPoint | None]:
    """Return how many a measured statement counts, and the noted value of a KPI that says so where no log does."""
    if isinstance(element, Touchpoint):
        return evidence.get("touchpoints", {}).get(element.id, {}).get("paths"), None
    if isinstance(element, EmotionPoint):
        return element.n, None
    last = max(reversed(element.series), key=lambda point: point.as_of, default=None)
    now = evidence.get("kpis", {}).get(element.id)
    return (now or {}).get("n", last and last.n), None if now else last
