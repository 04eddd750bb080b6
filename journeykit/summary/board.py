"""What board and persona cards of a page show of the log, in words; small groups are withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from journeykit.evidence.bindings import unbound_stages
from journeykit.model.journey import JourneyMap
from journeykit.summary.counts import ALL
from journeykit.summary.numbers import SharedNumbers
from journeykit.text import count_words, duration_words, share_words

if TYPE_CHECKING:
    from journeykit.evidence import MeasuredMap

__all__ = ["board_numbers", "opportunity_reach", "persona_numbers"]


def board_numbers(measured: MeasuredMap | None, numbers: SharedNumbers | None) -> dict[str, Any]:
    """Return the ``evidence`` of :class:`journeykit.editors.MapBoard`; empty without data."""
    if measured is None or numbers is None:
        return {}
    journey = measured.journey
    people, counts = journey.scope.travellers, numbers.counts
    flow = numbers.frames["flow"]
    forward = flow[flow["kind"] == "forward"].set_index("source_column")["median_s"]
    unbound = unbound_stages(journey)
    stages: dict[str, Any] = {}
    path: dict[str, Any] = {}
    for place, stage in enumerate(journey.stages):
        here = ("stage", place)
        if stage.id in unbound:
            continue
        unit = "" if stages else f" {people}"
        if not numbers.shown(here):
            stages[stage.id] = {"label": f"{numbers.words(here)}{unit}", "note": _why(numbers, people)}
            continue
        stages[stage.id] = {
            "paths": counts[here],
            "label": f"{count_words(counts[here])}{unit}",
            "note": f"{count_words(counts[here])} {people} got further than before when they came to {stage.name}.",
        }
        if counts[here] and place < len(journey.stages) - 1 and numbers.shown(("stopped", place)):
            share = 1 - counts["stopped", place] / counts[here]
            path[stage.id] = {"next_share": share, **_going_on(share, forward.get(place))}
    return {
        "stages": stages | unbound,
        "path": path,
        "touchpoints": _touchpoints(numbers, people),
        "kpis": _kpis(journey, numbers),
        **_arrows(numbers, people),
    }


def opportunity_reach(journey: JourneyMap, numbers: SharedNumbers | None) -> dict[tuple[str, str], float | None]:
    """Return the shares of :data:`journeykit.evidence.opportunities.Counted` as the page shows them."""
    if numbers is None or not numbers.shown(ALL):
        return {}
    reach = numbers.frames["reach"]
    shares: dict[tuple[str, str], float | None] = {
        ("touchpoint", str(row["touchpoint_id"])): float(row["reach_share"])
        if row["reach_share"] == row["reach_share"]
        else None
        for row in reach[reach["bound"]].to_dict("records")
    }
    unbound = unbound_stages(journey)
    for place, stage in enumerate(journey.stages):
        if stage.id not in unbound:
            here = ("stage", place)
            shares["stage", stage.id] = numbers.counts[here] / numbers.counts[ALL] if numbers.shown(here) else None
    return shares


def _why(numbers: SharedNumbers, people: str) -> str:
    return f"Not shown, so that no group of fewer than {numbers.least} {people} can be worked out."


def _going_on(share: float, median_s: Any) -> dict[str, str]:
    going = f"→ {share_words(share)} go on"
    if median_s is None or median_s != median_s:
        return {"text": going}
    return {"text": f"{going} · median {duration_words(median_s)}", "median": duration_words(median_s)}


def _touchpoints(numbers: SharedNumbers, people: str) -> dict[str, Any]:
    seen = {}
    for row in numbers.frames["reach"].to_dict("records"):
        if not row["bound"]:
            continue
        if row["words"]:
            seen[row["touchpoint_id"]] = {"text": row["words"], "note": _why(numbers, people)}
            continue
        count = int(row["paths"])
        note = f"{count_words(count)} {people}, {share_words(row['reach_share'])} of all"
        seen[row["touchpoint_id"]] = {"paths": count, "text": count_words(count), "note": note}
    return seen


def _kpis(journey: JourneyMap, numbers: SharedNumbers) -> dict[str, Any]:
    units = {kpi.id: kpi.unit for kpi in journey.kpis}
    values = numbers.frames["kpis"]
    return {
        row["kpi_id"]: {
            "value": round(float(row["value"]), 1),
            "n": int(row["n"]),
            "note": f"{row['definition']} {row['low']:.1f} to {row['high']:.1f} % at 95 % confidence.".strip(),
        }
        for row in values[values["n"] > 0].to_dict("records")
        if units[row["kpi_id"]] == "%"
    }


def _arrows(numbers: SharedNumbers, people: str) -> dict[str, Any]:
    arrows = {}
    for row in numbers.frames["arrows"].to_dict("records"):
        if row["source_paths"]:
            lost = count_words(row["source_paths"] - row["paths"])
            arrows[f"{row['source_id']}/{row['target_id']}"] = {
                "share": float(row["share"]),
                "paths": int(row["paths"]),
                "text": share_words(row["share"]),
                "lost": f"\N{MINUS SIGN}{share_words(1 - row['share'])}",
                "note": f"{_later(row, people)}: {share_words(row['share'])}. {lost} do not.",
            }
    routes = {
        row["route_id"]: {
            "share": float(row["share"]),
            "text": f"{share_words(row['share'])} get to the end",
            "note": f"{_later(row, people)}.",
        }
        for row in numbers.frames["routes"].to_dict("records")
        if row["source_paths"]
    }
    return {"arrows": arrows, "routes": routes}


def _later(row: Any, people: str) -> str:
    there, here = count_words(row["paths"]), count_words(row["source_paths"])
    return f"{there} of {here} {people} at {row['source']} come to {row['target']} later"


def persona_numbers(journey: JourneyMap, numbers: SharedNumbers | None) -> dict[str, Any]:
    """Return the ``shares`` of :class:`journeykit.editors.PersonaEditor`; empty without data."""
    if numbers is None:
        return {}
    people = journey.scope.travellers
    return {
        row["persona_id"]: {
            "share": float(row["share"]),
            "paths": int(row["paths"]),
            "text": f"{share_words(row['share'])} of {people} · n {count_words(row['paths'])}",
            "note": f"{share_words(row['low'])} to {share_words(row['high'])} at 95 % confidence.",
        }
        for row in numbers.frames["personas"].to_dict("records")
        if row["total"]
    }
