"""Whatever is taken away, in whatever editor, is named, and the way back stands beside it and leads back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

import journeykit as jk
from journeykit.dashboards import event_matcher
from journeykit.editors.fact_cards import PageHeader
from journeykit.editors.guided_build import GuidedBuild
from journeykit.editors.map_board import MapBoard
from journeykit.editors.persona_editor import PersonaEditor
from journeykit.model import JourneyMap, edit
from tests.browser.chromium import NewPage, assert_axe_clean, shot
from tests.browser.harness import Stage

pytestmark = pytest.mark.browser

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PICTURE = f"data:image/png;base64,{PIXEL}"


def full() -> JourneyMap:
    journey = jk.new_map("Shop", stages=["Browse", "Pay"])
    journey = edit.update_stage(journey, "pay", objective="More orders", content_mix_share=0.4)
    for name, stage in (("Search", "browse"), ("Product page", "browse"), ("Till", "pay")):
        journey = edit.add_touchpoint(journey, name, stage=stage, costs=["time"])
    journey = edit.update_touchpoint(journey, "till", binding={"events": ["paid"]})
    journey = edit.add_pain_point(journey, "It is slow", stage="pay")
    journey = edit.add_route(journey, "Happy path", kind="happy", touchpoints=["search", "product-page", "till"])
    journey = edit.add_route(journey, "Short cut", kind="alternate", touchpoints=["search", "till"])
    journey = edit.add_source(journey, "Nine talks")
    journey = edit.add_persona(
        journey, "Trey", story="A baby.", goal="Sleep", challenges=["Noise", "Fees"], portrait=PICTURE,
        sources=["nine-talks"], demographics=[{"name": "Age", "value": "34"}], interview={"story": "It began"},
        reviewed="2026-10-12",
    )  # fmt: skip
    journey = edit.add_owner(journey, "Ann")
    journey = edit.add_objective(journey, "Sell more")
    journey = edit.update_stage(journey, "pay", owners=["ann"])
    journey = edit.set_emotion(journey, "pay", -1, words=["cross"])
    journey = edit.set_cell(journey, "pay", "goals", "Be done")
    for lane in ("pain-points", "stage-objective", "cost", "content-mix", "owner"):
        journey = edit.update_lane(journey, lane, hidden=False)
    return journey


def cell(page: Page, key: str) -> Any:
    return page.locator(f'[data-key="{key}"]')


def item(page: Page, key: str, id: str) -> Any:
    return cell(page, key).locator(f'[data-item="{id}"]')


def press(page: Page, node: Any, *keys: str) -> None:
    node.focus()
    for key in keys:
        page.keyboard.press(key)


def emptied(page: Page, key: str) -> None:
    cell(page, key).focus()
    page.keyboard.press("Enter")
    page.locator("textarea:focus, input:focus").fill("")
    page.keyboard.press("Enter")


def in_details(page: Page, ref: str, do: Callable[[Any], None]) -> None:
    kind = ref.split("/")[0]
    page.get_by_role("button", name="On this map").click()
    dock = page.locator(".jk-dock")
    dock.get_by_label("What to list").select_option(kind)
    dock.locator(".jk-elements__name").first.click()
    dock.locator(".jk-form").first.wait_for()
    do(dock)


def pressed(dock: Any, name: str) -> None:
    for fold in dock.locator("details:not([open]) > summary").all():
        fold.click()
    dock.get_by_role("button", name=name).click()


def listed(page: Page, kind: str, how: str) -> None:
    page.get_by_role("button", name="On this map").click()
    dock = page.locator(".jk-dock")
    dock.get_by_label("What to list").select_option(kind)
    if how == "click":
        dock.get_by_role("button", name="Remove").first.click()
    else:
        press(page, dock.locator(".jk-elements__name").first, "Delete")


def from_menu(page: Page, node: Any, entry: str) -> None:
    node.click(button="right")
    page.get_by_role("menuitem", name=entry, exact=True).click()


def drawn_away(page: Page) -> None:
    page.get_by_role("button", name="Draw", exact=True).click()
    page.get_by_text("Drawing “Happy path”").wait_for()
    press(page, page.locator('.jk-item--touchpoints[data-item="product-page"]'), "Delete")


def path_removed(page: Page) -> None:
    page.get_by_role("button", name="Draw", exact=True).click()
    page.get_by_text("Drawing “Happy path”").wait_for()
    page.get_by_role("button", name="Name, kind and note of this path").click()
    page.get_by_role("button", name="Remove this path").click()


def costs_unticked(page: Page) -> None:
    cell(page, "cost/browse").click(position={"x": 4, "y": 4})
    form = page.get_by_role("dialog")
    for box in form.get_by_label("time", exact=True).all():
        box.uncheck()
    form.get_by_role("button", name="Save").click()


def feelings_removed(page: Page) -> None:
    page.locator(".jk-felt:visible").first.click()
    page.get_by_role("button", name="Remove the point").click()


BOARD: dict[str, tuple[Callable[[Page], None], str]] = {
    "touchpoint": (lambda p: press(p, item(p, "touchpoints/pay", "till"), "Delete"), "Touchpoint “Till” removed."),
    "cut": (lambda p: press(p, item(p, "touchpoints/pay", "till"), "Control+x"), "Touchpoint “Till” removed."),
    "menu": (lambda p: from_menu(p, item(p, "pain-points/pay", "it-is-slow"), "Remove"), "Pain point “It is slow” rem"),
    "stage": (lambda p: press(p, cell(p, "stage/pay"), "Delete"), "Stage “Pay”, 1 touchpoint, 1 text, 1 feeling and 1"),
    "lane": (lambda p: press(p, cell(p, "lane/goals"), "Delete"), "Lane “Goals” and 1 text removed."),
    "text": (lambda p: emptied(p, "goals/pay"), "Text “Be done” (Goals, Pay) removed."),
    "text by Delete": (lambda p: press(p, cell(p, "goals/pay"), "Delete"), "Text “Be done” (Goals, Pay) removed."),
    "objective": (lambda p: press(p, cell(p, "stage-objective/pay"), "Delete"), "objective “More orders” taken out."),
    "mix": (lambda p: press(p, cell(p, "content-mix/pay"), "Delete"), "content mix “40.0\xa0%” taken out."),
    "owner": (lambda p: press(p, item(p, "owner/pay", "ann"), "Delete"), "Stage “Pay”: owners “Ann” taken out."),
    "feeling": (feelings_removed, "Feeling at “Pay” removed."),
    "step": (drawn_away, "Product page is off the path, 2 steps left."),
    "path": (path_removed, "Path “Happy path” removed."),
    "costs": (costs_unticked, "costs “time” and 1 more taken out."),
    "list": (lambda p: listed(p, "objective", "click"), "Objective “Sell more” removed."),
    "list by key": (lambda p: listed(p, "persona", "key"), "Persona “Trey” removed."),
    "details": (
        lambda p: in_details(p, "touchpoint", lambda d: pressed(d, "Remove this touchpoint")),
        "Touchpoint “Search” removed.",
    ),
    "picture": (
        lambda p: in_details(p, "persona", lambda d: pressed(d, "Remove the picture")),
        "portrait “a picture of 1 kB” taken out.",
    ),
    "chip": (
        lambda p: in_details(p, "route", lambda d: pressed(d, "Product page: take out")),
        "Path “Happy path”: touchpoints “Product page” taken out.",
    ),
    "row": (
        lambda p: in_details(p, "persona", lambda d: pressed(d, "Demographics: take out")),
        "Persona “Trey”: demographics “Age: 34” taken out.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BOARD)
def test_what_the_board_takes_away_is_named_and_comes_back(strict_page: Page, tmp_path: Path, what: str) -> None:
    do, words = BOARD[what]
    strict_page.set_viewport_size({"width": 1500, "height": 1400})
    board = MapBoard(full())
    Stage(strict_page, tmp_path, {"header": PageHeader("Shop"), "board": board}, theme="light")
    strict_page.locator(".jk-board.is-editable:not([aria-busy])").wait_for()
    before = board.map
    do(strict_page)
    status = strict_page.locator(".jk-board__status")
    expect(status).to_contain_text(words)
    assert board.map != before
    status.get_by_role("button", name="Undo").click()
    expect(status).to_contain_text("Taken back.")
    assert board.map == before


def test_undo_goes_when_something_else_has_changed_since(strict_page: Page, tmp_path: Path) -> None:
    board = MapBoard(full())
    stage = Stage(strict_page, tmp_path, {"header": PageHeader("Shop"), "board": board}, theme="light")
    strict_page.locator(".jk-board.is-editable:not([aria-busy])").wait_for()
    press(strict_page, item(strict_page, "touchpoints/pay", "till"), "Delete")
    undo = strict_page.locator(".jk-board__status").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    board.edit("add_stage", name="Return")
    stage.flush()
    expect(strict_page.locator(".jk-stage__name")).to_have_count(3)
    expect(undo).to_have_count(0)


def typed_empty(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    page.locator("textarea:focus").fill("")
    page.keyboard.press("Enter")


PERSONA: dict[str, tuple[Callable[[Page], None], str]] = {
    "persona": (lambda p: p.get_by_role("button", name="Remove this persona").click(), "Persona “Trey” removed."),
    "item": (lambda p: p.get_by_role("button", name="Remove challenge 1").click(), "challenges “Noise” taken out."),
    "text": (lambda p: typed_empty(p, "Goal: Sleep"), "Persona “Trey”: goal “Sleep” taken out."),
    "picture": (lambda p: p.get_by_role("button", name="Take the picture away").click(), "portrait “a picture of"),
    "source": (lambda p: p.get_by_role("button", name="Nine talks").click(), "sources “Nine talks” taken out."),
    "fact": (lambda p: typed_empty(p, "Value of fact 1"), "demographics “Age: 34” taken out."),
    "answer": (lambda p: typed_empty(p, "Answer to: Tell me the story."), "interview “story It began” taken out."),
    "date": (lambda p: typed_empty(p, "Reviewed: 12 Oct 2026"), "reviewed “2026-10-12” taken out."),
}


@pytest.mark.parametrize("what", PERSONA)
def test_what_the_persona_editor_takes_away_is_named_and_comes_back(
    strict_page: Page, tmp_path: Path, what: str
) -> None:
    do, words = PERSONA[what]
    editor = PersonaEditor(full())
    Stage(strict_page, tmp_path, {"p": editor})
    before = editor.map
    do(strict_page)
    status = strict_page.locator(".jk-status")
    expect(status).to_contain_text(words)
    assert editor.map != before
    if what == "item":
        assert_axe_clean(strict_page)
        shot(strict_page, "notice-persona")
    status.get_by_role("button", name="Undo").click()
    expect(status).to_have_text("")
    assert editor.map == before
    assert strict_page.evaluate("document.activeElement.closest('.jk-persona') !== null")


def taken_off(page: Page) -> None:
    page.get_by_role("button", name="The happy path").click()
    page.get_by_role("checkbox", name="Product page").uncheck()


def stage_removed(page: Page) -> None:
    page.get_by_role("button", name="The stages").click()
    page.get_by_role("button", name="Remove: Pay").click()


def answer_emptied(page: Page) -> None:
    page.locator(".jk-guide__step", has_text="Who travels").click()
    names = page.locator(".jk-ask__input")
    place = names.evaluate_all("(all) => all.findIndex((box) => box.value === 'Sleep')")
    box = names.nth(place)
    box.fill("")
    box.press("Enter")


GUIDED: dict[str, tuple[Callable[[Page], None], str]] = {
    "stage": (stage_removed, "Stage “Pay”, 1 touchpoint, 1 text, 1 feeling and 1 pain point removed."),
    "step": (taken_off, "Path “Happy path”: touchpoints “Product page” taken out."),
    "answer": (answer_emptied, "Persona “Trey”: goal “Sleep” taken out."),
}


@pytest.mark.parametrize("what", GUIDED)
def test_what_the_guided_build_takes_away_is_named_and_comes_back(strict_page: Page, tmp_path: Path, what: str) -> None:
    do, words = GUIDED[what]
    build = GuidedBuild(full())
    Stage(strict_page, tmp_path, {"g": build})
    before = build.map
    do(strict_page)
    status = strict_page.locator(".jk-status")
    expect(status).to_contain_text(words)
    assert build.map != before
    if what == "stage":
        assert_axe_clean(strict_page)
        shot(strict_page, "notice-guided")
    status.get_by_role("button", name="Undo").click()
    expect(status).to_have_text("Undone")
    assert build.map == before


def test_a_rule_that_the_matcher_lets_go_is_named_and_comes_back(new_strict_page: NewPage, tmp_path: Path) -> None:
    log = pd.DataFrame({"user_id": ["a", "b"], "event": ["paid", "help"], "timestamp": ["2026-05-01"] * 2})
    matcher = event_matcher(full(), jk.read_events(log))
    page = new_strict_page()
    Stage(page, tmp_path, {"m": matcher})
    before = matcher.map
    page.get_by_role("button", name="Take paid off Till").click()
    status = page.locator(".jk-status")
    expect(status).to_contain_text("paid is off “Till”")
    assert matcher.map != before
    assert_axe_clean(page)
    shot(page, "notice-matcher")
    status.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Take paid off Till")).to_be_visible()
    assert matcher.map == before
