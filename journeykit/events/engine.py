"""The only door to DuckDB: a hardened in-memory database, a schema per event log, one way to run an expression.

The connection is closed to the world from birth: no file, no network, no extension, no Python variable can be reached
from SQL, and the settings are locked. Rows come in only as Arrow batches handed over by ``load``.

The logs of a process share the database, so that its memory limit holds for all of them together.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import threading
import weakref
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from sqlglot import exp, parse_one

from journeykit.errors import EventLogError

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

__all__ = ["Database", "Log", "shared_database"]

T = TypeVar("T")

MEMORY_SHARE = "60%"
"""Share of the machine's memory that the logs of a process may use before they spill to a temporary folder."""

SPILL_LIMIT = "20GB"
"""Largest size of that folder: a runaway query must fail, not fill the disk."""

TABLES = frozenset({"j", "names", "paths", "log", "raw", "parts", "checked"})
"""The tables of a log, the last four only while it is read. They are named bare; the engine adds the log's schema."""


class Database:
    """One hardened in-memory DuckDB, closed (and its spill folder removed) when nothing refers to it any more."""

    def __init__(self) -> None:
        import duckdb  # first use: half the package never counts anything

        folder = tempfile.mkdtemp(prefix="journeykit-spill-")
        self._connection = duckdb.connect(
            ":memory:",
            config={
                "enable_external_access": "false",
                "python_enable_replacements": "false",
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "allow_community_extensions": "false",
                "memory_limit": MEMORY_SHARE,
                "max_temp_directory_size": SPILL_LIMIT,
                "temp_directory": folder,
            },
        )
        # The bar would print into captured output, and preserved order is what makes row numbers mean anything.
        self._connection.execute("SET enable_progress_bar = false")
        self._connection.execute("SET preserve_insertion_order = true")
        self._connection.execute("SET lock_configuration = true")
        # One statement at a time: an unread result of one thread would block the next one's execute.
        self._lock = threading.RLock()
        self._numbers = itertools.count(1)
        self._doomed: deque[str] = deque()
        self.process = os.getpid()
        weakref.finalize(self, _close, self._connection, folder, self.process)

    def new_schema(self) -> str:
        """Create an empty schema for one log and return its name."""
        schema = f"log_{next(self._numbers)}"
        self._execute(exp.Create(kind="SCHEMA", this=exp.to_table(schema)))
        return schema

    def doom(self, schema: str) -> None:
        """Have a schema and its tables dropped before the next statement.

        Not at once: a garbage collection may run in the middle of a statement, or in another thread than the one that
        waits for it, and then a DROP would wait for itself.
        """
        self._doomed.append(schema)

    def ingest(self, schema: str, table: str, reader: pa.RecordBatchReader) -> None:
        """Store Arrow batches as a table, in the order in which they come."""
        handed_over = exp.select("*").from_("handed_over")
        with self._lock:
            self._connection.register("handed_over", reader)
            try:
                self.create(schema, table, handed_over)
            finally:
                self._connection.unregister("handed_over")

    def create(self, schema: str, table: str, expression: exp.Query, *, view: bool = False) -> None:
        """Materialise an expression as a table of the schema, or keep it as a view."""
        target, kind = exp.table_(table, db=schema), "VIEW" if view else "TABLE"
        self._execute(exp.Create(kind=kind, this=target, expression=qualified(expression, schema)))

    def drop(self, schema: str, table: str, *, view: bool = False) -> None:
        """Drop one table (or view) of the schema."""
        self._execute(_drop_statement("VIEW" if view else "TABLE", exp.table_(table, db=schema)))

    def fetch(self, schema: str, expression: exp.Query) -> pa.Table:
        """Run an expression over the tables of a schema and return the whole answer as an Arrow table."""
        return self._run(lambda: self._connection.sql(qualified(expression, schema).sql("duckdb")).to_arrow_table())

    def _execute(self, statement: exp.Expr) -> None:
        self._run(lambda: self._connection.execute(statement.sql("duckdb")))

    def _run(self, action: Callable[[], T]) -> T:
        import duckdb

        with self._lock:
            while self._doomed:
                statement = _drop_statement("SCHEMA", exp.table_("", db=self._doomed.popleft()))
                self._connection.execute(statement.sql("duckdb"))
            try:
                return action()
            except duckdb.OutOfMemoryException as error:
                raise EventLogError(
                    "the question needs more memory than this machine allows the counting engine "
                    f"({MEMORY_SHARE} of memory, then {SPILL_LIMIT} of disk). "
                    "Ask it of fewer events, or run query.sql(...) on a larger engine."
                ) from error


_shared: weakref.ref[Database] | None = None
_sharing = threading.Lock()


def shared_database() -> Database:
    """Return the database of this process; a new one when no log keeps one alive, or after a fork."""
    global _shared
    with _sharing:
        database = _shared() if _shared is not None else None
        if database is None or database.process != os.getpid():
            database = Database()
            _shared = weakref.ref(database)
        return database


class Log:
    """The tables of one prepared log inside a database; dropped when nothing refers to them any more."""

    def __init__(self, database: Database | None = None) -> None:
        self.database = database or shared_database()
        self.schema = self.database.new_schema()
        # At exit the whole database closes anyway.
        weakref.finalize(self, _drop, weakref.ref(self.database), self.schema).atexit = False

    def ingest(self, table: str, reader: pa.RecordBatchReader) -> None:
        """Store Arrow batches as a table of this log."""
        self.database.ingest(self.schema, table, reader)

    def create(self, table: str, expression: exp.Query, *, view: bool = False, reading: Log | None = None) -> None:
        """Materialise an expression over this log's tables (or another log's) as a table (or view) of this one."""
        read = expression if reading is None else qualified(expression, reading.schema)
        self.database.create(self.schema, table, read, view=view)

    def drop(self, table: str, *, view: bool = False) -> None:
        """Drop one table (or view) of this log."""
        self.database.drop(self.schema, table, view=view)

    def fetch(self, expression: exp.Query) -> pa.Table:
        """Run an expression over this log's tables."""
        return self.database.fetch(self.schema, expression)

    def rows(self, expression: exp.Query) -> list[dict[str, Any]]:
        """Run an expression with a small answer and return it as a list of dicts."""
        rows: list[dict[str, Any]] = self.fetch(expression).to_pylist()
        return rows


def qualified(expression: exp.Query, schema: str) -> exp.Query:
    """Return a copy in which every bare name of a log's table carries the schema."""
    copy = expression.copy()
    for table in copy.find_all(exp.Table):
        if table.name in TABLES and not table.db:
            table.set("db", exp.to_identifier(schema))
    return copy


def _drop_statement(kind: str, target: exp.Table) -> exp.Expr:
    # Parsed, then aimed: which argument of exp.Drop holds the target differs between versions of sqlglot.
    template = {"SCHEMA": "DROP SCHEMA x CASCADE", "VIEW": "DROP VIEW x", "TABLE": "DROP TABLE x"}[kind]
    statement = parse_one(template, dialect="duckdb")
    for table in statement.find_all(exp.Table):
        table.replace(target)
    return statement


def _close(connection: duckdb.DuckDBPyConnection, folder: str, owner: int) -> None:
    # A forked child inherits the finalizer, not the right to close what its parent still uses.
    if os.getpid() == owner:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)


def _drop(database: weakref.ref[Database], schema: str) -> None:
    alive = database()
    if alive is not None:
        alive.doom(schema)
