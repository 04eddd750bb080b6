"""``journeykit demo``: the example dashboard from a kernel that was kept ready."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.servers import start

pytestmark = pytest.mark.browser


def test_the_demo_shows_the_map_of_the_address_and_ends_without_a_word(strict_page: Page, tmp_path: Path) -> None:
    demo = start(tmp_path / "log", "demo")
    assert "token" not in demo.url
    (kernel,) = demo.kernels()
    strict_page.goto(f"{demo.url}?map=online-shop")
    expect(strict_page.get_by_role("heading", level=1)).to_have_text("A houseplant, bought online", timeout=60_000)
    expect(strict_page).to_have_title("A houseplant, bought online · journeykit")
    strict_page.goto("about:blank", wait_until="commit")
    # The closed page's kernel ends without a word too; the one kept for the next visitor stays.
    assert within(20, lambda: kernel not in demo.kernels())
    assert demo.end(signal.SIGINT) == 0
    said = demo.log.read_text(encoding="utf-8").splitlines()
    assert said[0] == "Getting the example dashboard ready; this takes a few seconds"
    assert said[1] == f"The example dashboard is at {demo.url}"
    assert said[2] == "Only this machine can open it; it asks for no token. Ctrl-C ends it."
    assert said[3:] == []


@pytest.mark.parametrize("seconds", [0.5, 2.0, 3.5])
def test_ctrl_c_while_the_first_page_gets_ready_is_as_quiet(seconds: float, tmp_path: Path) -> None:
    demo = start(tmp_path / "log", "demo", until="(Getting) the example")
    time.sleep(seconds)
    # Stopped by itself, or by Python where the server did not listen yet: then the terminal's line is ended too.
    assert demo.end(signal.SIGINT) in (0, 130)
    said = demo.log.read_text(encoding="utf-8")
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) in (1, 3), said


def test_the_address_is_told_when_the_first_page_is_ready(strict_page: Page, tmp_path: Path) -> None:
    demo = start(tmp_path / "log", "demo")
    try:
        (kernel,) = demo.kernels()
        strict_page.goto(demo.url, wait_until="commit")
        expect(strict_page.locator(".sankey-link").first).to_be_attached(timeout=60_000)
        assert kernel in demo.kernels()
        strict_page.goto("about:blank", wait_until="commit")
        # It was this visit's: with the page it goes.
        assert within(20, lambda: kernel not in demo.kernels())
    finally:
        assert demo.end(signal.SIGINT) == 0


def within(seconds: float, true: Callable[[], bool]) -> bool:
    """Wait until something is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.2)
    return False
