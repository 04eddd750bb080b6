"""EventMatcher in Chromium: by drag, by keyboard, by a typed rule; what it covers is shown before it is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from journeykit.dashboards import event_matcher
from journeykit.editors.event_matcher import EventMatcher
from journeykit.events import read_events
from journeykit.model import edit, new_map
from journeykit.model.journey import JourneyMap
from tests.browser.chromium import assert_axe_clean
from tests.browser.harness import Stage

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]
VOLUME = {"fees viewed": 6, "help": 4, "fees saved": 2, "logout": 1}


def log(volume: dict[str, int]) -> pd.DataFrame:
    rows = [(f"u{n % 7}", name) for name, count in volume.items() for n in range(count)]
    return pd.DataFrame(rows, columns=["user_id", "event"]).assign(timestamp="2026-05-01")


@pytest.fixture
def matcher() -> EventMatcher:
    journey = new_map("Shop", stages=["See", "Pay"])
    journey = edit.EDITS["add_touchpoint"](journey, "Help desk", stage="see", binding={"events": ["help"]})
    return event_matcher(edit.EDITS["add_touchpoint"](journey, "Fees page", stage="pay"), read_events(log(VOLUME)))


def rules(matcher: EventMatcher, id: str = "fees-page") -> tuple[str, ...]:
    binding = next(t.binding for t in matcher.map.touchpoints if t.id == id)
    return binding.events if binding else ()


def test_an_event_is_dragged_onto_a_touchpoint_and_the_coverage_shows_before_it_is_let_go(
    strict_page: Page, tmp_path: Path, matcher: EventMatcher
) -> None:
    Stage(strict_page, tmp_path, {"m": matcher})
    expect(strict_page.locator(".jk-meter__value")).to_have_text("30.8\u00a0%")
    strict_page.get_by_text("logout").hover()
    strict_page.mouse.down()
    card = strict_page.locator("[data-touchpoint='fees-page']")
    card.hover()
    expect(card).to_have_class(re.compile("is-target"))
    expect(strict_page.locator(".jk-meter__detail")).to_contain_text("With this: 38.5\u00a0% of events")
    assert rules(matcher) == ()
    strict_page.mouse.up()
    expect(strict_page.locator(".jk-meter__value")).to_have_text("38.5\u00a0%")
    expect(strict_page.locator(".jk-event")).to_have_count(2)
    assert rules(matcher) == ("logout",)


def test_events_are_ticked_and_put_by_keys_alone_and_taken_back(
    strict_page: Page, tmp_path: Path, matcher: EventMatcher
) -> None:
    Stage(strict_page, tmp_path, {"m": matcher})
    strict_page.get_by_role("checkbox", name="fees viewed").focus()
    strict_page.keyboard.press("Space")
    strict_page.keyboard.press("ArrowDown")
    strict_page.keyboard.press("Space")
    where = strict_page.get_by_role("combobox", name="Touchpoint for the ticked events")
    where.focus()
    strict_page.keyboard.type("Fees")
    expect(strict_page.locator(".jk-meter__detail")).to_contain_text("With this: 92.3\u00a0%")
    strict_page.get_by_role("button", name="Put there").press("Enter")
    expect(strict_page.locator(".jk-event")).to_have_count(1)
    expect(strict_page.get_by_role("checkbox", name="logout")).to_be_focused()
    assert rules(matcher) == ("fees viewed", "fees saved")
    strict_page.keyboard.press("Control+z")
    expect(strict_page.locator(".jk-event")).to_have_count(3)
    assert rules(matcher) == ()


def test_a_typed_rule_shows_what_it_fits_before_it_is_bound(
    strict_page: Page, tmp_path: Path, matcher: EventMatcher
) -> None:
    Stage(strict_page, tmp_path, {"m": matcher})
    add = strict_page.get_by_role("button", name="Add a rule to Fees page")
    add.press("Enter")
    strict_page.keyboard.type("fees*")
    told = strict_page.locator(".jk-rule__told").nth(1)
    expect(told).to_contain_text("Fits 2 event names; brings 8 events here, 61.5\u00a0% of all.")
    expect(told.get_by_role("listitem")).to_have_text(["fees viewed", "fees saved"])
    assert rules(matcher) == ()
    strict_page.keyboard.press("Enter")
    expect(add).to_be_focused()
    expect(strict_page.locator("[data-touchpoint='fees-page']")).to_contain_text("8 events")
    assert rules(matcher) == ("fees*",)
    strict_page.get_by_role("button", name="Take fees* off Fees page").click()
    expect(strict_page.locator("[data-touchpoint='fees-page']")).to_contain_text("no event yet")
    add.click()
    strict_page.keyboard.type("Fees viewed")
    expect(told).to_contain_text("did you mean “fees viewed”?")
    strict_page.keyboard.press("Escape")
    expect(add).to_be_focused()


def test_a_suggestion_says_why_and_is_taken_with_one_press(
    strict_page: Page, tmp_path: Path, matcher: EventMatcher
) -> None:
    Stage(strict_page, tmp_path, {"m": matcher})
    strict_page.get_by_role("button", name="Put fees viewed on Fees page: both say “fees”").press("Enter")
    expect(strict_page.locator(".jk-status")).to_have_text("fees viewed put on “Fees page”")
    assert rules(matcher) == ("fees viewed",)
    assert strict_page.evaluate("document.activeElement !== document.body")


def test_an_event_without_a_touchpoint_gets_a_new_one_in_its_stage(
    strict_page: Page, tmp_path: Path, matcher: EventMatcher
) -> None:
    Stage(strict_page, tmp_path, {"m": matcher})
    strict_page.get_by_role("checkbox", name="logout").check()
    strict_page.get_by_role("button", name="Put there").click()
    expect(strict_page.locator(".jk-status")).to_have_text("Choose the touchpoint first.")
    strict_page.get_by_role("combobox").select_option("New touchpoint in Pay")
    strict_page.get_by_role("button", name="Put there").click()
    expect(strict_page.locator("[data-touchpoint='logout']")).to_contain_text("1 event")
    assert rules(matcher, "logout") == ("logout",)


def test_a_thousand_names_stay_quick_and_nothing_in_them_runs(strict_page: Page, tmp_path: Path) -> None:
    nasty = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    volume = {nasty: 900, "عربة التسوق": 800, "x" * 10_000: 700, **{f"event {n:04}": 1 for n in range(1_000)}}
    journey = edit.EDITS["add_touchpoint"](new_map("Shop", stages=["See"]), nasty, stage="see")
    strict_page.on("dialog", lambda dialog: pytest.fail(f"script ran: {dialog.message}"))
    Stage(strict_page, tmp_path, {"m": event_matcher(journey, read_events(log(volume)))})
    assert strict_page.locator(".jk-event").count() == 200
    expect(strict_page.get_by_role("checkbox", name=nasty)).to_be_visible()
    strict_page.get_by_role("searchbox").fill("event 0999")
    expect(strict_page.locator(".jk-event")).to_have_count(1)
    strict_page.get_by_role("searchbox").fill("")
    strict_page.get_by_role("button", name="Show 200 more").click()
    expect(strict_page.locator(".jk-event")).to_have_count(400)
    assert strict_page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert strict_page.locator(".jk-matcher img, .jk-matcher script").count() == 0


def test_a_reading_view_shows_what_is_bound_and_has_nothing_to_press(
    strict_page: Page, tmp_path: Path, matcher: EventMatcher
) -> None:
    Stage(strict_page, tmp_path, {"m": EventMatcher(matcher.map, matcher._source, editable=False)})
    expect(strict_page.locator("[data-touchpoint='help-desk']")).to_contain_text("help")
    assert strict_page.get_by_role("button").filter(visible=True).count() == 0
    assert_axe_clean(strict_page)


@pytest.mark.parametrize(("dark", "width"), [(True, 800), (False, 360)])
def test_axe_finds_nothing_at_rest_ticked_or_typing(
    new_strict_page: NewPage, tmp_path: Path, matcher: EventMatcher, dark: bool, width: int
) -> None:
    page = new_strict_page(dark=dark, width=width)
    Stage(page, tmp_path, {"m": matcher})
    page.get_by_role("checkbox", name="logout").check()
    page.get_by_role("button", name="Add a rule to Fees page").click()
    page.keyboard.type("f*")
    expect(page.locator(".jk-rule__names li").first).to_be_visible()
    assert_axe_clean(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_map_without_touchpoints_and_a_log_that_is_covered_say_so(
    new_strict_page: NewPage, tmp_path: Path, matcher: EventMatcher
) -> None:
    page = new_strict_page()
    Stage(page, tmp_path, {"m": event_matcher(new_map("Shop", stages=["See"]), read_events(log(VOLUME)))})
    expect(page.get_by_text("This map has no touchpoint yet.")).to_be_visible()
    covered: JourneyMap = edit.bind_touchpoint(matcher.map, "fees-page", events="*")
    page = new_strict_page()
    Stage(page, tmp_path, {"m": event_matcher(covered, read_events(log(VOLUME)))})
    expect(page.get_by_text("Every event is on the map. Nothing is left to match.")).to_be_visible()
