"""The board on a shared map, in Chromium: others' edits, honest states, comments, history."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import journeykit as jk
from journeykit.editors.map_board import MapBoard
from journeykit.examples import example
from journeykit.store import SharedMap, open_shared
from tests.browser.chromium import NewPage, assert_axe_clean, shot
from tests.browser.harness import Stage

pytestmark = pytest.mark.browser


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[SharedMap, SharedMap]]:
    """Ann and Ben on one map."""
    jk.write_map(example("cook-family"), tmp_path / "cook.json")
    path = tmp_path / "cook.json"
    with open_shared(path, author="Ann Lee") as ann, open_shared(path, author="Ben") as ben:
        assert isinstance(ann, SharedMap)
        assert isinstance(ben, SharedMap)
        yield ann, ben


def until(stage: Stage, true: Callable[[], bool], seconds: float = 5) -> None:
    """Hand over what Python says until something is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        stage.page.wait_for_timeout(30)
        stage.flush()


def opened(page: Page, folder: Path, shared: SharedMap, **more: Any) -> Stage:
    stage = Stage(page, folder, {"board": MapBoard(shared, **more)})
    expect(stage.page.locator(".jk-live")).to_be_visible()
    return stage


def test_what_another_person_does_comes_in_while_somebody_types(
    strict_page: Page, tmp_path: Path, two: tuple[SharedMap, SharedMap]
) -> None:
    ann, ben = two
    stage = opened(strict_page, tmp_path, ann)
    cell = strict_page.locator(".jk-cell--text").first
    cell.click()
    field = strict_page.locator("textarea:focus")
    field.fill("Half a sent")
    first = ann.map.stages[0].id
    ben.edit("update_stage", id=first, name="Ben was here")
    until(stage, lambda: strict_page.get_by_text("Ben was here").count() > 0)
    expect(field).to_be_focused()
    expect(field).to_have_value("Half a sent")
    field.press("Enter")
    expect(strict_page.locator(".jk-live__state")).to_have_text(re.compile("Sav"))
    assert any(c.text == "Half a sent" for c in ann.map.cells)


def test_of_two_texts_that_met_the_loser_sees_both_and_may_take_his_own_again(
    strict_page: Page, tmp_path: Path, two: tuple[SharedMap, SharedMap]
) -> None:
    ann, ben = two
    stage = opened(strict_page, tmp_path, ann)
    first = ann.map.stages[0].id
    strict_page.locator(".jk-stage__name").first.click()
    field = strict_page.locator("textarea:focus, input:focus")
    # Ben's text comes in while hers is being typed: what she saw when she began is what her edit rests on.
    ben.edit("update_stage", id=first, name="Ben's name")
    until(stage, lambda: ann.map.stages[0].name == "Ben's name")
    field.fill("Ann's name")
    field.press("Enter")
    expect(strict_page.get_by_text("Your text replaced what Ben wrote at the same time: “Ben's name”")).to_be_visible()
    base = ann.revision
    ben.submit("update_stage", {"id": first, "name": "Ben again"}, base=base - 1)
    until(stage, lambda: strict_page.get_by_text("Ben changed name of stage").count() > 0)
    note = strict_page.locator(".jk-live__note").filter(has_text="Ben changed name of stage")
    expect(note).to_contain_text("“Ben again” stands, yours was “Ann's name”")
    note.get_by_role("button", name="Use mine").click()
    expect(strict_page.locator(".jk-stage__name").first).to_have_text("Ann's name")
    assert ben.catch_up().stages[0].name == "Ann's name"


def test_an_edit_of_a_removed_element_is_refused_in_words_and_the_removal_can_be_taken_back(
    strict_page: Page, tmp_path: Path, two: tuple[SharedMap, SharedMap]
) -> None:
    ann, ben = two
    stage = opened(strict_page, tmp_path, ann)
    second = ann.map.stages[1]
    base = ben.revision
    ann.edit("update_stage", id=second.id, objective="Trust")
    ben.submit("remove_stage", {"id": second.id}, base=base)
    until(stage, lambda: strict_page.get_by_role("button", name="Bring it back").count() > 0)
    expect(strict_page.locator(".jk-stage")).to_have_count(4)
    strict_page.get_by_role("button", name="Bring it back").first.click()
    expect(strict_page.locator(".jk-stage")).to_have_count(5)
    assert ben.catch_up().stages[1].objective == "Trust"


