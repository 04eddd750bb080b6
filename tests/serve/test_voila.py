"""The server's own part: how it ends its kernels, and which lines of the log it keeps to itself."""

from __future__ import annotations

import asyncio
import logging
import signal
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from tornado.websocket import WebSocketClosedError

from journeykit.serve.voila import DashboardServer, _is_news


class Kernels:
    """Two kernels, of which the first is ending by itself."""

    def __init__(self) -> None:
        self.ended: list[str] = []

    def list_kernel_ids(self) -> list[str]:
        return ["ending", "alive"]

    async def signal_kernel(self, kernel_id: str, order: int) -> None:
        assert order == signal.SIGKILL
        if kernel_id == "ending":
            raise RuntimeError("Cannot signal kernel. No kernel is running!")
        self.ended.append(kernel_id)

    async def shutdown_all(self, *, now: bool) -> None:
        self.ended.append(f"all, now {now}")


def test_a_kernel_that_is_ending_already_keeps_no_other_alive() -> None:
    kernels = Kernels()
    server: Any = SimpleNamespace(kernel_manager=kernels)
    # In a thread of its own: the one of the browser tests has a loop that runs.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, DashboardServer._kill_kernels(server)).result()
    assert kernels.ended == ["alive", "all, now True"]


def record(words: str, error: Exception | None = None) -> logging.LogRecord:
    info = (type(error), error, None) if error else None
    return logging.LogRecord("asyncio", logging.ERROR, __file__, 1, words, (), info)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (record("Task exception was never retrieved", WebSocketClosedError()), False),
        (record("Task exception was never retrieved", ValueError("of ours")), True),
        (record("Got events for closed stream <zmq …>"), False),
        (record("The websocket_ping_timeout (90000) cannot be longer than the interval"), False),
        (record("Could not open static file"), True),
    ],
)
def test_a_page_that_was_closed_is_no_news(line: logging.LogRecord, told: bool) -> None:
    assert _is_news(line) is told
