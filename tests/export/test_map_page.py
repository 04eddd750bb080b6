"""map_page: a map to read in one file, whole in words, silent on the network, and without anybody's id."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

import journeykit as jk
from journeykit.errors import ExportError, UnknownIdError
from journeykit.export.map_page import map_page, render_map_page
from journeykit.model import JourneyMap, edit
from tests.export.pages import HOSTILE
from tests.summary.test_voices import measured, survey

if TYPE_CHECKING:
    from playwright.sync_api import Page

NUMBERS = ("funnel", "arrows", "reach")


@pytest.fixture(scope="module")
def cooks() -> tuple[JourneyMap, Any]:
    return jk.example("cook-family"), jk.read_events(jk.datasets.log_for("cook-family"))


@pytest.fixture(scope="module")
def cook_page(cooks: tuple[JourneyMap, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return map_page(cooks[0], tmp_path_factory.mktemp("cooks") / "map.html", cooks[1])


def words(page: str) -> str:
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("\u00a0", " ").split())


@pytest.mark.slow
def test_the_page_names_state_review_sources_and_how_it_was_counted(cook_page: Path) -> None:
    said = words(cook_page.read_text(encoding="utf-8"))
    assert "as it is · reviewed 14 September 2026 · 4,000 families in the log" in said
    assert "synthetic data: the figures describe nobody" in said
    assert "Families on the map 4,000" in said
    assert "Wilson, 95 %" in said
    assert "groups of fewer than 5 families are not shown" in said
    assert "every 365 days, and whenever the offering changes" in said


def test_without_a_log_the_page_shows_the_design_and_no_number_of_anybody(cooks: tuple[JourneyMap, Any]) -> None:
    page = render_map_page(cooks[0])
    said = words(page)
    assert "in the log" not in said
    assert "Where families go" not in said
    assert "How they feel" in said
    assert '"evidence": {}' in page


def test_no_id_and_no_address_of_the_log_is_in_the_page(tmp_path: Path) -> None:
    journey = jk.new_map("Shop", stages=["See", "Buy"])
    for stage, event in (("see", "home"), ("buy", "pay")):
        journey = edit.add_touchpoint(journey, event, stage=stage, binding={"events": [event]})
    journey = edit.add_persona(journey, "Ada", rule={"where": [{"column": "segment", "value": "new"}]})
    people = [f"canary-{n:03}@example.invalid" for n in range(100)]
    log = pd.DataFrame(
        {
            "user_id": [who for who in people for _ in (0, 1)],
            "event": ["home", "pay"] * 100,
            "timestamp": ["2026-05-01", "2026-05-02"] * 100,
            "segment": [f"secret-{n % 50}" if n > 120 else "new" for n in range(200)],
        }
    )
    page = map_page(journey, tmp_path / "m.html", jk.read_events(log, attribute_cols=["segment"]))
    text = page.read_text(encoding="utf-8")
    assert "100" in words(text)
    assert "canary" not in text
    assert "secret" not in text


def test_no_id_and_no_words_of_a_survey_are_in_the_page_and_no_group_of_few(tmp_path: Path) -> None:
    journey = jk.new_map("Shop", stages=["See", "Buy"])
    survey = pd.DataFrame(
        {
            "respondent": [f"canary-{n:03}" for n in range(40)],
            "Q1": [5, 4, 3, 2] * 10,
            "Q2": [1, 2, 2, *[None] * 37],
            "why": [f"canary words {n}" for n in range(40)],
        }
    )
    answers = jk.read_answers(survey, questions={"Q?": (1, 5)}, comments=["why"], respondent_col="respondent")
    journey = jk.evidence.bind_answers(journey, {"Q1": "see", "Q2": "buy"}, answers=answers)
    journey = edit.add_kpi(journey, "Few", stage="buy", unit="of 5", answer_formula={"questions": "Q2"})
    written = jk.evidence.record_feelings(jk.measure(journey, answers=answers))
    assert [point.stage for point in written.emotions] == ["see"]
    page = map_page(written, tmp_path / "m.html").read_text(encoding="utf-8")
    assert "canary" not in page
    assert '"n": 40' in page or '"n":40' in page
    assert '"n": 3' not in page
    assert '"n":3' not in page


def test_a_page_that_cannot_be_made_says_why(cooks: tuple[JourneyMap, Any], tmp_path: Path) -> None:
    with pytest.raises(UnknownIdError, match="cook-family"):
        map_page(cooks[0], tmp_path / "m.html", persona="cook-famly")
    with pytest.raises(ExportError, match="must be 1 or more, not 0"):
        map_page(cooks[0], tmp_path / "m.html", least=0)
    with pytest.raises(ExportError, match="Choose a folder that exists"):
        map_page(cooks[0], tmp_path / "none" / "m.html")
    assert list(tmp_path.iterdir()) == []


def hostile_map() -> JourneyMap:
    """Return a map with hostile words in every field that takes a person's words."""
    first, second = HOSTILE[0], HOSTILE[4]
    journey = jk.new_map(first, stages=[HOSTILE[1], second])
    see, buy = (stage.id for stage in journey.stages)
    journey = edit.update_map(journey, description=second, scope={"offering": HOSTILE[1], "travellers": HOSTILE[2]})
    journey = edit.add_persona(journey, second, story=first, quote=HOSTILE[3], interview={"story": HOSTILE[1]})
    journey = edit.add_source(journey, HOSTILE[1], url="javascript:window.hacked=1", note=second)
    journey = edit.add_owner(journey, HOSTILE[3], contact=second)
    journey = edit.update_stage(journey, see, definition=second, objective=first)
    for number, name in enumerate(HOSTILE):
        stage = (see, buy)[number % 2]
        journey = edit.add_touchpoint(
            journey, name, stage=stage, goal=name, description=name, binding={"events": [name.replace("*", "")]}
        )
        journey = edit.add_pain_point(journey, name, stage=stage, severity=4, consequence=name, verbatims=[name])
        journey = edit.add_opportunity(journey, name, stage=stage)
        journey = edit.add_kpi(journey, name, stage=stage, definition=name, unit=name)
        journey = edit.set_cell(journey, stage, "actions", f"{name}\n{name}")
    journey = edit.set_emotion(journey, see, -1, words=HOSTILE)
    journey = edit.set_emotion(journey, buy, 1, words=HOSTILE)
    return edit.add_route(
        journey, first, kind="happy", touchpoints=[t.id for t in journey.touchpoints][:3], note=second
    )


