"""Kernels as forks of one warm process (:mod:`journeykit.serve.warm`); without it they start as Jupyter starts them."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import psutil

from journeykit.events.reading.files import files_state
from journeykit.serve.warm import LAUNCHER

__all__ = ["ForkedKernel", "Forks"]

ANSWER_S = 30.0
"""How long the process may take to be warm, or for a fork."""
AGAIN_S = 60.0
"""A process that failed sooner than so long after its start is not started again."""


class Forks:
    """The warm process of a server.

    Parameters
    ----------
    build : bool
        Build the dashboard's page there once, so that what is the same for every visitor is counted already.
    sources : sequence
        Map and log that the page is made from: once a file of them has changed, the next kernel comes from a new one.
    """

    def __init__(self, *, build: bool, sources: Sequence[Any] = ()) -> None:
        self._build, self._sources = build, sources
        self._turn = asyncio.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        # Elsewhere libraries that were used before a fork do not all survive it.
        if sys.platform == "linux" and not os.environ.get("JOURNEYKIT_NO_FORK"):
            self._start()

    @property
    def working(self) -> bool:
        """Whether kernels come from here; where not, they start by themselves."""
        return self._process is not None

    def _start(self) -> None:
        self._ready, self._read = False, b""
        self._began, self._files = time.monotonic(), files_state(*self._sources)
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        ends, self._lifeline = os.pipe()
        passed = (theirs.fileno(), ends)
        command = [sys.executable, "-m", "journeykit.serve.warm", *map(str, passed), "build" * self._build]
        # In a session of its own: Ctrl-C in the terminal is for the server.
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=passed, start_new_session=True)
        theirs.close()
        os.close(ends)

    async def ready(self) -> bool:
        """Wait until the process is warm; False where there is none, or it failed."""
        async with self._turn:
            return await self._warm()

    async def _warm(self) -> bool:
        if self.working and not self._ready:
            self._ready = await self._answer() == "ready"
            if not self._ready:
                self._failed()
        return self.working

    async def fork(self, command: list[str], *, env: dict[str, str], cwd: str | None) -> ForkedKernel | None:
        """Return a kernel that was forked; None where one has to be started."""
        if LAUNCHER not in command:
            return None
        order = {"argv": command[command.index(LAUNCHER) + 1 :], "env": env, "cwd": cwd}
        async with self._turn:
            if self.working and files_state(*self._sources) != self._files:
                self.end()
                self._start()
            if not await self._warm():
                return None
            try:
                await asyncio.get_running_loop().sock_sendall(self._socket, json.dumps(order).encode() + b"\n")
                return ForkedKernel(int(await self._answer()))
            except (OSError, ValueError, psutil.Error):
                self._failed()
                return None

    async def _answer(self) -> str:
        """Return the next line of the process; nothing where it is gone or silent."""
        loop = asyncio.get_running_loop()
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(ANSWER_S):
                while b"\n" not in self._read and (more := await loop.sock_recv(self._socket, 4096)):
                    self._read += more
        line, _, self._read = self._read.partition(b"\n")
        return line.decode()

    def _failed(self) -> None:
        """Do without the process; after it has served for a while, begin another one."""
        served = time.monotonic() - self._began
        self.end()
        if served > AGAIN_S:
            self._start()

    def end(self) -> None:
        """End the process; its kernels are ended by their manager, or with this one."""
        # The pipe stays open: kernels that came from it are still somebody's.
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._socket.close()
        self._process = None


class ForkedKernel:
    """A kernel's process as Jupyter handles one that it started itself."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._process = psutil.Process(pid)  # Knows when the number belongs to another process.

    def poll(self) -> int | None:
        """Return None while it runs. How it ended nobody knows: it was another process's child."""
        with suppress(psutil.NoSuchProcess):  # It may end between the two questions.
            if self._process.is_running() and self._process.status() != psutil.STATUS_ZOMBIE:
                return None
        return 0

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        self._process.wait(timeout)
        return 0

    def send_signal(self, number: int) -> None:
        """Send it a signal; one that is gone needs none."""
        with suppress(psutil.NoSuchProcess):
            self._process.send_signal(number)
