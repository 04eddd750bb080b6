"""What to do first: opportunities by their score, each with the parts that the score is made of."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from journeykit.charts import _figure
from journeykit.charts._layout import text_width, wrap
from journeykit.charts.theme import rgba, stage_colours
from journeykit.text import plotly_label, share_words

__all__ = ["opportunity_ranking"]

COLUMNS = (
    "rank", "opportunity", "position", "reach_share", "reach_from", "severity", "severity_from", "value", "effort",
    "score",
)  # fmt: skip
_ROW, _BAR = 50, 12  # px a row, and of the bar in its upper half
_RANK = 22  # px for the number in front of the name
_TRACK = 0.1
_FROM = {"log": "in the log"}
_TIMES = " \N{MULTIPLICATION SIGN} "


def opportunity_ranking(
    frame: pd.DataFrame,
    *,
    title: str | None = None,
    note: str | None = None,
    unit: str = "paths",
    stages: int = 1,
    width: int = 640,
) -> go.Figure:
    """Draw the scores of opportunities as bars in the order of the frame; below each bar stands what it multiplies.

    Parameters
    ----------
    frame
        One row an opportunity, as :func:`journeykit.evidence.opportunity_scores` gives them: ``rank``,
        ``opportunity``, ``position`` (of its stage, from 0: the colour), ``reach_share`` (0-1 of all paths),
        ``reach_from``, ``severity``, ``severity_from``, ``value``, ``effort`` (1-5) and ``score``.
    title, note
        Lines above the chart.
    unit
        What one path is: ``"customers"``, ``"families"``.
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
    names = [wrap(str(row["opportunity"]), width * 0.36, 12, lines=2) for row in rows]
    left = _figure.EDGE + _RANK + max(text_width(line, 12) for lines in names for line in lines or [""]) + 16
    right = max(text_width(_score(row), 13, bold=True) for row in rows) + 16 + _figure.EDGE
    head = _figure.heading(title, note, width=width, left=left)
    return _figure.bar_rows(
        _bars(rows, stage_colours(max(stages, *(int(row["position"]) + 1 for row in rows))), unit),
        alt="Opportunities by score: " + "; ".join(_row_words(row) for row in rows) + ".",
        rows=len(rows),
        row=_ROW,
        bar=_BAR,
        head=head,
        sides=(left, right),
        annotations=_words(rows, names, left),
    )


def _bars(rows: list[dict[str, Any]], colours: list[str], unit: str) -> list[go.Bar]:
    # In the upper half of the row: the parts of the score stand below.
    places = [place - 0.16 for place in range(len(rows))]
    most = max((row["score"] for row in rows if pd.notna(row["score"])), default=1) or 1
    marks = [colours[int(row["position"])] for row in rows]
    hover = [_figure.bold(plotly_label(row["opportunity"])) + "<br>" + plotly_label(_parts(row, unit)) for row in rows]
    shared = {"y": places, "orientation": "h", "customdata": hover, "hovertemplate": "%{customdata}<extra></extra>"}
    track = go.Bar(
        x=[1] * len(rows), name="highest", marker={"color": [rgba(mark, _TRACK) for mark in marks]}, **shared
    )
    lengths = [0 if pd.isna(row["score"]) else row["score"] / most for row in rows]
    return [track, go.Bar(x=lengths, name="score", marker={"color": marks}, **shared)]


def _words(rows: list[dict[str, Any]], names: list[list[str]], left: float) -> list[dict[str, Any]]:
    words = []
    for place, (row, lines) in enumerate(zip(rows, names, strict=True)):
        name = "<br>".join(plotly_label(line) for line in lines)
        edge: dict[str, Any] = {"x": 0, "y": place, "xref": "paper", "xanchor": "left"}
        words.append(_figure.label(_figure.span(str(row["rank"]), "soft"), xshift=_figure.EDGE - left, **edge))
        words.append(_figure.label(name, xshift=_figure.EDGE + _RANK - left, **edge))
        score = _figure.bold(plotly_label(_score(row)))
        words.append(_figure.label(score, x=1, y=place - 0.16, xref="paper", xanchor="left", xshift=8, size=13))
        parts = _figure.span(plotly_label(_short(row)), "soft")
        words.append(_figure.label(parts, x=0, y=place + 0.18, xref="paper", xanchor="left"))
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
