"""Several things at once, copies, the clipboard, lanes and suggestions on the board, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import journeykit as jk
from journeykit.dashboards.board_offers import board_offers
from journeykit.editors.fact_cards import PageHeader
from journeykit.editors.map_board import MapBoard
from journeykit.model import JourneyMap, edit
from tests.browser.chromium import NewPage, assert_axe_clean
from tests.browser.harness import Stage
from tests.browser.servers import NOTEBOOKS

pytestmark = pytest.mark.browser

Open = Callable[..., tuple[Page, MapBoard]]


def shop() -> JourneyMap:
    journey = jk.new_map("Shop", stages=["Browse", "Basket", "Checkout"])
    for name, stage in (("Search", "browse"), ("Product page", "browse"), ("Basket page", "basket")):
        journey = edit.add_touchpoint(journey, name, stage=stage)
    journey = edit.add_pain_point(journey, "Password is forgotten", stage="browse")
    journey = edit.update_lane(journey, "pain-points", hidden=False)
    return edit.set_cell(journey, "browse", "goals", "Find it fast")


@pytest.fixture
def board_on(new_strict_page: NewPage, tmp_path: Path) -> Open:
    def open_board(
        journey: JourneyMap, *, width: int = 1400, theme: str = "light", **more: object
    ) -> tuple[Page, MapBoard]:
        board = MapBoard(journey, suggest=board_offers, **more)  # type: ignore[arg-type]
        page = new_strict_page(width=width, height=1000, dark=theme == "dark")
        Stage(page, tmp_path, {"header": PageHeader(journey.name), "board": board}, theme=theme)
        page.locator(".jk-board.is-editable:not([aria-busy])").wait_for()
        return page, board

    return open_board


def cell(page: Page, key: str) -> Locator:
    return page.locator(f'[data-key="{key}"]')


def item(page: Page, key: str, id_: str) -> Locator:
    return cell(page, key).locator(f'[data-item="{id_}"]')


def stages_of(board: MapBoard) -> dict[str, str]:
    return {touchpoint.id: touchpoint.stage for touchpoint in board.map.touchpoints}


def paste(page: Page, **data: str) -> None:
    """Give the focused element what a browser gives on Ctrl+V."""
    page.evaluate(
        """(data) => {
          const held = new DataTransfer();
          for (const [type, text] of Object.entries(data)) held.setData(type.replace("_", "/"), text);
          const event = new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true });
          document.activeElement.dispatchEvent(event);
        }""",
        data,
    )


# ------------------------------------------------------------------------------------------------------------ several


def test_elements_are_chosen_moved_copied_and_removed_together_by_keyboard(board_on: Open) -> None:
    page, board = board_on(shop())
    search, product = item(page, "touchpoints/browse", "search"), item(page, "touchpoints/browse", "product-page")
    search.focus()
    page.keyboard.press("Shift+ArrowDown")
    expect(product).to_be_focused()
    expect(page.locator(".jk-item.is-selected")).to_have_count(2)
    expect(page.locator(".jk-board__status")).to_contain_text("2 selected")
    page.keyboard.press("Alt+ArrowRight")
    expect(item(page, "touchpoints/basket", "product-page")).to_be_focused()
    assert stages_of(board) == {"search": "basket", "product-page": "basket", "basket-page": "basket"}
    assert [t.id for t in board.map.touchpoints_of("basket")] == ["basket-page", "search", "product-page"]
    page.keyboard.press("Control+d")
    expect(page.locator(".jk-board__grid .jk-item--touchpoints")).to_have_count(5)
    page.keyboard.press("Delete")
    expect(page.locator(".jk-board__grid .jk-item--touchpoints")).to_have_count(3)
    expect(page.locator(".jk-board__status")).to_contain_text(
        "2 touchpoints “Search (copy)”, “Product page (copy)” removed."
    )
    assert page.evaluate("document.activeElement.closest('.jk-board__grid') !== null")
    for _ in range(3):
        page.keyboard.press("Control+z")
    expect(item(page, "touchpoints/browse", "search")).to_be_visible()
    expect(page.locator(".jk-board__grid .jk-item--touchpoints")).to_have_count(3)
    assert len([name for name, _ in board.history if name == "apply_all"]) == 3


def test_elements_are_chosen_with_control_and_dragged_together(board_on: Open) -> None:
    page, board = board_on(shop())
    item(page, "touchpoints/browse", "search").click(modifiers=["Control"])
    item(page, "touchpoints/basket", "basket-page").click(modifiers=["Control"])
    expect(page.locator(".jk-item.is-selected")).to_have_count(2)
    assert page.get_by_role("dialog").count() == 0
    start = item(page, "touchpoints/browse", "search").bounding_box()
    end = cell(page, "touchpoints/checkout").bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 20, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + 20, steps=5)
    page.mouse.move(end["x"] + 40, end["y"] + 24, steps=2)
    page.mouse.up()
    expect(cell(page, "touchpoints/checkout").locator(".jk-item")).to_have_count(2)
    assert stages_of(board) == {"search": "checkout", "product-page": "browse", "basket-page": "checkout"}
    page.keyboard.press("Control+z")
    expect(item(page, "touchpoints/browse", "search")).to_be_visible()


def test_delete_takes_what_is_selected_and_never_a_stage_that_was_only_renamed(board_on: Open) -> None:
    page, board = board_on(shop())
    status = page.locator(".jk-board__status")
    cell(page, "stage/browse").locator(".jk-stage__name").click()
    page.locator("textarea:focus, input:focus").fill("Look around")
    page.keyboard.press("Enter")
    expect(cell(page, "stage/browse")).to_be_focused()
    item(page, "touchpoints/browse", "search").click(modifiers=["Control"])
    item(page, "touchpoints/browse", "product-page").click(modifiers=["Control"])
    expect(status).to_contain_text("2 selected")
    expect(page.locator(".jk-board__grid .is-selected")).to_have_count(2)
    page.keyboard.press("Delete")
    expect(status).to_contain_text("2 touchpoints “Search”, “Product page” removed.")
    assert [stage.name for stage in board.map.stages] == ["Look around", "Basket", "Checkout"]
    status.get_by_role("button", name="Undo").click()
    assert len(board.map.touchpoints) == 3
    # Nor one that has the focus while touchpoints are selected.
    item(page, "touchpoints/browse", "search").click(modifiers=["Control"])
    item(page, "touchpoints/browse", "product-page").click(modifiers=["Control"])
    cell(page, "stage/basket").focus()
    page.keyboard.press("Delete")
    expect(status).to_contain_text("2 touchpoints “Search”, “Product page” removed.")
    assert len(board.map.stages) == 3


def test_a_selection_holds_headers_or_what_stands_under_them(board_on: Open) -> None:
    page, _ = board_on(shop())
    chosen = page.locator(".jk-board__grid .is-selected")
    item(page, "touchpoints/browse", "search").click(modifiers=["Control"])
    cell(page, "stage/browse").click(modifiers=["Control"], position={"x": 4, "y": 8})
    expect(chosen).to_have_count(1)
    expect(chosen).to_have_attribute("data-key", "stage/browse")
    cell(page, "stage/basket").click(modifiers=["Control"], position={"x": 4, "y": 8})
    expect(chosen).to_have_count(2)
    cell(page, "lane/goals").click(modifiers=["Control"], position={"x": 4, "y": 4})
    expect(chosen).to_have_count(1)
    item(page, "touchpoints/browse", "search").click(modifiers=["Control"])
    expect(chosen).to_have_attribute("data-item", "search")


def test_at_the_edge_of_the_map_nothing_moves_and_it_is_said(board_on: Open) -> None:
    page, board = board_on(shop())
    before = board.map
    item(page, "touchpoints/browse", "search").focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator(".jk-board__status")).to_contain_text("Not all of these can go further")
    assert board.map is before
    page.keyboard.press("Escape")
    expect(page.locator(".is-selected")).to_have_count(0)


def test_a_menu_of_the_right_button_copies_moves_and_removes(board_on: Open) -> None:
    page, board = board_on(shop())
    item(page, "touchpoints/browse", "search").click(button="right")
    assert_axe_clean(page)
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(cell(page, "touchpoints/browse").locator(".jk-item")).to_have_count(3)
    item(page, "touchpoints/browse", "search").click(button="right")
    page.get_by_role("menuitem", name="Move to the stage after").click()
    expect(item(page, "touchpoints/basket", "search")).to_be_focused()
    cell(page, "goals/browse").click(button="right")
    page.get_by_role("menuitem", name="Clear").click()
    expect(cell(page, "goals/browse")).to_contain_text("What is the customer trying")
    assert board.map.cells == ()


# ---------------------------------------------------------------------------------------------------------- clipboard


def test_a_stage_is_copied_into_another_place_with_all_that_is_in_it(board_on: Open) -> None:
    page, board = board_on(shop())
    cell(page, "stage/browse").focus()
    page.keyboard.press("Control+c")
    cell(page, "stage/checkout").focus()
    page.keyboard.press("Control+v")
    expect(page.locator(".jk-stage__name")).to_have_text(["Browse", "Basket", "Checkout", "Browse"])
    fresh = board.map.stages[3].id
    assert [t.name for t in board.map.touchpoints_of(fresh)] == ["Search", "Product page"]
    assert board.map.cell(fresh, "goals").text == "Find it fast"  # type: ignore[union-attr]
    page.keyboard.press("Control+z")
    expect(page.locator(".jk-stage__name")).to_have_count(3)


def test_elements_are_cut_and_pasted_on_another_board(new_strict_page: NewPage, tmp_path: Path) -> None:
    page = new_strict_page(width=1400, height=1400)
    first, second = MapBoard(shop()), MapBoard(jk.new_map("Library", stages=["Look", "Borrow"]))
    Stage(page, tmp_path, {"header": PageHeader("Two"), "one": first, "two": second}, theme="light")
    for name in ("one", "two"):
        page.locator(f"#{name} .jk-board.is-editable:not([aria-busy])").wait_for()
    page.locator('#one [data-item="search"]').first.focus()
    page.keyboard.press("Control+x")
    expect(page.locator('#one [data-item="search"]')).to_have_count(0)
    page.locator('#two [data-key="touchpoints/borrow"]').focus()
    page.keyboard.press("Control+v")
    expect(page.locator('#two [data-key="touchpoints/borrow"] .jk-item')).to_contain_text(["Search"])
    assert [(t.name, t.stage) for t in second.map.touchpoints] == [("Search", "borrow")]
    assert [t.id for t in first.map.touchpoints] == ["product-page", "basket-page"]


def test_a_block_of_a_spreadsheet_is_announced_pasted_and_taken_back_at_once(board_on: Open) -> None:
    page, board = board_on(shop())
    cell(page, "goals/browse").focus()
    before = board.map
    paste(page, text_plain='Choose\tPay fast\tGet it\tReturn it\n"Is it here?\nIs it dear?"\t\tWhen?\t\n')
    expect(page.get_by_role("alertdialog")).to_contain_text(
        "2 lanes over 4 stages: 1 new stage, 1 text replaced, 5 texts."
    )
    assert_axe_clean(page)
    page.keyboard.press("Escape")
    expect(cell(page, "goals/browse")).to_be_focused()
    assert board.map is before
    paste(page, text_plain='Choose\tPay fast\tGet it\tReturn it\n"Is it here?\nIs it dear?"\t\tWhen?\t\n')
    page.get_by_role("button", name="Paste").click()
    expect(cell(page, "goals/checkout")).to_have_text("Get it")
    expect(cell(page, "thoughts/browse").locator("li")).to_have_text(["Is it here?", "Is it dear?"])
    expect(cell(page, "goals/browse")).to_be_focused()
    assert [s.name for s in board.map.stages][3:] == ["Stage 4"]
    page.keyboard.press("Control+z")
    expect(cell(page, "goals/browse")).to_have_text("Find it fast")
    assert board.map == before


def test_a_table_of_a_page_is_read_as_text_and_runs_nothing(board_on: Open) -> None:
    page, board = board_on(shop())
    cell(page, "touchpoints/checkout").focus()
    markup = (
        "<meta><table><tr><td>Till<br>Card <b>reader</b></td></tr></table>"
        "<img src=x onerror='document.title=1'><script>document.title=2</script>"
    )
    paste(page, text_plain="Till Card reader", text_html=markup)
    expect(cell(page, "touchpoints/checkout").locator(".jk-item")).to_contain_text(["Till", "Card reader"])
    cell(page, "goals/checkout").focus()
    paste(page, text_plain="<script>document.title=3</script>\t<img src=x onerror=alert(1)>")
    expect(page.get_by_role("alertdialog")).to_be_visible()
    page.keyboard.press("Enter")
    expect(cell(page, "goals/checkout")).to_have_text("<script>document.title=3</script>")
    assert page.title() == "harness"
    assert board.map.stages[-1].name == "Stage 4"


def test_a_paste_of_five_megabytes_is_refused_in_words_and_nothing_is_lost(board_on: Open) -> None:
    page, board = board_on(shop())
    before = board.map
    cell(page, "goals/basket").focus()
    paste(page, text_plain="x" * 5_000_000)
    expect(page.locator(".jk-board__status")).to_contain_text("5.0 million characters, too much for a map")
    page.keyboard.press("Enter")
    page.keyboard.type("Mine")
    paste(page, text_plain="y" * 5_000_000)
    expect(page.locator(".jk-typing")).to_have_value("Mine")
    page.keyboard.press("Enter")
    expect(cell(page, "goals/basket")).to_have_text("Mine")
    assert len(board.map.cells) == len(before.cells) + 1


def test_cells_are_chosen_as_a_block_and_copied_as_a_spreadsheet_takes_them(board_on: Open) -> None:
    page, _ = board_on(shop())
    cell(page, "goals/browse").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator(".jk-cell.is-selected")).to_have_count(6)
    page.evaluate(
        """addEventListener("copy", ({ clipboardData }) => {
          document.documentElement.dataset.copied = clipboardData.getData("text/plain");
        })"""
    )
    page.keyboard.press("Control+c")
    copied = page.locator("html").get_attribute("data-copied")
    assert copied == 'Find it fast\t\n\t\n"Search\nProduct page"\tBasket page'


# -------------------------------------------------------------------------------------------------------------- lanes


def test_lanes_are_added_moved_copied_and_removed_by_keyboard(board_on: Open) -> None:
    page, board = board_on(shop())
    cell(page, "lane/goals").focus()
    page.keyboard.press("Insert")
    page.keyboard.type("Fears")
    page.keyboard.press("Enter")
    expect(cell(page, "lane/fears")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".jk-lane__title").nth(1)).to_have_text("Fears")
    expect(cell(page, "lane/fears")).to_be_focused()
    page.keyboard.press("Control+d")
    expect(cell(page, "lane/fears-2")).to_contain_text("Fears (copy)")
    page.keyboard.press("Delete")
    expect(cell(page, "lane/fears")).to_have_count(0)
    expect(cell(page, "lane/fears-2")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(cell(page, "lane/fears")).to_be_visible()
    assert next(lane for lane in board.map.lanes if lane.id == "fears").half == "customer"


def test_the_menu_of_a_lane_begins_to_write_its_name(board_on: Open) -> None:
    page, board = board_on(shop())
    cell(page, "lane/goals").focus()
    page.keyboard.press("Space")
    page.get_by_role("menuitem", name="Rename").press("Enter")
    page.keyboard.press("Control+a")
    page.keyboard.type("What they want")
    page.keyboard.press("Enter")
    expect(cell(page, "lane/goals")).to_contain_text("What they want")
    assert next(lane for lane in board.map.lanes if lane.id == "goals").name == "What they want"


def test_a_lane_is_dragged_to_another_place_and_into_another_half(board_on: Open) -> None:
    page, board = board_on(shop())
    name = cell(page, "lane/goals")
    before = board.map

    def drop(key: str, share: float) -> None:
        source, target = name.bounding_box(), cell(page, key).bounding_box()
        assert source is not None
        assert target is not None
        page.mouse.move(source["x"] + 60, source["y"] + 12)
        page.mouse.down()
        page.mouse.move(target["x"] + 80, target["y"] + target["height"] * share, steps=6)

    drop("lane/actions", 0.2)
    expect(page.locator('.jk-lane.is-above[data-lane="actions"]')).to_have_count(1)
    page.mouse.up()
    expect(page.locator(".jk-half--customer .jk-lane__title").first).to_have_text("Goals")
    expect(page.locator(".is-above, .is-below")).to_have_count(0)
    expect(name).to_be_focused()
    expect(page.locator(".jk-typing")).to_have_count(0)
    drop("lane/business-goals", 0.8)
    page.mouse.up()
    expect(page.locator('.jk-half--business [data-key="lane/goals"]')).to_be_visible()
    shown = [lane.id for lane in board.map.lanes if not lane.hidden and lane.half == "business"]
    assert shown.index("goals") == shown.index("business-goals") + 1
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(page.locator('.jk-half--customer [data-key="lane/goals"]')).to_be_visible()
    assert board.map.lanes == before.lanes


def test_a_second_press_on_a_button_closes_its_menu(board_on: Open) -> None:
    page, _ = board_on(shop())
    button = page.get_by_role("button", name="Lanes", exact=True)
    menu = page.get_by_role("menu", name="Lanes")
    for shown in (1, 0, 1):
        button.click()
        expect(menu).to_have_count(shown)


def test_lanes_are_changed_by_their_menu(board_on: Open) -> None:
    page, board = board_on(shop())
    page.get_by_role("button", name="Lane Goals: menu").click()
    page.get_by_role("menuitem", name="To the business half").click()
    expect(page.locator('.jk-half--business [data-key="lane/goals"]')).to_be_visible()
    page.get_by_role("button", name="Lane Goals: menu").click()
    page.get_by_role("menuitem", name="Hide").click()
    expect(cell(page, "lane/goals")).to_have_count(0)
    assert next(lane for lane in board.map.lanes if lane.id == "goals").hidden


# -------------------------------------------------------------------------------------------------------- suggestions


def test_an_empty_cell_offers_what_its_stage_typically_has(board_on: Open) -> None:
    page, board = board_on(shop())
    cell(page, "touchpoints/checkout").focus()
    page.keyboard.press("Control+i")
    menu = page.get_by_role("menu", name="Typical here")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    assert_axe_clean(page)
    page.keyboard.press("Enter")
    expect(cell(page, "touchpoints/checkout").locator(".jk-item")).to_have_count(1)
    expect(cell(page, "touchpoints/checkout")).to_be_focused()
    assert len(board.map.touchpoints_of("checkout")) == 1


def test_while_a_touchpoint_is_added_the_typical_ones_are_a_press_away(board_on: Open) -> None:
    page, board = board_on(shop())
    cell(page, "touchpoints/checkout").locator(".jk-add").click()
    chips = cell(page, "touchpoints/checkout").get_by_role("group", name="Typical here").get_by_role("button")
    first = chips.first.inner_text()
    chips.first.click()
    expect(cell(page, "touchpoints/checkout").locator(".jk-item")).to_contain_text([first])
    expect(page.locator(".jk-typing")).to_be_focused()
    chips.first.wait_for()
    second = chips.first.inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(cell(page, "touchpoints/checkout").locator(".jk-item")).to_have_count(2)
    assert [t.name for t in board.map.touchpoints_of("checkout")] == [first, second]
    page.keyboard.press("Escape")
    expect(cell(page, "touchpoints/checkout")).to_be_focused()


def test_an_idea_of_the_playbook_answers_a_pain_point(board_on: Open) -> None:
    page, board = board_on(shop())
    item(page, "pain-points/browse", "password-is-forgotten").click(button="right")
    page.get_by_role("menuitem", name="Ideas from the playbook").click()
    expect(page.get_by_role("menu", name="Ideas from the playbook")).to_contain_text("Answers “Difficulty logging in”")
    page.keyboard.press("Enter")
    expect(page.locator(".jk-board__status")).to_contain_text("Opportunity")
    assert board.map.opportunities[0].pain_points == ("password-is-forgotten",)


def test_in_voila_elements_are_copied_moved_taken_back_and_opened(
    voila_url: Callable[[Path], str], new_strict_page: NewPage, tmp_path: Path
) -> None:
    source = (NOTEBOOKS / "02_journey_map.ipynb").read_text(encoding="utf-8")
    notebook = tmp_path / "board.ipynb"
    notebook.write_text(source.replace("jk.MapBoard(journey", "jk.MapBoard(journey, editable=True"), encoding="utf-8")
    page = new_strict_page(width=1500, height=1000)
    page.goto(voila_url(notebook))
    page.locator(".jk-board.is-editable:not([aria-busy])").wait_for(timeout=60_000)
    first = page.locator(".jk-board__grid .jk-item--touchpoints").first
    here = str(first.evaluate("(node) => node.closest('[data-key]').dataset.key"))
    count = cell(page, here).locator(".jk-item").count()
    first.focus()
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")
    expect(cell(page, here).locator(".jk-item")).to_have_count(count + 1)
    page.keyboard.press("Alt+ArrowRight")
    expect(cell(page, here).locator(".jk-item")).to_have_count(count)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(cell(page, here).locator(".jk-item")).to_have_count(count)
    first.focus()
    page.keyboard.press("Alt+Enter")
    expect(page.locator(".jk-dock").get_by_label("Name", exact=True)).to_be_focused()


def test_a_form_whose_value_is_refused_comes_back_with_what_was_typed(board_on: Open) -> None:
    page, board = board_on(shop())
    item(page, "touchpoints/browse", "search").click()
    page.get_by_label("Name", exact=True).fill(" ")
    page.get_by_label("Channel").select_option("phone")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".jk-board__status")).to_contain_text("must not be empty")
    expect(page.get_by_label("Channel")).to_have_value("phone")
    page.get_by_label("Name", exact=True).fill("Hotline")
    page.keyboard.press("Enter")
    expect(item(page, "touchpoints/browse", "search")).to_contain_text("Hotline")
    assert (board.map.touchpoints[0].name, board.map.touchpoints[0].channel) == ("Hotline", "phone")


def test_what_was_typed_for_an_element_that_somebody_removed_is_told_and_shown(
    new_strict_page: NewPage, tmp_path: Path
) -> None:
    board = MapBoard(shop())
    page = new_strict_page(width=1400, height=900)
    stage = Stage(page, tmp_path, {"header": PageHeader("Shop"), "board": board}, theme="light")
    page.locator(".jk-board.is-editable:not([aria-busy])").wait_for()
    item(page, "touchpoints/browse", "search").click()
    page.get_by_label("Name", exact=True).fill("Search by picture")
    board.edit("remove_touchpoint", id="search")
    stage.flush()
    page.keyboard.press("Enter")
    expect(page.locator(".jk-board__status")).to_contain_text("no touchpoint has id 'search'")
    expect(page.locator(".jk-board__status")).to_contain_text("Search by picture")
