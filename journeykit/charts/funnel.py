"""Funnel: how many paths reach each step, as bars on one scale."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd

from journeykit.charts import _bars, _figure
from journeykit.charts._layout import text_width
from journeykit.charts.theme import colours_at, stage_colours
from journeykit.text import count_words, counted, plotly_label, share_words

__all__ = ["funnel"]

COLUMNS = ("step", "name", "paths", "previous_share", "first_share")
_ROW, _BAR = 34, 0.62  # px of a row, and the share of it that the bar takes
_OF = {"previous": " of previous", "first": " of first", "all": " of all"}

Base = Literal["previous", "first", "all"]


@_figure.chart
def funnel(
    frame: pd.DataFrame,
    *,
    title: str | None = None,
    note: str | None = None,
    unit: str = "paths",
    of: Base = "previous",
    stages: int | None = None,
    width: int = 800,
) -> _figure.Spec:
    """Draw how many paths reach each step as a bar; its pale rest are the paths of the base that do not.

    Parameters
    ----------
    frame
        One row per step, in order: ``step`` (1, 2, …), ``name``, ``paths`` (unique paths that reach it),
        ``previous_share`` and ``first_share`` (0-1 of the step before and of the first; missing at step 1). Optional:
        ``low`` and ``high`` (interval of ``previous_share``), ``position`` (stage from 0, for the colour),
        ``all_share`` (0-1 of all paths, for ``of="all"``), ``words`` (the text shown where ``paths`` is missing because
        the count must not be shown).
    title, note
        Lines above the chart.
    unit
        What one path is: ``"customers"``, ``"sessions"``.
    of
        The base of the shares: the step before, the first step, or all paths.
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
    >>> frame = pd.DataFrame({"step": [1, 2], "name": ["Search", "Buy"], "paths": [100, 30],
    ...                       "previous_share": [None, 0.3], "first_share": [1.0, 0.3]})
    >>> funnel(frame).layout.meta["alt"].replace("\N{NO-BREAK SPACE}", " ")
    'Funnel of 100 paths: Search 100; Buy 30 (30.0 % of previous). 30 of 100 go all the way (30.0 %).'
    """
    _figure.require("funnel", frame, COLUMNS if of != "all" else (*COLUMNS, "all_share"))
    rows = [_drawable(row) for row in _figure.records(frame)]
    if not any(row["paths"] > 0 for row in rows):
        sentence = "Nobody to follow yet: no path reaches the first step. Choose a step that occurs in the log."
        return _figure.empty(sentence, title=title, note=note, width=width)
    names, widest = _bars.wrapped([row["name"] for row in rows], width * 0.3, 13)
    left = _figure.EDGE + widest + 12
    shares = [_share_label(row, of) for row in rows]
    below = _all_the_way(rows, unit)
    if left + _right(rows, shares) > width * 0.6:  # a narrow chart says only once what the shares are of
        shares = [share.removesuffix(_OF[of]) for share in shares]
        below += f" · shares{_OF[of]}"
    edge = _figure.EDGE - left
    words = []
    for i, (row, lines, share) in enumerate(zip(rows, names, shares, strict=True)):
        words.append(_bars.name_label(lines, i, edge, 13 if len(lines) < 2 else 12))
        count = _figure.bold(row["said"]) + _figure.span(share, "soft")
        words.append(_figure.label(count, 1, i, paper="x", anchor="left", shift=(12, 0)))
    words.append(
        _figure.label(plotly_label(below), 0, 0, paper="xy", anchor="left top", shift=(edge, -8), colour="soft")
    )
    previous = [rows[max(i - 1, 0)]["paths"] for i in range(len(rows))]
    bases = _bases(rows, previous, of)
    paths = [row["paths"] for row in rows]
    hover = [_hover(row, before, unit) for row, before in zip(rows, previous, strict=True)]
    return _figure.sheet(
        _bars.traces(("base", "reached"), bases, paths, _colours(rows, stages), hover, opacity=0.16),
        alt=_alt(rows, unit, of),
        title=title,
        note=note,
        width=width,
        plot=len(rows) * _ROW,
        left=left,
        right=_right(rows, shares),
        below=34,
        annotations=words,
        **_bars.layout(len(rows), _BAR, max(paths + bases)),
    )


def _drawable(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with its count in words; a missing count has no bar."""
    if not pd.isna(row["paths"]):
        return {**row, "said": count_words(row["paths"]), "hidden": False}
    return {**row, "paths": 0, "said": str(row.get("words") or "not shown"), "hidden": True}


def _bases(rows: list[dict[str, Any]], previous: list[float], of: Base) -> list[float]:
    """Return the number of paths that each share is of."""
    if of == "all":
        return [row["paths"] / row["all_share"] if row["all_share"] else row["paths"] for row in rows]
    return previous if of == "previous" else [rows[0]["paths"]] * len(rows)


def _right(rows: list[dict[str, Any]], shares: list[str]) -> float:
    widths = (text_width(row["said"], bold=True) + text_width(share) for row, share in zip(rows, shares, strict=True))
    return max(widths) + 12 + _figure.EDGE


def _all_the_way(rows: list[dict[str, Any]], unit: str) -> str:
    first, last = rows[0]["paths"], rows[-1]["paths"]
    if rows[0]["hidden"] or rows[-1]["hidden"]:
        return "who goes all the way is not shown"
    if len(rows) == 1:
        return f"{counted(first, unit)} reach the only step"
    share = rows[-1]["first_share"]
    return f"{count_words(last)} of {count_words(first)} go all the way ({share_words(share)})"


def _reached(row: dict[str, Any], unit: str) -> str:
    return f"{row['said']} {unit}" if row["hidden"] else counted(row["paths"], unit)


def _share(row: dict[str, Any], of: Base) -> str:
    """Return a share in words; empty for the first step, and where a share is missing because it must not be shown."""
    share = row[f"{of}_share"]
    if _starts(row, of) or ("words" in row and pd.isna(share)):
        return ""
    return f"{share_words(share)}{_OF[of]}"


def _starts(row: dict[str, Any], of: Base) -> bool:
    return row["step"] == 1 and of != "all"


def _share_label(row: dict[str, Any], of: Base) -> str:
    share = "start" if _starts(row, of) else _share(row, of)
    return share and f" · {share}"


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
    return stage_colours(len(rows)) if set(positions) == {None} else colours_at(positions, stages or 0)


def _alt(rows: list[dict[str, Any]], unit: str, of: Base) -> str:
    steps = [f"{row['name']} {row['said']}" + (f" ({share})" if (share := _share(row, of)) else "") for row in rows]
    return f"Funnel of {_reached(rows[0], unit)}: {'; '.join(steps)}. {_all_the_way(rows, unit)}."
