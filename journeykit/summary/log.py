"""A log without a map withholds as one with a map: its events are touchpoints of one stage."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from journeykit import questions as qs
from journeykit.events import Events, Label, relabel
from journeykit.events.patterns import escaped
from journeykit.evidence import measure
from journeykit.evidence.measure import NAMES_SHOWN, STEPS_SHOWN
from journeykit.model import new_map
from journeykit.model.edit import add_touchpoint, update_map
from journeykit.summary.click_details import step_flow_view
from journeykit.summary.numbers import SharedNumbers, shared_numbers
from journeykit.summary.views import View

if TYPE_CHECKING:
    import pandas as pd


def log_numbers(events: Events, *, unit: str, least: int) -> SharedNumbers:
    """Return the numbers of a log as people who only read may see them.

    Parameters
    ----------
    events : Events
        The log.
    unit : str
        What one path is, in the plural.
    least : int
        The smallest group that is shown.
    """
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
        # One name for all that no chart may show, and few cells to weigh: a log may have as many names as events. The
        # first label that fits counts, and no event before it has this name.
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
    """Return the flow of a log without a map, step by step; events have colours of their own, for no stage has one."""
    view = step_flow_view(numbers)
    frame = view.frame.drop(columns=["source_position", "target_position"])
    return replace(
        view, frame=frame, note=view.note.replace("by touchpoint", "by event").replace("touchpoints", "events")
    )


def followers(moves: pd.DataFrame, least: int) -> pd.DataFrame:
    """Return which event follows which in at least so many paths, the most frequent first; counts would tell of others.

    Parameters
    ----------
    moves : DataFrame
        The answer of :func:`journeykit.questions.transitions`.
    """
    ranked = moves.sort_values("transitions", ascending=False, kind="stable")
    return ranked.loc[ranked["paths"] >= least, ["source", "target", "median_gap_s"]].reset_index(drop=True)
