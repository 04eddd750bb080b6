"""Typed sources: Parquet files, frames, and whatever hands over Arrow: tables, streams, datasets, relations."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeykit.errors import EventLogError
from journeykit.events.ingest import ENCODED
from journeykit.events.reading.cells import (
    as_micros,
    as_text,
    is_text_like,
    is_time,
    longer_than_allowed,
    plain_text,
    shortened,
    text_bytes,
    whole_array,
)
from journeykit.events.reading.dictionaries import Coded
from journeykit.events.reading.sources import BATCH_ROWS, Reading, RecordSource, Slot, batch_schema
from journeykit.events.reading.unpacking import refuse_bomb

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["dataset_source", "frame_source", "lazy_source", "parquet_source", "stream_source", "without_long_texts"]

TOO_LONG = "the text is too long (more than 1 MB)"
_BOMB_ROWS, _BOMB_ROWS_A_BYTE = 1_000_000, 100

Batches = Callable[[Sequence[Slot]], Iterator[tuple[int, list["pa.Array"]]]]


def parquet_source(path: Path) -> RecordSource:
    """Open a Parquet file.

    Raises
    ------
    EventLogError
        It is damaged, or claims more rows than a file of its size can hold in earnest.
    """
    import pyarrow as pa
    import pyarrow.dataset as dataset
    import pyarrow.parquet as parquet

    try:
        said = parquet.read_metadata(path)
        # Of a damaged file, columns may only be looked at by the reader itself: what they raise here ends the process.
        size = sum(said.row_group(number).total_byte_size for number in range(said.num_row_groups))
        data = dataset.dataset(str(path), format="parquet")
        names = data.schema.names
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise EventLogError(f"{path.name} is not a readable Parquet file (damaged or cut off).") from error
    refuse_bomb(path.name, size, path.stat().st_size)
    rows = said.num_rows
    if rows > _BOMB_ROWS and rows > _BOMB_ROWS_A_BYTE * path.stat().st_size:
        raise EventLogError(
            f"{path.name} claims {rows:,} rows in {path.stat().st_size:,} bytes: refused, because no log of events is "
            "that much alike. If it is one, write it again without repeated rows."
        )
    texts = {name for name, kind in zip(names, data.schema.types, strict=True) if _is_text(kind)}

    def batches(slots: Sequence[Slot]) -> Iterator[tuple[int, list[pa.Array]]]:
        columns = sorted({slot.column for slot in slots if slot.column in texts})
        kind = dataset.ParquetFileFormat(dictionary_columns=columns)
        spelt = 0
        for size, arrays in _scanned(dataset.dataset(str(path), format=kind))(slots):
            spelt += sum(map(text_bytes, arrays))
            refuse_bomb(path.name, spelt, path.stat().st_size)
            yield size, arrays

    return _typed(path.name, data.schema, batches, files=(path,), coded=frozenset(texts))


def _is_text(kind: pa.DataType) -> bool:
    import pyarrow as pa

    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _repeats(slot: Slot) -> bool:
    """Tell whether the texts of a column repeat, so that a dictionary of them is short."""
    return slot.name.startswith(ENCODED)


def dataset_source(data: Any) -> RecordSource:
    """Open a pyarrow Dataset: only the columns that are read leave the disk."""
    return _typed("pyarrow dataset", data.schema, _scanned(data))


def stream_source(source: Any, name: str) -> RecordSource:
    """Open anything with ``__arrow_c_stream__`` (the Arrow PyCapsule protocol); it is read once, batch by batch."""
    import pyarrow as pa

    reader = source if isinstance(source, pa.RecordBatchReader) else _stream_of(source)
    names = list(reader.schema.names)

    def batches(slots: Sequence[Slot]) -> Iterator[tuple[int, list[pa.Array]]]:
        return _sliced(reader, [names.index(slot.column) for slot in slots])

    return _typed(name, reader.schema, batches, once=True)


def lazy_source(name: str, empty: Any, project: Callable[[list[str]], Any]) -> RecordSource:
    """Open a table that is computed when it is read: only the columns that are needed are asked for.

    ``empty`` hands over the columns without a row, ``project`` the columns of some names, both as Arrow streams.
    """
    schema = _stream_of(empty).schema

    def batches(slots: Sequence[Slot]) -> Iterator[tuple[int, list[pa.Array]]]:
        names = list(dict.fromkeys(slot.column for slot in slots))
        return _sliced(_stream_of(project(names)), [names.index(slot.column) for slot in slots])

    # To ask for a first batch would compute the whole.
    return _typed(name, schema, batches, once=True)


def frame_source(frame: pd.DataFrame) -> RecordSource:
    """Open a pandas frame; columns of mixed Python objects become the text of each."""
    import pyarrow as pa

    columns = [str(name) for name in frame.columns]

    def whole(column: str) -> pa.Array:
        series = frame.iloc[:, columns.index(column)]
        try:
            return pa.array(series, from_pandas=True)
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

    def batches(slots: Sequence[Slot]) -> Iterator[tuple[int, list[pa.Array]]]:
        for start in range(0, len(frame), BATCH_ROWS):
            part = [arrays[slot.column].slice(start, BATCH_ROWS) for slot in slots]
            yield len(part[0]), [whole_array(array) for array in part]

    return _typed("pandas frame", schema, batches, advice="read it with dtype=str")


def _stream_of(source: Any) -> pa.RecordBatchReader:
    import pyarrow as pa

    if hasattr(source, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(source)
    # DuckDB before it knew the protocol.
    return source.fetch_record_batch()


def _sliced(reader: pa.RecordBatchReader, indexes: Sequence[int]) -> Iterator[tuple[int, list[pa.Array]]]:
    for batch in reader:
        # Some hand over all rows as one batch.
        for start in range(0, batch.num_rows, BATCH_ROWS):
            part = batch.slice(start, BATCH_ROWS)
            yield part.num_rows, [part.column(index) for index in indexes]


def _scanned(data: Any) -> Batches:
    import pyarrow.dataset as dataset

    def batches(slots: Sequence[Slot]) -> Iterator[tuple[int, list[pa.Array]]]:
        wanted = {f"slot_{number}": dataset.field(slot.column) for number, slot in enumerate(slots)}
        for batch in data.to_batches(columns=wanted, batch_size=BATCH_ROWS):
            yield batch.num_rows, batch.columns

    return batches


def _typed(
    name: str,
    schema: pa.Schema,
    batches: Batches,
    *,
    advice: str = "write it to the file as text",
    files: tuple[Path, ...] = (),
    coded: frozenset[str] = frozenset(),
    once: bool = False,
) -> RecordSource:
    import pyarrow as pa

    times = {field.name for field in schema if is_time(field.type)}
    zoned = {field.name for field in schema if pa.types.is_timestamp(field.type) and field.type.tz is not None}

    def read(slots: Sequence[Slot]) -> Reading:
        reading = Reading(batch_schema(slots))
        reading.coded = frozenset(slot.name for slot in slots if slot.column in coded and _repeats(slot))
        for slot in slots:
            kind = schema.field(schema.names.index(slot.column)).type
            if slot.name == "path" and pa.types.is_floating(kind):
                reading.notes.append(
                    f"the path column {slot.column!r} is decimal numbers: ids such as 00100 have lost their zeros; "
                    + advice
                )
            if not is_text_like(kind):
                raise EventLogError(f"the column {slot.column!r} holds {kind}, not text. Turn it into text first.")
        reading.batches = _converted(slots, batches(slots), reading)
        return reading

    return RecordSource(name, list(schema.names), "row", read, frozenset(times), frozenset(zoned), files, once=once)


def _converted(
    slots: Sequence[Slot], batches: Iterator[tuple[int, list[pa.Array]]], reading: Reading
) -> Iterator[pa.RecordBatch]:
    import numpy as np
    import pyarrow as pa

    row = 1
    names = [field.name for field in reading.schema]
    coded = {name: Coded() for name in reading.coded}
    for size, arrays in batches:
        numbers = pa.array(np.arange(row, row + size, dtype=np.int64))
        row += size
        arrays = [
            coded[name](array) if name in coded else _valid(array)
            for name, array in zip(names[1:], arrays, strict=True)
        ]
        short = {name for name in coded if not coded[name].long}
        batch = without_long_texts(pa.record_batch([numbers, *arrays], names=names), slots, reading, short=short)
        texts = [
            column if slot.name in coded else as_micros(column) if slot.typed_time else _text_of(slot, column)
            for slot, column in zip(slots, batch.columns[1:], strict=True)
        ]
        yield pa.RecordBatch.from_arrays([batch.column(0), *texts], names=names)


def _valid(array: pa.Array) -> pa.Array:
    array.validate(full=True)
    return array


def _text_of(slot: Slot, column: pa.Array) -> pa.Array:
    return as_text(column if _repeats(slot) else shortened(column))


def without_long_texts(
    batch: pa.RecordBatch, slots: Sequence[Slot], reading: Reading, *, short: Container[str] = ()
) -> pa.RecordBatch:
    """Return a batch (a line number, then every slot) without the rows that hold a text too long; they are rejected.

    ``short`` names slots whose texts are known to be short enough.
    """
    import pyarrow.compute as pc

    for index, slot in enumerate(slots, 1):
        if slot.name in short:
            continue
        long = longer_than_allowed(batch.column(index))
        if long is not None:
            long = long.fill_null(False)
            reading.rejected += [(line, slot.column, TOO_LONG) for line in batch.column(0).filter(long).to_pylist()]
            batch = batch.filter(pc.invert(long))
    return batch
