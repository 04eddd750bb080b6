"""The server's own part: how it ends its kernels."""

from __future__ import annotations

import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

from journeykit.serve.voila import DashboardServer


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
