"""Scores with their intervals: a dot for each row on one scale, split by persona or another group if there is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from journeykit.charts import _bars, _figure
from journeykit.charts._layout import text_width
from journeykit.charts.theme import LIGHT, colours_at, rgba
from journeykit.text import counted, plotly_label

__all__ = ["scores"]

COLUMNS = ("name", "score", "low", "high", "n")
_ROW, _GROUP, _INDENT = 34, 24, 12  # px of a row, of one in a group, and of what stands under another row
_MINUS = "\N{MINUS SIGN}"


@_figure.chart
def scores(
    frame: pd.DataFrame,
    *,
    title: str | None = None,
    note: str | None = None,
    unit: str = "people",
    ends: tuple[float, float] = (-2, 2),
    suffix: str = "",
    stages: int = 0,
    width: int = 670,
) -> _figure.Spec:
    """Draw scores as dots with their intervals, in the order of the frame.

    Parameters
    ----------
    frame
        One row per dot: ``name`` (of a stage, touchpoint or question), ``score``, ``low`` and ``high`` (95 % interval;
        missing where there is none), ``n`` (people). Optional: ``group`` (such as a persona: rows of one name stand
        together), ``position`` (of the stage, from 0: the colour), ``few`` (drawn hollow), ``strong`` (its
        name is bold, the others stand under it), ``words`` (shown where ``score`` is missing because it must not be
        shown).
    title, note
        Lines above the chart.
    unit
        What ``n`` counts.
    ends
        Lowest and highest score of the scale.
    suffix
        What is written after a score, such as ``" %"``.
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
    >>> frame = pd.DataFrame({"name": ["Arrive"], "score": [-0.4], "low": [-0.6], "high": [-0.2], "n": [212]})
    >>> scores(frame).layout.meta["alt"].replace("\N{MINUS SIGN}", "-")
    'Scores from -2 to 2: Arrive -0.4 (interval -0.6 to -0.2), 212 people.'
    """
    _figure.require("scores", frame, COLUMNS)
    if frame.empty:
        return _figure.empty("Nobody has answered yet.", title=title, note=note, width=width)
    rows = _figure.records(frame)
    grouped = "group" in frame
    labels = [f"{row['name']} · {row['group']}" if grouped else str(row["name"]) for row in rows]
    names, widest = _bars.wrapped(labels, width * 0.36)
    left = _figure.EDGE + widest * 1.1 + 16 + (_INDENT if "strong" in frame else 0)
    told = [_figures(row, unit, suffix, sign=ends[0] < 0) for row in rows]
    height = _GROUP if grouped and max(map(len, names)) == 1 else _ROW
    strong = [bool(row.get("strong")) for row in rows]
    words = [_name(lines, place, _figure.EDGE - left, strong) for place, lines in enumerate(names)]
    words += [
        _figure.label(said, 1, place, paper="x", anchor="left", shift=(16, 0)) for place, (said, _) in enumerate(told)
    ]
    positions = [None if pd.isna(row.get("position")) else int(row["position"]) for row in rows]
    colours = (
        colours_at(positions, stages) if any(at is not None for at in positions) else [LIGHT["accent"]] * len(rows)
    )
    low, high = ends
    room = (high - low) * 0.03
    return _figure.sheet(
        [*_intervals(rows, colours), _dots(rows, colours, labels, unit)],
        alt=f"Scores from {low:g} to {high:g}: "
        + "; ".join(_alt(row, label, unit) for row, label in zip(rows, labels, strict=True))
        + ".",
        title=title,
        note=note,
        width=width,
        plot=len(rows) * height,
        left=left,
        right=max(size for _, size in told) + 24 + _figure.EDGE,
        below=30,
        annotations=words,
        xaxis={
            "range": [low - room, high + room],
            "tickvals": _ticks(low, high),
            "ticktext": [f"{at:g}".replace("-", _MINUS) for at in _ticks(low, high)],
            "showgrid": True,
            "gridcolor": LIGHT["line"],
            "zeroline": False,
            "tickfont": {"size": 12, "color": LIGHT["soft"]},
        },
        yaxis={"visible": False, "range": [len(rows) - 0.5, -0.5]},
    )


def _name(lines: list[str], place: int, shift: float, strong: list[bool]) -> dict[str, Any]:
    label = _bars.name_label(lines, place, shift)
    if any(strong):
        # What belongs to a row of its own stands under it, a little to the right.
        label |= {"text": _figure.bold(label["text"])} if strong[place] else {"xshift": shift + _INDENT}
    return label


def _ticks(low: float, high: float) -> list[float]:
    steps = 5 if (high - low) % 5 == 0 and (high - low) > 4 else 4
    return [low + (high - low) * place / steps for place in range(steps + 1)]


def _intervals(rows: list[dict[str, Any]], colours: list[str]) -> Iterator[go.Scatter]:
    for place, (row, colour) in enumerate(zip(rows, colours, strict=True)):
        if not (pd.isna(row["low"]) or pd.isna(row["high"])):
            line = {"width": 6, "color": rgba(colour, 0.3)}
            yield go.Scatter(
                x=[row["low"], row["high"]],
                y=[place, place],
                mode="lines",
                line=line,
                hoverinfo="skip",
                showlegend=False,
            )


def _dots(rows: list[dict[str, Any]], colours: list[str], labels: list[str], unit: str) -> go.Scatter:
    hollow = [bool(row.get("few")) for row in rows]
    return go.Scatter(
        x=[None if pd.isna(row["score"]) else row["score"] for row in rows],
        y=list(range(len(rows))),
        mode="markers",
        marker={
            "size": 10,
            "color": [LIGHT["card"] if few else colour for few, colour in zip(hollow, colours, strict=True)],
            "line": {"width": 2, "color": colours},
        },
        customdata=[plotly_label(_alt(row, label, unit)) for row, label in zip(rows, labels, strict=True)],
        hovertemplate=_figure.HOVER,
        cliponaxis=False,
        name="score",
    )


def _figures(row: dict[str, Any], unit: str, suffix: str, *, sign: bool) -> tuple[str, float]:
    """Return the figures at the end of a row, and how wide they are."""
    if pd.isna(row["score"]):
        said = str(row.get("words") or "no answers")
        return _figure.span(plotly_label(said), "soft"), text_width(said)
    score, people = _number(row["score"], sign=sign) + suffix, counted(row["n"], unit)
    width = text_width(score, bold=True) + text_width(f" · {people}")
    return _figure.bold(score) + _figure.span(f" · {plotly_label(people)}", "soft"), width


def _alt(row: dict[str, Any], label: str, unit: str) -> str:
    if pd.isna(row["score"]):
        return f"{label} {row.get('words') or 'no answers'}"
    sure = not (pd.isna(row["low"]) or pd.isna(row["high"]))
    interval = f" (interval {_number(row['low'])} to {_number(row['high'])})" if sure else ""
    return f"{label} {_number(row['score'])}{interval}, {counted(row['n'], unit)}"


def _number(value: float, *, sign: bool = False) -> str:
    text = f"{value:+.1f}" if sign else f"{value:.1f}"
    return text[-3:] if text in ("-0.0", "+0.0") else text.replace("-", _MINUS)
