"""A flow frame as nodes and links: columns in order, skips led past the stages they skip. Pure; knows no Plotly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from journeykit.errors import JourneyKitError

__all__ = ["Flow", "Link", "Node", "read_flow"]

LEFT_PLACE = 0.56  # of the way to the next column: where the bars of those who left stand
MOST_DETOURS = 40  # columns: with more, a skip runs straight, for detours grow with the cube of the columns


@dataclass
class Node:
    """A bar: its kind, and what flows in and out of it. ``left`` and ``end`` stand between the columns."""

    kind: str  # stage | event | other | left | end | detour
    column: float
    name: str = ""
    position: int | None = None
    arriving: float = 0.0
    leaving: float = 0.0
    route: tuple[int, int] = (0, 0)  # of a detour: columns of the link it is part of
    said: str | None = None  # its count in words, where rows are missing and what is drawn does not add up to it

    @property
    def value(self) -> float:
        return max(self.arriving, self.leaving)

    @property
    def starting(self) -> float:
        """Paths that begin here."""
        return max(self.leaving - self.arriving, 0.0) if self.kind not in ("left", "end") else 0.0


@dataclass
class Link:
    """A ribbon from node to node (by number), and the row of the frame it belongs to."""

    source: int
    target: int
    paths: float
    kind: str  # forward | skip | left | end
    whole: tuple[int, int]  # nodes at the ends of the whole route; a detour is several links
    row: int  # place in the frame


@dataclass
class Flow:
    """Everything a Sankey draws, unplaced."""

    nodes: list[Node] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    returns: dict[int, list[tuple[str, float]]] = field(default_factory=dict)  # target column: (source, paths)
    columns: int = 0
    by_stage: bool = False
    heads: Sequence[str] | None = None  # how many reached each stage, in words: said under its name
    whole: float | None = None  # paths that shares are of, where others than those who enter the flow count too
    partial: bool = False  # rows are missing, so that nothing adds up

    @property
    def runs_on(self) -> bool:
        """True when paths leave after the last of several columns: then their bars stand beyond it."""
        beyond = self.columns - 1
        return beyond > 0 and any(node.kind == "left" and node.column > beyond for node in self.nodes)

    @property
    def span(self) -> float:
        """Columns from the first bar to the last one drawn."""
        return self.columns - 1 + LEFT_PLACE if self.runs_on else max(self.columns - 1, 1)

    @property
    def total(self) -> float:
        """Paths that enter the flow anywhere."""
        return sum(node.starting for node in self.nodes)

    @property
    def base(self) -> float:
        """Paths that shares are of."""
        return self.total if self.whole is None else self.whole

    def in_column(self, column: int) -> list[int]:
        """Return the numbers of the nodes that stand in a column, detours too."""
        return [number for number, node in enumerate(self.nodes) if node.column == column]


def read_flow(frame: pd.DataFrame) -> Flow:
    """Return nodes and links of a flow frame; rows without paths are not drawn."""
    flow = Flow()
    numbers: dict[tuple[float, str, str], int] = {}

    def node(kind: str, column: float, name: str, position: int | None, said: str | None = None) -> int:
        key = (column, kind, name)
        if key not in numbers:
            numbers[key] = len(flow.nodes)
            flow.nodes.append(Node(kind, column, name, position, said=said))
        return numbers[key]

    for row in _rows(frame):
        if row.kind == "return":
            flow.returns.setdefault(row.target_column, []).append((row.source, row.paths))
            continue
        source = node(row.source_kind, row.source_column, row.source, row.source_position, row.source_said)
        if row.kind in ("left", "end"):
            target = node(row.kind, row.source_column + 0.5, "", None)
        else:
            target = node(row.target_kind, row.target_column, row.target, row.target_position, row.target_said)
        _connect(flow, source, target, row)
    flow.by_stage = _is_by_stage(flow)
    columns = [int(node.column) for node in flow.nodes if node.kind not in ("left", "end")]
    if columns and not flow.by_stage:
        # Steps are counted from 1, stages from 0; a stage that nobody reached keeps its column, a step 0 is none.
        first = min(columns)
        for each in flow.nodes:
            each.column -= first
        columns = [column - first for column in columns]
    flow.columns = max(columns, default=-1) + 1
    return flow


@dataclass(frozen=True)
class _Row:
    number: int
    kind: str
    paths: float
    source_column: int
    source: str
    source_kind: str
    source_position: int | None
    target_column: int
    target: str
    target_kind: str
    target_position: int | None
    source_said: str | None
    target_said: str | None


def _rows(frame: pd.DataFrame) -> Iterator[_Row]:
    for number, row in enumerate(frame.to_dict("records")):
        paths = 0.0 if pd.isna(row["paths"]) else float(row["paths"])
        if paths <= 0:
            continue
        kind = str(row["kind"])
        source_column = int(row["source_column"])
        leaves = kind in ("left", "end")
        target_column = source_column + 1 if leaves or pd.isna(row["target_column"]) else int(row["target_column"])
        if kind != "return" and target_column <= source_column:
            raise JourneyKitError(
                f"sankey: row {number} goes from column {source_column} to column {target_column}, but its kind is "
                f"{kind!r}. Only rows of kind 'return' may go back."
            )
        yield _Row(
            number=number,
            kind=kind,
            paths=paths,
            source_column=source_column,
            source=str(row["source"]),
            source_kind=str(row["source_kind"]),
            source_position=_position(row.get("source_position")),
            target_column=target_column,
            target="" if leaves else str(row["target"]),
            target_kind=str(row["target_kind"]),
            target_position=_position(row.get("target_position")),
            source_said=row.get("source_said"),
            target_said=row.get("target_said"),
        )


def _position(value: object) -> int | None:
    return None if value is None or value is pd.NA or value != value else int(str(value).split(".")[0])


def _connect(flow: Flow, source: int, target: int, row: _Row) -> None:
    """Add the links of one row: one, or for a skip one from column to column past every stage between."""
    start, stop = flow.nodes[source], flow.nodes[target]
    between: Sequence[int] = ()
    if row.kind == "skip" and stop.column - start.column <= MOST_DETOURS:
        between = range(int(start.column) + 1, int(stop.column))
    route = (int(start.column), int(stop.column))
    at = source
    for column in between:
        flow.nodes.append(Node("detour", column, route=route))
        _link(flow, at, len(flow.nodes) - 1, row, (source, target))
        at = len(flow.nodes) - 1
    _link(flow, at, target, row, (source, target))


def _link(flow: Flow, source: int, target: int, row: _Row, whole: tuple[int, int]) -> None:
    flow.links.append(Link(source, target, row.paths, row.kind, whole, row.number))
    flow.nodes[source].leaving += row.paths
    flow.nodes[target].arriving += row.paths


def _is_by_stage(flow: Flow) -> bool:
    """Return whether every column is one stage: then the column is called by its name, not by its number."""
    standing: dict[float, int] = {}
    for node in flow.nodes:
        if node.kind in ("event", "other"):
            return False
        if node.kind == "stage":
            standing[node.column] = standing.get(node.column, 0) + 1
    return max(standing.values(), default=0) <= 1
