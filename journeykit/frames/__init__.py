"""A map as tidy pandas tables, with columns named in the map's words.

>>> import journeykit as jk
>>> jk.frames.stages(jk.new_map("Shop", stages=["Browse", "Pay"]))["stage"].tolist()
['Browse', 'Pay']
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from journeykit.frames._tidy import tidy as tidy
from journeykit.frames.curve import emotions
from journeykit.model.changes import Change
from journeykit.model.journey import JourneyMap

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["cells", "changes", "emotions", "kpis", "stages", "touchpoints"]
__dir__ = partial(sorted, __all__)


def stages(journey: JourneyMap) -> pd.DataFrame:
    """Return the stages, one row each.

    Returns
    -------
    DataFrame
        ``stage_id``, ``stage`` (str), ``position`` (int, 0-based), ``objective``, ``definition`` (str),
        ``touchpoints`` (int, their number).

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
    columns = "stage_id stage position objective definition touchpoints"
    return tidy(rows, columns, position="int64", touchpoints="int64")


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
    >>> journey = jk.edit.add_touchpoint(jk.new_map("Shop", stages=["Browse"]), "Home page", stage="browse")
    >>> jk.frames.touchpoints(journey).loc[0, "channel"]
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
    flags = "key_moment entry_point optional repeatable"
    columns = f"touchpoint_id touchpoint stage_id stage type channel medium {flags} milestone owner events"
    return tidy(rows, columns, **dict.fromkeys(flags.split(), "bool"))


def cells(journey: JourneyMap) -> pd.DataFrame:
    """Return the texts of the matrix, one row per cell.

    Returns
    -------
    DataFrame
        ``stage_id``, ``stage``, ``lane_id``, ``lane``, ``half``, ``persona`` (empty: for all), ``text``,
        ``sources`` (str, titles joined by ``; ``).

    Examples
    --------
    >>> import journeykit as jk
    >>> journey = jk.edit.set_cell(jk.new_map("Shop", stages=["Browse"]), "browse", "goals", "Find it")
    >>> jk.frames.cells(journey)["text"].tolist()
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
    return tidy(rows, "stage_id stage lane_id lane half persona text sources")


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
    columns = "kpi_id kpi stage definition unit base direction baseline target latest n"
    return tidy(rows, columns, baseline="float64", target="float64", latest="float64", n="Int64")


def changes(found: Iterable[Change]) -> pd.DataFrame:
    """Return what :func:`journeykit.diff` found, one row per change.

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
    rows = (vars(change) | {"change": change.kind, "kind": change.what} for change in found)
    return tidy(rows, "change kind id name stage field before after")
