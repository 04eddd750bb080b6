"""What the board shows beside the words of the map: aggregates only, written out in Python."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from journeykit import evidence
from journeykit.evidence import MeasuredMap
from journeykit.evidence.bindings import unbound_stages
from journeykit.evidence.kpis import counted_kpis
from journeykit.evidence.routes import route_arrows, route_ends
from journeykit.model.journey import JourneyMap
from journeykit.text import count_words, duration_words, share_words


def board_evidence(measured: MeasuredMap | None) -> dict[str, Any]:
    """Return the ``evidence`` of :class:`journeykit.editors.MapBoard`; empty without data.

    Every number is one of the Sankey's: a stage counts those for whom it was new ground, and who goes on is a share of
    them.

    Returns
    -------
    dict
        ``stages``: by stage id ``paths`` (where its events can be told), ``label`` and ``note``; ``path``: by stage id
        ``next_share``, ``text`` and ``median`` (time to the next stage); ``touchpoints``: by touchpoint id ``paths``,
        ``text`` and ``note``; ``kpis``: by id of those with a formula ``value`` in percent, ``n`` and ``note``;
        ``arrows`` and ``routes``: see :func:`path_evidence`.
    """
    if measured is None:
        return {}
    people = measured.journey.scope.travellers
    flow = measured.flow
    medians = flow[flow["kind"] == "forward"].set_index("source")["median_s"]
    left = flow[flow["kind"] == "left"].set_index("source")["paths"]
    unbound = unbound_stages(measured.journey)
    stages: dict[str, Any] = {}
    path: dict[str, Any] = {}
    for row in evidence.stage_reach(measured).to_dict("records"):
        id, here = str(row["stage_id"]), int(row["furthest_paths"])
        if id in unbound:
            continue
        stages[id] = {
            "paths": here,
            "label": count_words(here) if stages else f"{count_words(here)} {people}",
            "note": f"{count_words(here)} {people} got further than before when they came to {row['stage']}; "
            f"{count_words(row['paths'])} were there at some time.",
        }
        if here and row["position"] < len(measured.journey.stages) - 1:
            share = 1 - int(left.get(id, 0)) / here
            path[id] = {"next_share": share, **_going_on(share, medians.get(id))}
    counted = {"stages": stages | unbound, "path": path, "touchpoints": _touchpoints(measured), "kpis": _kpis(measured)}
    return {**counted, **path_evidence(measured)}


def path_evidence(measured: MeasuredMap, journey: JourneyMap | None = None) -> dict[str, Any]:
    """Return what data say along the authored routes, for the routes as they are by now.

    Returns
    -------
    dict
        ``arrows``: by ``source/target`` (ids of touchpoints) ``share`` (0-1), ``paths``, ``text`` (who goes on),
        ``lost`` (who does not) and ``note``; ``routes``: by id ``share``, ``text`` and ``note``.
    """
    people = measured.journey.scope.travellers
    arrows: dict[str, Any] = {}
    for row in route_arrows(measured, journey).to_dict("records"):
        if not row["source_paths"]:
            continue
        interval = f"{share_words(row['low'])} to {share_words(row['high'])} at 95\xa0% confidence"
        lost = count_words(row["source_paths"] - row["paths"])
        arrows[f"{row['source_id']}/{row['target_id']}"] = {
            "share": float(row["share"]),
            "paths": int(row["paths"]),
            "text": share_words(row["share"]),
            "lost": f"\u2212{share_words(1 - row['share'])}",
            "note": f"{_later(row, people)}: {share_words(row['share'])} ({interval}). {lost} do not.",
        }
    routes = {
        str(row["route_id"]): {
            "share": float(row["share"]),
            "text": f"{share_words(row['share'])} get to the end",
            "note": f"{_later(row, people)}.",
        }
        for row in route_ends(measured, journey).to_dict("records")
        if row["source_paths"]
    }
    return {"arrows": arrows, "routes": routes}


def _later(row: dict[Hashable, Any], people: str) -> str:
    there, here = count_words(row["paths"]), count_words(row["source_paths"])
    return f"{there} of {here} {people} at {row['source']} come to {row['target']} later"


def _going_on(share: float, median_s: float | None) -> dict[str, str]:
    going = f"→ {share_words(share)} go on"
    if median_s is None or median_s != median_s:
        return {"text": going}
    return {"text": f"{going} · median {duration_words(median_s)}", "median": duration_words(median_s)}


def _touchpoints(measured: MeasuredMap) -> dict[str, Any]:
    people = measured.journey.scope.travellers
    reach = evidence.touchpoint_reach(measured)
    return {
        str(row["touchpoint_id"]): {
            "paths": int(row["paths"]),
            "text": count_words(row["paths"]),
            "note": f"{count_words(row['paths'])} {people}, {share_words(row['reach_share'])} of all; "
            f"{count_words(row['events'])} events",
        }
        for row in reach[reach["bound"]].to_dict("records")
    }


def _kpis(measured: MeasuredMap) -> dict[str, Any]:
    values = evidence.kpi_values(measured)
    counted = counted_kpis(measured)
    return {
        str(row["kpi_id"]): {
            "value": round(float(row["value"]), 1),
            "n": int(row["n"]),
            "note": f"{row['definition']} {row['low']:.1f} to {row['high']:.1f} % at 95 % confidence.".strip(),
        }
        for row in values[values["kpi_id"].isin(counted)].to_dict("records")
    }