def opened(page: Page, file: Path) -> Page:
    page.goto(file.as_uri())
    page.locator("html[data-ready][data-drawn]").wait_for(state="attached")
    page.locator("#board .jk-board:not([aria-busy])").wait_for()
    return page


@pytest.mark.browser
def test_hostile_words_in_every_field_are_read_literally_and_run_nothing(strict_page: Page, tmp_path: Path) -> None:
    journey = hostile_map()
    log = pd.DataFrame({"user_id": [f"u{n}" for n in range(30)], "event": HOSTILE * 5, "timestamp": "2026-05-01"})
    page = opened(strict_page, map_page(journey, tmp_path / "m.html", jk.read_events(log)))
    assert page.locator("h1").inner_text() == HOSTILE[0]
    for item in page.locator("#board .jk-item--touchpoints").all():
        item.click()
        assert page.locator("#board .jk-dock__title").inner_text() in HOSTILE
    assert page.evaluate("() => window.hacked") is None
    assert page.locator("main a, main img[src]:not([src^='data:image/']), svg a, main iframe").count() == 0


@pytest.mark.browser
def test_a_click_tells_every_field_and_escape_leads_back(strict_page: Page, cook_page: Path) -> None:
    from playwright.sync_api import expect

    page = opened(strict_page, cook_page)
    item = page.locator("#board .jk-item--touchpoints", has_text="New-parent money checklist")
    item.click()
    dock = page.locator("#board .jk-dock")
    expect(dock.locator(".jk-dock__title")).to_have_text("New-parent money checklist")
    expect(dock).to_contain_text("Key moment")
    expect(dock).to_contain_text("1,005 families, 25.1\u00a0% of all")
    expect(dock.get_by_role("region")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dock).to_be_hidden()
    expect(item).to_be_focused()
    # By keyboard alone: to a stage, to a text, to feelings.
    for key, kind in (("stage/decision", "Stage"), ("actions/decision", "Cell"), ("feelings/decision", "Feelings")):
        page.locator(f'#board [data-key="{key}"]').focus()
        page.keyboard.press("Enter")
        expect(dock.locator(".jk-dock__kind")).to_have_text(kind)
        page.keyboard.press("Escape")
        expect(page.locator(f'#board [data-key="{key}"]')).to_be_focused()
    assert page.locator("#board :is(.jk-add, .jk-stage__more, .jk-prompt, textarea)").filter(visible=True).count() == 0


