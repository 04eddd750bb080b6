"""Kernels as forks of one warm process (:mod:`journeykit.serve.warm`); without it they start as Jupyter starts them.

The warm process has counted the map and log as they were when it started. Once a file of them has changed, a second one
counts beside it, and takes its place when it is ready: nobody waits for it, and who looks at a page keeps what it shows
(:meth:`Forks.news` says what there is that the page does not show).
"""

from __future__ import annotations

import asyncio
import json
import logging
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
"""How long a fork may take."""
WARM_S = 600.0
"""How long the process may take to be warm: it counts the log."""
AGAIN_S = 60.0
"""A process that ended sooner than so long after its start is not started again before."""
REST = 4
"""After a count of a changed log, the next one waits so many times as long as that one took: a log may never rest."""

LOG = logging.getLogger(__name__)

State = tuple[Any, ...] | None
"""What :func:`journeykit.events.reading.files.files_state` tells of the files; None if one is missing."""


class Warm:
    """A warm process, and what it said."""

    def __init__(self, files: State, *, build: bool, lifeline: int) -> None:
        self.files, self.began = files, time.monotonic()
        self.trouble = ""
        self._said: dict[str, Any] | None = None
        self._read = b""
        self._turn = asyncio.Lock()
        self._socket, theirs = socket.socketpair()
        self._socket.setblocking(False)
        passed = (theirs.fileno(), lifeline)
        command = [sys.executable, "-m", "journeykit.serve.warm", *map(str, passed), "build" * build]
        # In a session of its own: Ctrl-C in the terminal is for the server.
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=passed, start_new_session=True)
        theirs.close()

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None

    async def ready(self) -> bool:
        """Wait until the process is warm; False where it has failed."""
        async with self._turn:
            return await self._warm()

    async def _warm(self) -> bool:
        if self._said is None:
            self._said = await self._answer(WARM_S) or {}
            self.trouble = self._said.get("trouble", "")
        return bool(self._said)

    async def fork(self, order: dict[str, Any]) -> ForkedKernel | None:
        """Return a kernel that was forked from it; None where it has failed."""
        async with self._turn:
            if not await self._warm():
                return None
            with suppress(OSError, psutil.Error):
                await asyncio.get_running_loop().sock_sendall(self._socket, json.dumps(order).encode() + b"\n")
                if said := await self._answer(ANSWER_S):
                    return ForkedKernel(said["pid"], self.files)
            return None

    async def _answer(self, seconds: float) -> dict[str, Any] | None:
        """Return what the process says next; None where it is gone or silent."""
        loop = asyncio.get_running_loop()
        with suppress(TimeoutError, OSError):
            async with asyncio.timeout(seconds):
                while b"\n" not in self._read and (more := await loop.sock_recv(self._socket, 4096)):
                    self._read += more
        line, end, self._read = self._read.partition(b"\n")
        return dict(json.loads(line)) if end else None

    def end(self) -> None:
        """End the process; its kernels are ended by their manager, or with the server."""
        self._process.kill()
        self._process.wait()
        self._socket.close()


