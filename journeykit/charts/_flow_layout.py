"""Positions of the bars of a flow, and a domain that makes Plotly choose the same scale.

plotly.js (d3-sankey) puts nodes into layers by their longest distance from a source and chooses the scale
``min over layers (height - (nodes - 1) * pad) / value``. Node positions can be set, the scale cannot. So the scale that
leaves room for every label is computed first; with ``pad`` 0 and a domain as tall as the fullest layer at that scale,
Plotly chooses the same one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from journeykit.charts._flow import LEFT_PLACE, Flow

GAP = 10.0  # px between two bars of a column
END_PLACE = 0.12
LEAST_INK = 0.42  # least share of the height that all paths take: with more labels the plot grows, not the gaps


@dataclass(frozen=True)
class Placed:
    """Tops and heights of all nodes in px from the top of the plot, and their x in columns.

    ``domain`` is the height in px of the domain that makes Plotly choose our scale; nodes may be below it.
    """

    height: float
    domain: float
    tops: list[float]
    sizes: list[float]
    slots: dict[int, tuple[float, float]]  # node: top and height of the room for its label
    columns: list[float]  # x of each node, in columns


@dataclass(frozen=True)
class _Shelf:
    """A column: groups of bars from top to bottom, their paths, the room of their labels, and who left before."""

    groups: list[list[int]]
    paths: list[float]
    rooms: list[float]
    left: float

    def height(self, scale: float) -> float:
        needed = sum(max(scale * paths, room) for paths, room in zip(self.paths, self.rooms, strict=True))
        # The bar of who left before this column is at its left, at the bottom: this column ends above it.
        return needed + GAP * (len(self.groups) - 1) + (scale * self.left + GAP if self.left else 0.0)


def lay_out(flow: Flow, rooms: Callable[[int], float], height: float) -> Placed:
    """Return the layout of a flow.

    ``rooms`` returns the height of the label of a node (0 for none); ``height`` is the least height of the plot, which
    grows until every label has room.
    """
    shelves = [_shelf(flow, column, rooms) for column in range(flow.columns)]
    scale = _scale(flow, shelves, height)
    while scale * flow.total < LEAST_INK * height:
        height *= 1.1
        scale = _scale(flow, shelves, height)
    sizes = [node.value * scale for node in flow.nodes]
    tops, slots = _stacked(flow, shelves, sizes, height)
    place = {"left": LEFT_PLACE, "end": END_PLACE}
    columns = [int(node.column) + place.get(node.kind, 0.0) for node in flow.nodes]
    return Placed(height, scale * max(_layers(flow)), tops, sizes, slots, columns)


def _shelf(flow: Flow, column: int, rooms: Callable[[int], float]) -> _Shelf:
    """Return a column: bars by stage, else by size; then other; then detours as one group with one label."""
    standing = flow.in_column(column)
    late = {"other": 1, "detour": 2}
    by_stage = all(flow.nodes[n].position is not None for n in standing if flow.nodes[n].kind not in late)

    def rank(n: int) -> tuple[int, float, tuple[int, int], str]:
        node = flow.nodes[n]
        place = float(node.position or 0) if by_stage else -node.value
        return late.get(node.kind, 0), place, node.route[::-1], node.name

    bars = sorted(standing, key=rank)
    groups = [[n] for n in bars if flow.nodes[n].kind != "detour"]
    passing = [n for n in bars if flow.nodes[n].kind == "detour"]
    groups += [passing] if passing else []
    left = sum(node.value for node in flow.nodes if node.kind == "left" and node.column == column - 0.5)
    paths = [sum(flow.nodes[n].value for n in group) for group in groups]
    return _Shelf(groups, paths, [rooms(group[0]) for group in groups], left)


def _stacked(
    flow: Flow, shelves: list[_Shelf], sizes: list[float], height: float
) -> tuple[list[float], dict[int, tuple[float, float]]]:
    """Return the tops of all bars, and top and height of the slot of each group by its first bar."""
    tops = [0.0] * len(flow.nodes)
    slots: dict[int, tuple[float, float]] = {}
    for shelf in shelves:
        edge = 0.0
        for group, room in zip(shelf.groups, shelf.rooms, strict=True):
            slots[group[0]] = (edge, max(sum(sizes[n] for n in group), room))
            at = edge
            for n in group:
                tops[n] = at
                at += sizes[n]
            edge += slots[group[0]][1] + GAP
    sources = {link.target: link.source for link in flow.links}
    for n, node in enumerate(flow.nodes):
        if node.kind == "left":
            tops[n] = height - sizes[n]
        elif node.kind == "end":
            tops[n] = tops[sources[n]] + sizes[sources[n]] - sizes[n]
    return tops, slots


def _fits(shelves: list[_Shelf], height: float, scale: float) -> bool:
    return all(shelf.height(scale) <= height + 0.01 for shelf in shelves)


def _scale(flow: Flow, shelves: list[_Shelf], height: float) -> float:
    """Return the largest scale (px per path) at which every column fits, by bisection."""
    low, high = 0.0, height / max(flow.total, 1.0)
    if _fits(shelves, height, high):
        return high
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if _fits(shelves, height, middle) else (low, middle)
    return low


def _layers(flow: Flow) -> list[float]:
    """Return the paths in each layer of d3-sankey: a node is one layer after the latest of its sources."""
    depth = [0] * len(flow.nodes)
    for link in sorted(flow.links, key=lambda link: flow.nodes[link.source].column):
        depth[link.target] = max(depth[link.target], depth[link.source] + 1)
    layers = [0.0] * (max(depth) + 1)
    for node, layer in zip(flow.nodes, depth, strict=True):
        layers[layer] += node.value
    return layers
