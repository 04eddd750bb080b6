"""The map check on the board in Chromium: marks, the next things to do, fixes, acceptances."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journeykit.editors.map_board import MapBoard
from journeykit.model import edit, new_map
from journeykit.model.journey import JourneyMap
from tests.browser.chromium import assert_axe_clean
from tests.browser.harness import Stage

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]


@pytest.fixture
def shop() -> JourneyMap:
    journey = edit.EDITS["add_owner"](new_map("Shop", stages=["See", "Pay"]), "Ada")
    journey = edit.EDITS["add_persona"](journey, "Trey", goal="x", trigger="x", challenges=["x"])
    return edit.EDITS["add_touchpoint"](journey, "Ad", stage="see")


def cell(page: Page, key: str) -> str:
    return f"[data-key='{key}'] > .jk-mark"


def opened(page: Page) -> None:
    page.get_by_role("button", name="Next steps").click()
    expect(page.locator(".jk-check__card").first).to_be_visible()


def test_cells_carry_quiet_marks_that_go_when_the_cell_is_mended(
    strict_page: Page, tmp_path: Path, shop: JourneyMap
) -> None:
    board = MapBoard(shop)
    stage = Stage(strict_page, tmp_path, {"b": board})
    mark = strict_page.locator(cell(strict_page, "goals/pay"))
    expect(strict_page.locator("[data-key='goals/pay']")).to_have_attribute(
        "aria-description", "Check: Stage “Pay” does not say what the customer wants. F8: what to do."
    )
    board.edit("set_cell", stage="pay", lane="goals", text="Pay safely")
    stage.flush()
    expect(mark).to_have_count(0)
    assert strict_page.locator("[data-key='goals/pay']").get_attribute("aria-description") is None
    expect(strict_page.locator(cell(strict_page, "goals/see"))).to_have_count(1)


def test_the_next_things_are_at_most_five_and_lead_to_their_cell_by_keys(
    strict_page: Page, tmp_path: Path, shop: JourneyMap
) -> None:
    Stage(strict_page, tmp_path, {"b": MapBoard(shop)})
    strict_page.get_by_role("button", name="Next steps").press("Enter")
    cards = strict_page.locator(".jk-check__card")
    expect(cards).to_have_count(5)
    first = cards.first.get_by_role("button").first
    expect(first).to_be_focused()
    expect(first).to_contain_text("Stage “Pay” has no touchpoint.")
    strict_page.keyboard.press("Enter")
    expect(strict_page.locator("[data-key='touchpoints/pay']")).to_be_focused()
    cards.first.get_by_role("button").first.focus()
    strict_page.keyboard.press("Escape")
    expect(strict_page.get_by_role("button", name="Next steps")).to_be_focused()


def test_a_safe_fix_is_one_press_one_edit_and_one_undo(strict_page: Page, tmp_path: Path, shop: JourneyMap) -> None:
    board = MapBoard(shop)
    Stage(strict_page, tmp_path, {"b": board})
    strict_page.locator(cell(strict_page, "owner/see")).click()
    strict_page.get_by_role("button", name="Assign the only owner").click()
    expect(strict_page.get_by_text("Nothing is open here any more.")).to_be_visible()
    assert board.history == (("update_stage", {"id": "see", "owners": ["ada"]}),)
    assert strict_page.evaluate("document.activeElement !== document.body")
    expect(strict_page.locator(cell(strict_page, "owner/see"))).to_have_count(0)
    board.undo()
    assert board.map == shop


def test_a_finding_is_accepted_with_a_reason_and_can_be_taken_back(
    strict_page: Page, tmp_path: Path, shop: JourneyMap
) -> None:
    board = MapBoard(shop)
    Stage(strict_page, tmp_path, {"b": board})
    strict_page.locator(cell(strict_page, "goals/pay")).click()
    strict_page.get_by_role("button", name="Accept as it is").click()
    reason = strict_page.get_by_role("textbox", name="Why is this fine here?")
    expect(reason).to_be_focused()
    reason.press("Enter")
    expect(strict_page.get_by_role("alert").filter(has_text="Say in a few words why")).to_be_visible()
    reason.fill("Nobody plans to pay")
    reason.press("Enter")
    expect(strict_page.locator(cell(strict_page, "goals/pay"))).to_have_count(0)
    [accepted] = board.map.suppressions
    assert (accepted.code, accepted.element, accepted.reason) == ("JK102", "pay", "Nobody plans to pay")
    strict_page.get_by_text("Accepted: 1").click()
    strict_page.get_by_role("button", name="Take back").click()
    expect(strict_page.locator(cell(strict_page, "goals/pay"))).to_have_count(1)
    assert board.map.suppressions == ()


def test_a_press_on_a_mark_opens_no_text_and_drags_nothing(strict_page: Page, tmp_path: Path, shop: JourneyMap) -> None:
    board = MapBoard(shop)
    Stage(strict_page, tmp_path, {"b": board})
    strict_page.locator(cell(strict_page, "actions/see")).click()
    expect(strict_page.locator(".jk-check__card")).to_have_count(1)
    assert strict_page.locator(".jk-typing").count() == 0
    assert board.map is shop


def test_words_of_a_map_that_look_like_markup_stay_words(strict_page: Page, tmp_path: Path) -> None:
    nasty = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    journey = new_map(nasty, stages=[nasty, "دفع", "x" * 10_000])
    journey = edit.EDITS["update_map"](journey, suppressions=[{"code": "JK501", "reason": nasty}])
    strict_page.on("dialog", lambda dialog: pytest.fail(f"script ran: {dialog.message}"))
    Stage(strict_page, tmp_path, {"b": MapBoard(journey)})
    opened(strict_page)
    expect(strict_page.locator(".jk-check__card").first).to_contain_text("<script>alert(2)</script>")
    assert strict_page.locator(".jk-check img, .jk-check script").count() == 0


def test_readers_get_neither_marks_nor_the_panel(strict_page: Page, tmp_path: Path, shop: JourneyMap) -> None:
    Stage(strict_page, tmp_path, {"b": MapBoard(shop, editable=False)})
    expect(strict_page.locator(".jk-board")).to_be_visible()
    assert strict_page.locator(".jk-mark, .jk-check__open").count() == 0


@pytest.mark.parametrize(("dark", "width"), [(False, 1600), (True, 800)])
def test_axe_finds_nothing_with_marks_and_panel(
    new_strict_page: NewPage, tmp_path: Path, shop: JourneyMap, dark: bool, width: int
) -> None:
    page = new_strict_page(dark=dark, width=width)
    Stage(page, tmp_path, {"b": MapBoard(shop)})
    opened(page)
    page.get_by_role("button", name="Accept as it is").first.click()
    assert_axe_clean(page)


def test_the_marks_are_reached_by_a_key_and_no_tab_stop_is_added(
    strict_page: Page, tmp_path: Path, shop: JourneyMap
) -> None:
    Stage(strict_page, tmp_path, {"b": MapBoard(shop)})
    expect(strict_page.locator(cell(strict_page, "goals/see"))).to_be_visible()
    here = strict_page.locator("[data-key='goals/see']")
    here.focus()
    strict_page.keyboard.press("F8")
    expect(strict_page.locator(".jk-check__card").get_by_role("button").first).to_be_focused()
    expect(strict_page.locator(".jk-check__card")).to_contain_text("Stage “See” does not say what the customer wants.")
    here.focus()
    strict_page.keyboard.press("F8")
    expect(strict_page.locator("[data-key='goals/pay']")).to_be_focused()
    strict_page.keyboard.press("Shift+F8")
    expect(here).to_be_focused()
    assert strict_page.locator(".jk-mark[tabindex], button.jk-mark").count() == 0
