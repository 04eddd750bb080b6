"""Every key that the help dialog names does what it says, and after each of them the focus is still on the board.

The dialog is the tour: a row that is added to it without a try here fails, and so does a try without a row.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

import journeykit as jk
from journeykit.editors.fact_cards import PageHeader
from journeykit.editors.map_board import MapBoard
from journeykit.model import JourneyMap, edit
from tests.browser.chromium import NewPage
from tests.browser.harness import Stage

pytestmark = pytest.mark.browser

OFFER = {"label": "Reminder", "why": "typical", "edit": "add_touchpoint", "args": {"name": "Reminder", "stage": "find"}}


def shop() -> JourneyMap:
    journey = jk.new_map("Shop", stages=["Find", "Choose", "Buy"])
    for name, stage in (("Post", "find"), ("Page", "find"), ("Call", "choose")):
        journey = edit.add_touchpoint(journey, name, stage=stage)
    journey = edit.add_pain_point(journey, "Hidden price", stage="find", severity=5)
    journey = edit.set_emotion(journey, "find", 0.5, words=["curious"])
    return edit.set_cell(journey, "find", "actions", "Asks around")


class Tour:
    """A board, and the hands that try its keys; the map is the same at the start of every try."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.map_board = MapBoard(shop(), suggest=lambda journey, about, id: [OFFER])
        self.stage = Stage(page, folder, {"header": PageHeader("Shop"), "board": self.map_board}, theme="light")
        self.board = page.locator(".jk-board")
        page.locator(".jk-board.is-editable:not([aria-busy])").wait_for()

    @property
    def map(self) -> JourneyMap:
        return self.map_board.map

    def again(self, key: str) -> None:
        """Everything closed, the first map, the focus on a cell."""
        for _ in range(4):
            self.page.keyboard.press("Escape")
        # What the last try has sent must not come to the new map.
        self.stage.settle()
        self.map_board.map = shop()
        self.stage.flush()
        # All of a lane chosen and let go: nothing is chosen any more.
        self.cell("touchpoints/find").focus()
        self.press("Enter", "Control+a", "Escape")
        self.cell(key).focus()

    def cell(self, key: str) -> Locator:
        return self.board.locator(f'[data-key="{key}"]')

    def item(self, key: str, id_: str) -> Locator:
        return self.cell(key).locator(f'[data-item="{id_}"]')

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def at(self, key: str) -> None:
        expect(self.cell(key)).to_be_focused()

    def type(self, text: str) -> None:
        expect(self.board.locator(".jk-typing")).to_be_focused()
        self.press("Control+a")
        self.page.keyboard.type(text)

    def until(self, look: Callable[[], Any], wanted: Any) -> None:
        for _ in range(200):
            if look() == wanted:
                return
            self.page.wait_for_timeout(20)
        assert look() == wanted

    def names(self, stage: str = "find") -> list[str]:
        return [touchpoint.name for touchpoint in self.map.touchpoints if touchpoint.stage == stage]

    def text(self) -> str:
        return next((cell.text for cell in self.map.cells if cell.lane == "actions" and cell.stage == "find"), "")


TRIES: dict[str, tuple[str, Callable[[Tour], None]]] = {}


def tries(what: str, start: str = "actions/find") -> Callable[[Callable[[Tour], None]], Callable[[Tour], None]]:
    def keep(f: Callable[[Tour], None]) -> Callable[[Tour], None]:
        TRIES[what] = (start, f)
        return f

    return keep


@tries("From cell to cell")
def _(tour: Tour) -> None:
    for key, there in (
        ("ArrowRight", "actions/choose"),
        ("ArrowUp", "stage/choose"),
        ("ArrowLeft", "stage/find"),
        ("ArrowDown", "actions/find"),
    ):
        tour.press(key)
        tour.at(there)


@tries("First, last cell of a row; of the board")
def _(tour: Tour) -> None:
    for key, there in (("End", "actions/buy"), ("Home", "lane/actions"), ("Control+Home", "corner")):
        tour.press(key)
        tour.at(there)
    tour.press("Control+End")
    expect(tour.board.locator(".jk-lane").last.locator("[data-key]").last).to_be_focused()


@tries("Into a cell, to its first element", "touchpoints/find")
def _(tour: Tour) -> None:
    tour.press("Enter")
    expect(tour.item("touchpoints/find", "post")).to_be_focused()


@tries("Along the elements of a cell; on to those of the next", "touchpoints/find")
def _(tour: Tour) -> None:
    tour.press("Enter", "ArrowDown")
    expect(tour.item("touchpoints/find", "page")).to_be_focused()
    tour.press("Tab", "Tab")
    expect(tour.item("touchpoints/choose", "call")).to_be_focused()


