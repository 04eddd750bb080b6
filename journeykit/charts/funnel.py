"""Who goes on: a funnel as bars on one scale, each beside the ghost of those it lost."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
import plotly.graph_objects as go

from journeykit.charts import _figure
from journeykit.charts._layout import text_width, wrap
from journeykit.charts.theme import LIGHT, rgba, stage_colours
from journeykit.text import count_words, counted, plotly_label, share_words

__all__ = ["funnel"]

COLUMNS = ("step", "name", "paths", "previous_share", "first_share")
_ROW, _BAR = 34, 0.62  # px a row; share of it that the bar takes
_GHOST = 0.16
_OF = {"previous": " of previous", "first": " of first", "all": " of all"}

Base = Literal["previous", "first", "all"]


def funnel(
    frame: pd.DataFrame,
    *,
    title: str | None = None,
    note: str | None = None,
    unit: str = "paths",
    of: Base = "previous",
    stages: int | None = None,
    width: int = 800,
) -> go.Figure:
    """Draw how many reach each step: a bar for those who did, its pale rest for those of the base who did not.

    Parameters
    ----------
    frame
        One row a step, in order: ``step`` (1, 2, …), ``name``, ``paths`` (unique paths that reached it),
        ``previous_share`` and ``first_share`` (0-1 of the step before and of the first; missing at step 1). Optional:
        ``low`` and ``high`` (interval of ``previous_share``), ``position`` (stage from 0, for the colour),
        ``all_share`` (0-1 of everybody, for ``of="all"``), ``words`` (said where ``paths`` is missing, for a count that
        must not be shown).
    title, note
        Lines above the chart.
    unit
        What one path is: ``"customers"``, ``"sessions"``.
    of
        The base of the shares in print: the step before, the first step, or all paths.
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
    >>> frame = pd.DataFrame({"step": [1, 2], "name": ["Search", "Buy"], "paths": [100, 30],
    ...                       "previous_share": [None, 0.3], "first_share": [1.0, 0.3]})
    >>> funnel(frame).layout.meta["alt"].replace("\N{NO-BREAK SPACE}", " ")
    'Funnel of 100 paths: Search 100; Buy 30 (30.0 % of previous). 30 of 100 go all the way (30.0 %).'
    """
    _figure.require("funnel", frame, COLUMNS if of != "all" else (*COLUMNS, "all_share"))
    rows = [_drawable(row) for row in _figure.records(frame)]
    if not any(row["paths"] > 0 for row in rows):
        return _figure.empty(
            "Nobody to follow yet: no path reaches the first step. Choose a step that occurs in the log.",
            title=title,
            note=note,
            width=width,
        )
    names = [wrap(str(row["name"]), width * 0.3, 13, lines=2) for row in rows]
    left = _figure.EDGE + max(text_width(line, 13) for lines in names for line in lines or [""]) + 12
    shares = [_share(row, of) for row in rows]
    brief = left + _right(rows, shares) > width * 0.6
    if brief:  # a narrow chart says once, below, what the shares are of
        shares = [share.removesuffix(_OF[of]) for share in shares]
    right = _right(rows, shares)
    head = _figure.heading(title, note, width=width, left=left)
    top = head.height + 2
    whole = len(rows) * _ROW
    colours = _colours(rows, stages)
    return _figure.sheet(
        _bars(rows, colours, unit, of),
        alt=_alt(rows, unit, of),
        height=top + whole + 34,
        margin={"l": left, "r": right, "t": top, "b": 34},
        annotations=[
            *_figure.raised(head, top),
            *_words(rows, names, shares, left),
            _overall(rows, unit, left, _OF[of] if brief else ""),
        ],
        barmode="overlay",
        barcornerradius=4,
        bargap=1 - _BAR,
        xaxis={"visible": False, "range": [0, max([row["paths"] for row in rows] + _bases(rows, of))]},
        yaxis={"visible": False, "range": [len(rows) - 0.5, -0.5]},
    )


def _drawable(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row whose missing count is no bar and has its words."""
    if not pd.isna(row["paths"]):
        return {**row, "said": count_words(row["paths"]), "hidden": False}
    return {**row, "paths": 0, "said": str(row.get("words") or "not shown"), "hidden": True}


def _bases(rows: list[dict[str, Any]], of: Base) -> list[float]:
    """Return what each step's share is of, in paths."""
    if of == "all":
        return [row["paths"] / row["all_share"] if row["all_share"] else row["paths"] for row in rows]
    return [rows[0 if of == "first" else max(place - 1, 0)]["paths"] for place in range(len(rows))]


