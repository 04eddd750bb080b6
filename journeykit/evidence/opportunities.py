"""Opportunities ranked by how many travellers they concern, severity, value and effort."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from journeykit.evidence.measure import touchpoint_reach
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.frames import tidy
from journeykit.model.insight import Opportunity
from journeykit.model.journey import JourneyMap

if TYPE_CHECKING:
    import pandas as pd

Counted = Mapping[tuple[str, str], float | None]
"""``("touchpoint", id)`` or ``("stage", id)`` -> share of travellers; None for one that must not be shown."""

FORMULA = "Score: {} ÷ effort".format(" \N{MULTIPLICATION SIGN} ".join(("reach", "severity", "value")))
"""Shown next to every ranking."""

MIDDLE = 3
"""Assumed severity of an opportunity without pain points: the middle of the scale."""


def opportunity_scores(journey: JourneyMap, measured: MeasuredMap | None = None) -> pd.DataFrame:
    """Return the opportunities of a map, the highest score first, with the origin of each part of the score.

    Parameters
    ----------
    measured : MeasuredMap, optional
        The map with its log; without it only a reach that was typed in is known.

    Returns
    -------
    DataFrame
        ``rank`` (int, from 1), ``opportunity_id``, ``opportunity``, ``stage_id``, ``stage`` (str), ``position`` (int:
        of the stage, 0-based), ``reach_share`` (float, 0-1: of all travellers; missing where unknown),
        ``reach_from`` (``"typed in"``, ``"log"``, ``"withheld"`` or ``"unknown"``), ``severity`` (int, 1-5),
        ``severity_from`` (``"pain points"`` or ``"assumed"``), ``value``, ``effort`` (int, 1-5), ``score`` (float,
        0-25; missing where the reach is).

    Notes
    -----
    The score is reach x severity x value / effort. Reach is the share of travellers with an event of the opportunity's
    touchpoint, or without a bound one those who reached its stage (``paths`` of :func:`stage_reach`); a share typed
    into the opportunity overrides both. Severity is that of the worst pain point that it answers. Opportunities without
    a score come last, by severity x value / effort. The score orders ideas rated by the same people; it is no forecast.

    Examples
    --------
    >>> import journeykit as jk
    >>> journey = jk.new_map("Gym", stages=["Join"])
    >>> journey = jk.edit.add_pain_point(journey, "Forms are long", stage="join", severity=4)
    >>> journey = jk.edit.add_opportunity(journey, "Ask less", stage="join", value=5, effort=2, reach_share=0.5,
    ...                               pain_points=["forms-are-long"])
    >>> jk.evidence.opportunity_scores(journey)[["opportunity", "score", "reach_from"]].values.tolist()
    [['Ask less', 5.0, 'typed in']]
    """
    return scored(journey, _counted(measured) if measured is not None and measured.log is not None else {})


def scored(journey: JourneyMap, counted: Counted) -> pd.DataFrame:
    """Return the table of :func:`opportunity_scores` for shares that were counted, some of which may be withheld."""
    positions = {stage.id: place for place, stage in enumerate(journey.stages)}
    rows: list[dict[str, Any]] = []
    for idea in journey.opportunities:
        reach, origin = _reach(idea, counted)
        severity, basis = _severity(idea, journey)
        urgency = severity * idea.value / idea.effort
        rows.append(
            {
                "opportunity_id": idea.id,
                "opportunity": idea.name,
                "stage_id": idea.stage,
                "stage": journey.stages[positions[idea.stage]].name,
                "position": positions[idea.stage],
                "reach_share": reach,
                "reach_from": origin,
                "severity": severity,
                "severity_from": basis,
                "value": idea.value,
                "effort": idea.effort,
                "score": None if reach is None else reach * urgency,
                "urgency": urgency,
            }
        )
    rows.sort(key=lambda row: (row["score"] is None, -(row["score"] or 0), -row["urgency"]))
    frame = tidy(rows, f"{_KEYS} {_PARTS}", **dict.fromkeys(_WHOLE, "int64"), reach_share="float64", score="float64")
    frame.insert(0, "rank", range(1, len(frame) + 1))
    return frame


_WHOLE = ("position", "severity", "value", "effort")
_KEYS = "opportunity_id opportunity stage_id stage position"
_PARTS = "reach_share reach_from severity severity_from value effort score"


def _counted(measured: MeasuredMap) -> Counted:
    total = measured.events.path_count
    if not total:
        return {}
    shares: dict[tuple[str, str], float | None] = {}
    reach = touchpoint_reach(measured)
    for row in reach[reach["bound"]].to_dict("records"):
        shares["touchpoint", str(row["touchpoint_id"])] = float(row["reach_share"])
    for row in measured.stages.dropna(subset="paths").to_dict("records"):
        shares["stage", str(row["stage_id"])] = float(row["reach_share"])
    return shares


def _reach(idea: Opportunity, counted: Counted) -> tuple[float | None, str]:
    if idea.reach_share is not None:
        return idea.reach_share, "typed in"
    for home in (("touchpoint", idea.touchpoint or ""), ("stage", idea.stage)):
        if home in counted:
            return counted[home], "withheld" if counted[home] is None else "log"
    return None, "unknown"


def _severity(idea: Opportunity, journey: JourneyMap) -> tuple[int, str]:
    answered = [pain.severity for pain in journey.pain_points if pain.id in idea.pain_points]
    return (max(answered), "pain points") if answered else (MIDDLE, "assumed")