@tries("Back to the cell; out of the board", "touchpoints/find")
def _(tour: Tour) -> None:
    tour.press("Enter", "Escape")
    tour.at("touchpoints/find")
    tour.press("Shift+Tab")
    assert not tour.board.evaluate("(board) => Boolean(document.activeElement.closest('.jk-board__grid'))")
    tour.press("Tab")
    tour.at("touchpoints/find")


@tries("What the map check finds at a cell, then on to the next mark; back", "corner")
def _(tour: Tour) -> None:
    # Marks are drawn when the hands rest.
    expect(tour.board.locator(".jk-mark").nth(1)).to_be_attached()
    marked = "(marks) => marks.slice(0, 2).map((mark) => mark.closest('[data-key]').dataset.key)"
    first, second = tour.board.locator(".jk-mark").evaluate_all(marked)
    tour.cell(first).focus()
    tour.press("F8")
    expect(tour.board.locator(".jk-dock")).to_have_attribute("data-panel", "check")
    tour.press("Escape")
    tour.at(first)
    tour.cell(second).focus()
    tour.press("Shift+F8")
    tour.at(first)


@tries("Write or change a text or a name")
def _(tour: Tour) -> None:
    for key in ("Enter", "F2"):
        tour.press(key)
        expect(tour.board.locator(".jk-typing")).to_be_focused()
        tour.press("Escape")
        tour.at("actions/find")


@tries("Keep it")
def _(tour: Tour) -> None:
    tour.press("Enter")
    tour.type("Asks a friend")
    tour.press("Enter")
    tour.at("actions/find")
    tour.until(tour.text, "Asks a friend")


@tries("New line where a field has lines")
def _(tour: Tour) -> None:
    tour.press("Enter")
    tour.type("one")
    tour.press("Shift+Enter")
    tour.page.keyboard.type("two")
    tour.press("Enter")
    tour.until(tour.text, "one\ntwo")


@tries("Take the typing back")
def _(tour: Tour) -> None:
    tour.press("Enter")
    tour.type("nonsense")
    tour.press("Escape")
    tour.at("actions/find")
    assert tour.text() == "Asks around"


@tries("All fields of what is here", "touchpoints/find")
def _(tour: Tour) -> None:
    tour.press("Enter", "Alt+Enter")
    expect(tour.board.locator(".jk-dock").get_by_label("Name", exact=True)).to_be_focused()
    tour.press("Escape")
    expect(tour.item("touchpoints/find", "post")).to_be_focused()


@tries("Add an element to a cell", "touchpoints/buy")
def _(tour: Tour) -> None:
    tour.press("Enter")
    tour.type("Till")
    tour.press("Enter")
    expect(tour.item("touchpoints/buy", "till")).to_be_visible()
    tour.press("Escape")
    tour.at("touchpoints/buy")


@tries("Add a stage after this one, a lane below this one", "stage/find")
def _(tour: Tour) -> None:
    tour.press("Insert")
    tour.type("Compare")
    tour.press("Enter")
    tour.at("stage/compare")
    assert [stage.name for stage in tour.map.stages] == ["Find", "Compare", "Choose", "Buy"]
    tour.cell("lane/actions").focus()
    tour.press("Insert")
    tour.type("Doubts")
    tour.press("Enter")
    tour.at("lane/doubts")


@tries("Move a stage, a lane", "stage/find")
def _(tour: Tour) -> None:
    tour.press("Alt+ArrowRight")
    tour.until(lambda: [stage.id for stage in tour.map.stages], ["choose", "find", "buy"])
    tour.at("stage/find")
    tour.press("Alt+ArrowLeft")
    tour.until(lambda: [stage.id for stage in tour.map.stages], ["find", "choose", "buy"])
    tour.cell("lane/actions").focus()
    before = [lane.id for lane in tour.map.lanes if not lane.hidden]
    tour.press("Alt+ArrowDown")
    tour.until(lambda: [lane.id for lane in tour.map.lanes if not lane.hidden][:2], [before[1], before[0]])
    tour.at("lane/actions")


@tries("Move an element within its stage", "touchpoints/find")
def _(tour: Tour) -> None:
    tour.press("Enter", "Alt+ArrowDown")
    tour.until(tour.names, ["Page", "Post"])
    expect(tour.item("touchpoints/find", "post")).to_be_focused()


@tries("Move an element to the next stage", "touchpoints/find")
def _(tour: Tour) -> None:
    tour.press("Enter", "Alt+ArrowRight")
    expect(tour.item("touchpoints/choose", "post")).to_be_focused()
    assert tour.names("choose") == ["Call", "Post"]


