"""Fixtures and helpers for tests that look at a page in Chromium.

``chromium``         the session's browser; skips (in CI: fails) where there is none
``new_strict_page``  opens pages that fail the test on any error or any request to another host
``strict_page``      one such page, light, 1280 x 900
``shot``             writes a picture of a page into ``shots/`` for somebody to look at
``assert_axe_clean`` no accessibility violation
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

# A test that passes does not wait longer for it; a busy machine gets the time it needs.
expect.set_options(timeout=20_000)

SHOTS = Path(__file__).resolve().parent.parent.parent / "shots"
SHELL = "chromium-headless-shell"
"""Chromium without the window that nobody sees here: it takes half the time of the processor for the same page."""
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# As root a sandbox cannot be made; the rest keeps Chromium from calling home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
LOCAL_SCHEMES = ("file", "blob", "data", "about")
LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")

# Console errors that are not ours, each with its reason.
HARMLESS_ERRORS: tuple[re.Pattern[str], ...] = ()

NewPage = Callable[..., Page]


class Problems:
    """Everything that went wrong on the pages of one test."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.found.append(f"error on the page: {error}"))
        page.on("console", self._console)
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)
        page.on("websocket", lambda socket: self._outside(socket.url))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(known.search(message.text) for known in HARMLESS_ERRORS):
            self.found.append(f"console error: {message.text}")

    def _request(self, request: Request) -> None:
        self._outside(request.url)

    def _outside(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in LOCAL_SCHEMES and parts.hostname not in LOCAL_HOSTS:
            self.found.append(f"request to another host: {url[:200]}")

    def _failed(self, request: Request) -> None:
        # Leaving a page cuts off what it was still asking for.
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"failed request: {request.url} ({request.failure})")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.found.append(f"{response.status} for {response.url}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The session's browser."""
    with sync_playwright() as play:
        executable = next(filter(None, map(shutil.which, (SHELL, *NAMES))), None)
        if executable is None and not Path(play.chromium.executable_path).exists():
            advice = "no Chromium here: run binder/chromium with the tests' python, or install one"
            if os.environ.get("JOURNEYKIT_BROWSER") == "required":
                pytest.fail(advice, pytrace=False)
            pytest.skip(advice)
        browser = play.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_strict_page(chromium: Browser) -> Iterator[NewPage]:
    """Open pages: ``new_strict_page(width=800, dark=True)``; the test fails on whatever goes wrong on any of them."""
    contexts: list[BrowserContext] = []
    problems = Problems()

    def open_page(*, width: int = 1280, height: int = 900, dark: bool = False, **options: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", **options
        )
        contexts.append(context)
        page = context.new_page()
        problems.watch(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems.found, "\n".join(problems.found)


@pytest.fixture
def strict_page(new_strict_page: NewPage) -> Page:
    """One light page of 1280 x 900 that fails the test on whatever goes wrong on it."""
    return new_strict_page()


def shot(page: Page, name: str, *, full: bool = False) -> Path:
    """Write a picture of the page into ``shots/`` and return its path."""
    SHOTS.mkdir(exist_ok=True)
    path = SHOTS / f"{name}.png"
    page.screenshot(path=path, full_page=full)
    return path


def assert_axe_clean(page: Page, *, exclude: Sequence[str] = ()) -> None:
    """Fail with axe's own words when the page breaks a rule of accessibility.

    ``exclude`` names parts that are not ours to mend, as CSS selectors.
    """
    context = {"exclude": [[selector] for selector in exclude]} if exclude else None
    result = Axe().run(page, context=context)
    assert result.violations_count == 0, result.generate_report()
