"""The travellers behind each count of a measured map, from the same questions as the counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from journeykit import evidence
from journeykit.events import Events, Label, relabel
from journeykit.evidence import MeasuredMap
from journeykit.evidence.bindings import conditions, touchpoint_labels
from journeykit.evidence.kpis import counted_paths
from journeykit.evidence.measured_map import STEPS_SHOWN
from journeykit.model.journey import JourneyMap
from journeykit.questions import eventually_follows, members, reach, rows
from journeykit.summary.counts import Cell, Counts, Ints, flow_cell

Behind = dict[Any, set[str]]
_OF_FLOW = ("link", "back", "stopped", "stage", "starts", "got to")


def measured_or_not(journey: JourneyMap, events: Events) -> MeasuredMap:
    """Return a map with a log, even if no touchpoint is bound: personas are counted all the same."""
    if touchpoint_labels(journey):
        return evidence.measure(journey, events)
    nothing = relabel(events, [])
    return MeasuredMap(journey, events, labelled=(nothing, nothing))


def needed(table: Counts, cells: Iterable[Cell]) -> set[Cell]:
    """Return these cells and those from which they follow."""
    wanted = {part for cell in cells for part in (cell, *table.rests.get(cell, ()))}
    wanted |= {part for cell in wanted for part in table.rests.get(cell, ())}
    for together in (_OF_FLOW, {"step"}):  # "Other" means: none of the bars beside it.
        if any(_kind(cell) in together for cell in wanted):
            wanted |= {cell for cell in table.counts if _kind(cell) in together}
    return wanted


def _kind(cell: Cell) -> str:
    return str(cell[0] if isinstance(cell, tuple) else cell)


def stands_in(behind: Mapping[Cell, set[str]], table: Counts, paths: Sequence[str]) -> dict[Cell, Ints]:
    """Return 1 or 0 for each path by cell: whether it is counted. Sums and remainders are derived."""
    place = {path: number for number, path in enumerate(paths)}
    known: dict[Cell, Ints] = {}
    for cell in table.counts:
        if cell in behind:
            known[cell] = np.zeros(len(place), np.int64)
            known[cell][[place[path] for path in behind[cell]]] = 1
    left = list(table.sums)
    while left:
        ready = [each for each in left if sum(cell not in known for cell in each.cells) <= 1]
        if not ready:
            break
        for each in ready:
            left.remove(each)
            for cell in each.cells:
                if cell not in known:
                    parts = sum((known[part] for part in each.parts if part != cell), np.zeros(len(place), np.int64))
                    known[cell] = parts if cell == each.whole else known[each.whole] - parts
    return known


def who(measured: MeasuredMap, cells: Iterable[Cell]) -> Behind:
    """Return the ids behind the counts that do not follow from others."""
    cells = list(cells)
    journey, asked = measured.journey, {_kind(cell) for cell in cells}
    found: Behind = {"all": set(rows(measured.events).to_pandas()["path"])}
    # Nobody, until somebody is found: in a part of a log a count may be zero that is not in the whole.
    found.update({cell: set() for cell in cells if _kind(cell) in ("link", "back", "event")})
    if asked.intersection(_OF_FLOW):
        found.update(_of_flow(measured))
    for name, log in (("touchpoint", measured.by_touchpoint), ("reached", measured.by_stage)):
        if name in asked:
            ids = {stage.id: place for place, stage in enumerate(journey.stages)} if name == "reached" else {}
            met = _lists(members(reach(log)).to_pandas(), "event")
            found.update({(name, ids.get(id, id)): met.get(id, set()) for id in log.event_names})
    pairs = [cell[1:] for cell in cells if isinstance(cell, tuple) and cell[0] == "arrow"]
    if pairs:
        met = _lists(members(eventually_follows(measured.by_touchpoint, pairs)).to_pandas(), ["source", "target"])
        found.update({("arrow", *pair): met.get(pair, set()) for pair in pairs})
    for kpi in journey.kpis:
        if kpi.formula is not None and ("asked", kpi.id) in cells:
            found["asked", kpi.id], found["yes", kpi.id] = counted_paths(measured.events, kpi.formula)
    for persona in journey.personas:
        if persona.rule is not None and ("persona", persona.id) in cells:
            fit = relabel(measured.events, [Label(persona.id, where=conditions(persona.rule.where))])
            found["persona", persona.id] = set(members(reach(fit)).to_pandas()["path"])
    if asked.intersection(("step", "event")):
        _of_rows(measured, cells, found)
    return found


def _lists(frame: pd.DataFrame, keys: Any) -> dict[Any, set[str]]:
    return {key: set(those) for key, those in frame.groupby(keys, dropna=False)["path"]}


def _of_flow(measured: MeasuredMap) -> Iterator[tuple[Any, set[str]]]:
    places = measured.places
    flow = members(evidence.stage_flow(measured)).to_pandas()
    for end in ("source", "target"):
        flow[f"{end}_position"] = flow[f"{end}_column"].map(dict(enumerate(places)))
    yield from ((("stopped", place), set[str]()) for place in places)
    for _, those in flow.groupby(["source_position", "target_position", "kind"], dropna=False):
        yield flow_cell(those.iloc[0].to_dict()), set(those["path"])


def _of_rows(measured: MeasuredMap, cells: Sequence[Any], found: Behind) -> None:
    """Add whom each event of a touchpoint reaches, and who is in each bar and ribbon of the flow by steps."""
    frame = rows(measured.events, labels=touchpoint_labels(measured.journey)).to_pandas().dropna(subset="label")
    for (id, event), those in frame.groupby(["label", "event"])["path"]:
        found["event", id, event] = set(those)
    drawn = {cell for cell in cells if cell[0] == "step"}
    if not drawn:
        return
    found.update({cell: set() for cell in drawn})
    walked: dict[Any, pd.Series[str]] = dict(iter(frame.groupby("path", sort=False)["label"]))
    for path, ids in walked.items():
        bars = [
            (kind, id if kind == "event" else "other")
            for column, id in enumerate(ids[:STEPS_SHOWN], start=1)
            for kind in ("event" if ("step", column, "event", id) in drawn else "other",)
        ]
        for column, bar in enumerate(bars, start=1):
            found.setdefault(("step", column, *bar), set()).add(path)
            onward = bars[column] if column < len(bars) else ("left",)
            if column < STEPS_SHOWN:
                found.setdefault(("step", column, *bar, *onward), set()).add(path)
