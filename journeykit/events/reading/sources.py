"""Where events come from: files and frames, each as batches of ``line`` and one text column for every slot.

A source says its column names, and once the roles are known yields Arrow batches. It opens files; it never sees a
database connection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from journeykit.errors import EventLogError, listing

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = ["Reading", "Slot", "Source", "open_source"]

BATCH_ROWS = 65_536
TEXT_SUFFIXES = (".csv", ".tsv", ".txt")
PARQUET_SUFFIXES = (".parquet", ".pq")


@dataclass(frozen=True)
class Slot:
    """One column to read: the name it gets (``path``, ``event``, ``time``, …) and the source's column."""

    name: str
    column: str
    typed_time: bool = False


@dataclass
class Reading:
    """Batches on their way, and what is learnt while they flow: complete only when the batches are used up."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch] = field(default_factory=lambda: iter(()))
    rejected: list[tuple[int, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def reader(self) -> pa.RecordBatchReader:
        """Return the batches as one Arrow stream, null where a cell is blank; times and tie-breakers are trimmed."""
        import pyarrow as pa

        return pa.RecordBatchReader.from_batches(self.schema, map(self._trimmed, self.batches))

    def _trimmed(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        import pyarrow as pa
        import pyarrow.compute as pc

        columns = list(batch.columns)
        for number, part in enumerate(self.schema):
            if part.name in ("path", "event", "time", "clock", "tie") and part.type == pa.string():
                trimmed = pc.utf8_trim_whitespace(columns[number])
                # Ids and names keep their spaces: two ids that differ by one are two ids.
                text = columns[number] if part.name in ("path", "event") else trimmed
                columns[number] = pc.if_else(pc.equal(trimmed, ""), None, text)
        return pa.RecordBatch.from_arrays(columns, schema=self.schema)


@dataclass(frozen=True)
class Source:
    """A place to read events from. ``typed_times`` are the columns that hold times, not text."""

    name: str
    columns: list[str]
    unit: str
    read: Callable[[Sequence[Slot]], Reading]
    typed_times: frozenset[str] = frozenset()
    zoned: frozenset[str] = frozenset()


def open_source(source: Any, *, delimiter: str | None, encoding: str) -> Source:
    """Open a path to a delimited or Parquet file, or a pandas frame.

    Raises
    ------
    EventLogError
        There is no such file, or it is of a kind that cannot be read.
    """
    if hasattr(source, "columns") and hasattr(source, "iloc"):
        return _frame_source(source)
    if not isinstance(source, (str, Path)):
        raise EventLogError(
            "read_events takes a path to a CSV, TSV or Parquet file, or a pandas frame; "
            f"this is a {type(source).__name__}."
        )
    path = Path(source).expanduser()
    suffix = path.suffix.casefold()
    if not path.exists():
        raise EventLogError(f"there is no file {str(path)!r}. Working folder: {str(Path.cwd())!r}.")
    if path.is_dir():
        raise EventLogError(f"{str(path)!r} is a folder. Name one file in it.")
    if suffix in PARQUET_SUFFIXES:
        return _parquet_source(path)
    if suffix in TEXT_SUFFIXES:
        from journeykit.events.reading.csv_source import csv_source

        return csv_source(path, delimiter=delimiter, encoding=encoding)
    kinds = listing(TEXT_SUFFIXES + PARQUET_SUFFIXES)
    raise EventLogError(f"{path.name} is of a kind that cannot be read as an event log. Kinds that can: {kinds}.")


def batch_schema(slots: Sequence[Slot]) -> pa.Schema:
    """The schema of a source's batches: the line number, then every slot as text (or microseconds where typed)."""
    import pyarrow as pa

    fields = [pa.field("line", pa.int64())]
    return pa.schema(fields + [pa.field(s.name, pa.int64() if s.typed_time else pa.string()) for s in slots])


def _parquet_source(path: Path) -> Source:
    import pyarrow as pa
    import pyarrow.dataset as dataset

    try:
        data = dataset.dataset(str(path), format="parquet")
    except (pa.ArrowInvalid, OSError) as error:
        raise EventLogError(f"{path.name} is not a readable Parquet file (damaged or cut off).") from error

    def batches(slots: Sequence[Slot]) -> Iterator[tuple[int, list[pa.Array]]]:
        wanted = {f"slot_{number}": dataset.field(slot.column) for number, slot in enumerate(slots)}
        for batch in data.to_batches(columns=wanted):
            yield batch.num_rows, batch.columns

    return _typed_source(path.name, data.schema, batches)


