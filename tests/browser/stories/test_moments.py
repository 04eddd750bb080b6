"""What holds at every moment of the story: no rule of accessibility broken, no control cut off at 200 % zoom, no
motion for who wants none, words from right to left as they are read, and hostile input that stays input.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import journeykit as jk
from journeykit.editors._fields import form_fields
from journeykit.editors.fact_cards import PageHeader
from journeykit.editors.map_board import MapBoard
from journeykit.model import JourneyMap, edit
from journeykit.model.edit import KINDS
from journeykit.model.integrity import COLLECTIONS
from tests.browser.chromium import NewPage, assert_axe_clean, shot
from tests.browser.harness import Stage
from tests.browser.stories.hands import Keyboard
from tests.browser.stories.script import excerpt
from tests.browser.test_board_selection import paste

pytestmark = pytest.mark.browser

# Every control outside the matrix, brought into sight: inside the window, on top, its words whole.
CUT_OFF = """(board) => {
  const wrong = [];
  const controls = [...board.querySelectorAll("button, select, input, textarea, summary")];
  for (const control of controls) {
    if (control.closest(".jk-board__grid") || !control.checkVisibility() || control.closest(".jk-sr")) continue;
    control.scrollIntoView({ block: "nearest", inline: "nearest" });
    const box = control.getBoundingClientRect();
    const name = control.getAttribute("aria-label") ?? control.textContent ?? control.id;
    if (box.left < -1 || box.right > innerWidth + 1) wrong.push(`${name}: outside the window`);
    if (control.matches("button") && control.scrollWidth > control.clientWidth + 1) wrong.push(`${name}: words cut`);
    const on = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!on || !(control.contains(on) || on.contains(control))) wrong.push(`${name}: covered`);
  }
  if (document.scrollingElement.scrollWidth > innerWidth + 1) wrong.push("the page scrolls sideways");
  return wrong;
}"""


def opened(page: Page, folder: Path, journey: JourneyMap, *, theme: str = "light") -> MapBoard:
    board = MapBoard(journey)
    Stage(page, folder, {"header": PageHeader("Moments"), "board": board}, theme=theme)
    page.locator(".jk-board.is-editable:not([aria-busy])").wait_for()
    return board


def moments(page: Page) -> Iterator[str]:
    """The things that lie over or beside the board, one after the other, by keyboard."""
    user = Keyboard(page)
    user.begin()
    yield "board"
    user.go("actions/discovery")
    user.press("Enter")
    expect(user.typing).to_be_focused()
    yield "typing"
    user.press("Escape")
    user.go("stage/discovery")
    user.press("Shift+F10")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    yield "menu"
    user.press("Escape")
    user.go("feelings/discovery")
    user.press("Enter", "Enter")
    expect(user.panel).to_be_visible()
    yield "form"
    user.press("Escape")
    user.details("", user.item("touchpoints", "Onboarding", "First-steps page"))
    name = user.dock.get_by_label("Name", exact=True)
    user.enter(name, "")
    expect(user.dock.get_by_role("alert").filter(visible=True)).to_have_count(1)
    yield "refused"
    user.press("Escape")
    user.open_list("persona")
    yield "list"
    user.close()
    user.start_drawing(fresh=False)
    yield "drawing"
    user.stop_drawing()
    user.press("?")
    expect(page.get_by_role("dialog", name="Keys and gestures")).to_be_visible()
    yield "help"
    user.press("Escape")
    user.done()


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_moment_of_the_story_breaks_a_rule_of_accessibility(
    new_strict_page: NewPage, tmp_path: Path, theme: str
) -> None:
    page = new_strict_page(width=1600, height=1000, dark=theme == "dark")
    opened(page, tmp_path, excerpt(jk.example("coaching-programme")), theme=theme)
    for _moment in moments(page):
        assert_axe_clean(page)


def test_at_twice_the_size_no_control_is_cut_off(new_strict_page: NewPage, tmp_path: Path) -> None:
    page = new_strict_page(width=800, height=600, device_scale_factor=2)
    opened(page, tmp_path, excerpt(jk.example("coaching-programme")))
    wrong = {}
    for moment in moments(page):
        if moment in ("menu", "help"):
            continue  # What lies under them is covered on purpose.
        if found := page.locator(".jk-board").evaluate(CUT_OFF):
            wrong[moment] = found
            shot(page, f"zoomed-{moment}")
    assert not wrong


def test_who_wants_no_motion_sees_none(new_strict_page: NewPage, tmp_path: Path) -> None:
    page = new_strict_page(width=1400, height=900, reduced_motion="reduce")
    opened(page, tmp_path, excerpt(jk.example("coaching-programme")))
    moving = """(board) => [...board.querySelectorAll("*")].filter((node) => {
      const style = getComputedStyle(node);
      const longest = Math.max(...style.transitionDuration.split(",").map(parseFloat));
      return longest > 0.01 || (style.animationName !== "none" && parseFloat(style.animationDuration) > 0.01);
    }).map((node) => node.className)"""
    user = Keyboard(page)
    user.begin()
    user.details("stage/discovery")
    assert page.locator(".jk-board").evaluate(moving) == []
    user.close()
    # Scrolling to a cell is at once as well.
    assert page.locator(".jk-board__frame").evaluate("(frame) => getComputedStyle(frame).scrollBehavior") == "auto"


HEBREW = "מחפשים מישהו שמבין"


def test_words_from_right_to_left_are_typed_and_shown_as_they_are_read(
    new_strict_page: NewPage, tmp_path: Path
) -> None:
    page = new_strict_page(width=1400, height=900)
    board = opened(page, tmp_path, jk.template("blank"))
    user = Keyboard(page)
    user.begin()
    direction = "(node) => getComputedStyle(node).direction"
    user.write("actions", "Before", HEBREW)
    assert user.cell("actions/before").locator("p").first.evaluate(direction) == "rtl"
    user.go("actions/before")
    user.press("Enter")
    assert user.typing.evaluate(direction) == "rtl"
    user.press("Escape")
    user.add("touchpoints", "Before", HEBREW)
    user.details("", user.item("touchpoints", "Before", HEBREW))
    assert user.dock.get_by_label("Name", exact=True).evaluate(direction) == "rtl"
    assert user.dock.locator(".jk-dock__title").evaluate(direction) == "rtl"
    user.close()
    user.rename("stage/before", HEBREW)
    user.rename("corner", HEBREW)
    user.open_cell("feelings/before")
    words = user.panel.get_by_label("In words, by comma")
    user.enter(words, HEBREW)
    assert words.evaluate(direction) == "rtl"
    user.save()
    assert board.map.cells[0].text == board.map.touchpoints[0].name == board.map.stages[0].name == HEBREW
    page.locator(".jk-board__status").wait_for()
    drawn = page.locator(".jk-item__name, .jk-stage__name, .jk-corner__name, .jk-felt")
    marked = drawn.filter(has_text=HEBREW).evaluate_all(
        "(all) => all.map((node) => getComputedStyle(node).unicodeBidi)"
    )
    assert set(marked) <= {"plaintext", "isolate"}
    assert len(marked) == 4


EVIL = '<img src=x onerror="globalThis.hacked=1"><script>globalThis.hacked=1</script><b onclick=alert(1)>'


def evil_map() -> JourneyMap:
    """A map with markup in every field of text of every kind of element."""
    journey = jk.new_map("Shop", stages=["Browse"])
    texts = {"text": EVIL, "lines": EVIL, "texts": [EVIL, EVIL]}
    for kind in KINDS:
        fields = {field["name"]: texts[field["control"]] for field in form_fields(kind) if field["control"] in texts}
        fields.pop("window", None)
        first = next(name for name in ("name", "title", "question") if name in fields)
        more = (
            {"stage": "browse"}
            if any(field.get("of") == "stage" and field.get("needed") for field in form_fields(kind))
            else {}
        )
        if kind == "survey":
            more |= {"lowest": 1, "highest": 5}
        journey = edit.apply(journey, f"add_{kind}", {"name": fields.pop(first), **fields, **more})
    return edit.update_map(journey, name=EVIL, description=EVIL, contributors=[{"name": EVIL, "department": EVIL}])


def test_markup_in_every_field_of_every_kind_is_shown_as_words(new_strict_page: NewPage, tmp_path: Path) -> None:
    page = new_strict_page(width=1400, height=900)
    journey = evil_map()
    board = opened(page, tmp_path, journey)
    dock = page.locator(".jk-dock")
    choose = dock.get_by_label("What to list")
    page.get_by_role("button", name="On this map").click()
    for kind in KINDS:
        choose.select_option(kind)
        expect(dock.locator(".jk-elements__name").last).to_have_text(EVIL)
        dock.locator(".jk-elements__name").last.click()
        shown = dock.locator("input[type=text], textarea").evaluate_all("(all) => all.map((box) => box.value)")
        assert sum("onerror" in text for text in shown) == sum(
            field["control"] in ("text", "lines", "texts") for field in form_fields(kind)
        ), kind
        dock.get_by_role("button", name="Close the panel").click()
    choose.select_option("map")
    expect(dock.get_by_label("Description")).to_have_value(EVIL)
    page.wait_for_timeout(100)
    assert page.evaluate("globalThis.hacked") is None
    assert page.locator(".jk-board :is(img:not(.jk-form__picture), script, b[onclick])").count() == 0
    assert board.map == journey
    assert {COLLECTIONS[kind] for kind in KINDS} == set(COLLECTIONS.values())


def test_five_megabytes_in_a_field_are_refused_and_what_was_there_stays(
    new_strict_page: NewPage, tmp_path: Path
) -> None:
    page = new_strict_page(width=1400, height=900)
    board = opened(page, tmp_path, excerpt(jk.example("coaching-programme")))
    user = Keyboard(page)
    user.begin()
    before = board.map
    user.details("", user.item("touchpoints", "Onboarding", "First-steps page"))
    goal = user.dock.get_by_label("Goal")
    user.reach(goal)
    held = goal.input_value()
    paste(page, text_plain="x" * 5_000_000)
    expect(page.locator(".jk-board__status")).to_contain_text("5.0 million characters")
    expect(goal).to_have_value(held)
    assert board.map == before


def test_a_picture_of_20_mb_for_a_persona_is_refused_in_words(new_strict_page: NewPage, tmp_path: Path) -> None:
    page = new_strict_page(width=1400, height=900)
    board = opened(page, tmp_path, excerpt(jk.example("coaching-programme")))
    user = Keyboard(page)
    user.begin()
    user.open_listed("persona", "Lena Brandt")
    fold = user.dock.locator("details.jk-fold")
    if not fold.evaluate("(fold) => fold.open"):
        user.activate(fold.locator("summary"))
    field = user.dock.get_by_label("Portrait")
    for name, content, words in (
        ("huge.png", b"\x89PNG\r\n\x1a\n" + bytes(20_000_000), "20 MB"),
        ("page.png", b"<svg onload=alert(1)>", "PNG"),
    ):
        (tmp_path / name).write_bytes(content)
        field.set_input_files(tmp_path / name)
        expect(user.dock.get_by_role("alert").filter(visible=True)).to_contain_text(words)
    assert board.map.personas[0].portrait == ""
