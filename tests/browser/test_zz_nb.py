"""A notebook that was saved shows its editors to whoever opens it, also without the kernel that made them."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import nbformat
import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import NewPage, shot
from tests.browser.servers import run_all

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CELLS = """
import journeykit as jk
shop = jk.edit.add_touchpoint(jk.new_map("Corner shop", stages=["Look around", "Pay"]), "Till <b>", stage="pay")
shop = jk.edit.add_persona(shop, "Trey", goal="Milk")
board = jk.MapBoard(shop)
board
""".strip()


def notebook(folder: Path, *cells: str) -> Path:
    path = folder / "reopened.ipynb"
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(made, path)
    return path


def ask(url: str, path: str, method: str = "GET") -> object:
    parts = urlsplit(url)
    token = parse_qs(parts.query)["token"][0]
    request = urllib.request.Request(f"{parts.scheme}://{parts.netloc}/api/{path}?token={token}", method=method)
    with urllib.request.urlopen(request, timeout=20) as answer:
        body = answer.read()
    return json.loads(body) if body else None


def save(page: Page) -> None:
    page.locator(".jp-NotebookPanel-toolbar").get_by_title(re.compile("Save and create checkpoint")).click()
    page.wait_for_function("() => !document.querySelector('.jp-mod-dirty')", timeout=30_000)
    page.wait_for_timeout(500)


def end_kernels(url: str) -> None:
    for session in ask(url, "sessions"):  # type: ignore[attr-defined]
        ask(url, f"sessions/{session['id']}", "DELETE")


def test_zz_saved_notebook_shows_its_board_without_the_kernel_that_made_it(
    lab_url: Callable[[Path | str], str], new_strict_page: NewPage, tmp_path: Path
) -> None:
    url = lab_url(notebook(tmp_path, CELLS))
    page = new_strict_page(width=1500, height=1000)
    page.goto(url)
    run_all(page)
    page.locator(".jk-board.is-editable:not([aria-busy])").wait_for(timeout=60_000)
    page.locator(".jk-stage__name").first.click()
    page.locator("textarea:focus, input:focus").fill("Browse the shelves")
    page.keyboard.press("Enter")
    expect(page.locator(".jk-board__status")).to_contain_text("Browse the shelves")
    save(page)
    page.context.close()
    end_kernels(url)

    page = new_strict_page(width=1500, height=1000)
    page.goto(url)
    board = page.locator(".jp-OutputArea-output .jk-board")
    expect(board.locator(".jk-stage__name")).to_have_text(["Browse the shelves", "Pay"], timeout=60_000)
    expect(board.locator(".jk-item--touchpoints")).to_contain_text("Till <b>")
    expect(page.get_by_text("model not found")).to_have_count(0)
    shot(page, "reopened")
    # A reader without any kernel.
    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.get_by_role("menuitem", name="Change Kernel…").click()
    page.locator(".jp-Dialog select").select_option(label="No Kernel")
    shot(page, "nokernel0")
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    page.wait_for_timeout(2000)
    shot(page, "nokernel1")
    page.locator(".jp-Dialog").count()
    page.goto(url.replace("&reset", ""))
    page.wait_for_timeout(8000)
    shot(page, "nokernel2")
