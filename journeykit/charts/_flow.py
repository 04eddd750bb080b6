"""A flow frame as nodes and links, without Plotly; skips are led past the stages they skip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from journeykit.errors import JourneyKitError

LEFT_PLACE = 0.56  # of the way to the next column: the place of the bars of those who left
MOST_DETOURS = 40  # columns; a longer skip runs straight, because detours grow with the cube of the columns


@dataclass
class Node:
    """A bar, and the paths that go into and out of it. ``left`` and ``end`` are between the columns."""

    kind: str  # stage | event | other | left | end | detour
    column: float
    name: str = ""
    position: int | None = None
    arriving: float = 0.0
    leaving: float = 0.0
    route: tuple[int, int] = (0, 0)  # of a detour: columns of the link it is part of
    said: str | None = None  # its count in words, where rows are missing and the links do not add up to it

    @property
    def value(self) -> float:
        return max(self.arriving, self.leaving)

    @property
    def starting(self) -> float:
        """Paths that begin here."""
        return max(self.leaving - self.arriving, 0.0) if self.kind not in ("left", "end") else 0.0


@dataclass
class Link:
    """A ribbon between two nodes, by their numbers."""

    source: int
    target: int
    paths: float
    kind: str  # forward | skip | left | end
    whole: tuple[int, int]  # nodes at the ends of the whole route; a skip is several links
    row: int  # position of its row in the frame


@dataclass
class Flow:
    """Everything a Sankey draws, without positions."""

    nodes: list[Node] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    returns: dict[int, list[tuple[str, float]]] = field(default_factory=dict)  # target column: most paths first
    columns: int = 0
    by_stage: bool = False
    heads: Sequence[str] | None = None  # how many paths reach each stage, in words: shown under its name
    whole: float | None = None  # the base of the shares, where it is not the paths that enter the flow
    partial: bool = False  # rows are missing, so that nothing adds up
    moves: bool = False  # of a table of moves: its columns have no names

    @property
    def runs_on(self) -> bool:
        """Whether paths leave after the last of several columns, so that their bars are beyond it."""
        beyond = self.columns - 1
        return beyond > 0 and any(node.kind == "left" and node.column > beyond for node in self.nodes)

    @property
    def span(self) -> float:
        """Distance from the first bar to the last, in columns."""
        return self.columns - 1 + LEFT_PLACE if self.runs_on else max(self.columns - 1, 1)

    @property
    def total(self) -> float:
        """Paths that enter the flow anywhere."""
        return sum(node.starting for node in self.nodes)

    @property
    def base(self) -> float:
        """The base of the shares."""
        return self.total if self.whole is None else self.whole

    def in_column(self, column: int) -> list[int]:
        """Return the numbers of the nodes in a column, detours included."""
        return [number for number, node in enumerate(self.nodes) if node.column == column]


def read_flow(frame: pd.DataFrame) -> Flow:
    """Return nodes and links of a flow frame; rows without paths are left out."""
    flow = Flow()
    numbers: dict[tuple[float, str, str], int] = {}

    def node(kind: str, column: float, name: str = "", position: Any = None, said: str | None = None) -> int:
        key = (column, kind, name)
        if key not in numbers:
            numbers[key] = len(flow.nodes)
            flow.nodes.append(Node(kind, column, name, None if pd.isna(position) else int(position), said=said))
        return numbers[key]

    for number, row in enumerate(frame.to_dict("records")):
        kind, paths = str(row["kind"]), 0.0 if pd.isna(row["paths"]) else float(row["paths"])
        if paths <= 0:
            continue
        leaves = kind in ("left", "end")
        start = int(row["source_column"])
        stop = start + 1 if leaves or pd.isna(row["target_column"]) else int(row["target_column"])
        if kind == "return":
            flow.returns.setdefault(stop, []).append((str(row["source"]), paths))
            continue
        if stop <= start:
            raise JourneyKitError(
                f"sankey: row {number} goes from column {start} to column {stop}, but its kind is {kind!r}. Only rows "
                "of kind 'return' may go back."
            )
        source, target = (
            node(str(row[f"{end}_kind"]), column, str(row[end]), row.get(f"{end}_position"), row.get(f"{end}_said"))
            if end == "source" or not leaves
            else node(kind, start + 0.5)
            for end, column in (("source", start), ("target", stop))
        )
        _connect(flow, Link(source, target, paths, kind, (source, target), number))
    flow.returns = {at: sorted(arrivals, key=lambda arrival: -arrival[1]) for at, arrivals in flow.returns.items()}
    flow.by_stage = _is_by_stage(flow)
    columns = [int(node.column) for node in flow.nodes if node.kind not in ("left", "end")]
    if columns and not flow.by_stage:
        # Steps are counted from 1, stages from 0; a stage that nobody reached keeps its column.
        first = min(columns)
        for each in flow.nodes:
            each.column -= first
        columns = [column - first for column in columns]
    flow.columns = max(columns, default=-1) + 1
    return flow


def _connect(flow: Flow, link: Link) -> None:
    """Add a link; a skip as several links, one from column to column past every stage between."""
    start, stop = (int(flow.nodes[n].column) for n in (link.source, link.target))
    at = link.source
    if link.kind == "skip" and stop - start <= MOST_DETOURS:
        for column in range(start + 1, stop):
            flow.nodes.append(Node("detour", column, route=(start, stop)))
            _add(flow, replace(link, source=at, target=len(flow.nodes) - 1))
            at = len(flow.nodes) - 1
    _add(flow, replace(link, source=at))


def _add(flow: Flow, link: Link) -> None:
    flow.links.append(link)
    flow.nodes[link.source].leaving += link.paths
    flow.nodes[link.target].arriving += link.paths


def _is_by_stage(flow: Flow) -> bool:
    """Return whether every column is one stage, so that it is called by its name instead of its number."""
    standing: dict[float, int] = {}
    for node in flow.nodes:
        if node.kind in ("event", "other"):
            return False
        if node.kind == "stage":
            standing[node.column] = standing.get(node.column, 0) + 1
    return max(standing.values(), default=0) <= 1
