"""The page of a dashboard in a real browser: drawn under the policy, silent about failures, honest when dead."""

from __future__ import annotations

import itertools
import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from journeykit.serve.settings import CONTENT_SECURITY_POLICY
from tests.browser.chromium import assert_axe_clean, shot
from tests.browser.servers import Served, serve
from tests.serve.conftest import SECRET

pytestmark = pytest.mark.browser

NewPage = Callable[..., Page]


def opened(page: Page, served: Served, query: str = "") -> Page:
    response = page.goto(served.url + query)
    assert response is not None
    assert response.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    page.get_by_role("button", name="counted 0").wait_for()
    page.locator("#jk-loading").wait_for(state="detached")
    return page


def gone(served: Served, pids: list[int]) -> bool:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if not set(pids) & set(served.kernels()):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(("width", "dark"), [(800, False), (1600, False), (800, True), (1600, True)])
def test_widgets_draw_and_answer_under_the_policy(
    new_strict_page: NewPage, trial: Served, width: int, dark: bool
) -> None:
    page = opened(new_strict_page(width=width, dark=dark), trial)
    page.get_by_role("button", name="counted 0").click()
    page.get_by_text("Python saw 1").wait_for()
    assert page.title() == "A trial of the page · journeykit"
    assert page.evaluate("document.body.dataset.jpThemeLight") == str(not dark).lower()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shot(page, f"serve-{'dark' if dark else 'light'}-{width}")
    assert_axe_clean(page)


def test_the_page_follows_the_visitor_when_the_theme_changes(strict_page: Page, trial: Served) -> None:
    page = opened(strict_page, trial)
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="dark")
    # Not wait_for_function: once it has to wait, it evaluates text, which the page's policy forbids.
    expect(page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != paper


def test_a_visitor_cannot_choose_template_or_theme(strict_page: Page, trial: Served) -> None:
    page = opened(strict_page, trial, "&template=lab&theme=dark")
    assert page.locator("script[src*='templates/journeykit/static/page.js']").count() == 1


def test_nothing_that_fails_or_prints_reaches_the_visitor(strict_page: Page, trial: Served) -> None:
    heard: list[str] = []

    def keep(frame: str | bytes) -> None:
        heard.append(frame if isinstance(frame, str) else frame.decode("utf-8", "replace"))

    strict_page.on("websocket", lambda socket: socket.on("framereceived", keep))
    page = opened(strict_page, trial)
    assert page.get_by_role("alert").filter(has_text="could not be shown").count() == 1
    page.get_by_role("button", name="Break").click()
    page.get_by_role("button", name="counted 0").click()
    page.get_by_text("Python saw 1").wait_for()  # so the failing call before it is over
    assert any("Python saw 1" in frame for frame in heard), "the websocket was not listened to"
    assert SECRET not in page.content()
    assert not [frame for frame in heard if SECRET in frame or "Traceback" in frame]


def test_a_closed_page_ends_its_kernel(new_strict_page: NewPage, trial: Served) -> None:
    before = trial.kernels()
    page = opened(new_strict_page(), trial)
    own = [pid for pid in trial.kernels() if pid not in before]
    assert len(own) == 1
    page.goto("about:blank", wait_until="commit")
    assert gone(trial, own), "its kernel still runs 10 s later"


def test_a_dead_kernel_is_said_within_five_seconds(new_strict_page: NewPage, trial: Served) -> None:
    before = trial.kernels()
    page = opened(new_strict_page(), trial)
    own = next(pid for pid in trial.kernels() if pid not in before)
    os.kill(own, signal.SIGKILL)
    page.get_by_role("alert").filter(has_text="session behind this page has ended").wait_for(timeout=5000)
    shot(page, "serve-gone")
    page.get_by_role("button", name="Reload the page").click()
    page.get_by_role("button", name="counted 0").wait_for()
    expect(page.locator("#jk-gone")).to_be_empty()


def test_a_reader_is_told_quietly_of_newer_numbers_and_takes_them_when_it_suits(
    new_strict_page: NewPage, trial: Served
) -> None:
    told = {"alive": True, "newer": "counting", "of": 1_796_101_800}
    page = new_strict_page(width=800)
    page.route("**/journeykit/alive/*", lambda route: route.fulfill(json=told))
    opened(page, trial)
    news, before = page.get_by_role("status").filter(has_text="the numbers of"), page.locator("h1").bounding_box()
    expect(news).to_have_text(re.compile("numbers of 1 Dec 2026, .* Newer ones are being counted"))
    assert page.locator("h1").bounding_box() == before, "nothing has moved"
    told["newer"] = "unreadable"
    expect(news).to_contain_text("the log of the person who runs this dashboard says why")
    assert news.get_by_role("button").count() == 0
    told["newer"] = "ready"
    for width, scheme in itertools.product((800, 1280, 1600), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 700})
        page.emulate_media(color_scheme=scheme)
        expect(news).to_contain_text("Newer ones are ready")
        shot(page, f"serve-news-{scheme}-{width}")
    assert_axe_clean(page)
    page.get_by_role("button", name="counted 0").click()
    page.get_by_role("button", name="counted 1").wait_for()
    told = {"alive": True}
    news.get_by_role("button", name="Show them").press("Enter")
    page.get_by_role("button", name="counted 0").wait_for()
    expect(page.locator("#jk-news")).to_be_empty()


def test_ctrl_c_ends_the_server_and_every_kernel(chromium: Browser, trial_notebook: Path, tmp_path: Path) -> None:
    served = serve(trial_notebook, tmp_path / "log")
    page = opened(chromium.new_page(), served)  # not a strict one: its requests fail once the server is gone
    own = served.kernels()
    assert own
    assert served.end(signal.SIGINT) == 0
    until = time.monotonic() + 5
    while [pid for pid in own if Path(f"/proc/{pid}").exists()] and time.monotonic() < until:
        time.sleep(0.1)
    assert not [pid for pid in own if Path(f"/proc/{pid}").exists()]
    page.get_by_role("alert").filter(has_text="server does not answer").wait_for(timeout=5000)
    page.close()


def test_without_the_key_a_visitor_gets_the_login_page_only(strict_page: Page, trial: Served) -> None:
    address, key = trial.url.split("?token=")
    strict_page.goto(address)
    assert strict_page.get_by_role("heading", name="This dashboard opens with a key").count() == 1
    assert_axe_clean(strict_page)
    strict_page.get_by_label("Key").fill(key)
    strict_page.get_by_role("button", name="Open the dashboard").click()
    strict_page.get_by_role("button", name="counted 0").wait_for()
