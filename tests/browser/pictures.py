"""The pictures of the README: ``make pictures`` takes them from an example that is served, in light and dark.

Not a test: run it after the dashboard has changed its looks, and look at what it wrote.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, sync_playwright

import journeykit as jk
from tests.browser.chromium import ARGUMENTS, NAMES, SHELL
from tests.browser.servers import NOTEBOOKS, start
from tests.browser.timing import MARKS

EXAMPLE = "cook-family"
PICTURES = NOTEBOOKS / "pictures"
WIDTH, SCALE = 1280, 1.25  # All five stages fit, and the picture is sharp where a README is 840 pixels wide.
QUALITY = 80
LEFT_OUT = ("Actions", "Goals")
"""Lanes without numbers: what lies below them is what the picture is about."""


def box(part: Locator) -> dict[str, float]:
    """Return where a part of the page stands."""
    part.wait_for()
    found = part.bounding_box()
    assert found is not None
    return {"x": found["x"], "y": found["y"], "width": found["width"], "height": found["height"]}


def take(page: Page, name: str, x: float, y: float, width: float, height: float) -> None:
    """Write one part of the page as a picture."""
    png = page.screenshot(clip={"x": x, "y": y, "width": width, "height": height}, full_page=True)
    path = PICTURES / f"{name}.webp"
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(path, quality=QUALITY, method=6)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def take_both(page: Page, scheme: str) -> None:
    """Write the board and the flow of a dashboard that has been opened."""
    for marks in MARKS:
        page.locator(marks).first.wait_for(state="attached", timeout=60_000)
    page.get_by_role("button", name="Lanes", exact=True).click()
    for lane in LEFT_OUT:
        page.get_by_role("menuitemcheckbox", name=lane, exact=True).click()
        page.locator(f'[data-key="lane/{lane.lower()}"]').first.wait_for(state="detached")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.mouse.move(0, 0)
    page.wait_for_timeout(2000)  # Arrows are drawn again, and the menu fades.
    top, below = (
        box(page.locator("h1").first),
        box(page.locator(".jk-board").get_by_text("Pain points", exact=True).first),
    )
    take(page, f"board-{scheme}", 0, top["y"] - 24, WIDTH, below["y"] - top["y"])
    flow = box(page.locator(".jk-two", has=page.locator(".sankey-link")).first)
    take(page, f"flow-{scheme}", 0, flow["y"] - 16, WIDTH, flow["height"] + 28)


def main() -> None:
    """Serve the example with its log, open it in both colour schemes, write the pictures."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        folder = Path(name)
        jk.write_map(jk.example(EXAMPLE), folder / "map.json")
        jk.datasets.log_for(EXAMPLE).to_parquet(folder / "log.parquet")
        shown = ["serve", str(folder / "map.json"), "--log", str(folder / "log.parquet"), "--no-token", "--least", "1"]
        served = start(folder / "output", *shown)
        try:
            executable = next(filter(None, map(shutil.which, (SHELL, *NAMES))), None)
            browser = play.chromium.launch(executable_path=executable, args=ARGUMENTS)
            for dark in (False, True):
                page = browser.new_page(
                    viewport={"width": WIDTH, "height": 900},
                    device_scale_factor=SCALE,
                    color_scheme="dark" if dark else "light",
                )
                page.goto(served.url)
                take_both(page, "dark" if dark else "light")
        finally:
            served.end()


if __name__ == "__main__":
    main()
