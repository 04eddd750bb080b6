"""What an emotion curve says besides its points: on hover, in its key, of the widest gap, and to screen readers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from journeykit.charts import _figure
from journeykit.charts._curve_labels import Panel, points
from journeykit.text import gap_words, people_words, plotly_label

_MINUS = "\N{MINUS SIGN}"


Scores = dict[tuple[int, Any], float]


def assumed_scores(panel: Panel) -> Scores:
    """Return the assumed scores of a panel by position and by whose they are: one persona's, or everybody's."""
    return {_place(row): row["score"] for row in points(panel.rows) if row["kind"] == "assumed"}


def _place(row: dict[str, Any]) -> tuple[int, Any]:
    return int(row["position"]), row.get("whose")


def _gap(row: dict[str, Any], assumed: Scores) -> str:
    """Return the gap of a measured point in words, or nothing where there is no assumption of the same people."""
    if _place(row) not in assumed or pd.isna(row.get("n")) or pd.isna(row["score"]):
        return ""
    return gap_words(assumed[_place(row)], row["score"], int(row["n"]))


def widest_gap(panels: list[Panel]) -> list[dict[str, Any]]:
    """Return the line that says the widest gap whose interval leaves out what is assumed."""
    widest: tuple[float, str] = (0.0, "")
    for panel in panels:
        assumed = assumed_scores(panel)
        for row in (row for row in points(panel.rows) if row["kind"] == "measured" and _gap(row, assumed)):
            thought = assumed[_place(row)]
            unsure = pd.isna(row.get("low")) or pd.isna(row.get("high")) or row["low"] <= thought <= row["high"]
            if not unsure and abs(row["score"] - thought) > widest[0]:
                where = f"{row['stage']}, {panel.persona}" if len(panels) > 1 else str(row["stage"])
                widest = abs(row["score"] - thought), f"{plotly_label(where)}: {_gap(row, assumed)}"
    if not widest[1]:
        return []
    text = f"Widest gap · {widest[1]}"
    return [_figure.label(text, 0, 0, paper="xy", anchor="left top", shift=(0, -28), colour="ink")]


def hover(row: dict[str, Any], assumed: Scores) -> str:
    """Return what is shown over a point."""
    parts = [_figure.bold(plotly_label(row["stage"])), f"{row['kind']} {_signed(row['score'])}"]
    if not (pd.isna(row.get("low")) or pd.isna(row.get("high"))):
        parts[1] += f" (interval {_signed(row['low'])} to {_signed(row['high'])})"
    if not pd.isna(row.get("n")):
        parts[1] += f", {people_words(row['n'])}"
    if gap := _gap(row, assumed):
        parts.append(gap)
    if isinstance(row["words"], str) and row["words"]:
        parts.append(plotly_label(row["words"]))
    return "<br>".join(parts)


def _signed(score: float) -> str:
    return f"{score:+.1f}".replace("-", _MINUS)


def key(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the line that explains the solid line, the band and the dashed line, as far as they are drawn."""
    kinds = {row["kind"] for row in points(rows)}
    parts = []
    if "measured" in kinds:
        band = any(not pd.isna(row.get("low")) for row in rows)
        sizes = sorted(int(row["n"]) for row in rows if row["kind"] == "measured" and not pd.isna(row.get("n")))
        n = f", {_sizes(sizes)}" if sizes else ""
        parts.append(_figure.span("━━", "positive") + f" measured{', with its interval' if band else ''}{n}")
    if "assumed" in kinds:
        parts.append(_figure.span("┅┅", "faint") + " assumed")
    text = "\u2003".join(parts)
    return _figure.label(text, 0, 0, paper="xy", anchor="left top", shift=(0, -10), colour="soft")


def _sizes(sizes: list[int]) -> str:
    least, most = sizes[0], sizes[-1]
    return people_words(most) if least == most else f"{least:,} to {most:,} people a stage"


def alt(panels: list[Panel]) -> str:
    """Return the description of the chart for screen readers."""
    said = []
    for panel in panels:
        rows = points(panel.rows)
        kind = "measured" if any(row["kind"] == "measured" for row in rows) else "assumed"
        stops = [
            f"{row['stage']} {_signed(row['score'])}" + (f" ({row['words']})" if row["words"] else "")
            for row in rows
            if row["kind"] == kind
        ]
        said.append(f"{panel.persona or 'everyone'}, {kind}: {_figure.listed(stops, 12)}")
    return f"Emotion curve of {'; '.join(said)}."
