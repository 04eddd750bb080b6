"""Sankey of paths, by step or by stage; every bar is labelled with its count and share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from journeykit.charts import _figure
from journeykit.charts._edges import moves_in, table_in
from journeykit.charts._flow import Flow, Link, Node, read_flow
from journeykit.charts._flow_labels import headers, node_labels, room
from journeykit.charts._flow_layout import Placed, lay_out
from journeykit.charts._flow_words import alt, default_note, link_hover, node_hover
from journeykit.charts.theme import LIGHT, colours_at, rgba

__all__ = ["sankey"]

COLUMNS = ("source_column", "source", "source_kind", "target_column", "target", "target_kind", "paths", "kind")
_THICK = 12
_OPACITY = {"forward": 0.34, "skip": 0.18, "left": 0.2, "end": 0.0}
_STRONGER = 0.26  # added on hover
_BEYOND = 48.0  # px to the right of the bar of who left after the last column, for the words below it
_LEFT_LABEL = 40  # px below the bars of who left


@_figure.chart
def sankey(
    frame: pd.DataFrame | str | Path,
    *,
    title: str | None = None,
    note: str | None = None,
    stages: Sequence[str] | None = None,
    columns: Sequence[int] | None = None,
    reached: Sequence[str] | None = None,
    whole: int | None = None,
    partial: bool = False,
    empty: str = "",
    unit: str = "paths",
    width: int = 800,
    height: int = 280,
) -> _figure.Spec:
    """Draw where paths go, column by column.

    A ribbon has the colour of the bar it comes from. *Other* is hollow; paths that *left* are grey, at the bottom. By
    stage, a path that skips a stage is led past it in a paler ribbon and counted in *skipped*; paths that came back are
    counted beside the bar (``↩ 212 came back``) instead of in ribbons, so that in- and outflow stay equal.

    Parameters
    ----------
    frame
        One row per link. ``source_column`` (stages from 0, steps from 1), ``source`` (name), ``source_kind``
        (``stage``, ``event``, ``other``), ``target_column`` (missing for left and end), ``target``, ``target_kind``
        (as the source, or ``left``, ``end``), ``paths`` (unique paths), ``kind`` (``forward``, ``skip``, ``return``,
        ``left``, ``end``; ``through``: all paths that get beyond the source, by any way).
        Or a table of moves, or the path of a file with one: a column where from (``source``, ``from`` …), one where to
        (``target``, ``to`` …) and how many (``value``, ``count`` …; without it each row is one), or a matrix with the
        same names as rows and columns. A move that goes back to where others came from is told in the note.
        Optional: ``source_position`` and ``target_position`` (stage, from 0, for the colour; missing is neutral).
        Without any position each event has a colour of its own. ``source_said`` and ``target_said`` (the text of a bar
        instead of its count, for ``partial``).
    title, note
        Lines above the chart; the default note states what the shares are of.
    stages
        Names of all stages of the map, in order: the colours are those of the map, and a stage that nobody reached
        keeps its column.
    columns
        Positions, from 0, of the ``stages`` that have a column (default: all), for maps with stages that are not
        measured.
    reached
        By column, how many paths have any event of its stage, in words, shown under the name of the stage. By default
        each bar says how many paths get further than before there.
    whole
        Number of paths that shares are of; by default those that enter the flow.
    partial
        Rows are missing because they must not be shown. Bars then add up only what is drawn, so there are no shares.
    empty
        The sentence to show if the frame has no rows; by default what to do about it.
    unit
        What one path is: ``"customers"``, ``"sessions"``.
    width, height
        The smallest width in px at which labels must not overlap; the least height of the plot, which grows with the
        labels.

    Raises
    ------
    FrameError
        When a column is missing.
    JourneyKitError
        When a row goes backwards and is not a return, or a file or a table of moves cannot be read.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"source_column": [0, 0], "source": "Search", "source_kind": "stage",
    ...                       "target_column": [1, None], "target": ["Buy", None], "target_kind": ["stage", "left"],
    ...                       "paths": [30, 70], "kind": ["forward", "left"]})
    >>> sankey(frame).layout.meta["alt"]
    'Flow of 100 paths: Search 100; Buy 30; left after Search 70.'
    >>> sankey(pd.DataFrame({"from": ["Home", "Cart"], "to": ["Cart", "Paid"], "count": [40, 25]})).layout.meta["alt"]
    'Flow of 40 moves: Home 40; Cart 40; Paid 25.'
    """
    if isinstance(frame, (str, Path)):
        frame = table_in(frame)
    moves = None if {"source_column", "source_kind", "kind"} & set(frame.columns) else moves_in(frame)
    if moves is not None:
        frame, note, unit = moves.frame, moves.note if note is None else note, moves.unit if unit == "paths" else unit
    _figure.require("sankey", frame, COLUMNS)
    flow = read_flow(frame)
    flow.moves = moves is not None
    if not flow.nodes:
        sentence = empty or "No paths yet: load an event log, or bind the touchpoints of the map to its events."
        return _figure.empty(sentence, title=title, note=note, width=width)
    names = stages if stages is None or columns is None else [stages[place] for place in columns]
    flow.whole, flow.partial = whole, partial
    flow.heads = reached if flow.by_stage else None
    if names is not None and flow.by_stage:
        flow.columns = max(flow.columns, len(names))
    last = _BEYOND if flow.runs_on else max(64.0, min(150.0, width / (flow.columns + 1)))
    spacing = (width - 2 * _figure.EDGE - _THICK - last) / flow.span
    rooms = {n: room(flow, n, spacing - _THICK - 12, last) for n in range(len(flow.nodes))}
    placed = lay_out(flow, lambda n: rooms[n], height)
    titles, title_height = headers(flow, names, spacing, last, unit)
    colours = _colours(flow, stages)
    return _figure.sheet(
        [_trace(flow, placed, colours, unit)],
        alt=alt(flow, unit),
        title=title,
        note=default_note(flow, unit) if note is None else note,
        width=width,
        plot=placed.height,
        left=_figure.EDGE + _THICK / 2,
        right=last + _THICK / 2,
        above=title_height + 10,
        below=_LEFT_LABEL if any(node.kind == "left" for node in flow.nodes) else 8,
        annotations=[*titles, *node_labels(flow, placed, spacing - _THICK - 12, last, _THICK)],
        shapes=list(_outlines(flow, placed, colours)),
        xaxis={"visible": False},
        yaxis={"visible": False},
    )


def _trace(flow: Flow, placed: Placed, colours: list[str], unit: str) -> go.Sankey:
    span = flow.span
    # Plotly takes links in the order given: sorted by both ends, no two ribbons cross at a bar.
    links = sorted(flow.links, key=lambda link: (placed.tops[link.source], placed.tops[link.target]))
    paint = [_link_colours(flow, link, colours) for link in links]
    return go.Sankey(
        arrangement="fixed",
        domain={"x": [0, 1], "y": [max(1 - placed.domain / placed.height, 0), 1]},
        node={
            # Zero reads as "not pinned" in plotly.js.
            "x": [max(column / span, 1e-6) for column in placed.columns],
            "y": [
                max((top + size / 2) / placed.domain, 1e-6) for top, size in zip(placed.tops, placed.sizes, strict=True)
            ],
            "align": "left",
            "pad": 0,
            "thickness": _THICK,
            "label": [""] * len(flow.nodes),
            "color": [_fill(node, colour) for node, colour in zip(flow.nodes, colours, strict=True)],
            # Plotly has one outline for all bars: bars that need one get a shape (_outlines).
            "line": {"width": 0},
            "customdata": [[node_hover(flow, node, unit), node.kind, node.column] for node in flow.nodes],
            "hovertemplate": "%{customdata[0]}<extra></extra>",
        },
        link={
            "source": [link.source for link in links],
            "target": [link.target for link in links],
            "value": [link.paths for link in links],
            "color": [colour for colour, _ in paint],
            "hovercolor": [stronger for _, stronger in paint],
            "sort": "input",
            # The row is for selection.
            "customdata": [[link_hover(flow, link, unit), link.kind, link.row] for link in links],
            "hovertemplate": "%{customdata[0]}<extra></extra>",
        },
    )


def _colours(flow: Flow, stages: Sequence[str] | None) -> list[str]:
    """Return the colours of the bars: by stage, or without a map by event; other bars are neutral."""
    count = len(stages or ())
    if any(node.position is not None for node in flow.nodes):
        return _of_sources(flow, colours_at([node.position for node in flow.nodes], count))
    if flow.by_stage:
        columns = [int(node.column) if node.kind == "stage" else None for node in flow.nodes]
        return _of_sources(flow, colours_at(columns, max(flow.columns, count)))
    volume: dict[str, float] = {}
    for node in flow.nodes:
        if node.kind in ("event", "stage"):
            volume[node.name] = volume.get(node.name, 0.0) + node.value
    ranked = sorted(volume, key=lambda name: (-volume[name], name))
    place = {name: n for n, name in enumerate(ranked)}
    colours = colours_at([place[n.name] if n.kind in ("event", "stage") else None for n in flow.nodes], len(ranked))
    return _of_sources(flow, colours) if flow.moves else colours


def _of_sources(flow: Flow, colours: list[str]) -> list[str]:
    """Return colours in which a detour has the colour of the stage it comes from."""
    for link in flow.links:
        if flow.nodes[link.target].kind == "detour":
            colours[link.target] = colours[link.whole[0]]
    return colours


def _link_colours(flow: Flow, link: Link, colours: list[str]) -> tuple[str, str]:
    colour = LIGHT["faint"] if link.kind == "left" else colours[link.source]
    opacity = _OPACITY.get(link.kind, 0.34)
    if flow.nodes[link.source].kind == "other":
        opacity = min(opacity, 0.16)
    return rgba(colour, opacity), rgba(colour, opacity + _STRONGER)


def _fill(node: Node, colour: str) -> str:
    if node.kind == "other":
        return LIGHT["card"]
    if node.kind == "end":
        return rgba(LIGHT["faint"], 0)
    return rgba(colour, {"detour": 0.18, "left": 0.5}.get(node.kind, 1.0))


def _outlines(flow: Flow, placed: Placed, colours: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the outlines of hollow bars, and a thin line for bars too thin to be seen."""
    span = flow.span
    for n, node in enumerate(flow.nodes):
        thin = placed.sizes[n] < 1.5 and node.kind in ("stage", "event", "left", "other")
        if node.kind != "other" and not thin:
            continue
        yield {
            "type": "rect",
            "xref": "paper",
            "yref": "paper",
            "xsizemode": "pixel",
            "ysizemode": "pixel",
            "xanchor": placed.columns[n] / span,
            "yanchor": 1,
            "x0": -_THICK / 2 + 0.5,
            "x1": _THICK / 2 - 0.5,
            "y0": -placed.tops[n] - 0.5,
            "y1": -placed.tops[n] - max(placed.sizes[n] - 0.5, 1.0),
            "line": {"width": 1, "color": colours[n]},
            "fillcolor": "rgba(0,0,0,0)",
        }
