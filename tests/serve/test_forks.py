"""Kernels as forks of a warm process: whose they are, what ends them, and what happens without it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from tornado.simple_httpclient import SimpleAsyncHTTPClient

import journeykit as jk
from journeykit.serve.forks import ForkedKernel, Forks
from tests.browser import load
from tests.browser.servers import Served, children, serve
from tests.serve.visitor import Visitor

T = TypeVar("T")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


def run(asked: Coroutine[Any, Any, T]) -> T:
    """Run in a thread of its own: the one of the browser tests has a loop that runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asked).result()


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.1)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A map and the log that measures it."""
    map, log = tmp_path / "cooks.json", tmp_path / "log.csv"
    jk.write_map(jk.example("cook-family"), map)
    jk.datasets.log_for("cook-family", travellers=300).to_csv(log, index=False)
    return map, log


@pytest.fixture
def served(files: tuple[Path, Path], tmp_path: Path) -> Iterator[Served]:
    server = serve(files[0], tmp_path / "serve.log", "--log", str(files[1]))
    yield server
    if server.process.poll() is None:
        assert server.end() == 0


def visit(served: Served) -> str:
    status, page = Visitor(served.url).visit()[:2]
    assert status == 200
    return str(page)


def test_kernels_are_children_of_the_warm_process_and_go_with_the_server(served: Served) -> None:
    visit(served)
    warm = served.warm()
    assert warm is not None
    kernels = children(warm)
    assert len(kernels) == 1
    assert children(served.process.pid) == [warm], "no kernel was started beside it"
    served.process.send_signal(signal.SIGKILL)
    served.process.wait()
    wait_for(lambda: not [pid for pid in (warm, *kernels) if Path(f"/proc/{pid}").exists()])


def test_a_page_gets_all_its_widgets_in_one_message_and_no_kernel_imports_a_debugger(served: Served) -> None:
    async def come() -> load.Visitor:
        somebody = load.Visitor()
        client = SimpleAsyncHTTPClient(force_instance=True)
        await somebody.come(served.url, client)
        await somebody.leave()
        client.close()
        return somebody

    somebody = run(come())
    assert somebody.trouble == "", "else a page asks for each widget by itself"
    (kernel,) = served.kernels()
    assert "debugpy" not in Path(f"/proc/{kernel}/maps").read_text(encoding="utf-8")
    assert "pydevd" not in Path(f"/proc/{kernel}/maps").read_text(encoding="utf-8")


def test_a_page_stays_when_the_warm_process_is_killed_and_the_next_visitor_gets_one_too(served: Served) -> None:
    visit(served)
    warm = served.warm()
    assert warm is not None
    (kernel,) = children(warm)
    os.kill(warm, signal.SIGKILL)
    visit(served)
    assert served.warm() is None, "it failed soon after its start, so kernels start by themselves"
    assert len(children(served.process.pid)) == 1
    assert Path(f"/proc/{kernel}").exists(), "who looks at a page keeps it"
    assert served.end() == 0
    wait_for(lambda: not Path(f"/proc/{kernel}").exists())


def test_a_log_that_changed_is_counted_anew(served: Served, files: tuple[Path, Path]) -> None:
    visit(served)
    before = served.warm()
    jk.datasets.log_for("cook-family", travellers=350).to_csv(files[1], index=False)
    visit(served)
    assert served.warm() not in (None, before)


def test_without_it_kernels_start_by_themselves(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOURNEYKIT_NO_FORK", "1")
    server = serve(files[0], tmp_path / "plain.log", "--log", str(files[1]))
    try:
        visit(server)
        assert server.warm() is None
        assert len(server.kernels()) == 1
    finally:
        assert server.end() == 0


def test_a_command_that_is_no_python_kernel_is_not_forked() -> None:
    async def ask() -> ForkedKernel | None:
        return await forks.fork(["julia", "-f", "connection.json"], env={}, cwd=None)

    forks = Forks(build=False)
    try:
        assert run(ask()) is None
        assert forks.working
    finally:
        forks.end()
    assert not forks.working


def test_two_forks_have_random_numbers_of_their_own(tmp_path: Path) -> None:
    async def two() -> list[ForkedKernel]:
        # A launcher that finds no connection file ends; what counts is that both were made, one after the other.
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", str(tmp_path / "connection.json")]
        made = [await forks.fork(command, env=dict(os.environ), cwd=str(tmp_path)) for _ in range(2)]
        return [kernel for kernel in made if kernel is not None]

    forks = Forks(build=False)
    try:
        one, other = run(two())
        assert one.pid != other.pid
        assert one.poll() is None
        one.send_signal(signal.SIGKILL)
        wait_for(lambda: one.poll() == 0)
        other.send_signal(signal.SIGTERM)
        wait_for(lambda: other.poll() == 0)
        other.send_signal(signal.SIGKILL)  # who is gone needs no signal
    finally:
        forks.end()
