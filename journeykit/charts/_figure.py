"""What every chart is made of: required columns, the sheet with its heading, direct labels, the empty state."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ParamSpec, Protocol, cast

import pandas as pd
import plotly.graph_objects as go

from journeykit.charts._layout import wrap
from journeykit.charts.theme import LIGHT, TEMPLATES
from journeykit.errors import FrameError
from journeykit.text import plotly_label

EDGE = 4  # px between the edge of the figure and what is drawn; the card around it adds the real padding
HOVER = "%{customdata}<extra></extra>"

P = ParamSpec("P")
Spec = dict[str, Any]
"""A figure as plain data: ``data`` (traces) and ``layout``, without the template."""


class Drawing(Protocol[P]):
    """A chart function. ``spec`` takes the same and returns the figure as plain data, which Plotly has not checked.

    A ``Figure`` checks and copies every value that it is given, ten times the work of a chart: too long for a page that
    redraws at a key press.
    """

    spec: Callable[P, Spec]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> go.Figure: ...


def chart(spec: Callable[P, Spec]) -> Drawing[P]:
    """Return the chart function whose figure has this data."""

    @functools.wraps(spec)
    def figure(*args: P.args, **kwargs: P.kwargs) -> go.Figure:
        plain = spec(*args, **kwargs)
        return go.Figure(plain["data"], {"template": TEMPLATES["light"], **plain["layout"]})

    signature = inspect.signature(spec).replace(return_annotation=go.Figure)
    figure.__signature__ = signature  # type: ignore[attr-defined]  # what readers of the documentation are told
    made = cast(Drawing[P], figure)
    made.spec = spec
    return made


def require(chart: str, frame: pd.DataFrame, columns: Iterable[str]) -> None:
    """Raise FrameError when the frame lacks one of the columns."""
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise FrameError(chart, missing, (str(name) for name in frame.columns))


def sheet(
    traces: Iterable[Any],
    *,
    alt: str,
    title: str | None,
    note: str | None,
    width: int,
    plot: float,
    left: float,
    right: float,
    above: float = 2,
    below: float = 8,
    annotations: Iterable[dict[str, Any]] = (),
    **layout: Any,
) -> Spec:
    """Return the figure in light colours, with title and note above the plot; its meta has the alternative text
    and the least width in px for which the labels were placed.

    ``plot`` is the height of the plot; ``left``, ``right``, ``above`` and ``below`` are the px around it, the heading
    not included.
    """
    room = width - 2 * EDGE
    titles, notes = wrap(title or "", room, 15, lines=3, bold=True), wrap(note or "", room, lines=3)
    lines = [(span(bold(plotly_label(part)), "ink"), 15, 22) for part in titles]
    lines += [(plotly_label(part), 12, 17) for part in notes]
    top = above + sum(step for _, _, step in lines) + (10 if lines else 0)
    heading, at = [], top
    for text, size, step in lines:
        heading.append(
            label(text, 0, 1, paper="xy", anchor="left top", shift=(EDGE - left, at), size=size, colour="soft")
        )
        at -= step
    return {
        "data": [trace if isinstance(trace, dict) else trace.to_plotly_json() for trace in traces],
        "layout": {
            "height": round(top + plot + below),
            "margin": {"l": left, "r": right, "t": top, "b": below, "pad": 0},
            "meta": {"alt": alt, "width": width},
            "annotations": [*heading, *annotations],
            **layout,
        },
    }


def empty(sentence: str, *, title: str | None, note: str | None, width: int) -> Spec:
    """Return the figure that says why there is nothing to draw."""
    text = "<br>".join(plotly_label(line) for line in wrap(sentence, width - 48, 13, lines=3))
    axis = {"visible": False, "range": [0, 1]}
    return sheet(
        [],
        alt=f"{title}: {sentence}" if title else sentence,
        title=title,
        note=note,
        width=width,
        plot=140 - EDGE,
        left=EDGE,
        right=EDGE,
        above=0,
        below=EDGE,
        annotations=[label(text, 0.5, 0.5, paper="xy", size=13, colour="soft", align="center")],
        xaxis=axis,
        yaxis=axis,
    )


def label(
    text: str,
    x: Any,
    y: Any,
    *,
    paper: str = "",
    anchor: str = "",
    shift: tuple[float, float] = (0, 0),
    size: int = 12,
    colour: str = "ink",
    **more: Any,
) -> dict[str, Any]:
    """Return an annotation without an arrow.

    ``text`` is already escaped. ``paper`` names the axes on which the position is a share of the plot (``"x"``,
    ``"xy"``), ``anchor`` the point of the text that is placed there (``"left top"``). ``shift`` moves the text to the
    right and up, in px; ``colour`` is the name of a token.
    """
    return {
        "text": text,
        "x": x,
        "y": y,
        "xshift": shift[0],
        "yshift": shift[1],
        "showarrow": False,
        "font": {"size": size, "color": LIGHT[colour]},
        "borderpad": 0,
        "align": "left",
        **{f"{axis}ref": "paper" for axis in paper},
        **dict(zip(("xanchor", "yanchor"), anchor.split(), strict=False)),
        **more,
    }


def span(text: str, token: str) -> str:
    """Return escaped text in the colour of a token, in the form that :func:`theme.themed` recognises."""
    return f'<span style="color:{LIGHT[token]}">{text}</span>'


def bold(text: str) -> str:
    """Return escaped text in bold."""
    return f"<b>{text}</b>"


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as dicts."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def listed(words: Sequence[str], most: int = 6) -> str:
    """Return words as part of a sentence: ``a, b and c``; after ``most`` it says how many more there are."""
    shown = list(words[:most])
    if len(words) > most:
        shown.append(f"{len(words) - most} more")
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
