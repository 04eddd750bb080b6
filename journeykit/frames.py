"""A map as tidy pandas tables: one row a thing, columns named in the map's words.

>>> import journeykit as jk
>>> jk.frames.stages(jk.new_map("Shop", stages=["Browse", "Pay"]))["stage"].tolist()
['Browse', 'Pay']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from journeykit.model.diff import Change
from journeykit.model.emotion import EmotionPoint, dip, peak
from journeykit.model.journey import JourneyMap

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["cells", "changes", "emotions", "kpis", "stages", "touchpoints"]


def __dir__() -> list[str]:
    return sorted(__all__)


def stages(journey: JourneyMap) -> pd.DataFrame:
    """Return the stages, one row each.

    Returns
    -------
    DataFrame
        ``stage_id``, ``stage`` (str), ``position`` (int, 0-based), ``objective``, ``definition`` (str),
        ``touchpoints`` (int, how many it has).

    Examples
    --------
    >>> import journeykit as jk
    >>> jk.frames.stages(jk.new_map("Shop", stages=["Browse"])).loc[0, "stage_id"]
    'browse'
    """
    rows = (
        {
            "stage_id": stage.id,
            "stage": stage.name,
            "position": position,
            "objective": stage.objective,
            "definition": stage.definition,
            "touchpoints": len(journey.touchpoints_of(stage.id)),
        }
        for position, stage in enumerate(journey.stages)
    )
    return _frame(
        rows, stage_id="str", stage="str", position="int64", objective="str", definition="str", touchpoints="int64"
    )


def touchpoints(journey: JourneyMap) -> pd.DataFrame:
    """Return the touchpoints in the order of stages, one row each.

    Returns
    -------
    DataFrame
        ``touchpoint_id``, ``touchpoint``, ``stage_id``, ``stage``, ``type``, ``channel``, ``medium`` (str),
        ``key_moment``, ``entry_point``, ``optional``, ``repeatable`` (bool), ``milestone``, ``owner`` (str, may be
        empty), ``events`` (str, bound event names joined by ``, ``).

    Examples
    --------
    >>> import journeykit as jk
    >>> map = jk.edit.add_touchpoint(jk.new_map("Shop", stages=["Browse"]), "Home page", stage="browse")
    >>> jk.frames.touchpoints(map).loc[0, "channel"]
    'website'
    """
    owners = {owner.id: owner.name for owner in journey.owners}
    rows = (
        {
            "touchpoint_id": touchpoint.id,
            "touchpoint": touchpoint.name,
            "stage_id": stage.id,
            "stage": stage.name,
            "type": touchpoint.type,
            "channel": touchpoint.channel,
            "medium": touchpoint.medium,
            "key_moment": touchpoint.key_moment,
            "entry_point": touchpoint.entry_point,
            "optional": touchpoint.optional,
            "repeatable": touchpoint.repeatable,
            "milestone": touchpoint.milestone or "",
            "owner": owners.get(touchpoint.owner or "", ""),
            "events": ", ".join(touchpoint.binding.events) if touchpoint.binding else "",
        }
        for stage in journey.stages
        for touchpoint in journey.touchpoints_of(stage.id)
    )
    texts = ("touchpoint_id", "touchpoint", "stage_id", "stage", "type", "channel", "medium", "milestone", "owner")
    flags = ("key_moment", "entry_point", "optional", "repeatable")
    columns = {**dict.fromkeys(texts[:7], "str"), **dict.fromkeys(flags, "bool"), **dict.fromkeys(texts[7:], "str")}
    return _frame(rows, **columns, events="str")


def cells(journey: JourneyMap) -> pd.DataFrame:
    """Return the texts of the matrix, one row a cell.

    Returns
    -------
    DataFrame
        ``stage_id``, ``stage``, ``lane_id``, ``lane``, ``half``, ``persona`` (empty: for all), ``text``,
        ``sources`` (str, titles joined by ``; ``).

    Examples
    --------
    >>> import journeykit as jk
    >>> map = jk.edit.set_cell(jk.new_map("Shop", stages=["Browse"]), "browse", "goals", "Find it")
    >>> jk.frames.cells(map)["text"].tolist()
    ['Find it']
    """
    lanes = {lane.id: lane for lane in journey.lanes}
    stage_names = {stage.id: stage.name for stage in journey.stages}
    personas = {persona.id: persona.name for persona in journey.personas}
    titles = {source.id: source.title for source in journey.sources}
    rows = (
        {
            "stage_id": cell.stage,
            "stage": stage_names[cell.stage],
            "lane_id": cell.lane,
            "lane": lanes[cell.lane].name,
            "half": lanes[cell.lane].half,
            "persona": personas.get(cell.persona or "", ""),
            "text": cell.text,
            "sources": "; ".join(titles[source] for source in cell.sources),
        }
        for cell in journey.cells
    )
    names = ("stage_id", "stage", "lane_id", "lane", "half", "persona", "text", "sources")
    return _frame(rows, **dict.fromkeys(names, "str"))


def kpis(journey: JourneyMap) -> pd.DataFrame:
    """Return the KPIs, one row each.

    Returns
    -------
    DataFrame
        ``kpi_id``, ``kpi``, ``stage`` (empty: whole journey), ``definition``, ``unit``, ``base``, ``direction`` (str),
        ``baseline``, ``target``, ``latest`` (float, in the unit), ``n`` (nullable int).

    Examples
    --------
    >>> import journeykit as jk
    >>> jk.frames.kpis(jk.edit.add_kpi(jk.new_map("Shop"), "Conversion", target=3.5)).loc[0, "target"]
    np.float64(3.5)
    """
    stage_names = {stage.id: stage.name for stage in journey.stages}
    rows = []
    for kpi in journey.kpis:
        latest = max(kpi.series, key=lambda point: point.as_of, default=None)
        rows.append(
            {
                "kpi_id": kpi.id,
                "kpi": kpi.name,
                "stage": stage_names.get(kpi.stage or "", ""),
                "definition": kpi.definition,
                "unit": kpi.unit,
                "base": kpi.base,
                "direction": kpi.direction,
                "baseline": kpi.baseline,
                "target": kpi.target,
                "latest": latest.value if latest else None,
                "n": latest.n if latest else None,
            }
        )
    texts = dict.fromkeys(("kpi_id", "kpi", "stage", "definition", "unit", "base", "direction"), "str")
    return _frame(rows, **texts, baseline="float64", target="float64", latest="float64", n="Int64")


def emotions(journey: JourneyMap, *, persona: str | None = None) -> pd.DataFrame:
    """Return the emotion curves of one persona, one row a point, in the order of stages.

    Where the persona has no point of its own in a stage, the point that holds for all stands in. Points at single
    touchpoints are left out: the curve runs from stage to stage.

    Parameters
    ----------
    persona : str, optional
        Id of the persona; left out, the first one; ``""`` for the curve that holds for all.

    Returns
    -------
    DataFrame
        ``stage_id``, ``stage`` (str), ``position`` (int), ``persona`` (str, whose curve), ``kind`` (assumed or
        measured), ``score`` (float, -2 to +2), ``words`` (str), ``low``, ``high`` (float, 95 % interval), ``n``
        (nullable int), ``mark`` (str: peak, lowest, dip, end, joined by `` · ``; on the measured curve where there is
        one).

    Raises
    ------
    UnknownIdError
        No such persona.

    Notes
    -----
    The most intense moment, the score of largest magnitude and the first one on ties, is marked ``peak``, or
    ``lowest`` where it is negative: people remember a journey by it and by its end (peak-end rule, Kahneman et al.,
    Psychological Science 4, 1993). ``dip`` is the lowest point between the first and the last, where it is below the
    mean of its neighbours; what is ``lowest`` is not called dip as well.

    Examples
    --------
    >>> import journeykit as jk
    >>> map = jk.edit.set_emotion(jk.new_map("Shop", stages=["Browse"]), "browse", 1, words=["curious"])
    >>> jk.frames.emotions(map)[["stage", "score", "words", "mark"]].values.tolist()
    [['Browse', 1.0, 'curious', 'peak · end']]
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
        marks = _marks([point.score for _, _, point in curve])
        for place, (position, stage, point) in enumerate(curve):
            rows.append(
                {
                    "stage_id": point.stage,
                    "stage": stage,
                    "position": position,
                    "persona": names.get(persona or "", ""),
                    "kind": kind,
                    "score": point.score,
                    "words": ", ".join(point.words),
                    "low": point.low,
                    "high": point.high,
                    "n": point.n,
                    "mark": marks.get(place, ""),
                }
            )
    if any(row["kind"] == "measured" for row in rows):  # One set of marks: data before guesses.
        rows = [{**row, "mark": ""} if row["kind"] == "assumed" else row for row in rows]
    columns = {"stage_id": "str", "stage": "str", "position": "int64", "persona": "str", "kind": "str"}
    return _frame(rows, **columns, score="float64", words="str", low="float64", high="float64", n="Int64", mark="str")


