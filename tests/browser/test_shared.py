"""The line about the last edit in every editor: however much is said, nothing moves and nothing of it is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page

from journeykit.dashboards import event_matcher, guided_build
from journeykit.editors import PersonaEditor
from journeykit.editors.map_board import MapBoard
from journeykit.events import read_events
from journeykit.examples import example
from tests.browser.chromium import NewPage
from tests.browser.harness import Stage

pytestmark = pytest.mark.browser

LONG = "A name that somebody has written out in full so that nobody can mistake it for another one of its kind. "

# Where everything stands that is no part of the line.
PLACES = """() => [...document.querySelectorAll(".jk *")]
  .filter((node) => !node.closest(".jk-status") && !node.closest("[hidden]"))
  .map((node) => node.getBoundingClientRect())
  .map(({ left, top, right, bottom }) => [left, top, right, bottom].map(Math.round))"""

SAY = """([words, tone]) => {
  const line = document.querySelector(".jk-status");
  const part = (name, text) => Object.assign(document.createElement(name), { textContent: text });
  const back = Object.assign(part("button", "Undo"), { className: "jk-link" });
  line.dataset.tone = tone;
  line.replaceChildren(...(words ? [part("span", words), back] : []));
}"""

CUT = """() => [...document.querySelectorAll(".jk-status > *")].filter((part) => {
  const { left, right, height } = part.getBoundingClientRect();
  const cut = part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 1;
  const broken = part.tagName === "BUTTON" && height > 24;
  return (part.tagName === "SPAN" && cut) || left < 0 || right > innerWidth || broken;
}).map((part) => part.textContent)"""


def editors() -> dict[str, Any]:
    shop = example("cook-family")
    log = pd.DataFrame({"user_id": ["a", "b"], "event": ["home", "paid"], "timestamp": ["2026-01-01", "2026-01-02"]})
    return {
        "board": MapBoard(shop),
        "personas": PersonaEditor(shop),
        "matcher": event_matcher(shop, read_events(log)),
        "guide": guided_build(shop),
    }


@pytest.mark.parametrize("width", [420, 800, 1400])
@pytest.mark.parametrize("name", ["board", "personas", "matcher", "guide"])
def test_what_is_said_moves_nothing_and_is_all_there(
    new_strict_page: NewPage, tmp_path: Path, name: str, width: int
) -> None:
    page: Page = new_strict_page(width=width, height=900)
    Stage(page, tmp_path, {"it": editors()[name]})
    page.locator(".jk-status").first.wait_for(state="attached")
    page.locator(".jk:not([aria-busy])").first.wait_for()
    page.wait_for_timeout(300)
    before = page.evaluate(PLACES)
    for words, tone in (("Kept.", "quiet"), (LONG * 2, "quiet"), (LONG * 3, "problem"), ("", "quiet")):
        page.evaluate(SAY, [words, tone])
        assert page.evaluate(PLACES) == before
        if words:
            page.locator(".jk-status").first.hover()
            assert page.evaluate(CUT) == []
        assert page.evaluate(PLACES) == before
        page.mouse.move(1, 1)
