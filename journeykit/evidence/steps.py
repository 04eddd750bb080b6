"""A measured map step by step: which touchpoint comes first, second, third."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.events import Query
from journeykit.evidence.measure import MeasuredMap

if TYPE_CHECKING:
    import pandas as pd


def step_flow(measured: MeasuredMap) -> Query:
    """Return the question how travellers move from touchpoint to touchpoint; touchpoints are named by id.

    The columns are those of :func:`journeykit.questions.steps`. Examples stand there.
    """
    return measured.step_query


def step_frame(measured: MeasuredMap) -> pd.DataFrame:
    """Return the answer of :func:`step_flow` with names and colours, as the Sankey draws it.

    Returns
    -------
    DataFrame
        The columns of the query, with names in ``source`` and ``target`` (one that stands in two stages says which, or
        its bars would be merged), ids in ``source_id`` and ``target_id``, and the places of their stages in
        ``source_position`` and ``target_position`` (nullable int).
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
    names = [touchpoint.name for touchpoint in measured.journey.touchpoints]
    return {
        touchpoint.id: touchpoint.name
        if names.count(touchpoint.name) == 1
        else f"{touchpoint.name} ({stages[touchpoint.stage]})"
        for touchpoint in measured.journey.touchpoints
    }
