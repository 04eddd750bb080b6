"""Every count that a page about a measured map shows or implies, and what a reader knows of how they hang together."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import pandas as pd

from journeykit.evidence import MeasuredMap
from journeykit.summary.withheld import Sum

__all__ = ["ALL", "OFF", "Cell", "Counts", "count"]

Cell = Hashable
ALL, OFF = "all", "off the map"


@dataclass
class Counts:
    """Counts by what they count, and the sums between them."""

    counts: dict[Cell, int]
    sums: list[Sum]

    def split(self, whole: Cell, part: Cell, count: int, rest: Cell) -> None:
        """Note a count that is part of another one, and what is left of it."""
        self.counts[part] = count
        self.counts[rest] = self.counts[whole] - count
        self.sums.append(Sum(whole, (part, rest)))


def count(measured: MeasuredMap, frames: dict[str, pd.DataFrame]) -> Counts:
    """Return the counts behind the frames of :func:`journeykit.summary.numbers.shared_numbers`.

    Parameters
    ----------
    measured : MeasuredMap
        A map and its log.
    frames : dict of DataFrame
        The answers that the page lays out, by name, nothing withheld yet.

    Returns
    -------
    Counts
        Each count by what it counts, and which add up to which.
    """
    table = Counts({ALL: measured.events.path_count}, [])
    _count_stages(table, frames, len(measured.journey.stages))
    _count_touchpoints(table, frames["reach"], measured)
    _count_routes(table, frames)
    _count_parts(table, frames)
    return table


def _count_stages(table: Counts, frames: dict[str, pd.DataFrame], stages: int) -> None:
    """Note links, who stops, who starts, what passes through a stage, and the funnel: all follow from the links."""
    out: dict[int, list[Cell]] = {stage: [("stopped", stage)] for stage in range(stages)}
    into: dict[int, list[Cell]] = {stage: [("starts", stage)] for stage in range(stages)}
    counts = table.counts
    counts.update({("stopped", stage): 0 for stage in range(stages)})
    for row in frames["flow"].to_dict("records"):
        source, paths = int(row["source_column"]), int(row["paths"])
        if row["kind"] in ("left", "end"):
            counts["stopped", source] = paths
        elif row["kind"] == "return":
            counts["back", source, int(row["target_column"])] = paths
        else:
            link = ("link", source, int(row["target_column"]))
            counts[link] = paths
            out[source].append(link)
            into[int(row["target_column"])].append(link)
    for stage in range(stages):
        here = ("stage", stage)
        counts[here] = sum(counts[cell] for cell in out[stage])
        counts["starts", stage] = counts[here] - sum(counts[cell] for cell in into[stage][1:])
        table.sums += [Sum(here, tuple(out[stage])), Sum(here, tuple(into[stage]))]
    counts["got to", stages] = 0
    for stage in reversed(range(stages)):
        counts["got to", stage] = counts["got to", stage + 1] + counts["stopped", stage]
        table.sums.append(Sum(("got to", stage), (("got to", stage + 1), ("stopped", stage))))
    counts[OFF] = counts[ALL] - counts["got to", 0]
    table.sums.append(Sum(ALL, (("got to", 0), OFF)))
    table.sums.append(Sum(("got to", 0), tuple(("starts", stage) for stage in range(stages))))


def _count_touchpoints(table: Counts, reach: pd.DataFrame, measured: MeasuredMap) -> None:
    bound = reach[reach["bound"]]
    for row in bound.to_dict("records"):
        table.split(ALL, ("touchpoint", row["touchpoint_id"]), int(row["paths"]), ("without", row["touchpoint_id"]))
    seen = bound[bound["events"] > 0].groupby("stage_id")["touchpoint_id"].apply(list)
    for place, stage in enumerate(measured.journey.stages):
        # The only touchpoint of a stage reaches those of the stage, and those who saw it on their way back.
        if len(seen.get(stage.id, [])) == 1:
            only: Cell = ("touchpoint", seen[stage.id][0])
            here: Cell = ("stage", place)
            later: Cell = ("only on the way back", place)
            table.counts[later] = table.counts[only] - table.counts[here]
            table.sums.append(Sum(only, (here, later)))


def _count_routes(table: Counts, frames: dict[str, pd.DataFrame]) -> None:
    """Note for every arrow who goes on, who does not, and who comes to its end from elsewhere."""
    rows = [row for name in ("arrows", "routes") for row in frames[name].to_dict("records")]
    pairs = {(row["source_id"], row["target_id"]): row["paths"] for row in rows}
    for (source, target), paths in pairs.items():
        arrow = ("arrow", source, target)
        table.split(("touchpoint", source), arrow, int(paths), ("lost", source, target))
        table.split(("touchpoint", target), arrow, int(paths), ("from elsewhere", source, target))


def _count_parts(table: Counts, frames: dict[str, pd.DataFrame]) -> None:
    for row in frames["kpis"].to_dict("records"):
        table.counts["asked", row["kpi_id"]] = int(row["n"])
        table.split(("asked", row["kpi_id"]), ("yes", row["kpi_id"]), int(row["successes"]), ("no", row["kpi_id"]))
    for row in frames["personas"].to_dict("records"):
        if not row["problem"]:
            table.split(ALL, ("persona", row["persona_id"]), int(row["paths"]), ("others", row["persona_id"]))
