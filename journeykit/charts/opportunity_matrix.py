"""Worth against effort: every opportunity where it stands, under the number of its rank."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from journeykit.charts import _sheet
from journeykit.charts.theme import LIGHT, rgba, stage_colours
from journeykit.text import plotly_label

__all__ = ["opportunity_matrix"]

COLUMNS = ("rank", "opportunity", "position", "value", "effort")
_DOT, _STEP = 24, 27  # px across a dot, and from one to the next where several share a place
_ROW, _ACROSS = 62, 3  # px from one value to the next; dots side by side
_MOST = 6  # dots at one place: three more would meet those of the next value
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
    _sheet.require("opportunity_matrix", frame, COLUMNS)
    if frame.empty:
        sentence = "No opportunity on this map yet: add one on the board."
        return _sheet.empty(sentence, title=title, note=note, width=width)
    rows = _sheet.records(frame)
    left, bottom = _sheet.EDGE + 46, 40
    head = _sheet.heading(title, note, width=width, left=left)
    top = head.height + 6
    unit = (width - left - 12) / 5  # px from one effort to the next
    axis = {"range": [0.5, 5.5], "tickvals": [1, 2, 3, 4, 5], "showgrid": True}
    return _sheet.sheet(
        _dots(rows, stage_colours(max(stages, *(int(row["position"]) + 1 for row in rows))), unit),
        alt="Value and effort of opportunities, from 1 to 5: " + "; ".join(_said(row) for row in rows) + ".",
        height=top + 5 * _ROW + bottom,
        margin={"l": left, "r": 12, "t": top, "b": bottom},
        annotations=[*_sheet.raised(head, top), *_corners(), *_axes(left)],
        shapes=[_first()],
        xaxis=axis | {"ticktext": ["1", "2", "3", "4", "5"]},
        yaxis=axis,
    )


def _dots(rows: list[dict[str, Any]], colours: list[str], unit: float) -> list[go.Scatter]:
    """Return the dots; where several share a place they stand beside and below each other."""
    places: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        places[int(row["effort"]), int(row["value"])].append(row)
    x, y, words, marks, hover = [], [], [], [], []
    for (effort, value), here in places.items():
        shown = here if len(here) <= _MOST else here[: _MOST - 1]
        groups = [[row] for row in shown] + ([here[len(shown) :]] if len(shown) < len(here) else [])
        lines = [groups[i : i + _ACROSS] for i in range(0, len(groups), _ACROSS)]
        for number, line in enumerate(lines):
            for place, group in enumerate(line):
                x.append(effort + (place - (len(line) - 1) / 2) * _STEP / unit)
                y.append(value - (number - (len(lines) - 1) / 2) * _STEP / _ROW)
                words.append(str(group[0]["rank"]) if len(group) == 1 else f"+{len(group)}")
                marks.append(colours[int(group[0]["position"])] if len(group) == 1 else LIGHT["faint"])
                hover.append("<br>".join(plotly_label(_said(row)) for row in group))
    return [
        go.Scatter(
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
    ]


def _first() -> dict[str, Any]:
    """Return the ground of what is worth more than the middle and costs less."""
    return {
        "type": "rect",
        "layer": "below",
        "x0": 0.5,
        "x1": 3,
        "y0": 3,
        "y1": 5.5,
        "fillcolor": LIGHT["path"],
        "line": {"width": 0},
    }


def _corners() -> list[dict[str, Any]]:
    words = []
    for name, (effort, value) in _CORNERS.items():
        right, up = effort == 5, value == 5
        words.append(
            _sheet.label(
                plotly_label(name),
                x=5.5 if right else 0.5,
                y=5.5 if up else 0.5,
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
        _sheet.label("Effort: 1 an afternoon, 5 a project", x=0, xref="paper", xanchor="left", **below),
        _sheet.label(
            "Value",
            x=0,
            y=1,
            xref="paper",
            yref="paper",
            xanchor="left",
            yanchor="top",
            xshift=_sheet.EDGE - left,
            colour="soft",
        ),
    ]


def _said(row: dict[str, Any]) -> str:
    return f"{row['rank']} {row['opportunity']} value {row['value']}, effort {row['effort']}"
