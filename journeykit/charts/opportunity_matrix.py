"""Value against effort of opportunities, each under the number of its rank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from journeykit.charts import _figure
from journeykit.charts.theme import LIGHT, colours_at, rgba
from journeykit.text import plotly_label

__all__ = ["opportunity_matrix"]

COLUMNS = ("rank", "opportunity", "position", "value", "effort")
_DOT, _STEP = 24, 27  # px of a dot, and from one to the next in the same cell
_ROW, _BAND = 46, 20  # px of a row with one dot, and of the bands above and below all rows for the words in the corners
_MOST = 6  # dots in one cell
_CORNERS = {"Do first": (1, 5), "Plan": (5, 5), "When there is time": (1, 1), "Leave": (5, 1)}


@_figure.chart
def opportunity_matrix(
    frame: pd.DataFrame, *, title: str | None = None, note: str | None = None, stages: int = 1, width: int = 420
) -> _figure.Spec:
    """Draw opportunities by value and effort; those of high value and low effort are at the top left.

    Parameters
    ----------
    frame
        One row per opportunity: ``rank`` (its number here and in the ranking), ``opportunity`` (name), ``position`` (of
        its stage, from 0: the colour), ``value`` and ``effort`` (1-5).
    title, note
        Lines above the chart.
    stages
        Number of stages of the map, so that ``position`` gives the colours of the map.
    width
        The smallest width in px at which the words must fit.

    Raises
    ------
    FrameError
        When a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"rank": [1], "opportunity": ["Ask less"], "position": [0], "value": [5], "effort": [2]})
    >>> opportunity_matrix(frame).layout.meta["alt"]
    'Value and effort of opportunities, from 1 to 5: 1 Ask less value 5, effort 2.'
    """
    _figure.require("opportunity_matrix", frame, COLUMNS)
    if frame.empty:
        sentence = "No opportunity on this map yet: add one on the board."
        return _figure.empty(sentence, title=title, note=note, width=width)
    rows = _figure.records(frame)
    cells: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for row, colour in zip(rows, colours_at([int(row["position"]) for row in rows], stages), strict=True):
        cells[int(row["effort"]), int(row["value"])].append({**row, "colour": colour})
    edges = _edges(cells)
    plot = edges[-1] + _BAND
    left = _figure.EDGE + 46
    return _figure.sheet(
        [_dots(cells, edges)],
        alt="Value and effort of opportunities, from 1 to 5: " + "; ".join(_row_words(row) for row in rows) + ".",
        title=title,
        note=note,
        width=width,
        plot=plot,
        left=left,
        right=12,
        above=6,
        below=40,
        annotations=[*_corners(plot), *_axes(left)],
        shapes=list(_shapes(edges, plot)),
        xaxis={"range": [0.5, 5.5], "tickvals": [1, 2, 3, 4, 5], "ticktext": ["1", "2", "3", "4", "5"]},
        yaxis={
            "range": [0, plot],
            "tickvals": [(low + high) / 2 for low, high in pairwise(edges)],
            "ticktext": ["1", "2", "3", "4", "5"],
        },
    )


def _edges(cells: Mapping[tuple[int, int], Sequence[Any]]) -> list[float]:
    """Return the borders between the values, in px from below: a row is as tall as its tallest stack."""
    stacks = [max((len(here) for (_, at), here in cells.items() if at == value), default=1) for value in range(1, 6)]
    heights = [_ROW + (min(stack, _MOST) - 1) * _STEP for stack in stacks]
    return list(accumulate(heights, initial=float(_BAND)))


def _dots(cells: Mapping[tuple[int, int], Sequence[dict[str, Any]]], edges: Sequence[float]) -> go.Scatter:
    """Return the dots; those of one cell are stacked, so that none moves to another effort or value."""
    x, y, words, marks, hover = [], [], [], [], []
    for (effort, value), here in cells.items():
        shown = here if len(here) <= _MOST else here[: _MOST - 1]
        groups = [[row] for row in shown] + ([here[len(shown) :]] if len(shown) < len(here) else [])
        middle = (edges[value - 1] + edges[value]) / 2
        for place, group in enumerate(groups):
            x.append(effort)
            y.append(middle - (place - (len(groups) - 1) / 2) * _STEP)
            words.append(str(group[0]["rank"]) if len(group) == 1 else f"+{len(group)}")
            marks.append(group[0]["colour"] if len(group) == 1 else LIGHT["faint"])
            hover.append("<br>".join(plotly_label(_row_words(row)) for row in group))
    return go.Scatter(
        x=x,
        y=y,
        mode="markers+text",
        text=words,
        textfont={"size": 12, "color": LIGHT["ink"]},
        marker={
            "size": _DOT,
            "color": [rgba(mark, 0.22) for mark in marks],
            "line": {"width": 1.5, "color": marks},
        },
        customdata=hover,
        hovertemplate=_figure.HOVER,
        cliponaxis=False,
    )


def _shapes(edges: Sequence[float], plot: float) -> Iterator[dict[str, Any]]:
    """Yield the ground of what is worth more and costs less than the middle, and the lines between the scores."""
    ground = {"x0": 0.5, "x1": 2.5, "y0": edges[3], "y1": plot, "fillcolor": LIGHT["path"], "line": {"width": 0}}
    yield {"type": "rect", "layer": "below", **ground}
    style = {"type": "line", "layer": "below", "line": {"width": 1, "color": LIGHT["line"]}}
    for border in (1.5, 2.5, 3.5, 4.5):
        yield style | {"x0": border, "x1": border, "y0": 0, "y1": plot}
    for border in edges[1:-1]:
        yield style | {"x0": 0.5, "x1": 5.5, "y0": border, "y1": border}


def _corners(plot: float) -> Iterator[dict[str, Any]]:
    for name, (effort, value) in _CORNERS.items():
        x, side, right = (5.5, "right", -6) if effort == 5 else (0.5, "left", 6)
        y, edge, up = (plot, "top", -4) if value == 5 else (0, "bottom", 4)
        yield _figure.label(name, x, y, anchor=f"{side} {edge}", shift=(right, up), colour="soft")


def _axes(left: float) -> list[dict[str, Any]]:
    effort, shift = "Effort: 1 an afternoon, 5 a project", (_figure.EDGE - left, 0)
    return [
        _figure.label(effort, 0, 0, paper="xy", anchor="left top", shift=(0, -22), colour="soft"),
        _figure.label("Value", 0, 1, paper="xy", anchor="left top", shift=shift, colour="soft"),
    ]


def _row_words(row: dict[str, Any]) -> str:
    return f"{row['rank']} {row['opportunity']} value {row['value']}, effort {row['effort']}"
