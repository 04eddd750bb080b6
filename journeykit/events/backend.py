"""What a log asks of an engine, whichever it is, and how the tables of a log are named in a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from sqlglot import exp, parse_one

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.progress import Cancel

__all__ = ["TABLES", "TIES", "Backend", "bare_tables", "drop_statement", "qualified"]

TABLES = frozenset({"j", "names", "paths", "log", "raw", "parts", "checked"})
"""The tables of a log, the last four only while it is read. They are named bare; the engine adds the log's schema."""

TIES = "events at the same time keep the tie-break order of the log (order column, else row order)"
"""What a question says about events at the same time, unless its log says otherwise."""


class Backend(Protocol):
    """An engine that holds the tables of logs: the embedded ``Database``, or one ``elsewhere``."""

    @property
    def array_bytes(self) -> int:
        """Bytes up to which a log may be asked as arrays in this process; negative for never."""

    def new_schema(self) -> str:
        """Return a name for the tables of one more log."""

    def doom(self, schema: str) -> None:
        """Have the tables of a log dropped soon."""

    def ingest(self, schema: str, table: str, reader: pa.RecordBatchReader, cancel: Cancel | None = None) -> None:
        """Store Arrow batches as a table."""

    def adopt(self, schema: str, table: str, data: pa.Table) -> None:
        """Show an Arrow table as a table."""

    def create(
        self, schema: str, table: str, expression: exp.Query, *, view: bool = False, cancel: Cancel | None = None
    ) -> None:
        """Materialise an expression as a table, or keep it as a view."""

    def drop(self, schema: str, table: str, *, view: bool = False) -> None:
        """Drop one table (or view)."""

    def fetch(self, schema: str, expression: exp.Query, cancel: Cancel | None = None) -> pa.Table:
        """Run an expression and return the whole answer."""


def bare_tables(expression: exp.Query) -> set[str]:
    """Return the names of the tables that an expression reads without saying of which log."""
    return {table.name for table in expression.find_all(exp.Table) if not table.db}


def qualified(expression: exp.Query, schema: str) -> exp.Query:
    """Return a copy in which every bare name of a log's table carries the schema."""
    copy = expression.copy()
    for table in copy.find_all(exp.Table):
        if table.name in TABLES and not table.db:
            table.set("db", exp.to_identifier(schema))
    return copy


def drop_statement(kind: str, target: exp.Table) -> exp.Expr:
    """Return the statement that drops a schema, view or table."""
    # Parsed, then aimed: which argument of exp.Drop holds the target differs between versions of sqlglot.
    template = {"SCHEMA": "DROP SCHEMA x CASCADE", "VIEW": "DROP VIEW x", "TABLE": "DROP TABLE x"}[kind]
    statement = parse_one(template, dialect="duckdb")
    for table in statement.find_all(exp.Table):
        table.replace(target)
    return statement
