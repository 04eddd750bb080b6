"""The thread of a session that looks for changes, and the watchers that it calls."""

from __future__ import annotations

import atexit
import logging
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from journeykit.errors import JourneyKitError
from journeykit.store.live.operation import Clash, Operation
from journeykit.store.live.saving import SaveState

_OPEN: weakref.WeakSet[Following] = weakref.WeakSet()


@dataclass(frozen=True)
class News:
    """The argument of a watcher; empty if only the state of saving, a comment or a presence changed.

    Attributes
    ----------
    entries : tuple of Operation
        Operations that are new in this session, including its own.
    lost : tuple of (Operation, Clash)
        Values of this session that operations of others replaced.
    notice : str
        A message for the user.
    """

    entries: tuple[Operation, ...] = ()
    lost: tuple[tuple[Operation, Clash], ...] = ()
    notice: str = ""


class Following:
    """Follows a map until it is closed."""

    def __init__(self, path: Path, every_s: float) -> None:
        self.path = path
        self.notices: list[str] = []
        self._kept = SaveState("saved")
        self._every_s = every_s
        self._watchers: list[Callable[[News], None]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, name=f"journeykit-{path.name}", daemon=True)

    def watch(self, watcher: Callable[[News], None]) -> Callable[[], None]:
        """Call ``watcher(news)`` on every change, from any thread; return a function that stops this."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher) if watcher in self._watchers else None

    def close(self) -> None:
        """Save, leave, and stop following."""
        if self._ended.is_set():
            return
        self._ended.set()
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout=5)
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _begin(self) -> None:
        # Only a session that has begun is closed when the program ends.
        _OPEN.add(self)
        self._thread.start()

    def _notice(self, text: str) -> None:
        self.notices.append(text)
        self._spread(News(notice=text))

    def _spread(self, news: News) -> None:
        for watcher in list(self._watchers):
            watcher(news)

    def _follow(self) -> None:
        rounds = 0
        while not self._ended.wait(self._every_s):
            rounds += 1
            try:
                self._look(rounds)
            except (OSError, JourneyKitError) as error:
                self._problem(f"{self.path.name}: {getattr(error, 'strerror', None) or error}")
            except Exception:
                logging.getLogger(__name__).exception("%s: following the map failed", self.path)
                self._problem("the map cannot be followed; the notebook's log says why.")

    def _problem(self, reason: str) -> None:
        if self._kept.reason != reason and not self._ended.is_set():
            self._kept = SaveState("problem", self._kept.at, reason)
            self._spread(News())

    def _look(self, rounds: int) -> None:
        raise NotImplementedError

    def _close(self) -> None:
        raise NotImplementedError


@atexit.register
def _close_all() -> None:
    for shared in list(_OPEN):
        shared.close()
