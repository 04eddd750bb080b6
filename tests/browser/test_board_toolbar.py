"""Looking at the board: search, zoom, lanes put away, what belongs together, the key to the marks."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journeykit.editors.fact_cards import PageHeader
from journeykit.editors.map_board import MapBoard
from journeykit.examples import example
from tests.browser.chromium import NewPage, assert_axe_clean
from tests.browser.harness import Stage

pytestmark = pytest.mark.browser


@pytest.fixture
def open_board(new_strict_page: NewPage, tmp_path: Path):  # type: ignore[no-untyped-def]
    def opened(*, editable: bool = True, width: int = 1400, **options: object) -> Stage:
        board = MapBoard(example("coaching-programme"), editable=editable, **options)  # type: ignore[arg-type]
        page = new_strict_page(width=width, height=900)
        stage = Stage(page, tmp_path, {"header": PageHeader("Coaching"), "board": board}, theme="light")
        page.locator(".jk-board:not([aria-busy])").wait_for()
        return stage

    return opened


def find(page: Page, words: str) -> None:
    page.get_by_role("searchbox", name="Find on the board").fill(words)


def test_a_search_counts_marks_and_goes_from_match_to_match(open_board) -> None:  # type: ignore[no-untyped-def]
    page = open_board().page
    page.locator('[data-key="stage/discovery"]').focus()
    page.keyboard.press("Control+f")
    box = page.get_by_role("searchbox", name="Find on the board")
    expect(box).to_be_focused()
    page.keyboard.type("alumni")
    count = page.locator(".jk-find__count")
    total = page.locator(".is-found").count()
    assert total > 3
    expect(count).to_have_text(f"1 of {total}")
    for key, place in (("Enter", 2), ("F3", 3), ("Shift+Enter", 2), ("Shift+F3", 1), ("Shift+Enter", total)):
        page.keyboard.press(key)
        expect(count).to_have_text(f"{place} of {total}")
        expect(page.locator(".is-current")).to_have_count(1)
    expect(page.locator(".is-current")).to_be_in_viewport()
    found = page.locator(".is-current").inner_text()
    page.keyboard.press("Escape")
    expect(page.locator(".is-found")).to_have_count(0)
    assert page.evaluate("() => document.activeElement.innerText") == found
    find(page, "zebra")
    expect(count).to_have_text("none")


def test_typing_in_the_search_takes_no_edit_back(open_board) -> None:  # type: ignore[no-untyped-def]
    stage = open_board()
    stage.widgets["board"].edit("update_stage", id="discovery", name="Search")
    stage.flush()
    box = stage.page.get_by_role("searchbox", name="Find on the board")
    box.fill("x")
    box.press("Control+z")
    expect(stage.page.locator('[data-key="stage/discovery"] .jk-stage__name')).to_have_text("Search")


def test_the_board_is_zoomed_by_choice_and_by_key_and_fits_its_frame(open_board) -> None:  # type: ignore[no-untyped-def]
    page = open_board(width=820).page
    column = page.locator('[data-key="stage/discovery"]')
    wide = column.evaluate("(node) => node.getBoundingClientRect().width")
    page.get_by_label("Zoom").select_option("compact")
    assert column.evaluate("(node) => node.getBoundingClientRect().width") < wide
    column.focus()
    page.keyboard.press("Alt+0")
    expect(page.get_by_label("Zoom")).to_have_value("fit")
    fits = "(frame) => frame.scrollWidth <= frame.clientWidth + 1"
    assert page.locator(".jk-board__frame").evaluate(fits)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    line = page.locator(".jk-arrow[data-route=happy] .jk-arrow__line").first.bounding_box()
    chip = page.locator('.jk-item--touchpoints[data-item="podcast"]').bounding_box()
    assert line is not None
    assert chip is not None
    assert abs(line["y"] - (chip["y"] + chip["height"] / 2)) < 3
    page.keyboard.press("Alt+=")
    page.keyboard.press("Alt+=")
    expect(page.get_by_label("Zoom")).to_have_value("comfortable")


def test_a_reader_puts_lanes_away_and_the_map_stays_as_it_is(open_board) -> None:  # type: ignore[no-untyped-def]
    stage = open_board(editable=False)
    page = stage.page
    page.get_by_role("button", name="Lanes").click()
    page.get_by_role("menuitemcheckbox", name="Goals", exact=True).click()
    expect(page.locator('[data-key="lane/goals"]')).to_have_count(0)
    page.get_by_role("menuitemcheckbox", name="Goals", exact=True).click()
    expect(page.locator('[data-key="lane/goals"]')).to_have_count(1)
    assert [message for message in stage.sent("board") if "edit" in message.get("content", {})] == []


def test_the_same_owner_is_one_thing_everywhere_with_what_it_answers_for(open_board) -> None:  # type: ignore[no-untyped-def]
    page = open_board().page
    owners = page.locator('.jk-item--owners[data-item="programme"]')
    assert owners.count() > 2
    owners.first.hover()
    expect(page.locator(".jk-item--owners.is-same")).to_have_count(owners.count())
    journey = example("coaching-programme")
    answers = [touchpoint for touchpoint in journey.touchpoints if touchpoint.owner == "programme"]
    expect(page.locator(".jk-item--touchpoints.is-related")).to_have_count(len(answers))
    page.locator(".jk-board__bar").hover()
    expect(page.locator(".is-same, .is-related")).to_have_count(0)


def test_numbers_have_a_trend_and_everyone_has_a_curve_each(open_board) -> None:  # type: ignore[no-untyped-def]
    page = open_board(editable=False, persona="").page
    trends = page.locator(".jk-trend")
    assert trends.count() == sum(len(kpi.series) > 1 for kpi in example("coaching-programme").kpis if kpi.stage)
    expect(trends.first).to_contain_text("up since")
    expect(page.locator(".jk-lane__key .is-person")).to_have_text(["Lena Brandt", "Omar Haddad"])
    assert page.locator(".jk-curve__other").count() >= 2


def test_the_key_says_what_the_marks_mean_and_breaks_no_rule_of_accessibility(open_board) -> None:  # type: ignore[no-untyped-def]
    page = open_board().page
    page.get_by_role("button", name="Key", exact=True).click()
    expect(page.get_by_role("dialog", name="Key to the marks")).to_contain_text("key moment")
    find(page, "alumni")
    assert_axe_clean(page)
