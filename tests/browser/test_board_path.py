"""The path over the board: arrows between touchpoints, drawn by mouse and by keyboard, with numbers where data are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import journeykit as jk
from journeykit.editors.fact_cards import PageHeader
from journeykit.editors.map_board import MapBoard
from journeykit.model import JourneyMap
from journeykit.model.edit import apply
from tests.browser.chromium import NewPage, assert_axe_clean
from tests.browser.harness import Stage, slow

pytestmark = pytest.mark.browser

STEPS = (("Post", "find"), ("Page", "find"), ("Call", "choose"), ("Offer", "choose"), ("Contract", "buy"))


def shop(*routes: tuple[str, ...]) -> JourneyMap:
    journey = jk.new_map("Shop", stages=["Find", "Choose", "Buy"])
    for name, stage in STEPS:
        journey = apply(journey, "add_touchpoint", {"name": name, "stage": stage})
    for number, touchpoints in enumerate(routes):
        kind = "alternate" if number else "happy"
        journey = apply(journey, "add_route", {"name": f"Way {number}", "kind": kind, "touchpoints": list(touchpoints)})
    return journey


@pytest.fixture
def open_board(new_strict_page: NewPage, tmp_path: Path):  # type: ignore[no-untyped-def]
    def opened(journey: JourneyMap, *, dark: bool = False, **options: object) -> tuple[Stage, MapBoard]:
        board = MapBoard(journey, **options)  # type: ignore[arg-type]
        page = new_strict_page(width=1200, height=1000, dark=dark)
        theme = "dark" if dark else "light"
        stage = Stage(page, tmp_path, {"header": PageHeader("Shop"), "board": board}, theme=theme)
        page.locator(".jk-board:not([aria-busy])").wait_for()
        return stage, board

    return opened


def chip(page: Page, id: str) -> Locator:
    return page.locator(f'.jk-item--touchpoints[data-item="{id}"]')


def steps(board: MapBoard, place: int = 0) -> tuple[str, ...]:
    return board.map.routes[place].touchpoints if len(board.map.routes) > place else ()


def ends(page: Page, arrow: str) -> tuple[float, float, float, float]:
    """Where an arrow begins and ends, against where its chips stand."""
    found: list[float] = page.locator(arrow).evaluate(
        "(line) => { const length = line.getTotalLength(); const box = line.ownerSVGElement.getBoundingClientRect();"
        " const [a, b] = [line.getPointAtLength(0), line.getPointAtLength(length)];"
        " return [a.x + box.left, a.y + box.top, b.x + box.left, b.y + box.top]; }"
    )
    return (found[0], found[1], found[2], found[3])


def test_every_step_is_joined_by_an_arrow_that_follows_when_the_board_scrolls_and_grows(open_board) -> None:  # type: ignore[no-untyped-def]
    stage, board = open_board(shop(("post", "page", "call", "contract"), ("page", "offer")))
    page = stage.page
    expect(page.locator(".jk-arrow[data-route=happy]")).to_have_count(3)
    expect(page.locator(".jk-arrow[data-route=alternate]")).to_have_count(1)
    line = ".jk-arrow[data-from=call][data-to=contract] .jk-arrow__line"

    def joins() -> None:
        x0, y0, x1, y1 = ends(page, line)
        first, last = chip(page, "call").bounding_box(), chip(page, "contract").bounding_box()
        assert first is not None
        assert last is not None
        assert abs(x0 - (first["x"] + first["width"])) < 1.5
        assert abs(y0 - (first["y"] + first["height"] / 2)) < 1.5
        assert abs(x1 - last["x"]) < 4
        assert abs(y1 - (last["y"] + last["height"] / 2)) < 1.5

    joins()
    page.locator(".jk-board__frame").evaluate("(frame) => { frame.style.maxHeight = '240px'; frame.scrollTop = 60; }")
    joins()
    before = page.locator(line).get_attribute("d")
    board.edit("set_cell", stage="find", lane="actions", text="one\ntwo\nthree\nfour\nfive")
    stage.flush()
    expect(page.locator('[data-key="actions/find"] li')).to_have_count(5)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.locator(line).get_attribute("d") != before
    joins()


def test_where_lines_are_read_from_right_to_left_the_path_and_the_curve_go_that_way(open_board) -> None:  # type: ignore[no-untyped-def]
    journey = shop(("post", "page", "call", "contract"))
    for number, stage in enumerate(journey.stages):
        journey = apply(journey, "set_emotion", {"stage": stage.id, "score": number - 1})
    page = open_board(journey)[0].page
    page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
    page.locator(".jk-board__frame").evaluate("(frame) => { frame.style.maxHeight = '700px'; }")
    page.get_by_role("button", name="Path", exact=True).click()
    page.get_by_role("button", name="Path", exact=True).click()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    tip = page.locator(".jk-arrow[data-from=call][data-to=contract] .jk-arrow__tip").bounding_box()
    last, before = chip(page, "contract").bounding_box(), chip(page, "call").bounding_box()
    assert tip is not None
    assert last is not None
    assert before is not None
    assert last["x"] < before["x"]
    assert abs(tip["x"] - (last["x"] + last["width"])) < 4
    line = page.locator(".jk-curve__assumed").bounding_box()
    dots = [page.locator(".jk-dot--assumed").nth(place).bounding_box() for place in (0, 2)]
    assert line is not None
    assert dots[0] is not None
    assert dots[1] is not None
    assert dots[1]["x"] < dots[0]["x"]
    assert abs(line["x"] - (dots[1]["x"] + dots[1]["width"] / 2)) < 3


def test_routes_are_hidden_and_shown_and_the_path_as_a_whole(open_board) -> None:  # type: ignore[no-untyped-def]
    stage, _ = open_board(shop(("post", "call"), ("page", "offer")), editable=False)
    page = stage.page
    page.get_by_role("button", name="Way 1").click()
    expect(page.locator(".jk-arrow[data-route=alternate]")).to_have_count(0)
    expect(page.locator(".jk-arrow[data-route=happy]")).to_have_count(1)
    page.get_by_role("button", name="Path", exact=True).click()
    expect(page.locator(".jk-arrows")).to_be_hidden()
    assert [message for message in stage.sent("board") if "edit" in message.get("content", {})] == []


@pytest.mark.parametrize("density", ["Comfortable", "Compact"])
@pytest.mark.parametrize("ways", [1, 2, 3, 4])
def test_shares_of_several_arrows_are_never_cut_off(open_board, ways: int, density: str) -> None:  # type: ignore[no-untyped-def]
    targets = ("page", "call", "offer", "contract")[:ways]
    journey = shop(*(("post", target) for target in targets))
    facts = {
        f"post/{target}": {"share": 0.493, "paths": 493, "text": "49.3 %", "lost": "\u221250.7 %", "note": target}
        for target in targets
    }
    page = open_board(journey, evidence={"arrows": facts})[0].page
    page.set_viewport_size({"width": 700, "height": 1000})
    page.get_by_role("combobox").select_option(label=density)
    of = page.locator('.jk-hops__of[data-from="post"]')
    expect(of).to_have_count(1)
    assert of.evaluate("(node) => node.scrollWidth <= node.clientWidth"), of.inner_text()
    cell = page.locator(".jk-cell--touchpoints").first.bounding_box()
    room = of.bounding_box()
    assert cell is not None
    assert room is not None
    assert room["x"] + room["width"] <= cell["x"] + cell["width"]
    # Those without room are named, and told on hover.
    shown, rest = of.locator(".jk-hop").count(), int(of.get_attribute("data-more") or 0)
    assert shown + rest == ways
    assert len((of.get_attribute("title") or "").split()) == rest


def test_arrows_carry_what_the_data_say_and_a_list_says_it_aloud(open_board) -> None:  # type: ignore[no-untyped-def]
    fact = {"share": 0.4, "paths": 40, "text": "40 %", "lost": "\u221260 %", "note": "40 of 100 come to Call later."}
    evidence = {"arrows": {"post/call": fact, "gone/away": fact}, "routes": {"way-0": {"text": "9 % get to the end"}}}
    stage, _ = open_board(shop(("post", "call", "contract")), evidence=evidence)
    page = stage.page
    expect(page.locator(".jk-hop")).to_have_count(1)
    expect(page.locator(".jk-hop")).to_have_text("→40 %\u221260 %")
    expect(page.get_by_role("button", name="Way 0")).to_contain_text("3 steps, 9 % get to the end")
    said = page.get_by_role("group", name="Paths in words")
    expect(said.get_by_role("listitem")).to_have_text(["Post: 40 of 100 come to Call later.", "Call", "Contract"])


def test_the_happy_path_is_drawn_by_mouse_from_nothing(open_board) -> None:  # type: ignore[no-untyped-def]
    stage, board = open_board(shop())
    page = stage.page
    page.get_by_role("button", name="Path", exact=True).click()
    page.get_by_role("button", name="Draw").click()
    for id in ("post", "call", "contract"):
        chip(page, id).click()
        expect(chip(page, id)).to_have_class(re.compile(r"\bis-pen\b"))
    assert steps(board) == ("post", "call", "contract")
    assert board.map.routes[0].kind == "happy"
    chip(page, "post").click()
    chip(page, "page").click()
    expect(page.locator(".jk-arrow[data-route=happy]")).to_have_count(3)
    assert steps(board) == ("post", "page", "call", "contract")
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("button", name="Draw")).to_be_focused()
    chip(page, "offer").click()
    assert steps(board) == ("post", "page", "call", "contract")


def test_a_drag_from_chip_to_chip_joins_them(open_board) -> None:  # type: ignore[no-untyped-def]
    stage, board = open_board(shop(("post", "contract")))
    page = stage.page
    page.get_by_role("button", name="Draw").click()
    chip(page, "post").drag_to(chip(page, "call"))
    expect(page.locator(".jk-arrow[data-from=post][data-to=call]")).to_have_count(1)
    assert steps(board) == ("post", "call", "contract")
    assert [touchpoint.stage for touchpoint in board.map.touchpoints] == [stage for _, stage in STEPS]


def test_a_path_is_drawn_reordered_and_cut_by_keyboard_alone(open_board) -> None:  # type: ignore[no-untyped-def]
    stage, board = open_board(shop(("post",)))
    page = stage.page
    page.get_by_role("button", name="Path", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Draw").focus()
    page.keyboard.press("Enter")
    expect(chip(page, "post")).to_be_focused()
    for keys, want in (
        (("ArrowRight", "Enter"), ("post", "call")),
        (("ArrowDown", "Enter"), ("post", "call", "offer")),
        (("ArrowRight", "Enter"), ("post", "call", "offer", "contract")),
        (("Alt+ArrowUp",), ("post", "call", "contract", "offer")),
        (("Delete",), ("post", "call", "offer")),
        (("Control+z",), ("post", "call", "contract", "offer")),
    ):
        for key in keys:
            page.keyboard.press(key)
        expect(page.locator(".jk-item--path")).to_have_count(len(want))
        assert steps(board) == want
    page.keyboard.press("e")
    expect(chip(page, "contract").locator(".jk-entry")).to_be_visible()
    assert next(touchpoint for touchpoint in board.map.touchpoints if touchpoint.id == "contract").entry_point
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Draw")).to_be_focused()


def test_an_alternate_is_drawn_named_and_made_the_happy_path(open_board) -> None:  # type: ignore[no-untyped-def]
    stage, board = open_board(shop(("post", "call")))
    page = stage.page
    page.get_by_role("button", name="Draw").click()
    page.get_by_label("Path to draw").select_option("+")
    for id in ("page", "offer"):
        chip(page, id).click()
    expect(page.locator(".jk-arrow[data-route=alternate]")).to_have_count(1)
    page.get_by_role("button", name="Name, kind and note of this path").click()
    page.get_by_label("Name", exact=True).fill("By search")
    page.get_by_label("It is").select_option("happy")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".jk-arrow[data-from=page][data-route=happy]")).to_have_count(1)
    assert [(route.name, route.kind) for route in board.map.routes] == [("Way 0", "alternate"), ("By search", "happy")]
    page.get_by_role("button", name="Name, kind and note of this path").click()
    page.get_by_role("button", name="Remove this path").click()
    expect(page.locator(".jk-route")).to_have_count(1)


def test_steps_pressed_before_the_notebook_has_answered_are_all_on_the_path(open_board) -> None:  # type: ignore[no-untyped-def]
    stage, board = open_board(shop())
    page = stage.page
    page.get_by_role("button", name="Path", exact=True).click()
    page.get_by_role("button", name="Draw").click()
    expect(page.get_by_role("button", name="Done")).to_be_visible()
    slow(page, 300)
    for id in ("post", "page", "call"):
        chip(page, id).click()
    chip(page, "call").press("Alt+ArrowUp")
    expect(page.get_by_role("status")).to_contain_text("Call is step 2 of 3.")
    stage.settle()  # The word comes at once, the answer 300 ms later.
    assert steps(board) == ("post", "call", "page")
    assert len(board.map.routes) == 1


def test_drawing_ends_with_a_word_when_somebody_else_removes_the_path(open_board) -> None:  # type: ignore[no-untyped-def]
    stage, board = open_board(shop(("post", "call")))
    stage.page.get_by_role("button", name="Draw").click()
    expect(stage.page.get_by_role("button", name="Done")).to_be_visible()
    board.edit("remove_route", id="way-0")
    stage.flush()
    expect(stage.page.get_by_role("status")).to_contain_text("The path that was being drawn is gone.")
    expect(stage.page.get_by_role("button", name="Done")).to_have_count(0)


@pytest.mark.parametrize("dark", [False, True])
def test_a_board_with_a_path_that_is_being_drawn_breaks_no_rule_of_accessibility(open_board, dark: bool) -> None:  # type: ignore[no-untyped-def]
    fact = {"share": 0.4, "text": "40 %", "lost": "\u221260 %", "note": "40 of 100"}
    stage, _ = open_board(
        shop(("post", "page", "call"), ("page", "offer")), dark=dark, evidence={"arrows": {"post/page": fact}}
    )
    stage.page.get_by_role("button", name="Draw").click()
    expect(stage.page.get_by_role("button", name="Done")).to_be_visible()
    assert_axe_clean(stage.page)


LATE = {
    # As when a style sheet, a font or a picture comes after the first frame. The row is as high as its fullest cell, so
    # that neither the matrix nor the cell changes its size.
    "a style sheet": "document.head.append(Object.assign(document.createElement('style'), {textContent:"
    " '.jk-item--touchpoints[data-item=post] { padding-block: 18px !important; }'}))",
    "a font": "document.head.append(Object.assign(document.createElement('style'), {textContent:"
    " '[data-stage=find] .jk-item--touchpoints .jk-item__name { font-size: 16px; letter-spacing: 2px; }'}))",
    "a picture": "document.querySelector('.jk-item--touchpoints[data-item=post]').prepend("
    "Object.assign(document.createElement('img'), {height: 40, width: 40, src: 'data:image/svg+xml,'"
    " + encodeURIComponent('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')}))",
}


def assert_numbers_stand_clear(page: Page) -> None:
    """Each number stands right below its chip and on no other one, in the first frame that is painted."""
    boxes = page.evaluate(
        """() => new Promise((seen) => requestAnimationFrame(() => { const later = new MessageChannel();
          later.port1.onmessage = () => {
            const edges = ({ left, top, right, bottom }) => [left, top, right, bottom];
            const box = (node) => edges(node.getBoundingClientRect());
            const all = (css) => [...document.querySelectorAll(css)];
            seen({ chips: all(".jk-item--touchpoints").map((chip) => [chip.dataset.item, ...box(chip)]),
                   numbers: all(".jk-hops__of").map((hop) => [hop.dataset.from, ...box(hop)]) });
          };
          later.port2.postMessage(0); }))"""
    )
    bottom = {name: box[3] for name, *box in boxes["chips"]}
    assert boxes["numbers"]
    for name, left, top, right, under in boxes["numbers"]:
        assert abs(top - bottom[name]) < 1.5, name
        for other, *box in boxes["chips"]:
            assert right <= box[0] or left >= box[2] or under <= box[1] + 1 or top >= box[3] - 1, (name, other)


@pytest.mark.parametrize("late", LATE)
def test_numbers_keep_clear_of_the_cards_when_the_layout_comes_late(open_board, late: str) -> None:  # type: ignore[no-untyped-def]
    journey = shop(("post", "page", "call", "offer", "contract"))
    name = "Search result on what a first child costs"
    journey = apply(journey, "update_touchpoint", {"id": "post", "name": name})
    journey = apply(journey, "update_touchpoint", {"id": "page", "name": f"{name} in a year"})
    for number in range(10):
        journey = apply(journey, "add_touchpoint", {"name": f"Letter {number}", "stage": "choose"})
    fact = {"share": 0.4, "text": "40 %", "lost": "\u221260 %", "note": "40 of 100"}
    arrows = {f"{a}/{b}": fact for a, b in (("post", "page"), ("page", "call"), ("call", "offer"))}
    stage, board = open_board(journey, evidence={"arrows": arrows})
    page = stage.page
    expect(page.locator(".jk-hop")).to_have_count(3)
    assert_numbers_stand_clear(page)
    matrix = page.locator(".jk-board__grid").bounding_box()
    chip_before = chip(page, "page").bounding_box()
    page.evaluate(LATE[late])
    assert page.locator(".jk-board__grid").bounding_box() == matrix
    assert chip(page, "page").bounding_box() != chip_before
    assert_numbers_stand_clear(page)
    board.evidence = {
        "arrows": arrows,
        "touchpoints": {id: {"text": "12,345,678 households"} for id in ("post", "page")},
    }
    stage.flush()
    assert_numbers_stand_clear(page)
