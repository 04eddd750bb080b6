"""Emotion curve: assumed and measured feelings along the stages, with the traveller's words."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from journeykit.charts import _figure
from journeykit.charts._curve_labels import PANEL, REACH, RIGHT, Panel, labels, points
from journeykit.charts._curve_words import alt, assumed_scores, hover, key, widest_gap
from journeykit.charts._layout import text_width, wrap
from journeykit.charts.theme import LIGHT, rgba, stage_colours
from journeykit.text import plotly_label

__all__ = ["emotion_curve"]

COLUMNS = ("stage", "position", "persona", "kind", "score", "words")
_LEFT = 104
_LEVELS = {2: "very positive", 1: "positive", 0: "neutral", -1: "negative", -2: "very negative"}


@_figure.chart
def emotion_curve(
    frame: pd.DataFrame, *, title: str | None = None, note: str | None = None, width: int = 800
) -> _figure.Spec:
    """Draw emotion scores by stage as straight lines with the traveller's words beside the points.

    Measured scores are a solid line with their interval as a band; assumed ones are dashed. Each persona has a panel.
    A spline would invent feelings between the stages, and an average over personas feelings that nobody has. Below
    stand the number of people, and the widest gap between what is measured and what is assumed, in words.

    Parameters
    ----------
    frame
        One row per stage, persona and kind: ``stage`` (name), ``position`` (0, 1, … of the stage), ``persona`` (name),
        ``kind`` (``"assumed"`` or ``"measured"``), ``score`` (-2 very negative to +2 very positive; missing leaves a
        gap), ``words`` (``"curious, nervous"``). Optional: ``low`` and ``high`` (interval of the score, same scale),
        ``n`` (people who answered), ``whose`` (``"persona"`` or ``"all"``: a gap is told between scores of the same
        people), ``mark`` (``"peak"``, ``"lowest"``, ``"dip"``, ``"end"`` or several, separated by spaces;
        ``"lowest"`` is the most intense moment where its score is negative).
    title, note
        Lines above the chart; the note states unit, window and n.
    width
        The smallest width in px at which labels must not overlap.

    Raises
    ------
    FrameError
        When a column is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"stage": ["Search", "Buy"], "position": [0, 1], "persona": "Ada", "kind": "assumed",
    ...                       "score": [0.5, -1.0], "words": ["curious", "unsure about cost"]})
    >>> emotion_curve(frame).layout.meta["alt"][:53]
    'Emotion curve of Ada, assumed: Search +0.5 (curious) '
    """
    _figure.require("emotion_curve", frame, COLUMNS)
    rows = sorted(_scored(frame), key=lambda row: row["position"])
    if not points(rows):
        sentence = "No feelings yet: add an emotion point to a stage, or bind the lane to survey answers."
        return _figure.empty(sentence, title=title, note=note, width=width)
    stages = {int(row["position"]): str(row["stage"]) for row in reversed(rows)}
    count = max(stages) + 1
    column = (width - _LEFT - RIGHT) / count
    people = dict.fromkeys(row["persona"] for row in rows if not pd.isna(row["persona"]))
    panels = [
        Panel(str(persona), [row for row in rows if row["persona"] == persona], number, column)
        for number, persona in enumerate(people)
    ]
    names, height = _stage_names(stages, column)
    gap = 40 if len(panels) > 1 else 0
    annotations = names
    for panel in panels:
        annotations += labels(panel, count)
        if len(panels) > 1:
            annotations.append(_persona_name(panel))
    gap_said = widest_gap(panels)
    spec = _figure.sheet(
        [trace for panel in panels for trace in _traces(panel)],
        alt=alt(panels),
        title=title,
        note=note,
        width=width,
        plot=len(panels) * (PANEL + gap),
        left=_LEFT,
        right=RIGHT,
        above=height + 14,
        below=52 if gap_said else 34,
        annotations=[*annotations, key(rows), *gap_said],
        shapes=[*_edges(stages, count), *_separators(count)],
        xaxis={"range": [-0.5, count - 0.5], "visible": False},
    )
    for panel in panels:
        spec["layout"][f"yaxis{panel.axis[1:]}"] = _y_axis(panel, len(panels), gap)
    return spec


def _scored(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows with their score as a float; as a few dicts they are read faster than as a frame."""
    return _figure.records(frame.assign(score=pd.to_numeric(frame["score"]).astype(float)))


def _stage_names(stages: dict[int, str], column: float) -> tuple[list[dict[str, Any]], int]:
    """Return the labels of the stages and their height; where columns are too narrow for words, only every n-th."""
    every = max(1, math.ceil(34 / column))
    room = column * every - 2
    # All of the same weight, and rather a whole word in regular than a cut one in bold.
    heavy = all(text_width(word, bold=True) <= room for stage in stages.values() for word in stage.split())
    names, height = [], 0
    for position, stage in sorted(stages.items()):
        if position % every:
            continue
        lines = wrap(stage, room, lines=3, bold=heavy)
        height = max(height, 16 * len(lines))
        text = "<br>".join((_figure.bold if heavy else str)(plotly_label(line)) for line in lines)
        names.append(_figure.label(text, position, 1, yref="paper", yanchor="bottom", shift=(0, 10), align="center"))
    return names, height


