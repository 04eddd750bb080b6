"""Findings of the map check, as the editors show them: by place on the board, and as the next things to do.

The rules are in ``journeykit.model.check``. The next things are ordered for somebody who builds a map: errors first,
then what the rest depends on (stages, personas, goals, touchpoints, the path, feelings), then owners and KPIs, then
upkeep.
"""

from __future__ import annotations

import json
from typing import Any
from zlib import crc32

from journeykit.model.check import Finding, check, fix_edits
from journeykit.model.integrity import COLLECTIONS
from journeykit.model.journey import JourneyMap

NEXT = 5
"""How many next things are shown at once."""

MOST_SHOWN = 300
"""How many findings a page is sent at most."""

# In the order in which a map is built; other rules follow by their codes.
_FIRST = (
    *("JK101", "JK501", "JK507", "JK103", "JK102", "JK511", "JK301", "JK302", "JK303", "JK304", "JK305", "JK212"),
    *("JK502", "JK503", "JK603", "JK112", "JK111", "JK110", "JK307", "JK105", "JK104", "JK201", "JK203", "JK109"),
    *("JK602", "JK504"),
)
# The lane in which a finding about the whole map is shown.
_LANE_OF = {"JK301": "path", "JK307": "touchpoints", "JK403": "touchpoints", "JK405": "cost", "JK511": "feelings"}
_KIND_OF = {collection: kind for kind, collection in COLLECTIONS.items()}
_SEVERITIES = ("error", "warning", "hint")
_FIX_WORDS = {
    "assign_only_owner": "Assign the only owner",
    "add_crm": "Add the CRM to the stage",
    "mark_post_purchase": "Mark the stages after the purchase",
    "fill_from_measure": "Fill in from the standard measure",
    "use_measure_direction": "Use the direction of the measure",
    "mark_entry_point": "Mark it as an entry point",
    "mark_repeatable": "Mark it as repeatable",
    "take_owner_of_opportunity": "Take the owner of the opportunity",
    "drop_acceptance": "Take the acceptance out",
}


def board_findings(journey: JourneyMap) -> list[dict[str, Any]]:
    """Return every open finding as a page shows it.

    ``element`` is the id for an acceptance, ``ref`` kind and id (``map`` for the whole map), ``key`` the cell of the
    board (``corner`` if there is none); ``fix`` (words) and ``edits`` are there if a safe fix exists.
    """
    lanes = {lane.id for lane in journey.lanes if not lane.hidden}
    stages = {stage.id for stage in journey.stages}
    return [_shown(journey, finding, lanes, stages) for finding in check(journey)]


def _shown(journey: JourneyMap, finding: Finding, lanes: set[str], stages: set[str]) -> dict[str, Any]:
    place = finding.place
    wanted = place.lane or _LANE_OF.get(finding.code, "")
    lane = wanted if wanted in lanes else ""
    stage = place.stage if place.stage in stages else ""
    if place.collection == "map" and lane and journey.stages:
        stage = journey.stages[0].id
    key = f"{lane}/{stage}" if lane and stage else f"stage/{stage}" if stage else f"lane/{lane}" if lane else "corner"
    shown: dict[str, Any] = {
        "id": f"{finding.code}/{place.collection}/{place.id}",
        "code": finding.code,
        "severity": finding.severity,
        "collection": place.collection,
        "ref": "map" if place.collection == "map" else f"{_KIND_OF.get(place.collection, '')}/{place.id}",
        "element": "" if place.collection == "map" else place.id,
        "stage": place.stage,
        "key": key,
        "where": place.words,
        "message": finding.message,
        "reason": finding.reason,
        "action": finding.action,
    }
    if finding.fix:
        shown["fix"] = _FIX_WORDS.get(finding.fix, finding.fix.replace("_", " ").capitalize())
        shown["edits"] = json.loads(json.dumps(fix_edits(journey, finding)))
    return shown


def next_things(findings: list[dict[str, Any]], most: int = NEXT) -> list[dict[str, Any]]:
    """Return what to do next, best first: the first finding of each rule, with ``more``, the number of its others."""
    rules: dict[str, list[dict[str, Any]]] = {}
    for finding in findings:
        rules.setdefault(finding["code"], []).append(finding)
    ordered = sorted(rules.values(), key=lambda found: _rank(found[0]))
    return [{**found[0], "more": len(found) - 1} for found in ordered[:most]]


def _rank(finding: dict[str, Any]) -> tuple[bool, int, int, str]:
    code = finding["code"]
    place = _FIRST.index(code) if code in _FIRST else len(_FIRST)
    return (finding["severity"] != "error", place, _SEVERITIES.index(finding["severity"]), code)


def check_answer(journey: JourneyMap, seen: Any = None) -> dict[str, Any]:
    """Return ``findings`` (the worst 300), ``total``, ``next`` (see :func:`next_things`) and ``seen``.

    If the page has ``seen`` the same answer before, which is so after most edits, return only ``same``.
    """
    findings = board_findings(journey)
    mark = crc32(json.dumps(findings, sort_keys=True).encode())
    if seen == mark:
        return {"same": True}
    shown = findings[:MOST_SHOWN]  # Errors come first.
    return {"findings": shown, "total": len(findings), "next": next_things(findings), "seen": mark}
