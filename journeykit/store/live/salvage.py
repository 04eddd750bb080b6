"""What can still be read of a damaged log."""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from journeykit.errors import JourneyKitError
from journeykit.model.journey import JourneyMap
from journeykit.store.document import parse_map
from journeykit.store.live.database import HistoryDatabase, Row
from journeykit.store.live.operation_log import OperationLog

__all__ = ["Salvage", "salvaged"]

_REMARKS = "SELECT id, thread, target, kind, text, author, at FROM remarks ORDER BY number"
_VERSIONS = "SELECT name, revision, author, at FROM versions ORDER BY number"


@dataclass
class Salvage:
    """Parts of a damaged log.

    Attributes
    ----------
    journey, saved : JourneyMap or None
        The map as the log had it, and as it was when the file was saved last; None where that cannot be read.
    remarks, versions : list
        Rows of comments; named versions, each with the map that they name.
    """

    journey: JourneyMap | None = None
    saved: JourneyMap | None = None
    remarks: list[Row] = field(default_factory=list)
    versions: list[tuple[Row, bytes]] = field(default_factory=list)

    @property
    def words(self) -> str:
        """What was found, as the end of a sentence."""
        found = ["the edits since"] if self.journey not in (None, self.saved) else []
        found += [f"{len(self.remarks)} remarks"] if self.remarks else []
        found += [f"{len(self.versions)} named versions"] if self.versions else []
        return f"; taken over from it: {', '.join(found)}" if found else ""

    def put_into(self, database: HistoryDatabase) -> None:
        """Write comments and named versions into a new log; the latter under revisions below zero."""
        with database.transaction():
            for remark in self.remarks:
                database.run(
                    "INSERT OR IGNORE INTO remarks (id, thread, target, kind, text, author, at) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    remark,
                )
            for number, (row, content) in enumerate(self.versions, 1):
                database.run("INSERT OR IGNORE INTO snapshots (revision, content) VALUES (?, ?)", [-number, content])
                database.run(
                    "INSERT OR IGNORE INTO versions (name, revision, author, at) VALUES (?, ?, ?, ?)",
                    [row[0], -number, *row[2:]],
                )


# Bytes that are not what they were end in many ways; none of them may stop the opening of a good file.
_UNREADABLE = (JourneyKitError, sqlite3.Error, zlib.error, ValueError, LookupError, TypeError)


def _end(database: HistoryDatabase) -> int:
    """Return the last revision before an operation is missing or out of its place."""
    revisions = [row[0] for row in database.rows("SELECT revision FROM operations ORDER BY revision")]
    in_place = [revision for number, revision in enumerate(revisions) if revision - number == revisions[0]]
    return int(in_place[-1]) if in_place else 0


def salvaged(path: Path) -> Salvage:
    """Return what can be read of a damaged log, part by part."""
    found = Salvage()
    try:
        database = HistoryDatabase(path)
    except _UNREADABLE:
        return found
    log = OperationLog(database)
    with contextlib.suppress(*_UNREADABLE):
        end = _end(database)
        found.journey = found.saved = log.map_at(end)
        if end == log.head():  # Else what came since cannot be told from what is out of place.
            found.saved = None
            found.saved = log.map_at(log.held("saved")[0])
    with contextlib.suppress(*_UNREADABLE):
        found.remarks = [row for row in database.rows(_REMARKS) if all(isinstance(value, str) for value in row)]
    with contextlib.suppress(*_UNREADABLE):
        for row in database.rows(_VERSIONS):
            with contextlib.suppress(*_UNREADABLE):
                content = database.rows("SELECT content FROM snapshots WHERE revision = ?", [row[1]])[0][0]
                parse_map(zlib.decompress(content))
                found.versions += [(row, content)] if all(isinstance(row[at], str) for at in (0, 2, 3)) else []
    with contextlib.suppress(*_UNREADABLE):
        database.close()
    return found