@tries("Duplicate", "touchpoints/find")
def _(tour: Tour) -> None:
    tour.press("Enter", "Control+d")
    tour.until(tour.names, ["Post", "Post (copy)", "Page"])
    expect(tour.board.locator(".jk-item.is-selected")).to_be_focused()


@tries("Remove; clear a cell", "touchpoints/find")
def _(tour: Tour) -> None:
    tour.press("Enter", "Delete")
    tour.until(tour.names, ["Page"])
    expect(tour.item("touchpoints/find", "page")).to_be_focused()
    tour.cell("actions/find").focus()
    tour.press("Delete")
    tour.until(tour.text, "")
    tour.at("actions/find")


@tries("Menu of what is here", "touchpoints/find")
def _(tour: Tour) -> None:
    for key in ("Shift+F10", "ContextMenu"):
        tour.cell("touchpoints/find").focus()
        tour.press("Enter", key)
        expect(tour.board.get_by_role("menuitem").first).to_be_focused()
        tour.press("Escape")
        expect(tour.item("touchpoints/find", "post")).to_be_focused()


@tries("Suggestions for a cell, ideas for a pain point", "touchpoints/find")
def _(tour: Tour) -> None:
    tour.press("Control+i")
    expect(tour.board.get_by_role("menuitem", name=re.compile("Reminder"))).to_be_focused()
    tour.press("Escape")
    tour.at("touchpoints/find")
    tour.cell("pain-points/find").focus()
    tour.press("Enter", "Control+i")
    expect(tour.board.get_by_role("menu", name="Ideas from the playbook")).to_be_visible()
    tour.press("Escape")
    tour.cell("touchpoints/buy").focus()
    tour.press("Enter")
    expect(tour.board.locator(".jk-suggest button").first).to_be_visible()
    tour.press("Tab", "Enter")
    tour.until(tour.names, ["Post", "Page", "Reminder"])


@tries("Raise or lower a score by 0.1; by 0.5", "feelings/find")
def _(tour: Tour) -> None:
    tour.press("Enter", "ArrowUp", "Shift+ArrowDown")
    tour.until(lambda: tour.map.emotions[0].score, 0.1)
    expect(tour.cell("feelings/find").get_by_role("slider")).to_be_focused()


@tries("Words of a feeling, several of them by comma", "feelings/find")
def _(tour: Tour) -> None:
    tour.press("Enter", "Enter")
    expect(tour.board.get_by_label("In words, by comma")).to_be_focused()
    tour.press("Control+a")
    tour.page.keyboard.type("hopeful, lost")
    tour.press("Enter")
    tour.until(lambda: tour.map.emotions[0].words, ("hopeful", "lost"))
    expect(tour.cell("feelings/find").get_by_role("slider")).to_be_focused()


@tries("Choose one more", "touchpoints/find")
def _(tour: Tour) -> None:
    tour.press("Enter", "Space", "ArrowDown", "Space")
    expect(tour.board.locator(".jk-item.is-selected")).to_have_count(2)
    tour.press("Escape")
    tour.cell("actions/find").focus()
    tour.press("Control+Space")
    expect(tour.cell("actions/find")).to_have_class(re.compile("is-selected"))


@tries("Choose up to here", "touchpoints/find")
def _(tour: Tour) -> None:
    tour.press("Enter", "Shift+ArrowDown")
    expect(tour.board.locator(".jk-item.is-selected")).to_have_count(2)
    expect(tour.item("touchpoints/find", "page")).to_be_focused()


@tries("All elements of a lane", "touchpoints/find")
def _(tour: Tour) -> None:
    tour.press("Enter", "Control+a")
    expect(tour.board.locator(".jk-item.is-selected")).to_have_count(3)


@tries("Let go", "touchpoints/find")
def _(tour: Tour) -> None:
    tour.press("Enter", "Control+a", "Escape")
    expect(tour.board.locator(".jk-item.is-selected")).to_have_count(0)
    expect(tour.item("touchpoints/find", "post")).to_be_focused()


@tries("Copy, cut, paste; a block from a spreadsheet fills stages across and lanes down", "touchpoints/find")
def _(tour: Tour) -> None:
    tour.press("Enter", "Control+c")
    tour.cell("touchpoints/buy").focus()
    tour.press("Control+v")
    tour.until(lambda: tour.names("buy"), ["Post"])
    tour.cell("touchpoints/choose").focus()
    tour.press("Enter", "Control+x")
    tour.until(lambda: tour.names("choose"), [])


@tries("The next step; a step that is on the path already, once more", "touchpoints/find")
def _(tour: Tour) -> None:
    begin_to_draw(tour)
    tour.press("Enter", "ArrowDown", "Enter", "ArrowUp", "Shift+Enter")
    tour.until(lambda: tour.map.routes[0].touchpoints, ("post", "page", "post"))


