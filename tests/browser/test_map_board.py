"""The board in Chromium: its module on a page from file://, its Python here."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import journeykit as jk
from journeykit.editors.fact_cards import PageHeader
from journeykit.editors.map_board import MapBoard
from journeykit.examples import example
from journeykit.model import JourneyMap
from journeykit.model.edit import apply
from tests.browser.chromium import NewPage, assert_axe_clean
from tests.browser.harness import Stage, slow
from tests.browser.servers import run_all

pytestmark = pytest.mark.browser

MEASURED = (
    (0.3, "curious, nervous"),
    (0.8, "reassured"),
    (-0.2, "unsure about cost"),
    (1.1, "relieved"),
    (1.4, "proud"),
)


def rich_map() -> JourneyMap:
    """The Cook family with every lane shown and a measured curve beside the assumed one."""
    journey = example("cook-family")
    for lane in journey.lanes:
        journey = apply(journey, "update_lane", {"id": lane.id, "hidden": False})
    for stage, (score, words) in zip(journey.stages, MEASURED, strict=True):
        args = {
            "stage": stage.id,
            "score": score,
            "kind": "measured",
            "n": 214,
            "low": score - 0.3,
            "high": score + 0.3,
        }
        journey = apply(journey, "set_emotion", {**args, "words": words.split(", ")})
    return journey


def evidence_of(journey: JourneyMap) -> dict[str, dict[str, dict[str, object]]]:
    return {
        "stages": {stage.id: {"label": "12,480 families", "note": "unique paths"} for stage in journey.stages},
        "path": {stage.id: {"next_share": 0.345, "median": "2 d"} for stage in journey.stages},
        "touchpoints": {touchpoint.id: {"text": "4,310"} for touchpoint in journey.touchpoints},
    }


def small_map() -> JourneyMap:
    journey = jk.new_map("Shop", stages=["Browse", "Basket", "Checkout"])
    journey = apply(journey, "set_emotion", {"stage": "browse", "score": 0.5, "words": ["curious"]})
    journey = apply(journey, "set_emotion", {"stage": "basket", "score": -1, "words": ["unsure"]})
    for name, stage in (("Search", "browse"), ("Product page", "browse"), ("Basket page", "basket")):
        journey = apply(journey, "add_touchpoint", {"name": name, "stage": stage})
    return journey


Open = Callable[..., tuple[Stage, MapBoard]]


@pytest.fixture
def board_on(new_strict_page: NewPage, tmp_path: Path) -> Open:
    def open_board(
        journey: JourneyMap, *, theme: str = "light", width: int = 1600, **options: object
    ) -> tuple[Stage, MapBoard]:
        board = MapBoard(journey, **options)  # type: ignore[arg-type]
        page = new_strict_page(width=width, height=1000, dark=theme == "dark")
        stage = Stage(page, tmp_path, {"header": PageHeader(journey.name), "board": board}, theme=theme)
        page.locator(
            ".jk-board.is-editable:not([aria-busy])" if board.editable else ".jk-board:not([aria-busy])"
        ).wait_for()
        return stage, board

    return open_board


def cell(page: Page, key: str) -> Locator:
    return page.locator(f'[data-key="{key}"]')


def names(board: MapBoard) -> list[str]:
    return [stage.name for stage in board.map.stages]


def edits(stage: Stage) -> list[str]:
    """The edits that the page has sent, by name; asking for the editing module is none."""
    told = [message["content"] for message in stage.sent("board")]
    return [content["edit"] for content in told if "edit" in content]


def drag(page: Page, source: Locator, x: float, y: float) -> None:
    box = source.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(x - 12, y, steps=4)
    page.mouse.move(x, y, steps=4)
    page.mouse.up()


# ------------------------------------------------------------------------------------------------------------ drawing


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [800, 1600])
def test_a_rich_map_is_drawn_and_breaks_no_rule_of_accessibility(board_on: Open, theme: str, width: int) -> None:
    journey = rich_map()
    stage, _ = board_on(journey, theme=theme, width=width, evidence=evidence_of(journey))
    page = stage.page
    expect(page.get_by_role("columnheader", name="Awareness")).to_contain_text("12,480 families")
    assert page.locator(".jk-item--touchpoints").count() == len(journey.touchpoints)
    assert page.locator("path.jk-curve__measured").get_attribute("d").count("L") == len(journey.stages) - 1  # type: ignore[union-attr]
    expect(page.locator(".jk-flow").first).to_have_text("→ 34.5 % go on · median 2 d", use_inner_text=True)
    assert_axe_clean(page)
    frame = page.locator(".jk-board__frame")
    wide = frame.evaluate("(frame) => frame.scrollWidth > frame.clientWidth + 1")
    assert wide == (width == 800)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_board_with_a_form_or_a_menu_open_breaks_no_rule_of_accessibility(board_on: Open, theme: str) -> None:
    stage, _ = board_on(rich_map(), theme=theme)
    page = stage.page
    page.locator(".jk-item--touchpoints").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert_axe_clean(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Lanes").click()
    expect(page.get_by_role("menu", name="Lanes")).to_be_visible()
    assert_axe_clean(page)


def test_head_row_and_first_column_stay_while_the_matrix_scrolls(board_on: Open) -> None:
    stage, _ = board_on(rich_map(), width=800)
    page = stage.page
    before = cell(page, "corner").bounding_box()
    page.locator(".jk-board__frame").evaluate("(frame) => frame.scrollTo(300, 400)")
    assert cell(page, "corner").bounding_box() == before
    assert cell(page, "lane/feelings").bounding_box()["x"] == before["x"]  # type: ignore[index]


# ------------------------------------------------------------------------------------------------------------- typing


def test_text_is_typed_by_keyboard_alone_and_the_focus_stays_on_its_cell(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    cell(page, "stage/browse").focus()
    page.keyboard.press("ArrowDown")
    expect(cell(page, "actions/browse")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("Look around")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Compare prices")
    page.keyboard.press("Enter")
    expect(cell(page, "actions/browse").locator("li")).to_have_text(["Look around", "Compare prices"])
    expect(cell(page, "actions/browse")).to_be_focused()
    written = board.map.cell("browse", "actions")
    assert written is not None
    assert written.text == "Look around\nCompare prices"
    expect(page.get_by_role("status")).to_have_text("“Actions” of “Browse” written.")


def test_escape_takes_typing_back_and_leaving_saves_it(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    cell(page, "goals/basket").click()
    page.keyboard.type("wrong")
    page.keyboard.press("Escape")
    expect(cell(page, "goals/basket")).to_have_text("What is the customer trying to get done?")
    assert edits(stage) == []
    cell(page, "goals/basket").click()
    page.keyboard.type("Know the total")
    cell(page, "goals/checkout").click()
    expect(cell(page, "goals/basket")).to_have_text("Know the total")
    assert board.map.cells[0].text == "Know the total"


def test_nothing_moves_in_the_cell_that_is_typed_in_when_somebody_else_edits(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    cell(page, "goals/basket").click()
    page.keyboard.type("Half a sen")
    board.edit("set_cell", stage="basket", lane="goals", text="From elsewhere")
    board.edit("update_stage", id="basket", name="Cart")
    stage.flush()
    expect(cell(page, "stage/basket")).to_contain_text("Cart")
    page.keyboard.type("tence")
    expect(page.locator(".jk-typing")).to_have_value("Half a sentence")


def test_a_refused_text_stays_as_a_draft_with_the_reason(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    cell(page, "stage/basket").locator(".jk-stage__name").click()
    board.map = apply(board.map, "remove_stage", {"id": "checkout"})
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("is not valid")
    assert names(board) == ["Browse", "Basket"]


# ------------------------------------------------------------------------------------------------------------- stages


def test_stages_are_added_renamed_moved_and_removed_by_mouse(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    page.get_by_role("button", name="Add a stage").click()
    page.keyboard.type("Delivery")
    page.keyboard.press("Enter")
    expect(cell(page, "stage/delivery")).to_be_focused()
    cell(page, "stage/basket").locator(".jk-stage__name").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Cart")
    page.keyboard.press("Enter")
    expect(cell(page, "stage/basket")).to_contain_text("Cart")
    page.get_by_role("button", name="Stage Cart: menu").click()
    page.get_by_role("menuitem", name="Move left").click()
    expect(page.locator(".jk-stage__name")).to_have_text(["Cart", "Browse", "Checkout", "Delivery"])
    page.get_by_role("button", name="Stage Checkout: menu").click()
    page.get_by_role("menuitem", name="Remove").click()
    expect(page.get_by_role("status")).to_have_text("Stage “Checkout” removed.Undo")
    assert names(board) == ["Cart", "Browse", "Delivery"]
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.locator(".jk-stage__name")).to_have_text(["Cart", "Browse", "Checkout", "Delivery"])
    assert names(board) == ["Cart", "Browse", "Checkout", "Delivery"]
    assert page.evaluate("document.activeElement.closest('.jk-board__grid') !== null")


def test_a_stage_is_dragged_to_another_place(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    box = cell(page, "stage/checkout").bounding_box()
    assert box is not None
    drag(page, cell(page, "stage/browse"), box["x"] + box["width"] - 20, box["y"] + 40)
    expect(page.locator(".jk-stage__name")).to_have_text(["Basket", "Checkout", "Browse"])
    assert names(board) == ["Basket", "Checkout", "Browse"]


def test_stages_are_added_renamed_moved_and_removed_by_keyboard_and_the_focus_is_never_lost(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    cell(page, "stage/browse").focus()
    page.keyboard.press("Insert")
    page.keyboard.type("Compare")
    page.keyboard.press("Enter")
    expect(cell(page, "stage/compare")).to_be_focused()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator(".jk-stage__name")).to_have_text(["Browse", "Basket", "Compare", "Checkout"])
    expect(cell(page, "stage/compare")).to_be_focused()
    page.keyboard.press("F2")
    page.keyboard.type(" prices")
    page.keyboard.press("Enter")
    expect(cell(page, "stage/compare")).to_contain_text("Compare prices")
    page.keyboard.press("Space")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.locator(".jk-stage__name")).to_have_text(["Browse", "Basket", "Checkout"])
    expect(cell(page, "stage/checkout")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(page.locator(".jk-stage__name")).to_have_count(4)
    expect(cell(page, "stage/checkout")).to_be_focused()
    page.keyboard.press("Control+Shift+z")
    expect(page.locator(".jk-stage__name")).to_have_count(3)
    page.keyboard.press("Delete")
    expect(page.locator(".jk-stage__name")).to_have_text(["Browse", "Basket"])
    expect(cell(page, "stage/basket")).to_be_focused()
    assert names(board) == ["Browse", "Basket"]


def test_a_map_without_stages_offers_the_first_one(board_on: Open) -> None:
    stage, board = board_on(jk.new_map("New"))
    stage.page.get_by_role("button", name="Add the first stage").click()
    stage.page.keyboard.type("Awareness")
    stage.page.keyboard.press("Enter")
    expect(cell(stage.page, "stage/awareness")).to_be_focused()
    assert names(board) == ["Awareness"]


# ----------------------------------------------------------------------------------------------------------- elements


def test_touchpoints_are_added_renamed_moved_and_removed_by_keyboard(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    cell(page, "touchpoints/checkout").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Payment form")
    page.keyboard.press("Enter")
    expect(page.locator(".jk-typing")).to_be_focused()
    page.keyboard.type("Thank-you page")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(cell(page, "touchpoints/checkout")).to_be_focused()
    page.keyboard.press("Enter")
    payment = cell(page, "touchpoints/checkout").locator('[data-item="payment-form"]')
    expect(payment).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(cell(page, "touchpoints/checkout").locator(".jk-item")).to_contain_text(["Thank-you page", "Payment form"])
    expect(payment).to_be_focused()
    page.keyboard.press("Alt+ArrowLeft")
    carried = cell(page, "touchpoints/basket").locator('[data-item="payment-form"]')
    expect(carried).to_be_focused()
    assert [t.id for t in board.map.touchpoints_of("basket")] == ["basket-page", "payment-form"]
    page.keyboard.press("Enter")
    page.keyboard.type("Payment")
    page.get_by_label("Channel").select_option("mobile_app")
    page.get_by_label("Key moment").check()
    page.keyboard.press("Enter")
    expect(carried).to_contain_text("Payment")
    expect(carried).to_have_class("jk-item jk-item--touchpoints is-key")
    expect(carried).to_be_focused()
    touchpoint = board.map.touchpoints_of("basket")[1]
    assert (touchpoint.name, touchpoint.channel, touchpoint.key_moment) == ("Payment", "mobile_app", True)
    page.keyboard.press("Delete")
    expect(carried).to_have_count(0)
    expect(cell(page, "touchpoints/basket").locator('[data-item="basket-page"]')).to_be_focused()


@pytest.mark.parametrize("leave", ["Escape", "Enter", "Control+Enter"])
def test_after_a_form_tab_goes_on_inside_the_board_and_after_escape_out_of_it(board_on: Open, leave: str) -> None:
    page = board_on(small_map())[0].page
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<button id=after>After</button>')")
    search = cell(page, "touchpoints/browse").locator('[data-item="search"]')
    search.click()
    page.get_by_role("dialog").wait_for()
    page.keyboard.press(leave)
    expect(search).to_be_focused()
    page.keyboard.press("Tab")
    expect(cell(page, "touchpoints/browse").locator('[data-item="product-page"]')).to_be_focused()
    page.keyboard.press("Tab")
    expect(cell(page, "touchpoints/browse").locator(".jk-add")).to_be_focused()
    page.keyboard.press("Tab")
    expect(cell(page, "touchpoints/basket").locator('[data-item="basket-page"]')).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(cell(page, "touchpoints/browse").locator(".jk-add")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator("#after")).to_be_focused()


def test_a_touchpoint_is_dragged_before_another_one_in_another_stage(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    box = page.locator('[data-item="product-page"]').bounding_box()
    assert box is not None
    drag(page, page.locator('[data-item="basket-page"]'), box["x"] + 4, box["y"] + box["height"] / 2)
    expect(cell(page, "touchpoints/browse").locator(".jk-item")).to_contain_text(
        ["Search", "Basket page", "Product page"]
    )
    assert [t.id for t in board.map.touchpoints_of("browse")] == ["search", "basket-page", "product-page"]
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    ("lane", "name"),
    [
        ("pain-points", "Fees are hidden"),
        ("opportunities", "Show the fees"),
        ("kpis", "Conversion"),
        ("owner", "Shop team"),
        ("technology", "CRM"),
    ],
)
def test_every_list_lane_takes_a_name_and_gives_it_up_again(board_on: Open, lane: str, name: str) -> None:
    stage, board = board_on(small_map())
    page, key = stage.page, f"{lane}/basket"
    cell(page, key).locator(".jk-add").click()
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    item = cell(page, key).locator(".jk-item")
    expect(item).to_contain_text(name)
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type(f"{name}!")
    page.keyboard.press("Enter")
    expect(item).to_contain_text(f"{name}!")
    page.keyboard.press("Delete")
    expect(item).to_have_count(0)
    expect(cell(page, key)).to_be_focused()
    assert not board.map.stages[1].owners
    assert not board.map.stages[1].technologies
    assert not board.map.kpis


def test_an_owner_named_in_two_stages_is_one_owner(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    for key in ("owner/browse", "owner/basket"):
        cell(page, key).locator(".jk-add").click()
        page.keyboard.type("Planner")
        page.keyboard.press("Enter")
        expect(cell(page, key).locator(".jk-item")).to_contain_text("Planner")
        page.keyboard.press("Escape")
    assert [owner.id for owner in board.map.owners] == ["planner"]
    assert board.map.stages[0].owners == board.map.stages[1].owners == ("planner",)


def test_the_happy_path_is_made_and_reordered_on_the_board(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    for key, entry in (("path/basket", "Basket page"), ("path/browse", "Search"), ("path/browse", "Product page")):
        cell(page, key).locator(".jk-add").click()
        page.get_by_role("menuitem", name=entry).click()
        expect(cell(page, key)).to_contain_text(entry)
    assert board.map.happy_path is not None
    assert board.map.happy_path.touchpoints == ("search", "product-page", "basket-page")
    expect(cell(page, "path/browse").locator('[data-item="product-page"]')).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(cell(page, "path/browse").locator(".jk-item")).to_have_text(["1Product page", "2Search"])
    page.keyboard.press("Delete")
    expect(cell(page, "path/browse").locator(".jk-item")).to_have_text(["1Search"])


def test_content_mix_costs_and_objective_are_edited_in_their_cells(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    cell(page, "content-mix/browse").click()
    page.keyboard.type("57.5")
    page.keyboard.press("Enter")
    expect(cell(page, "content-mix/browse")).to_contain_text("within the target")
    cell(page, "cost/browse").click()
    page.get_by_role("dialog").get_by_label("attention").first.check()
    page.get_by_role("button", name="Save").click()
    expect(cell(page, "cost/browse")).to_contain_text("attention")
    cell(page, "stage-objective/browse").click()
    page.keyboard.type("Be found")
    page.keyboard.press("Enter")
    expect(cell(page, "stage-objective/browse")).to_have_text("Be found")
    assert board.map.stages[0].content_mix_share == 0.575
    assert board.map.touchpoints[0].costs == ("attention",)
    assert board.map.stages[0].objective == "Be found"


def test_lanes_are_hidden_and_shown_again(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    page.get_by_role("button", name="Lanes").click()
    page.get_by_role("menuitemcheckbox", name="Goals", exact=True).click()
    expect(page.locator('[data-lane="goals"]')).to_have_count(0)
    assert board.map.lanes[1].hidden
    page.get_by_role("menuitemcheckbox", name="Goals", exact=True).click()
    expect(page.locator('[data-lane="goals"]')).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Lanes")).to_be_focused()


# ----------------------------------------------------------------------------------------------------------- feelings


def test_a_point_is_dragged_and_the_curve_follows(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    dot = cell(page, "feelings/basket").get_by_role("slider")
    expect(dot).to_have_attribute("aria-valuetext", "negative, -1.0, unsure")
    drawn = page.locator("path.jk-curve__assumed").get_attribute("d")
    lane = cell(page, "feelings/basket").bounding_box()
    box = dot.bounding_box()
    assert lane is not None
    assert box is not None
    drag(page, dot, box["x"] + 6, lane["y"] + lane["height"] * 0.36)
    expect(dot).to_have_attribute("aria-valuetext", "positive, 1.0, unsure")
    assert board.map.emotions[1].score == 1.0
    assert page.locator("path.jk-curve__assumed").get_attribute("d") != drawn
    assert edits(stage) == ["set_emotion"]
    expect(dot).to_be_focused()


def test_a_key_changes_a_score_at_once_and_keys_that_follow_meanwhile_are_one_edit(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    cell(page, "feelings/browse").focus()
    page.keyboard.press("Enter")
    dot = cell(page, "feelings/browse").get_by_role("slider")
    expect(dot).to_be_focused()
    slow(page, 500)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    expect(dot).to_have_attribute("aria-valuenow", "1.2")
    expect(page.get_by_role("status")).to_have_text("Feelings of “Browse” set to +1.2.")
    assert board.map.emotions[0].score == 1.2
    assert edits(stage) == ["set_emotion", "set_emotion"]
    page.keyboard.press("Enter")
    page.keyboard.type("hopeful, in a hurry")
    page.keyboard.press("Enter")
    expect(dot).to_have_attribute("aria-valuetext", "positive, 1.2, hopeful, in a hurry")
    expect(dot).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell(page, "feelings/browse")).to_be_focused()


def test_a_stage_without_feelings_takes_its_first_point(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    cell(page, "feelings/checkout").get_by_text("How do they feel").click()
    page.keyboard.type("relieved")
    page.get_by_label("Score").fill("1.5")
    page.keyboard.press("Enter")
    expect(cell(page, "feelings/checkout").get_by_role("slider")).to_have_attribute("aria-valuenow", "1.5")
    assert board.map.emotions[-1].words == ("relieved",)


@pytest.mark.parametrize("score", [1.5, -1.2])
def test_a_press_in_an_empty_feelings_cell_begins_at_the_height_that_was_pressed(board_on: Open, score: float) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    press_feelings(page, "checkout", score)
    expect(page.get_by_label("Score")).to_have_value(str(score))
    expect(page.locator('[data-key="feelings/checkout"] .jk-dot--assumed')).to_be_visible()
    assert at_height(page, "checkout") == pytest.approx(score, abs=0.06)
    page.keyboard.press("Escape")
    expect(page.locator('[data-key="feelings/checkout"] .jk-dot--assumed')).to_be_hidden()
    assert edits(stage) == []
    press_feelings(page, "checkout", score)
    page.get_by_role("button", name="Save").click()
    expect(cell(page, "feelings/checkout").get_by_role("slider")).to_have_attribute("aria-valuenow", str(score))
    assert board.map.emotions[-1].score == score
    assert edits(stage) == ["set_emotion"]


def test_a_press_beside_a_point_brings_it_to_that_height_and_keeps_its_words(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    press_feelings(page, "basket", 1.4, across=0.85)
    expect(cell(page, "feelings/basket").get_by_role("slider")).to_have_attribute(
        "aria-valuetext", "positive, 1.4, unsure"
    )
    assert board.map.emotions[1].score == 1.4
    assert edits(stage) == ["set_emotion"]
    page.keyboard.press("Control+z")
    expect(cell(page, "feelings/basket").get_by_role("slider")).to_have_attribute("aria-valuenow", "-1.0")


def test_a_press_that_ends_something_else_moves_no_feeling(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    cell(page, "goals/browse").click()
    page.keyboard.type("Find it")
    press_feelings(page, "basket", 1.4, across=0.85)
    expect(cell(page, "goals/browse")).to_contain_text("Find it")
    page.get_by_role("button", name="Lanes").click()
    press_feelings(page, "basket", 1.4, across=0.85)
    expect(page.get_by_role("menu")).to_have_count(0)
    page.keyboard.down("Control")
    press_feelings(page, "basket", 1.4, across=0.85)
    page.keyboard.up("Control")
    assert edits(stage) == ["set_cell"]
    assert board.map.emotions[1].score == -1


def press_feelings(page: Page, stage: str, score: float, *, across: float = 0.5) -> None:
    lane = cell(page, f"feelings/{stage}").bounding_box()
    assert lane is not None
    height = 0.22 + (2 - score) / 4 * 0.56
    page.mouse.click(lane["x"] + lane["width"] * across, lane["y"] + lane["height"] * height)


def at_height(page: Page, stage: str) -> float:
    """The score at which the point of a stage stands."""
    lane = cell(page, f"feelings/{stage}").bounding_box()
    dot = page.locator(f'[data-key="feelings/{stage}"] .jk-dot--assumed').bounding_box()
    assert lane is not None
    assert dot is not None
    return 2 - ((dot["y"] + dot["height"] / 2 - lane["y"]) / lane["height"] - 0.22) / 0.56 * 4


# ---------------------------------------------------------------------------------------------------- what stands where

# Where the signs to add something and all words of the matrix stand.
SIGNS_AND_WORDS = """() => {
  const box = ({ left, top, right, bottom }) => [left, top, right, bottom];
  const grid = document.querySelector(".jk-board__grid");
  const signs = [...grid.querySelectorAll(".jk-add:not(.is-prompt)")];
  const walker = document.createTreeWalker(grid, NodeFilter.SHOW_TEXT);
  const words = [];
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    if (!text.data.trim() || text.parentElement.closest(".jk-add:not(.is-prompt), .jk-sr")) continue;
    if (getComputedStyle(text.parentElement).visibility === "hidden") continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    // Lines beyond the last one that a card has room for are cut off.
    const { bottom } = text.parentElement.getBoundingClientRect();
    for (const line of range.getClientRects()) {
      if (line.bottom < bottom + 2) words.push([text.data.trim().slice(0, 40), ...box(line)]);
    }
  }
  for (const line of document.querySelectorAll(".jk-hop b, .jk-hop span")) {
    words.push([line.textContent, ...box(line.getBoundingClientRect())]);
  }
  return { signs: signs.map((sign) => box(sign.getBoundingClientRect())), words };
}"""


@pytest.mark.parametrize("zoom", ["comfortable", "compact"])
@pytest.mark.parametrize("width", [800, 1280, 1600])
@pytest.mark.parametrize("name", ["online-shop", "cook-family", ""])
def test_the_sign_to_add_something_covers_no_word(board_on: Open, name: str, width: int, zoom: str) -> None:
    journey = example(name) if name else small_map()
    arrows = {
        f"{a}/{b}": {"share": 0.4, "text": "44.7 %", "lost": "\u221255.3 %"}
        for route in journey.routes
        for a, b in pairwise(route.touchpoints)
    }
    stage, _ = board_on(journey, width=width, evidence=evidence_of(journey) | {"arrows": arrows})
    page = stage.page
    page.get_by_label("Zoom").select_option(zoom)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found = page.evaluate(SIGNS_AND_WORDS)
    assert found["signs"]
    for left, top, right, bottom in found["signs"]:
        for words, x0, y0, x1, y1 in found["words"]:
            # A line is a little higher than its letters.
            assert right <= x0 or left >= x1 or bottom <= y0 + 2 or top >= y1 - 2, (words, (left, top), (x0, y0))


# ---------------------------------------------------------------------------------------------------- persona, reading


def two_personas() -> JourneyMap:
    journey = small_map()
    for name in ("Trey", "Denise"):
        journey = apply(journey, "add_persona", {"name": name})
    journey = apply(journey, "set_cell", {"stage": "browse", "lane": "actions", "text": "Both look"})
    journey = apply(journey, "set_cell", {"stage": "basket", "lane": "actions", "text": "Both count"})
    return apply(
        journey, "set_cell", {"stage": "basket", "lane": "actions", "text": "Denise counts", "persona": "denise"}
    )


def test_a_persona_shows_her_own_text_else_the_shared_one_and_says_which(board_on: Open) -> None:
    stage, board = board_on(two_personas())
    page = stage.page
    expect(cell(page, "actions/basket")).to_have_text("Both countshared")
    page.get_by_label("Persona").select_option("denise")
    expect(cell(page, "actions/basket")).to_have_text("Denise countsonly Denise")
    expect(cell(page, "actions/browse")).to_have_text("Both lookshared")
    assert board.persona == "denise"
    cell(page, "actions/basket").click()
    page.keyboard.type(" twice")
    page.keyboard.press("Control+Enter")
    expect(cell(page, "actions/basket")).to_contain_text("Denise counts twice")
    assert board.map.cell("basket", "actions").text == "Both count"  # type: ignore[union-attr]
    assert board.map.cell("basket", "actions", "denise").text == "Denise counts twice"  # type: ignore[union-attr]


def test_a_persona_is_given_words_of_her_own_by_a_tick_and_loses_them_when_they_are_cleared(board_on: Open) -> None:
    stage, board = board_on(two_personas())
    page = stage.page
    page.get_by_label("Persona").select_option("denise")
    cell(page, "actions/browse").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Denise looks")
    page.get_by_label("only for Denise").click()
    expect(page.locator(".jk-typing")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(cell(page, "actions/browse")).to_have_text("Denise looksonly Denise")
    assert [c.text for c in board.map.cells if c.stage == "browse"] == ["Both look", "Denise looks"]
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.press("Control+Enter")
    expect(cell(page, "actions/browse")).to_have_text("Both lookshared")


def test_a_reading_view_draws_nothing_to_press_and_sends_nothing(board_on: Open) -> None:
    journey = rich_map()
    stage, board = board_on(journey, editable=False)
    page = stage.page
    assert page.locator(".jk-board__grid :is(button, [role=slider], textarea)").count() == 0
    for key in (
        "stage/awareness",
        "actions/awareness",
        "touchpoints/awareness",
        "feelings/awareness",
        "cost/awareness",
    ):
        cell(page, key).click()
        for press in ("Enter", "F2", "Delete", "Insert", "Alt+ArrowRight", "Control+z"):
            page.keyboard.press(press)
    assert edits(stage) == []
    assert board.map is journey
    cell(page, "actions/awareness").focus()
    page.keyboard.press("ArrowRight")
    expect(cell(page, "actions/consideration")).to_be_focused()


def test_a_reading_view_leaves_out_what_nobody_wrote(board_on: Open) -> None:
    journey = jk.new_map("Shop", stages=["Browse", "Pay"])
    journey = apply(journey, "set_cell", {"stage": "browse", "lane": "actions", "text": "look around"})
    journey = apply(journey, "set_emotion", {"stage": "browse", "score": 1})
    journey = apply(journey, "add_kpi", {"name": "Conversion", "stage": "pay"})
    page = board_on(journey, editable=False)[0].page
    expect(page.locator(".jk-lane__title")).to_have_text(["Actions", "Feelings", "KPIs"])
    said = page.locator(".jk-board [role=gridcell]").all_inner_texts()
    assert [" ".join(text.split()) for text in said] == ["look around", "", "", "", "", "Conversion"]
    expect(page.locator(".jk-corner")).to_have_text("Everyone")
    soft = page.locator(".jk-item--kpis").evaluate(
        "(node) => { const probe = document.createElement('i'); probe.style.color = 'var(--jk-soft)';"
        " node.append(probe); const colour = (of) => getComputedStyle(of).color;"
        " return colour(node.querySelector('.jk-item__name')) === colour(probe); }"
    )
    assert soft
    assert_axe_clean(page)


PAYLOAD = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script>"\'`${globalThis.hacked=1}'


def hostile_map() -> JourneyMap:
    journey = jk.new_map(PAYLOAD, stages=["S"])
    stage = journey.stages[0].id
    texts = {"definition": PAYLOAD, "objective": PAYLOAD, "name": PAYLOAD}
    journey = apply(journey, "update_stage", {"id": stage, "content_mix_share": 0.5, **texts})
    journey = apply(journey, "add_persona", {"name": PAYLOAD, "quote": PAYLOAD, "portrait": "javascript:alert(1)"})
    for lane in journey.lanes:
        journey = apply(journey, "update_lane", {"id": lane.id, "name": PAYLOAD, "prompt": PAYLOAD})
    for lane in ("actions", "goals"):
        journey = apply(journey, "set_cell", {"stage": stage, "lane": lane, "text": PAYLOAD})
    journey = apply(journey, "add_touchpoint", {"name": PAYLOAD, "stage": stage, "costs": ["time"], "id": "t"})
    journey = apply(journey, "add_route", {"name": PAYLOAD, "kind": "happy", "touchpoints": ["t"]})
    journey = apply(journey, "set_emotion", {"stage": stage, "score": -1, "words": [PAYLOAD, PAYLOAD]})
    journey = apply(journey, "add_pain_point", {"name": PAYLOAD, "stage": stage, "touchpoint": "t"})
    journey = apply(journey, "add_opportunity", {"name": PAYLOAD, "stage": stage})
    journey = apply(journey, "add_kpi", {"name": PAYLOAD, "stage": stage, "unit": PAYLOAD, "target": 3})
    journey = apply(journey, "add_owner", {"name": PAYLOAD, "id": "o"})
    journey = apply(journey, "add_technology", {"name": PAYLOAD, "id": "x"})
    return apply(journey, "update_stage", {"id": stage, "owners": ["o"], "technologies": ["x"]})


@pytest.mark.parametrize("editable", [True, False])
def test_hostile_text_is_shown_as_it_stands_in_every_field_and_never_runs(board_on: Open, editable: bool) -> None:
    journey = hostile_map()
    stage_id = journey.stages[0].id
    evidence = {
        "stages": {stage_id: {"label": PAYLOAD, "note": PAYLOAD}},
        "path": {stage_id: {"text": PAYLOAD}},
        "touchpoints": {"t": {"text": PAYLOAD}},
    }
    stage, board = board_on(journey, evidence=evidence, editable=editable)
    page = stage.page
    shown = [
        ".jk-corner__name", ".jk-stage__name", ".jk-stage__reach", ".jk-stage__means", "[data-key='lane/actions']",
        ".jk-item--touchpoints", ".jk-item--pain_points", ".jk-item--opportunities", ".jk-item--kpis",
        ".jk-item--owners", ".jk-item--technologies", ".jk-item--path", ".jk-flow", ".jk-felt",
        ".jk-cell--stage_objective", f"[data-key='actions/{stage_id}']",
    ]  # fmt: skip
    for selector in shown:
        expect(page.locator(selector).first).to_contain_text(PAYLOAD)
    if editable:
        page.locator(".jk-item--touchpoints").click()
        page.keyboard.press("End")
        page.keyboard.type("!")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("renamed to")
        page.get_by_role("button", name="Lanes").click()
    page.wait_for_timeout(100)
    assert page.evaluate("globalThis.hacked") is None
    assert page.locator(".jk img, .jk script").count() == 0
    assert isinstance(board.map, JourneyMap)


def test_an_edit_is_taken_back_before_a_busy_notebook_has_answered_it(board_on: Open) -> None:
    stage, board = board_on(small_map())
    page = stage.page
    slow(page, 300)
    doing = cell(page, "actions/browse")
    doing.click()
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Too quick")
    page.keyboard.press("Enter")
    expect(doing).to_contain_text("Too quick")
    page.keyboard.press("Control+z")
    expect(doing).not_to_contain_text("Too quick")
    page.keyboard.press("Control+Shift+z")
    expect(doing).to_contain_text("Too quick")
    assert [name for name, _ in board.history] == ["set_cell", "undo", "redo"]


def test_a_page_whose_line_is_cut_asks_on_and_stays_alive(board_on: Open) -> None:
    page = board_on(small_map())[0].page
    page.evaluate(
        "() => { globalThis.whole = globalThis.toPython; globalThis.toPython = () => { throw new Error('cut'); }; }"
    )
    cell(page, "stage/browse").focus()
    page.keyboard.press("?")
    page.keyboard.press("ArrowDown")
    # A page that asks without a pause answers nothing any more, not even this.
    expect(cell(page, "actions/browse")).to_be_focused(timeout=5_000)
    page.evaluate("() => { globalThis.toPython = globalThis.whole; }")
    expect(page.get_by_role("dialog", name="Keys and gestures")).to_be_visible()


@pytest.mark.timeout(240)
def test_in_jupyterlab_the_keys_of_the_board_stay_its_own(
    lab_url: Callable[[str], str], new_strict_page: NewPage
) -> None:
    page = new_strict_page(width=1500, height=1000)
    page.goto(lab_url("02_journey_map"))
    run_all(page)
    page.locator(".jk-board.is-editable:not([aria-busy])").wait_for(timeout=60_000)
    cells = page.locator(".jp-CodeCell").count()
    goals = cell(page, "goals/decision")
    goals.click()
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("dd aa bb")
    page.keyboard.press("Enter")
    expect(goals.locator("li").last).to_have_text("dd aa bb")
    for key in ("d", "d", "a", "b", "z"):
        page.keyboard.press(key)
    page.keyboard.press("Control+z")
    expect(goals).not_to_contain_text("dd aa bb")
    assert page.locator(".jp-CodeCell").count() == cells


@pytest.mark.timeout(240)
def test_in_jupyterlab_its_menu_opens_beside_the_board_and_never_over_what_the_board_has_opened(
    lab_url: Callable[[str], str], new_strict_page: NewPage
) -> None:
    page = new_strict_page(width=1500, height=1000)
    page.goto(lab_url("02_journey_map"))
    run_all(page)
    page.locator(".jk-board.is-editable:not([aria-busy])").wait_for(timeout=60_000)
    theirs, ours = page.locator(".lm-Menu:not(.lm-MenuBar-menu)"), page.locator(".jk-menu")
    places = (".jk-item--touchpoints", ".jk-stage", ".jk-lane__name", ".jk-cell--text", ".jk-cell--emotions")
    for place in places:
        page.locator(place).first.scroll_into_view_if_needed()
        page.locator(place).first.click(button="right", position={"x": 12, "y": 12})
        expect(ours).to_be_visible()
        page.wait_for_timeout(200)
        assert theirs.count() == 0, place
        # Nor on a second press, on the menu itself.
        ours.get_by_role("menuitem").first.click(button="right")
        page.wait_for_timeout(200)
        assert theirs.count() == 0, place
        page.keyboard.press("Escape")
        expect(ours).to_have_count(0)
    page.locator(".jk-item--touchpoints").first.click()
    page.get_by_label("Name", exact=True).click(button="right")
    page.wait_for_timeout(200)
    assert theirs.count() == 0
    page.keyboard.press("Escape")
    page.locator(".jk-item--touchpoints").first.focus()
    page.keyboard.press("ContextMenu")
    expect(ours).to_be_visible()
    page.wait_for_timeout(200)
    assert theirs.count() == 0
    page.keyboard.press("Escape")
    page.locator(".jp-InputArea").first.click(button="right")
    expect(theirs).to_have_count(1)