class Forks:
    """The warm process of a server, and the next one while that counts.

    Parameters
    ----------
    build : bool
        Build the dashboard's page there once, so that what is the same for every visitor is counted already.
    sources : sequence
        Map and log that the page is made from.
    """

    def __init__(self, *, build: bool, sources: Sequence[Any] = ()) -> None:
        self._build, self._sources = build, sources
        self._seen = self._refused = files_state(*sources)
        self._steady, self._unread = True, False
        self._after = 0.0
        # Who reads its end exits when this process does. Kernels outlive the warm process that they came from.
        self._ends, self._lifeline = os.pipe()
        self._now: Warm | None = None
        self._next: Warm | None = None
        # On macOS a fork of a process that has used NumPy or IPython may be ended by the system (CPython issue 77906).
        self._possible = sys.platform == "linux" and not os.environ.get("JOURNEYKIT_NO_FORK")
        if self._possible:
            self._now = self._begin()

    def _begin(self) -> Warm:
        return Warm(self._seen, build=self._build, lifeline=self._ends)

    @property
    def working(self) -> bool:
        """Whether kernels come from here; where not, they start by themselves."""
        return self._now is not None

    @property
    def files(self) -> State:
        """The files as they were when they were last looked at."""
        return self._seen

    async def ready(self) -> bool:
        """Wait until the process is warm; False where there is none, or it failed."""
        now = self._now
        if now is None or await now.ready():
            return now is not None
        self._lost(now)
        return False

    async def fork(self, command: list[str], *, env: dict[str, str], cwd: str | None) -> ForkedKernel | None:
        """Return a kernel that was forked; None where one has to be started."""
        if LAUNCHER not in command:
            return None
        order = {"argv": command[command.index(LAUNCHER) + 1 :], "env": env, "cwd": cwd}
        while (now := self._now) is not None:
            kernel = await now.fork(order)
            if kernel is not None:
                return kernel
            self._lost(now)  # Unless another one has taken its place meanwhile: that one is asked then.
        return None

    def _lost(self, warm: Warm) -> None:
        """Do without a process that has ended or does not answer; :meth:`look` begins another."""
        if self._now is not warm:
            return
        self._now = None
        warm.end()
        self._after = warm.began + AGAIN_S
        LOG.warning("The warm process has ended. Until there is another one, the pages of visitors open more slowly.")

    async def look(self) -> None:
        """Look at the files and at the process; count in another one what has changed, or begin it again."""
        files = await asyncio.to_thread(files_state, *self._sources)
        # A file that is being written is left alone until it rests.
        self._steady, self._seen = files == self._seen, files
        now = self._now
        if now is not None and not now.alive:
            self._lost(now)
        elif now is not None and files is None:
            self._refuse("a file is missing. Put it back")
        elif self._due():
            await self._renew()

    def _due(self) -> bool:
        if not self._possible or not self._steady or time.monotonic() < self._after:
            return False
        return self._now is None or self._seen not in (self._now.files, self._refused)

    async def _renew(self) -> None:
        """Count in a new process, and let it take the place of the present one if it could."""
        new = self._next = self._begin()
        ready = await new.ready()
        self._next = None
        took = time.monotonic() - new.began
        self._after = max(self._after, time.monotonic() + REST * took if ready else new.began + AGAIN_S)
        files = await asyncio.to_thread(files_state, *self._sources)
        old = self._now
        if not ready:
            new.end()
            if old is not None:
                self._refuse("counting it failed, as is said above")
        elif files != new.files and old is not None:
            new.end()  # Changed while it was counted: part of the old and part of the new, perhaps.
        elif new.trouble and old is not None and not old.trouble:
            new.end()
            self._refuse(new.trouble)
        else:
            self._now, self._refused = new, new.files
            if old is not None:
                old.end()
                LOG.warning("Map or log changed. New pages have the new numbers; open ones offer them.")

    def _refuse(self, why: str) -> None:
        if self._refused != self._seen:
            self._refused = self._seen
            LOG.warning(
                "Map or log changed, and cannot be read: %s. Pages go on with the numbers that they have. Mend the "
                "file: it is read again as soon as it changes.",
                why.rstrip(". "),
            )

    def news(self, shown: State) -> dict[str, Any]:
        """Return what a page has to say of numbers that come from these files; nothing where they are the present ones.

        ``newer`` is ``"ready"``, ``"counting"`` or ``"unreadable"``; ``of`` the time of the files that it shows, in
        seconds since 1970.
        """
        if shown is None or self._seen == shown:
            return {}
        now = self._now
        if now is None or now.files != shown:
            newer = "ready"
        else:
            newer = "unreadable" if self._seen == self._refused else "counting"
        return {"newer": newer, "of": max((changed for *_, changed, _ in shown), default=0) / 1e9}

    def end(self) -> None:
        """End the processes."""
        for warm in filter(None, (self._now, self._next)):
            warm.end()
        self._now = self._next = None
        self._possible = False


class ForkedKernel:
    """A kernel's process as Jupyter handles one that it started itself; ``files`` is what its numbers come from."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, files: State = None) -> None:
        self.pid, self.files = pid, files
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
