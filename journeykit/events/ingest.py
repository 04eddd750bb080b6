"""Take a stream of batches in: ids and names as numbers of a dictionary, in memory for as long as they fit.

Text is what makes a log heavy: an id is stored once here, and neither the database nor the sort sees it again. A log
that outgrows its share of memory goes to the database as a stream instead, which spills to disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ENCODED", "Taken", "in_memory", "same_dictionary", "without_texts"]

ENCODED = ("path", "event", "attribute_")
"""Columns whose texts repeat; a time hardly ever does."""

WORKING_BYTES = 80
"""Memory that one event needs while it is sorted and sequenced, beyond what was read of it."""


@dataclass(frozen=True)
class Taken:
    """What came in: the whole table, or the stream that is left when it would not fit."""

    table: pa.Table | None
    rest: pa.RecordBatchReader


def in_memory(reader: pa.RecordBatchReader, budget: int, beat: Callable[[int], None]) -> Taken:
    """Read batches for as long as the log they make fits the budget; ``beat`` is told the rows so far.

    Parameters
    ----------
    reader
        The batches.
    budget
        Bytes that the prepared log and the work on it may take.
    beat
        Called after every batch with the number of rows; what it raises ends the reading.
    """
    import pyarrow as pa

    batches: list[pa.RecordBatch] = []
    last: list[pa.Array | None] = [None] * len(reader.schema)
    size = rows = 0
    for batch in reader:
        batches.append(batch)
        rows += batch.num_rows
        size += sum(_bytes_more(column, before) for column, before in zip(batch.columns, last, strict=True))
        last = batch.columns
        beat(rows)
        if size + rows * WORKING_BYTES > budget:
            return Taken(None, _beating(reader.schema, chain(_emptied(batches), reader), beat))
    table = pa.Table.from_batches(batches, schema=reader.schema)
    del batches
    return Taken(_encoded(table), pa.RecordBatchReader.from_batches(reader.schema, iter(())))


def _bytes_more(column: pa.Array, before: pa.Array | None) -> int:
    """Memory that a column of one more batch takes; a dictionary that it shares with the batch before counts once."""
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    shared = before is not None and same_dictionary(before.dictionary, column.dictionary)
    return int(column.indices.nbytes if shared else column.nbytes)


def without_texts(table: pa.Table) -> pa.Table:
    """Return the table with the numbers of each dictionary in place of its texts."""
    import pyarrow as pa

    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            numbers = pa.chunked_array([chunk.indices for chunk in table[place].chunks], pa.int32())
            table = table.set_column(place, field.name, numbers)
    return table


def _encoded(table: pa.Table) -> pa.Table:
    """Return the table with its ids, names and attributes as dictionaries, each of one chunk."""
    import pyarrow as pa

    kinds = (pa.string(), pa.dictionary(pa.int32(), pa.string()))
    names = [name for name in table.column_names if name.startswith(ENCODED) and table[name].type in kinds]
    # Arrow works outside of Python's lock, so ids and names take the time of the ids.
    with ThreadPoolExecutor(max_workers=2) as pool:
        arrays = list(pool.map(lambda name: _dictionary(table[name]), names))
    for name, array in zip(names, arrays, strict=True):
        table = table.set_column(table.column_names.index(name), name, array)
    return table


def _dictionary(column: pa.ChunkedArray) -> pa.DictionaryArray:
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        return _unified(column)
    encoded = column.dictionary_encode()
    if not encoded.num_chunks:
        return pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([], pa.string()))
    # Chunks that are encoded together share one dictionary, the last and longest.
    dictionary = encoded.chunk(encoded.num_chunks - 1).dictionary
    indices = pa.chunked_array([chunk.indices for chunk in encoded.chunks]).combine_chunks()
    return pa.DictionaryArray.from_arrays(indices, dictionary)


def same_dictionary(a: pa.Array, b: pa.Array) -> bool:
    """Tell whether two dictionaries are one and the same in memory; equal words elsewhere do not count."""

    def place(array: pa.Array) -> list[object]:
        return [array.offset, len(array), *(buffer and buffer.address for buffer in array.buffers())]

    return a is b or place(a) == place(b)


def _unified(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return a column of several dictionaries as one array with one; the words keep the order in which they come."""
    import numpy as np
    import pyarrow as pa

    words: list[pa.Array] = []
    which = []
    for chunk in column.chunks:
        if not words or not same_dictionary(words[-1], chunk.dictionary):
            words.append(chunk.dictionary)
        which.append(len(words) - 1)
    # Unified once for each dictionary, and not for each of the many chunks that share it.
    each = [pa.DictionaryArray.from_arrays(pa.array(np.arange(len(own), dtype=np.int32)), own) for own in words]
    common = pa.chunked_array(each, pa.dictionary(pa.int32(), pa.string())).unify_dictionaries()
    if not common.num_chunks:
        return pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([], pa.string()))
    numbers = [chunk.indices for chunk in common.chunks]
    indices = [numbers[at].take(chunk.indices) for at, chunk in zip(which, column.chunks, strict=True)]
    return pa.DictionaryArray.from_arrays(pa.chunked_array(indices).combine_chunks(), common.chunk(0).dictionary)


def _emptied(batches: list[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    # Each is let go as the database has it.
    while batches:
        yield batches.pop(0)


def _beating(schema: pa.Schema, batches: Iterator[pa.RecordBatch], beat: Callable[[int], None]) -> pa.RecordBatchReader:
    import pyarrow as pa

    def counted() -> Iterator[pa.RecordBatch]:
        rows = 0
        for batch in batches:
            rows += batch.num_rows
            beat(rows)
            yield batch

    return pa.RecordBatchReader.from_batches(schema, counted())
