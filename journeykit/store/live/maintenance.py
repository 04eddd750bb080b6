"""Check a whole log, and compact its old operations."""

from __future__ import annotations

from journeykit.store.live.database import BrokenLogError
from journeykit.store.live.operation_log import READ, OperationLog

_KINDS = (
    ("SELECT name, value FROM facts", (str,) * 2),
    (READ, (int, *(str,) * 6, int, *(str,) * 5)),
    ("SELECT name, revision, author, at FROM versions", (str, int, str, str)),
    ("SELECT id, thread, target, kind, text, author, at FROM remarks", (str,) * 7),
    ("SELECT session, author, place, seen FROM presence", (str, str, str, float)),
)


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
