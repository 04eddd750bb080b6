"""The only module that uses DuckDB: a hardened in-memory database with a schema per event log.

The connection is isolated as soon as it opens: SQL can reach no file, network, extension or Python variable, and the
settings are locked. Rows come in only as Arrow batches and tables. A log that fits the memory is not copied into the
database: its tables are views of Arrow tables. All logs of a process share the database and its memory limit.
"""

from __future__ import annotations

import itertools
import os
import threading
import weakref
from collections import deque
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from sqlglot import exp

from journeykit.errors import EventLogError
from journeykit.events.spill import SpillFolder
from journeykit.events.sql import drop_statement, qualified

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from journeykit.events.progress import Cancel

T = TypeVar("T")

MEMORY_SHARE = "60%"
"""Share of the machine's memory that the logs of a process may use before they spill to a temporary folder.

The environment variables ``JOURNEYKIT_MEMORY`` (as ``4GB``) and ``JOURNEYKIT_SPILL_FOLDER`` set another limit and
folder. Both are read with the first log of a process."""

SPILL_LIMIT = "20GB"
"""Largest size of that folder, so that a runaway query fails before it fills the disk."""

ARRAYS_SHARE = 0.5
"""Share of the memory limit up to which a log is prepared as arrays; a larger one is prepared by the database."""


