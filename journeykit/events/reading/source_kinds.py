"""Which reader a source needs: by the kind of a file, or by what an object can hand over."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

from journeykit.errors import EventLogError, listing
from journeykit.events.reading.sources import KINDS, RecordSource, file_kind

__all__ = ["open_source"]

_TAKES = (
    "read_events takes a path to a CSV, TSV, Parquet or XES file, a folder, a glob or a list of files, a pandas or "
    "polars frame, Arrow, a DuckDB relation or a database cursor"
)


def open_source(source: Any, *, delimiter: str | None, encoding: str, asked: Collection[str] = ()) -> RecordSource:
    """Open whatever ``read_events`` takes; ``asked`` are columns named by the user.

    Raises
    ------
    EventLogError
        There is no such file, or it is of a kind that cannot be read.
    """
    if isinstance(source, (str, Path)):
        return _path_source(source, delimiter=delimiter, encoding=encoding, asked=asked)
    if isinstance(source, (list, tuple)):
        from journeykit.events.reading.parts import listed_parts, parts_source

        name, parts = listed_parts(source)
        opened = [
            (label, open_source(part, delimiter=delimiter, encoding=encoding, asked=asked)) for label, part in parts
        ]
        return parts_source(name, opened)
    return _object_source(source)


def _object_source(source: Any) -> RecordSource:
    from journeykit.events.reading import arrow_source
    from journeykit.events.reading.rows_source import cursor_source, is_cursor

    module = type(source).__module__.partition(".")[0]
    if hasattr(source, "iloc") and hasattr(source, "columns"):
        return arrow_source.frame_source(source)
    if hasattr(source, "to_batches") and hasattr(source, "scanner"):
        return arrow_source.dataset_source(source)
    if module in ("duckdb", "_duckdb") and hasattr(source, "select") and hasattr(source, "limit"):
        # The duckdb of whoever made the relation; only the engine may bring one of its own.
        column = sys.modules["duckdb"].ColumnExpression

        def selected(names: list[str]) -> Any:
            return source.select(*map(column, names))

        return arrow_source.lazy_source("DuckDB relation", source.limit(0), selected)
    if hasattr(source, "collect_schema") and not hasattr(source, "__arrow_c_stream__"):
        lazy = lambda names: source.select(names).collect()  # noqa: E731
        return arrow_source.lazy_source(f"{module} lazy frame", source.head(0).collect(), lazy)
    if is_cursor(source):
        return cursor_source(source)
    if hasattr(source, "__arrow_c_stream__"):
        return arrow_source.stream_source(source, f"{module} {type(source).__name__}")
    advice = " Pass the path of a file, or first read it into a frame." if hasattr(source, "read") else ""
    raise EventLogError(f"{_TAKES}; this is a {type(source).__name__}.{advice}")


def _path_source(source: str | Path, *, delimiter: str | None, encoding: str, asked: Collection[str]) -> RecordSource:
    from journeykit.events.reading.parts import files_at, parts_source

    found = files_at(source)
    if isinstance(found, Path):
        return _file_source(found, delimiter=delimiter, encoding=encoding, asked=asked)
    opened = [
        (label, _file_source(part, delimiter=delimiter, encoding=encoding, asked=asked)) for label, part in found.files
    ]
    return parts_source(found.name, opened, found.notes)


def _file_source(path: Path, *, delimiter: str | None, encoding: str, asked: Collection[str]) -> RecordSource:
    kind = file_kind(path.name)
    if kind == "Parquet":
        from journeykit.events.reading.arrow_source import parquet_source

        return parquet_source(path)
    if kind == "XES":
        from journeykit.events.reading.xes_source import xes_source

        return xes_source(path, asked=asked)
    if kind == "delimited text":
        from journeykit.events.reading.csv_source import csv_source

        return csv_source(path, delimiter=delimiter, encoding=encoding)
    kinds = listing([end for ends in KINDS.values() for end in ends])
    raise EventLogError(f"{path.name} is of a kind that cannot be read as an event log. Kinds that can: {kinds}.")
