"""The columns that an emotion curve runs through: names of stages, their colours, the lines between them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from journeykit.charts import _figure
from journeykit.charts._layout import text_width, wrap
from journeykit.charts.theme import LIGHT, stage_colours
from journeykit.text import plotly_label

__all__ = ["bars", "separators", "stage_names"]

_NAME_LINE = 16


def stage_names(stages: pd.Series, column: float) -> list[dict[str, Any]]:
    """Return the stage names over their columns; where columns are too narrow for words, every n-th only."""
    every = max(1, math.ceil(34 / column))
    room = column * every - 2
    # All of one weight, and a whole word in regular rather than a cut one in bold.
    heavy = all(text_width(word, bold=True) <= room for stage in stages for word in stage.split())
    names = []
    for position, stage in stages.items():
        if int(str(position)) % every:
            continue
        text = wrap(stage, room, lines=3, bold=heavy)
        names.append(
            {
                "height": _NAME_LINE * len(text),
                "label": _figure.label(
                    "<br>".join((_figure.bold if heavy else str)(plotly_label(line)) for line in text),
                    x=position,
                    y=1,
                    yref="paper",
                    yanchor="bottom",
                    yshift=10,
                    align="center",
                ),
            }
        )
    return names


def bars(stages: pd.Series, count: int) -> Iterator[dict[str, Any]]:
    """Yield the coloured edge over each stage's column."""
    colours = stage_colours(count)
    inset = 0.02 if count > 1 else 0.0
    for position in stages.index:
        yield {
            "type": "rect",
            "x0": position - 0.5 + inset,
            "x1": position + 0.5 - inset,
            "yref": "paper",
            "ysizemode": "pixel",
            "yanchor": 1,
            "y0": 2,
            "y1": 5,
            "line": {"width": 0},
            "fillcolor": colours[int(position)],
        }


def separators(count: int) -> Iterator[dict[str, Any]]:
    """Yield the lines between columns."""
    if count > 40:
        return
    for position in range(1, count):
        yield {
            "type": "line",
            "x0": position - 0.5,
            "x1": position - 0.5,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "layer": "below",
            "line": {"width": 1, "color": LIGHT["line"]},
        }
