"""The tables of logs on another engine: created and read by its SQL, dropped with the log."""

from __future__ import annotations

import itertools
import secrets
import threading
import warnings
import weakref
from collections import deque
from typing import TYPE_CHECKING, NoReturn, Protocol

from sqlglot import exp

from journeykit.errors import EventLogError
from journeykit.events.sql import TABLES, qualified

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.progress import Cancel


class Runner(Protocol):
    """A connection to an engine: a Spark session, a ClickHouse client."""

    dialect: str
    """Its dialect in sqlglot."""

    lasting: bool
    """Whether its tables outlive this process unless they are dropped."""

    def make(self, name: str, expression: exp.Query, *, view: bool) -> None:
        """Make one table or view."""

    def remove(self, name: str, *, view: bool) -> None:
        """Drop one table or view."""

    def answer(self, expression: exp.Query) -> pa.Table:
        """Run an expression and return the whole answer."""


class Tables:
    """The tables of logs on another engine (an ``events.backend.Backend``).

    A log's schema is a prefix of the names of its tables, because users may not have the right to create schemas.
    """

    array_bytes = -1

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self._lock = threading.RLock()
        # Several people may prepare logs on the same cluster at the same time.
        self._name = f"journeykit_{secrets.token_hex(4)}"
        self._numbers = itertools.count(1)
        self._doomed: deque[str] = deque()
        self._made: dict[str, bool] = {}
        weakref.finalize(self, _leave, runner, self._made, self._lock).atexit = runner.lasting

    def new_schema(self) -> str:
        """Return a name for the tables of one more log."""
        return f"{self._name}_{next(self._numbers)}"

    def doom(self, schema: str) -> None:
        """Drop the tables of a log before the next statement, not during a garbage collection."""
        self._doomed.append(schema)

    def create(
        self, schema: str, table: str, expression: exp.Query, *, view: bool = False, cancel: Cancel | None = None
    ) -> None:
        """Create a table or view of the log from an expression."""
        with self._lock:
            self._forget()
            self.runner.make(f"{schema}_{table}", placed(expression, schema), view=view)
            self._made[f"{schema}_{table}"] = view

    def drop(self, schema: str, table: str, *, view: bool = False) -> None:
        """Drop one table (or view) of the log."""
        with self._lock:
            self.runner.remove(f"{schema}_{table}", view=self._made.pop(f"{schema}_{table}"))

    def fetch(self, schema: str, expression: exp.Query, cancel: Cancel | None = None) -> pa.Table:
        """Run an expression over the tables of a log and return the whole answer."""
        with self._lock:
            self._forget()
            return self.runner.answer(placed(expression, schema))

    def ingest(self, schema: str, table: str, reader: pa.RecordBatchReader, cancel: Cancel | None = None) -> NoReturn:
        """Raise, because events are not transferred to another engine."""
        raise EventLogError("events are not carried to another engine. Load them there with its own tools.")

    def adopt(self, schema: str, table: str, data: pa.Table) -> NoReturn:
        """Raise, as ``ingest`` does."""
        self.ingest(schema, table, data.to_reader())

    def _forget(self) -> None:
        while self._doomed:
            schema = self._doomed.popleft()
            for name in [name for name in reversed(self._made) if name.rpartition("_")[0] == schema]:
                self.runner.remove(name, view=self._made.pop(name))


def placed(expression: exp.Query, schema: str) -> exp.Query:
    """Return a copy with the names that the tables of a log have on another engine."""
    copy = qualified(expression, schema)
    for table in list(copy.find_all(exp.Table)):
        # A query of a derived log reads the tables of two logs.
        if table.db.startswith("journeykit_") and table.name in TABLES:
            moved = exp.to_table(f"{table.db}_{table.name}")
            moved.set("alias", exp.TableAlias(this=exp.to_identifier(table.alias_or_name)))
            table.replace(moved)
    return copy


def _leave(runner: Runner, made: dict[str, bool], lock: threading.RLock) -> None:
    """Drop the remaining tables, the latest first: views before the tables that they read."""
    with lock:
        for name in list(reversed(made)):
            try:
                runner.remove(name, view=made.pop(name))
            except Exception as error:
                # At exit there is no caller to raise to, if the connection was closed before.
                warnings.warn(f"{name} was not dropped: {type(error).__name__}", ResourceWarning, stacklevel=2)
