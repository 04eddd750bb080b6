"""How long a visitor waits: ``make timing`` prints a table for the README, and for anyone who changes the page.

In the order in which visitors come: three as soon as ``journeykit demo`` says its address, one after another without a
pause; then some with a pause between them; then edits on the board. Each visit is a fresh browser.
"""

from __future__ import annotations

import statistics
import time

import psutil
from playwright.sync_api import BrowserType, Page, sync_playwright

from tests.browser.chromium import ARGUMENTS
from tests.browser.measured import CHARTS, READABLE, Server, chromium, cpu_s, served, spread, table

AT_ONCE = 3
PAUSED = 5
EDITS = 10
SETTLED_S = 4  # A page does what can wait when it stands.

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


class Measured:
    """What was measured, a list of values for each thing."""

    def __init__(self) -> None:
        self.readable: list[float] = []
        self.charts: list[float] = []
        self.browser_cpu: list[float] = []
        self.requests: list[float] = []
        self.edits: list[float] = []

    def visit(self, chromium_: BrowserType, server: Server, *, edits: int = 0) -> None:
        """Open the page in a fresh browser, and edit its board."""
        others = set(psutil.Process().children(recursive=True))
        browser = chromium_.launch(executable_path=chromium(), args=ARGUMENTS)
        page = browser.new_context(viewport={"width": 1600, "height": 1000}).new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        processes = set(psutil.Process().children(recursive=True)) - others
        before = sum(map(cpu_s, processes))
        start = time.perf_counter()
        page.goto(server.url, wait_until="commit")
        page.locator(READABLE).first.wait_for(timeout=60_000)
        self.readable.append(time.perf_counter() - start)
        for marks in CHARTS:
            page.locator(marks).first.wait_for(state="attached", timeout=60_000)
            page.evaluate("document.querySelector('.jk-overview').lastElementChild.scrollIntoView()")
        self.charts.append(time.perf_counter() - start)
        page.wait_for_load_state("networkidle")
        self.browser_cpu.append(sum(map(cpu_s, processes)) - before)
        self.requests.append(len([url for url in asked if url.startswith("http")]))
        self.edits += [edit(page) for _ in range(edits)]
        browser.close()


def edit(page: Page) -> float:
    """Move a feeling by a key; return the milliseconds until the curve is redrawn."""
    point = page.get_by_role("slider").nth(1)
    point.focus()
    took = float(point.evaluate(REDRAWN))
    page.wait_for_timeout(300)
    return took


def main() -> None:
    """Start the demo, visit and edit it, print the table."""
    at_once, paused = Measured(), Measured()
    with served() as server, sync_playwright() as play:
        for _ in range(AT_ONCE):
            at_once.visit(play.chromium, server)
        for _ in range(PAUSED):
            time.sleep(SETTLED_S)
            paused.visit(play.chromium, server, edits=EDITS // PAUSED)
        own = statistics.median(server.own_mb())
    rows = [
        ["start of the server → address", f"{server.start_s:.1f} s"],
        [
            "→ all charts, three visits one after another, right after the address",
            ", ".join(f"{took:.1f}" for took in at_once.charts) + " s",
        ],
        ["→ board readable, a pause between visits", spread(paused.readable, "s", 2)],
        ["→ all charts, a pause between visits", spread(paused.charts, "s", 2)],
        ["key press on the board → redrawn curve", spread(paused.edits, "ms", 0)],
        ["CPU of the browser, a page", spread(paused.browser_cpu, "s", 1)],
        ["requests, a page", spread(paused.requests, "", 0)],
        ["memory of a visitor's process that no other has", f"{own:.0f} MB"],
    ]
    print(table([f"median of {PAUSED} visits and {len(paused.edits)} edits (least to greatest)", ""], rows))


if __name__ == "__main__":
    main()
