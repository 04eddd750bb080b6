"""Reach of touchpoints: bars on one scale, the widest reach first."""

from __future__ import annotations

from typing import Any

import pandas as pd

from journeykit.charts import _bars, _figure
from journeykit.charts._layout import text_width
from journeykit.charts.theme import LIGHT, colours_at
from journeykit.text import count_words, counted, plotly_label, share_words

__all__ = ["reach"]

COLUMNS = ("touchpoint", "paths", "reach_share")
_ROWS, _BAR = (28, 40), 15  # px of a row with names of one or of two lines, and of the bar in it


@_figure.chart
def reach(
    frame: pd.DataFrame,
    *,
    title: str | None = None,
    note: str | None = None,
    unit: str = "paths",
    position: int | None = None,
    stages: int = 1,
    width: int = 520,
) -> _figure.Spec:
    """Draw the reach of touchpoints as bars; the track of a bar stands for all paths.

    Parameters
    ----------
    frame
        One row per touchpoint: ``touchpoint`` (name), ``paths`` (unique paths that reach it; missing where it is not
        measured), ``reach_share`` (0-1 of all paths). Optional: ``words`` (the text shown where ``paths`` is missing
        because the count must not be shown).
    title, note
        Lines above the chart.
    unit
        What one path is: ``"customers"``, ``"families"``.
    position, stages
        Position of the stage of the touchpoints, from 0, and number of stages of the map: the colour of the bars.
    width
        The smallest width in px at which the words must fit.

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
    rows = _figure.records(frame.sort_values("paths", ascending=False, na_position="last", kind="stable"))
    names, widest = _bars.wrapped([row["touchpoint"] for row in rows], width * 0.36)
    height = _ROWS[max(len(lines) for lines in names) > 1]
    left = _figure.EDGE + widest + 12
    words = []
    for place, (row, lines) in enumerate(zip(rows, names, strict=True)):
        words.append(_bars.name_label(lines, place, _figure.EDGE - left))
        figures = _figure.span(_figures(row), "soft")
        words.append(_figure.label(figures, 1, place, paper="x", anchor="left", shift=(12, 0)))
    colour = LIGHT["faint"] if position is None else colours_at([position], stages)[0]
    shares = [0 if pd.isna(row["reach_share"]) else row["reach_share"] for row in rows]
    hover = [_figure.bold(plotly_label(row["touchpoint"])) + "<br>" + plotly_label(_amount(row, unit)) for row in rows]
    return _figure.sheet(
        _bars.traces(("everybody", "reached"), [1] * len(rows), shares, [colour] * len(rows), hover),
        alt="Reach of touchpoints: " + "; ".join(f"{row['touchpoint']} {_amount(row, unit)}" for row in rows) + ".",
        title=title,
        note=note,
        width=width,
        plot=len(rows) * height,
        left=left,
        right=max(text_width(_figures(row)) for row in rows) + 20 + _figure.EDGE,
        annotations=words,
        **_bars.layout(len(rows), _BAR / height),
    )


def _figures(row: dict[str, Any]) -> str:
    if pd.isna(row["paths"]):
        return str(row.get("words") or "no events bound")
    return f"{count_words(row['paths'])} · {share_words(row['reach_share'])}"


def _amount(row: dict[str, Any], unit: str) -> str:
    if pd.isna(row["paths"]):
        return str(row.get("words") or "no binding to events")
    return f"{counted(row['paths'], unit)} ({share_words(row['reach_share'])})"
