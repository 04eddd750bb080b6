"""A board for those who only read: what a click tells, and what stays when the notebook is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import journeykit as jk
from journeykit.editors.map_board import MapBoard
from journeykit.editors.persona_editor import PersonaEditor
from tests.browser.harness import Stage

pytestmark = pytest.mark.browser


class _Gone:
    """Widgets whose kernel has died: nothing that a page sends is answered."""

    @staticmethod
    def silence(widget: object) -> None:
        widget._handle_custom_msg = lambda content, buffers: None  # type: ignore[attr-defined]


def test_a_reading_board_tells_what_is_clicked_and_follows_the_persona(strict_page: Page, tmp_path: Path) -> None:
    board = MapBoard(jk.example("online-shop"), editable=False)
    stage = Stage(strict_page, tmp_path, {"board": board}, theme="light")
    page = stage.page
    page.locator(".jk-board:not([aria-busy])").wait_for()
    page.locator(".jk-item--pain_points").first.click()
    dock = page.locator(".jk-dock")
    expect(dock).to_contain_text("of 5")
    expect(page.locator(".jk-item.is-told")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".is-told")).to_have_count(0)
    page.locator('[data-key="corner"]').click()
    expect(dock.locator(".jk-dock__title")).to_have_text(board.map.personas[0].name)
    page.get_by_label("Persona", exact=True).select_option(board.map.personas[1].id)
    expect(dock.locator(".jk-dock__body")).to_contain_text(board.map.personas[1].story[:20])
    assert all("edit" not in message.get("content", {}) for message in stage.sent("board"))


def test_readers_see_no_prompts_and_no_alarm_when_the_notebook_is_gone(strict_page: Page, tmp_path: Path) -> None:
    journey = jk.edit.add_touchpoint(jk.new_map("Shop", stages=["Browse", "Pay"]), "Home", stage="browse")
    journey = jk.edit.add_persona(journey, "Ada")
    board, cards = MapBoard(journey, editable=False), PersonaEditor(journey, editable=False)
    for widget in (board, cards):
        _Gone.silence(widget)
    page = Stage(strict_page, tmp_path, {"board": board, "cards": cards}, theme="light").page
    page.locator(".jk-item--touchpoints").click()
    page.wait_for_timeout(300)
    assert page.locator(":is(.jk-prompt, .jk-add, .jk-stage__more, textarea, input)").filter(visible=True).count() == 0
    assert page.locator(".jk-board__status").inner_text() == ""
    assert "?" not in page.locator("#board").inner_text() + page.locator("#cards").inner_text()
