"""Ids, names and attributes as numbers of a dictionary, in memory as long as a log fits there.

Text takes most of the memory of a log: an id is stored once, and neither the database nor the sort reads it again. A
log that needs more than its share of memory is streamed to the database instead, which spills to disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from journeykit.events.reading.cells import as_text, without_blanks

if TYPE_CHECKING:
    import pyarrow as pa

REPEATING = ("path", "event", "attribute_")
"""Columns whose texts repeat; a time hardly ever does."""
WORKING_BYTES = 80
"""Memory per event for sorting and sequencing, in addition to its cells."""


def in_memory(
    batches: Iterator[pa.RecordBatch], schema: pa.Schema, budget: int, beat: Callable[[int], None]
) -> tuple[pa.Table | None, Iterator[pa.RecordBatch]]:
    """Return the batches as one table if the log fits the budget in bytes, else as a stream.

    ``beat`` is called with the number of rows after every batch; it may raise to end the reading.
    """
    import pyarrow as pa

    taken: list[pa.RecordBatch] = []
    last: Iterable[pa.Array | None] = [None] * len(schema)
    size = rows = 0
    for batch in batches:
        taken.append(batch)
        rows += batch.num_rows
        size += sum(_bytes_more(column, before) for column, before in zip(batch.columns, last, strict=True))
        last = batch.columns
        beat(rows)
        if size + rows * WORKING_BYTES > budget:
            return None, _counted(chain(_emptied(taken), batches), beat)
    table = pa.Table.from_batches(taken, schema=schema)
    del taken
    return _encoded(table), iter(())


def _bytes_more(column: pa.Array, before: pa.Array | None) -> int:
    """Return the bytes of a column of one more batch, without a dictionary that it shares with the batch before."""
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    shared = before is not None and same_dictionary(before.dictionary, column.dictionary)
    return int(column.indices.nbytes if shared else column.nbytes)


def without_texts(table: pa.Table) -> pa.Table:
    """Return the table with the numbers of each dictionary instead of its texts."""
    import pyarrow as pa

    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            numbers = pa.chunked_array([chunk.indices for chunk in table[place].chunks], pa.int32())
            table = table.set_column(place, field.name, numbers)
    return table


def _encoded(table: pa.Table) -> pa.Table:
    """Return the table with its ids, names and attributes as dictionaries, each of one chunk."""
    names = [name for name in table.column_names if name.startswith(REPEATING)]
    # Arrow releases Python's lock, so ids and names are encoded at the same time.
    with ThreadPoolExecutor(max_workers=2) as pool:
        arrays = list(pool.map(lambda name: one_dictionary(table[name]), names))
    for name, array in zip(names, arrays, strict=True):
        table = table.set_column(table.column_names.index(name), name, array)
    return table


def one_dictionary(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return a column as one array with one dictionary, its words in order of appearance."""
    import pyarrow as pa

    if not column.num_chunks:
        return pa.DictionaryArray.from_arrays(pa.array([], pa.int32()), pa.array([], pa.string()))
    if not pa.types.is_dictionary(column.type):
        encoded = column.dictionary_encode()
        # Chunks that are encoded together share one dictionary, the last and longest one.
        dictionary = encoded.chunk(encoded.num_chunks - 1).dictionary
        indices = pa.chunked_array([chunk.indices for chunk in encoded.chunks]).combine_chunks()
        return pa.DictionaryArray.from_arrays(indices, dictionary)
    words: list[pa.Array] = []
    which = []
    for chunk in column.chunks:
        if not words or not same_dictionary(words[-1], chunk.dictionary):
            words.append(chunk.dictionary)
        which.append(len(words) - 1)
    # Unified once per dictionary, not for each of the many chunks that share it.
    each = [pa.DictionaryArray.from_arrays(pa.array(np.arange(len(own), dtype=np.int32)), own) for own in words]
    common = pa.chunked_array(each, pa.dictionary(pa.int32(), pa.string())).unify_dictionaries()
    numbers = [chunk.indices for chunk in common.chunks]
    indices = [numbers[at].take(chunk.indices) for at, chunk in zip(which, column.chunks, strict=True)]
    return pa.DictionaryArray.from_arrays(pa.chunked_array(indices).combine_chunks(), common.chunk(0).dictionary)


def _emptied(batches: list[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    # Each batch is released as soon as the database has it.
    while batches:
        yield batches.pop(0)


def _counted(batches: Iterator[pa.RecordBatch], beat: Callable[[int], None]) -> Iterator[pa.RecordBatch]:
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        beat(rows)
        yield batch


def same_dictionary(a: pa.Array, b: pa.Array) -> bool:
    """Return whether two dictionaries are the same memory."""

    def place(array: pa.Array) -> list[object]:
        return [array.offset, len(array), *(buffer and buffer.address for buffer in array.buffers())]

    return a is b or place(a) == place(b)


class CodedColumn:
    """Converts a dictionary column batch by batch; each word is checked once, because batches share a dictionary."""

    def __init__(self) -> None:
        self._seen: pa.Array | None = None
        self._words: pa.Array | None = None
        self._present: pa.Array | None = None

    def __call__(self, array: pa.Array) -> pa.DictionaryArray:
        """Return the column with its words as text, null where they are blank or missing."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        if self._seen is None or not same_dictionary(self._seen, array.dictionary):
            self._seen = array.dictionary
            words = without_blanks(as_text(array.dictionary))
            self._present = words.is_valid() if words.null_count else None
            self._words = words.fill_null("") if words.null_count else words
        indices = array.indices.cast(pa.int32())
        if self._present is not None:
            # Not through the words: a small file may repeat a long one a million times.
            indices = pc.if_else(self._present.take(indices), indices, pa.scalar(None, pa.int32()))
        return pa.DictionaryArray.from_arrays(indices, self._words)
