"""The one contract of every container: a source names its columns and yields records; whatever follows is common.

The data run one way, each step handing a frozen value to the next::

    RecordSource   a file, frame or query: its columns       csv_source, arrow_source, xes_source, found by source_kinds
    -> Records     numbered lines with the cells of columns  (the same modules)
    -> columns     text or microseconds, and Findings        columns with cells, dictionaries, quick_times
    -> Checks      one format of time, a reason for a loss   row_checks with times
    -> SortedLog   the prepared log                          events.arrays; events.prepare where memory is short

A new container is a module that returns a `RecordSource`, and a line in ``source_kinds``.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from journeykit.errors import EventLogError
from journeykit.events.reading.cells import as_text, shortened, without_blanks

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["BATCH_ROWS", "Part", "ReadOptions", "RecordSource", "Records", "Rejected"]

BATCH_ROWS = 131_072

Rejected = tuple[int, str, str]
"""A line that is not kept: its number, the column at fault (empty for the whole line), and the reason."""


@dataclass(frozen=True)
class ReadOptions:
    """What ``read_events`` was asked for, as one value; its parameters say what each of them means."""

    preset: str | None = None
    path_col: str | None = None
    event_col: str | None = None
    timestamp_col: str | Sequence[str] | None = None
    order_col: str | None = None
    attribute_cols: Sequence[str] = ()
    delimiter: str | None = None
    time_format: str | None = None
    encoding: str = "utf-8"

    @property
    def times(self) -> tuple[str, ...]:
        """The columns of times that were named."""
        return _listed(self.timestamp_col)

    @property
    def attributes(self) -> tuple[str, ...]:
        """The columns that are kept beside who, what and when, each once."""
        return tuple(dict.fromkeys(_listed(self.attribute_cols)))

    @property
    def named(self) -> tuple[str, ...]:
        """Every column that was named."""
        single = (self.path_col, self.event_col, self.order_col)
        return (*(name for name in single if name is not None), *self.times, *self.attributes)


def _listed(names: str | Sequence[str] | None) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names or ())


@dataclass(frozen=True)
class Part:
    """One of the files of a log: its name, and how many line numbers of the whole log come before its first."""

    name: str
    before: int


@dataclass(frozen=True)
class Records:
    """A batch of records, and what was found while it was read; either may be empty.

    Attributes
    ----------
    lines
        The number of each record.
    cells
        An array for each column that was asked for. Its type may be any that ``cells`` turns into text; only the first
        batches of a column may differ in type from later ones where the log has several parts.
    rejected
        Lines that are no records.
    notes
        What the report is to say.
    part
        The part of the log that the records belong to, where it has several.
    """

    lines: pa.Array
    cells: Sequence[pa.Array]
    rejected: Sequence[Rejected] = ()
    notes: Sequence[str] = ()
    part: Part | None = None


@dataclass(frozen=True)
class RecordSource:
    """A place to read events from.

    Attributes
    ----------
    name
        What the report calls it: a file's name, ``"pandas frame"``, ``"3 files of logs"``.
    columns
        Column names, in order.
    unit
        What one numbered thing is: ``"line"``, ``"row"`` or ``"event"``.
    read
        Yields the records with the cells of some columns.
    times
        Columns that hold times, not text, and whether they carry a zone.
    dictionaries
        Columns that a file keeps as numbers of a dictionary, with each word in it once.
    preset
        The preset whose names the kind of file itself prescribes.
    once
        Whether it can be read once only, so that nothing of it may be looked at before.
    own_thread
        Whether only the thread that opened it may read it, as some database drivers want.
    """

    name: str
    columns: Sequence[str]
    unit: str
    read: Callable[[Sequence[str]], Iterator[Records]]
    times: Mapping[str, bool] = field(default_factory=dict)
    dictionaries: frozenset[str] = frozenset()
    preset: str | None = None
    once: bool = False
    own_thread: bool = False

    def first_cells(self, column: str) -> list[str | None] | None:
        """Return the cells of a column in the first batch, as text; None where that cannot be looked at."""
        import pyarrow as pa

        if self.once or column in self.times:
            return None
        try:
            first = next((records for records in self.read([column]) if len(records.lines)), None)
            return [] if first is None else without_blanks(as_text(shortened(first.cells[0]))).to_pylist()
        except (pa.ArrowException, OSError, EOFError, zlib.error, EventLogError):
            # The error is reported when the log is read.
            return None

    def repeats(self, column: str) -> bool | None:
        """Return whether a value of a column comes more than once in the first batch; None where nobody knows."""
        cells = self.first_cells(column)
        return None if cells is None else len(set(cells)) < len(cells)
