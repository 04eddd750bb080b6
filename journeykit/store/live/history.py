"""The history of a map: its operations, the map at any revision, named versions, and restoring them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from journeykit.errors import MapError, lookup
from journeykit.model.edit import EDITS
from journeykit.model.journey import JourneyMap
from journeykit.store.live.intent import missing
from journeykit.store.live.operation import Operation, now
from journeykit.store.live.operation_log import OperationLog, compact
from journeykit.store.live.writer import Writer, clock


@dataclass(frozen=True)
class Version:
    """A revision with a name: "before the workshop"."""

    name: str
    revision: int
    author: str
    at: str


class History:
    """The operations and earlier versions of one map.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.store import open_shared
    >>> jk.write_map(jk.new_map("Past", stages=["Pay"]), "past.json")
    >>> with open_shared("past.json", author="Ann") as shared:
    ...     version = shared.history.name_version("before the workshop")
    ...     _ = shared.edit("remove_stage", id="pay")
    ...     _ = shared.history.restore(version.revision)
    ...     len(shared.map.stages)
    1
    """

    def __init__(
        self, log: OperationLog, writer: Writer, tell: Callable[[], None], may_write: Callable[[], None]
    ) -> None:
        self._log, self._writer, self._tell, self._may_write = log, writer, tell, may_write

    def entries(self, most: int = 50, *, before: int | None = None) -> list[Operation]:
        """Return operations, newest first; ``before`` continues from a revision."""
        return self._log.latest(most, before)

    def at(self, revision: int) -> JourneyMap:
        """Return the map as it was at a revision (0: when the log was created).

        Raises
        ------
        MapError
            There is no such revision, or it was removed when the history was compacted.
        """
        if revision > self._log.head():
            raise MapError(f"there is no revision {revision}: the last one is {self._log.head()}.")
        return self._writer.at(revision)

    def restore(self, revision: int) -> JourneyMap:
        """Restore the map of a revision, as a new operation that can be undone, and return it."""
        self._may_write()
        then = self.at(revision)
        named = {version.revision: version.name for version in self.versions()}
        what = f"the version “{named[revision]}”" if revision in named else f"revision {revision}"
        entry = self._writer.put("restore", lambda present: then, words=f"Restored {what}", args={"revision": revision})
        self._tell()
        return self._writer.at(entry.revision)

    def bring_back(self, revision: int) -> JourneyMap:
        """Restore what an operation removed, or what a refused operation needed and then apply that operation.

        Raises
        ------
        MapError
            The operation removed nothing and was not refused.
        """
        self._may_write()
        entry = self._log.find(revision)
        if entry is None:
            raise MapError(f"the history has no operation with revision {revision}.")
        refused = entry.outcome == "refused"
        if not refused and not (entry.outcome == "done" and any(field[2] == "-" for field in entry.fields)):
            raise MapError(f"revision {revision} removed nothing: there is nothing to bring back.")
        removal: Operation | None = entry
        if refused:
            self._writer.pull()
            needed = missing(entry.edit, entry.args, self._writer.map)
            removal = self._log.removal_of(*needed[0]) if needed else None  # None: it has been restored already.
        if removal is not None:
            words = f"Brought back what {removal.author} removed at {clock(removal.at)}"
            self._writer.take_back(removal.revision, "bring_back", words=words, of=entry.revision)
        if refused and entry.edit in EDITS:
            self._writer.submit(entry.edit, entry.args)
        self._tell()
        return self._writer.map

    def name_version(self, name: str, revision: int | None = None) -> Version:
        """Give a revision a name, by default the present one, and return it. Named versions are never compacted.

        Raises
        ------
        MapError
            The name is empty or taken.
        """
        self._may_write()
        called = " ".join(name.split())
        if not called or len(called) > 120:
            raise MapError("a version needs a name of at most 120 characters. Nothing was saved.")
        log, writer = self._log, self._writer
        with log.database.transaction():
            writer.pull()
            wanted = writer.revision if revision is None else revision
            journey = self.at(wanted)
            if any(version.name == called for version in self.versions()):
                raise MapError(f"there is a version called “{called}” already. Give it another name.")
            log.keep_snapshot(wanted, journey)
            statement = "INSERT INTO versions (name, revision, author, at) VALUES (?, ?, ?, ?)"
            log.database.run(statement, [called, wanted, writer.author, now()])
        return self.version(called)

    def version(self, name: str) -> Version:
        """Return a named version; an unknown name raises UnknownIdError with the nearest."""
        return lookup("version", name, {version.name: version for version in self.versions()})

    def versions(self) -> list[Version]:
        """Return the named versions, newest first."""
        rows = self._log.database.rows("SELECT name, revision, author, at FROM versions ORDER BY number DESC")
        return [Version(*row) for row in rows]

    def compact(self, keep: int = 2000) -> int:
        """Replace all but the last ``keep`` operations by a snapshot, and return their number; keep named versions."""
        self._may_write()
        return compact(self._log, max(1, keep))
