"""How many may look at once, and how long a kernel outlives its page."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from journeykit.serve import visits as room
from journeykit.serve.visits import LOST_S, UNDRAWN_S, VISIT_BYTES, KernelsOf, Visits, viewers_held
from tests.browser.chromium import assert_axe_clean, shot
from tests.browser.servers import Served, serve
from tests.serve.visitor import Visitor


class Kernels:
    """Kernels that live until they are ended."""

    def __init__(self) -> None:
        self.alive: dict[str, bool] = {}

    def __contains__(self, kernel_id: str) -> bool:
        return kernel_id in self.alive

    async def is_alive(self, kernel_id: str) -> bool:
        return self.alive[kernel_id]

    async def start_kernel(self, **how: Any) -> str:
        kernel_id = f"kernel {len(self.alive) + 1}"
        self.alive[kernel_id] = True
        return kernel_id

    async def shutdown_kernel(self, kernel_id: str, *, now: bool) -> None:
        del self.alive[kernel_id]

    def get_kernel(self, kernel_id: str) -> None:
        return None


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run it in a thread of its own: the one of the browser tests has a loop that runs."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(story())).result()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    now = [1000.0]
    monkeypatch.setattr(room.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(room, "TURN_S", -1)  # nobody waits on a clock that stands
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


async def opened(visits: Visits, kernels: Kernels, visitor: str = "ann", *, drawn: bool = True) -> Any:
    visit = await visits.begin(visitor)
    assert visit is not None
    await KernelsOf(kernels, visit).start_kernel()
    visits.rendered(visit, left=False)
    visit.drawn, visit.lines = drawn, int(drawn)
    return visit


def test_a_place_is_given_back_with_its_kernel(clock: Callable[[float], None]) -> None:
    async def story() -> None:
        kernels = Kernels()
        visits = Visits(kernels, 2)
        first, _ = await opened(visits, kernels), await opened(visits, kernels, "bo")
        assert await visits.begin("cy") is None
        await visits.end(first)
        assert await visits.begin("cy") is not None
        # A page that is still being made holds its place.
        assert await visits.begin("di") is None

    run(story)


def test_a_page_is_missed_when_its_line_is_down_and_not_before(clock: Callable[[float], None]) -> None:
    async def story() -> None:
        kernels = Kernels()
        visits = Visits(kernels, 9)
        shown, drawing, making = (
            await opened(visits, kernels),
            await opened(visits, kernels, drawn=False),
            await visits.begin("ann"),
        )
        assert making is not None
        await KernelsOf(kernels, making).start_kernel()
        clock(3600)
        drawing.heard += 3600 - UNDRAWN_S + 1
        await visits.look()
        assert len(kernels.alive) == 3, "a page with a line, one that draws and one in the making stay"
        shown.lines, shown.heard = 0, room.time.monotonic()
        clock(LOST_S - 1)
        await visits.look()
        assert shown.kernel_id in kernels
        clock(2)
        await visits.look()
        assert list(kernels.alive) == [making.kernel_id]
        visits.rendered(making, left=True)  # its visitor did not wait for it
        clock(1)
        await visits.look()
        assert not kernels.alive

    run(story)


def test_a_kernel_that_died_takes_no_place(clock: Callable[[float], None]) -> None:
    async def story() -> None:
        kernels = Kernels()
        visits = Visits(kernels, 1)
        visit = await opened(visits, kernels)
        kernels.alive[visit.kernel_id] = False
        await visits.look()
        assert await visits.begin("bo") is not None

    run(story)


def test_memory_sets_the_number_and_large_kernels_are_counted_as_such(
    monkeypatch: pytest.MonkeyPatch, clock: Callable[[float], None]
) -> None:
    monkeypatch.setattr(room, "free_memory", lambda: 10 * VISIT_BYTES)
    assert viewers_held() == 8
    monkeypatch.setattr(room, "free_memory", lambda: VISIT_BYTES // 2)
    assert viewers_held() == 1, "one can always look"

    async def story() -> None:
        monkeypatch.setattr(room, "free_memory", lambda: 10 * VISIT_BYTES)
        monkeypatch.setattr(room, "_own_bytes", lambda kernels, kernel_id: 20 * VISIT_BYTES)
        kernels = Kernels()
        visits, asked = Visits(kernels), Visits(kernels, 2)
        await opened(visits, kernels)
        await visits.look()
        assert await visits.begin("bo") is None
        # A number that somebody gave is taken as it is.
        await opened(asked, kernels)
        await asked.look()
        assert await asked.begin("bo") is not None

    run(story)


def test_one_kernel_at_a_time_is_weighed_each_in_its_turn_and_none_that_is_not_there_yet(
    monkeypatch: pytest.MonkeyPatch, clock: Callable[[float], None]
) -> None:
    async def story() -> None:
        weighed: list[str] = []
        monkeypatch.setattr(room, "free_memory", lambda: 10 * VISIT_BYTES)
        monkeypatch.setattr(room, "_own_bytes", lambda kernels, kernel_id: weighed.append(kernel_id) or 0)
        kernels = Kernels()
        visits = Visits(kernels)
        assert await visits.begin("ann") is not None
        await visits.look()
        assert not weighed
        for visitor in ("bo", "cy", "di"):
            await opened(visits, kernels, visitor)
        for _ in range(3):
            await visits.look()
        assert sorted(weighed) == sorted(kernels.alive)

    run(story)


def wait_for(true: Callable[[], bool], seconds: float) -> float:
    """Return after how many seconds something was true."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        time.sleep(0.2)
    return time.monotonic() - began


