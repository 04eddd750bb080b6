"""How long a visitor waits: ``make timing`` prints medians, for the guide on speed and for anyone who changes the page.

Not a test: a time depends on the machine and on what else it does. The page is ``journeykit demo``, its kernel kept
ready, opened in a fresh browser context each time.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import time

import psutil
from playwright.sync_api import Page, sync_playwright

from tests.browser.chromium import ARGUMENTS, NAMES, SHELL

VISITS = 5
EDITS = 10
KERNEL_READY_S = 16  # Where kernels are not forked, a new one is started six seconds after a visit.
MARKS = (".sankey-link", ".scatterlayer path.js-line", ".barlayer path")

# Resolves when the curve's line has another shape than before the key press; timed by the page's own clock.
REDRAWN = """(point) => new Promise((resolve) => {
  const line = document.querySelector(".scatterlayer path.js-line");
  const plot = line.closest(".js-plotly-plot");
  const shape = () => plot.querySelector(".scatterlayer path.js-line")?.getAttribute("d");
  const before = shape();
  const start = performance.now();
  const look = () => (shape() && shape() !== before ? resolve(performance.now() - start) : requestAnimationFrame(look));
  point.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowUp", bubbles: true }));
  look();
})"""


def visit(page: Page, url: str) -> float:
    start = time.perf_counter()
    page.goto(url, wait_until="commit")
    for marks in MARKS:
        page.locator(marks).first.wait_for(state="attached", timeout=60_000)
    return time.perf_counter() - start


def edit(page: Page) -> float:
    point = page.get_by_role("slider").nth(1)
    point.focus()
    took = float(point.evaluate(REDRAWN))
    page.wait_for_timeout(300)
    return took


def memory(server: int) -> float:
    """Return the megabytes that the largest kernel of a server has for itself: the one with a page."""
    processes = psutil.Process(server).children(recursive=True)
    kernels = [
        each for each in processes if each.name().startswith("kernel-") or "ipykernel_launcher" in each.cmdline()
    ]
    return max(float(each.memory_full_info().uss) for each in kernels) / 1e6


def main() -> None:
    """Start the demo, visit and edit it, print the medians."""
    command = [sys.executable, "-m", "journeykit.cli", "demo", "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    start = time.perf_counter()
    found = next((match for line in server.stdout if (match := re.search(r"http://\S+", line))), None)
    assert found, "the demo did not say its address"
    ready = time.perf_counter() - start
    opened, edited, own = [], [], []
    try:
        with sync_playwright() as play:
            executable = next(filter(None, map(shutil.which, (*NAMES, SHELL))), None)
            browser = play.chromium.launch(executable_path=executable, args=ARGUMENTS)
            for visits in range(VISITS):
                if visits:  # The first comes as soon as the address is known, as a browser opened by the demo does.
                    time.sleep(KERNEL_READY_S)
                page = browser.new_context(viewport={"width": 1600, "height": 1000}).new_page()
                opened.append(visit(page, found.group(0)))
                edited += [edit(page) for _ in range(EDITS // VISITS)]
                own.append(memory(server.pid))
                page.context.close()
            browser.close()
    finally:
        server.terminate()
        server.wait(30)
    print(f"from start to the announced address: {ready:.2f} s; first visit, at once: {opened[0]:.2f} s")
    print(f"from navigation to all charts drawn: {told(opened, 's', 2)} ({VISITS} visits)")
    print(f"memory that a visitor's process shares with no other: {told(own, 'MB', 0)}")
    print(f"from a key press on the board to the redrawn curve: {told(edited, 'ms', 0)} ({len(edited)} edits)")


def told(values: list[float], unit: str, digits: int) -> str:
    low, high = min(values), max(values)
    return f"median {statistics.median(values):.{digits}f} {unit}, {low:.{digits}f} to {high:.{digits}f}"


if __name__ == "__main__":
    main()
