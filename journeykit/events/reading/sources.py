"""The interface of every source: it has column names and yields records; all later steps are common.

Each step passes a frozen value to the next::

    RecordSource   a file, frame or query: its columns       csv_source, arrow_source, xes_source, by source_kinds
    -> Records     numbered lines with the cells of columns  (the same modules)
    -> columns     text or microseconds, and Findings        columns with cells, dictionaries, quick_times
    -> Checks      one time format, a reason per lost line   row_checks with times
    -> SortedLog   the prepared log                          events.arrays; events.prepare for a large log

A new kind of source is a module that returns a `RecordSource`, and a line in ``source_kinds``.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from journeykit.errors import EventLogError, listing
from journeykit.events.duration import UNITS_US
from journeykit.events.reading.cells import as_text, shortened, without_blanks
from journeykit.events.reading.layout import Layout
from journeykit.events.zones import Zone, zone_named

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 131_072
PEEKED_ROWS = 20_000

MISSING_IDS = (
    "NULL", "Null", "null", "(null)", "None", "<NA>", "\\N", "undefined",
    "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
"""What databases and programs write for an id that is missing; ``nan`` is an id of a real log, and only reported."""

EVENT, TIME = "event", "time"
"""The columns of a source whose events are made of columns, cells or lines (see ``shapes``)."""

Rejected = tuple[int, str, str]
"""A line that is not kept: its number, the column at fault (empty for the whole line), and the reason."""


class NotATableError(EventLogError):
    """Text that nothing divides into columns, such as a note that lies beside the files of a log."""


@dataclass(frozen=True)
class ReadOptions:
    """The arguments of ``read_events``."""

    preset: str | None = None
    path_col: str | Sequence[str] | None = None
    event_col: str | Sequence[str] | None = None
    timestamp_col: str | Sequence[str] | None = None
    order_col: str | None = None
    attribute_cols: Sequence[str] = ()
    time_format: str | None = None
    layout: Layout = field(default_factory=Layout)
    strict: bool = False
    timezone: str | None = None
    missing_ids: Sequence[str] = MISSING_IDS
    duplicates: str = "keep"
    similar_names: str = "keep"
    end_col: str | Sequence[str] | bool | None = None
    duration_col: Sequence[str] | None = None
    lifecycle_col: str | bool | None = None
    claims: Mapping[str, Mapping[str, str]] | None = field(default=None, repr=False)
    """Of one of several sources: column of ids -> ids that belong to another one (see ``identities``)."""
    prose: bool = False
    """Whether cells may hold prose of several lines, as comments do."""
    pseudonyms: Any = None
    """What replaces ids (`Pseudonyms`), if they are replaced."""

    def __post_init__(self) -> None:
        for name in ("end_col", "lifecycle_col"):
            if (stated := getattr(self, name)) is True or (name == "end_col" and stated and len(self.ends) > 2):
                what = "a column, or a date and a time-of-day column" if name == "end_col" else "a column"
                raise EventLogError(f"{name}={stated!r} takes {what}; {name}=False reads none.")
        _ = self.duration
        for name, other in (("duplicates", "drop"), ("similar_names", "merge")):
            if getattr(self, name) not in ("keep", other):
                raise EventLogError(f"{name}={getattr(self, name)!r} is neither 'keep' nor {other!r}.")

    @property
    def zone(self) -> Zone | None:
        """The zone that was named."""
        return None if self.timezone is None else zone_named(self.timezone)

    @property
    def times(self) -> tuple[str, ...]:
        """The time columns that were named."""
        return _listed(self.timestamp_col)

    @property
    def without_times(self) -> bool:
        """Whether it was said that the log has no times."""
        return self.timestamp_col is not None and not self.times

    @property
    def ends(self) -> tuple[str, ...]:
        """The columns of the end that were named."""
        return () if isinstance(self.end_col, bool) or not self.end_col else _listed(self.end_col)

    @property
    def duration(self) -> tuple[str, int] | None:
        """The column of durations that was named, and the microseconds of its unit."""
        if self.duration_col is None:
            return None
        said = self.duration_col
        if isinstance(said, str) or len(said) != 2 or said[1] not in UNITS_US:
            raise EventLogError(
                f"duration_col={said!r} takes a column and its unit, as ('minutes', 'min'). Units: {listing(UNITS_US)}."
            )
        if self.end_col not in (None, False, ""):
            raise EventLogError("end_col= and duration_col= both say when an event ends. Leave out one of them.")
        return said[0], UNITS_US[said[1]]

    @property
    def lifecycle(self) -> str | None:
        """The lifecycle column that was named."""
        return self.lifecycle_col if isinstance(self.lifecycle_col, str) and self.lifecycle_col else None

    @property
    def attributes(self) -> tuple[str, ...]:
        """The columns that are kept in addition to who, what and when, each once."""
        return tuple(dict.fromkeys(_listed(self.attribute_cols)))

    @property
    def named(self) -> tuple[str, ...]:
        """Every column that was named."""
        duration = None if self.duration is None else self.duration[0]
        each = (self.path_col, self.event_col, self.order_col, self.lifecycle, duration)
        return (*(name for names in each for name in _listed(names)), *self.times, *self.ends, *self.attributes)


def _listed(names: str | Sequence[str] | None) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names or ())


@dataclass(frozen=True)
class Part:
    """One of the files of a log: its name, and the number of lines of the parts before it."""

    name: str
    before: int


@dataclass(frozen=True)
class Spread:
    """How events are numbered where a line has several: ``width`` times the line, and the place within it."""

    width: int = 1
    columns: Sequence[str] = ()
    """The column at each place, where each has one of its own."""

    def before(self, lines: int) -> int:
        """Return the highest number of an event in the first lines."""
        return (lines + 1) * self.width - 1

    def line(self, number: int, before: int) -> int:
        """Return the line of an event, counted after the number ``before``."""
        return number // self.width - ((before + 1) // self.width - 1)


@dataclass(frozen=True)
class Records:
    """A batch of records, and what was found while it was read; either may be empty."""

    lines: pa.Array
    """The number of each record."""
    cells: Sequence[pa.Array]
    """An array for each column, of any type that ``cells`` converts to text; the parts of a log may differ in type."""
    rejected: Sequence[Rejected] = ()
    notes: Sequence[str] = ()
    """Notes for the report."""
    part: Part | None = None
    """The part of the log, if it has several."""
    rows: int = 0
    """Rows of the table from which they are made, where a row is no event."""


@dataclass(frozen=True)
class RecordSource:
    """A place to read events from."""

    name: str
    """Its name in the report: a file's name, ``"pandas frame"``, ``"3 files of logs"``."""
    columns: Sequence[str]
    unit: str
    """What is numbered: ``"line"``, ``"row"`` or ``"event"``."""
    read: Callable[[Sequence[str]], Iterator[Records]]
    """Yields the records with the cells of some columns."""
    times: Mapping[str, bool] = field(default_factory=dict)
    """Columns with times, not text -> whether they have a zone."""
    dictionaries: frozenset[str] = frozenset()
    """Columns that a file stores as numbers of a dictionary."""
    preset: str | None = None
    """The preset that the kind of file implies."""
    raw: Callable[[Sequence[str]], Iterator[Records]] | None = None
    """Reads also columns that hold objects or lists, for ``inside``; None if ``read`` does."""
    refuse: Callable[[Sequence[str]], None] | None = None
    """Raises if a column cannot be a cell of an event."""
    once: bool = False
    """Whether it can be read only once."""
    layout: Layout = field(default_factory=Layout)
    """What was found of the layout, with what was stated."""
    hint: str = ""
    """What to add to the error if the columns have no names that are known."""
    done: Callable[[int], float] | None = None
    """Returns the share of the source that is read, 0 to 1, once a number of its rows is; None if it is not known."""
    spread: Spread = field(default_factory=Spread)
    """How its numbers become lines."""
    stated: Mapping[str, Any] | None = None
    """The arguments that state what was found of its shape; None where a row is an event."""
    made: Mapping[str, str] = field(default_factory=dict)
    """Role -> what its column is made of, where a row is no event."""
    peeked: Mapping[str, list[str | None]] = field(default_factory=dict, repr=False)
    """The first cells of columns that were read in advance."""
    own_thread: bool = False
    """Whether only the thread that opened it may read it, as with some database drivers."""

    def check(self, columns: Sequence[str]) -> None:
        """Raise if one of the columns holds what is no text, time or number."""
        if self.refuse is not None:
            self.refuse(columns)

    def first_cells(self, column: str) -> list[str | None] | None:
        """Return the cells of a column in the first batch, as text; None if they cannot be read in advance."""
        import pyarrow as pa

        if self.once or column in self.times:
            return None
        if column in self.peeked:
            return self.peeked[column]
        try:
            first = next((records for records in self.read([column]) if len(records.lines)), None)
            return [] if first is None else without_blanks(as_text(shortened(first.cells[0]))).to_pylist()
        except (pa.ArrowException, OSError, EOFError, zlib.error, EventLogError):
            # The error is reported when the log is read.
            return None

    def with_peek(self) -> RecordSource:
        """Return the source with the first cells of all columns, read at once where that is possible."""
        import pyarrow as pa

        columns = [column for column in dict.fromkeys(self.columns) if column not in self.times]
        if self.once or not columns:
            return self
        try:
            first = next((records for records in self.read(columns) if len(records.lines)), None)
        except (pa.ArrowException, OSError, EOFError, zlib.error, EventLogError):
            return self  # A column may hold what is no text: each is then read for itself.
        arrays = [] if first is None else [cells[:PEEKED_ROWS] for cells in first.cells]
        texts = [without_blanks(as_text(shortened(array))).to_pylist() for array in arrays] or [[] for _ in columns]
        return replace(self, peeked=dict(zip(columns, texts, strict=True)))
