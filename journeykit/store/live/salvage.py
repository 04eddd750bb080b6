"""Recover the readable parts of a damaged log."""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from journeykit.errors import JourneyKitError
from journeykit.model.journey import JourneyMap
from journeykit.store.document import parse_map
from journeykit.store.live.database import WRITE_REMARK, HistoryDatabase, Row
from journeykit.store.live.operation_log import OperationLog

_REMARKS = "SELECT id, thread, target, kind, text, author, at FROM remarks ORDER BY number"
_VERSIONS = "SELECT name, revision, author, at FROM versions ORDER BY number"


@dataclass
class Salvage:
    """Parts of a damaged log."""

    journey: JourneyMap | None = None  # The newest map in the log.
    saved: JourneyMap | None = None  # The map when the file was last saved.
    remarks: list[Row] = field(default_factory=list)
    versions: list[tuple[Row, bytes]] = field(default_factory=list)  # Each with its map.

    @property
    def words(self) -> str:
        """What was recovered, as the end of a sentence."""
        found = ["the edits since"] if self.journey not in (None, self.saved) else []
        found += [f"{len(self.remarks)} remarks"] if self.remarks else []
        found += [f"{len(self.versions)} named versions"] if self.versions else []
        return f"; taken over from it: {', '.join(found)}" if found else ""

    def put_into(self, database: HistoryDatabase) -> None:
        """Write comments and named versions into a new log; the versions get negative revisions."""
        with database.transaction():
            for remark in self.remarks:
                database.run(WRITE_REMARK, remark)
            for number, (row, content) in enumerate(self.versions, 1):
                database.run("INSERT OR IGNORE INTO snapshots (revision, content) VALUES (?, ?)", [-number, content])
                database.run(
                    "INSERT OR IGNORE INTO versions (name, revision, author, at) VALUES (?, ?, ?, ?)",
                    [row[0], -number, *row[2:]],
                )


# Damaged bytes raise many kinds of error, and none may prevent opening an intact map file.
_UNREADABLE = (JourneyKitError, sqlite3.Error, zlib.error, ValueError, LookupError, TypeError)


def _end(database: HistoryDatabase) -> int:
    """Return the last revision before the first missing or misplaced operation."""
    revisions = [row[0] for row in database.rows("SELECT revision FROM operations ORDER BY revision")]
    in_place = [revision for number, revision in enumerate(revisions) if revision - number == revisions[0]]
    return int(in_place[-1]) if in_place else 0


def salvaged(path: Path) -> Salvage:
    """Return the readable parts of a damaged log."""
    found = Salvage()
    try:
        database = HistoryDatabase(path)
    except _UNREADABLE:
        return found
    log = OperationLog(database)
    with contextlib.suppress(*_UNREADABLE):
        end = _end(database)
        found.journey = found.saved = log.map_at(end)
        if end == log.head():  # Otherwise later operations may be out of order.
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
