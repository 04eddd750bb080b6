"""How fast a large board is: ``python -m tests.browser.board_load`` prints what the budgets of the board ask for.

The map has 30 stages, 20 lanes and 1,000 touchpoints, every cell written and every feeling set. Times are of the page's
own clock: from the document being there to the end of the first frame that shows it; from a key press to the end of the
frame that answers it; the longest time between two frames while a touchpoint is dragged over the board, a feeling is
dragged and the matrix scrolled. Sizes are those of the messages of one edit, both ways.
"""

from __future__ import annotations

import json
import shutil
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from journeykit.editors.map_board import MapBoard
from journeykit.model import JourneyMap
from journeykit.model.lanes import standard_lanes
from tests.browser import harness
from tests.browser.chromium import ARGUMENTS, NAMES, SHELL
from tests.browser.harness import Stage

STAGES, LANES, TOUCHPOINTS = 30, 20, 1000
CHANNELS = ("website", "email", "phone", "in_store", "mobile_app", "live_chat")
FIRST_PAINT_MS, KEY_MS, FRAME_MS, EDIT_BYTES = 1000.0, 50.0, 50.0, 2000

# Told by the page: when its module has run, and when the frame that shows the result is over.
CLOCK = """views[place] = module.default.render({{ model: models[name], el }});"""
TIMED = (
    "const began = performance.now();"
    + CLOCK
    + " if (name === 'board') {{ await new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)));"
    " globalThis.firstPaint = performance.now() - began; }}"
)

# Resolves with the time from a key to the end of the next frame.
PRESSED = """([key, shift]) => new Promise((resolve) => {
  const began = performance.now();
  const options = { key, shiftKey: shift, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", options));
  requestAnimationFrame(() => { const seen = new MessageChannel(); seen.port1.onmessage = () =>
    resolve(performance.now() - began); seen.port2.postMessage(0); });
})"""

# Counts frames until it is told to stop, and every task of the page that takes long.
WATCH = """() => {
  const frames = (globalThis.frames_ = { gaps: [], on: true, last: performance.now() });
  const look = (now) => {
    frames.gaps.push(now - frames.last);
    frames.last = now;
    if (frames.on) requestAnimationFrame(look);
  };
  requestAnimationFrame((now) => { frames.last = now; requestAnimationFrame(look); });
}"""
STOP = "() => { globalThis.frames_.on = false; return globalThis.frames_.gaps; }"


@dataclass(frozen=True)
class Load:
    """What was measured, in milliseconds and bytes; lists hold every try."""

    first_paint: float
    filled: float
    keys: list[float]
    typed: list[float]
    drag: list[float]
    feeling: list[float]
    scroll: list[float]
    edit_bytes: int
    reply_bytes: int


def measured(page: Page, folder: Path, *, editable: bool = True) -> Load:
    """Return how fast the large board is on a page that shows nothing yet."""
    board = MapBoard(big_map(), editable=editable)
    plain, harness.PAGE = harness.PAGE, harness.PAGE.replace(CLOCK, TIMED)
    try:
        stage = Stage(page, folder, {"board": board}, theme="light")
    finally:
        harness.PAGE = plain
    first_paint = float(page.evaluate("() => globalThis.firstPaint"))
    began = page.evaluate("() => performance.now()")
    page.locator(".jk-board.is-editable:not([aria-busy])").wait_for()
    page.locator('[data-key="content-mix/s-29"] .jk-mix').wait_for(state="attached")
    filled = first_paint + float(page.evaluate("() => performance.now()")) - began
    page.wait_for_timeout(300)
    keys = walked(page)
    typed = written(page)
    before = len(stage.sent("board"))
    page.locator('[data-key="actions/s-1"]').focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Another thing")
    page.keyboard.press("Control+Enter")
    page.locator('[data-key="actions/s-1"]', has_text="Another thing").wait_for()
    told = [message for message in stage.sent("board")[before:] if "edit" in message.get("content", {})]
    reply = {"patch": [], "revision": 1}
    if told:
        reply = edited(board)
    drag = dragged(page, ".jk-item--touchpoints[data-item='t-1']", 420, 160)
    feeling = dragged(page, "[data-key='feelings/s-1'] .jk-dot--assumed", 0, 50)
    return Load(
        first_paint=first_paint,
        filled=filled,
        keys=keys,
        typed=typed,
        drag=drag,
        feeling=feeling,
        scroll=scrolled(page),
        edit_bytes=len(json.dumps(told[0]).encode()),
        reply_bytes=len(json.dumps(reply).encode()),
    )


