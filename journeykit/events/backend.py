"""What a log asks of an engine, whichever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlglot import exp

    from journeykit.events.progress import Cancel

__all__ = ["TIES", "Backend"]

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
