"""The feelings of another map, drawn behind those of a board: as is behind to be, or before behind after."""

from __future__ import annotations

from typing import Any

from journeykit.model.changes.match import with_ids_of
from journeykit.model.journey import JourneyMap

_STATES = {"current": "as is", "future": "to be"}


def curve_beside(other: JourneyMap | None, journey: JourneyMap) -> dict[str, Any]:
    """Return the feelings of another map for the stages and personas of this one; empty without another map.

    Stages and personas are matched by id, else by name, as in ``journeykit.diff``; if both maps have a single persona,
    these match. Returns ``name`` (of the curve), ``emotions`` (points of whole stages) and ``missing`` (names of stages
    with feelings that this map does not have).

    >>> import journeykit as jk
    >>> today = jk.new_map("Shop", stages=["Browse", "Pay"])
    >>> planned = jk.edit.set_emotion(jk.edit.update_map(today, state="future"), "pay", 1.5, words=["relieved"])
    >>> curve_beside(planned, today)["name"]
    'to be'
    """
    if other is None:
        return {}
    theirs, _ = with_ids_of(journey, other)
    stages = {stage.id for stage in journey.stages}
    points = [point for point in theirs.emotions if point.touchpoint is None]
    felt = {point.stage for point in points}
    people = {persona.id: persona.id for persona in journey.personas}
    if len(journey.personas) == len(theirs.personas) == 1:
        people = {theirs.personas[0].id: journey.personas[0].id}
    return {
        "name": _name_beside(other, journey),
        "emotions": [
            {
                "id": "/".join(point.key),
                "stage": point.stage,
                **({"persona": people[point.persona]} if point.persona else {}),
                "kind": point.kind,
                "score": point.score,
                "words": list(point.words),
            }
            for point in points
            if point.stage in stages and (point.persona is None or point.persona in people)
        ],
        "missing": [stage.name for stage in theirs.stages if stage.id in felt - stages],
    }


def _name_beside(other: JourneyMap, journey: JourneyMap) -> str:
    """Return what distinguishes the other map from this one: its name, its state, or both."""
    state = _STATES[other.state] if other.state != journey.state else ""
    if other.name == journey.name:
        return state or "the other map"
    return f"{other.name} ({state})" if state else other.name
