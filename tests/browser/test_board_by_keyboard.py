"""A map is built from the blank template without a mouse: every kind of element that a finished map holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import journeykit as jk
from journeykit.editors.fact_cards import PageHeader
from journeykit.editors.map_board import MapBoard
from journeykit.model import edit
from tests.browser.harness import Stage
from tests.browser.test_board_selection import cell, item

pytestmark = pytest.mark.browser


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def on_board(page: Page) -> bool:
    return bool(page.evaluate("document.activeElement.closest('.jk-board') !== null"))


def write(page: Page, key: str, *texts: str) -> None:
    """Type names into a cell, one after the other, from wherever the focus is in the grid."""
    cell(page, key).focus()
    press(page, "Enter")
    for text in texts:
        expect(page.locator(".jk-typing")).to_be_focused()
        page.keyboard.type(text)
        press(page, "Enter")
    if page.locator(".jk-typing").count():
        press(page, "Escape")
    expect(cell(page, key)).to_contain_text(texts[-1])
    assert on_board(page)


def test_a_map_is_built_from_the_blank_template_by_keyboard_alone(new_strict_page: object, tmp_path: Path) -> None:
    journey = jk.template("blank")
    for lane in journey.lanes:
        journey = edit.update_lane(journey, lane.id, hidden=False)
    board = MapBoard(journey)
    page = new_strict_page(width=1500, height=1000)  # type: ignore[operator]
    Stage(page, tmp_path, {"header": PageHeader(journey.name), "board": board}, theme="light")
    page.locator(".jk-board.is-editable:not([aria-busy])").wait_for()
    first, second = (stage.id for stage in journey.stages[:2])
    cell(page, f"stage/{first}").focus()
    press(page, "F2", "Control+a")
    page.keyboard.type("Discovery")
    press(page, "Enter")
    expect(cell(page, f"stage/{first}")).to_be_focused()
    press(page, "Insert")
    page.keyboard.type("Trial")
    press(page, "Enter")
    expect(cell(page, "stage/trial")).to_be_focused()
    press(page, "Alt+ArrowRight", "Control+d")
    expect(cell(page, "stage/trial-2")).to_be_focused()
    press(page, "Delete")
    expect(cell(page, "stage/trial-2")).to_have_count(0)
    write(page, f"actions/{first}", "Listen to a podcast")
    write(page, f"touchpoints/{first}", "Podcast", "Website")
    write(page, f"touchpoints/{second}", "First session")
    write(page, f"pain-points/{second}", "The price is hidden")
    write(page, f"kpis/{second}", "Sign-ups")
    write(page, f"owner/{second}", "Mina")
    write(page, f"technology/{second}", "CRM")
    write(page, f"opportunities/{second}", "Show the price")
    write(page, f"stage-objective/{second}", "Sign up without doubt")
    cell(page, f"feelings/{first}").focus()
    press(page, "Enter")
    page.keyboard.type("curious, sceptical")
    press(page, "Tab")
    page.keyboard.type("-0.5")
    press(page, "Enter")
    expect(cell(page, f"feelings/{first}")).to_contain_text("curious, sceptical")
    cell(page, f"content-mix/{first}").focus()
    press(page, "Enter")
    page.keyboard.type("55")
    press(page, "Enter")
    expect(cell(page, f"content-mix/{first}")).to_contain_text("55")
    cell(page, f"cost/{first}").focus()
    press(page, "Enter", "Space", "Enter")
    expect(cell(page, f"cost/{first}")).to_contain_text("time")
    for stage in (first, first, second):
        cell(page, f"path/{stage}").focus()
        if cell(page, f"path/{stage}").locator(".jk-item").count():
            cell(page, f"path/{stage}").locator(".jk-add").focus()
        press(page, "Enter")
        expect(page.get_by_role("menuitem").first).to_be_focused()
        press(page, "Enter")
        expect(cell(page, f"path/{stage}").locator(".jk-item").last).to_be_focused()
    item(page, f"touchpoints/{first}", "podcast").focus()
    press(page, "Alt+Enter")
    expect(page.locator(".jk-dock").get_by_label("Name", exact=True)).to_be_focused()
    press(page, "Escape")
    expect(item(page, f"touchpoints/{first}", "podcast")).to_be_focused()
    cell(page, "corner").focus()
    press(page, "Enter")
    page.keyboard.type("Ines")
    press(page, "Enter")
    expect(cell(page, "corner")).to_contain_text("Ines")
    after = board.map
    assert [stage.name for stage in after.stages][:1] == ["Discovery"]
    assert {stage.id for stage in after.stages} == {*(stage.id for stage in journey.stages), "trial"}
    assert [t.name for t in after.touchpoints] == ["Podcast", "Website", "First session"]
    assert after.happy_path is not None
    assert after.happy_path.touchpoints == ("podcast", "website", "first-session")
    assert after.touchpoints[0].costs == ("time",)
    held = (after.pain_points, after.kpis, after.opportunities, after.owners, after.technologies, after.personas)
    assert [len(elements) for elements in held] == [1] * 6
    assert after.stages[0].content_mix_share == 0.55
    assert (after.emotions[0].score, after.emotions[0].words) == (-0.5, ("curious", "sceptical"))
    # What was done by hand is a script: run again, it makes the same map.
    replayed = journey
    for name, args in board.history:
        assert name not in ("undo", "redo")
        replayed = edit.apply(replayed, name, args)
    assert replayed == after