def _bars(rows: list[dict[str, Any]], colours: list[str], unit: str, of: Base) -> list[go.Bar]:
    before = [rows[max(i - 1, 0)]["paths"] for i in range(len(rows))]
    shared = {"y": list(range(len(rows))), "orientation": "h", "hovertemplate": "%{customdata}<extra></extra>"}
    hover = [_hover(row, previous, unit) for row, previous in zip(rows, before, strict=True)]
    ghosts = go.Bar(
        x=_bases(rows, of),
        name="base",
        marker={"color": [rgba(colour, _GHOST) for colour in colours], "line": {"width": 0}},
        customdata=hover,
        **shared,
    )
    reached = go.Bar(
        x=[row["paths"] for row in rows],
        name="reached",
        marker={"color": colours, "line": {"width": 0}},
        customdata=hover,
        **shared,
    )
    return [ghosts, reached]


def _right(rows: list[dict[str, Any]], shares: list[str]) -> float:
    widths = (text_width(_count(row), bold=True) + text_width(share) for row, share in zip(rows, shares, strict=True))
    return max(widths) + 12 + _figure.EDGE


def _words(rows: list[dict[str, Any]], names: list[list[str]], shares: list[str], left: float) -> list[dict[str, Any]]:
    words = []
    for i, (row, lines, share) in enumerate(zip(rows, names, shares, strict=True)):
        words.append(
            _figure.label(
                "<br>".join(plotly_label(line) for line in lines),
                x=0,
                y=i,
                xref="paper",
                xanchor="left",
                xshift=_figure.EDGE - left,
                size=13 if len(lines) < 2 else 12,
            )
        )
        words.append(
            _figure.label(
                _figure.bold(_count(row)) + _figure.span(share, "soft"),
                x=1,
                y=i,
                xref="paper",
                xanchor="left",
                xshift=12,
            )
        )
    return words


def _overall(rows: list[dict[str, Any]], unit: str, left: float, base: str) -> dict[str, Any]:
    return _figure.label(
        plotly_label(_all_the_way(rows, unit) + (f" · shares{base}" if base else "")),
        x=0,
        y=0,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="top",
        xshift=_figure.EDGE - left,
        yshift=-8,
        colour="soft",
    )


def _all_the_way(rows: list[dict[str, Any]], unit: str) -> str:
    first, last = rows[0]["paths"], rows[-1]["paths"]
    if rows[0]["hidden"] or rows[-1]["hidden"]:
        return "who goes all the way is not shown"
    if len(rows) == 1:
        return f"{counted(first, unit)} reach the only step"
    share = rows[-1]["first_share"]
    return f"{count_words(last)} of {count_words(first)} go all the way ({share_words(share)})"


def _count(row: dict[str, Any]) -> str:
    return str(row["said"])


def _reached(row: dict[str, Any], unit: str) -> str:
    return f"{row['said']} {unit}" if row["hidden"] else counted(row["paths"], unit)


def _share(row: dict[str, Any], of: Base) -> str:
    if row["step"] == 1 and of != "all":
        return " · start"
    return "" if _silent(row, of) else f" · {share_words(row[f'{of}_share'])}{_OF[of]}"


def _silent(row: dict[str, Any], of: Base) -> bool:
    """Return whether a share is missing because a count must not be shown, rather than because there is nothing."""
    return "words" in row and bool(pd.isna(row[f"{of}_share"]))


def _hover(row: dict[str, Any], previous: float, unit: str) -> str:
    lines = [_figure.bold(plotly_label(row["name"])), f"{plotly_label(_reached(row, unit))} reach it"]
    if not pd.isna(row["previous_share"]):
        lines.append(f"{share_words(row['previous_share'])} of previous")
        if not (pd.isna(row.get("low")) or pd.isna(row.get("high"))):
            lines[-1] += f" (95 % interval {share_words(row['low'])} to {share_words(row['high'])})"
        lines.append(f"{share_words(row['first_share'])} of the first step")
        lines.append(f"{count_words(previous - row['paths'])} of the step before do not")
    return "<br>".join(lines)


def _colours(rows: list[dict[str, Any]], stages: int | None) -> list[str]:
    positions = [None if pd.isna(row.get("position")) else int(row["position"]) for row in rows]
    known = [position for position in positions if position is not None]
    if not known:
        return stage_colours(len(rows))
    palette = stage_colours(max(max(known) + 1, stages or 0))
    return [LIGHT["faint"] if position is None else palette[position] for position in positions]


def _alt(rows: list[dict[str, Any]], unit: str, of: Base) -> str:
    steps = [f"{row['name']} {_count(row)}{_said_share(row, of)}" for row in rows]
    return f"Funnel of {_reached(rows[0], unit)}: {'; '.join(steps)}. {_all_the_way(rows, unit)}."


def _said_share(row: dict[str, Any], of: Base) -> str:
    if (row["step"] == 1 and of != "all") or _silent(row, of):
        return ""
    return f" ({share_words(row[f'{of}_share'])}{_OF[of]})"
