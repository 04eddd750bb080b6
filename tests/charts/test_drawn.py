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


def labels(page: Any, folder: Path, figure: Any) -> list[dict[str, float]]:
    path = write_page(folder / "page.html", title="Drawn", sections=[Section("Chart", [Chart(figure)])])
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-drawn]")
    found: list[dict[str, float]] = page.eval_on_selector_all(
        ".annotation-text",
        "nodes => nodes.map(n => [n.getBoundingClientRect(), n.textContent])"
        ".map(([{x, y, width, height}, text]) => ({x, y, width, height, text}))",
    )
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
@pytest.mark.parametrize("count", [1, 5, 12])
def test_labels_of_an_emotion_curve_never_overlap(new_strict_page: Any, tmp_path: Path, count: int, width: int) -> None:
    page = new_strict_page(width=width)
    drawn = labels(page, tmp_path, emotion_curve(feelings(count, seed=width), width=700, note="Scores by stage"))
    assert len(drawn) >= count + 2
    assert_apart(drawn)
    assert page.locator(".scatterlayer .trace path.js-line").count() == 2


@pytest.mark.parametrize("width", [800, 1600])
@pytest.mark.parametrize("count", [2, 5, 12])
def test_labels_of_a_stage_flow_never_overlap(new_strict_page: Any, tmp_path: Path, count: int, width: int) -> None:
    page = new_strict_page(width=width)
    assert_apart(labels(page, tmp_path, sankey(stage_flow(count), width=700)))
    assert page.locator("rect.node-rect").count() >= count
