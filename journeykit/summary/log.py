"""The numbers of a log without a map: its events become touchpoints of a map with one stage."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from journeykit import questions as qs
from journeykit.events import Events, Label, relabel
from journeykit.events.patterns import escaped
from journeykit.evidence import measure
from journeykit.evidence.measured_map import NAMES_SHOWN, STEPS_SHOWN
from journeykit.model import new_map
from journeykit.model.edit import add_touchpoint, update_map
from journeykit.summary.click_details import step_flow_view
from journeykit.summary.numbers import SharedNumbers, shared_numbers
from journeykit.summary.views import View


def log_numbers(events: Events, *, unit: str, least: int) -> SharedNumbers:
    """Return the numbers of a log that readers may see; ``unit`` is what one path is, in the plural."""
    frame = qs.steps(events, columns=STEPS_SHOWN, top=NAMES_SHOWN).to_pandas()
    named = [
        *frame.loc[frame["source_kind"] == "event", "source"],
        *frame.loc[frame["target_kind"] == "event", "target"],
    ]
    reached = qs.reach(events).to_pandas()
    often = set(reached.loc[reached["paths"] >= least, "event"])
    names = [str(name) for name in dict.fromkeys(named) if name in often]
    labels = [Label(name, (escaped(name),)) for name in names]
    if set(events.event_names) - set(names):
        # The others share one name, as no chart may show them and a log may have as many names as events. This label
        # is the last: the first label that matches an event counts.
        rest = "other events"
        while rest in names:
            rest += "…"
        labels.append(Label(rest))
    journey = update_map(new_map("Log", stages=["Events"]), scope={"travellers": unit})
    stage = journey.stages[0].id
    for label in labels:
        journey = add_touchpoint(journey, label.name, stage=stage, binding={"events": [escaped(label.name)]})
    return shared_numbers(measure(journey, relabel(events, labels)), least=least)


def log_steps_view(numbers: SharedNumbers) -> View:
    """Return the flow of a log without a map, step by step; each event has its own colour, as there are no stages."""
    view = step_flow_view(numbers)
    frame = view.frame.drop(columns=["source_position", "target_position"])
    return replace(
        view, frame=frame, note=view.note.replace("by touchpoint", "by event").replace("touchpoints", "events")
    )


def followers(moves: pd.DataFrame, least: int) -> pd.DataFrame:
    """Return the :func:`journeykit.questions.transitions` of at least so many paths, most frequent first, uncounted."""
    ranked = moves.sort_values("transitions", ascending=False, kind="stable")
    return ranked.loc[ranked["paths"] >= least, ["source", "target", "median_gap_s"]].reset_index(drop=True)
