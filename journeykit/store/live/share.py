"""A shared map on a network share: no log, every edit is saved into the file at once under a lock.

SQLite's WAL mode needs memory that all writers share, which several machines do not have. Instead, a lock file keeps
writers apart, and the bytes of the map file tell whether somebody saved. Operations are kept in memory only.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Literal

from journeykit.atomic import read_whole, resolved, write_atomic
from journeykit.errors import ExportError, MapError
from journeykit.model.changes.operations import operations
from journeykit.model.changes.parts import changed_fields
from journeykit.model.journey import JourneyMap
from journeykit.store.document import dump_map, parse_map
from journeykit.store.files import digest_of, keep_older, last_written, read_map
from journeykit.store.live.operation import Operation, now
from journeykit.store.live.operation_log import replayed
from journeykit.store.live.saving import SaveState
from journeykit.store.live.session import News, Session
from journeykit.store.locks import locked
from journeykit.store.strict_json import MOST_BYTES

LOOK_S = 0.5


class FileLog:
    """The operations of one session on a file; what others save becomes an operation of "somebody else"."""

    has_history: ClassVar[bool] = False

    def __init__(self, path: Path, kept: Callable[[SaveState], None]) -> None:
        self.path, self._kept = path, kept
        self.lock = threading.RLock()
        self._first = self._map = read_map(path)
        written = last_written(self._map)
        assert written is not None
        self._digest = written.revision  # Of the bytes that were read; the file may have changed since.
        self._entries: list[Operation] = []

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Lock out every other writer, also on other machines; problems with lock or file raise ExportError."""
        try:
            with self.lock, locked(self.path, by_file=True):
                yield
        except OSError as error:
            reason = f"{self.path.name}: {error.strerror or error}"
            self._kept(SaveState("problem", reason=reason))
            raise ExportError(f"{reason}. Nothing was changed. Check the share, and try again.") from error

    def head(self) -> int:
        """Return the revision of the last operation."""
        return len(self._entries)

    def since(self, revision: int) -> list[Operation]:
        """Look at the file, and return the operations after a revision."""
        with self.lock:
            data = read_whole(self.path, MOST_BYTES)
            if digest_of(data) != self._digest:
                found = parse_map(data, source=str(self.path))
                if found.id != self._map.id:
                    raise MapError(
                        f"the file now holds another map, {found.id!r} instead of {self._map.id!r}. Move it away, or "
                        f"give it another name, and put this map in its place."
                    )
                changes = {"changes": operations(self._map, found)}
                who, id_ = "somebody else", f"saved-{self.head() + 1}"
                entry = Operation(0, id_, "merge", changes, who, "", now(), self.head(), "done")
                entry = replace(entry, words="Saved by somebody else", fields=tuple(changed_fields(self._map, found)))
                self._keep(entry, found, digest_of(data))
            return self._entries[revision:]

    def find(self, wanted: str | int) -> Operation | None:
        """Return the operation with an id or a revision, or None."""
        return next((entry for entry in self._entries if wanted in (entry.id, entry.revision)), None)

    def removal_of(self, collection: str, key: str) -> Operation | None:
        """Return the last operation that removed an element, or None."""
        removed = (collection, key, "-")
        return next((entry for entry in reversed(self._entries) if removed in entry.fields), None)

    def map_at(self, revision: int) -> JourneyMap:
        """Return the map as it was at a revision."""
        if revision == self.head():
            return self._map
        journey = self._first
        for entry in self._entries[:revision]:
            journey = replayed(journey, entry)
        return journey

    def after(self, journey: JourneyMap, entry: Operation) -> JourneyMap:
        """Return the map after an operation on the map before it."""
        # The map that was read also has the fields of a newer version, which are in no operation.
        return self._map if entry.revision == self.head() else replayed(journey, entry)

    def append(self, entry: Operation, after: JourneyMap) -> Operation:
        """Save the map after an operation into the file, and return the operation with its revision."""
        digest = self._digest
        if entry.outcome == "done":
            data = dump_map(after).encode("utf-8")
            keep_older(self.path)
            write_atomic(self.path, data)
            digest = digest_of(data)
            self._kept(SaveState("saved", now()))
        return self._keep(entry, after, digest)

    def _keep(self, entry: Operation, journey: JourneyMap, digest: str) -> Operation:
        entry = replace(entry, revision=self.head() + 1)
        self._entries.append(entry)
        self._map, self._digest = journey, digest
        return entry


class SharedFile(Session):
    """One session on a map on a network share, or on one that is only followed in its file.

    It has the methods of ``SharedMap`` except comments, history and presence, which need a log; ``notices`` says so.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.store.live.share import SharedFile
    >>> jk.write_map(jk.new_map("Shop"), "on-a-share.json")
    >>> with SharedFile("on-a-share.json", "Ann", why="nfs4") as shared:
    ...     shared.edit("add_stage", name="Browse").stages[0].name
    'Browse'
    """

    mode: Literal["log", "share"] = "share"
    comments = history = presence = None

    def __init__(self, path: str | os.PathLike[str], author: str, *, why: str, read_only: bool = False) -> None:
        file = resolved(path)
        super().__init__(file, LOOK_S, FileLog(file, self._saved), author, read_only=read_only)
        if why:
            self.notices.append(
                f"{self.path.name} is on a network share ({why}): every edit is saved at once, others' edits arrive "
                f"within a second, and comments, presence and named versions are off."
            )
        self._begin()

    @property
    def state(self) -> SaveState:
        """Whether everything is saved, and if not, why not."""
        return SaveState("reading") if self.read_only and self._kept.state != "problem" else self._kept

    def save(self) -> bool:
        """Return whether every edit is in the file; each is saved at once."""
        return self._kept.state != "problem"

    def _saved(self, state: SaveState) -> None:
        self._kept = replace(state, at=state.at or self._kept.at)

    def _look(self, rounds: int) -> None:
        self.catch_up()
        if self._kept.state == "problem":
            self._kept = SaveState("saved", self._kept.at)
            self._spread(News())

    def _close(self) -> None:
        """Every edit is in the file already."""
