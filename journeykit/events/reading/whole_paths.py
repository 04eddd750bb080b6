"""Rows that are whole paths: their events become rows, for each of the travellers that a row counts.

The events of a path stand in one cell with something between them (``search > email``), in a list, or in a column for
the first event, the second … A path has no times: its events come in the order in which the row has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.errors import ColumnRoleError, EventLogError, listing, nearest
from journeykit.events.reading.path_cells import events_of, texts_of, travellers
from journeykit.events.reading.sources import (
    BATCH_ROWS,
    EVENT,
    Part,
    ReadOptions,
    Records,
    RecordSource,
    Rejected,
    Spread,
)

if TYPE_CHECKING:
    import pyarrow as pa

CONVERSION = "conversion"
"""The event that ends the path of a traveller who converted."""
WHO = "path id"
SPREAD = Spread(10**6)
COUNTS = ("converted", "lost", "count")


@dataclass(frozen=True)
class WholePaths:
    """Where a table has its paths: the columns with their events, and those that count its travellers."""

    columns: tuple[str, ...]
    between: str | None = None
    """What stands between the events of a cell; None where a cell is one event, or a list of them."""
    who: str | None = None
    counts: Mapping[str, str] = field(default_factory=dict)
    """Which of ``COUNTS`` a row has -> the column."""


def paths_source(source: RecordSource, paths: WholePaths, options: ReadOptions) -> tuple[RecordSource, ReadOptions]:
    """Return the events of a table of whole paths, and the options that name their columns.

    Raises
    ------
    ColumnRoleError
        One of the columns is not there.
    """
    for column in (*paths.columns, *paths.counts.values(), *([paths.who] if paths.who else [])):
        if column not in source.columns:
            hint = nearest(column, source.columns)
            guess = f" Did you mean {hint!r}?" if hint else ""
            raise ColumnRoleError(f"the table has no column {column!r}.{guess} Found: {listing(source.columns)}.")
    who = paths.who or WHO
    others = [column for column in dict.fromkeys(source.columns) if column not in (who, EVENT)]
    shape = source.layout.shape or ("paths" if len(paths.columns) == 1 else "steps")
    stated: dict[str, Any] = {}
    if shape != "lines":
        stated = {"event_col": paths.columns[0] if shape == "paths" else list(paths.columns)}
        stated |= {"path_col": paths.who} if paths.who else {}
    turned = replace(
        source,
        columns=[who, EVENT, *others],
        read=lambda names: _records(source, paths, names),
        times={},
        dictionaries=frozenset(),
        preset=None,
        raw=None,
        peeked={},
        spread=SPREAD,
        stated=stated,
        made={
            "path": "one row each"
            if paths.who
            else "the number of the line" + (", and of the traveller in it" if paths.counts else ""),
            "event": f"made of {listing(paths.columns, 4)}",
        },
        layout=source.layout.with_words(shape=shape, between=paths.between, **paths.counts),
    )
    return turned, replace(options, path_col=who, event_col=EVENT, timestamp_col=(), order_col=None)


def _records(source: RecordSource, paths: WholePaths, names: Sequence[str]) -> Iterator[Records]:
    own = [name for name in names if name not in (EVENT, paths.who or WHO)]
    needed = list(dict.fromkeys((*own, *paths.columns, *paths.counts.values(), *([paths.who] if paths.who else []))))
    tally = _Tally()
    # Lists are read as they are.
    for records in (source.raw or source.read)(needed):
        part = None if records.part is None else Part(records.part.name, SPREAD.before(records.part.before))
        rejected = [(line * SPREAD.width, column, reason) for line, column, reason in records.rejected]
        yield Records((), (), rejected, records.notes, part, len(records.lines) + len(rejected))
        if len(records.lines):
            cells = dict(zip(needed, records.cells, strict=True))
            for made in _expanded(records.lines.to_pylist(), cells, paths, tally, names):
                yield replace(made, part=part)
    yield Records((), (), notes=[tally.words(paths)])


class _Tally:
    """Counts what the rows become."""

    def __init__(self) -> None:
        self.rows = self.paths = self.converted = self.empty = self.repeated = 0

    def words(self, paths: WholePaths) -> str:
        """Return the note about what the rows became."""
        where = listing(paths.columns, 4)
        between = f" with {paths.between!r} between its events" if paths.between else ""
        said = f"one row a whole path ({where}{between}): {self.rows:,} rows = {self.paths:,} paths"
        if paths.counts:
            counted = ", ".join(f"{name}: {column!r}" for name, column in paths.counts.items())
            said += f", {self.converted:,} of them converted, which ends them with the event {CONVERSION!r}, and "
            said += f"{self.paths - self.converted:,} not ({counted})"
        said += f"; {self.empty:,} rows without an event" if self.empty else ""
        if self.repeated:
            said += f"; repetitions written as 'x 2', '(x2)' or with a sign of multiplication: {self.repeated:,} "
            said += "events more in the rows"
        return (
            f"{said}. There are no times: events come in the order of their row. layout='shape=events' turns this off"
        )


def _expanded(
    lines: Sequence[int], cells: Mapping[str, pa.Array], paths: WholePaths, tally: _Tally, names: Sequence[str]
) -> Iterator[Records]:
    """Yield the events of some rows, in batches; rows without an event or with a count that is none are rejected."""
    tokens, repeated = events_of([cells[column] for column in paths.columns], paths.between)
    tally.repeated += repeated
    counts = {name: texts_of(cells[column]) for name, column in paths.counts.items()}
    ids = None if paths.who is None else texts_of(cells[paths.who])
    batch = _Batch(names, cells, paths.who or WHO)
    rejected: list[Rejected] = []
    for row, line in enumerate(lines):
        tally.rows += 1
        if not 0 < len(tokens[row]) < SPREAD.width - 1:
            tally.empty += not tokens[row]
            why = "the path has more than a million events" if tokens[row] else "the path has no event"
            rejected.append((line * SPREAD.width, paths.columns[0], why))
            continue
        found = travellers({name: texts[row] for name, texts in counts.items()})
        if isinstance(found, str):
            rejected.append((line * SPREAD.width, paths.counts[found], _NO_COUNT))
            continue
        converted, lost = found
        own = str(line) if ids is None else ids[row]
        if own is None:
            rejected.append((line * SPREAD.width, str(paths.who), "the path id is empty"))
            continue
        tally.paths += converted + lost
        tally.converted += converted
        place = 0
        for count, events in ((converted, [*tokens[row], CONVERSION]), (lost, tokens[row])):
            most = max(1, BATCH_ROWS // len(events))
            for first in range(0, count, most):
                chunk = range(place + first + 1, place + min(first + most, count) + 1)
                several = bool(paths.counts)
                batch.add(row, line, [f"{own}-{n}" if several else own for n in chunk], events)
                if batch.size >= BATCH_ROWS:
                    yield batch.taken()
            place += count
    yield batch.taken()
    yield Records((), (), rejected)


_NO_COUNT = "the number of travellers is no whole number from 0 to 10 million"


class _Batch:
    """Collects events until there are enough for one batch of records."""

    def __init__(self, names: Sequence[str], cells: Mapping[str, pa.Array], who: str) -> None:
        self._names, self._cells, self._who = names, cells, who
        self._clear()

    def _clear(self) -> None:
        self.size = 0
        self._numbers: list[np.ndarray[Any, Any]] = []
        self._ids: list[str] = []
        self._lengths: list[np.ndarray[Any, Any]] = []
        self._events: list[np.ndarray[Any, Any]] = []
        self._rows: list[np.ndarray[Any, Any]] = []
        self._codes: dict[str, int] = {}

    def add(self, row: int, line: int, ids: Sequence[str], events: Sequence[str]) -> None:
        """Add the same events of a line for several ids; their numbers order those of each id."""
        codes = [self._codes.setdefault(event, len(self._codes)) for event in events]
        count = len(ids) * len(events)
        self._numbers.append(np.tile(np.arange(len(events), dtype=np.int64) + line * SPREAD.width, len(ids)))
        self._ids += ids
        self._lengths.append(np.full(len(ids), len(events)))
        self._events.append(np.tile(np.array(codes, np.int32), len(ids)))
        self._rows.append(np.full(count, row))
        self.size += count

    def taken(self) -> Records:
        """Return what was collected, and begin anew."""
        import pyarrow as pa

        if not self.size:
            return Records((), ())
        paths = np.repeat(np.arange(len(self._ids), dtype=np.int32), np.concatenate(self._lengths))
        events = pa.DictionaryArray.from_arrays(pa.array(np.concatenate(self._events)), pa.array(list(self._codes)))
        made = {self._who: pa.array(self._ids, pa.string()).take(pa.array(paths)), EVENT: events}
        rows = pa.array(np.concatenate(self._rows))
        cells = [made[name] if name in made else self._cells[name].take(rows) for name in self._names]
        records = Records(pa.array(np.concatenate(self._numbers)), cells)
        self._clear()
        return records


def stated_paths(
    source: RecordSource, options: ReadOptions, counts: Mapping[str, str], column: str | None
) -> WholePaths:
    """Return the whole paths that arguments state; ``counts`` and ``column`` are what was found for the rest."""
    layout = options.layout
    asked = options.event_col
    columns = (asked,) if isinstance(asked, str) else tuple(asked or ((column,) if column else ()))
    if not columns:
        raise ColumnRoleError(
            f"shape={layout.shape!r} needs the column with the paths: event_col=…. Found: {listing(source.columns)}."
        )
    said = {name: value for name in COUNTS if (value := getattr(layout, name)) is not None}
    if len(columns) > 1 and layout.between:
        raise EventLogError("between= divides one column of whole paths; several columns have one event each.")
    who = options.path_col if isinstance(options.path_col, str) else None
    return WholePaths(columns, layout.between, who, said or counts)