def edited(board: MapBoard) -> dict[str, Any]:
    """Return what one edit of a cell tells a page."""
    replies: list[dict[str, Any]] = []
    send, board.send = board.send, lambda content, buffers=None: replies.append(content)
    board.edit("set_cell", stage="s-2", lane="actions", text="One more thing that they do here")
    board.send = send
    return replies[0]


def walked(page: Page) -> list[float]:
    """Arrow keys through the matrix, and a feeling nudged."""
    page.locator('[data-key="actions/s-0"]').focus()
    times = [float(page.evaluate(PRESSED, [key, False])) for key in ["ArrowRight", "ArrowDown"] * 4]
    page.locator("[data-key='feelings/s-0'] .jk-dot--assumed").focus()
    times += [float(page.evaluate(PRESSED, ["ArrowUp", False])) for _ in range(4)]
    page.wait_for_timeout(400)
    return times


def written(page: Page) -> list[float]:
    """Letters into a cell: the time that the page is busy for each, to the end of its frame."""
    page.locator('[data-key="goals/s-0"]').focus()
    page.keyboard.press("Enter")
    box = page.locator('[data-key="goals/s-0"] .jk-typing')
    times = []
    for letter in "seven words":
        times.append(float(box.evaluate(TYPED, letter)))
    page.keyboard.press("Escape")
    return times


TYPED = """(box, letter) => new Promise((resolve) => {
  const began = performance.now();
  box.setRangeText(letter, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  requestAnimationFrame(() => { const seen = new MessageChannel(); seen.port1.onmessage = () =>
    resolve(performance.now() - began); seen.port2.postMessage(0); });
})"""


def dragged(page: Page, source: str, across: float, down: float) -> list[float]:
    """Frames while something is dragged, in steps as a hand makes them."""
    node = page.locator(source)
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(WATCH)
    for step in range(1, 31):
        page.mouse.move(x + across * step / 30, y + down * step / 30)
        page.wait_for_timeout(8)
    gaps: list[float] = page.evaluate(STOP)
    page.keyboard.press("Escape")
    page.mouse.up()
    return gaps


def scrolled(page: Page) -> list[float]:
    """Frames while the matrix is scrolled both ways."""
    page.evaluate(WATCH)
    frame = page.locator(".jk-board__frame")
    for _ in range(30):
        frame.evaluate("(frame) => frame.scrollBy(120, 40)")
        page.wait_for_timeout(8)
    gaps: list[float] = page.evaluate(STOP)
    return gaps


def main() -> None:
    """Measure three times in a fresh browser and print medians and the worst."""
    loads = []
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        executable = next(filter(None, map(shutil.which, (*NAMES, SHELL))), None)
        browser = play.chromium.launch(executable_path=executable, args=ARGUMENTS)
        for _ in range(3):
            page = browser.new_context(viewport={"width": 1600, "height": 1000}).new_page()
            loads.append(measured(page, Path(folder)))
            page.context.close()
        browser.close()
    told("first paint", [load.first_paint for load in loads], FIRST_PAINT_MS)
    told("all cells drawn", [load.filled for load in loads], None)
    for name, values, budget in (
        ("arrow keys and nudges", [time for load in loads for time in load.keys], KEY_MS),
        ("letters typed", [time for load in loads for time in load.typed], KEY_MS),
        ("frames, touchpoint dragged", [time for load in loads for time in load.drag], FRAME_MS),
        ("frames, feeling dragged", [time for load in loads for time in load.feeling], FRAME_MS),
        ("frames, scrolled", [time for load in loads for time in load.scroll], FRAME_MS),
    ):
        told(name, values, budget)
    worst = max(load.edit_bytes + load.reply_bytes for load in loads)
    print(f"one edit: {worst} bytes, both ways (budget {EDIT_BYTES})")