def test_a_comment_is_written_answered_and_settled_by_keyboard(
    strict_page: Page, tmp_path: Path, two: tuple[SharedMap, SharedMap]
) -> None:
    ann, ben = two
    ann.edit("add_owner", name="Zoe Marketing")
    stage = opened(strict_page, tmp_path, ann)
    head = strict_page.locator(".jk-stage").nth(1)
    head.focus()
    strict_page.keyboard.press("Shift+F2")
    field = strict_page.get_by_role("textbox", name="New comment on “Consideration”")
    expect(field).to_be_focused()
    field.press_sequentially("Who checks this? @Zo")
    strict_page.get_by_role("button", name="@Zoe Marketing").click()
    expect(field).to_have_value("Who checks this? @Zoe Marketing ")
    field.press("Control+Enter")
    thread = strict_page.get_by_role("article", name="Stage “Consideration”")
    until(stage, lambda: thread.count() == 1)
    expect(thread.locator("mark")).to_have_text("@Zoe Marketing")
    expect(head.locator(".jk-live__bubble")).to_have_text("1")
    ben.comments.reply(ben.comments.threads()[0].id, "<img src=x onerror=alert(1)>")
    until(stage, lambda: thread.get_by_text("<img src=x").count() == 1)
    thread.get_by_role("button", name="Resolve").click()
    until(stage, lambda: thread.count() == 0)
    expect(head.locator(".jk-live__bubble")).to_have_count(0)
    strict_page.get_by_role("combobox", name="Which comments").select_option("resolved")
    expect(thread).to_have_count(1)
    strict_page.keyboard.press("Escape")
    expect(head).to_be_focused()
    assert ben.comments.threads()[0].remarks[0].mentions == ("zoe-marketing",)


def test_a_version_is_named_compared_and_restored(
    strict_page: Page, tmp_path: Path, two: tuple[SharedMap, SharedMap]
) -> None:
    ann, ben = two
    stage = opened(strict_page, tmp_path, ann)
    before = ann.map
    strict_page.get_by_role("button", name="History", exact=True).click()
    strict_page.get_by_role("textbox", name="Name of this version").fill("Before the workshop")
    strict_page.keyboard.press("Enter")
    expect(strict_page.locator(".jk-live__version")).to_have_count(1)
    ben.edit("remove_stage", id=before.stages[1].id)
    until(stage, lambda: strict_page.get_by_text("Stage “Consideration” removed").count() > 0)
    strict_page.locator(".jk-live__version").get_by_role("button", name="Restore …").click()
    expect(strict_page.locator(".jk-live__compare li[data-kind='added']").first).to_contain_text("Consideration")
    strict_page.locator(".jk-live__compare").get_by_role("button", name="Restore").click()
    expect(strict_page.locator(".jk-stage")).to_have_count(5)
    until(stage, lambda: ben.catch_up() == before)
    until(stage, lambda: strict_page.get_by_text("Restored the version “Before the workshop”").count() > 0)


def test_two_seconds_of_delay_and_another_order_lose_no_edit(
    strict_page: Page, tmp_path: Path, two: tuple[SharedMap, SharedMap]
) -> None:
    ann, ben = two
    stage = opened(strict_page, tmp_path, ann)
    cells = strict_page.locator(".jk-cell--text")
    expect(strict_page.locator(".jk-board.is-editable")).to_be_visible()
    strict_page.evaluate(
        """() => {
            const later = (ms) => new Promise((done) => setTimeout(done, ms));
            const [ask, answer] = [globalThis.toPython, globalThis.deliver];
            let out = 0, back = 0;
            globalThis.toPython = async (...args) => { await later([900, 100, 500][out++ % 3]); return ask(...args); };
            globalThis.deliver = async (replies) => { await later([200, 1100, 600][back++ % 3]); answer(replies); };
        }"""
    )
    for number in range(4):
        cells.nth(number).click()
        strict_page.locator("textarea:focus").fill(f"Slow {number}")
        strict_page.keyboard.press("Enter")
    expect(strict_page.locator(".jk-live__state")).to_have_text("Saving…")
    ben.edit("update_stage", id=ann.map.stages[0].id, name="Meanwhile")
    until(stage, lambda: strict_page.get_by_text("Meanwhile").count() > 0, 9)
    for number in range(4):
        expect(cells.nth(number)).to_contain_text(f"Slow {number}", timeout=9000)
    assert {f"Slow {number}" for number in range(4)} <= {cell.text for cell in ben.catch_up().cells}