def _frame_source(frame: pd.DataFrame) -> Source:
    import pyarrow as pa

    columns = [str(name) for name in frame.columns]

    def whole(column: str) -> pa.Array:
        series = frame.iloc[:, columns.index(column)]
        try:
            return pa.array(series, from_pandas=True)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            # A column of mixed Python objects: each as its own text.
            return pa.array(
                [None if missing else _plain(value) for value, missing in zip(series, series.isna(), strict=True)]
            )

    arrays = {name: whole(name) for name in dict.fromkeys(columns)}
    schema = pa.schema([(name, arrays[name].type) for name in columns])

    def batches(slots: Sequence[Slot]) -> Iterator[tuple[int, list[pa.Array]]]:
        for start in range(0, len(frame), BATCH_ROWS):
            part = [arrays[slot.column].slice(start, BATCH_ROWS) for slot in slots]
            yield len(part[0]), [_unchunked(array) for array in part]

    return _typed_source("pandas frame", schema, batches, in_memory=True)


def _typed_source(
    name: str,
    schema: pa.Schema,
    batches: Callable[[Sequence[Slot]], Iterator[tuple[int, list[pa.Array]]]],
    *,
    in_memory: bool = False,
) -> Source:
    import numpy as np
    import pyarrow as pa

    times = {field.name for field in schema if pa.types.is_timestamp(field.type) or pa.types.is_date(field.type)}
    zoned = {field.name for field in schema if pa.types.is_timestamp(field.type) and field.type.tz is not None}

    def read(slots: Sequence[Slot]) -> Reading:
        notes: list[str] = []
        for slot in slots:
            kind = schema.field(schema.names.index(slot.column)).type
            if slot.name == "path" and pa.types.is_floating(kind):
                notes.append(
                    f"the path column {slot.column!r} is decimal numbers: ids such as 00100 have lost their zeros; "
                    + ("read it with dtype=str" if in_memory else "write it to the file as text")
                )
            if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
                raise EventLogError(f"the column {slot.column!r} holds {kind}, not text. Turn it into text first.")
        reading = Reading(batch_schema(slots), notes=notes)

        def converted() -> Iterator[pa.RecordBatch]:
            row = 1
            for size, arrays in batches(slots):
                texts = [
                    _micros(array) if slot.typed_time else _text(array)
                    for slot, array in zip(slots, arrays, strict=True)
                ]
                numbers = pa.array(np.arange(row, row + size, dtype=np.int64))
                yield pa.RecordBatch.from_arrays([numbers, *texts], schema=reading.schema)
                row += size

        reading.batches = converted()
        return reading

    return Source(name, list(schema.names), "row", read, frozenset(times), frozenset(zoned))


def _plain(value: object) -> str:
    # As in a whole column of numbers: an id is 100, not 100.0.
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 2.0**53
    return f"{value:.0f}" if whole else str(value)


def _unchunked(array: pa.Array | pa.ChunkedArray) -> pa.Array:
    import pyarrow as pa

    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _micros(array: pa.Array) -> pa.Array:
    """Typed times as UTC microseconds; a zone is already counted in, finer parts are cut off."""
    import pyarrow as pa

    if pa.types.is_date(array.type):
        array = array.cast(pa.timestamp("s"))
    return array.cast(pa.timestamp("us", tz=getattr(array.type, "tz", None)), safe=False).cast(pa.int64())


def _text(array: pa.Array) -> pa.Array:
    """A column as text: whole numbers without a point (pandas makes floats of ids as soon as one is missing)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_floating(array.type):
        # NaN is missing; a float with a fraction stays as it prints.
        array = pc.if_else(pc.is_nan(array), None, array)
        finite = pc.all(pc.less(pc.abs(array), 2.0**53)).as_py()
        if finite in (True, None) and pc.all(pc.equal(array, pc.floor(array))).as_py() in (True, None):
            array = array.cast(pa.int64())
    return array.cast(pa.string())
