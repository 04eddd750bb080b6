"""The operation log: every edit with its name, author, time and the revision that its author saw.

A revision is the number of an operation. The map at a revision is the last snapshot before it with the operations since
then. Refused operations are in the log too, with the reason.
"""

from __future__ import annotations

import contextlib
import threading
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import ClassVar, Protocol

from journeykit.errors import JourneyKitError, MapError
from journeykit.model.changes.operations import put_operations
from journeykit.model.edit import EDITS, apply
from journeykit.model.journey import JourneyMap
from journeykit.store.document import dump_map, parse_map
from journeykit.store.live.database import BrokenLogError, HistoryDatabase, Row
from journeykit.store.live.operation import Operation, entry_of, row_of

SNAPSHOT_EVERY = 100
READ = (
    "SELECT revision, id, edit, args, author, session, at, base, outcome, reason, words, fields, clashes "
    "FROM operations "
)

_WRITE = (
    "INSERT INTO operations "
    "(id, edit, args, author, session, at, base, outcome, reason, words, fields, clashes) "
    "VALUES (:id, :edit, :args, :author, :session, :at, :base, :outcome, :reason, :words, :fields, :clashes)"
)


# Every value in the tables, for :func:`check`.
_KINDS = (
    ("SELECT name, value FROM facts", (str,) * 2),
    (READ, (int, *(str,) * 6, int, *(str,) * 5)),
    ("SELECT name, revision, author, at FROM versions", (str, int, str, str)),
    ("SELECT id, thread, target, kind, text, author, at FROM remarks", (str,) * 7),
    ("SELECT session, author, place, seen FROM presence", (str, str, str, float)),
)


def replayed(journey: JourneyMap, entry: Operation) -> JourneyMap:
    """Return the map after one entry of the log."""
    if entry.outcome != "done":
        return journey
    if entry.edit in EDITS:
        return apply(journey, entry.edit, entry.args)
    return put_operations(journey, entry.args["changes"])


class Log(Protocol):
    """Where a session keeps its operations: an SQLite file (:class:`OperationLog`), or the map file itself.

    ``append`` is called inside a ``transaction``, after ``since`` has brought the session up to date.
    """

    has_history: ClassVar[bool]

    @property
    def lock(self) -> threading.RLock: ...
    def transaction(self) -> AbstractContextManager[None]: ...
    def head(self) -> int: ...
    def since(self, revision: int) -> list[Operation]: ...
    def find(self, wanted: str | int) -> Operation | None: ...
    def removal_of(self, collection: str, key: str) -> Operation | None: ...
    def map_at(self, revision: int) -> JourneyMap: ...
    def after(self, journey: JourneyMap, entry: Operation) -> JourneyMap: ...
    def append(self, entry: Operation, after: JourneyMap) -> Operation: ...


