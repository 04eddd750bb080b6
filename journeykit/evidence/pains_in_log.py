"""Pain points that a log suggests: stages after which many leave, slow steps, touchpoints that many come back to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from journeykit import questions as qs
from journeykit.errors import EventLogError
from journeykit.evidence.measure import stage_funnel
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.intervals import wilson
from journeykit.text import counted, duration_words, share_words

DROP_OFF = ((0.2, 2), (0.3, 3), (0.4, 4), (0.5, 5))
"""From this share of leavers on -> severity."""
SLOWER = ((3, 2), (6, 3), (12, 4))
"""From so many times the median step of the map on -> severity."""
LOOPS = ((0.2, 2), (0.35, 3), (0.5, 4))
"""From this share of customers who come back on -> severity."""

Row = dict[str, Any]


def severity_at(value: float, limits: Sequence[tuple[float, int]]) -> tuple[int, float] | None:
    """Return the severity of a value and the limit that it passed; None below all."""
    passed = [(severity, limit) for limit, severity in limits if value >= limit]
    return passed[-1] if passed else None


def _percent(limit: float) -> str:
    return f"{limit * 100:.0f}\u00a0%"


def drop_offs(measured: MeasuredMap, least: int) -> Iterator[Row]:
    """Yield the stages after which at least a fifth of those who got so far leave."""
    word = measured.journey.scope.travellers
    for row in stage_funnel(measured).to_dict("records")[:-1]:
        paths, dropped = int(row["paths"]), int(row["dropped"])
        # Where nobody goes on, the rules of the later stages match nothing: unmatched_rules says so.
        if dropped < least or paths - dropped < max(1, least):
            continue
        share = dropped / paths
        found = severity_at(share, DROP_OFF)
        if found is None:
            continue
        low, high = map(float, wilson(dropped, paths))
        yield {
            "stage_id": row["stage_id"],
            "touchpoint_id": None,
            "kind": "drop-off",
            "name": f"Many leave after {row['name']}",
            "numbers": f"{share_words(share)} of {counted(paths, word)} who got this far got no further "
            f"(95 % interval {share_words(low)} to {share_words(high)})",
            "n": paths,
            **{"value": share, "low": low, "high": high, "unit": "share"},
            "severity": found[0],
            "severity_from": f"{share_words(share)} leave; {found[0]} of 5 from {_percent(found[1])} on",
        }


def slow_steps(measured: MeasuredMap, least: int) -> Iterator[Row]:
    """Yield the steps between stages that take at least three times as long as the median step of the map.

    Raises EventLogError where the log has no times.
    """
    stages = [measured.journey.stages[place] for place in measured.places]
    known = set(measured.by_stage.event_names)
    steps = []
    for before, after in pairwise([stage for stage in stages if stage.id in known]):
        for row in qs.time_between(measured.by_stage, before.id, after.id).to_pandas().to_dict("records"):
            if row["paths"] >= least:
                steps.append((before, after, row))
    if len(steps) < 3:
        return
    usual = median(row["median_s"] for _, _, row in steps)
    for before, after, row in steps:
        found = severity_at(row["median_s"] / usual, SLOWER) if usual > 0 else None
        if found is None:
            continue
        took, ends = duration_words(row["median_s"]), [duration_words(row[end]) for end in ("low_s", "high_s")]
        yield {
            "stage_id": before.id,
            "touchpoint_id": None,
            "kind": "slow step",
            "name": f"It takes long from {before.name} to {after.name}",
            "numbers": f"median {took} from {before.name} to {after.name} (95 % interval {ends[0]} to {ends[1]}), "
            f"{row['median_s'] / usual:.1f} times the median step of this map, {duration_words(usual)}; "
            f"{counted(int(row['paths']), measured.journey.scope.travellers)} went both",
            "n": int(row["paths"]),
            **{"value": row["median_s"], "low": row["low_s"], "high": row["high_s"], "unit": "seconds"},
            "severity": found[0],
            "severity_from": f"{row['median_s'] / usual:.1f} times the median step; "
            f"{found[0]} of 5 from {found[1]:g} times on",
        }


def loops(measured: MeasuredMap, least: int) -> Iterator[Row]:
    """Yield the touchpoints that at least a fifth of their customers repeat at once, or come back to after others."""
    touchpoints = {touchpoint.id: touchpoint for touchpoint in measured.journey.touchpoints}
    for row in qs.loops(measured.by_touchpoint).to_pandas().to_dict("records"):
        touchpoint = touchpoints[row["event"]]
        if touchpoint.repeatable:
            continue
        kind = "return" if row["return_paths"] >= row["repeat_paths"] else "repeat"
        paths, again = int(row["paths"]), int(row[f"{kind}_paths"])
        if again < least or 0 < paths - again < least:
            continue
        found = severity_at(again / paths, LOOPS)
        if found is None:
            continue
        low, high = map(float, wilson(again, paths))
        did = "came back to it after other touchpoints" if kind == "return" else "repeated it at once"
        yield {
            "stage_id": touchpoint.stage,
            "touchpoint_id": touchpoint.id,
            "kind": "loop",
            "name": f"Many {'come back to' if kind == 'return' else 'repeat'} {touchpoint.name}",
            "numbers": f"{share_words(again / paths)} of {counted(paths, measured.journey.scope.travellers)} {did} "
            f"(95 % interval {share_words(low)} to {share_words(high)})",
            "n": paths,
            **{"value": again / paths, "low": low, "high": high, "unit": "share"},
            "severity": found[0],
            "severity_from": f"{share_words(again / paths)} {kind}; {found[0]} of 5 from {_percent(found[1])} on",
        }


def in_log(measured: MeasuredMap, least: int, left_out: list[str]) -> Iterator[Row]:
    """Yield all of them; what cannot be asked of this log is added to ``left_out`` as a sentence."""
    yield from drop_offs(measured, least)
    try:
        yield from slow_steps(measured, least)
    except EventLogError as error:
        left_out.append(f"slow steps: {error}")
    yield from loops(measured, least)