@pytest.mark.browser
def test_the_switches_and_clicks_of_the_dashboard_answer_without_a_kernel(strict_page: Page, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    journey, log = jk.example("online-shop"), jk.read_events(jk.datasets.log_for("online-shop"))
    page = opened(strict_page, map_page(journey, tmp_path / "m.html", log, least=1))
    flow, funnel = page.locator("[data-kind=flow]"), page.locator("[data-kind=funnel]")
    links = flow.locator(".sankey-link").count()
    flow.get_by_role("radio", name="Step by step").check()
    expect(flow.get_by_role("heading", level=2)).to_have_text("Step by step")
    expect(flow.locator(".sankey-link")).not_to_have_count(links)
    # By keyboard alone: to a ribbon, what is behind it, and back.
    flow.locator(".jk-plot").first.focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    behind = flow.locator(".behind")
    expect(behind.get_by_role("heading", name="Behind the chosen flow")).to_be_visible()
    expect(behind.locator(".barlayer path").first).to_be_visible()
    behind.get_by_role("button", name="Close").press("Enter")
    expect(behind).to_be_hidden()
    expect(flow.locator(".jk-plot").first).to_be_focused()
    words = funnel.locator(".infolayer").first
    before = words.text_content() or ""
    funnel.get_by_role("radio", name="of previous").focus()
    page.keyboard.press("ArrowRight")
    expect(funnel.get_by_role("radio", name="of first")).to_be_checked()
    expect(words).not_to_have_text(before)
    reach = page.locator("[data-kind=reach]").first
    reach.locator(".barlayer path").last.click(force=True)
    expect(reach.locator(".behind h3")).to_contain_text("Events of")
    expect(reach.locator(".behind .barlayer path").first).to_be_visible()


@pytest.mark.browser
@pytest.mark.parametrize("width", [800, 1600])
def test_the_whole_board_is_on_the_page_which_alone_scrolls(new_strict_page: Any, cook_page: Path, width: int) -> None:
    page = opened(new_strict_page(width=width), cook_page)
    frame = page.locator("#board .jk-board__frame").first
    assert frame.evaluate("(frame) => frame.scrollHeight - frame.clientHeight") == 0
    # A mouse wheel over the board moves the page.
    page.locator("#board .jk-stage").first.hover()
    page.mouse.wheel(0, 400)
    page.wait_for_function("() => scrollY > 0")


@pytest.mark.browser
def test_the_page_says_what_its_cells_are_based_on(strict_page: Page, cook_page: Path) -> None:
    from playwright.sync_api import expect

    page = opened(strict_page, cook_page)
    page.locator("#board").get_by_role("button", name="Evidence").click()
    expect(page.locator('#board .jk-ground[data-status="measured"]').first).to_be_visible()
    expect(page.locator("#board").get_by_role("list", name="What the cells are based on")).to_contain_text("measured")


@pytest.mark.browser
def test_another_persona_changes_board_curve_and_card_together(strict_page: Page, tmp_path: Path) -> None:
    from playwright.sync_api import expect

    journey = jk.example("online-shop")
    second = journey.personas[1]
    page = opened(strict_page, map_page(journey, tmp_path / "m.html"))
    page.locator("#board").get_by_label("Persona").select_option(second.id)
    expect(page.locator("#board .jk-corner__name")).to_have_text(second.name)
    expect(page.locator("[data-kind=curve] .main-svg").first).to_be_visible()
    expect(page.locator("#personas .jk-persona__name").first).to_contain_text(second.name)
    page.locator("#personas").get_by_role("tab", name=journey.personas[0].name).click()
    expect(page.locator("#board .jk-corner__name")).to_have_text(journey.personas[0].name)


@pytest.mark.browser
@pytest.mark.parametrize(("width", "dark"), [(1600, False), (800, True)], ids=["light-1600", "dark-800"])
def test_the_page_breaks_no_rule_of_accessibility(
    new_strict_page: Any, cook_page: Path, width: int, dark: bool
) -> None:
    from tests.browser.chromium import assert_axe_clean, shot

    page = opened(new_strict_page(width=width, dark=dark), cook_page)
    assert_axe_clean(page)
    page.locator("#board .jk-item--pain_points").first.click()
    assert_axe_clean(page)
    shot(page, f"map-page-{'dark' if dark else 'light'}-{width}", full=True)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def sheets(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.browser
def test_a_map_of_six_stages_lies_on_one_sheet_of_a3_with_all_its_lanes(strict_page: Page, tmp_path: Path) -> None:
    journey = jk.example("online-shop")
    page = opened(strict_page, map_page(journey, tmp_path / "m.html"))
    lanes = page.locator("#board .jk-board__frame .jk-lane").count()
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert re.search(rb"/MediaBox\s*\[0 0 119[01]\.?\d* 84[12]", pdf)
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print", color_scheme="dark")
    sheet = page.locator("#board .jk-sheet")
    assert sheet.count() == 1
    assert sheet.locator(".jk-lane").count() == lanes
    box = sheet.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) <= (1512, 1047)
    assert float(sheet.locator(".jk-sheet__matrix").evaluate("node => node.style.zoom")) >= 0.59
    assert sheet.locator(".jk-arrow__line").count() > 3
    assert page.locator("#board .jk-board__frame").first.is_hidden()
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    assert sheet.count() == 0


@pytest.mark.browser
def test_a_large_map_breaks_between_lanes_and_stages_and_repeats_its_headers(
    new_strict_page: Any, tmp_path: Path
) -> None:
    from tests.browser.board_load import big_map

    page = new_strict_page(width=1600)
    file = map_page(big_map(), tmp_path / "m.html")
    page.goto(file.as_uri())
    page.locator("html[data-drawn]").wait_for(state="attached")
    # 1.5 s on a quiet machine; a busy one gets four times that.
    assert page.evaluate("() => performance.getEntriesByName('first-paint-of-the-board')[0].startTime") < 6000
    page.locator("#board .jk-board:not([aria-busy])").wait_for()
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    count = page.locator("#board .jk-sheet").count()
    assert count > 3
    assert page.locator("#board .jk-sheet .jk-board__head").count() == count
    stages = page.locator("#board .jk-sheet .jk-stage").evaluate_all("nodes => nodes.map((node) => node.dataset.stage)")
    assert len(set(stages)) == 30
    chips = page.locator("#board .jk-sheet .jk-item--touchpoints").count()
    assert chips == 1000
    heights = page.locator("#board .jk-sheet").evaluate_all("nodes => nodes.map((node) => node.offsetHeight)")
    assert max(heights) <= 1047


@pytest.fixture(scope="module")
def airport_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    journey = edit.add_touchpoint(jk.new_map("Airport", stages=["Arrive", "Board"]), "Signs", stage="arrive")
    journey = edit.set_emotion(journey, "arrive", 1.5)
    found = measured(journey, survey())
    return map_page(found.journey, tmp_path_factory.mktemp("airport") / "map.html", answers=found.answers)


def test_what_customers_say_is_on_the_page_without_ids_and_verbatims(airport_page: Path) -> None:
    page = airport_page.read_text(encoding="utf-8")
    said = words(page)
    assert "What customers say" in said
    assert "answers of 60 people" in said
    assert "security queue" in page
    for canary in ("CANARY", "mail.example", "was long"):
        assert canary not in page


@pytest.mark.browser
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (800, True)], ids=["light-1280", "dark-800"])
def test_a_page_with_answers_breaks_no_rule_of_accessibility(
    new_strict_page: Any, airport_page: Path, width: int, dark: bool
) -> None:
    from tests.browser.chromium import assert_axe_clean, shot

    page = opened(new_strict_page(width=width, dark=dark), airport_page)
    for card in page.locator("section.panel").all():
        card.scroll_into_view_if_needed()
        card.locator(".js-plotly-plot").wait_for(state="attached")
    assert_axe_clean(page)
    shot(page, f"map-page-answers-{'dark' if dark else 'light'}-{width}", full=True)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
