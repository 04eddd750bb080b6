"""The server's own part: how it ends its kernels."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from journeykit.cli import main
from journeykit.editors._readers import SERVED
from journeykit.serve.server import DashboardServer


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


@pytest.mark.parametrize(("options", "said"), [([], "reading"), (["--editable"], "editing")])
def test_kernels_are_told_whether_visitors_may_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], said: str
) -> None:
    told: list[str] = []

    class Server:
        def __init__(self, listening: Any, here: Any, **_: Any) -> None:
            here.close()
            self.log = logging.getLogger("nobody's")

        def initialize(self, arguments: list[str]) -> None:
            pass

        def start(self) -> None:
            told.append(os.environ[SERVED])

    for name, value in (("JUPYTER_DATA_DIR", str(tmp_path)), ("JUPYTER_PATH", ""), (SERVED, "")):
        monkeypatch.setenv(name, value)  # Serving sets them; the next test must not find them.
    monkeypatch.setattr("journeykit.serve.server.DashboardServer", Server)
    monkeypatch.setattr("journeykit.serve.voila.keep_clean", lambda key: None)
    notebook = tmp_path / "board.ipynb"
    notebook.write_text("{}", encoding="utf-8")
    assert main(["serve", str(notebook), "--no-browser", *options]) == 0
    assert told == [said]