@pytest.mark.browser
def test_who_finds_no_room_is_told_so_and_gets_in_when_there_is(
    trial_notebook: Path, tmp_path: Path, chromium: Any
) -> None:
    served = serve(trial_notebook, tmp_path / "log", "--viewers", "2")
    assert "Room for 2 viewers at once.\n" in served.log.read_text(encoding="utf-8")
    first, second = Visitor(served.url), Visitor(served.url)
    lines = []
    for visitor in (first, second):
        assert visitor.visit()[0] == 200
        lines.append(visitor.line()[1])
    third = Visitor(served.url)
    status, text, headers = third.ask(served.url)
    assert status == 503
    assert headers["Refresh"] == "20"
    assert "2 people look at it right now" in text
    assert len(served.kernels()) == 2
    context = chromium.new_context()
    page = context.new_page()  # not a strict one: 503 is what it is about
    page.goto(served.url)
    for width, scheme in itertools.product((800, 1280), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 700})
        page.emulate_media(color_scheme=scheme)
        expect(page.get_by_role("heading", name="This dashboard is full")).to_be_visible()
        assert_axe_clean(page)
        shot(page, f"serve-full-{scheme}-{width}")
    first.leave()
    page.get_by_role("link", name="Try now").click()
    expect(page.get_by_role("button", name="counted 0")).to_be_visible()
    # Reloaded while all places are taken: the page gives its own back and takes it again.
    page.reload()
    expect(page.get_by_role("button", name="counted 0")).to_be_visible()
    context.close()
    second.leave()
    for line in lines:
        line.close()
    wait_for(lambda: not served.kernels(), 60)
    assert served.end() == 0, served.log.read_text(encoding="utf-8")


@pytest.mark.soak  # A minute of waiting; the rest of this file asks the same of a clock of its own.
def test_a_tab_that_vanished_is_gone_after_a_minute(trial: Served) -> None:
    before = trial.kernels()
    closed, silent, undrawn = (Visitor(trial.url) for _ in range(3))
    for visitor in (closed, silent, undrawn):
        assert visitor.visit()[0] == 200
    lines = [closed.line()[1], silent.line()[1]]
    began = time.monotonic()
    lines[0].close()  # the browser was ended
    # The second holds its line and answers no ping: its machine is off. The third has never opened one.
    wait_for(lambda: len(trial.kernels()) == len(before) + 2, 30)
    wait_for(lambda: len(trial.kernels()) == len(before), 62)
    assert time.monotonic() - began <= 62
    lines[1].close()


def test_a_visitor_who_does_not_wait_for_the_page_leaves_no_kernel(trial: Served) -> None:
    before = trial.kernels()
    visitor = Visitor(trial.url)
    visitor.ask(f"{visitor.base}login")
    import urllib.request

    answer = urllib.request.urlopen(trial.url, timeout=30)
    wait_for(lambda: len(trial.kernels()) > len(before), 20)
    answer.close()
    wait_for(lambda: len(trial.kernels()) == len(before), 20)
    assert set(trial.kernels()) == set(before)
