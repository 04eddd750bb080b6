"""What a click shows: the steps of paths, the events of a touchpoint, the funnel behind a ribbon."""

from __future__ import annotations

from typing import Any

import pandas as pd

from journeykit.evidence.measured_map import NAMES_SHOWN, STEPS_SHOWN
from journeykit.questions import with_wilson
from journeykit.summary.counts import Cell, step_cells
from journeykit.summary.numbers import SharedNumbers
from journeykit.summary.views import View, everybody, reach_options
from journeykit.text import count_words

MOST_EVENTS = 12


def step_flow_view(numbers: SharedNumbers) -> View:
    """Return where travellers go, touchpoint by touchpoint, for :func:`journeykit.charts.sankey`."""
    frame = numbers.steps
    gone = sum(isinstance(cell, tuple) and cell[0] == "step" for cell in numbers.hidden)
    if frame.empty and numbers.least > 1:
        sentence = f"Every flow could tell of a group of fewer than {numbers.least} {numbers.people}, so none is shown."
        return View(frame, "Step by step", "", instead=sentence)
    first: Cell = ("got to", numbers.measured.places[0])
    start = f" · {count_words(numbers.counts[first])} begin" if numbers.shown(first) else ""
    less = f" · without groups of fewer than {numbers.least}" if gone else ""
    note = (
        f"Unique {numbers.people} by touchpoint · first {STEPS_SHOWN} steps, {NAMES_SHOWN} most frequent touchpoints "
        f"each{start}{less}"
    )
    if gone:
        bars = pd.DataFrame(
            [[_words(numbers, bar) for bar in step_cells(row)[1:]] for row in frame.to_dict("records")],
            columns=["source_said", "target_said"],
            index=frame.index,
            dtype=object,
        )
        frame = pd.concat([frame, bars], axis="columns")
    return View(frame, "Step by step", note, {"unit": numbers.people, "partial": bool(gone)})


def _words(numbers: SharedNumbers, bar: Cell | None) -> str | None:
    if bar is None:
        return None
    return count_words(numbers.counts[bar]) if numbers.shown(bar) else numbers.words(bar)


def event_view(numbers: SharedNumbers, touchpoint: str) -> View:
    """Return whom the events of a touchpoint reach, for :func:`journeykit.charts.reach`."""
    named = next(element for element in numbers.journey.touchpoints if element.id == touchpoint)
    place = next(place for place, stage in enumerate(numbers.journey.stages) if stage.id == named.stage)
    found = numbers.events_of(touchpoint)
    more = f" · the {MOST_EVENTS} widest of {len(found)}" if len(found) > MOST_EVENTS else ""
    frame = found.head(MOST_EVENTS).rename(columns={"event": "touchpoint"})
    note = f"Share of {everybody(numbers)} with the event{more}"
    return View(frame, f"Events of {named.name}", note, reach_options(numbers, place))


def ribbon_view(numbers: SharedNumbers, view: View, place: int) -> View:
    """Return the ribbon that draws this row of a flow as a two-step funnel, for :func:`journeykit.charts.funnel`."""
    row: dict[Any, Any] = view.frame.iloc[place].to_dict()
    steps = "source_id" in row
    through = "through" in set(view.frame["kind"])
    bar: Cell = ("got to" if through else "stage", int(row["source_position"])) if not steps else step_cells(row)[1]
    part, source = int(row["paths"]), str(row["source"]) if row["source_kind"] != "other" else "other"
    whole = numbers.counts.get(bar)
    if whole is None:  # Nothing is hidden, so steps were not counted before.
        same = view.frame["source_column"].eq(row["source_column"]) & view.frame["source"].eq(row["source"])
        whole = int(view.frame.loc[same & view.frame["source_kind"].eq(row["source_kind"]), "paths"].sum())
    known = numbers.shown(bar)
    share = part / whole if known and whole else float("nan")
    ends = {"left": f"Left after {source}", "end": f"Reached the end, {source}", "through": f"Beyond {source}"}
    onward = ends.get(str(row["kind"]), f"Then {row['target']}")
    detail = f", step {row['source_column']}" if steps else ", further than before"
    frame = pd.DataFrame(
        {
            "step": [1, 2],
            "name": [source if through else f"{source}{detail}", onward],
            "paths": [float(whole) if known else float("nan"), float(part)],
            "previous_share": [float("nan"), share],
            "first_share": [1.0, share],
            "position": pd.array([row["source_position"], row["target_position"]], dtype="Int64"),
            "words": ["" if known else numbers.words(bar), ""],
        }
    )
    n = f" · of {count_words(whole)} {numbers.people}" if known else ""
    bounded = with_wilson(frame) if known else frame
    options = {"unit": numbers.people, "stages": len(numbers.journey.stages)}
    return View(bounded, "Behind the chosen flow", f"The ribbon as a funnel{n}", options)
