"""Open a source by what the bytes of its file are, or by the methods of its object."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from journeykit.errors import EventLogError, listing
from journeykit.events.reading.contents import Content, content_of, members, without_packing
from journeykit.events.reading.files import files_at, is_no_log, listed_parts, not_read
from journeykit.events.reading.parts import LogPart, joined
from journeykit.events.reading.recognise import (
    ARROW,
    JSON,
    PARQUET,
    SQLITE,
    WORKBOOK,
    XES,
    ZIPPED,
    kind_by_name,
    kind_of,
)
from journeykit.events.reading.sources import NotATableError, ReadOptions, Records, RecordSource

_TAKES = (
    "read_events takes a path to a CSV, JSON, Excel, Parquet or XES file, also packed, a folder, a glob or a list of "
    "files, a pandas or polars frame, Arrow, a DuckDB relation or a database cursor"
)


def open_source(source: Any, options: ReadOptions) -> RecordSource:
    """Open any source that ``read_events`` takes; raise if there is no such file or it is of an unknown kind."""
    if isinstance(source, (str, Path)):
        found = files_at(source)
        if isinstance(found, Path):
            return _packed_source(content_of(found), options)
        parts = [_opened(label, partial(content_of, path), options) for label, path in found.files]
        return joined(found.name, parts, options, notes=found.notes, place=repr(str(source)))
    if isinstance(source, (list, tuple)):
        name, listed = listed_parts(source)
        # What is named one by one is wanted: none of it may be left out.
        return joined(
            name, [LogPart(label, open_source(part, options)) for label, part in listed], replace(options, strict=True)
        )
    return _object_source(source)


def _packed_source(content: Content, options: ReadOptions, label: str = "") -> RecordSource:
    """Open a file, or the files that are in a zip."""
    if kind_of(content) != ZIPPED:
        return _content_source(content, options)
    inside = members(content)
    taken = [part for part in inside if not is_no_log(PurePosixPath(part.name))]
    if not taken:
        raise EventLogError(
            f"{content.name} has no file that can be read as an event log, only {listing(others(inside, []), 5)}."
        )
    parts = [_opened(part.name, partial(without_packing, part), options) for part in taken]
    notes = not_read(others(inside, taken))
    if len(parts) == 1 and parts[0].source is not None:
        return replace(parts[0].source, name=content.name, read=_noted(parts[0].source, notes))
    return joined(content.name, parts, options, notes=notes, place=content.name)


def others(inside: Sequence[Content], taken: Sequence[Content]) -> list[str]:
    """Return the names of the files in a zip that are not taken."""
    return [part.name for part in inside if part not in taken]


def _noted(source: RecordSource, notes: Sequence[str]) -> Callable[[Sequence[str]], Iterator[Records]]:
    return lambda columns: chain([Records((), (), notes=notes)], source.read(columns))


def _opened(label: str, content: Callable[[], Content], options: ReadOptions) -> LogPart:
    """Open a part of a folder or a zip; unless all must be read, one that cannot be is a part with a fault."""
    try:
        found = content()
        return LogPart(label, _packed_source(found, options), kind=kind_of(found))
    except NotATableError as error:
        return LogPart(label, None, str(error), is_log=False)
    except EventLogError as error:
        if options.strict:
            raise
        return LogPart(label, None, str(error), is_log=kind_by_name(label) is not None)


def _content_source(content: Content, options: ReadOptions) -> RecordSource:
    from journeykit.events.reading.ocel_source import is_ocel, ocel_json, ocel_sqlite, ocel_xml

    kind, asked = kind_of(content), options.named
    if kind in (PARQUET, ARROW):
        from journeykit.events.reading.arrow_source import arrow_file_source, parquet_source

        return parquet_source(content) if kind == PARQUET else arrow_file_source(content)
    if kind in (XES, JSON) and is_ocel(content.start().decode("utf-8", "replace")):
        return ocel_xml(content) if kind == XES else ocel_json(content)
    if kind == XES:
        from journeykit.events.reading.xes_source import xes_source

        return replace(xes_source(content, asked=asked), done=content.done)
    if kind == JSON:
        from journeykit.events.reading.json_source import json_source

        return replace(json_source(content, options.layout, asked), done=content.done)
    if kind == WORKBOOK:
        from journeykit.events.reading.xlsx_source import xlsx_sources

        sheets, note = xlsx_sources(content, options.layout)
        if len(sheets) > 1:
            return joined(content.name, [LogPart(*sheet) for sheet in sheets.items()], options, notes=[note])
        source = next(iter(sheets.values()))
        return replace(source, read=_noted(source, [note]))
    if kind == SQLITE:
        return ocel_sqlite(content)
    from journeykit.events.reading.csv_source import csv_source

    return replace(csv_source(content, options.layout, prose=options.prose), done=content.done)


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