def changes(found: Iterable[Change]) -> pd.DataFrame:
    """Return what :func:`journeykit.diff` found, one row a change.

    Returns
    -------
    DataFrame
        ``change`` (added, removed, moved, changed), ``kind``, ``id``, ``name``, ``stage``, ``field``, ``before``,
        ``after`` (str; empty for nothing), in the words of the map.

    Examples
    --------
    >>> import journeykit as jk
    >>> shop = jk.new_map("Shop", stages=["Browse"])
    >>> jk.frames.changes(jk.diff(shop, jk.edit.add_stage(shop, "Pay")))[["change", "name"]].values.tolist()
    [['added', 'Pay']]
    """
    columns = {name: name for name in ("id", "name", "stage", "field", "before", "after")}
    columns = {"change": "kind", "kind": "what", **columns}
    rows = ({column: getattr(change, name) for column, name in columns.items()} for change in found)
    return _frame(rows, **dict.fromkeys(columns, "str"))


def _curve(journey: JourneyMap, persona: str | None, kind: str) -> list[tuple[int, str, EmotionPoint]]:
    found: Mapping[tuple[str, str, str, str], EmotionPoint] = {point.key: point for point in journey.emotions}
    curve = []
    for position, stage in enumerate(journey.stages):
        own = found.get((stage.id, "", persona or "", kind)) or found.get((stage.id, "", "", kind))
        if own is not None:
            curve.append((position, stage.name, own))
    return curve


def _marks(scores: list[float]) -> dict[int, str]:
    if not scores:
        return {}
    low = dip(scores)
    said: dict[int, list[str]] = {}
    most = peak(scores)
    said[most] = ["lowest" if scores[most] < 0 else "peak"]
    if low is not None and said.get(low[0]) != ["lowest"]:
        said.setdefault(low[0], []).append("dip")
    said.setdefault(len(scores) - 1, []).append("end")
    return {place: " · ".join(words) for place, words in said.items()}


def _frame(rows: Iterable[Mapping[str, Any]], **columns: str) -> pd.DataFrame:
    import pandas as pd

    rows = list(rows)
    return pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in columns.items()})
