"""Horizontal bars in rows: each bar on a pale track, its name at the left, its numbers at the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from journeykit.charts import _figure
from journeykit.charts._layout import text_width, wrap
from journeykit.charts.theme import rgba
from journeykit.text import plotly_label


def wrapped(names: Sequence[Any], width: float, size: int = 12) -> tuple[list[list[str]], float]:
    """Return each name as at most two lines, and the width of the widest line."""
    lines = [wrap(str(name), width, size, lines=2) for name in names]
    return lines, max(text_width(line, size) for name in lines for line in name or [""])


def name_label(lines: list[str], row: int, shift: float, size: int = 12) -> dict[str, Any]:
    """Return the label of a row's name, ``shift`` px from the left edge of the plot."""
    text = "<br>".join(plotly_label(line) for line in lines)
    return _figure.label(text, 0, row, paper="x", anchor="left", shift=(shift, 0), size=size)


def traces(
    names: tuple[str, str],
    tracks: list[float],
    lengths: list[float],
    colours: list[str],
    hover: list[str],
    *,
    opacity: float = 0.1,
    offset: float = 0,
) -> list[go.Bar]:
    """Return the tracks and the bars on them, ``offset`` rows below the middle of their rows."""
    shared: dict[str, Any] = {
        "y": [row + offset for row in range(len(lengths))],
        "orientation": "h",
        "customdata": hover,
        "hovertemplate": _figure.HOVER,
    }
    pale = [rgba(colour, opacity) for colour in colours]
    return [
        go.Bar(x=tracks, name=names[0], marker={"color": pale}, **shared),
        go.Bar(x=lengths, name=names[1], marker={"color": colours}, **shared),
    ]


def layout(rows: int, share: float, most: float = 1) -> dict[str, Any]:
    """Return the axes of rows in which a bar takes a share (0-1) of the height, from 0 to ``most``."""
    return {
        "barmode": "overlay",
        "barcornerradius": 3,
        "bargap": 1 - share,
        "xaxis": {"visible": False, "range": [0, most]},
        "yaxis": {"visible": False, "range": [rows - 0.5, -0.5]},
    }
