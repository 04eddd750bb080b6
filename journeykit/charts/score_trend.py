"""A score over time: a line through the periods with its interval as a band."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from journeykit.charts import _figure
from journeykit.charts._layout import text_width
from journeykit.charts.theme import LIGHT, rgba
from journeykit.text import counted, plotly_label

__all__ = ["score_trend"]

COLUMNS = ("period", "score", "low", "high", "n")
_PLOT = 200
_MINUS = "\N{MINUS SIGN}"


@_figure.chart
def score_trend(
    frame: pd.DataFrame,
    *,
    title: str | None = None,
    note: str | None = None,
    unit: str = "people",
    width: int = 670,
) -> _figure.Spec:
    """Draw a score by period with its interval as a band; a period without a score is a gap.

    Parameters
    ----------
    frame
        One row per period, in their order: ``period`` (``"2026-05"``), ``score``, ``low`` and ``high`` (95 % interval),
        ``n`` (people). Optional: ``words`` (said where ``score`` is missing because it must not be shown).
    title, note
        Lines above the chart.
    unit
        What ``n`` counts.
    width
        The smallest width in px at which the words must fit.

    Raises
    ------
    FrameError
        When a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"period": ["2026-04", "2026-05"], "score": [31.0, 24.4], "low": [20, 12.0],
    ...                       "high": [42, 36.8], "n": [120, 118]})
    >>> score_trend(frame).layout.meta["alt"]
    'Score over time: 2026-04 31 (20 to 42), 120 people; 2026-05 24 (12 to 37), 118 people.'
    """
    _figure.require("score_trend", frame, COLUMNS)
    if frame["score"].isna().all():
        return _figure.empty("No period has answers that can be shown.", title=title, note=note, width=width)
    rows = [{**row, "at": at} for at, row in enumerate(_figure.records(frame))]
    drawn = [row for row in rows if not pd.isna(row["score"])]
    levels = [row[name] for row in drawn for name in ("score", "low", "high") if not pd.isna(row[name])]
    room = max((max(levels) - min(levels)) * 0.12, 1e-9) + (0 if max(levels) > min(levels) else 1)
    left = _figure.EDGE + 44
    every = -(-(max(text_width(str(row["period"])) for row in rows) + 12) * len(rows) // (width - left - 24))
    shown = [row for row in rows if row["at"] % every == 0]
    last = drawn[-1]
    said = _figure.label(_figure.bold(_number(last["score"])), last["at"], last["score"], anchor="left", shift=(10, 0))
    return _figure.sheet(
        [*_bands(rows), _line(rows, unit)],
        alt="Score over time: " + "; ".join(_said(row, unit) for row in rows) + ".",
        title=title,
        note=note,
        width=width,
        plot=_PLOT,
        left=left,
        right=text_width(_number(last["score"]), bold=True) + 22,
        below=34,
        annotations=[said],
        xaxis={
            "range": [-0.3, len(rows) - 0.7],
            "tickvals": [row["at"] for row in shown],
            "ticktext": [plotly_label(row["period"]) for row in shown],
            "tickfont": {"size": 12, "color": LIGHT["soft"]},
            "showgrid": False,
        },
        yaxis={
            "range": [min(levels) - room, max(levels) + room],
            "nticks": 5,
            "showgrid": True,
            "gridcolor": LIGHT["line"],
            "zeroline": False,
            "tickfont": {"size": 12, "color": LIGHT["soft"]},
        },
    )


def _bands(rows: list[dict[str, Any]]) -> Iterator[go.Scatter]:
    """Yield the band of each run of periods with an interval."""
    runs = groupby(rows, lambda row: not (pd.isna(row["score"]) or pd.isna(row["low"]) or pd.isna(row["high"])))
    for sure, run in runs:
        held = list(run)
        if sure:
            yield go.Scatter(
                x=[row["at"] for row in (*held, *reversed(held))],
                y=[*(row["low"] for row in held), *(row["high"] for row in reversed(held))],
                fill="toself",
                fillcolor=rgba(LIGHT["accent"], 0.14),
                line={"width": 0},
                mode="lines",
                hoverinfo="skip",
                name="interval",
            )


def _line(rows: list[dict[str, Any]], unit: str) -> go.Scatter:
    return go.Scatter(
        x=[row["at"] for row in rows],
        y=[None if pd.isna(row["score"]) else row["score"] for row in rows],
        mode="lines+markers",
        line={"width": 2, "color": LIGHT["accent"], "shape": "linear"},
        marker={"size": 7, "color": LIGHT["accent"]},
        customdata=[plotly_label(_said(row, unit)) for row in rows],
        hovertemplate=_figure.HOVER,
        connectgaps=False,
        cliponaxis=False,
        name="score",
    )


def _said(row: dict[str, Any], unit: str) -> str:
    if pd.isna(row["score"]):
        return f"{row['period']} {row.get('words') or 'no answers'}"
    sure = not (pd.isna(row["low"]) or pd.isna(row["high"]))
    interval = f" ({_number(row['low'])} to {_number(row['high'])})" if sure else ""
    return f"{row['period']} {_number(row['score'])}{interval}, {counted(row['n'], unit)}"


def _number(value: float) -> str:
    return f"{value:.1f}".replace("-", _MINUS) if abs(value) < 10 else f"{value:.0f}".replace("-", _MINUS)
