"""Guided build, event matcher, persona editor and the check on the board in the product's own Voila, with a kernel."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SETUP = """
import pandas as pd, journeykit as jk
from IPython.display import display
map = jk.new_map("Shop", stages=["See", "Pay"])
map = jk.edit.add_persona(map, "Trey", goal="Be safe")
map = jk.edit.add_touchpoint(map, "Fees page", stage="see")
log = pd.DataFrame({"user_id": list("aab"), "event": ["fees viewed", "help", "fees viewed"],
                    "timestamp": ["2026-05-01"] * 3})
"""
WIDGETS = {
    "guide": "display(jk.dashboards.guided_build(editable=True))",
    "matcher": "display(jk.dashboards.event_matcher(map, jk.read_events(log), editable=True))",
    "personas": "display(jk.PersonaEditor(map, editable=True))",
    "board": "display(jk.MapBoard(map, editable=True))",
}


@pytest.fixture(scope="module")
def address(voila_url: Callable[[Path | str], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """All four on one page: one server and one kernel for them."""
    cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, *WIDGETS.values())]
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    file = tmp_path_factory.mktemp("editors") / "editors.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=spec), file)
    return voila_url(file)


def test_each_of_the_four_answers_its_kernel(address: str, strict_page: Page) -> None:
    page = strict_page
    page.goto(address)
    guide, matcher = page.locator(".jk-guide"), page.locator(".jk-matcher")
    guide.get_by_role("button", name="Small business").click(timeout=30_000)
    expect(guide.get_by_role("heading", name="What it is about")).to_be_focused()
    guide.get_by_role("textbox", name="What do you offer, in one line?").fill("Check-ups")
    page.keyboard.press("Enter")
    expect(guide.locator(".jk-status")).to_have_text("Kept on the map")

    expect(matcher.locator(".jk-meter__value")).to_have_text("0.0\u00a0%")
    matcher.get_by_role("button", name="Add a rule to Fees page").click()
    page.keyboard.type("fees*")
    expect(matcher.locator(".jk-rule__told")).to_contain_text("brings 2 events here, 66.7\u00a0% of all")
    page.keyboard.press("Enter")
    expect(matcher.locator(".jk-meter__value")).to_have_text("66.7\u00a0%")

    personas = page.locator(".jk-persona")
    personas.get_by_role("button", name="Add persona").click()
    for answer in ("", "", "", "Ada"):
        page.keyboard.type(answer)
        page.keyboard.press("Enter")
    expect(personas.get_by_role("tab", name="Side by side")).to_be_visible()

    board = page.locator(".jk-board")
    board.get_by_role("button", name="Next steps").click()
    expect(board.locator(".jk-check__card")).to_have_count(5)
    board.get_by_role("button", name="Close the panel").click()
    expect(board.get_by_role("button", name="Next steps")).to_be_focused()
