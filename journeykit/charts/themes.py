"""Themes of comments: bars of how many speak of each, coloured by how those who do were satisfied."""

from __future__ import annotations

from typing import Any

import pandas as pd

from journeykit.charts import _bars, _figure
from journeykit.charts._layout import text_width
from journeykit.charts.theme import LIGHT
from journeykit.text import count_words, counted, plotly_label, share_words, signed

__all__ = ["themes"]

COLUMNS = ("theme", "comments", "share", "emotion")
_ROW, _BAR = 28, 15


@_figure.chart
def themes(frame: pd.DataFrame, *, title: str | None = None, note: str | None = None, width: int = 670) -> _figure.Spec:
    """Draw themes of comments as bars, in the order of the frame.

    Parameters
    ----------
    frame
        One row per theme: ``theme`` (key phrase), ``comments`` (with it), ``share`` (0-1 of all comments), ``emotion``
        (mean score of who wrote them, -2 to 2; missing where too few gave one): bars are teal where it is above zero
        and amber below.
    title, note
        Lines above the chart.
    width
        The smallest width in px at which the words must fit.

    Raises
    ------
    FrameError
        When a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"theme": ["security queue"], "comments": [62], "share": [0.12], "emotion": [-0.8]})
    >>> alt = themes(frame).layout.meta["alt"]
    >>> alt.replace("\N{NO-BREAK SPACE}", " ").replace("\N{MINUS SIGN}", "-")
    'Themes of comments: security queue 62 comments (12.0 %), score -0.8.'
    """
    _figure.require("themes", frame, COLUMNS)
    if frame.empty:
        sentence = "No theme is spoken of by enough people to be shown."
        return _figure.empty(sentence, title=title, note=note, width=width)
    rows = _figure.records(frame)
    names, widest = _bars.wrapped([row["theme"] for row in rows], width * 0.36)
    left = _figure.EDGE + widest + 12
    words = []
    for place, (row, lines) in enumerate(zip(rows, names, strict=True)):
        words.append(_bars.name_label(lines, place, _figure.EDGE - left))
        figures = _figure.span(plotly_label(_figures(row)), "soft")
        words.append(_figure.label(figures, 1, place, paper="x", anchor="left", shift=(12, 0)))
    height = _ROW if max(map(len, names)) == 1 else _ROW + 12
    most = max(row["share"] for row in rows)
    hover = [_figure.bold(plotly_label(row["theme"])) + "<br>" + plotly_label(_said(row)) for row in rows]
    return _figure.sheet(
        _bars.traces(
            ("most", "comments"),
            [most] * len(rows),
            [row["share"] for row in rows],
            [_colour(row) for row in rows],
            hover,
        ),
        alt="Themes of comments: " + "; ".join(f"{row['theme']} {_said(row)}" for row in rows) + ".",
        title=title,
        note=note,
        width=width,
        plot=len(rows) * height,
        left=left,
        right=max(text_width(_figures(row)) for row in rows) + 20 + _figure.EDGE,
        annotations=words,
        **_bars.layout(len(rows), _BAR / height, most),
    )


def _colour(row: dict[str, Any]) -> str:
    if pd.isna(row["emotion"]) or abs(row["emotion"]) < 0.05:
        return LIGHT["faint"]
    return LIGHT["positive" if row["emotion"] > 0 else "negative"]


def _figures(row: dict[str, Any]) -> str:
    score = "" if pd.isna(row["emotion"]) else f" · {signed(row['emotion'])}"
    return f"{count_words(row['comments'])} · {share_words(row['share'])}{score}"


def _said(row: dict[str, Any]) -> str:
    score = "" if pd.isna(row["emotion"]) else f", score {signed(row['emotion'])}"
    return f"{counted(row['comments'], 'comments')} ({share_words(row['share'])}){score}"
