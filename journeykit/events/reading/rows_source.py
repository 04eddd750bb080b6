"""A table in a warehouse: the result of a query, from the cursor of any Python database driver.

No driver is a dependency. A cursor that can hand over Arrow does so (ADBC, DuckDB, Snowflake); any other one of DB-API
2.0 (sqlite3, psycopg, pymysql, oracledb, Trino, BigQuery's ``dbapi``) is asked for rows, a batch at a time.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from journeykit.errors import EventLogError
from journeykit.events.reading.arrow_source import stream_source, without_long_texts
from journeykit.events.reading.cells import plain_text
from journeykit.events.reading.sources import Reading, RecordSource, Slot, batch_schema

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["cursor_source", "is_cursor"]

FETCHED_ROWS = 20_000
_ARROW_METHODS = ("fetch_record_batch", "to_arrow_reader")


def is_cursor(source: object) -> bool:
    """Tell whether an object is a database cursor: it has a ``description`` and gives rows."""
    return hasattr(source, "description") and hasattr(source, "fetchmany")


def cursor_source(cursor: Any) -> RecordSource:
    """Open the result that a cursor is about to give; it is read once, to its end.

    Raises
    ------
    EventLogError
        No query was executed, or it gives no rows.
    """
    if cursor.description is None:
        raise EventLogError(
            "the cursor has no rows to give: execute a query first, "
            "for example cursor.execute('SELECT … ORDER BY …'), then pass the cursor."
        )
    for method in _ARROW_METHODS:
        if hasattr(cursor, method):
            with warnings.catch_warnings():
                # DuckDB would rather be given as a relation; a cursor works too.
                warnings.simplefilter("ignore", UserWarning)
                return stream_source(getattr(cursor, method)(), "query result")
    columns = [str(column[0]) for column in cursor.description]

    def read(slots: Sequence[Slot]) -> Reading:
        # Some drivers answer only the thread that asked.
        reading = Reading(batch_schema(slots), in_this_thread=True)
        reading.batches = _batches(cursor, columns, slots, reading)
        return reading

    return RecordSource("query result", columns, "row", read, once=True)


def _batches(cursor: Any, columns: list[str], slots: Sequence[Slot], reading: Reading) -> Iterator[pa.RecordBatch]:
    import numpy as np
    import pyarrow as pa

    indexes = [columns.index(slot.column) for slot in slots]
    row = 1
    while rows := cursor.fetchmany(FETCHED_ROWS):
        mapped = isinstance(rows[0], Mapping)
        cells = [
            _texts([values[columns[index] if mapped else index] for values in rows], columns[index])
            for index in indexes
        ]
        numbers = pa.array(np.arange(row, row + len(rows), dtype=np.int64))
        row += len(rows)
        yield without_long_texts(pa.RecordBatch.from_arrays([numbers, *cells], schema=reading.schema), slots, reading)


def _texts(values: list[Any], column: str) -> pa.Array:
    import pyarrow as pa

    if not set(map(type, values)) <= {str, type(None)}:
        try:
            values = [plain_text(value) for value in values]
        except TypeError as kind:
            raise EventLogError(
                f"the column {column!r} holds {kind}, not text. Turn it into text in the query."
            ) from None
    return pa.array(values, pa.string())
