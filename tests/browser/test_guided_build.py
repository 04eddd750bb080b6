"""GuidedBuild in Chromium: as somebody who has never made a map would use it, by mouse and by keys alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from journeykit.dashboards import guided_build
from journeykit.editors.guided_build import GuidedBuild
from journeykit.model import edit, new_map
from tests.browser.chromium import assert_axe_clean
from tests.browser.harness import Stage

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]


def on(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=2, name=title, exact=True)).to_be_focused()


def test_a_first_map_is_made_by_keys_alone(strict_page: Page, tmp_path: Path) -> None:
    page, build = strict_page, GuidedBuild()
    Stage(page, tmp_path, {"g": build})
    page.get_by_role("textbox", name="What is this journey called?").focus()
    for text in ("Dentist", "Check-ups", "No more fear", "Fewer empty chairs"):
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Next: Who travels")).to_be_focused()
    page.keyboard.press("Enter")
    on(page, "Who travels")
    page.keyboard.press("Tab")
    for text in ("Families", "Toothache", "A sleepless night", "Sound teeth", "Afraid", "No time"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.keyboard.type("Ada")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    on(page, "The stages")
    page.keyboard.press("Tab")
    for text in ("Search", "Visit", "Return"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(page.get_by_role("textbox", name="New stage")).to_have_value("")
    page.get_by_role("textbox", name="stage 3").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_role("textbox", name="stage 2")).to_have_value("Return")
    expect(page.get_by_role("textbox", name="stage 2")).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("textbox", name="stage 3")).to_have_value("Return")
    page.get_by_role("button", name="Next: Search").press("Enter")
    on(page, "Search")
    page.get_by_role("textbox", name="What do they do here?").focus()
    page.keyboard.type("Ask a friend")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Read reviews")
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="New touchpoint").focus()
    for text in ("Review site", "Phone call"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(page.get_by_role("textbox", name="New touchpoint")).to_have_value("")
    page.get_by_role("radio", name="Negative", exact=True).press("Space")
    page.get_by_role("textbox", name="In their words").fill("unsure, alone")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="The happy path").press("Enter")
    on(page, "The happy path")
    for name in ("Phone call", "Review site"):
        page.get_by_role("checkbox", name=name).press("Space")
    page.get_by_role("combobox", name="Where do they come in first?").select_option("Review site")
    expect(page.locator(".jk-status")).to_have_text("Kept on the map")
    page.get_by_role("button", name="Next: Check and finish").press("Enter")
    expect(page.locator(".jk-ask__verdict")).to_contain_text("ready to be shown")
    journey = build.map
    assert journey.personas[0].challenges == ("No time",)
    assert (journey.name, journey.objectives[0].name) == ("Dentist", "Fewer empty chairs")
    assert [stage.name for stage in journey.stages] == ["Search", "Visit", "Return"]
    assert journey.cells[0].text == "Ask a friend\nRead reviews"
    assert (journey.emotions[0].score, journey.emotions[0].words) == (-1, ("unsure", "alone"))
    assert journey.happy_path is not None
    assert journey.happy_path.touchpoints == ("review-site", "phone-call")
    assert journey.touchpoints[0].entry_point


def test_a_template_is_chosen_by_mouse_and_findings_lead_to_their_step(strict_page: Page, tmp_path: Path) -> None:
    page, build = strict_page, guided_build()
    Stage(page, tmp_path, {"g": build})
    page.get_by_role("button", name="Small business").click()
    on(page, "What it is about")
    expect(page.get_by_role("button", name="Where to begin")).to_have_count(0)
    assert len(build.map.stages) == 5
    page.get_by_role("button", name="Check and finish").click()
    expect(page.locator(".jk-find")).to_have_count(5)
    page.get_by_role("button", name="Go there: the map").first.click()
    on(page, "Who travels")


def test_a_fix_on_the_last_page_is_one_press_and_can_be_taken_back(strict_page: Page, tmp_path: Path) -> None:
    journey = new_map("Shop", stages=["See"])
    for n, name in enumerate(("Ad", "Cart")):
        journey = edit.EDITS["add_touchpoint"](journey, name, stage="see", milestone=("purchase", "referral")[n])
    journey = edit.EDITS["add_route"](journey, "Happy", kind="happy", touchpoints=["ad", "cart"])
    journey = edit.EDITS["add_persona"](journey, "Ada", goal="x", trigger="x", challenges=["x"])
    journey = edit.set_emotion(edit.set_cell(journey, "see", "goals", "x"), "see", 1)
    build = GuidedBuild(journey)
    build.step = "check"
    Stage(strict_page, tmp_path, {"g": build})
    strict_page.get_by_role("button", name="Mark it as an entry point").click()
    expect(strict_page.get_by_role("button", name="Mark it as an entry point")).to_have_count(0)
    assert build.map.touchpoints[0].entry_point
    strict_page.get_by_role("button", name="Undo").click()
    expect(strict_page.get_by_role("button", name="Mark it as an entry point")).to_have_count(1)


def test_a_refused_answer_stays_with_its_reason(strict_page: Page, tmp_path: Path) -> None:
    build = GuidedBuild(new_map("Shop"))
    Stage(strict_page, tmp_path, {"g": build})
    field = strict_page.get_by_role("textbox", name="What is this journey called?")
    field.fill("")
    field.press("Tab")
    expect(strict_page.get_by_role("alert").first).to_contain_text("must not be empty")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("Clinic")
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "false")
    assert build.map.name == "Clinic"


def test_hostile_long_and_right_to_left_answers_are_words_and_nothing_else(
    new_strict_page: NewPage, tmp_path: Path
) -> None:
    nasty = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    journey = new_map(nasty, stages=["نبحث", "x" * 10_000, nasty])
    journey = edit.EDITS["add_touchpoint"](journey, nasty, stage=journey.stages[2].id)
    page = new_strict_page(width=800)
    page.on("dialog", lambda dialog: pytest.fail(f"script ran: {dialog.message}"))
    build = GuidedBuild(journey)
    Stage(page, tmp_path, {"g": build})
    for step in build.steps:
        page.locator(".jk-guide__step").nth(build.steps.index(step)).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 800, step["id"]
    assert page.locator(".jk-guide img, .jk-guide script").count() == 0


@pytest.mark.parametrize(("dark", "width"), [(True, 800), (False, 360)])
def test_axe_finds_nothing_on_any_step(new_strict_page: NewPage, tmp_path: Path, dark: bool, width: int) -> None:
    page = new_strict_page(dark=dark, width=width)
    journey = edit.EDITS["add_touchpoint"](new_map("Shop", stages=["See"]), "Ad", stage="see")
    Stage(page, tmp_path, {"g": GuidedBuild(edit.EDITS["add_route"](journey, "H", kind="happy", touchpoints=["ad"]))})
    for title in ("What it is about", "Who travels", "The stages", "See", "The happy path", "Check and finish"):
        page.locator(".jk-guide__step", has_text=title).click()
        on(page, title)
        if width == 800:
            assert_axe_clean(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width == 800:
        return
    page = new_strict_page(dark=dark, width=width)
    Stage(page, tmp_path, {"g": guided_build()})
    assert_axe_clean(page)
    page = new_strict_page(dark=dark, width=width)
    Stage(page, tmp_path, {"g": GuidedBuild(journey, editable=False)})
    assert_axe_clean(page)