def _edges(stages: dict[int, str], count: int) -> Iterator[dict[str, Any]]:
    """Yield the coloured edge above the column of each stage."""
    colours = stage_colours(count)
    inset = 0.02 if count > 1 else 0.0
    for position in sorted(stages):
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
            "fillcolor": colours[position],
        }


def _separators(count: int) -> Iterator[dict[str, Any]]:
    """Yield the lines between columns, unless there are too many."""
    style = {"type": "line", "yref": "paper", "layer": "below", "line": {"width": 1, "color": LIGHT["line"]}}
    for position in range(1, count if count <= 40 else 0):
        yield {**style, "x0": position - 0.5, "x1": position - 0.5, "y0": 0, "y1": 1}


def _y_axis(panel: Panel, panels: int, gap: int) -> dict[str, Any]:
    share = 1 / panels
    bottom = 1 - (panel.number + 1) * share
    return {
        "domain": [bottom, bottom + share * PANEL / (PANEL + gap)],
        "range": [-REACH, REACH],
        "tickvals": list(_LEVELS),
        "ticktext": list(_LEVELS.values()),
        "showgrid": True,
        "gridcolor": LIGHT["line"],
        "griddash": "1px,4px",
        "zeroline": True,
        "zerolinecolor": LIGHT["line"],
        "zerolinewidth": 1,
        "ticklabelstandoff": 8,
        "tickfont": {"size": 12, "color": LIGHT["soft"]},
        "anchor": "x",
    }


def _traces(panel: Panel) -> Iterator[_figure.Spec]:
    measured = [row for row in panel.rows if row["kind"] == "measured"]
    yield from _bands(panel, measured)
    assumed = [row for row in panel.rows if row["kind"] == "assumed"]
    if assumed:
        yield _line(
            panel,
            assumed,
            "assumed",
            line={"shape": "linear", "color": LIGHT["faint"], "width": 1.5, "dash": "4px,4px"},
            marker={"size": 6, "color": LIGHT["card"], "line": {"color": LIGHT["faint"], "width": 1.5}},
        )
    if measured:
        colours = [LIGHT["negative"] if row["score"] < 0 else LIGHT["positive"] for row in measured]
        yield _line(
            panel,
            measured,
            "measured",
            line={"shape": "linear", "color": LIGHT["positive"], "width": 2},
            marker={"size": 11, "color": colours, "line": {"color": LIGHT["card"], "width": 2}},
        )


def _line(panel: Panel, rows: list[dict[str, Any]], kind: str, **style: Any) -> _figure.Spec:
    assumed = assumed_scores(panel) if kind == "measured" else {}
    return {
        "type": "scatter",
        "x": [row["position"] for row in rows],
        "y": [None if math.isnan(row["score"]) else row["score"] for row in rows],
        "mode": "lines+markers",
        "connectgaps": False,
        "name": f"{plotly_label(panel.persona)}, {kind}",
        "yaxis": panel.axis,
        "customdata": [hover(row, assumed) for row in rows],
        "hovertemplate": _figure.HOVER,
        "cliponaxis": False,
        **style,
    }


def _bands(panel: Panel, rows: list[dict[str, Any]]) -> Iterator[_figure.Spec]:
    """Yield the interval as areas, one for each run of stages that have one; for a single stage a short bar."""
    runs: list[list[tuple[float, float, float]]] = [[]]
    for x, low, high in ((row["position"], row.get("low"), row.get("high")) for row in rows):
        if pd.isna(low) or pd.isna(high):
            runs.append([])
        else:
            runs[-1].append((float(x), float(low), float(high)))
    for run in filter(None, runs):
        edges = run if len(run) > 1 else [(run[0][0] + side, *run[0][1:]) for side in (-0.06, 0.06)]
        yield {
            "type": "scatter",
            "x": [x for x, _, _ in edges] + [x for x, _, _ in reversed(edges)],
            "y": [low for _, low, _ in edges] + [high for _, _, high in reversed(edges)],
            "mode": "lines",
            "line": {"width": 0, "color": rgba(LIGHT["positive"], 0.14)},
            "fill": "toself",
            "fillcolor": rgba(LIGHT["positive"], 0.14),
            "hoverinfo": "skip",
            "name": "interval",
            "yaxis": panel.axis,
        }


def _persona_name(panel: Panel) -> dict[str, Any]:
    text = _figure.bold(plotly_label(panel.persona, most=60))
    return _figure.label(text, 0, REACH, paper="x", yref=panel.axis, anchor="left bottom", shift=(2, 8))
