"""The panel beside the board: every field of every kind, and the elements that stand in no lane."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import journeykit as jk
from journeykit.editors.fact_cards import PageHeader
from journeykit.editors.map_board import MapBoard
from journeykit.model import JourneyMap, edit
from tests.browser.chromium import NewPage, assert_axe_clean
from tests.browser.harness import Stage, slow
from tests.browser.servers import run_all
from tests.browser.test_board_selection import cell, item, shop

pytestmark = pytest.mark.browser

Open = Callable[..., tuple[Page, MapBoard]]


@pytest.fixture
def board_on(new_strict_page: NewPage, tmp_path: Path) -> Open:
    def open_board(
        journey: JourneyMap, *, width: int = 1500, theme: str = "light", **more: object
    ) -> tuple[Page, MapBoard]:
        board = MapBoard(journey, **more)  # type: ignore[arg-type]
        page = new_strict_page(width=width, height=1000, dark=theme == "dark")
        Stage(page, tmp_path, {"header": PageHeader(journey.name), "board": board}, theme=theme)
        page.locator(".jk-board:not([aria-busy])").wait_for()
        return page, board

    return open_board


def dock(page: Page) -> Locator:
    return page.locator(".jk-dock")


def test_a_field_is_kept_with_enter_and_on_leaving_and_the_focus_stays(board_on: Open) -> None:
    page, board = board_on(shop())
    item(page, "touchpoints/browse", "search").focus()
    page.keyboard.press("Alt+Enter")
    name = dock(page).get_by_label("Name", exact=True)
    expect(name).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Search box")
    page.keyboard.press("Enter")
    expect(item(page, "touchpoints/browse", "search")).to_contain_text("Search box")
    expect(name).to_be_focused()
    page.keyboard.press("Escape")
    expect(dock(page)).to_be_hidden()
    expect(item(page, "touchpoints/browse", "search")).to_be_focused()
    page.keyboard.press("Alt+Enter")
    goal = dock(page).get_by_label("Goal")
    goal.fill("Find it")
    goal.press("Shift+Enter")
    page.keyboard.type("fast")
    dock(page).get_by_label("Channel").select_option("in_store")
    expect(dock(page).get_by_label("Medium")).to_have_value("physical")
    dock(page).get_by_text("More: ").click()
    dock(page).get_by_label("Milestone").select_option("purchase")
    dock(page).get_by_label("time", exact=True).check()
    dock(page).get_by_label("Events").fill("search_*\nfind_?")
    dock(page).get_by_label("Events").press("Enter")
    expect(page.locator(".jk-board__status")).to_contain_text("changed")
    touchpoint = board.map.touchpoints[0]
    assert (touchpoint.goal, touchpoint.channel, touchpoint.medium) == ("Find it\nfast", "in_store", "physical")
    assert (touchpoint.milestone, touchpoint.costs) == ("purchase", ("time",))
    assert touchpoint.binding is not None
    assert touchpoint.binding.events == ("search_*", "find_?")


def test_a_refused_value_is_told_at_its_field_and_stays_to_be_mended(board_on: Open) -> None:
    journey = edit.add_kpi(shop(), "Conversion", stage="browse")
    journey = edit.update_lane(journey, "kpis", hidden=False)
    page, board = board_on(journey)
    item(page, "kpis/browse", "conversion").focus()
    page.keyboard.press("Alt+Enter")
    dock(page).get_by_role("button", name="Add: series").click()
    value = dock(page).get_by_label("Value", exact=True)
    value.fill("3.5")
    value.press("Enter")
    problem = dock(page).get_by_role("alert").filter(has_text="needed and missing")
    expect(problem).to_contain_text("1. as_of")
    expect(value).to_have_value("3.5")
    assert board.map.kpis[0].series == ()
    dock(page).get_by_label("As of").fill("2026-05-31")
    dock(page).get_by_label("As of").press("Enter")
    expect(problem).to_be_hidden()
    assert [(str(point.as_of), point.value) for point in board.map.kpis[0].series] == [("2026-05-31", 3.5)]
    name = dock(page).get_by_label("Name", exact=True)
    name.fill("")
    name.press("Enter")
    expect(dock(page).get_by_text("This must not be empty.")).to_be_visible()
    expect(name).to_have_attribute("aria-invalid", "true")
    name.press("Escape")
    expect(name).to_have_value("Conversion")


@pytest.mark.parametrize(("theme", "width"), [("light", 1600), ("dark", 800)])
def test_the_panel_breaks_no_rule_of_accessibility(board_on: Open, theme: str, width: int) -> None:
    page, _ = board_on(jk.example("cook-family"), width=width, theme=theme)
    cell(page, "stage/awareness").focus()
    page.keyboard.press("Alt+Enter")
    expect(dock(page).get_by_label("Definition")).to_be_visible()
    assert_axe_clean(page)
    page.get_by_role("button", name="On this map").click()
    expect(dock(page).get_by_role("listitem").first).to_be_visible()
    assert_axe_clean(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys and gestures")).to_be_visible()
    assert_axe_clean(page)


def test_every_kind_opens_with_all_its_fields(board_on: Open) -> None:
    page, board = board_on(jk.example("cook-family"))
    page.get_by_role("button", name="On this map").click()
    choose = dock(page).get_by_label("What to list")
    kinds = [value for value in choose.locator("option").evaluate_all("(all) => all.map((o) => o.value)") if value]
    assert len(kinds) == 15
    for kind in kinds[1:]:
        choose.select_option(kind)
        first = dock(page).locator(".jk-elements__name").first
        if not first.count():
            continue
        first.click()
        expect(dock(page)).to_have_attribute("data-panel", "details")
        known = dock(page).locator("[id^='jk-detail-']").evaluate_all("(all) => all.map((n) => n.id)")
        for field in board._answers()["fields"]({"kind": kind}):
            assert f"jk-detail-{kind}-{field['name']}" in known
        dock(page).get_by_role("button", name="Close the panel").click()
        expect(dock(page)).to_have_attribute("data-panel", "elements")
    assert board.history == ()


def test_what_stands_in_no_lane_is_added_moved_copied_and_removed_by_keyboard(board_on: Open) -> None:
    page, board = board_on(shop())
    page.get_by_role("button", name="On this map").focus()
    page.keyboard.press("Enter")
    choose = dock(page).get_by_label("What to list")
    for kind in ("objective", "source", "survey", "improvement", "persona", "route"):
        choose.select_option(kind)
        dock(page).get_by_role("textbox").focus()
        for name in ("First", "Second"):
            page.keyboard.type(name)
            page.keyboard.press("Enter")
            expect(dock(page).get_by_role("button", name=name, exact=True)).to_be_visible()
            expect(dock(page).get_by_role("textbox")).to_be_focused()
        dock(page).get_by_role("button", name="Second", exact=True).focus()
        page.keyboard.press("Alt+ArrowUp")
        expect(dock(page).locator(".jk-elements__name")).to_have_text(["Second", "First"])
        expect(dock(page).get_by_role("button", name="Second", exact=True)).to_be_focused()
        page.keyboard.press("Delete")
        expect(dock(page).locator(".jk-elements__name")).to_have_text(["First"])
    assert [len(items) for items in (board.map.objectives, board.map.sources, board.map.surveys)] == [1, 1, 1]
    assert board.map.surveys[0].stage == "browse"
    assert [o.name for o in board.map.personas] == ["First"]


def test_facts_about_the_map_and_words_in_hebrew_are_kept(board_on: Open) -> None:
    page, board = board_on(shop())
    page.get_by_role("button", name="On this map").click()
    dock(page).get_by_label("What to list").select_option("map")
    description = dock(page).get_by_label("Description")
    description.fill("מסע הלקוח")
    description.press("Enter")
    dock(page).get_by_label("Offering", exact=True).fill("Lamps")
    dock(page).get_by_label("Offering", exact=True).press("Enter")
    expect(page.locator(".jk-board__status")).to_contain_text("Map changed")
    assert board.map.description == "מסע הלקוח"
    assert description.evaluate("(node) => getComputedStyle(node).direction") == "rtl"
    assert board.map.scope.offering == "Lamps"
    assert board.map.scope.travellers == "customers"


def test_script_in_every_field_stays_text(board_on: Open) -> None:
    evil = "<img src=x onerror=document.title=1><script>document.title=2</script>"
    journey = edit.update_touchpoint(shop(), "search", name=evil, goal=evil, description=evil)
    journey = edit.update_stage(journey, "browse", name=evil, definition=evil)
    journey = edit.set_cell(journey, "browse", "goals", evil)
    page, _ = board_on(journey)
    item(page, "touchpoints/browse", "search").focus()
    page.keyboard.press("Alt+Enter")
    expect(dock(page).get_by_label("Goal")).to_have_value(evil)
    expect(cell(page, "goals/browse")).to_have_text(evil)
    assert page.title() == "harness"
    assert page.locator(".jk-board img:not(.jk-form__picture)").count() == 0


def test_somebody_else_removing_what_is_open_closes_it_and_typing_in_a_field_is_kept(
    new_strict_page: NewPage, tmp_path: Path
) -> None:
    board = MapBoard(shop())
    page = new_strict_page(width=1500, height=900)
    stage = Stage(page, tmp_path, {"header": PageHeader("Shop"), "board": board}, theme="light")
    page.locator(".jk-board:not([aria-busy])").wait_for()
    item(page, "touchpoints/browse", "search").focus()
    page.keyboard.press("Alt+Enter")
    goal = dock(page).get_by_label("Goal")
    goal.focus()
    page.keyboard.type("Half a sen")
    board.edit("update_touchpoint", id="search", name="Box", goal="Other")
    stage.flush()
    expect(dock(page).get_by_label("Name", exact=True)).to_have_value("Box")
    page.keyboard.type("tence")
    expect(goal).to_have_value("Half a sentence")
    board.edit("remove_touchpoint", id="search")
    stage.flush()
    expect(dock(page)).to_be_hidden()
    assert page.evaluate("document.activeElement.closest('.jk-board__grid') !== null")


def test_a_reader_opens_what_an_element_says_and_can_change_nothing(board_on: Open) -> None:
    journey = jk.example("cook-family")
    page, board = board_on(journey, editable=False)
    first = journey.touchpoints[0]
    item(page, "touchpoints/awareness", first.id).click()
    expect(dock(page)).to_contain_text(first.goal)
    assert dock(page).locator("input, textarea, select").count() == 0
    assert_axe_clean(page)
    page.keyboard.press("Escape")
    cell(page, "touchpoints/consideration").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(dock(page)).to_contain_text(journey.touchpoints_of("consideration")[0].goal)
    assert board.map is journey


def test_mixed_feelings_have_words_and_a_score_for_a_stage_for_one_persona_and_at_a_touchpoint(board_on: Open) -> None:
    journey = edit.add_persona(edit.add_persona(shop(), "Ann"), "Bob")
    page, board = board_on(journey)
    cell(page, "feelings/browse").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("curious, nervous")
    page.keyboard.press("Tab")
    page.keyboard.type("0.4")
    page.keyboard.press("Enter")
    expect(cell(page, "feelings/browse")).to_contain_text("curious, nervous")
    cell(page, "feelings/browse").get_by_role("slider").focus()
    page.keyboard.press("Enter")
    page.get_by_label("In words, by comma").fill("bored")
    page.get_by_label("only for Ann").check()
    page.keyboard.press("Enter")
    expect(cell(page, "feelings/browse")).to_contain_text("bored")
    item(page, "touchpoints/browse", "search").focus()
    page.keyboard.press("Alt+Enter")
    dock(page).get_by_role("button", name="Add feelings at this touchpoint").click()
    dock(page).get_by_label("Words").fill("relieved")
    dock(page).get_by_label("Words").press("Enter")
    dock(page).get_by_label("Score").fill("1.5")
    dock(page).get_by_label("Score").press("Enter")
    expect(page.locator(".jk-board__status")).to_contain_text("+1.5")
    felt = {point.key: (point.score, point.words) for point in board.map.emotions}
    assert felt == {
        ("browse", "", "", "assumed"): (0.4, ("curious", "nervous")),
        ("browse", "", "ann", "assumed"): (0.4, ("bored",)),
        ("browse", "search", "", "assumed"): (1.5, ("relieved",)),
    }


def test_a_rule_and_a_formula_are_entered_row_by_row(board_on: Open) -> None:
    journey = edit.add_kpi(shop(), "Conversion", stage="browse")
    page, board = board_on(journey)
    page.get_by_role("button", name="On this map").click()
    dock(page).get_by_label("What to list").select_option("kpi")
    dock(page).get_by_role("button", name="Conversion", exact=True).click()
    dock(page).get_by_text("More: ").click()
    for label, text in (("Attempt", "cart*"), ("Success", "paid"), ("Window", "7d")):
        dock(page).get_by_label(label, exact=True).fill(text)
        dock(page).get_by_label(label, exact=True).press("Enter")
    expect(page.locator(".jk-board__status")).to_contain_text("changed")
    dock(page).get_by_role("button", name="Close the panel").click()
    dock(page).get_by_label("What to list").select_option("touchpoint")
    dock(page).get_by_role("button", name="Search", exact=True).click()
    dock(page).get_by_text("More: ").click()
    dock(page).get_by_label("Events", exact=True).fill("page")
    dock(page).get_by_label("Events", exact=True).press("Enter")
    dock(page).get_by_role("button", name="Add: where").click()
    dock(page).get_by_label("Column", exact=True).fill("device")
    dock(page).get_by_label("Value", exact=True).fill("mobile, tablet")
    dock(page).get_by_label("Operator", exact=True).select_option("in")
    expect(page.locator(".jk-board__status")).to_contain_text("changed")
    formula = board.map.kpis[0].formula
    assert formula is not None
    assert (formula.attempt, formula.success, formula.window) == (("cart*",), ("paid",), "7d")
    binding = board.map.touchpoints[0].binding
    assert binding is not None
    (condition,) = binding.where
    assert (condition.column, condition.operator, condition.value) == ("device", "in", ("mobile", "tablet"))


def rule_panel(board_on: Open) -> tuple[Page, MapBoard, Locator]:
    """The panel of a persona, with a first row of its rule that has a column and no value yet."""
    journey = edit.add_persona(shop(), "Ann")
    page, board = board_on(journey)
    page.get_by_role("button", name="On this map").click()
    dock(page).get_by_label("What to list").select_option("persona")
    dock(page).get_by_role("button", name="Ann", exact=True).click()
    dock(page).get_by_text("More: ").click()
    rule = dock(page).locator("#jk-detail-persona-rule")
    rule.get_by_role("button", name="Add: ").first.click()
    expect(rule.get_by_label("Column").first).to_be_focused()
    page.keyboard.type("work")
    page.keyboard.press("Enter")
    expect(rule.get_by_role("alert").last).not_to_be_empty()
    return page, board, rule


def test_what_was_refused_is_taken_back_with_escape_and_the_focus_stays_in_the_panel(board_on: Open) -> None:
    page, board, rule = rule_panel(board_on)
    page.keyboard.press("Escape")
    expect(rule.get_by_label("Column")).to_have_count(0)
    expect(rule.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(dock(page)).to_have_attribute("data-panel", "elements")
    assert board.map.personas[0].rule is None


def test_escape_takes_nothing_back_that_is_on_its_way(board_on: Open) -> None:
    page, board, rule = rule_panel(board_on)
    slow(page, 300)
    rule.get_by_label("Value").first.focus()
    page.keyboard.type("team lead")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(dock(page)).to_have_attribute("data-panel", "elements")
    expect(dock(page).locator(":focus")).to_have_count(1)
    for _ in range(100):
        if board.map.personas[0].rule is None:
            page.wait_for_timeout(50)
    assert board.map.personas[0].rule is not None
    assert board.map.personas[0].rule.where[0].value == "team lead"


def test_in_jupyterlab_panel_help_and_clipboard_keep_their_keys(
    lab_url: Callable[[str], str], new_strict_page: NewPage
) -> None:
    page = new_strict_page(width=1500, height=1000)
    page.goto(lab_url("02_journey_map"))
    run_all(page)
    page.locator(".jk-board.is-editable:not([aria-busy])").wait_for(timeout=60_000)
    cells = page.locator(".jp-CodeCell").count()
    first = page.locator(".jk-board__grid .jk-item--touchpoints").first
    here = first.evaluate("(node) => node.closest('[data-key]').dataset.key")
    count = cell(page, here).locator(".jk-item").count()
    first.focus()
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    expect(cell(page, here).locator(".jk-item")).to_have_count(count + 1)
    page.keyboard.press("Control+d")
    expect(cell(page, here).locator(".jk-item")).to_have_count(count + 2)
    page.keyboard.press("Alt+Enter")
    goal = dock(page).get_by_label("Goal")
    goal.fill("")
    goal.press("d")
    page.keyboard.type("d aa bb x")
    page.keyboard.press("Enter")
    expect(goal).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys and gestures")).to_be_visible()
    page.keyboard.press("Escape")
    for key in ("d", "d", "x", "b"):
        page.keyboard.press(key)
    assert page.locator(".jp-CodeCell").count() == cells
    assert page.locator(".jk-board").evaluate("(board) => board.contains(document.activeElement)")