@tries("To another touchpoint", "touchpoints/find")
def _(tour: Tour) -> None:
    begin_to_draw(tour)
    tour.press("ArrowDown")
    expect(tour.item("touchpoints/find", "page")).to_be_focused()
    tour.press("ArrowRight")
    expect(tour.item("touchpoints/choose", "call")).to_be_focused()


@tries("A step earlier or later; off the path; entry point", "touchpoints/find")
def _(tour: Tour) -> None:
    begin_to_draw(tour)
    tour.press("Enter", "ArrowDown", "Enter", "Alt+ArrowUp")
    tour.until(lambda: tour.map.routes[0].touchpoints, ("page", "post"))
    tour.press("e", "Delete")
    tour.until(lambda: tour.map.routes[0].touchpoints, ("post",))
    assert [touchpoint.entry_point for touchpoint in tour.map.touchpoints] == [False, True, False]


@tries("Which path, its name; end", "touchpoints/find")
def _(tour: Tour) -> None:
    begin_to_draw(tour)
    tour.press("Enter", "Tab")
    expect(tour.board.get_by_label("Path to draw")).to_be_focused()
    tour.press("Tab")
    expect(tour.board.get_by_role("button", name="Name, kind and note of this path")).to_be_focused()
    tour.press("Escape")
    expect(tour.board.get_by_role("button", name="Draw")).to_be_focused()


@tries("Find on the board; next match")
def _(tour: Tour) -> None:
    tour.press("Control+f")
    expect(tour.board.get_by_label("Find on the board")).to_be_focused()
    tour.page.keyboard.type("p?")
    expect(tour.board.get_by_role("dialog")).to_have_count(0)
    tour.press("Control+a")
    tour.page.keyboard.type("pa")
    tour.press("F3")
    expect(tour.board.locator(".jk-find__count")).to_contain_text("of")
    tour.press("Control+a", "Delete", "Escape")


@tries("Fit the board; nearer, further")
def _(tour: Tour) -> None:
    zoom = tour.board.locator(".jk-zoom")
    comfortable = zoom.input_value()
    tour.press("Alt+0")
    expect(zoom).to_have_value("fit")
    tour.press("Alt+Equal")
    assert zoom.input_value() != "fit"
    tour.press("Alt+Minus")
    expect(zoom).to_have_value("fit")
    zoom.select_option(comfortable)
    tour.cell("actions/find").focus()


@tries("Take back; do again")
def _(tour: Tour) -> None:
    tour.press("Delete")
    tour.until(tour.text, "")
    tour.press("Control+z")
    tour.until(tour.text, "Asks around")
    for again in ("Control+Shift+z", "Control+y"):
        tour.press(again)
        tour.until(tour.text, "")
        tour.press("Control+z")
        tour.until(tour.text, "Asks around")
    tour.at("actions/find")


@tries("Save the map to its file, and the notebook with it")
def _(tour: Tour) -> None:
    with tour.page.expect_download() as download:  # No file is behind this board: it is downloaded.
        tour.press("Control+s")
    assert jk.read_map(download.value.path()) == tour.map
    expect(tour.board.locator(".jk-board__status")).to_contain_text("jk.write_map(board.map,")
    tour.at("actions/find")


@tries("This list")
def _(tour: Tour) -> None:
    tour.press("?")
    expect(tour.board.get_by_role("dialog", name="Keys and gestures")).to_be_visible()
    tour.press("Escape")
    tour.at("actions/find")


def begin_to_draw(tour: Tour) -> None:
    tour.board.get_by_role("button", name="Path", exact=True).focus()
    if tour.board.get_by_role("button", name="Path", exact=True).get_attribute("aria-pressed") != "true":
        tour.press("Enter")
    tour.board.get_by_role("button", name="Draw").focus()
    tour.press("Enter")
    expect(tour.item("touchpoints/find", "post")).to_be_focused()


def test_every_key_of_the_help_does_what_it_says_and_leaves_the_focus_on_the_board(
    new_strict_page: NewPage, tmp_path: Path
) -> None:
    page = new_strict_page(width=1600, height=1000)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tour = Tour(page, tmp_path)
    tour.cell("actions/find").focus()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys and gestures")
    expect(dialog).to_be_visible()
    rows = dialog.get_by_role("rowheader").all_text_contents()
    assert set(rows) == set(TRIES)
    wrong = {}
    for what, (start, try_it) in TRIES.items():
        tour.again(start)
        try:
            try_it(tour)
            assert tour.board.evaluate("(board) => board.contains(document.activeElement)"), "the focus is lost"
        except AssertionError as error:
            wrong[what] = str(error).split("Aria snapshot")[0]
    assert not wrong, "\n".join(f"{what}: {error}" for what, error in wrong.items())
