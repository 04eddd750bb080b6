"""The SQLite file of a log, in WAL mode; the only module here that runs statements.

Several processes write it; each transaction that writes is IMMEDIATE, so writers wait for each other. ``changed`` asks
for ``PRAGMA data_version``, which takes microseconds.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from journeykit.atomic import refuse_pipe
from journeykit.errors import DocumentError, ExportError

FORMAT = 1
"""Version of the tables, stored as ``user_version``; a newer journeykit writes a higher one."""

MOST_FORMATS = 99
BUSY_S = 10.0
Row = tuple[Any, ...]
Values = Sequence[Any] | Mapping[str, Any]

_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE operations (
  revision INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, edit TEXT NOT NULL, args TEXT NOT NULL,
  author TEXT NOT NULL, session TEXT NOT NULL, at TEXT NOT NULL, base INTEGER NOT NULL, outcome TEXT NOT NULL,
  reason TEXT NOT NULL, words TEXT NOT NULL, fields TEXT NOT NULL, clashes TEXT NOT NULL);
CREATE TABLE snapshots (revision INTEGER PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE versions (
  number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL, author TEXT NOT NULL,
  at TEXT NOT NULL);
CREATE TABLE remarks (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, thread TEXT NOT NULL, target TEXT NOT NULL,
  kind TEXT NOT NULL, text TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE presence (session TEXT PRIMARY KEY, author TEXT NOT NULL, place TEXT NOT NULL, seen REAL NOT NULL);
"""

WRITE_REMARK = "INSERT OR IGNORE INTO remarks (id, thread, target, kind, text, author, at) VALUES (?, ?, ?, ?, ?, ?, ?)"

# The last two: missing tables or columns, and values of the wrong type.
_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH}


class BrokenLogError(ExportError):
    """The file is damaged or not a database; ``open_shared`` moves it aside."""

    def __init__(self, path: Path, cause: object) -> None:
        super().__init__(
            f"the history {path.name} is damaged: {cause}. Nothing was changed. A session that is open has the map in "
            f"memory: keep it with journeykit.write_map(shared.map, …), and open the map again to recover it."
        )


class NoLogHereError(ExportError):
    """The file system does not support a log that several processes write."""


class HistoryDatabase:
    """One connection, shared by the threads of this process.

    Every method may raise BrokenLogError for a damaged file and ExportError for one that cannot be written. A log of a
    newer version raises DocumentError.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.lock = threading.RLock()
        self._depth = 0
        try:
            refuse_pipe(path)
        except OSError as error:
            raise ExportError(
                f"{path} cannot be opened: {error.strerror}. Remove it, and open the map again."
            ) from error
        address = f"{path.resolve().as_uri()}{'?mode=ro' if read_only else ''}"
        with self._translated_errors():
            self._connection = sqlite3.connect(
                address, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False
            )
        try:
            self._set_up(read_only)
        except BaseException:
            self._connection.close()
            raise
        self._seen = self._data_version()

    def _set_up(self, read_only: bool) -> None:
        if not read_only:
            mode = self.rows("PRAGMA journal_mode=WAL")[0][0]
            if mode != "wal":
                raise NoLogHereError(f"{self.path}: this file system cannot hold a log that several people write.")
            # A committed edit also survives a power cut.
            self.run("PRAGMA synchronous=FULL")
        format_ = self.rows("PRAGMA user_version")[0][0]
        if not 0 <= format_ <= MOST_FORMATS:
            raise BrokenLogError(self.path, f"no log has format {format_}")
        if format_ > FORMAT:
            advice = "It was left as it is. Update journeykit (pip install -U journeykit) and open the map again."
            raise DocumentError(str(self.path), [("", f"it is a log of format {format_}; known: {FORMAT}.")], advice)
        if format_ == 0 and not read_only:
            with self.transaction():
                if self.rows("PRAGMA user_version")[0][0] == 0:  # Another process may have been faster.
                    for statement in _TABLES.split(";"):
                        self.run(statement)
                    self.run("PRAGMA application_id=1246448972")
                    self.run("PRAGMA user_version=1")

    def rows(self, statement: str, values: Values = ()) -> list[Row]:
        """Return the rows of a statement."""
        with self.lock, self._translated_errors():
            return list(self._connection.execute(statement, values))

    def run(self, statement: str, values: Values = ()) -> int:
        """Run a statement and return the rowid of the new row, or 0 if none was inserted."""
        with self.lock, self._translated_errors():
            return self._connection.execute(statement, values).lastrowid or 0

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit or roll back the block; a nested transaction is part of the outer one."""
        with self.lock:
            outer = self._depth == 0
            if outer:
                self.run("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
                if outer:
                    self.run("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if outer and self._connection.in_transaction:
                    self.run("ROLLBACK")
                raise
            finally:
                self._depth -= 1

    def changed(self) -> bool:
        """Return whether another connection has committed since the last call."""
        with self.lock:
            version = self._data_version()
            changed = version != self._seen
            self._seen = version
            return changed

    def _data_version(self) -> int:
        return int(self.rows("PRAGMA data_version")[0][0])

    def sound(self) -> bool:
        """Return whether the whole file can be read."""
        try:
            return self.rows("PRAGMA quick_check") == [("ok",)]
        except BrokenLogError:
            return False

    def close(self) -> None:
        """Close the connection; the last one to close merges the WAL into the file."""
        with self.lock:
            self._connection.close()

    @contextlib.contextmanager
    def _translated_errors(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:
            # For bytes that are not text, Python raises and not SQLite, so there is no code.
            no_text = isinstance(error, (sqlite3.OperationalError, UnicodeDecodeError))
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_MISMATCH if no_text else 0) & 0xFF
            if code in _BROKEN:
                raise BrokenLogError(self.path, error) from error
            if code == sqlite3.SQLITE_BUSY:
                raise ExportError(
                    f"{self.path} has been busy for {BUSY_S:g} s. Nothing was changed. Try again in a moment."
                ) from error
            raise ExportError(
                f"{self.path} cannot be written: {error}. Nothing was changed. Check the disk and the rights of the "
                f"folder, and try again."
            ) from error
