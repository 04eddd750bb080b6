"""Tables whose rows are no events: recognised where no column can be who, what and when, or as their layout states."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from journeykit.errors import EventLogError, listing
from journeykit.events.reading.lone_order import written_as_times
from journeykit.events.reading.path_cells import as_list, cell_values
from journeykit.events.reading.presets import matching
from journeykit.events.reading.role_names import PATH_NAMES
from journeykit.events.reading.separators import is_path_name, separator
from journeykit.events.reading.sequence_lines import SEQUENCE
from journeykit.events.reading.sources import ReadOptions, RecordSource
from journeykit.events.reading.whole_paths import (
    COUNTS,
    WHO,
    WholePaths,
    paths_source,
    stated_paths,
)
from journeykit.events.reading.wide_tables import is_wide, step_columns, who_column, wide_source

COUNT_NAMES: dict[str, tuple[str, ...]] = {
    "converted": (
        "total conversions", "conversions", "conversion", "converted", "total conversion", "n conversions", "conv",
        "key events", "goal completions", "purchases", "transactions", "is converted", "is conversion", "konversionen",
        "convs", "total conv", "n conv", "num conversions", "number of conversions", "conversion count",
    ),
    "lost": (
        "total null", "total nulls", "null", "nulls", "non conversions", "no conversion", "non converted", "nonconv",
        "not converted", "unconverted", "total non conversions", "lost", "null paths", "dropouts", "conv null",
        "n null", "num nulls", "null conversions", "non converting",
    ),
    "count": (
        "count", "counts", "n", "freq", "frequency", "users", "total users", "customers", "sessions", "visitors",
        "cases", "case count", "number of cases", "paths", "total paths", "occurrences", "num cases", "cnt", "anzahl",
        "nombre", "cantidad", "total count",
    ),
}  # fmt: skip
"""What of a row is counted -> what the column is called."""

_NUMBERED = re.compile(r"(.*?)[ _.\-]*(\d+)")
_ORDINARY = re.compile(
    r"(?i)(journey[ _]?)?(step|event|touch|touchpoint|touch[ _]?point|page|channel|activity|action|screen|state|visit"
    r"|contact|schritt|étape|etape|paso|e|s|t|)"
)
_SAMPLED = 200


def turned(source: RecordSource, options: ReadOptions) -> tuple[RecordSource, ReadOptions]:
    """Return the events of a table with a stated shape, and the options that name their columns.

    Raises
    ------
    ColumnRoleError
        A column that the shape needs is not there.
    """
    shape = options.layout.shape or source.layout.shape
    if shape == "wide":
        return wide_source(source, options)
    if shape == "lines" and SEQUENCE not in source.columns:
        raise EventLogError(f"shape='lines' is for text in which each line is a whole path; {source.name} is none.")
    if shape == "lines":
        who = WHO if WHO in source.columns else None
        return paths_source(source, WholePaths((SEQUENCE,), source.layout.between, who), options)
    counts = {} if any(getattr(options.layout, name) for name in COUNTS) else _counts(source, options.named)
    if shape == "steps":
        columns = numbered_columns(source)
        if options.event_col is None and columns:
            return paths_source(
                source, WholePaths(tuple(columns), None, _who(source, options, columns), counts), options
            )
        return paths_source(source, stated_paths(source, options, counts, None), options)
    found = found_paths(source, options, counts)
    paths = stated_paths(source, options, counts, None if found is None else found.columns[0])
    if paths.between is None and found is not None:
        paths = WholePaths(paths.columns, found.between, paths.who, paths.counts)
    if paths.who is None and found is not None:
        paths = WholePaths(paths.columns, paths.between, found.who, paths.counts)
    return paths_source(source, paths, options)


def recognised(source: RecordSource, options: ReadOptions) -> tuple[RecordSource, ReadOptions] | None:
    """Return the same for a table whose cells leave no doubt about its shape; None for any other."""
    if options.times or options.order_col is not None or source.once:
        return None
    steps = step_columns(source)
    if options.event_col is None and is_wide(source, steps):
        who = options.path_col if isinstance(options.path_col, str) else who_column(source, steps)
        return wide_source(source, options) if who is not None else None
    if steps:
        return None
    found = found_paths(source, options)
    if found is None and options.event_col is None and (columns := numbered_columns(source)):
        found = WholePaths(tuple(columns), None, _who(source, options, columns), _counts(source, columns))
    return None if found is None else paths_source(source, found, options)


def found_paths(
    source: RecordSource, options: ReadOptions, counts: Mapping[str, str] | None = None
) -> WholePaths | None:
    """Return the column whose cells are whole paths, and what stands between their events; None if no one is sure.

    The columns that count its travellers are found too, unless ``counts`` has them.
    """
    asked = options.event_col
    for column in (asked,) if isinstance(asked, str) else source.columns[:20]:
        if column not in source.columns or column in source.times:
            continue
        cells = first_values(source, column)
        filled = [cell for cell in cells if cell not in (None, "", [])]
        if not filled:
            continue
        named = len(source.columns) == 1 or is_path_name(column) or column == asked
        lists = [cell if isinstance(cell, list) else as_list(cell) for cell in filled]
        between = None
        if None in lists or not all(isinstance(value, str) for each in lists for value in each or ()):
            between = separator([cell for cell in filled if isinstance(cell, str)], named=named)
            if between is None:
                continue
        elif not named:
            continue
        counts = _counts(source, [column]) if counts is None else counts
        return WholePaths((column,), between, _who(source, options, [column]), counts)
    return None


def numbered_columns(source: RecordSource) -> list[str]:
    """Return the columns for the first event of a path, the second …: ``step_1``, ``step_2`` …, or []."""
    groups: dict[str, dict[int, str]] = {}
    for column in source.columns:
        if (named := _NUMBERED.fullmatch(column)) and _ORDINARY.fullmatch(named[1]):
            groups.setdefault(named[1].casefold(), {})[int(named[2])] = column
    for group in groups.values():
        numbers = sorted(group)
        if len(numbers) < 2 or numbers[0] > 1 or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            continue
        columns = [group[number] for number in numbers]
        cells = [[cell for cell in source.first_cells(column) or () if cell] for column in columns]
        names = [cell for each in cells for cell in each]
        # Events come again in other columns; answers to questions and measurements do not.
        shared = set(cells[0]).intersection(*[[cell for each in cells[1:] for cell in each]])
        if len(set(names)) * 2 <= len(names) and shared and not written_as_times(names, numbers=True):
            return columns
    return []


def first_values(source: RecordSource, column: str) -> list[Any]:
    """Return the first cells of a column, as text or lists; none if they cannot be read in advance."""
    import pyarrow as pa

    if source.once:
        return []
    try:
        batches = (source.raw or source.read)([column])
        first = next((records.cells[0] for records in batches if len(records.lines)), None)
    except (pa.ArrowException, OSError, EOFError, zlib.error, EventLogError):
        return []  # The error is reported when the log is read.
    return [] if first is None else cell_values(first[:_SAMPLED])


def _counts(source: RecordSource, taken: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in COUNTS:
        hits = [hit for hit in matching(source.columns, COUNT_NAMES[name]) if hit not in taken]
        if len(hits) > 1:
            raise EventLogError(
                f"several columns could count the travellers of a path ({name}): {listing(hits)}. Say which: "
                f"layout=Layout(shape='paths', {name}={hits[0]!r})."
            )
        found |= {name: hits[0]} if hits else {}
    return found


def _who(source: RecordSource, options: ReadOptions, taken: Sequence[str]) -> str | None:
    """Return the column that names the traveller of a path, if there is one."""
    if isinstance(options.path_col, str):
        return options.path_col
    names = [name for names in PATH_NAMES for name in names if name != "path"]
    return next((column for column in matching(source.columns, [*names, "id"]) if column not in taken), None)
