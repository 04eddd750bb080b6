"""FactCards and PageHeader in Chromium: definitions on hover and focus, focus kept, both themes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from journeykit.editors.fact_cards import FactCards, PageHeader
from tests.browser.chromium import assert_axe_clean
from tests.browser.harness import Stage

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]

CARDS = [
    {
        "label": "Overall conversion",
        "value": "3.2 %",
        "unit": "±0.3 · n 12,480",
        "detail": "up 0.6 points",
        "direction": "up",
        "tone": "good",
        "definition": "Paths that reach the last stage within 180 days.",
    },
    {"label": "Largest loss", "value": "74 %", "unit": "Browse to Pay", "tone": "bad", "detail": "310 a quarter"},
    {"label": "Next best step", "value": "Show fees when booking"},
]


def widgets() -> dict[str, Any]:
    badges = [{"label": "evidence 68 %", "tone": "good", "definition": "Cells that rest on a source."}, "synthetic"]
    return {"head": PageHeader("The Cooks", ["current state", "12,480 paths"], badges), "facts": FactCards(CARDS)}


def test_a_card_reads_label_value_unit_and_detail_in_order(strict_page: Page, tmp_path: Path) -> None:
    Stage(strict_page, tmp_path, widgets())
    expect(strict_page.get_by_role("heading", level=1)).to_have_text("The Cooks")
    card = strict_page.get_by_role("listitem").filter(has_text="Overall conversion")
    words = card.evaluate("(e) => e.innerText").split("\n")
    assert [word for word in words if word] == ["Overall conversion", "3.2 % ±0.3 · n 12,480", "up 0.6 points"]


@pytest.mark.parametrize("how", ["hover", "focus", "tap"])
def test_a_definition_shows_and_goes_away_with_escape(strict_page: Page, tmp_path: Path, how: str) -> None:
    Stage(strict_page, tmp_path, widgets())
    button = strict_page.get_by_role("button", name="What is Overall conversion?")
    tip = strict_page.get_by_text("Paths that reach the last stage within 180 days.").and_(
        strict_page.get_by_role("tooltip", include_hidden=True)
    )
    expect(tip).to_be_hidden()
    {"hover": button.hover, "focus": button.focus, "tap": button.click}[how]()
    expect(tip).to_be_visible()
    if how != "hover":
        strict_page.keyboard.press("Escape")
    else:
        strict_page.mouse.move(5, 500)
    expect(tip).to_be_hidden()


def test_new_numbers_keep_the_focus_where_it_is(strict_page: Page, tmp_path: Path) -> None:
    made = widgets()
    stage = Stage(strict_page, tmp_path, made)
    button = strict_page.get_by_role("button", name="What is Overall conversion?")
    button.focus()
    made["facts"].cards = [{**CARDS[0], "value": "4.1 %"}, {"label": "More", "value": 5}]
    stage.flush()
    expect(strict_page.get_by_text("4.1 %")).to_be_visible()
    expect(button).to_be_focused()
    expect(strict_page.locator(".jk-fact")).to_have_count(2)


def test_words_of_a_card_are_never_markup(strict_page: Page, tmp_path: Path) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    strict_page.on("dialog", lambda dialog: pytest.fail("script ran"))
    card = dict.fromkeys(("label", "value", "unit", "detail", "definition"), nasty)
    Stage(strict_page, tmp_path, {"a": FactCards([card]), "b": PageHeader(nasty, nasty, [nasty])})
    expect(strict_page.get_by_role("heading")).to_have_text(nasty)
    assert strict_page.locator("img").count() == 0


@pytest.mark.parametrize("width", [360, 800, 1600])
def test_nothing_is_wider_than_the_page(new_strict_page: NewPage, tmp_path: Path, width: int) -> None:
    page = new_strict_page(width=width)
    Stage(page, tmp_path, {**widgets(), "long": FactCards([{"label": "x" * 300, "value": "y" * 300}])})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_also_with_a_definition_open(new_strict_page: NewPage, tmp_path: Path, dark: bool) -> None:
    page = new_strict_page(dark=dark)
    Stage(page, tmp_path, widgets())
    page.get_by_role("button", name="What is Overall conversion?").focus()
    assert_axe_clean(page)
