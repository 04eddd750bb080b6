"""The sheet every chart is drawn on: required columns, heading, direct labels, empty state, alternative text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from journeykit.charts._layout import wrap
from journeykit.charts.theme import LIGHT, SIZES, TEMPLATES
from journeykit.errors import FrameError
from journeykit.text import plotly_label

__all__ = [
    "EDGE",
    "Heading",
    "bar_rows",
    "bold",
    "empty",
    "heading",
    "label",
    "listed",
    "raised",
    "records",
    "require",
    "sheet",
    "span",
]

EDGE = 4  # px between the figure's edge and its ink; the card around it brings the real padding
_LINE = 17  # px from one line of 12 px text to the next


class Heading:
    """Title and note above a chart: the annotations, and the height that they take."""

    def __init__(self, annotations: list[dict[str, Any]], height: int) -> None:
        self.annotations = annotations
        self.height = height


def require(chart: str, frame: pd.DataFrame, columns: Iterable[str]) -> None:
    """Raise FrameError when the frame lacks one of the columns."""
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise FrameError(chart, missing, (str(name) for name in frame.columns))


def heading(title: str | None, note: str | None, *, width: int, left: float) -> Heading:
    """Return title and note, left-aligned with the figure's edge, ``left`` px left of the plot."""
    lines = [
        (span(bold(plotly_label(part)), "ink"), SIZES["heading"], 22) for part in _lines(title, width, 15, bold=True)
    ]
    lines += [(plotly_label(part), SIZES["small"], _LINE) for part in _lines(note, width, 12)]
    height = sum(step for _, _, step in lines)
    annotations = []
    below = 0
    for text, size, step in lines:
        annotations.append(
            label(
                text,
                x=0,
                y=1,
                xref="paper",
                yref="paper",
                xanchor="left",
                yanchor="top",
                xshift=EDGE - left,
                size=size,
                colour="soft",
            )
            | {"yshift": below}
        )
        below += step
    return Heading(annotations, height + (10 if lines else 0))


def raised(head: Heading, above: float) -> list[dict[str, Any]]:
    """Return the heading's annotations with their first line ``above`` px over the top of the plot."""
    return [annotation | {"yshift": above - annotation["yshift"]} for annotation in head.annotations]


def label(text: str, *, x: Any, y: Any, size: int = 12, colour: str = "ink", **place: Any) -> dict[str, Any]:
    """Return an annotation without arrow; ``text`` is escaped already, ``colour`` is the name of a token."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "font": {"size": size, "color": LIGHT[colour]},
        "borderpad": 0,
        "align": "left",
    } | place


def span(text: str, token: str) -> str:
    """Return escaped text in the colour of a token, in the one form that :func:`theme.themed` finds again."""
    return f'<span style="color:{LIGHT[token]}">{text}</span>'


def bold(text: str) -> str:
    """Return escaped text in bold."""
    return f"<b>{text}</b>"


def sheet(traces: Sequence[Any], *, alt: str, height: float, margin: dict[str, float], **layout: Any) -> go.Figure:
    """Return the figure, dressed for light paper, with its height set and its sentence kept."""
    figure = go.Figure(data=list(traces))
    figure.update_layout(
        template=TEMPLATES["light"], height=round(height), margin=margin | {"pad": 0}, meta={"alt": alt}, **layout
    )
    return figure


def bar_rows(
    traces: Sequence[Any],
    *,
    alt: str,
    rows: int,
    row: float,
    bar: float,
    head: Heading,
    sides: tuple[float, float],
    annotations: Sequence[dict[str, Any]],
) -> go.Figure:
    """Return the sheet of bars from 0 to 1, one a row: ``row`` and ``bar`` px high, words in the ``sides`` beside."""
    top = head.height + 2
    return sheet(
        traces,
        alt=alt,
        height=top + rows * row + 8,
        margin={"l": sides[0], "r": sides[1], "t": top, "b": 8},
        annotations=[*raised(head, top), *annotations],
        barmode="overlay",
        barcornerradius=3,
        bargap=1 - bar / row,
        xaxis={"visible": False, "range": [0, 1]},
        yaxis={"visible": False, "range": [rows - 0.5, -0.5]},
    )


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame by the names of its columns."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def empty(sentence: str, *, title: str | None = None, note: str | None = None, width: int = 800) -> go.Figure:
    """Return the figure that says why there is nothing to draw."""
    head = heading(title, note, width=width, left=EDGE)
    words = label(
        "<br>".join(plotly_label(line) for line in wrap(sentence, width - 48, 13, lines=3)),
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        size=13,
        colour="soft",
        align="center",
    )
    alt = f"{title}: {sentence}" if title else sentence
    axis = {"visible": False, "range": [0, 1]}
    return sheet(
        [],
        alt=alt,
        height=head.height + 140,
        margin={"l": EDGE, "r": EDGE, "t": head.height + EDGE, "b": EDGE},
        annotations=[*raised(head, head.height), words],
        xaxis=axis,
        yaxis=axis,
    )


def listed(words: Sequence[str], most: int = 6) -> str:
    """Return words as a sentence part: ``a, b and c``; after ``most`` it says how many more."""
    shown = list(words[:most])
    if len(words) > most:
        shown.append(f"{len(words) - most} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def _lines(text: str | None, width: int, size: int, *, bold: bool = False) -> list[str]:
    return wrap(text, width - 2 * EDGE, size, lines=3, bold=bold) if text else []
