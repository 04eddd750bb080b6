"""The tables of one prepared log: views of its arrays, or tables of a database."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from journeykit.errors import EventLogError
from journeykit.events.arrays import BYTES_A_ROW, arrays_of
from journeykit.events.backend import TIES, WITHOUT_TIMES
from journeykit.events.engine import shared_database
from journeykit.events.sql import bare_tables, qualified, sql_template
from journeykit.events.zones import UTC_ZONE, Zone

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.arrays import Arrays, SortedLog
    from journeykit.events.backend import Backend
    from journeykit.events.progress import Cancel, Watch

    _Making = tuple[exp.Query | pa.Table, bool, "LogTables | None"]
    """How a table was made: from what, whether as a view, of which log."""

__all__ = ["LogTables"]


class LogTables:
    """The tables of one prepared log inside a database; dropped when nothing refers to them any more.

    A log that is held as arrays outlives a fork: the child makes its tables again, in a database of its own.
    """

    def __init__(
        self,
        database: Backend | None = None,
        watch: Watch | None = None,
        ties: str = "",
        zone: Zone = UTC_ZONE,
        *,
        timed: bool = True,
        lasting: bool = False,
        remade: bool = True,
    ) -> None:
        self._enter(database or shared_database())
        self._made: dict[str, _Making] = {}
        self._remade = remade
        """Whether the tables can be made again: not those whose rows were only passing through."""
        self.timed = timed
        """Whether its events have times; else ``t`` is their place in an order, and ``gap`` means nothing."""
        self.ties = ties or (TIES if timed else WITHOUT_TIMES)
        """How events at the same time are ordered, in words."""
        self.zone = zone
        """Whose days the days of the log are."""
        self.lasting = lasting
        """Whether its events have a duration (see ``prepare``)."""
        self.adopted: dict[str, pa.Table] = {}
        self.sorted: Arrays | None = None
        self._watch = watch
        self.later: dict[str, Callable[[LogTables], None]] = {}
        """Creates the tables that do not exist yet; called with the log, which must not refer to itself."""
        self._making = threading.RLock()

    def _enter(self, database: Backend) -> None:
        """Take a schema of a database for the tables."""
        self._database, self._process = database, os.getpid()
        self.schema = database.new_schema()
        # At exit the whole database closes anyway.
        weakref.finalize(self, _drop, weakref.ref(database), self.schema).atexit = False

    def _after_fork(self) -> None:
        """Make the tables again in a child process, where the threads of its parent's database are missing."""
        if not self._remade:
            raise EventLogError("this log is too large to be taken into another process. Read it there again.")
        made, self._made = self._made, {}
        self._enter(shared_database())
        for table, (query, view, reading) in made.items():
            if isinstance(query, exp.Query):
                self.create(table, query, view=view, reading=reading)
            else:
                self.adopt(table, query)

    @property
    def database(self) -> Backend:
        """The database that holds the tables in ``schema``; after a fork another one, so ask for it first."""
        if self._process != os.getpid():
            self._after_fork()
        return self._database

    def ingest(self, table: str, reader: pa.RecordBatchReader) -> None:
        """Store Arrow batches as a table of this log."""
        self._remade = False
        self.database.ingest(self.schema, table, reader, self._cancel)

    def hold(self, log: SortedLog) -> None:
        """Use a log that is sorted in memory as the tables ``paths``, ``names`` and ``j``."""
        for table, data in log.dimensions().items():
            self.adopt(table, data)
        # Kernels do not need it.
        self.later["j"] = lambda tables: tables.adopt("j", log.table())
        self.sorted = log.arrays

    def adopt(self, table: str, data: pa.Table) -> None:
        """Use an Arrow table as a table of this log, without a copy."""
        self.adopted[table] = data
        self.database.adopt(self.schema, table, data)
        self._made[table] = data, True, None

    def make(self, *tables: str) -> None:
        """Create those of the tables that do not exist yet."""
        with self._making:
            for table in self.later.keys() & set(tables):
                self.later[table](self)
                del self.later[table]

    def create(self, table: str, query: exp.Query, *, view: bool = False, reading: LogTables | None = None) -> None:
        """Create a table (or view) of this log from a query over its tables, or over those of another log."""
        source = reading or self
        source.make(*bare_tables(query))
        assert source.database is self.database, "both logs of a process are in its database"
        read = query if reading is None else qualified(query, reading.schema)
        self.database.create(self.schema, table, read, view=view, cancel=self._cancel)
        self._made[table] = query, view, reading

    def drop(self, table: str, *, view: bool = False) -> None:
        """Drop one table (or view) of this log."""
        self.adopted.pop(table, None)
        self._made.pop(table, None)
        self.database.drop(self.schema, table, view=view)

    def fetch(self, expression: exp.Query) -> pa.Table:
        """Run an expression over this log's tables."""
        self.make(*bare_tables(expression))
        return self.database.fetch(self.schema, expression, self._cancel)

    def rows(self, expression: exp.Query) -> list[dict[str, Any]]:
        """Run an expression with a small answer and return it as a list of dicts."""
        return list(self.fetch(expression).to_pylist())

    def arrays(self) -> Arrays | None:
        """Return the prepared log as sorted arrays; None if it is too large for memory."""
        if self.sorted is None and self.database.array_bytes >= 0:
            table = self.adopted.get("j")
            counted = sql_template("SELECT COUNT(*) AS n FROM j")
            if table is None and self.rows(counted)[0]["n"] * BYTES_A_ROW <= self.database.array_bytes:
                table = self.fetch(sql_template("SELECT path, event, t FROM j ORDER BY path, position"))
            self.sorted = None if table is None else arrays_of(table)
        return self.sorted

    def say(self, fraction: float, words: str) -> None:
        """Report the progress while this log is read."""
        if self._watch is not None:
            self._watch.say(fraction, words)

    def finish(self, *, lasting: bool = False) -> None:
        """Mark this log as read: there is no more progress to report, nothing to cancel, and its events last or not."""
        self._watch, self.lasting = None, lasting

    @property
    def _cancel(self) -> Cancel | None:
        return None if self._watch is None else self._watch.cancel


def _drop(database: weakref.ref[Backend], schema: str) -> None:
    alive = database()
    if alive is not None:
        alive.doom(schema)
