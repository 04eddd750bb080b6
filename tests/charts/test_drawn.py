"""The charts as Chromium draws them: our estimate of text widths is an estimate, so the drawn labels are measured."""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from journeykit.charts import emotion_curve, sankey
from journeykit.export import Chart, Section, write_page

pytestmark = pytest.mark.browser

WORDS = [
    "a bit unsure about it",
    "delighted 😀",
    "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
    "tired, bored, cold",
]


def feelings(count: int, seed: int) -> pd.DataFrame:
    chance = random.Random(seed)
    return pd.DataFrame(
        {
            "stage": f"Stage {position + 1} with a long name",
            "position": position,
            "persona": "Ada",
            "kind": kind,
            "score": chance.uniform(-2, 2),
            "words": chance.choice(WORDS),
            "mark": {0: "peak", count - 1: "end", count // 2: "dip"}.get(position, ""),
        }
        for position in range(count)
        for kind in ("assumed", "measured")
    )


def stage_flow(count: int, start: int = 12480) -> pd.DataFrame:
    names = [f"Stage {i + 1} with a long name" for i in range(count)]
    arriving = [start] + [0] * (count - 1)
    rows: list[tuple[Any, ...]] = []
    for i, name in enumerate(names[:-1]):
        left = arriving[i]
        for ahead, share in ((1, 0.6), (2, 0.06), (3, 0.02)):
            paths = int(arriving[i] * share)
            if i + ahead < count and paths:
                kind = "forward" if ahead == 1 else "skip"
                rows.append((i, name, "stage", i + ahead, names[i + ahead], "stage", paths, kind))
                arriving[i + ahead] += paths
                left -= paths
        rows.append((i, name, "stage", None, None, "left", left, "left"))
    rows.append((count - 1, names[-1], "stage", None, None, "end", arriving[-1], "end"))
    rows += [
        (later, names[later], "stage", earlier, names[earlier], "stage", 200 + later, "return")
        for later in range(1, count)
        for earlier in range(later)
    ]
    columns = ["source_column", "source", "source_kind", "target_column", "target", "target_kind", "paths", "kind"]
    return pd.DataFrame(rows, columns=columns)


def labels(page: Any, folder: Path, *figures: Any) -> list[list[dict[str, float]]]:
    """Draw figures on one page and return the boxes of each one's labels."""
    charts = [Chart(figure) for figure in figures]
    path = write_page(folder / "page.html", title="Drawn", sections=[Section("Charts", charts)])
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-drawn]")
    found: list[list[dict[str, float]]] = page.eval_on_selector_all(
        ".js-plotly-plot",
        "plots => plots.map(plot => [...plot.querySelectorAll('.annotation-text')]"
        ".map(n => [n.getBoundingClientRect(), n.textContent])"
        ".map(([{x, y, width, height}, text]) => ({x, y, width, height, text})))",
    )
    assert len(found) == len(figures)
    return found


def assert_apart(boxes: list[dict[str, float]]) -> None:
    for one, other in itertools.combinations(boxes, 2):
        apart = (
            one["x"] + one["width"] <= other["x"] + 1
            or other["x"] + other["width"] <= one["x"] + 1
            or one["y"] + one["height"] <= other["y"] + 2
            or other["y"] + other["height"] <= one["y"] + 2
        )
        assert apart, (one, other)


@pytest.mark.parametrize("width", [800, 1600])
def test_labels_of_an_emotion_curve_never_overlap(new_strict_page: Any, tmp_path: Path, width: int) -> None:
    page, counts = new_strict_page(width=width), (1, 5, 12)
    curves = [emotion_curve(feelings(count, seed=width), width=700, note="Scores by stage") for count in counts]
    for count, drawn in zip(counts, labels(page, tmp_path, *curves), strict=True):
        assert len(drawn) >= count + 2
        assert_apart(drawn)
    assert page.locator(".scatterlayer .trace path.js-line").count() == 2 * len(counts)


@pytest.mark.parametrize("width", [800, 1600])
def test_labels_of_a_stage_flow_never_overlap(new_strict_page: Any, tmp_path: Path, width: int) -> None:
    page, counts = new_strict_page(width=width), (2, 5, 12)
    for drawn in labels(page, tmp_path, *(sankey(stage_flow(count), width=700) for count in counts)):
        assert drawn
        assert_apart(drawn)
    assert page.locator("rect.node-rect").count() >= sum(counts)


def late_starters() -> pd.DataFrame:
    """Return a flow in which Plotly's layers are not our columns: most paths start in the third one."""
    rows = [
        (0, "a", "event", 1, "a", "event", 1, "forward"),
        (1, "a", "event", 2, "a", "event", 1, "forward"),
        (1, "b", "event", 2, "b", "event", 2, "forward"),
        (2, "a", "event", 3, "a", "event", 9, "forward"),
    ]
    columns = ["source_column", "source", "source_kind", "target_column", "target", "target_kind", "paths", "kind"]
    return pd.DataFrame(rows, columns=columns)


@pytest.mark.parametrize("frame", [stage_flow(5), late_starters()], ids=["skips and returns", "late starters"])
def test_bars_are_drawn_where_the_layout_puts_them(strict_page: Any, tmp_path: Path, frame: pd.DataFrame) -> None:
    """Plotly chooses the scale of a Sankey by rules of its own: this is the proof that our layout foresees it."""
    figure = sankey(frame, width=700)
    labels(strict_page, tmp_path, figure)
    drawn = strict_page.evaluate(
        "() => [...document.querySelectorAll('.sankey-node')].map(n => n.__data__.node)"
        ".map(({pointNumber, y0, y1}) => [pointNumber, y0, y1]).sort((a, b) => a[0] - b[0])"
    )
    trace = figure.data[0]
    plot = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    domain = (trace.domain.y[1] - trace.domain.y[0]) * plot
    assert len(drawn) == len(trace.node.y)
    values = [max(_sum(trace.link, "target", n), _sum(trace.link, "source", n)) for n in range(len(drawn))]
    scale = (drawn[0][2] - drawn[0][1]) / values[0]
    for (_, top, bottom), middle, value in zip(drawn, trace.node.y, values, strict=True):
        assert (top + bottom) / 2 == pytest.approx(middle * domain, abs=0.5)
        assert bottom - top == pytest.approx(value * scale, abs=0.01)
        assert -0.5 <= top <= bottom <= plot + 0.5


def _sum(link: Any, end: str, node: int) -> float:
    return sum(value for value, at in zip(link.value, link[end], strict=True) if at == node)
