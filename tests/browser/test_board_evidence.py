"""Beside the words: what every cell rests on, and pictures of touchpoints; the board on the whole screen."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import journeykit as jk
from journeykit import evidence
from journeykit.editors.map_board import MapBoard
from journeykit.events import read_events
from journeykit.examples import example
from journeykit.summary.board import board_numbers
from journeykit.summary.numbers import shared_numbers
from tests.browser.chromium import NewPage, assert_axe_clean, shot
from tests.browser.harness import Stage

pytestmark = pytest.mark.browser


def png(width: int, height: int) -> bytes:
    """Return a picture of one colour."""
    rows = zlib.compress((b"\0" + b"\x33\x66\xcc" * width) * height)
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")]
    packed = [struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def opened(page: Page, folder: Path, board: MapBoard, theme: str = "light") -> Stage:
    stage = Stage(page, folder, {"board": board}, theme=theme)
    page.locator(".jk-board:not([aria-busy])").wait_for()
    return stage


def test_every_cell_says_what_it_rests_on_and_follows_an_edit(strict_page: Page, tmp_path: Path) -> None:
    journey = example("cook-family")
    log = jk.datasets.log_for("cook-family")
    measured = jk.measure(journey, read_events(log, path_col="path_id", event_col="event", timestamp_col="time"))
    board = MapBoard(journey, evidence=board_numbers(shared_numbers(measured, least=1)))
    stage = opened(strict_page, tmp_path, board)
    expect(strict_page.locator(".jk-ground")).to_have_count(0)
    button = strict_page.get_by_role("button", name="Evidence")
    button.click()
    statuses = evidence.statuses(journey, measured)
    for row in statuses.to_dict("records"):
        cell = strict_page.locator(f'[data-key="{row["lane_id"]}/{row["stage_id"]}"]')
        badge = cell.locator(":scope > .jk-ground")
        if row["status"] == "none":
            expect(badge).to_have_count(0)
        else:
            expect(badge).to_have_attribute("data-status", row["status"])
    counts = statuses["status"].value_counts()
    line = strict_page.get_by_role("list", name="What the cells are based on")
    expect(line).to_contain_text(f"{counts['measured']} measured")
    expect(line).to_contain_text(f"{counts['assumed']} assumed")
    # A source turns a guess into something that was heard.
    board.map = jk.edit.add_source(board.map, "Interviews with 12 families", kind="interview")
    source = board.map.sources[-1].id
    cell = next(cell for cell in journey.cells if cell.lane == "actions")
    board.map = jk.edit.set_cell(board.map, cell.stage, cell.lane, cell.text, persona=cell.persona, sources=(source,))
    stage.flush()
    badge = strict_page.locator(f'[data-key="actions/{cell.stage}"] > .jk-ground')
    expect(badge).to_have_text("from a source")
    expect(badge).to_have_attribute("title", "Interviews with 12 families")
    assert_axe_clean(strict_page)
    shot(strict_page, "board-evidence-light")
    button.click()
    expect(strict_page.locator(".jk-ground")).to_have_count(0)


def test_a_picture_is_chosen_in_the_panel_shown_on_its_chip_and_taken_away(strict_page: Page, tmp_path: Path) -> None:
    board = MapBoard(example("online-shop"))
    stage = opened(strict_page, tmp_path, board)
    strict_page.locator(".jk-board.is-editable").wait_for()
    id_ = board.map.touchpoints[0].id
    chip = strict_page.locator(f'.jk-item--touchpoints[data-item="{id_}"]')
    chip.focus()
    strict_page.keyboard.press("Alt+Enter")
    panel = strict_page.locator(".jk-dock")
    panel.locator("details").evaluate("(fold) => { fold.open = true; }")
    box = panel.get_by_label("Picture")
    box.set_input_files({"name": "screen.png", "mimeType": "image/png", "buffer": png(960, 600)})
    expect(chip.locator(".jk-picture")).to_be_visible()
    stage.settle()
    kind, _, packed = board.map.touchpoints[0].picture.partition(",")
    assert kind == "data:image/jpeg;base64"
    assert len(base64.b64decode(packed)) < 20_000
    size = chip.locator(".jk-picture").evaluate("(image) => [image.naturalWidth, image.naturalHeight]")
    assert size == [480, 300]
    assert_axe_clean(strict_page)
    shot(strict_page, "board-picture-light")
    panel.get_by_role("button", name="Remove the picture").click()
    expect(chip.locator(".jk-picture")).to_have_count(0)
    stage.settle()
    assert board.map.touchpoints[0].picture == ""


def test_readers_see_pictures_and_nothing_else_in_their_place(new_strict_page: NewPage, tmp_path: Path) -> None:
    journey = example("online-shop")
    first, second = journey.touchpoints[:2]
    picture = f"data:image/png;base64,{base64.b64encode(png(16, 10)).decode()}"
    journey = jk.edit.update_touchpoint(journey, first.id, picture=picture)
    # A file may hold anything here.
    journey = jk.edit.update_touchpoint(journey, second.id, picture="javascript:alert(1)")
    page = new_strict_page(width=1200, height=900)
    opened(page, tmp_path, MapBoard(journey, editable=False), theme="dark")
    expect(page.locator(".jk-picture")).to_have_count(1)
    page.locator(f'.jk-item--touchpoints[data-item="{first.id}"]').click()
    expect(page.get_by_role("img", name=f"Picture of {first.name}")).to_be_visible()
    page.locator(f'.jk-item--touchpoints[data-item="{second.id}"]').click()
    expect(page.get_by_role("img", name=f"Picture of {second.name}")).to_have_count(0)
    assert "javascript:" not in page.content().split('id="widgets"')[0]


def test_the_face_of_a_point_is_its_score_and_follows_it(strict_page: Page, tmp_path: Path) -> None:
    board = MapBoard(example("cook-family"))
    opened(strict_page, tmp_path, board)
    strict_page.locator(".jk-board.is-editable").wait_for()
    dot = strict_page.locator('[data-key="feelings/decision"] .jk-dot--assumed')
    expect(dot).to_have_attribute("data-face", "negative")
    dot.focus()
    for _ in range(4):
        strict_page.keyboard.press("Shift+ArrowUp")
    expect(dot).to_have_attribute("data-face", "positive")
    faces = strict_page.evaluate(
        "() => getComputedStyle(document.querySelector('.jk-dot[data-face]'), '::before').maskImage"
    )
    assert faces.startswith('url("data:image/svg+xml')


def test_the_board_fills_the_screen_and_comes_back(strict_page: Page, tmp_path: Path) -> None:
    opened(strict_page, tmp_path, MapBoard(example("cook-family")))
    button = strict_page.get_by_role("button", name="Full screen")
    button.click()
    strict_page.wait_for_function("() => document.fullscreenElement?.classList.contains('jk-board')")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    strict_page.wait_for_function("() => document.fullscreenElement === null")
    expect(button).to_have_attribute("aria-pressed", "false")