def test_the_panels_are_accessible_in_both_themes(
    new_strict_page: NewPage, tmp_path: Path, two: tuple[SharedMap, SharedMap]
) -> None:
    ann, ben = two
    ann.edit("add_owner", name="Marketing")
    ben.presence.move(f"stages/{ann.map.stages[1].id}")
    ben.comments.add(f"touchpoints/{ann.map.touchpoints[0].id}", "Do people find this? @Marketing please look.")
    thread = ben.comments.add(f"stages/{ann.map.stages[2].id}", "Rename it?")
    ann.comments.reply(thread.id, "Yes, to “Choice”.")
    ann.history.name_version("Before the workshop")
    ann.edit("update_stage", id=ann.map.stages[0].id, name="Hear of it")
    ben.submit("update_stage", {"id": ann.map.stages[0].id, "name": "Notice"}, base=0)
    for theme in ("light", "dark"):
        page = new_strict_page(width=1500, height=900, dark=theme == "dark")
        stage = opened(page, tmp_path, ann)
        expect(page.locator(".jk-live__bubble")).to_have_count(2)
        expect(page.locator("[data-who='Ben']")).to_have_count(1)
        names = {"Comments 2": "comments", "History": "history", "On this map": "people"}
        for name, word in names.items():
            page.get_by_role("button", name=name).filter(has_not_text="elements").last.click()
            expect(page.locator(f".jk-dock[data-panel='live-{word}']")).to_be_visible()
            if word == "history":
                expect(page.locator(".jk-live__entry").first).to_be_visible()
            shot(page, f"live-{word}-{theme}")
            assert_axe_clean(page, exclude=[".jk-dock__title"])
        stage.flush()


# -------------------------------------------------------------------------------------------------------------- Voila


def notebook(folder: Path, map_path: Path) -> Path:
    """A notebook that shows a shared board."""
    code = (
        "import journeykit as jk\nfrom journeykit.store import open_shared\n"
        f"jk.MapBoard(open_shared({str(map_path)!r}, author='Visitor'), editable=True)"
    )
    cell = {"cell_type": "code", "id": "board", "source": code, "metadata": {}, "outputs": [], "execution_count": None}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path = folder / "shared.ipynb"
    path.write_text(
        json.dumps({"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8"
    )
    return path


def kernel_of(page: Page) -> int:
    """The process behind a Voila page."""
    config = json.loads(page.locator("#jupyter-config-data").text_content() or "{}")
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                command, name = (process / "cmdline").read_bytes(), (process / "comm").read_text(encoding="utf-8")
            except OSError:
                continue
            if config["kernelId"].encode() in command or f"kernel-{config['kernelId'][:8]}" == name.strip():
                return int(process.name)
    raise AssertionError("no process for the kernel of this page")


def test_two_voila_pages_and_a_script_see_each_other_and_a_dead_kernel_loses_no_edit(
    new_strict_page: NewPage, tmp_path: Path, voila_url: Callable[[Path | str], str]
) -> None:
    path = tmp_path / "cook.json"
    jk.write_map(example("cook-family"), path)
    url = voila_url(notebook(tmp_path, path))
    one, other = new_strict_page(width=1500), new_strict_page(width=1500)
    for page in (one, other):
        page.goto(url)
        expect(page.locator(".jk-live")).to_be_visible(timeout=60_000)
        expect(page.locator(".jk-board.is-editable")).to_be_visible()
    one.locator(".jk-stage__name").first.click()
    one.locator("textarea:focus, input:focus").fill("Typed in one page")
    one.keyboard.press("Enter")
    expect(other.locator(".jk-stage__name").first).to_have_text("Typed in one page", timeout=3000)
    expect(one.locator(".jk-live__state")).to_have_text(re.compile(r"Saved \d\d:\d\d"), timeout=5000)
    with open_shared(path, author="Script") as script:
        script.edit("update_stage", id=script.map.stages[1].id, name="From a script")
        expect(one.locator(".jk-stage__name").nth(1)).to_have_text("From a script", timeout=3000)
        expect(other.locator(".jk-stage__name").nth(1)).to_have_text("From a script", timeout=3000)
        expect(one.locator(".jk-live__face")).to_have_count(3, timeout=5000)
        # The kernel of one page is killed: it says so (how soon is held in tests/serve), and keeps what is typed then.
        os.kill(kernel_of(one), signal.SIGKILL)
        expect(one.locator(".jk-keep__note[data-tone='problem']")).to_be_visible()
        expect(one.locator(".jk-live__state")).to_contain_text("Not saved: no answer")
        one.locator(".jk-stage__name").nth(2).click()
        one.locator("textarea:focus, input:focus").fill("Typed into nothing")
        one.keyboard.press("Enter")
        expect(one.locator(".jk-keep__note[data-tone='problem']")).to_contain_text("1 edit is kept in this browser")
        shot(one, "live-gone")
        one.reload()
        expect(one.locator(".jk-stage__name").nth(2)).to_have_text("Typed into nothing", timeout=60_000)
        expect(one.get_by_text("1 edit that was kept in this browser is on the map now.")).to_be_visible()
        assert script.catch_up().stages[2].name == "Typed into nothing"
        expect(other.locator(".jk-stage__name").nth(2)).to_have_text("Typed into nothing", timeout=3000)
