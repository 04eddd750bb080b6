"""``journeykit demo``: the example dashboard from a kernel that was kept ready."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.servers import start

pytestmark = pytest.mark.browser


def test_the_demo_shows_the_map_of_the_address_and_ends_without_a_word(strict_page: Page, tmp_path: Path) -> None:
    demo = start(tmp_path / "log", "demo")
    assert "token" not in demo.url
    strict_page.goto(f"{demo.url}?map=online-shop")
    expect(strict_page.get_by_role("heading", level=1)).to_have_text("A houseplant, bought online", timeout=60_000)
    expect(strict_page).to_have_title("A houseplant, bought online · journeykit")
    strict_page.goto("about:blank")
    assert demo.end(signal.SIGINT) == 0
    said = demo.log.read_text(encoding="utf-8").splitlines()
    assert said[0] == f"The example dashboard is at {demo.url}"
    assert said[1] == "Only this machine can open it; it asks for no token. Ctrl-C ends it."
    assert said[2:] == []


@pytest.mark.parametrize("seconds", [0.0, 0.3])
def test_ctrl_c_while_the_first_kernel_starts_is_as_quiet(seconds: float, tmp_path: Path) -> None:
    demo = start(tmp_path / "log", "demo")
    time.sleep(seconds)
    assert demo.end(signal.SIGINT) == 0
    assert len(demo.log.read_text(encoding="utf-8").splitlines()) == 2
