"""A board that nobody shares says what no file has, and gives it back; another map's feelings; feelings as measured."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import journeykit as jk
from journeykit.editors.fact_cards import PageHeader
from journeykit.editors.map_board import MapBoard
from journeykit.model.journey import JourneyMap
from tests.browser.chromium import NewPage, assert_axe_clean, shot
from tests.browser.harness import Stage

pytestmark = pytest.mark.browser


def shop() -> JourneyMap:
    journey = jk.new_map("Shop", stages=["Browse", "Pay"])
    for stage, score in (("browse", 1), ("pay", -1)):
        journey = jk.edit.set_emotion(journey, stage, score, words=["curious"])
    return journey


def opened(page: Page, folder: Path, **more: Any) -> tuple[Stage, MapBoard]:
    board = MapBoard(shop(), **more)
    stage = Stage(page, folder, {"header": PageHeader("Shop"), "board": board}, theme="light")
    page.locator(".jk-board:not([aria-busy])").wait_for()
    return stage, board


def rename(page: Page, stage: int, name: str) -> None:
    page.locator(".jk-stage__name").nth(stage).click()
    page.locator("textarea:focus, input:focus").fill(name)
    page.keyboard.press("Enter")


def test_the_bar_counts_what_no_file_has_without_moving_the_board(strict_page: Page, tmp_path: Path) -> None:
    _, board = opened(strict_page, tmp_path)
    state = strict_page.locator(".jk-keep")
    expect(state.locator(".jk-keep__words")).to_have_text("")
    top = strict_page.locator(".jk-board__frame").bounding_box()
    rename(strict_page, 0, "Look around")
    expect(state).to_have_text("1 edit in no file yetDownload")
    assert strict_page.locator(".jk-board__frame").bounding_box() == top
    assert_axe_clean(strict_page)
    jk.write_map(board.map, tmp_path / "shop.json")
    expect(state).to_have_text(re.compile(r"Saved \d\d:\d\dSave to shop\.json"))
    rename(strict_page, 1, "Check out")
    expect(state).to_have_text("1 edit not saved yetSave to shop.json")


def held(board: MapBoard) -> list[Callable[[], None]]:
    """Keep back the answers about what is saved; return them, to be given later."""
    handle, waiting = board._handle_custom_msg, []

    def holding(content: dict[str, Any], buffers: Any) -> None:
        if content.get("ask") == "kept":
            waiting.append(lambda: handle(content, buffers))
        else:
            handle(content, buffers)

    board._handle_custom_msg = holding
    return waiting


@pytest.mark.parametrize("width", [800, 1000, 1280, 1600])
def test_the_answer_of_a_slow_notebook_moves_nothing(new_strict_page: NewPage, tmp_path: Path, width: int) -> None:
    for name in ("shop.json", "a-rather-long-name-of-a-shop-in-the-high-street-as-it-is.json"):
        jk.write_map(shop(), tmp_path / name)
        board = MapBoard(jk.read_map(tmp_path / name))
        asked = held(board)
        page = new_strict_page(width=width, height=700)
        stage = Stage(page, tmp_path, {"header": PageHeader("Shop"), "board": board}, theme="light")
        page.locator(".jk-board:not([aria-busy])").wait_for()
        expect(page.locator(".jk-keep__words")).to_have_text("")
        top = page.locator(".jk-board__frame").bounding_box()
        for answer in asked:
            answer()
        stage.flush()
        expect(page.locator(".jk-keep__words")).to_contain_text("Saved")
        assert page.locator(".jk-board__frame").bounding_box() == top


@pytest.mark.parametrize("width", [800, 1280, 1600])
@pytest.mark.parametrize("edits", [0, 1, 12])
def test_the_state_of_saving_is_never_cut_off(new_strict_page: NewPage, tmp_path: Path, width: int, edits: int) -> None:
    jk.write_map(shop(), tmp_path / "a-rather-long-name-of-a-shop-in-the-high-street-as-it-is.json")
    board = MapBoard(jk.read_map(tmp_path / "a-rather-long-name-of-a-shop-in-the-high-street-as-it-is.json"))
    page = new_strict_page(width=width, height=700)
    Stage(page, tmp_path, {"header": PageHeader("Shop"), "board": board}, theme="light")
    page.locator(".jk-board:not([aria-busy])").wait_for()
    top = page.locator(".jk-board__frame").bounding_box()
    for number in range(edits):
        board.edit("update_stage", id="pay", name=f"Pay {number}")
    words = page.locator(".jk-keep__words")
    expect(words).to_contain_text(f"{edits} edit" if edits else "Saved")
    assert words.evaluate("(e) => e.scrollWidth <= e.clientWidth && e.scrollHeight <= e.clientHeight")
    assert page.locator(".jk-board__frame").bounding_box() == top
    expect(page.locator(".jk-keep__save")).to_be_in_viewport(ratio=1)
    if edits == 12:
        shot(page, f"keep-{width}")


def test_the_button_saves_to_the_file_by_mouse_and_by_keyboard(strict_page: Page, tmp_path: Path) -> None:
    path = tmp_path / "shop.json"
    jk.write_map(shop(), path)
    board = MapBoard(jk.read_map(path))
    Stage(strict_page, tmp_path, {"header": PageHeader("Shop"), "board": board}, theme="light")
    strict_page.locator(".jk-board:not([aria-busy])").wait_for()
    rename(strict_page, 0, "Look around")
    strict_page.get_by_role("button", name="Save to shop.json").click()
    expect(strict_page.locator(".jk-board__status")).to_have_text(f"Saved to {path}")
    expect(strict_page.locator(".jk-keep__words")).to_have_text(re.compile("^Saved "))
    assert jk.read_map(path).stages[0].name == "Look around"
    # What is still being typed is meant too.
    strict_page.locator(".jk-stage__name").nth(1).click()
    strict_page.locator("textarea:focus, input:focus").fill("Check out")
    strict_page.keyboard.press("Control+s")
    expect(strict_page.locator(".jk-keep__words")).to_have_text(re.compile("^Saved "))
    expect(strict_page.locator(".jk-stage__name").nth(1)).to_have_text("Check out")
    assert jk.read_map(path).stages[1].name == "Check out"
    assert_axe_clean(strict_page)
    jk.write_map(jk.new_map("Theirs"), path)
    rename(strict_page, 0, "Once more")
    strict_page.get_by_role("button", name="Save to shop.json").click()
    expect(strict_page.locator(".jk-board__status")).to_contain_text("saved by somebody else")
    assert jk.read_map(path).name == "Theirs"


def test_without_a_file_the_map_is_downloaded_and_it_is_said_how_it_is_saved(strict_page: Page, tmp_path: Path) -> None:
    _, board = opened(strict_page, tmp_path)
    rename(strict_page, 0, "Look around")
    with strict_page.expect_download() as download:
        strict_page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "shop.json"
    assert jk.read_map(download.value.path()) == board.map
    expect(strict_page.locator(".jk-board__status")).to_contain_text('jk.write_map(board.map, "shop.json")')
    expect(strict_page.locator(".jk-keep__words")).to_have_text("1 edit in no file yet")


def test_silence_is_told_within_five_seconds_and_what_was_typed_meanwhile_is_made_afterwards(
    strict_page: Page, tmp_path: Path
) -> None:
    stage, board = opened(strict_page, tmp_path)
    expect(strict_page.locator(".jk-keep")).to_be_attached()
    answers, board._handle_custom_msg = board._handle_custom_msg, lambda content, buffers: None  # type: ignore[method-assign]
    banner = strict_page.get_by_role("alert")
    expect(banner).to_contain_text("The notebook does not answer", timeout=5000)
    expect(banner).to_be_in_viewport()
    expect(strict_page.locator(".jk-keep__words")).to_have_text("Not saved: no answer")
    words = strict_page.locator(".jk-keep__words")
    assert words.evaluate("(e) => e.scrollWidth <= e.clientWidth && e.clientHeight <= 30")
    rename(strict_page, 0, "Typed into nothing")
    expect(banner).to_contain_text("1 edit is kept in this browser")
    assert_axe_clean(strict_page)
    assert board.map.stages[0].name == "Browse"
    board._handle_custom_msg = answers  # type: ignore[method-assign]
    expect(banner).to_be_hidden()
    expect(strict_page.locator(".jk-stage__name").first).to_have_text("Typed into nothing")
    expect(strict_page.locator(".jk-keep")).to_contain_text("1 edit")
    assert board.map.stages[0].name == "Typed into nothing"
    assert len([m for m in stage.sent("board") if "edit" in m.get("content", {})]) == 1


def test_a_fresh_kernel_is_offered_what_no_file_had(strict_page: Page, tmp_path: Path) -> None:
    opened(strict_page, tmp_path)
    rename(strict_page, 0, "Look around")
    rename(strict_page, 1, "Check out")
    expect(strict_page.locator(".jk-keep")).to_contain_text("2 edits")
    again = strict_page.context.new_page()
    strict_page.close()
    _, board = opened(again, tmp_path)
    expect(again.locator(".jk-keep__note")).to_contain_text(["2 edits of today", ""])
    assert_axe_clean(again)
    again.get_by_role("button", name="Bring back").click()
    expect(again.locator(".jk-stage__name")).to_have_text(["Look around", "Check out"])
    expect(again.get_by_role("button", name="Bring back")).to_be_hidden()
    expect(again.locator(".jk-keep")).to_contain_text("2 edits")
    assert [stage.name for stage in board.map.stages] == ["Look around", "Check out"]
    # Once a file has them nobody is asked again.
    jk.write_map(board.map, tmp_path / "shop.json")
    expect(again.locator(".jk-keep")).to_contain_text("Saved")
    third = again.context.new_page()
    again.close()
    opened(third, tmp_path)
    rename(third, 0, "Anew")
    expect(third.locator(".jk-keep")).to_contain_text("1 edit in no file")
    expect(third.get_by_role("button", name="Bring back")).to_be_hidden()


def fresh(page: Page, folder: Path, journey: JourneyMap) -> tuple[Page, MapBoard]:
    """Another kernel that shows a map, in the same browser."""
    again = page.context.new_page()
    page.close()
    board = MapBoard(journey)
    Stage(again, folder, {"header": PageHeader("Shop"), "board": board}, theme="light")
    again.locator(".jk-board:not([aria-busy])").wait_for()
    return again, board


def test_edits_are_found_by_the_id_of_their_map_also_when_its_file_has_changed(
    strict_page: Page, tmp_path: Path
) -> None:
    opened(strict_page, tmp_path)
    rename(strict_page, 0, "Look around")
    expect(strict_page.locator(".jk-keep")).to_contain_text("1 edit")
    other = jk.edit.update_stage(shop(), "pay", objective="Be quick")
    again, board = fresh(strict_page, tmp_path, other)
    expect(again.locator(".jk-keep__note").first).to_contain_text("1 edit of today")
    expect(again.locator(".jk-keep__note").first).to_contain_text("The map has changed since")
    again.get_by_role("button", name="Bring back").click()
    expect(again.locator(".jk-stage__name").first).to_have_text("Look around")
    assert board.map.stages[1].objective == "Be quick"


def test_edits_of_a_map_outlast_another_one_on_the_same_board(strict_page: Page, tmp_path: Path) -> None:
    stage, board = opened(strict_page, tmp_path)
    rename(strict_page, 0, "Look around")
    expect(strict_page.locator(".jk-keep")).to_contain_text("1 edit")
    board.map = jk.new_map("Dentist", stages=["Search"])
    stage.flush()
    expect(strict_page.locator(".jk-stage__name")).to_have_text(["Search"])
    expect(strict_page.locator(".jk-keep__words")).to_have_text("")
    again, _ = fresh(strict_page, tmp_path, shop())
    expect(again.locator(".jk-keep__note").first).to_contain_text("1 edit of today")


def test_an_edit_that_was_quicker_than_the_first_answer_is_kept(strict_page: Page, tmp_path: Path) -> None:
    board = MapBoard(shop())
    answers = board._handle_custom_msg

    def modules_only(content: dict[str, Any], buffers: Any) -> None:
        if content.get("ask") == "module":
            answers(content, buffers)

    board._handle_custom_msg = modules_only  # type: ignore[method-assign]
    Stage(strict_page, tmp_path, {"header": PageHeader("Shop"), "board": board}, theme="light")
    strict_page.locator(".jk-board:not([aria-busy])").wait_for()
    rename(strict_page, 0, "Look around")
    again, _ = fresh(strict_page, tmp_path, shop())
    expect(again.locator(".jk-keep__note").first).to_contain_text("1 edit of today")


@pytest.mark.parametrize("editable", [True, False])
def test_another_maps_feelings_lie_pale_behind_and_are_named(strict_page: Page, tmp_path: Path, editable: bool) -> None:
    planned = jk.edit.update_map(shop(), state="future")
    planned = jk.edit.set_emotion(planned, "pay", 1.5, words=["relieved"])
    stage, board = opened(strict_page, tmp_path, beside=planned, editable=editable)
    lines = strict_page.locator(".jk-beside__line")
    expect(lines).to_have_count(1)
    assert re.fullmatch(r"M0\.500 [\d.]+L1\.500 [\d.]+", lines.get_attribute("d") or "")
    expect(strict_page.locator(".jk-lane__key .is-beside")).to_have_text("to be")
    expect(strict_page.get_by_role("img", name="to be: very positive, 1.5, relieved")).to_be_attached()
    # Each dot stands on the line: the second one in the middle of the second column, at its height.
    cell = strict_page.locator("[data-lane-kind='emotions'] [role='gridcell']").nth(1).bounding_box()
    spot = strict_page.locator(".jk-beside__spot").nth(1).bounding_box()
    ghost = strict_page.locator(".jk-beside").bounding_box()
    assert cell
    assert spot
    assert ghost
    height = float((lines.get_attribute("d") or "").split()[-1])
    assert abs(ghost["width"] - 2 * cell["width"]) <= 2
    assert abs((spot["y"] + 8 - ghost["y"]) / ghost["height"] - height) < 0.01
    assert_axe_clean(strict_page)
    board.beside = None
    stage.flush()
    expect(lines).to_have_count(0)
    expect(strict_page.locator(".jk-lane__key .is-beside")).to_have_count(0)


def test_a_measured_feeling_is_entered_with_its_answers_and_its_interval(strict_page: Page, tmp_path: Path) -> None:
    _, board = opened(strict_page, tmp_path)
    strict_page.locator(".jk-felt").first.click()
    strict_page.get_by_role("button", name="Measured …").click()
    panel = strict_page.locator(".jk-dock")
    expect(panel.get_by_role("button", name="Measured")).to_have_attribute("aria-pressed", "true")
    answers = panel.get_by_label("Answers (n)")
    answers.fill("214")
    answers.press("Enter")
    # Without a score nothing is made up.
    expect(panel).to_contain_text("Kept with the score")
    assert all(point.kind == "assumed" for point in board.map.emotions)
    for name, value in (("Score", "0.4"), ("Interval from", "0.1"), ("Interval to", "0.7")):
        panel.get_by_label(name, exact=True).fill(value)
        panel.get_by_label(name, exact=True).press("Enter")
    expect(strict_page.locator(".jk-dot--measured:visible")).to_have_attribute(
        "title", "measured 0.4 (0.1 to 0.7) · 214 people\nYou think +1, 214 people say +0.4"
    )
    (point,) = [point for point in board.map.emotions if point.kind == "measured"]
    assert (point.stage, point.score, point.n, point.low, point.high) == ("browse", 0.4, 214, 0.1, 0.7)
    assert_axe_clean(strict_page)
    panel.get_by_role("button", name="Assumed").click()
    expect(panel.get_by_label("Answers (n)")).to_have_count(0)
    expect(panel.get_by_label("Score", exact=True)).to_have_value("1")


@pytest.mark.parametrize(("width", "dark"), [(800, True), (1280, False)])
def test_a_notebook_that_begins_anew_is_offered_the_file_that_it_saved(
    new_strict_page: NewPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int, dark: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    jk.write_map(jk.edit.update_stage(shop(), "pay", name="Pay by card"), "shop.json")
    page = new_strict_page(width=width, height=700, dark=dark)
    _, board = opened(page, tmp_path)
    offer = page.get_by_role("status").filter(has_text="The file shop.json has this map as it was saved today")
    expect(offer).to_be_visible()
    shot(page, f"keep-found-{width}")
    assert_axe_clean(page)
    offer.get_by_role("button", name="Go on from it").press("Enter")
    expect(offer).to_be_hidden()
    expect(page.locator(".jk-stage__name").nth(1)).to_have_text("Pay by card")
    expect(page.locator(".jk-keep")).to_have_text(re.compile(r"Saved \d\d:\d\dSave to shop\.json"))
    assert board.map.stages[1].name == "Pay by card"


def test_who_leaves_the_file_alone_is_not_asked_again(strict_page: Page, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    jk.write_map(jk.edit.update_stage(shop(), "pay", name="Pay by card"), "shop.json")
    opened(strict_page, tmp_path)
    strict_page.get_by_role("button", name="Leave it").click()
    expect(strict_page.get_by_text("The file shop.json")).to_be_hidden()
    rename(strict_page, 0, "Look around")
    expect(strict_page.locator(".jk-keep__words")).to_have_text("1 edit in no file yet")
    expect(strict_page.get_by_text("The file shop.json")).to_be_hidden()
