"""The emotion curve of a map as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from journeykit.frames._tidy import tidy
from journeykit.model.emotion import EmotionPoint, dip, peak
from journeykit.model.journey import JourneyMap

if TYPE_CHECKING:
    import pandas as pd

LEAST_PEAK = 0.05
"""A score nearer to zero is printed as 0.0, which is no peak."""


def emotions(journey: JourneyMap, *, persona: str | None = None) -> pd.DataFrame:
    """Return the emotion curves of one persona, one row per point, in the order of stages.

    In a stage without a point of the persona, the point for all personas is used. A stage without either has a row with
    a missing score, where the curve is interrupted. Points at single touchpoints are left out.

    Parameters
    ----------
    persona : str, optional
        Id of the persona, by default the first one; ``""`` for the curve for all personas.

    Returns
    -------
    DataFrame
        ``stage_id``, ``stage`` (str), ``position`` (int), ``persona`` (str, whose curve), ``kind`` (assumed or
        measured), ``whose`` (str: ``"persona"``, or ``"all"`` where the point for all personas is used), ``score``
        (float, -2 to +2, missing where no feeling is known), ``words`` (str), ``low``, ``high`` (float, 95 %
        interval), ``n`` (nullable int), ``mark`` (str: peak, lowest, dip, end, joined by `` · ``; on the measured
        curve where there is one).

    Raises
    ------
    UnknownIdError
        No such persona.

    Notes
    -----
    The score of largest magnitude (the first one on ties) is marked ``peak``, or ``lowest`` if it is negative: people
    remember a journey by it and by its end (peak-end rule, Kahneman et al., Psychological Science 4, 1993). Where all
    scores are printed as 0.0 there is neither. ``dip`` is the lowest point between the first and the last, if it is
    below the mean of its neighbours and not the ``lowest``.

    Examples
    --------
    >>> import journeykit as jk
    >>> journey = jk.edit.set_emotion(jk.new_map("Shop", stages=["Browse", "Pay"]), "browse", 1, words=["curious"])
    >>> journey = jk.edit.set_emotion(journey, "pay", 2)
    >>> jk.frames.emotions(journey)[["stage", "score", "words", "mark"]].values.tolist()
    [['Browse', 1.0, 'curious', ''], ['Pay', 2.0, '', 'peak · end']]
    """
    from journeykit.model.edit import find

    if persona:
        find(journey, "persona", persona)
    elif persona is None and journey.personas:
        persona = journey.personas[0].id
    names = {p.id: p.name for p in journey.personas}
    rows: list[dict[str, Any]] = []
    for kind in ("assumed", "measured"):
        curve = _curve(journey, persona, kind)
        known = [stage for stage, point in curve.items() if point is not None]
        scores = [point.score for point in curve.values() if point is not None]
        marks = {known[place]: mark for place, mark in _marks(scores).items()}
        for position, stage in enumerate(journey.stages if known else ()):
            point = curve[stage.id]
            said = {"score": None, "low": None, "high": None, "n": None} if point is None else point.model_dump()
            rows.append(
                {
                    **{column: said[column] for column in ("score", "low", "high", "n")},
                    "stage_id": stage.id,
                    "stage": stage.name,
                    "position": position,
                    "persona": names.get(persona or "", ""),
                    "kind": kind,
                    "whose": "" if point is None else "persona" if point.persona else "all",
                    "words": "" if point is None else ", ".join(point.words),
                    "mark": marks.get(stage.id, ""),
                }
            )
    if any(row["kind"] == "measured" for row in rows):  # Only the measured curve is marked then.
        rows = [{**row, "mark": ""} if row["kind"] == "assumed" else row for row in rows]
    columns = "stage_id stage position persona kind whose score words low high n mark"
    return tidy(rows, columns, position="int64", score="float64", low="float64", high="float64", n="Int64")


def _curve(journey: JourneyMap, persona: str | None, kind: str) -> dict[str, EmotionPoint | None]:
    """Return the point of every stage by the stage's id, or None."""
    found: Mapping[tuple[str, str, str, str], EmotionPoint] = {point.key: point for point in journey.emotions}
    return {
        stage.id: found.get((stage.id, "", persona or "", kind)) or found.get((stage.id, "", "", kind))
        for stage in journey.stages
    }


def _marks(scores: list[float]) -> dict[int, str]:
    if len(scores) < 2:
        return {}
    low = dip(scores)
    said: dict[int, list[str]] = {}
    most = peak(scores)
    if abs(scores[most]) >= LEAST_PEAK:
        said[most] = ["lowest" if scores[most] < 0 else "peak"]
    if low is not None and said.get(low[0]) != ["lowest"]:
        said.setdefault(low[0], []).append("dip")
    said.setdefault(len(scores) - 1, []).append("end")
    return {place: " · ".join(words) for place, words in said.items()}
