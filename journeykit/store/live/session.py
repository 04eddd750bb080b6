"""A session on a map that others edit too: its edits, its undo, and the thread that looks for changes."""

from __future__ import annotations

import atexit
import logging
import secrets
import threading
import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from journeykit.errors import ConflictError, JourneyKitError, MapError
from journeykit.model.journey import JourneyMap
from journeykit.store.live.operation import Clash, Operation
from journeykit.store.live.operation_log import Log
from journeykit.store.live.saving import SaveState
from journeykit.store.live.undo import Steps
from journeykit.store.live.writer import Writer
from journeykit.store.merge import three_way

_OPEN: weakref.WeakSet[Session] = weakref.WeakSet()


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


class Session(ABC):
    """One session on a map that others edit too: edits, undo and redo."""

    def __init__(self, path: Path, every_s: float, log: Log, author: str, *, read_only: bool) -> None:
        self.path, self.author, self.read_only = path, author, read_only
        self.notices: list[str] = []
        self.session = secrets.token_hex(6)
        self._writer = Writer(log, author, self.session)
        self._steps = Steps(self.session)
        self._told = self._writer.revision
        self._kept = SaveState("saved")
        self._every_s = every_s
        self._watchers: list[Callable[[News], None]] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, name=f"journeykit-{path.name}", daemon=True)

    @property
    def map(self) -> JourneyMap:
        """The present map; edits of others arrive within a quarter of a second, without a log within a second."""
        return self._writer.map

    @property
    def revision(self) -> int:
        """The revision of :attr:`map`."""
        return self._writer.revision

    def edit(self, name: str, /, **args: Any) -> JourneyMap:
        """Change the map by the name of an edit of ``journeykit.edit`` and return the new map.

        Raises
        ------
        UnknownIdError
            No such edit or element.
        MapError
            Invalid arguments. Nothing was changed.
        ConflictError
            Somebody has removed the element. Nothing was changed; the edit is in the history.
        ExportError
            The log or the file cannot be written. Nothing was changed.
        """
        self.submit(name, args)
        return self.map

    def submit(self, name: str, args: Mapping[str, Any], *, op: str = "", base: int | None = None) -> Operation:
        """Make an edit like :meth:`edit` and return its operation.

        Parameters
        ----------
        name : str
            Name of the edit.
        args : mapping
            Its arguments.
        op : str, optional
            Id of the operation; one that is sent twice is done once.
        base : int, optional
            The revision that its author saw; by default the present one of this session.
        """
        self._may_write()
        try:
            entry = self._writer.submit(name, args, op=op, base=base)
        finally:
            self._tell()  # Also after a refused edit, because changes of others were taken in.
        if entry.outcome == "refused":
            raise ConflictError(entry.reason)
        return entry

    def put(self, journey: JourneyMap) -> JourneyMap:
        """Merge a map that was changed elsewhere, for example by a script, and return the result.

        The difference to :attr:`map` becomes one operation, which can be undone.
        """
        self._may_write()
        if journey.id != self.map.id:
            raise MapError(f"{journey.id!r} is another map than {self.map.id!r}: open it from its own file.")
        base = self._writer.map
        if journey == base:
            return base
        words = "Several changes by a script"
        self._writer.put("put", lambda present: three_way(base, journey, present).map, words=words)
        self._tell()
        return self.map

    @property
    def steps(self) -> dict[str, bool]:
        """Whether this session has something to undo and to redo."""
        return {"undo": bool(self._steps.done), "redo": bool(self._steps.undone)}

    def undo(self) -> JourneyMap:
        """Undo the last edit of this session, keep later changes of others, and return the map."""
        return self._step("undo", self._steps.done)

    def redo(self) -> JourneyMap:
        """Redo what was undone last, and return the map."""
        return self._step("redo", self._steps.undone)

    def _step(self, name: str, stack: list[int]) -> JourneyMap:
        self._may_write()
        if not stack:
            return self.map
        revision = stack[-1]
        taken = self._writer.log.find(revision)
        what = taken.words.removeprefix("Taken back: ") if taken else "an earlier edit"
        words = f"{'Taken back' if name == 'undo' else 'Done again'}: {what}"
        clashed = self._writer.take_back(revision, name, words=words, of=revision)
        self._tell()
        if clashed:
            self._notice("Somebody changed the same place since; their change was kept.")
        return self.map

    def catch_up(self) -> JourneyMap:
        """Take in the changes of others now, and return the map."""
        self._writer.pull()
        self._tell()
        return self.map

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

    def _may_write(self) -> None:
        if self.read_only:
            raise MapError(f"{self.path.name} was opened for reading: nothing was changed.")
        if self._ended.is_set():
            raise MapError(f"this session on {self.path.name} is closed: open the map again.")

    def _tell(self) -> None:
        """Tell the watchers about operations that are new since the last call."""
        with self._writer.log.lock:
            fresh = self._writer.entries_since(self._told)
            self._told = self._writer.revision
            self._took(fresh)
        if not fresh:
            return
        lost = [(entry, clash) for entry in fresh for clash in entry.clashes if clash.session == self.session]
        self._spread(News(tuple(fresh), tuple(lost)))

    def _took(self, fresh: list[Operation]) -> None:
        self._steps.take(fresh)

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

    @abstractmethod
    def _look(self, rounds: int) -> None:
        """Take in what others have done; ``rounds`` counts the looks."""

    @abstractmethod
    def _close(self) -> None:
        """Let go of the file."""


@atexit.register
def _close_all() -> None:
    for shared in list(_OPEN):
        shared.close()
