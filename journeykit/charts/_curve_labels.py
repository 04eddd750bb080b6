"""Words beside the points of an emotion curve, placed where they overlap neither a line nor each other."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from journeykit.charts import _figure
from journeykit.charts._layout import Box, Segment, crosses, place, text_width, wrap
from journeykit.text import plotly_label

PANEL = 232  # px, height of the panel of a persona
REACH = 2.55  # of the y axis: half a step of room above "very positive" for its label
RIGHT = 16
_LINE = 16


@dataclass(frozen=True)
class Panel:
    """The panel of a persona: its rows and its place."""

    persona: str
    rows: list[dict[str, Any]]  # in the order of positions
    number: int
    column: float  # px per stage

    @property
    def axis(self) -> str:
        return "y" if self.number == 0 else f"y{self.number + 1}"

    def at(self, position: float, score: float) -> tuple[float, float]:
        return (position + 0.5) * self.column, (REACH - score) / (2 * REACH) * PANEL


@dataclass(frozen=True)
class _Wording:
    """A label as escaped text, and its size."""

    text: str
    width: float
    height: float


def labels(panel: Panel, count: int) -> list[dict[str, Any]]:
    """Return the words beside the points: marked and measured ones first, assumed ones where room is left."""
    bounds = Box(-8, -PANEL * 0.02, count * panel.column + RIGHT - 2, PANEL * 1.02)
    lines = list(_segments(panel))
    dots = [(row, panel.at(row["position"], row["score"])) for row in points(panel.rows)]
    taken = [Box(x - 7, y - 7, x + 7, y + 7) for _, (x, y) in dots]
    said: dict[int, str] = {}
    placed = []
    for row, (x, y) in sorted(dots, key=lambda dot: _urgency(dot[0])):
        position, words, flags = int(row["position"]), _words(row), marks(row)
        if not (words or flags) or (said.get(position) == words and not flags):
            continue
        others = [dot for other, dot in dots if other["position"] == position and other is not row]
        wordings = _wordings(words, flags, row["score"], panel.column)
        above = row["score"] >= _neighbours(panel, row)
        options = list(_options(x, y, wordings, others, above=above, bounds=bounds))
        near = [line for line in lines if line[0] < x + 160 and line[2] > x - 160]
        found = place((box for _, box in options), lines=near, taken=taken, bounds=bounds)
        said_already = row["kind"] != "measured" and position in said
        if found is None or (said_already and any(crosses(found[1], line) for line in near)):
            continue
        number, box = found
        taken.append(box)
        said[position] = words
        placed.append(
            _figure.label(
                options[number][0].text,
                position,
                row["score"],
                yref=panel.axis,
                shift=((box.left + box.right) / 2 - x, y - (box.top + box.bottom) / 2),
                colour="ink" if row["kind"] == "measured" or flags else "faint",
                align="center",
            )
        )
    return placed


def points(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows that have a score."""
    return [row for row in rows if not math.isnan(row["score"])]


def marks(row: dict[str, Any]) -> list[str]:
    """Return the words peak, lowest, dip and end in the ``mark`` of a row."""
    mark = row.get("mark")
    return [word for word in ("peak", "lowest", "dip", "end") if isinstance(mark, str) and word in mark.split()]


def _options(
    x: float, y: float, wordings: list[_Wording], others: list[tuple[float, float]], *, above: bool, bounds: Box
) -> Iterator[tuple[_Wording, Box]]:
    """Yield places from best to worst: near before far, the open side of the curve before the other, wide before tall.

    Places nearer to another point of the same stage come last: the words would seem to belong to that point.
    """
    misleading = []
    for distance in (10, 15, 21, 30, 42):
        for side in (above, not above):
            for wording in wordings:
                top = y - distance - wording.height if side else y + distance
                for shift in (0, -wording.width / 3, wording.width / 3, -wording.width / 2 - 4, wording.width / 2 + 4):
                    left = min(max(x - wording.width / 2 + shift, bounds.left), bounds.right - wording.width)
                    box = Box(left, top, left + wording.width, top + wording.height)
                    middle = (box.top + box.bottom) / 2
                    if any(abs(other[1] - middle) < abs(y - middle) for other in others):
                        misleading.append((wording, box))
                    else:
                        yield wording, box
    yield from misleading


def _wordings(words: str, flags: list[str], score: float, column: float) -> list[_Wording]:
    """Return the label in a wide form and, if it differs, in a narrow one."""
    token = "negative" if score < 0 or "dip" in flags else "positive"
    tail = " · ".join(_figure.span(_figure.bold(flag), token) for flag in flags)
    forms = {}
    for width in (max(column * 0.94, 76), max(column * 0.62, 76)):
        lines = wrap(words, width, lines=3)
        widths = [text_width(line) for line in lines]
        shown = [plotly_label(line) for line in lines]
        room = text_width(" · ".join(flags), bold=True)
        if tail and lines and widths[-1] + room + 8 <= width + 24:
            shown[-1], widths[-1] = f"{shown[-1]} · {tail}", widths[-1] + room + 8
        elif tail:
            shown, widths = [*shown, tail], [*widths, room]
        forms["<br>".join(shown)] = (max(widths) + 4, _LINE * len(shown))
    return [_Wording(text, *size) for text, size in forms.items()]


def _segments(panel: Panel) -> Iterator[Segment]:
    for kind in ("assumed", "measured"):
        line = (panel.at(row["position"], row["score"]) for row in panel.rows if row["kind"] == kind)
        for start, stop in pairwise(line):
            if not (math.isnan(start[1]) or math.isnan(stop[1])):
                yield (*start, *stop)


def _neighbours(panel: Panel, row: dict[str, Any]) -> float:
    near = [
        other["score"]
        for other in points(panel.rows)
        if other["kind"] == row["kind"] and abs(other["position"] - row["position"]) == 1
    ]
    return float(sum(near) / len(near)) if near else float(row["score"])


def _urgency(row: dict[str, Any]) -> tuple[bool, bool, int]:
    return row["kind"] != "measured", not marks(row), int(row["position"])


def _words(row: dict[str, Any]) -> str:
    return row["words"] if isinstance(row["words"], str) else ""
