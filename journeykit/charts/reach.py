"""How many each touchpoint reaches: bars on one scale, the widest reach first."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from journeykit.charts import _figure
from journeykit.charts._layout import text_width, wrap
from journeykit.charts.theme import LIGHT, rgba, stage_colours
from journeykit.text import count_words, counted, plotly_label, share_words

__all__ = ["reach"]

COLUMNS = ("touchpoint", "paths", "reach_share")
_ROWS, _BAR = (28, 40), 15  # px a row of one or two lines of words, and of the bar in it
_TRACK = 0.1


def reach(
    frame: pd.DataFrame,
    *,
    title: str | None = None,
    note: str | None = None,
    unit: str = "paths",
    position: int | None = None,
    stages: int = 1,
    width: int = 520,
) -> go.Figure:
    """Draw the reach of touchpoints, each as a bar on a track that stands for everybody.

    Parameters
    ----------
    frame
        One row a touchpoint: ``touchpoint`` (name), ``paths`` (unique paths reached; missing where nothing measures
        it), ``reach_share`` (0-1 of all paths). Optional: ``words`` (said where ``paths`` is missing though it is
        measured, for a count that must not be shown).
    title, note
        Lines above the chart.
    unit
        What one path is: ``"customers"``, ``"families"``.
    position, stages
        Place of the touchpoints' stage, from 0, and how many stages the map has: the colour of the bars.
    width
        The narrowest width in px at which the words must fit.

    Raises
    ------
    FrameError
        When a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"touchpoint": ["Form", "Ad"], "paths": [20, 80], "reach_share": [0.2, 0.8]})
    >>> reach(frame).layout.meta["alt"].replace("\N{NO-BREAK SPACE}", " ")
    'Reach of touchpoints: Ad 80 paths (80.0 %); Form 20 paths (20.0 %).'
    """
    _figure.require("reach", frame, COLUMNS)
    if frame.empty:
        sentence = "No touchpoint in this stage yet: add one on the board."
        return _figure.empty(sentence, title=title, note=note, width=width)
    ordered = frame.sort_values("paths", ascending=False, na_position="last", kind="stable")
    rows = _figure.records(ordered)
    names = [wrap(str(row["touchpoint"]), width * 0.36, 12, lines=2) for row in rows]
    row = _ROWS[max(len(lines) for lines in names) > 1]
    left = _figure.EDGE + max(text_width(line, 12) for lines in names for line in lines or [""]) + 12
    right = max(text_width(_figures(row)) for row in rows) + 20 + _figure.EDGE
    head = _figure.heading(title, note, width=width, left=left)
    colour = LIGHT["faint"] if position is None else stage_colours(max(stages, position + 1))[position]
    return _figure.bar_rows(
        _bars(rows, colour, unit),
        alt="Reach of touchpoints: " + "; ".join(_row_words(row, unit) for row in rows) + ".",
        rows=len(rows),
        row=row,
        bar=_BAR,
        head=head,
        sides=(left, right),
        annotations=_words(rows, names, left),
    )


def _bars(rows: list[dict[str, Any]], colour: str, unit: str) -> list[go.Bar]:
    places = list(range(len(rows)))
    hover = [_figure.bold(plotly_label(row["touchpoint"])) + "<br>" + plotly_label(_amount(row, unit)) for row in rows]
    shared = {"y": places, "orientation": "h", "customdata": hover, "hovertemplate": "%{customdata}<extra></extra>"}
    track = go.Bar(x=[1] * len(rows), name="everybody", marker={"color": rgba(colour, _TRACK)}, **shared)
    shares = [0 if pd.isna(row["reach_share"]) else row["reach_share"] for row in rows]
    return [track, go.Bar(x=shares, name="reached", marker={"color": colour}, **shared)]


def _words(rows: list[dict[str, Any]], names: list[list[str]], left: float) -> list[dict[str, Any]]:
    words = []
    for place, (row, lines) in enumerate(zip(rows, names, strict=True)):
        name = "<br>".join(plotly_label(line) for line in lines)
        shift = _figure.EDGE - left
        words.append(_figure.label(name, x=0, y=place, xref="paper", xanchor="left", xshift=shift))
        figures = _figure.span(_figures(row), "soft")
        words.append(_figure.label(figures, x=1, y=place, xref="paper", xanchor="left", xshift=12))
    return words


def _figures(row: dict[str, Any]) -> str:
    if pd.isna(row["paths"]):
        return str(row.get("words") or "no events bound")
    return f"{count_words(row['paths'])} · {share_words(row['reach_share'])}"


def _amount(row: dict[str, Any], unit: str) -> str:
    if pd.isna(row["paths"]):
        return str(row.get("words") or "no binding to events")
    return f"{counted(row['paths'], unit)} ({share_words(row['reach_share'])})"


def _row_words(row: dict[str, Any], unit: str) -> str:
    return f"{row['touchpoint']} {_amount(row, unit)}"