def late_share(frames: list[float]) -> float:
    """Return the share of frames that took longer than the budget."""
    return sum(gap > FRAME_MS for gap in frames) / len(frames)


def told(name: str, values: list[float], budget: float | None) -> None:
    limit = "" if budget is None else f" (budget {budget:.0f})"
    late = f", {late_share(values):.1%} late" if name.startswith("frames") else ""
    print(f"{name}: median {statistics.median(values):.0f} ms, worst {max(values):.0f} ms{late}{limit}")


def big_map() -> JourneyMap:
    """Return a map of the size that the board promises to carry, the same in every run."""
    standard = [lane.model_dump(exclude={"rank"}) for lane in standard_lanes()]
    more = [{"id": f"more-{n}", "name": f"Notes {n}", "kind": "text", "half": "business"} for n in range(4)]
    lanes = [*standard, *more][:LANES]
    stages = [_stage(n) for n in range(STAGES)]
    written = [lane["id"] for lane in lanes if lane["kind"] == "text"]
    cells = [
        {"stage": stage["id"], "lane": lane, "text": f"What happens in {stage['name']}\nand what follows from it"}
        for stage in stages
        for lane in written
    ]
    emotions = [
        {
            "stage": stage["id"],
            "kind": kind,
            "score": round((n * 7 % 9 - 4) / 2 + shift, 1),
            "words": ["curious", "unsure"],
        }
        for n, stage in enumerate(stages)
        for kind, shift in (("assumed", 0.0), ("measured", 0.0))
    ]
    return JourneyMap.model_validate(
        {
            "id": "big",
            "name": "A large map",
            "lanes": lanes,
            "stages": stages,
            "touchpoints": [_touchpoint(n) for n in range(TOUCHPOINTS)],
            "cells": cells,
            "emotions": emotions,
            "personas": [{"id": "ada", "name": "Ada"}, {"id": "bo", "name": "Bo"}],
            "routes": [{"id": "happy", "name": "Happy path", "kind": "happy", "touchpoints": _steps(3)}]
            + [{"id": f"other-{k}", "name": f"Way {k}", "touchpoints": _steps(k)} for k in (1, 2)],
            "pain_points": [{"id": f"pain-{n}", "name": f"Pain {n}", "stage": f"s-{n % STAGES}"} for n in range(60)],
            "opportunities": [{"id": f"idea-{n}", "name": f"Idea {n}", "stage": f"s-{n % STAGES}"} for n in range(60)],
            "kpis": [_kpi(n) for n in range(60)],
            "owners": [{"id": f"owner-{n}", "name": f"Team {n}"} for n in range(5)],
            "technologies": [{"id": f"system-{n}", "name": f"System {n}"} for n in range(8)],
        }
    )


def _stage(n: int) -> dict[str, Any]:
    return {
        "id": f"s-{n}",
        "name": f"Stage {n + 1}",
        "objective": "Bring them on",
        "owners": [f"owner-{n % 5}"],
        "technologies": [f"system-{n % 8}"],
        "content_mix_share": 0.55,
    }


def _touchpoint(n: int) -> dict[str, Any]:
    channel = CHANNELS[n % len(CHANNELS)]
    return {
        "id": f"t-{n}",
        "name": f"Contact number {n}",
        "stage": f"s-{n % STAGES}",
        "channel": channel,
        "key_moment": n % 11 == 0,
        "entry_point": n % 97 == 0,
        "costs": ["time"],
    }


def _kpi(n: int) -> dict[str, Any]:
    series = [{"as_of": f"2026-{month:02}-28", "value": 40 + month + n % 7, "n": 300} for month in range(1, 9)]
    return {"id": f"kpi-{n}", "name": f"Number {n}", "stage": f"s-{n % STAGES}", "target": 60, "series": series}


def _steps(row: int) -> list[str]:
    return [f"t-{row * STAGES + stage}" for stage in range(STAGES)]


if __name__ == "__main__":
    main()
