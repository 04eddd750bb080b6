"""Write what was measured onto the map: feelings as measured points, KPI values into their series."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from journeykit.errors import MapError
from journeykit.evidence.disclosure import LEAST, may_be_shared, rounded
from journeykit.evidence.felt import feelings
from journeykit.evidence.kpis import kpi_values
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.evidence.recorded import Edits, cited_source
from journeykit.model.edit import apply_all
from journeykit.model.journey import JourneyMap


def record_feelings(measured: MeasuredMap, *, by: str | None = None, least: int = LEAST) -> JourneyMap:
    """Return the map with the measured feelings as its measured points, and the answers as their source.

    Parameters
    ----------
    measured : MeasuredMap
        A map measured with ``answers=``.
    by : {None, "persona"}
        ``"persona"``: a point for each persona with a rule, beside the one for all.
    least : int
        Groups of fewer people are left out, because a map is shared. Where a touchpoint of a stage has so few, none of
        that stage is written: the others would give it away.

    Returns
    -------
    JourneyMap
        The edited map; one step in an editor's history. A measured point that is there is replaced and keeps its words.
        Points of places where nobody answered are left as they are.

    Raises
    ------
    MapError
        The map was measured without answers, ``by`` is neither, or no group has as many people.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.new_map("Airport", stages=["Arrive"])
    >>> answers = jk.read_answers(pd.DataFrame({"Q1": [1, 2, 4, 4, 5]}), questions={"Q1": (1, 5)})
    >>> journey = jk.evidence.bind_answers(journey, {"Q1": "arrive"}, answers=answers)
    >>> journey = jk.evidence.record_feelings(jk.measure(journey, answers=answers))
    >>> [(point.kind, round(point.score, 1), point.n) for point in journey.emotions]
    [('measured', 0.2, 5)]
    """
    edits = feeling_edits(measured, by=by, least=least)
    if not edits:
        raise MapError(f"nothing can be written: no place of the map has answers of {least} people or more.")
    return apply_all(measured.journey, edits)


def feeling_edits(measured: MeasuredMap, *, by: str | None = None, least: int = LEAST) -> Edits:
    """Return the edits of :func:`record_feelings`, for ``edit.apply_all``."""
    if by not in (None, "persona"):
        raise MapError(f"by={by!r}: points of a map are for all or for a persona, by=None or by='persona'.")
    whole = feelings(measured)
    shared = [whole.assign(persona_id=None)[may_be_shared(whole, least)]]
    if by:
        parts = feelings(measured, by)
        shared.append(parts[may_be_shared(parts, least, whole)])
    if least > 1:
        shared = [rounded(frame, ["score", "low", "high"]) for frame in shared]
    told = [row for frame in shared for row in frame.to_dict("records")]
    if not told:
        return []
    edit, cited = cited_source(measured, "answers", least)
    points = [
        {
            "stage": row["stage_id"],
            "touchpoint": _some(row["touchpoint_id"]),
            "persona": _some(row["persona_id"]),
            "kind": "measured",
            "score": row["score"],
            "n": int(row["n"]),
            "low": _end(row["low"]),
            "high": _end(row["high"]),
            "sources": [cited],
        }
        for row in told
    ]
    return [edit, *({"edit": "set_emotion", "args": point} for point in points)]


def _some(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _end(value: float) -> float | None:
    """Return an end of an interval within the scale of feelings: one of few people may reach beyond."""
    return None if pd.isna(value) else min(2.0, max(-2.0, value))


def record_kpis(measured: MeasuredMap, *, as_of: date | None = None, least: int = LEAST) -> JourneyMap:
    """Return the map with the present value of every computed KPI in its series, with date, n and interval.

    Parameters
    ----------
    measured : MeasuredMap
        A map measured by a log, by answers, or both.
    as_of : date, optional
        The date of the values; by default the day of the last event or answer that counts.
    least : int
        KPIs of fewer people are left out, because a map is shared.

    Returns
    -------
    JourneyMap
        The edited map; one step in an editor's history. A value of the same date is replaced. KPIs that cannot be
        computed are left as they are (``kpi_values`` says why).

    Raises
    ------
    MapError
        No KPI can be computed of as many people, or ``as_of`` is not given and the data have no times.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> from datetime import date
    >>> journey = jk.edit.add_kpi(jk.new_map("Airport"), "Recommendation", unit="points",
    ...                           answer_formula={"questions": "recommend", "measure": "nps"})
    >>> answers = jk.read_answers(pd.DataFrame({"recommend": [10, 9, 3, 8, 9]}), questions={"recommend": "nps"})
    >>> journey = jk.evidence.record_kpis(jk.measure(journey, answers=answers), as_of=date(2026, 5, 31))
    >>> [(point.as_of.isoformat(), point.value, point.n) for point in journey.kpis[0].series]
    [('2026-05-31', 40.0, 5)]
    """
    edits = kpi_edits(measured, as_of=as_of, least=least)
    if not edits:
        raise MapError(
            f"nothing can be written: no KPI with a formula counts {least} people or more. "
            "jk.evidence.kpi_values(measured) says why in 'problem'."
        )
    return apply_all(measured.journey, edits)


def kpi_edits(measured: MeasuredMap, *, as_of: date | None = None, least: int = LEAST) -> Edits:
    """Return the edits of :func:`record_kpis`, for ``edit.apply_all``."""
    edits: Edits = []
    series = {kpi.id: kpi.series for kpi in measured.journey.kpis}
    for row in kpi_values(measured).to_dict("records"):
        if row["n"] < least or pd.isna(row["value"]):
            continue
        day = as_of or _last_day(measured, row["value_from"], least)
        point = {"as_of": day, "value": row["value"], "n": int(row["n"])}
        point |= {end: None if pd.isna(row[end]) else row[end] for end in ("low", "high")}
        others = [held.model_dump() for held in series[row["kpi_id"]] if held.as_of != day]
        dated = sorted([*others, point], key=lambda held: str(held["as_of"]))
        edits.append({"edit": "update_kpi", "args": {"id": row["kpi_id"], "series": dated}})
    return edits


def _last_day(measured: MeasuredMap, data: str, least: int) -> date:
    if data == "events":
        days = measured.events.period(least=least) or measured.events.period()
    else:
        days = measured.answers.period(least=least)
    if days is None:
        raise MapError(
            f"the {data} have no times, so their values have no date. Give it: as_of=datetime.date(2026, 5, 31)."
        )
    return days[1]
