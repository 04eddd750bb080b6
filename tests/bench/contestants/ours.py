"""journeykit: prepared once, then asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from journeykit.events import Events, Label, read_events, relabel
from journeykit.questions import funnel, reach, session_summary, stage_flow, steps, time_in_stage, transitions, variants
from tests.bench.asked import FUNNEL, STAGES, STEPS

__all__ = ["ANSWERS", "load"]


def load(path: Path) -> Events:
    """Read and prepare."""
    return read_events(path)


def _transitions(events: Events) -> list[Any]:
    frame = transitions(events).to_pandas()
    return sorted(frame[["source", "target", "transitions", "paths", "median_gap_s"]].values.tolist())


def _steps(events: Events) -> list[Any]:
    frame = steps(events, columns=STEPS + 1, top=len(events.event_names)).to_pandas()
    links = frame[["source_column", "source", "target", "paths"]].astype(object)
    return _rows(links.where(links.notna(), None).values.tolist())


def _funnel(events: Events) -> list[Any]:
    return [int(paths) for paths in funnel(events, FUNNEL, window="7d").to_pandas()["paths"]]


def _variants(events: Events) -> list[Any]:
    frame = variants(events, top=10).to_pandas()
    named = frame[frame["kind"] == "variant"]
    return [int(frame["variants"].sum()), *(int(paths) for paths in named["paths"])]


def _sessions(events: Events) -> list[Any]:
    frame = session_summary(events, "30m").to_pandas()
    size, duration, _ = frame.to_dict("records")
    return [int(size["n"]), round(size["single_share"] * size["n"]), float(duration["median"])]


def _stage_flow(events: Events) -> list[Any]:
    stages = relabel(events, [Label(name, names) for name, names in STAGES.items()])
    frame = stage_flow(stages, list(STAGES)).to_pandas()
    links = frame.loc[frame["kind"] != "return", ["source", "target", "paths"]].astype(object)
    return _rows(links.where(links.notna(), None).values.tolist())


def _drop_off(events: Events) -> list[Any]:
    return sorted(reach(events).to_pandas()[["event", "paths", "last_paths"]].values.tolist())


def _time_in_stage(events: Events) -> list[Any]:
    return sorted(time_in_stage(events, resamples=0).to_pandas()[["event", "n", "median_s"]].values.tolist())


def _rows(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: [str(cell) for cell in row])


ANSWERS: dict[str, Callable[[Events], list[Any]]] = {
    "transitions": _transitions,
    "steps": _steps,
    "funnel": _funnel,
    "variants": _variants,
    "sessions": _sessions,
    "stage flow": _stage_flow,
    "drop-off": _drop_off,
    "time in stage": _time_in_stage,
}
