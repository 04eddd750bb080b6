"""A measured map step by step: which touchpoint comes first, second, third."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from journeykit.events import Query
from journeykit.evidence.measured_map import MeasuredMap

if TYPE_CHECKING:
    import pandas as pd


def step_flow(measured: MeasuredMap) -> Query:
    """Return the question of how travellers move between touchpoints, see :func:`journeykit.questions.steps`."""
    return measured.step_query


def step_frame(measured: MeasuredMap) -> pd.DataFrame:
    """Return the answer of :func:`step_flow` as the Sankey shows it.

    ``source`` and ``target`` are names (with the stage if several touchpoints have the same name), ``source_id`` and
    ``target_id`` ids, ``source_position`` and ``target_position`` the places of their stages (nullable int).
    """
    asked = measured.steps
    names = _told_apart(measured)
    stages = {stage.id: place for place, stage in enumerate(measured.journey.stages)}
    places = {touchpoint.id: stages[touchpoint.stage] for touchpoint in measured.journey.touchpoints}
    frame = asked.rename(columns={"source": "source_id", "target": "target_id"})
    for end in ("source", "target"):
        ids = frame[f"{end}_id"]
        frame[end] = ids.map(lambda id: names.get(id, id))
        frame[f"{end}_position"] = ids.map(places).astype("Int64")
    return frame


def _told_apart(measured: MeasuredMap) -> dict[str, str]:
    stages = {stage.id: stage.name for stage in measured.journey.stages}
    uses = Counter(touchpoint.name for touchpoint in measured.journey.touchpoints)
    return {
        t.id: t.name if uses[t.name] == 1 else f"{t.name} ({stages[t.stage]})" for t in measured.journey.touchpoints
    }
