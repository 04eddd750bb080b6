"""The tables of logs on an engine that somebody else runs: made by its own SQL, asked by it, dropped with the log."""

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
    """One way to an engine: a Spark session, a ClickHouse connection."""

    dialect: str
    """What sqlglot calls its SQL."""

    lasting: bool
    """Whether its tables outlive this process unless they are dropped."""

    def make(self, name: str, expression: exp.Query, *, view: bool) -> None:
        """Make one table or view."""

    def remove(self, name: str, *, view: bool) -> None:
        """Drop one table or view."""

    def answer(self, expression: exp.Query) -> pa.Table:
        """Run an expression and return the whole answer."""


class Tables:
    """What a log asks of its engine (``events.backend.Backend``), for an engine elsewhere.

    A log's schema is here a prefix of the names of its tables: not everybody may make schemas on a cluster.
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
        """Return a name for the tables of one more log; nothing is made yet."""
        return f"{self._name}_{next(self._numbers)}"

    def doom(self, schema: str) -> None:
        """Have the tables of a log dropped before the next statement: a garbage collection may come at any moment."""
        self._doomed.append(schema)

    def create(
        self, schema: str, table: str, expression: exp.Query, *, view: bool = False, cancel: Cancel | None = None
    ) -> None:
        """Materialise an expression as a table of the log, or keep it as a view."""
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
        """Refuse: events are not carried to an engine elsewhere."""
        raise _no_carrier()

    def adopt(self, schema: str, table: str, data: pa.Table) -> NoReturn:
        """Refuse, as ``ingest`` does."""
        raise _no_carrier()

    def _forget(self) -> None:
        while self._doomed:
            schema = self._doomed.popleft()
            for name in [name for name in reversed(self._made) if name.rpartition("_")[0] == schema]:
                self.runner.remove(name, view=self._made.pop(name))


def placed(expression: exp.Query, schema: str) -> exp.Query:
    """Return a copy that reads the tables of a log by the names that they have on an engine elsewhere."""
    copy = qualified(expression, schema)
    for table in list(copy.find_all(exp.Table)):
        # A question about a derived log reads the tables of two logs.
        if table.db.startswith("journeykit_") and table.name in TABLES:
            moved = exp.to_table(f"{table.db}_{table.name}")
            moved.set("alias", exp.TableAlias(this=exp.to_identifier(table.alias_or_name)))
            table.replace(moved)
    return copy


def _leave(runner: Runner, made: dict[str, bool], lock: threading.RLock) -> None:
    """Drop what is left. Later made comes first: views before the tables that they read."""
    with lock:
        for name in list(reversed(made)):
            try:
                runner.remove(name, view=made.pop(name))
            except Exception as error:
                # Nobody waits for this any more; whoever closed the connection first is told what stays behind.
                warnings.warn(f"{name} was not dropped: {type(error).__name__}", ResourceWarning, stacklevel=2)


def _no_carrier() -> EventLogError:
    return EventLogError("events are not carried to another engine. Load them there with its own tools.")