class LogDatabase:
    """A hardened in-memory DuckDB; closed, and its spill folder removed, when nothing refers to it any more."""

    def __init__(self) -> None:
        import duckdb  # Only on first use: half the package never needs it.

        self.memory_limit = os.environ.get("JOURNEYKIT_MEMORY") or MEMORY_SHARE
        try:
            spill = SpillFolder()
        except OSError as error:
            raise EventLogError(
                f"no temporary folder can be made for logs: {error.strerror or error}. Free some space, or set "
                "JOURNEYKIT_SPILL_FOLDER to a folder on another disk."
            ) from error
        config: dict[str, str | bool | int | float | list[str]] = {
            "enable_external_access": "false",
            "python_enable_replacements": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "memory_limit": self.memory_limit,
            "max_temp_directory_size": SPILL_LIMIT,
            "temp_directory": spill.path,
        }
        try:
            self._connection = duckdb.connect(":memory:", config=config)
        except duckdb.Error as error:
            spill.remove()
            raise EventLogError(
                f"the memory limit {self.memory_limit!r} (JOURNEYKIT_MEMORY) is not a memory size. "
                "Write it as 4GB or 60%."
            ) from error
        # A progress bar would print into captured output; row numbers need the insertion order.
        self._connection.execute("SET enable_progress_bar = false")
        self._connection.execute("SET preserve_insertion_order = true")
        self._connection.execute("SET lock_configuration = true")
        # One statement at a time: an unread result of one thread would block another thread.
        self._lock = threading.RLock()
        self._numbers = itertools.count(1)
        self._doomed: deque[str] = deque()
        self._adopted: dict[str, list[str]] = {}
        self.process = os.getpid()
        self.broken = False
        weakref.finalize(self, _close, self._connection, spill, self.process)

    def new_schema(self) -> str:
        """Create an empty schema for one log and return its name."""
        schema = f"log_{next(self._numbers)}"
        self._execute(exp.Create(kind="SCHEMA", this=exp.to_table(schema)))
        return schema

    def doom(self, schema: str) -> None:
        """Drop a schema and its tables before the next statement.

        Not now: during a garbage collection in the middle of a statement, a DROP would wait for itself.
        """
        self._doomed.append(schema)

    def ingest(self, schema: str, table: str, reader: pa.RecordBatchReader, cancel: Cancel | None = None) -> None:
        """Store Arrow batches as a table, in their order."""
        with self._lock:
            self._connection.register("ingested", reader)
            try:
                self.create(schema, table, exp.select("*").from_("ingested"), cancel=cancel)
            finally:
                self._connection.unregister("ingested")

    def adopt(self, schema: str, table: str, data: pa.Table) -> None:
        """Create a view of an Arrow table in the schema, without a copy."""
        name = f"{schema}_{table}"
        with self._lock:
            self._connection.register(name, data)
            self._adopted.setdefault(schema, []).append(name)
            self.create(schema, table, exp.select("*").from_(exp.to_table(name)), view=True)

    def create(
        self, schema: str, table: str, expression: exp.Query, *, view: bool = False, cancel: Cancel | None = None
    ) -> None:
        """Create a table or view of the schema from an expression."""
        target, kind = exp.table_(table, db=schema), "VIEW" if view else "TABLE"
        self._execute(exp.Create(kind=kind, this=target, expression=qualified(expression, schema)), cancel)

    def drop(self, schema: str, table: str, *, view: bool = False) -> None:
        """Drop one table (or view) of the schema."""
        name = f"{schema}_{table}"
        adopted = name in self._adopted.get(schema, ())
        self._execute(drop_statement("VIEW" if view or adopted else "TABLE", exp.table_(table, db=schema)))
        if adopted:
            with self._lock:
                self._adopted[schema].remove(name)
                self._connection.unregister(name)

    def fetch(self, schema: str, expression: exp.Query, cancel: Cancel | None = None) -> pa.Table:
        """Run an expression over the tables of a schema and return the whole answer as an Arrow table."""
        text = qualified(expression, schema).sql("duckdb", copy=False)
        return self._run(lambda: self._connection.sql(text).to_arrow_table(), cancel)

    @cached_property
    def array_bytes(self) -> int:
        """Largest size of a log that is prepared and counted as arrays."""
        with self._lock:
            (row,) = self._connection.sql("SELECT current_setting('memory_limit')").fetchall()
        number, unit = str(row[0]).split()
        powers = {unit: power for power, unit in enumerate(("bytes", "KiB", "MiB", "GiB", "TiB"))}
        return int(float(number) * 1024 ** powers[unit] * ARRAYS_SHARE)

    def _execute(self, statement: exp.Expr, cancel: Cancel | None = None) -> None:
        self._run(lambda: self._connection.execute(statement.sql("duckdb", copy=False)), cancel)

    def _run(self, action: Callable[[], T], cancel: Cancel | None = None) -> T:
        import duckdb

        with self._lock:
            while self._doomed:
                schema = self._doomed.popleft()
                self._connection.execute(drop_statement("SCHEMA", exp.table_("", db=schema)).sql("duckdb"))
                for name in self._adopted.pop(schema, ()):
                    self._connection.unregister(name)
            try:
                if cancel is None:
                    return action()
                with cancel.interrupting(self._connection.interrupt):
                    return action()
            except (duckdb.FatalException, duckdb.InternalException) as error:
                self.broken = True
                raise EventLogError(
                    "the counting engine broke down, and with it the logs that were open. Read them again."
                ) from error
            except duckdb.OutOfMemoryException as error:
                raise EventLogError(
                    "the question needs more memory than this machine allows the counting engine "
                    f"({self.memory_limit} of memory, then {SPILL_LIMIT} of disk). "
                    "Ask it of fewer events, or run query.sql(...) on a larger engine."
                ) from error


_shared: weakref.ref[LogDatabase] | None = None
_sharing = threading.Lock()


def shared_database() -> LogDatabase:
    """Return the database of this process; a new one if no log uses it any more, it broke down, or after a fork."""
    global _shared
    with _sharing:
        database = _shared() if _shared is not None else None
        if database is None or database.broken or database.process != os.getpid():
            database = LogDatabase()
            _shared = weakref.ref(database)
        return database


def _close(connection: duckdb.DuckDBPyConnection, spill: SpillFolder, owner: int) -> None:
    # A forked child inherits the finalizer, but its parent still uses the connection.
    if os.getpid() == owner:
        connection.close()
        spill.remove()
