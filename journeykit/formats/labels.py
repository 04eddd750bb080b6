"""The names that people give the rows of a journey map in spreadsheets, and the name to write for each lane."""

from __future__ import annotations

from typing import Any

from journeykit.formats.lane_names import STANDARD, TEXT_MARK, LaneNames
from journeykit.model.journey import JourneyMap, Stage
from journeykit.model.lanes import Lane

DEFINITION = "What the stage means"
_KNOWN = LaneNames()


def shown_in(journey: JourneyMap, stage: Stage, kind: str) -> tuple[Any, ...]:
    """Return the elements that a lane of a kind shows in a stage; none for lanes with text or figures."""
    if kind in ("owners", "technologies"):
        by_id = {element.id: element for element in getattr(journey, kind)}
        return tuple(by_id[id] for id in getattr(stage, kind))
    if kind in ("touchpoints", "emotions", "pain_points", "opportunities", "kpis"):
        return tuple(element for element in getattr(journey, kind) if element.stage == stage.id)
    return ()


def label_of(lane: Lane) -> str:
    """Return the label to write for a lane, by which reading finds the same lane again."""
    name = " ".join(lane.name.split())
    meant = _KNOWN.lane(name)
    if lane.kind == "text":
        own = meant == lane.id or (meant is None and lane.id not in STANDARD)
        clear = own and not _KNOWN.is_definition(name) and not name.endswith(TEXT_MARK)
        if lane.id in STANDARD and STANDARD[lane.id].kind == "text" and not clear:
            return STANDARD[lane.id].name
        return name if clear else f"{name}{TEXT_MARK}"
    if meant is not None and STANDARD[meant].kind == lane.kind:
        return name
    return next(standard.name for standard in STANDARD.values() if standard.kind == lane.kind)
