"""Answers on a scale as diverging bars: low scores to the left of the middle, high ones to the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from journeykit.charts import _bars, _figure
from journeykit.charts._layout import text_width
from journeykit.charts.theme import LIGHT, rgba
from journeykit.text import counted, plotly_label, share_words

__all__ = ["likert"]

COLUMNS = ("question", "score", "share", "n", "lowest", "highest")
_ROW, _BAR = 40, 20  # px of a row and of the bar in it
_STRONG, _PALE, _NEUTRAL = 0.85, 0.35, 0.3
"""Opacity of the ends of the scale, of the scores next to the middle, and of the middle."""


@_figure.chart
def likert(
    frame: pd.DataFrame, *, title: str | None = None, note: str | None = None, unit: str = "answers", width: int = 670
) -> _figure.Spec:
    """Draw how answers are spread over their scale, a bar for each question.

    Parameters
    ----------
    frame
        One row per question and score: ``question`` (name), ``score``, ``share`` (0-1 of the answers to the question),
        ``n`` (answers to the question), ``lowest`` and ``highest`` (of its scale). Optional: ``words`` (shown instead
        of a bar that must not be shown; its ``share`` is missing).
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
    >>> frame = pd.DataFrame({"question": "Signs", "score": [1, 3, 5], "share": [0.25, 0.25, 0.5], "n": 40,
    ...                       "lowest": 1, "highest": 5})
    >>> likert(frame).layout.meta["alt"].replace("\N{NO-BREAK SPACE}", " ")
    'Spread of answers: Signs, 40 answers from 1 to 5: 25.0 % low, 25.0 % middle, 50.0 % high.'
    """
    _figure.require("likert", frame, COLUMNS)
    if frame.empty:
        return _figure.empty("Nobody has answered yet.", title=title, note=note, width=width)
    bars = [_Bar(str(name), _figure.records(rows)) for name, rows in frame.groupby("question", sort=False)]
    names, widest = _bars.wrapped([bar.name for bar in bars], width * 0.34)
    left, reach = _figure.EDGE + widest + 12, max(bar.reach for bar in bars)
    words = [_bars.name_label(lines, place, _figure.EDGE - left) for place, lines in enumerate(names)]
    told = [bar.words or counted(bar.n, unit) for bar in bars]
    words += [
        _figure.label(_figure.span(plotly_label(said), "soft"), 1, place, paper="x", anchor="left", shift=(12, 0))
        for place, said in enumerate(told)
    ]
    right = max(map(text_width, told)) + 20 + _figure.EDGE
    px = (width - left - right) / (2 * reach)  # of all answers
    words += [label for place, bar in enumerate(bars) for label in bar.labels(place, px)]
    axes = _bars.layout(len(bars), _BAR / _ROW)
    axes["xaxis"] = {"visible": False, "range": [-reach, reach]}
    middle = {"type": "line", "x0": 0, "x1": 0, "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    return _figure.sheet(
        [bar.trace(place) for place, bar in enumerate(bars) if bar.parts],
        alt="Spread of answers: " + "; ".join(bar.alt(unit) for bar in bars) + ".",
        title=title,
        note=note,
        width=width,
        plot=len(bars) * _ROW,
        left=left,
        right=right,
        annotations=words,
        shapes=[middle | {"line": {"width": 1, "color": LIGHT["line"]}}],
        **axes,
    )


class _Bar:
    """The bar of a question: ``parts`` are score, share, left end and colour."""

    def __init__(self, name: str, rows: Sequence[dict[str, Any]]) -> None:
        first = rows[0]
        self.name, self.n = name, int(first["n"])
        self.words = str(first["words"]) if isinstance(first.get("words"), str) and first["words"] else ""
        self.ends = float(first["lowest"]), float(first["highest"])
        middle, half = sum(self.ends) / 2, (self.ends[1] - self.ends[0]) / 2
        held = [] if self.words else sorted((float(row["score"]), float(row["share"])) for row in rows if row["share"])
        self.shares = {"low": 0.0, "middle": 0.0, "high": 0.0}
        for score, share in held:
            self.shares["low" if score < middle else "high" if score > middle else "middle"] += share
        at = -self.shares["low"] - self.shares["middle"] / 2
        self.reach = max(-at, self.shares["high"] + self.shares["middle"] / 2, 0.01)
        self.parts: list[tuple[float, float, float, str]] = []
        for score, share in held:
            far = (score - middle) / half
            opacity = _PALE + (_STRONG - _PALE) * (abs(far) - 1 / half) / max(1 - 1 / half, 0.01)
            colour = rgba(LIGHT["positive" if far > 0 else "negative"], round(min(max(opacity, _PALE), _STRONG), 2))
            self.parts.append((score, share, at, colour if far else rgba(LIGHT["faint"], _NEUTRAL)))
            at += share

    def trace(self, place: int) -> go.Bar:
        return go.Bar(
            x=[share for _, share, _, _ in self.parts],
            base=[at for _, _, at, _ in self.parts],
            y=[place] * len(self.parts),
            orientation="h",
            marker={"color": [colour for *_, colour in self.parts]},
            customdata=[
                f"{_figure.bold(plotly_label(self.name))}<br>{score:g}: {share_words(share)} of {self.n:,}"
                for score, share, _, _ in self.parts
            ],
            hovertemplate=_figure.HOVER,
            name=plotly_label(self.name),
        )

    def labels(self, place: int, px: float) -> list[dict[str, Any]]:
        """Return the scores in the parts that have room for them."""
        return [
            _figure.label(f"{score:g}", at + share / 2, place, anchor="center", align="center")
            for score, share, at, _ in self.parts
            if share * px > text_width(f"{score:g}") + 8
        ]

    def alt(self, unit: str) -> str:
        if self.words:
            return f"{self.name}: {self.words}"
        told = ", ".join(f"{share_words(share)} {name}" for name, share in self.shares.items())
        return f"{self.name}, {counted(self.n, unit)} from {self.ends[0]:g} to {self.ends[1]:g}: {told}"
