"""Open a source by the kind of its file or by the methods of its object; several parts become one source.

Parts are read in the order of their names and rows in the order of the file, so the same files always give the same
log. Every part has its own line numbers.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from journeykit.errors import ColumnRoleError, EventLogError, listing
from journeykit.events.reading.files import KINDS, file_kind, files_at, listed_parts
from journeykit.events.reading.sources import Part, ReadOptions, Records, RecordSource

_TAKES = (
    "read_events takes a path to a CSV, TSV, Parquet or XES file, a folder, a glob or a list of files, a pandas or "
    "polars frame, Arrow, a DuckDB relation or a database cursor"
)


def open_source(source: Any, options: ReadOptions) -> RecordSource:
    """Open any source that ``read_events`` takes; raise if there is no such file or it is of an unknown kind."""
    if isinstance(source, (str, Path)):
        found = files_at(source)
        if isinstance(found, Path):
            return _file_source(found, options)
        return _joined(found.name, [(label, _file_source(path, options)) for label, path in found.files], found.notes)
    if isinstance(source, (list, tuple)):
        name, parts = listed_parts(source)
        return _joined(name, [(label, open_source(part, options)) for label, part in parts])
    return _object_source(source)


def _file_source(path: Path, options: ReadOptions) -> RecordSource:
    kind = file_kind(path.name)
    if kind == "Parquet":
        from journeykit.events.reading.arrow_source import parquet_source

        return parquet_source(path)
    if kind == "XES":
        from journeykit.events.reading.xes_source import xes_source

        return xes_source(path, asked=options.named)
    if kind == "delimited text":
        from journeykit.events.reading.csv_source import csv_source

        return csv_source(path, delimiter=options.delimiter, encoding=options.encoding)
    kinds = listing([end for ends in KINDS.values() for end in ends])
    raise EventLogError(f"{path.name} is of a kind that cannot be read as an event log. Kinds that can: {kinds}.")


def _object_source(source: Any) -> RecordSource:
    from journeykit.events.reading import arrow_source

    module = type(source).__module__.partition(".")[0]
    if hasattr(source, "iloc") and hasattr(source, "columns"):
        return arrow_source.frame_source(source)
    if hasattr(source, "to_batches") and hasattr(source, "scanner"):
        return arrow_source.dataset_source(source)
    if module in ("duckdb", "_duckdb") and hasattr(source, "select") and hasattr(source, "limit"):
        # The DuckDB module of the relation; only the engine imports its own.
        column = sys.modules["duckdb"].ColumnExpression
        return arrow_source.lazy_source(
            "DuckDB relation", source.limit(0), lambda names: source.select(*map(column, names))
        )
    if hasattr(source, "collect_schema") and not hasattr(source, "__arrow_c_stream__"):
        return arrow_source.lazy_source(
            f"{module} lazy frame", source.head(0).collect(), lambda names: source.select(names).collect()
        )
    if hasattr(source, "description") and hasattr(source, "fetchmany"):
        return arrow_source.cursor_source(source)
    if hasattr(source, "__arrow_c_stream__"):
        return arrow_source.stream_source(source, f"{module} {type(source).__name__}")
    advice = " Pass the path of a file, or first read it into a frame." if hasattr(source, "read") else ""
    raise EventLogError(f"{_TAKES}; this is a {type(source).__name__}.{advice}")


def _joined(name: str, parts: Sequence[tuple[str, RecordSource]], notes: Sequence[str] = ()) -> RecordSource:
    """Return several sources as one, with the columns that all parts have.

    A column that has times in one part and text in another is read as text.
    """
    first, each = parts[0][1], [part for _, part in parts]
    common = [column for column in first.columns if all(column in part.columns for part in each)]
    if not common:
        raise ColumnRoleError(f"the parts of {name} have no column in common. First part: {listing(first.columns)}.")
    partly = sorted({column for part in each for column in part.columns} - set(common))
    said = [*notes, *([f"columns that not every part has, not to be read: {listing(partly)}"] if partly else [])]
    alike = {
        column: zoned for column, zoned in first.times.items() if {part.times.get(column) for part in each} == {zoned}
    }
    return RecordSource(
        name,
        common,
        first.unit,
        lambda columns: _records(parts, said, columns),
        times=alike,
        preset=first.preset,
        once=any(part.once for part in each),
        own_thread=any(part.own_thread for part in each),
    )


def _records(
    parts: Sequence[tuple[str, RecordSource]], notes: Sequence[str], columns: Sequence[str]
) -> Iterator[Records]:
    import pyarrow as pa
    import pyarrow.compute as pc

    before = last = 0
    said: Counter[str] = Counter()
    yield Records((), (), notes=notes)
    for name, source in parts:
        part = Part(name, before)
        yield Records((), (), part=part)
        for records in source.read(columns):
            said.update(records.notes)
            numbers = [line for line, _, _ in records.rejected]
            lines = records.lines
            if len(lines):
                numbers.append(lines[-1].as_py())
                lines = pc.add(lines, pa.scalar(before, pa.int64()))
            last = max(last, *(before + number for number in numbers), 0)
            rejected = [(before + line, column, reason) for line, column, reason in records.rejected]
            yield Records(lines, records.cells, rejected, part=part)
        before = last
    # A note of every part is reported once, any other with the number of its parts.
    each = [
        note if count == len(parts) else f"{note} (in {count} of {len(parts)} parts)" for note, count in said.items()
    ]
    yield Records((), (), notes=each)
