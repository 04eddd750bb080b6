"""Worth against effort: every opportunity where it stands, under the number of its rank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from journeykit.charts import _figure
from journeykit.charts.theme import LIGHT, rgba, stage_colours
from journeykit.text import plotly_label

__all__ = ["opportunity_matrix"]

COLUMNS = ("rank", "opportunity", "position", "value", "effort")
_DOT, _STEP = 24, 27  # px across a dot, and from one to the next where several share a cell
_ROW, _BAND = 46, 20  # px of a row with one dot; of the bands above and below all rows, for the words of the corners
_MOST = 6  # dots in one cell
_CORNERS = {"Do first": (1, 5), "Plan": (5, 5), "When there is time": (1, 1), "Leave": (5, 1)}


def opportunity_matrix(
    frame: pd.DataFrame, *, title: str | None = None, note: str | None = None, stages: int = 1, width: int = 420
) -> go.Figure:
    """Draw opportunities by value and effort; what is worth much and costs little stands at the top left.

    Parameters
    ----------
    frame
        One row an opportunity: ``rank`` (its number here and in the ranking), ``opportunity`` (name), ``position`` (of
        its stage, from 0: the colour), ``value`` and ``effort`` (1-5).
    title, note
        Lines above the chart.
    stages
        How many stages the map has, so that ``position`` gives the map's colours.
    width
        The narrowest width in px at which the words must fit.

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
    for row in rows:
        cells[int(row["effort"]), int(row["value"])].append(row)
    edges = _edges(cells)
    plot = edges[-1] + _BAND
    left, bottom = _figure.EDGE + 46, 40
    head = _figure.heading(title, note, width=width, left=left)
    top = head.height + 6
    return _figure.sheet(
        [_dots(cells, edges, stage_colours(max(stages, *(int(row["position"]) + 1 for row in rows))))],
        alt="Value and effort of opportunities, from 1 to 5: " + "; ".join(_row_words(row) for row in rows) + ".",
        height=top + plot + bottom,
        margin={"l": left, "r": 12, "t": top, "b": bottom},
        annotations=[*_figure.raised(head, top), *_corners(plot), *_axes(left)],
        shapes=[_first(edges, plot), *_borders(edges, plot)],
        xaxis={"range": [0.5, 5.5], "tickvals": [1, 2, 3, 4, 5], "ticktext": ["1", "2", "3", "4", "5"]},
        yaxis={
            "range": [0, plot],
            "tickvals": [(low + high) / 2 for low, high in pairwise(edges)],
            "ticktext": ["1", "2", "3", "4", "5"],
        },
    )


def _edges(cells: Mapping[tuple[int, int], Sequence[Any]]) -> list[float]:
    """Return the borders between the values in px from below: a row is as high as its highest stack."""
    stacks = [max((len(here) for (_, at), here in cells.items() if at == value), default=1) for value in range(1, 6)]
    heights = [_ROW + (min(stack, _MOST) - 1) * _STEP for stack in stacks]
    return list(accumulate(heights, initial=float(_BAND)))


def _dots(
    cells: Mapping[tuple[int, int], Sequence[dict[str, Any]]], edges: Sequence[float], colours: list[str]
) -> go.Scatter:
    """Return the dots; those of one cell stand below each other, so that none moves to another effort or value."""
    x, y, words, marks, hover = [], [], [], [], []
    for (effort, value), here in cells.items():
        shown = here if len(here) <= _MOST else here[: _MOST - 1]
        groups = [[row] for row in shown] + ([here[len(shown) :]] if len(shown) < len(here) else [])
        middle = (edges[value - 1] + edges[value]) / 2
        for place, group in enumerate(groups):
            x.append(effort)
            y.append(middle - (place - (len(groups) - 1) / 2) * _STEP)
            words.append(str(group[0]["rank"]) if len(group) == 1 else f"+{len(group)}")
            marks.append(colours[int(group[0]["position"])] if len(group) == 1 else LIGHT["faint"])
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
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
    )


def _first(edges: Sequence[float], plot: float) -> dict[str, Any]:
    """Return the ground of what is worth more than the middle and costs less."""
    return {
        "type": "rect",
        "layer": "below",
        "x0": 0.5,
        "x1": 2.5,
        "y0": edges[3],
        "y1": plot,
        "fillcolor": LIGHT["path"],
        "line": {"width": 0},
    }


def _borders(edges: Sequence[float], plot: float) -> Iterator[dict[str, Any]]:
    """Yield the lines between one score and the next."""
    style = {"type": "line", "layer": "below", "line": {"width": 1, "color": LIGHT["line"]}}
    for border in (1.5, 2.5, 3.5, 4.5):
        yield style | {"x0": border, "x1": border, "y0": 0, "y1": plot}
    for border in edges[1:-1]:
        yield style | {"x0": 0.5, "x1": 5.5, "y0": border, "y1": border}


def _corners(plot: float) -> list[dict[str, Any]]:
    words = []
    for name, (effort, value) in _CORNERS.items():
        right, up = effort == 5, value == 5
        words.append(
            _figure.label(
                plotly_label(name),
                x=5.5 if right else 0.5,
                y=plot if up else 0,
                xanchor="right" if right else "left",
                yanchor="top" if up else "bottom",
                xshift=-6 if right else 6,
                yshift=-4 if up else 4,
                colour="soft",
            )
        )
    return words


def _axes(left: float) -> list[dict[str, Any]]:
    below: dict[str, Any] = {"yref": "paper", "y": 0, "yanchor": "top", "yshift": -22, "colour": "soft"}
    return [
        _figure.label("Effort: 1 an afternoon, 5 a project", x=0, xref="paper", xanchor="left", **below),
        _figure.label(
            "Value",
            x=0,
            y=1,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="top",
            xshift=_figure.EDGE - left,
            colour="soft",
        ),
    ]


def _row_words(row: dict[str, Any]) -> str:
    return f"{row['rank']} {row['opportunity']} value {row['value']}, effort {row['effort']}"