class OperationLog:
    """Operations and snapshots in a :class:`HistoryDatabase`."""

    has_history: ClassVar[bool] = True

    def __init__(self, database: HistoryDatabase) -> None:
        self.database = database
        self.lock, self.transaction = database.lock, database.transaction

    def after(self, journey: JourneyMap, entry: Operation) -> JourneyMap:
        """Return the map after an operation on the map before it."""
        return replayed(journey, entry)

    def append(self, entry: Operation, after: JourneyMap) -> Operation:
        """Write an operation, inside a transaction, and return it with its revision."""
        entry = replace(entry, revision=self.database.run(_WRITE, row_of(entry)))
        if entry.revision % SNAPSHOT_EVERY == 0:
            self.keep_snapshot(entry.revision, after)
        return entry

    def since(self, revision: int) -> list[Operation]:
        """Return the operations after a revision, in order."""
        return self._entries(self.database.rows(READ + "WHERE revision > ? ORDER BY revision", [revision]))

    def latest(self, most: int, before: int | None = None) -> list[Operation]:
        """Return the last operations, newest first."""
        bound = before if before is not None else 2**62
        statement = READ + "WHERE revision < ? ORDER BY revision DESC LIMIT ?"
        return self._entries(self.database.rows(statement, [bound, most]))

    def find(self, wanted: str | int) -> Operation | None:
        """Return the operation with an id or a revision, or None."""
        where = "WHERE revision = ?" if isinstance(wanted, int) else "WHERE id = ?"
        found = self._entries(self.database.rows(READ + where, [wanted]))
        return found[0] if found else None

    def removal_of(self, collection: str, key: str) -> Operation | None:
        """Return the last operation that removed an element, or None."""
        # Searching the text is enough, because ids have no characters that JSON escapes.
        statement = "SELECT max(revision) FROM operations WHERE fields LIKE ?"
        found = self.database.rows(statement, [f'%["{collection}", "{key}", "-"]%'])[0][0]
        return None if found is None else self.find(int(found))

    def head(self) -> int:
        """Return the revision of the last operation."""
        return int(self.database.rows("SELECT coalesce(max(revision), 0) FROM operations")[0][0])

    def oldest(self) -> int:
        """Return the oldest revision that was not compacted."""
        return int(self.database.rows("SELECT coalesce(min(revision), 1) FROM operations")[0][0]) - 1

    def map_at(self, revision: int) -> JourneyMap:
        """Return the map as it was at a revision; a compacted revision raises MapError."""
        with self.database.lock, self._readable():
            found = self.database.rows(
                "SELECT revision, content FROM snapshots WHERE revision <= ? ORDER BY revision DESC LIMIT 1", [revision]
            )
            if not found or (found[0][0] < self.oldest() and found[0][0] != revision):
                raise MapError(
                    f"revision {revision} was removed when the history was compacted. The oldest one left is "
                    f"{self.oldest()}; named versions are always kept."
                )
            start, content = found[0]
            journey = parse_map(zlib.decompress(content), source=f"revision {start} of {self.database.path}")
            for entry in self.since(start):
                if entry.revision > revision:
                    break
                journey = replayed(journey, entry)
        return journey

    def keep_snapshot(self, revision: int, journey: JourneyMap) -> None:
        """Store the whole map of a revision."""
        content = zlib.compress(dump_map(journey).encode("utf-8"))
        self.database.run("INSERT OR IGNORE INTO snapshots (revision, content) VALUES (?, ?)", [revision, content])

    def held(self, name: str) -> tuple[int, str]:
        """Return the revision that is in the file ("saved") or is being written ("saving"), or -1, and its digest."""
        with self._readable():
            found = self.database.rows("SELECT value FROM facts WHERE name = ?", [name])
            revision, _, digest = str(found[0][0]).partition(" ") if found else ("", "", "")
            return int(revision or -1), digest

    @contextlib.contextmanager
    def _readable(self) -> Iterator[None]:
        """Turn errors about the form of the content into BrokenLogError."""
        try:
            yield
        except JourneyKitError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
            raise BrokenLogError(self.database.path, f"what it holds does not fit ({type(error).__name__})") from error

    def _entries(self, rows: list[Row]) -> list[Operation]:
        with self._readable():
            return [entry_of(row) for row in rows]

    def hold(self, name: str, revision: int, digest: str) -> None:
        """Store what :meth:`held` returns."""
        statement = "INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)"
        self.database.run(statement, [name, f"{revision} {digest}"])


def compact(log: OperationLog, keep: int) -> int:
    """Delete all but the last ``keep`` operations, and return their number; named versions keep their snapshots."""
    with log.database.transaction():
        boundary = log.head() - keep
        if boundary <= 0 or not log.database.rows("SELECT 1 FROM operations WHERE revision <= ?", [boundary]):
            return 0
        named = [row[0] for row in log.database.rows("SELECT revision FROM versions")]
        for revision in {boundary, *(at for at in named if at < boundary)}:
            log.keep_snapshot(revision, log.map_at(revision))
        count = int(log.database.rows("SELECT count(*) FROM operations WHERE revision <= ?", [boundary])[0][0])
        log.database.run("DELETE FROM operations WHERE revision <= ?", [boundary])
        statement = "DELETE FROM snapshots WHERE revision < ? AND revision NOT IN (SELECT revision FROM versions)"
        log.database.run(statement, [boundary])
        return count


def check(log: OperationLog) -> None:
    """Check every row but the older snapshots; a damaged or missing one raises BrokenLogError."""
    if not log.database.sound() or not log.database.rows("SELECT 1 FROM snapshots LIMIT 1"):
        raise BrokenLogError(log.database.path, "its pages do not fit together")
    for statement, kinds in _KINDS:
        if not all(all(map(isinstance, row, kinds)) for row in log.database.rows(statement)):
            raise BrokenLogError(log.database.path, "a value is not of its kind")
    entries = log.since(0)
    if entries and entries[-1].revision - entries[0].revision != len(entries) - 1:
        raise BrokenLogError(log.database.path, "an operation is missing, or not in its place")
    log.held("saved"), log.held("saving")
