"""Opportunities by score, each with the parts that the score is made of."""

from __future__ import annotations

from typing import Any

import pandas as pd

from journeykit.charts import _bars, _figure
from journeykit.charts._layout import text_width
from journeykit.charts.theme import colours_at
from journeykit.text import plotly_label, share_words

__all__ = ["opportunity_ranking"]

COLUMNS = (
    "rank", "opportunity", "position", "reach_share", "reach_from", "severity", "severity_from", "value", "effort",
    "score",
)  # fmt: skip
_ROW, _BAR = 50, 12  # px of a row, and of the bar in its upper half
_RANK = 22  # px for the number in front of the name
_FROM = {"log": "in the log"}
_TIMES = " \N{MULTIPLICATION SIGN} "


@_figure.chart
def opportunity_ranking(
    frame: pd.DataFrame,
    *,
    title: str | None = None,
    note: str | None = None,
    unit: str = "paths",
    stages: int = 1,
    width: int = 640,
) -> _figure.Spec:
    """Draw the scores of opportunities as bars in the order of the frame, with the factors of the score below.

    Parameters
    ----------
    frame
        One row per opportunity, as :func:`journeykit.evidence.opportunity_scores` returns them: ``rank``,
        ``opportunity``, ``position`` (of its stage, from 0: the colour), ``reach_share`` (0-1 of all paths),
        ``reach_from``, ``severity``, ``severity_from``, ``value``, ``effort`` (1-5) and ``score``.
    title, note
        Lines above the chart.
    unit
        What one path is: ``"customers"``, ``"families"``.
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
    >>> frame = pd.DataFrame({"rank": [1], "opportunity": ["Ask less"], "position": [0], "reach_share": [0.5],
    ...                       "reach_from": ["log"], "severity": [4], "severity_from": ["pain points"], "value": [5],
    ...                       "effort": [2], "score": [5.0]})
    >>> opportunity_ranking(frame).layout.meta["alt"].replace("\N{NO-BREAK SPACE}", " ")
    'Opportunities by score: 1 Ask less 5.0 (50.0 % in the log x severity 4 x value 5 / effort 2).'
    """
    _figure.require("opportunity_ranking", frame, COLUMNS)
    if frame.empty:
        sentence = "No opportunity on this map yet: add one on the board, or take one from the playbook."
        return _figure.empty(sentence, title=title, note=note, width=width)
    rows = _figure.records(frame)
    names, widest = _bars.wrapped([row["opportunity"] for row in rows], width * 0.36)
    left = _figure.EDGE + _RANK + widest + 16
    most = max((row["score"] for row in rows if pd.notna(row["score"])), default=1) or 1
    lengths = [0 if pd.isna(row["score"]) else row["score"] / most for row in rows]
    colours = colours_at([int(row["position"]) for row in rows], stages)
    hover = [_figure.bold(plotly_label(row["opportunity"])) + "<br>" + plotly_label(_parts(row, unit)) for row in rows]
    return _figure.sheet(
        # The bars are in the upper half of the rows: the parts of the score stand below.
        _bars.traces(("highest", "score"), [1] * len(rows), lengths, colours, hover, offset=-0.16),
        alt="Opportunities by score: " + "; ".join(_row_words(row) for row in rows) + ".",
        title=title,
        note=note,
        width=width,
        plot=len(rows) * _ROW,
        left=left,
        right=max(text_width(_score(row), 13, bold=True) for row in rows) + 16 + _figure.EDGE,
        annotations=_words(rows, names, left),
        **_bars.layout(len(rows), _BAR / _ROW),
    )


def _words(rows: list[dict[str, Any]], names: list[list[str]], left: float) -> list[dict[str, Any]]:
    words = []
    edge = _figure.EDGE - left
    for i, (row, lines) in enumerate(zip(rows, names, strict=True)):
        rank = _figure.span(str(row["rank"]), "soft")
        score = _figure.bold(plotly_label(_score(row)))
        parts = _figure.span(plotly_label(_short(row)), "soft")
        words += [
            _figure.label(rank, 0, i, paper="x", anchor="left", shift=(edge, 0)),
            _bars.name_label(lines, i, edge + _RANK),
            _figure.label(score, 1, i - 0.16, paper="x", anchor="left", shift=(8, 0), size=13),
            _figure.label(parts, 0, i + 0.18, paper="x", anchor="left"),
        ]
    return words


def _score(row: dict[str, Any]) -> str:
    if pd.isna(row["score"]):
        return "—"
    if 0 < row["score"] < 0.01:
        return "< 0.01"
    return f"{row['score']:.1f}" if row["score"] >= 1 else f"{row['score']:.2f}"


def _reach(row: dict[str, Any]) -> str:
    if pd.isna(row["reach_share"]):
        return "reach not shown" if row["reach_from"] == "withheld" else "reach unknown"
    return f"{share_words(row['reach_share'])} {_FROM.get(row['reach_from'], row['reach_from'])}"


def _short(row: dict[str, Any]) -> str:
    assumed = " assumed" if row["severity_from"] == "assumed" else ""
    return _TIMES.join([_reach(row), f"{row['severity']}{assumed}", f"{row['value']} ÷ {row['effort']}"])


def _parts(row: dict[str, Any], unit: str) -> str:
    reach = _reach(row) + ("" if pd.isna(row["reach_share"]) else f" of all {unit}")
    severity = f"severity {row['severity']} ({row['severity_from']})"
    return _TIMES.join([reach, severity, f"value {row['value']} ÷ effort {row['effort']}"])


def _row_words(row: dict[str, Any]) -> str:
    parts = f"{_reach(row)} x severity {row['severity']} x value {row['value']} / effort {row['effort']}"
    return f"{row['rank']} {row['opportunity']} {'not scored' if pd.isna(row['score']) else _score(row)} ({parts})"
