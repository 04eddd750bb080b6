"""Every count that a page about a measured map shows or implies, and which sums between them a reader knows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from journeykit.evidence import MeasuredMap
from journeykit.model.binding import Condition
from journeykit.model.journey import JourneyMap

Cell = Hashable
ALL, OFF = "all", "off the map"
Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]


class Sum(NamedTuple):
    """A total and the counts that add up to it, as readers of a page know."""

    whole: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        return (self.whole, *self.parts)


@dataclass
class Counts:
    """Counts by cell, the sums between them, and the remainders: what is left of a count without one of its parts."""

    counts: dict[Cell, int]
    sums: list[Sum]
    rests: dict[Cell, tuple[Cell, Cell]] = field(default_factory=dict)

    def split(self, whole: Cell, part: Cell, count: int, rest: Cell) -> None:
        """Add a count that is part of another one, and the remainder."""
        self.counts[part] = count
        self.counts[rest] = self.counts[whole] - count
        self.sums.append(Sum(whole, (part, rest)))
        self.rests[rest] = (whole, part)


def count(measured: MeasuredMap, frames: dict[str, pd.DataFrame]) -> Counts:
    """Return the counts behind the frames of :func:`journeykit.summary.numbers.shared_numbers`, nothing withheld."""
    table = Counts({ALL: measured.events.path_count}, [])
    _count_stages(table, frames, measured.places)
    _count_reached(table, frames["stages"])
    _count_touchpoints(table, frames["reach"], measured)
    _count_routes(table, frames)
    _count_parts(table, frames, measured.journey)
    if "steps" in frames:
        _count_steps(table, frames["steps"], measured.places[0])
    if "claims" in frames:
        _count_claims(table, frames["claims"])
    return table


def _count_stages(table: Counts, frames: dict[str, pd.DataFrame], places: Sequence[int]) -> None:
    """Add links, who stops, who starts, who is in a stage, and the funnel; only stages that are measured count."""
    out: dict[int, list[Cell]] = {stage: [("stopped", stage)] for stage in places}
    into: dict[int, list[Cell]] = {stage: [("starts", stage)] for stage in places}
    counts = table.counts
    counts.update({("stopped", stage): 0 for stage in places})
    for row in frames["flow"].to_dict("records"):
        cell = flow_cell(row)
        counts[cell] = int(row["paths"])
        if cell[0] == "link":
            out[cell[1]].append(cell)
            into[cell[2]].append(cell)
    for stage in places:
        here = ("stage", stage)
        counts[here] = sum(counts[cell] for cell in out[stage])
        counts["starts", stage] = counts[here] - sum(counts[cell] for cell in into[stage][1:])
        table.sums += [Sum(here, tuple(out[stage])), Sum(here, tuple(into[stage]))]
    for stage, beyond in zip(reversed(places), [None, *reversed(places[1:])], strict=True):
        further: tuple[Cell, ...] = () if beyond is None else (("got to", beyond),)
        counts["got to", stage] = sum(counts[cell] for cell in further) + counts["stopped", stage]
        table.sums.append(Sum(("got to", stage), (*further, ("stopped", stage))))
    first: Cell = ("got to", places[0])
    table.split(ALL, first, counts[first], OFF)
    table.sums.append(Sum(first, tuple(("starts", stage) for stage in places)))
    for stage in places[1:]:
        table.split(ALL, ("got to", stage), counts["got to", stage], ("not as far", stage))


def _count_reached(table: Counts, stages: pd.DataFrame) -> None:
    """Add who had an event of a stage: on the way forward, or only on the way back from a later stage."""
    for row in stages.dropna(subset="paths").to_dict("records"):
        place, paths = int(row["position"]), int(row["paths"])
        reached: Cell = ("reached", place)
        table.split(ALL, reached, paths, ("not reached", place))
        table.split(("got to", place), reached, paths, ("passed by", place))
        table.split(reached, ("stage", place), table.counts["stage", place], ("only on the way back", place))


def _count_touchpoints(table: Counts, reach: pd.DataFrame, measured: MeasuredMap) -> None:
    bound = reach[reach["bound"]]
    for row in bound.to_dict("records"):
        table.split(ALL, ("touchpoint", row["touchpoint_id"]), int(row["paths"]), ("without", row["touchpoint_id"]))
    seen = bound[bound["events"] > 0].groupby("stage_id")["touchpoint_id"].apply(list)
    for place, stage in enumerate(measured.journey.stages):
        # If only one touchpoint of a stage has events, it reaches everybody whom the stage reaches.
        if len(seen.get(stage.id, [])) == 1:
            table.sums.append(Sum(("reached", place), (("touchpoint", seen[stage.id][0]),)))
            continue
        for id in seen.get(stage.id, []):
            table.split(
                ("reached", place), ("touchpoint", id), table.counts["touchpoint", id], ("by others", place, id)
            )


def _count_routes(table: Counts, frames: dict[str, pd.DataFrame]) -> None:
    """Add for every arrow who goes on, who does not, and who comes to its end from elsewhere."""
    rows = [row for name in ("arrows", "routes") for row in frames[name].to_dict("records")]
    pairs = {(row["source_id"], row["target_id"]): row["paths"] for row in rows}
    for (source, target), paths in pairs.items():
        arrow = ("arrow", source, target)
        table.split(("touchpoint", source), arrow, int(paths), ("lost", source, target))
        table.split(("touchpoint", target), arrow, int(paths), ("from elsewhere", source, target))


def _count_parts(table: Counts, frames: dict[str, pd.DataFrame], journey: JourneyMap) -> None:
    for row in frames["kpis"].to_dict("records"):
        table.counts["asked", row["kpi_id"]] = int(row["n"])
        table.split(("asked", row["kpi_id"]), ("yes", row["kpi_id"]), int(row["successes"]), ("no", row["kpi_id"]))
    _count_windows(table, journey)
    count_personas(table, frames["personas"], journey)


def _count_windows(table: Counts, journey: JourneyMap) -> None:
    """Add the differences between KPIs that ask the same with different windows."""
    kpis = {
        kpi.id: kpi.formula for kpi in journey.kpis if kpi.formula is not None and ("asked", kpi.id) in table.counts
    }
    counts = table.counts
    for one, other in permutations(kpis, 2):
        alike = kpis[one].attempt == kpis[other].attempt and set(kpis[one].success) == set(kpis[other].success)
        if not alike or kpis[one].complement != kpis[other].complement:
            continue
        if counts["asked", one] > counts["asked", other]:
            table.split(("asked", one), ("asked", other), counts["asked", other], ("settled later", one, other))
        elif counts["asked", one] == counts["asked", other] and counts["yes", one] > counts["yes", other]:
            table.split(("yes", one), ("yes", other), counts["yes", other], ("between windows", one, other))


def count_personas(table: Counts, personas: pd.DataFrame, journey: JourneyMap) -> None:
    """Add the travellers of each persona, and what the rules imply for pairs: one includes or excludes the other."""
    for row in personas[personas["problem"] == ""].to_dict("records"):
        table.split(ALL, ("persona", row["persona_id"]), int(row["paths"]), ("others", row["persona_id"]))
    rules = {p.id: _values(p.rule.where) for p in journey.personas if p.rule and ("persona", p.id) in table.counts}
    counts = table.counts
    for one, other in permutations(rules, 2):
        wide, narrow = rules[one], rules[other]
        if wide is None or narrow is None or not wide:
            continue
        count = counts["persona", other]
        if wide != narrow and all(column in narrow and _within(narrow[column], wide[column]) for column in wide):
            if counts["persona", one] >= count:
                table.split(("persona", one), ("persona", other), count, ("only the wider", one, other))
        elif one < other and counts["others", one] >= count and _exclude(wide, narrow):
            table.split(("others", one), ("persona", other), count, ("neither", one, other))


def _within(narrow: Values, wide: Values) -> bool:
    """Return whether ``wide`` allows every value that ``narrow`` allows."""
    if narrow.but:
        return wide.but and wide.named <= narrow.named
    return not narrow.named & wide.named if wide.but else narrow.named <= wide.named


def _exclude(wide: dict[str, Values], narrow: dict[str, Values]) -> bool:
    return any(
        column in narrow and _within(narrow[column], replace(wide[column], but=not wide[column].but)) for column in wide
    )


@dataclass(frozen=True)
class Values:
    """Values of an attribute that a rule allows: those named, or all but those."""

    named: frozenset[str]
    but: bool = False


def _values(where: Iterable[Condition]) -> dict[str, Values] | None:
    """Return the values that the conditions allow, by column; None if a condition is not a list of values."""
    found: dict[str, Values] = {}
    for rule in where:
        if rule.operator not in ("=", "in", "!=") or rule.column in found:
            return None
        values = {rule.value} if isinstance(rule.value, (str, int, float)) else set(rule.value)
        found[rule.column] = Values(frozenset(map(str, values)), but=rule.operator == "!=")
    return found


Bar = tuple[str, int, str, str]
"""``"step"``, column (from 1), event or other, id of the touchpoint."""


def flow_cell(row: Mapping[Hashable, Any]) -> tuple[Any, ...]:
    """Return what a row of the flow between stages counts; stages go by their position in the map."""
    source = int(row["source_position"])
    if row["kind"] in ("left", "end"):
        return "stopped", source
    return "back" if row["kind"] == "return" else "link", source, int(row["target_position"])


def step_cells(row: Mapping[Hashable, Any]) -> tuple[Cell, Bar, Bar | None]:
    """Return what a row of the step flow counts, the bar it leaves, and the bar it enters, if any."""
    column = int(row["source_column"])
    source: Bar = ("step", column, row["source_kind"], _named(row["source_id"]))
    if row["target_kind"] == "left":
        return (*source, "left"), source, None
    target: Bar = ("step", column + 1, row["target_kind"], _named(row["target_id"]))
    return (*source, *target[2:]), source, target


def _named(id: Any) -> str:
    return id if isinstance(id, str) else ""


def _count_steps(table: Counts, steps: pd.DataFrame, first: int) -> None:
    """Add bars and ribbons of the step flow: as many leave a bar as enter it, all of whom the touchpoint reaches."""
    leaves: dict[Bar, list[Cell]] = {}
    enters: dict[Bar, list[Cell]] = {}
    for row in steps.to_dict("records"):
        link, source, target = step_cells(row)
        table.counts[link] = int(row["paths"])
        leaves.setdefault(source, []).append(link)
        if target is not None:
            enters.setdefault(target, []).append(link)
    for bar in dict.fromkeys([*leaves, *enters]):
        table.counts[bar] = sum(table.counts[link] for link in enters.get(bar) or leaves[bar])
        table.sums += [Sum(bar, tuple(ends[bar])) for ends in (leaves, enters) if bar in ends]
        _, column, kind, id = bar
        if kind == "event":
            table.split(("touchpoint", id), bar, table.counts[bar], ("reached, not at step", column, id))
    table.sums.append(Sum(("got to", first), tuple(bar for bar in leaves if bar[1] == 1)))


def _count_claims(table: Counts, claims: pd.DataFrame) -> None:
    """Add whom each event of a touchpoint reaches, and who has only other events of it."""
    for row in claims.dropna(subset="label").to_dict("records"):
        id, event = row["label"], row["event"]
        table.split(("touchpoint", id), ("event", id, event), int(row["paths"]), ("without event", id, event))
