"""Typed sources: Parquet files, frames, anything that exports Arrow (tables, streams, datasets, relations), cursors.

No database driver is a dependency. A cursor that can return Arrow does (ADBC, DuckDB, Snowflake); from any other DB-API
2.0 cursor (sqlite3, psycopg, pymysql, oracledb, Trino, BigQuery's ``dbapi``) rows are fetched in batches.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.errors import EventLogError
from journeykit.events.reading.cells import is_text_like, is_time, plain_text, text_bytes
from journeykit.events.reading.contents import Content, refuse_bomb
from journeykit.events.reading.dictionaries import same_dictionary
from journeykit.events.reading.notice import WRONG, Notice
from journeykit.events.reading.sources import BATCH_ROWS, Records, RecordSource

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

FETCHED_ROWS = 20_000
_ARROW_METHODS = ("fetch_record_batch", "to_arrow_reader")
_BOMB_ROWS, _BOMB_ROWS_A_BYTE = 1_000_000, 100

Batches = Callable[[list[str]], Iterable["pa.RecordBatch"]]
"""Returns batches with the columns of some names."""


def parquet_source(content: Content) -> RecordSource:
    """Open a Parquet file; raise if it is damaged or claims far too many rows for its size."""
    import pyarrow as pa
    import pyarrow.dataset as dataset
    import pyarrow.parquet as parquet

    file, packed = content.whole(), content.packed
    try:
        said = parquet.read_metadata(file)
        # Only the reader may access the columns of a damaged file: an error elsewhere would end the process.
        size = sum(said.row_group(number).total_byte_size for number in range(said.num_row_groups))
        schema = parquet.read_schema(file)
        names = schema.names
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise EventLogError(f"{content.name} is not a readable Parquet file (damaged or cut off).") from error
    refuse_bomb(content.name, size, packed)
    rows = said.num_rows
    if rows > _BOMB_ROWS and rows > _BOMB_ROWS_A_BYTE * packed:
        raise EventLogError(
            f"{content.name} claims {rows:,} rows in {packed:,} bytes: refused, because no log of events is "
            "that much alike. If it is one, write it again without repeated rows."
        )
    texts = {name for name, kind in zip(names, schema.types, strict=True) if _is_text(kind)}

    def batches(names: list[str]) -> Iterator[pa.RecordBatch]:
        kind = dataset.ParquetFileFormat(dictionary_columns=sorted(texts.intersection(names)))
        spelt = 0
        for batch in _scanned(_dataset(file, kind), names):
            spelt += sum(map(text_bytes, batch.columns))
            refuse_bomb(content.name, spelt, packed)
            yield batch

    return _of_rows(rows, _typed(content.name, schema, batches, dictionaries=frozenset(texts)))


def arrow_file_source(content: Content) -> RecordSource:
    """Open an Arrow or Feather file; raise if it is damaged."""
    import pyarrow as pa
    import pyarrow.dataset as dataset

    file = content.whole()
    try:
        schema = pa.ipc.open_file(file).schema
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise EventLogError(f"{content.name} is not a readable Arrow file (damaged or cut off).") from error
    return _typed(content.name, schema, lambda names: _scanned(_dataset(file, dataset.IpcFileFormat()), names))


def _dataset(file: Path | io.BytesIO, kind: pa.dataset.FileFormat) -> pa.dataset.Dataset:
    import pyarrow as pa
    import pyarrow.dataset as dataset

    if isinstance(file, Path):
        return dataset.dataset(str(file), format=kind)
    fragment = kind.make_fragment(pa.BufferReader(file.getbuffer()))
    return dataset.FileSystemDataset([fragment], fragment.physical_schema, kind, filesystem=None)


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def dataset_source(data: Any) -> RecordSource:
    """Open a pyarrow Dataset; only the columns that are needed are read from disk."""
    return _typed("pyarrow dataset", data.schema, partial(_scanned, data))


def stream_source(source: Any, name: str) -> RecordSource:
    """Open anything with ``__arrow_c_stream__`` (the Arrow PyCapsule protocol), to be read once, batch by batch."""
    import pyarrow as pa

    try:
        reader = source if isinstance(source, pa.RecordBatchReader) else _stream_of(source)
    except pa.ArrowInvalid:
        raise EventLogError(f"a {name} is one column, a log has at least two: pass the whole frame.") from None
    return _typed(name, reader.schema, lambda _: reader, once=True)


def lazy_source(name: str, empty: Any, project: Callable[[list[str]], Any]) -> RecordSource:
    """Open a table that is computed when it is read; ``empty`` has its columns, ``project`` selects some of them."""
    # Reading a first batch would compute the whole table.
    return _typed(name, _stream_of(empty).schema, lambda names: _stream_of(project(names)), once=True)


def frame_source(frame: pd.DataFrame) -> RecordSource:
    """Open a pandas frame; columns of mixed Python objects are converted to text."""
    import pyarrow as pa

    levels = [name for name in frame.index.names if name is not None and str(name) not in map(str, frame.columns)]
    frame = frame.reset_index(levels) if levels and len(set(levels)) == len(levels) else frame
    columns = list(map(str, frame.columns))

    def whole(column: str) -> pa.Array:
        series = frame.iloc[:, columns.index(column)]
        try:
            array = pa.array(series, from_pandas=True)
            if series.dtype == object and is_time(array.type) and _mixed_zones(series):
                raise pa.ArrowInvalid("times with and without a zone")
            return array
        except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
            missing = series.isna()
            return pa.array([None if none else str_of(value) for value, none in zip(series, missing, strict=True)])

    def str_of(value: object) -> str | None:
        try:
            return plain_text(value)
        except TypeError:
            return str(value)

    arrays = {name: whole(name) for name in dict.fromkeys(columns)}
    schema = pa.schema([(name, arrays[name].type) for name in columns])

    def batches(names: list[str]) -> Iterator[pa.RecordBatch]:
        yield from pa.table({name: arrays[name] for name in names}).to_batches(max_chunksize=BATCH_ROWS)

    return _of_rows(len(frame), _typed("pandas frame", schema, batches, advice="read it with dtype=str"))


def _mixed_zones(series: pd.Series) -> bool:
    """Return whether some objects have a zone and others have none: Arrow would take the latter as UTC."""
    return len({value.tzinfo is None for value in series if isinstance(value, datetime) and value == value}) > 1


def _stream_of(source: Any) -> pa.RecordBatchReader:
    import pyarrow as pa

    if hasattr(source, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(source)
    # Older versions of DuckDB lack the protocol.
    return source.fetch_record_batch()


def _scanned(data: Any, names: list[str]) -> Iterator[pa.RecordBatch]:
    import pyarrow.dataset as dataset

    # As fields, because a name may have a dot.
    yield from data.to_batches(columns={name: dataset.field(name) for name in names}, batch_size=BATCH_ROWS)


def cursor_source(cursor: Any) -> RecordSource:
    """Open the result of a cursor, to be read once; raise if no query was executed or it returns no rows."""
    import pyarrow as pa

    if cursor.description is None:
        raise EventLogError(
            "the cursor has no rows to give: execute a query first, "
            "for example cursor.execute('SELECT … ORDER BY …'), then pass the cursor."
        )
    for method in _ARROW_METHODS:
        if hasattr(cursor, method):
            with warnings.catch_warnings():
                # DuckDB warns that it prefers a relation; a cursor works too.
                warnings.simplefilter("ignore", UserWarning)
                return stream_source(getattr(cursor, method)(), "query result")
    columns = [str(column[0]) for column in cursor.description]

    def batches(names: list[str]) -> Iterator[pa.RecordBatch]:
        while rows := cursor.fetchmany(FETCHED_ROWS):
            keys = names if isinstance(rows[0], Mapping) else [columns.index(name) for name in names]
            cells = [_texts([row[key] for row in rows], name) for key, name in zip(keys, names, strict=True)]
            yield pa.RecordBatch.from_arrays(cells, names=names)

    schema = pa.schema([(name, pa.string()) for name in columns])
    # Some drivers can only be used in the thread that opened the cursor.
    return _typed("query result", schema, batches, once=True, own_thread=True)


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


def _typed(
    name: str,
    schema: pa.Schema,
    batches: Batches,
    *,
    advice: str = "write it to the file as text",
    dictionaries: frozenset[str] = frozenset(),
    once: bool = False,
    own_thread: bool = False,
) -> RecordSource:
    import pyarrow as pa

    def refuse(columns: Sequence[str]) -> None:
        for column in columns:
            kind = schema.field(schema.names.index(column)).type
            if not is_text_like(kind):
                fields = (
                    f" or name a field in it: '{column}.…'" if "struct<" in str(kind) or pa.types.is_map(kind) else ""
                )
                raise EventLogError(f"the column {column!r} holds {kind}, not text. Turn it into text first{fields}.")

    def read(columns: Sequence[str]) -> Iterator[Records]:
        refuse(columns)
        # The first column holds the ids.
        if pa.types.is_floating(schema.field(schema.names.index(columns[0])).type):
            note = (
                f"the path column {columns[0]!r} is decimal numbers: ids such as 00100 have lost their zeros; {advice}"
            )
            yield Records((), (), notes=[Notice(note, WRONG, "path_col=…")])
        yield from raw(columns)

    def raw(columns: Sequence[str]) -> Iterator[Records]:
        line = 1
        words: dict[str, pa.Array] = {}
        for batch in batches(list(dict.fromkeys(columns))):
            # Some sources return all rows as one batch.
            for part in (batch.slice(start, BATCH_ROWS) for start in range(0, batch.num_rows, BATCH_ROWS)):
                cells = [part.column(part.schema.names.index(column)) for column in columns]
                for column, array in zip(columns, cells, strict=True):
                    _validate(array, column if column in dictionaries else None, words)
                yield Records(pa.array(np.arange(line, line + part.num_rows, dtype=np.int64)), cells)
                line += part.num_rows

    times = {
        field.name: pa.types.is_timestamp(field.type) and field.type.tz is not None
        for field in schema
        if is_time(field.type)
    }
    return RecordSource(
        name,
        list(schema.names),
        "row",
        read,
        times=times,
        dictionaries=dictionaries,
        raw=raw,
        refuse=refuse,
        once=once,
        own_thread=own_thread,
    )


def _of_rows(rows: int, source: RecordSource) -> RecordSource:
    """Return a source whose number of rows is known."""
    return replace(source, done=lambda read: min(read / max(rows, 1), 1.0))


def _validate(array: pa.Array, column: str | None, words: dict[str, pa.Array]) -> None:
    """Raise if bytes are not valid text: they would crash the database, and with it every other open log.

    Of a column that a file stores as a dictionary, each dictionary is checked once.
    """
    import pyarrow as pa

    if column is None or not pa.types.is_dictionary(array.type):
        array.validate(full=True)
    elif column not in words or not same_dictionary(words[column], array.dictionary):
        words[column] = array.dictionary
        array.dictionary.validate(full=True)
