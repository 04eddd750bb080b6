"""PersonaEditor in Chromium: edited by mouse and by keys, focus kept, nothing jumps, nothing typed is lost."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from journeykit.editors.persona_editor import PersonaEditor
from journeykit.model import new_map
from journeykit.model.edit import EDITS
from journeykit.model.journey import JourneyMap
from tests.browser.chromium import assert_axe_clean
from tests.browser.harness import Stage

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]
PERSONA_TAB = ".jk-tab:not(.jk-tab--compare)"


@pytest.fixture
def family() -> JourneyMap:
    journey = EDITS["add_source"](new_map("Planner", stages=["Aware"]), "Nine interviews")
    journey = EDITS["add_persona"](
        journey,
        "Trey and Denise Cook",
        story="A baby is on the way.",
        quote="Is there a path forward?",
        challenges=["Jargon", "Fees"],
        demographics=[{"name": "Age", "value": "34"}],
        reviewed="2026-10-12",
    )
    return EDITS["add_persona"](journey, "Ada")


def box(locator: Locator) -> dict[str, float]:
    found = locator.bounding_box()
    assert found is not None
    return {name: round(value) for name, value in found.items()}


def persona(editor: PersonaEditor, index: int = 0) -> Any:
    return editor.map.personas[index]


def test_a_field_is_edited_by_click_and_saved_by_enter_with_the_focus_kept(
    strict_page: Page, tmp_path: Path, family: JourneyMap
) -> None:
    editor = PersonaEditor(family)
    stage = Stage(strict_page, tmp_path, {"p": editor})
    strict_page.get_by_role("button", name="Story: A baby is on the way.").click()
    field = strict_page.get_by_role("textbox", name="Story")
    expect(field).to_be_focused()
    field.fill("Two incomes.")
    field.press("Shift+Enter")
    strict_page.keyboard.type("One baby.")
    strict_page.keyboard.press("Enter")
    expect(strict_page.get_by_role("button", name="Story: Two incomes. One baby.")).to_be_focused()
    assert persona(editor).story == "Two incomes.\nOne baby."
    [edit] = [message["content"] for message in stage.sent("p")]
    assert (edit["edit"], edit["args"]["id"]) == ("update_persona", "trey-and-denise-cook")


def test_leaving_a_field_saves_it_and_escape_takes_the_typing_back(
    strict_page: Page, tmp_path: Path, family: JourneyMap
) -> None:
    editor = PersonaEditor(family)
    stage = Stage(strict_page, tmp_path, {"p": editor})
    strict_page.get_by_role("button", name="Goal:").click()
    strict_page.keyboard.type("Know what is affordable")
    strict_page.get_by_role("button", name="Trigger:").click()
    expect(strict_page.get_by_role("button", name="Goal: Know what is affordable")).to_be_visible()
    strict_page.keyboard.type("no")
    strict_page.keyboard.press("Escape")
    expect(strict_page.get_by_role("button", name="Trigger: Which event sets them going?")).to_be_focused()
    assert (persona(editor).goal, persona(editor).trigger) == ("Know what is affordable", "")
    assert len(stage.sent("p")) == 1


def test_nothing_jumps_while_a_field_opens_and_grows(strict_page: Page, tmp_path: Path, family: JourneyMap) -> None:
    Stage(strict_page, tmp_path, {"p": PersonaEditor(family)})
    story = strict_page.locator(".jk-persona__story .jk-text")
    below = strict_page.get_by_role("heading", name="Situation")
    before, under = box(story), box(below)
    story.click()
    assert box(story) == before
    assert box(strict_page.get_by_role("textbox", name="Story")) == before
    strict_page.keyboard.type(" It changes everything. " * 12)
    grown = box(story)
    assert grown["height"] > before["height"]
    assert box(below)["y"] - under["y"] == grown["height"] - before["height"]
    field = strict_page.get_by_role("textbox", name="Story")
    assert field.evaluate("(e) => e.scrollHeight <= e.clientHeight + 1")


def test_items_are_added_one_after_the_other_moved_and_removed_by_keys(
    strict_page: Page, tmp_path: Path, family: JourneyMap
) -> None:
    editor = PersonaEditor(family)
    Stage(strict_page, tmp_path, {"p": editor})
    strict_page.get_by_role("button", name="Add challenge").focus()
    strict_page.keyboard.press("Enter")
    for text in ("No evenings", "Forms"):
        strict_page.keyboard.type(text)
        strict_page.keyboard.press("Enter")
        expect(strict_page.get_by_role("textbox", name="New challenge")).to_be_focused()
        expect(strict_page.get_by_role("textbox", name="New challenge")).to_have_value("")
    strict_page.keyboard.press("Escape")
    expect(strict_page.get_by_role("button", name="Add challenge")).to_be_focused()
    assert persona(editor).challenges == ("Jargon", "Fees", "No evenings", "Forms")

    strict_page.get_by_role("button", name="Edit challenge 1: Jargon").focus()
    strict_page.keyboard.press("Alt+ArrowDown")
    expect(strict_page.get_by_role("button", name="Edit challenge 2: Jargon")).to_be_focused()
    assert persona(editor).challenges == ("Fees", "Jargon", "No evenings", "Forms")

    strict_page.get_by_role("button", name="Remove challenge 4").focus()
    strict_page.keyboard.press("Enter")
    expect(strict_page.get_by_role("button", name="Edit challenge 3: No evenings")).to_be_focused()
    assert persona(editor).challenges == ("Fees", "Jargon", "No evenings")


def test_emptying_an_item_removes_it_and_the_last_one_leaves_the_focus_in_its_list(
    strict_page: Page, tmp_path: Path, family: JourneyMap
) -> None:
    editor = PersonaEditor(family)
    Stage(strict_page, tmp_path, {"p": editor})
    for _ in range(2):
        strict_page.get_by_role("button", name="Edit challenge 1").click()
        strict_page.get_by_role("textbox", name="Edit challenge 1").fill("")
        strict_page.keyboard.press("Enter")
    expect(strict_page.get_by_role("button", name="Add challenge: What stands in their way?")).to_be_visible()
    assert persona(editor).challenges == ()
    assert strict_page.evaluate("document.activeElement !== document.body")


def test_a_refused_text_is_kept_as_a_draft_and_the_reason_is_said(
    strict_page: Page, tmp_path: Path, family: JourneyMap
) -> None:
    editor = PersonaEditor(family)
    Stage(strict_page, tmp_path, {"p": editor})
    strict_page.get_by_role("button", name="Reviewed: 12 Oct 2026").click()
    strict_page.get_by_role("textbox", name="Reviewed").fill("10/12/2026")
    strict_page.keyboard.press("Enter")
    status = strict_page.locator(".jk-status")
    expect(status).to_have_text("Write the date like “12 Oct 2026”.")
    draft = strict_page.get_by_role("button", name="Reviewed: 10/12/2026")
    expect(draft).to_be_focused()
    draft.press("Enter")
    expect(strict_page.get_by_role("textbox", name="Reviewed")).to_have_value("10/12/2026")
    strict_page.get_by_role("textbox", name="Reviewed").fill("3 Nov 2026")
    strict_page.keyboard.press("Enter")
    expect(strict_page.get_by_role("button", name="Reviewed: 3 Nov 2026")).to_be_visible()
    expect(status).to_have_text("")
    assert str(persona(editor).reviewed) == "2026-11-03"


def test_a_name_cannot_be_emptied_and_python_says_so(strict_page: Page, tmp_path: Path, family: JourneyMap) -> None:
    editor = PersonaEditor(family)
    Stage(strict_page, tmp_path, {"p": editor})
    strict_page.get_by_role("button", name="Name: Trey and Denise Cook").click()
    strict_page.get_by_role("textbox", name="Name", exact=True).fill("")
    strict_page.keyboard.press("Enter")
    expect(strict_page.locator(".jk-status")).to_contain_text("Nothing was changed")
    assert editor.map is family


def test_a_persona_is_added_named_removed_and_brought_back_by_keys(
    strict_page: Page, tmp_path: Path, family: JourneyMap
) -> None:
    editor = PersonaEditor(family)
    Stage(strict_page, tmp_path, {"p": editor})
    strict_page.get_by_role("button", name="Add persona").focus()
    strict_page.keyboard.press("Enter")
    expect(strict_page.get_by_role("heading", name="Segment, step 1 of 4")).to_be_visible()
    for answer in ("Navy officers", "", "Impatient with slow machines", "Grace Hopper"):
        strict_page.keyboard.type(answer)
        strict_page.keyboard.press("Enter")
    expect(strict_page.get_by_role("tab", name="Grace Hopper")).to_have_attribute("aria-selected", "true")
    expect(strict_page.get_by_role("button", name="Name: Grace Hopper")).to_be_focused()
    assert editor.persona == "grace-hopper"
    assert (persona(editor, 2).segment, persona(editor, 2).situation) == ("Navy officers", "")
    assert editor.history[-1][0] == "add_persona"

    strict_page.get_by_role("button", name="Remove this persona").focus()
    strict_page.keyboard.press("Enter")
    expect(strict_page.get_by_role("tab", name="Trey and Denise Cook")).to_be_focused()
    expect(strict_page.locator(".jk-status")).to_have_text("Persona “Grace Hopper” removed.Undo")
    assert len(editor.map.personas) == 2
    strict_page.keyboard.press("Control+z")
    expect(strict_page.locator(PERSONA_TAB)).to_have_count(3)
    strict_page.keyboard.press("Control+Shift+z")
    expect(strict_page.locator(PERSONA_TAB)).to_have_count(2)


def test_arrow_keys_switch_between_personas_and_python_knows(
    strict_page: Page, tmp_path: Path, family: JourneyMap
) -> None:
    editor = PersonaEditor(family)
    Stage(strict_page, tmp_path, {"p": editor})
    strict_page.get_by_role("tab", name="Trey").focus()
    strict_page.keyboard.press("ArrowRight")
    expect(strict_page.get_by_role("tab", name="Ada")).to_be_focused()
    expect(strict_page.get_by_role("heading", level=2)).to_contain_text("Ada")
    assert editor.persona == "ada"


def test_a_map_without_personas_invites_to_the_first_one(strict_page: Page, tmp_path: Path) -> None:
    editor = PersonaEditor(new_map("Shop"))
    Stage(strict_page, tmp_path, {"p": editor})
    strict_page.get_by_role("button", name="Add the first persona").click()
    for _ in range(3):
        strict_page.get_by_role("button", name="Skip for now").click()
    strict_page.keyboard.type("Ada")
    strict_page.get_by_role("button", name="Add this persona").click()
    expect(strict_page.get_by_role("button", name="Name: Ada")).to_be_focused()
    strict_page.get_by_role("button", name="Remove this persona").click()
    expect(strict_page.get_by_role("button", name="Add the first persona")).to_be_focused()


def test_a_change_from_elsewhere_leaves_the_typing_alone(strict_page: Page, tmp_path: Path, family: JourneyMap) -> None:
    editor = PersonaEditor(family)
    stage = Stage(strict_page, tmp_path, {"p": editor})
    strict_page.get_by_role("button", name="Story:").click()
    strict_page.get_by_role("textbox", name="Story").fill("half a sen")
    editor.edit("update_persona", id="trey-and-denise-cook", story="theirs", goal="Be safe")
    stage.flush()
    expect(strict_page.get_by_role("button", name="Goal: Be safe")).to_be_visible()
    expect(strict_page.get_by_role("textbox", name="Story")).to_be_focused()
    expect(strict_page.get_by_role("textbox", name="Story")).to_have_value("half a sen")
    strict_page.keyboard.press("Escape")
    expect(strict_page.get_by_role("button", name="Story: theirs")).to_be_visible()


def test_two_quick_changes_of_one_list_both_stay(strict_page: Page, tmp_path: Path, family: JourneyMap) -> None:
    editor = PersonaEditor(family)
    Stage(strict_page, tmp_path, {"p": editor})
    strict_page.evaluate("document.querySelectorAll('[aria-label^=\"Remove challenge\"]').forEach((b) => b.click())")
    expect(strict_page.get_by_role("button", name="Remove challenge 1")).to_have_count(1)
    assert len(persona(editor).challenges) == 1


def test_facts_and_sources_are_edited_in_place(strict_page: Page, tmp_path: Path, family: JourneyMap) -> None:
    editor = PersonaEditor(family)
    Stage(strict_page, tmp_path, {"p": editor})
    strict_page.get_by_role("button", name="Add fact").click()
    strict_page.keyboard.type("Income")
    strict_page.keyboard.press("Enter")
    expect(strict_page.locator(".jk-status")).to_contain_text("name: value")
    strict_page.get_by_role("button", name="Value of fact 1: 34").click()
    strict_page.get_by_role("textbox", name="Value of fact 1").fill("35")
    strict_page.keyboard.press("Enter")
    source = strict_page.get_by_role("button", name="Nine interviews")
    source.click()
    expect(source).to_have_attribute("aria-pressed", "true")
    assert persona(editor).demographics[0].value == "35"
    assert persona(editor).sources == ("nine-interviews",)


def test_facts_stand_in_two_columns_whatever_the_notebook_does_to_lists(
    strict_page: Page, tmp_path: Path, family: JourneyMap
) -> None:
    Stage(strict_page, tmp_path, {"p": PersonaEditor(family)})
    name = box(strict_page.get_by_role("button", name="Name of fact 1: Age"))
    value = box(strict_page.get_by_role("button", name="Value of fact 1: 34"))
    assert name["y"] == value["y"]
    assert name["width"] > 60
    assert value["x"] >= name["x"] + name["width"]


def test_two_views_of_one_editor_show_the_same(strict_page: Page, tmp_path: Path, family: JourneyMap) -> None:
    Stage(strict_page, tmp_path, {"p": PersonaEditor(family)})
    strict_page.evaluate(
        "document.querySelector('main').append(Object.assign(document.createElement('div'), {id: 'b'}))"
    )
    strict_page.evaluate("open('p', 'b')")
    strict_page.locator("#p").get_by_role("button", name="Goal:").click()
    strict_page.keyboard.type("Be safe")
    strict_page.keyboard.press("Enter")
    expect(strict_page.locator("#b").get_by_role("button", name="Goal: Be safe")).to_be_visible()


def test_a_reading_view_has_words_and_no_controls(strict_page: Page, tmp_path: Path, family: JourneyMap) -> None:
    editor = PersonaEditor(family, editable=False)
    stage = Stage(strict_page, tmp_path, {"p": editor})
    expect(strict_page.get_by_text("A baby is on the way.")).to_be_visible()
    assert strict_page.get_by_role("button").count() == 0
    assert strict_page.get_by_role("textbox").count() == 0
    expect(strict_page.get_by_role("heading", name="Goal")).to_be_hidden()
    assert stage.sent("p") == []


def test_a_reading_view_leaves_out_what_nobody_wrote(strict_page: Page, tmp_path: Path) -> None:
    journey = EDITS["add_persona"](new_map("Shop"), "Ada")
    Stage(strict_page, tmp_path, {"p": PersonaEditor(journey, editable=False)})
    assert strict_page.locator(".jk-persona__card").inner_text().split() == ["A", "Ada"]
    assert "own words" not in strict_page.locator(".jk-persona").evaluate("(node) => node.textContent")


def test_keys_typed_here_do_not_reach_the_notebook(strict_page: Page, tmp_path: Path, family: JourneyMap) -> None:
    Stage(strict_page, tmp_path, {"p": PersonaEditor(family)})
    strict_page.evaluate("globalThis.heard = 0; document.addEventListener('keydown', () => (heard += 1))")
    strict_page.get_by_role("button", name="Goal:").click()
    strict_page.keyboard.type("dd")
    assert strict_page.evaluate("heard") == 0
    expect(strict_page.locator(".jk-persona")).to_have_attribute("data-lm-suppress-shortcuts", "true")


def test_no_text_of_a_persona_runs_or_calls_out(strict_page: Page, tmp_path: Path) -> None:
    nasty = "<img src=x onerror=alert(1)><script>alert(2)</script><a href='javascript:alert(3)'>x</a>"
    fields: dict[str, Any] = dict.fromkeys(
        ("segment", "situation", "feelings", "story", "quote", "goal", "trigger"), nasty
    )
    lists = {name: [nasty] for name in ("behaviours", "motivations", "challenges", "frustrations", "questions")}
    extra = {"demographics": [{"name": nasty, "value": nasty}]}
    strict_page.on("dialog", lambda dialog: pytest.fail(f"script ran: {dialog.message}"))
    journey = EDITS["add_persona"](new_map("Shop"), nasty, **fields, **lists, **extra)
    Stage(strict_page, tmp_path, {"p": PersonaEditor(journey), "r": PersonaEditor(journey, editable=False)})
    expect(strict_page.get_by_text("<script>alert(2)</script>").first).to_be_visible()
    assert strict_page.locator("#p a, #p script, #r a, #r script, img:not(.jk-portrait__picture)").count() == 0


@pytest.mark.parametrize("address", ["https://example.org/a.png", "javascript:alert(1)", "data:image/svg+xml,<svg/>"])
def test_a_portrait_that_is_no_picture_shows_the_initials(
    strict_page: Page, tmp_path: Path, family: JourneyMap, address: str
) -> None:
    # A file may hold any text here; the model may refuse some of it, the page refuses all of it.
    editor = PersonaEditor(family)
    document = editor.document
    document["content"]["personas"][0]["portrait"] = address
    Stage(strict_page, tmp_path, {"p": editor})
    expect(strict_page.locator(".jk-portrait__letters")).to_have_text("TC")
    expect(strict_page.locator(".jk-portrait__letters")).to_be_visible()
    expect(strict_page.get_by_role("button", name="Story:")).to_be_visible()


@pytest.mark.parametrize(("dark", "width"), [(False, 1600), (True, 800), (False, 360)])
def test_axe_finds_nothing_shown_open_or_refused(
    new_strict_page: NewPage, tmp_path: Path, family: JourneyMap, dark: bool, width: int
) -> None:
    page = new_strict_page(dark=dark, width=width)
    Stage(page, tmp_path, {"p": PersonaEditor(family)})
    assert_axe_clean(page)
    page.get_by_role("button", name="Reviewed:").click()
    page.get_by_role("textbox", name="Reviewed").fill("soon")
    assert_axe_clean(page)
    page.keyboard.press("Enter")
    expect(page.locator(".is-refused")).to_have_count(1)
    assert_axe_clean(page)
    page.get_by_role("tab", name="Ada").click()
    assert_axe_clean(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("journey", [new_map("None"), None])
def test_axe_finds_nothing_in_the_reading_view_and_the_empty_one(
    strict_page: Page, tmp_path: Path, family: JourneyMap, journey: JourneyMap | None
) -> None:
    Stage(strict_page, tmp_path, {"p": PersonaEditor(journey or family, editable=journey is not None)})
    assert_axe_clean(strict_page)


def test_a_half_built_persona_waits_until_it_is_opened_again(
    strict_page: Page, tmp_path: Path, family: JourneyMap
) -> None:
    Stage(strict_page, tmp_path, {"p": PersonaEditor(family)})
    add = strict_page.get_by_role("button", name="Add persona")
    add.click()
    strict_page.keyboard.type("Young families")
    strict_page.keyboard.press("Enter")
    strict_page.keyboard.type("A first flat")
    strict_page.keyboard.press("Escape")
    expect(add).to_be_focused()
    expect(strict_page.get_by_role("heading", level=2)).to_contain_text("Trey")
    add.click()
    expect(strict_page.get_by_role("heading", name="Situation, step 2 of 4")).to_be_visible()
    expect(strict_page.get_by_role("textbox")).to_have_value("A first flat")
    strict_page.get_by_role("button", name="Back").click()
    expect(strict_page.get_by_role("textbox")).to_have_value("Young families")
    for _ in range(2):
        strict_page.keyboard.press("Enter")
    strict_page.keyboard.press("Enter")
    strict_page.get_by_role("button", name="Add this persona").click()
    expect(strict_page.get_by_role("alert")).to_have_text("Give them a name: you will speak of them often.")


def test_the_answers_of_an_interview_are_kept_one_by_one(strict_page: Page, tmp_path: Path, family: JourneyMap) -> None:
    editor = PersonaEditor(family)
    Stage(strict_page, tmp_path, {"p": editor})
    strict_page.locator(".jk-interview summary").click()
    for question, answer in (("Which problem made you", "Rent doubled"), ("Where did you look first", "A forum")):
        strict_page.get_by_role("button", name=f"Answer to: {question}").click()
        strict_page.keyboard.type(answer)
        strict_page.keyboard.press("Enter")
    expect(strict_page.locator(".jk-interview__told")).to_have_text("2 of 5 answered")
    told = persona(editor).interview
    assert (told.problem, told.first_look, told.story) == ("Rent doubled", "A forum", "")


def test_personas_stand_side_by_side_by_keyboard_and_lead_back_to_their_card(
    strict_page: Page, tmp_path: Path, family: JourneyMap
) -> None:
    shares = {"ada": {"share": 0.4, "paths": 4, "text": "40.0 % of customers · n 4", "note": "4 of 10"}}
    Stage(strict_page, tmp_path, {"p": PersonaEditor(family, shares=shares, editable=False)})
    strict_page.get_by_role("tab", name="Trey").focus()
    strict_page.keyboard.press("End")
    expect(strict_page.get_by_role("tab", name="Side by side")).to_be_focused()
    expect(strict_page.get_by_role("row", name="Challenges")).to_contain_text("Jargon")
    expect(strict_page.get_by_role("row", name="Share of customers")).to_contain_text("40.0 % of customers")
    assert_axe_clean(strict_page)
    strict_page.get_by_role("button", name="Ada").click()
    expect(strict_page.get_by_role("heading", level=2)).to_contain_text("Ada")
    expect(strict_page.locator(".jk-persona__share")).to_have_text("40.0 % of customers · n 4")


def picture_file(folder: Path, size: tuple[int, int] = (800, 600)) -> Path:
    file = folder / "photo.png"
    Image.new("RGB", size, (200, 40, 40)).save(file)
    return file


def test_a_chosen_picture_is_made_small_before_it_is_kept(
    strict_page: Page, tmp_path: Path, family: JourneyMap
) -> None:
    editor = PersonaEditor(family)
    Stage(strict_page, tmp_path, {"p": editor})
    strict_page.get_by_label("Picture file").set_input_files(picture_file(tmp_path))
    expect(strict_page.locator(".jk-portrait__picture")).to_be_visible()
    kind, _, packed = persona(editor).portrait.partition(",")
    assert kind == "data:image/jpeg;base64"
    kept = Image.open(io.BytesIO(base64.b64decode(packed)))
    assert kept.size == (256, 256)
    assert len(packed) < 20_000
    strict_page.get_by_role("button", name="Take the picture away").click()
    expect(strict_page.locator(".jk-portrait__letters")).to_be_visible()
    expect(strict_page.get_by_role("button", name="Add a picture")).to_be_focused()
    assert persona(editor).portrait == ""


def test_a_picture_of_20_mb_a_page_and_a_broken_one_are_refused_in_words(
    strict_page: Page, tmp_path: Path, family: JourneyMap
) -> None:
    editor = PersonaEditor(family)
    Stage(strict_page, tmp_path, {"p": editor})
    good = picture_file(tmp_path).read_bytes()
    files = {
        "huge.png": (good + bytes(20_000_000), "20 MB"),
        "page.png": (b"<svg onload=alert(1)>", "PNG, JPEG, WebP or GIF"),
        "cut.png": (good[:60], "damaged"),
    }
    for name, (content, words) in files.items():
        (tmp_path / name).write_bytes(content)
        strict_page.get_by_label("Picture file").set_input_files(tmp_path / name)
        expect(strict_page.locator(".jk-status")).to_contain_text(words)
    assert editor.map is family


def test_a_name_of_ten_thousand_letters_and_right_to_left_words_break_nothing(
    new_strict_page: NewPage, tmp_path: Path, family: JourneyMap
) -> None:
    journey = EDITS["add_persona"](family, "x" * 10_000, story="y" * 10_000)
    journey = EDITS["add_persona"](journey, "نورا من حلب", story="تبحث عن عمل جديد", goal="حياة هادئة")
    page = new_strict_page(width=800)
    Stage(page, tmp_path, {"p": PersonaEditor(journey, "x" * 60)})
    assert page.evaluate("document.documentElement.scrollWidth") <= 800
    page.get_by_role("tab", name="نورا").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("نورا من حلب")
    page.get_by_role("tab", name="Side by side").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 800
