"""Visits: limits the number of kernels, knows their visitors, and ends those that have lost their page."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
from jupyter_core.utils import ensure_async

FORKED_BYTES = 70 * 2**20
"""Memory that a visit needs for itself when its kernel is a fork; the page of the Cook family was measured at 38 MB."""
VISIT_BYTES = 250 * 2**20
"""Memory of a visit; the dashboard of the Cook family with its log was measured at 209 MB."""

MEMORY_SHARE = 0.8
"""Share of the free memory that visits may take; the rest is for the server and other programs."""

LOOK_EVERY_S = 3.0
LOST_S = 15.0
"""A page without a connection for so long is gone. A lost connection is noticed after 25 to 35 s (see the pings)."""

UNDRAWN_S = 50.0
"""The same for a page that has not connected yet, and may still be drawing."""

TURN_S = 3.0
"""How long a visitor waits for room; a reloaded page releases its kernel a moment after it asks for a new one."""


@dataclass(eq=False)
class Visit:
    """One page: its visitor, its kernel once there is one, and when it was last active."""

    visitor: str
    kernel_id: str = ""
    rendering: bool = True
    drawn: bool = False
    lines: int = 0
    heard: float = field(default_factory=time.monotonic)
    renewed: float = field(default_factory=time.monotonic)

    def gone(self, now: float) -> bool:
        """Whether its page has been closed."""
        if self.rendering or self.lines:
            return False
        return now - self.heard > (LOST_S if self.drawn else UNDRAWN_S)


class Visits:
    """The visits of one server, at most ``most`` at once (default: as many as the free memory allows)."""

    def __init__(self, kernels: Any, most: int | None = None, *, each: int = VISIT_BYTES) -> None:
        self._kernels = kernels
        self._by_memory = most is None
        self.most = most or viewers_held(each)
        self._visits: list[Visit] = []
        self._largest = each
        self._turn = 0

    @property
    def now(self) -> int:
        """How many there are."""
        return len(self._visits)

    async def begin(self, visitor: str) -> Visit | None:
        """Return a new visit, or None if there is no room even after a moment."""
        deadline = time.monotonic() + TURN_S
        while not self._room():
            if time.monotonic() > deadline:
                return None
            await asyncio.sleep(0.1)
        visit = Visit(visitor)
        self._visits.append(visit)
        return visit

    def _room(self) -> bool:
        self._visits = [visit for visit in self._visits if visit.rendering or visit.kernel_id in self._kernels]
        if len(self._visits) >= self.most:
            return False
        # Kernels with a large log need more memory than ``most`` assumes.
        return not self._by_memory or not self._visits or free_memory() > self._largest

    def of(self, kernel_id: str, visitor: str) -> Visit | None:
        """Return the visit of a kernel, if it belongs to this visitor."""
        return next((visit for visit in self._visits if (visit.kernel_id, visit.visitor) == (kernel_id, visitor)), None)

    def rendered(self, visit: Visit, *, left: bool) -> None:
        """Note that a page was sent completely, or that its visitor left before."""
        visit.rendering = False
        visit.heard = time.monotonic() - (UNDRAWN_S if left else 0)

    async def look(self) -> None:
        """End the visits whose page is gone or whose kernel has died."""
        now = time.monotonic()
        for visit in list(self._visits):
            if visit.kernel_id not in self._kernels:
                continue
            dead = not visit.rendering and not await ensure_async(self._kernels.is_alive(visit.kernel_id))
            if dead or visit.gone(now):
                await self.end(visit)

        self._weigh()

    def _weigh(self) -> None:
        """Look at the memory of one kernel, the one after the last: it takes 10 ms and more, and there may be many."""
        running = [visit.kernel_id for visit in self._visits if visit.kernel_id in self._kernels]
        if self._by_memory and running:
            self._turn += 1
            self._largest = max(self._largest, _own_bytes(self._kernels, running[self._turn % len(running)]))

    async def end(self, visit: Visit) -> None:
        """End a visit and its kernel; only once, even if page and server notice the end at the same time."""
        if visit not in self._visits:
            return
        self._visits.remove(visit)
        if visit.kernel_id in self._kernels:
            await ensure_async(self._kernels.shutdown_kernel(visit.kernel_id, now=True))


class KernelsOf:
    """A kernel manager for one visit, which notes the kernel that the visit gets."""

    def __init__(self, kernels: Any, visit: Visit) -> None:
        self._kernels, self._visit = kernels, visit

    def __getattr__(self, name: str) -> Any:
        return getattr(self._kernels, name)

    async def start_kernel(self, **how: Any) -> str:
        """Start a kernel for the visit."""
        self._visit.kernel_id = str(await ensure_async(self._kernels.start_kernel(**how)))
        return self._visit.kernel_id

    async def get_rendered_notebook(self, **how: Any) -> tuple[Any, Any, str]:
        """Return a preheated kernel."""
        task, cells, self._visit.kernel_id = await self._kernels.get_rendered_notebook(**how)
        return task, cells, self._visit.kernel_id


def viewers_held(each: int = VISIT_BYTES) -> int:
    """Return how many viewers, of so many bytes each, the free memory allows at once."""
    return max(1, int(MEMORY_SHARE * free_memory() / each))


def free_memory() -> int:
    """Return the free memory of the machine or of its container, in bytes."""
    free = int(psutil.virtual_memory().available)
    try:
        limit = int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii"))
        used = int(Path("/sys/fs/cgroup/memory.current").read_text(encoding="ascii"))
    except (OSError, ValueError):  # No container, or no limit.
        return free
    return max(0, min(free, limit - used))


def _own_bytes(kernels: Any, kernel_id: str) -> int:
    """Return the unshared memory of a kernel; 0 if it has just ended or the system does not report it."""
    try:
        return int(psutil.Process(kernels.get_kernel(kernel_id).provisioner.pid).memory_full_info().uss)
    except (psutil.Error, AttributeError, KeyError, TypeError):
        return 0
