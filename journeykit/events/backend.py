"""The interface of an engine to the tables of logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa
    from sqlglot import exp

    from journeykit.events.progress import Cancel

TIES = "events at the same time keep the tie-break order of the log (order column, else row order)"
"""How events at the same time are ordered in most logs."""

WITHOUT_TIMES = "the log has no times: events come in the order of its order numbers, equal ones in row order"
"""The same for a log that has an order only."""


class Backend(Protocol):
    """An engine with the tables of logs: the embedded ``LogDatabase``, or ``remote.Tables``."""

    @property
    def array_bytes(self) -> int:
        """Largest size of a log that may be read as arrays into this process; negative for never."""

    def new_schema(self) -> str:
        """Return a name for the tables of one more log."""

    def doom(self, schema: str) -> None:
        """Drop the tables of a log before the next statement."""

    def ingest(self, schema: str, table: str, reader: pa.RecordBatchReader, cancel: Cancel | None = None) -> None:
        """Store Arrow batches as a table."""

    def adopt(self, schema: str, table: str, data: pa.Table) -> None:
        """Use an Arrow table as a table."""

    def create(
        self, schema: str, table: str, expression: exp.Query, *, view: bool = False, cancel: Cancel | None = None
    ) -> None:
        """Materialise an expression as a table, or keep it as a view."""

    def drop(self, schema: str, table: str, *, view: bool = False) -> None:
        """Drop one table (or view)."""

    def fetch(self, schema: str, expression: exp.Query, cancel: Cancel | None = None) -> pa.Table:
        """Run an expression and return the whole answer."""
