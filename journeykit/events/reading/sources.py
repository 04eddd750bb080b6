"""What every kind of source has in common: named columns, and batches of ``line`` and one text column for every slot.

A source says its column names, and once the roles are known yields Arrow batches. It opens files; it never sees a
database connection.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from journeykit.errors import EventLogError
from journeykit.events.reading.lifecycle import transition

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.engine import LogTables
    from journeykit.events.reading.quick_times import QuickTimes

__all__ = [
    "BATCH_ROWS",
    "KINDS",
    "LIFECYCLE",
    "LONGEST_TEXT",
    "Part",
    "Reading",
    "RecordSource",
    "Slot",
    "batch_schema",
    "file_kind",
    "without_blanks",
]

BATCH_ROWS = 131_072
LIFECYCLE = "lifecycle"
"""Slot of the column that says whether a line is the start or the end of what happened."""
LONGEST_TEXT = 1_000_000
"""Longest id or event name, in bytes: a longer one fills the memory as soon as it is repeated."""


@dataclass(frozen=True)
class Slot:
    """One column to read: the name it gets (``path``, ``event``, ``time``, …) and the source's column."""

    name: str
    column: str
    typed_time: bool = False


@dataclass
class Part:
    """One of the files of a log: its name, how many line numbers of the whole log come before its first, its rows."""

    name: str
    before: int
    rows: int = 0


@dataclass
class Reading:
    """Batches on their way, and what is learnt while they flow: complete only when the batches are used up."""

    schema: pa.Schema
    unit: str = "row"
    batches: Iterator[pa.RecordBatch] = field(default_factory=lambda: iter(()))
    rejected: list[tuple[int, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    quick: QuickTimes | None = None
    lifecycle: Counter[str] = field(default_factory=Counter)
    """Lines by the word in the column ``lifecycle``, which is counted and not kept."""
    failure: Exception | None = None
    in_this_thread: bool = False
    coded: frozenset[str] = frozenset()
    """Columns that come as numbers of a dictionary whose words are neither blank nor too long."""

    def into(self, log: LogTables, table: str) -> None:
        """Store every batch as a table of the log.

        Raises
        ------
        EventLogError
            What went wrong in the middle of a file, in its own words: the database only knows that its input broke.
        """
        if self.in_this_thread:
            self.batches = iter(list(self.batches))
        try:
            log.take(table, self.reader())
        except Exception:
            if self.failure is not None:
                raise self.failure from self.failure.__cause__
            raise

    def reader(self) -> pa.RecordBatchReader:
        """Return the batches as one Arrow stream, null where a cell is blank; times and tie-breakers are trimmed.

        Where ``quick`` is set, a column ``quick`` follows: times that were read at once, as UTC microseconds.
        """
        import pyarrow as pa

        words = pa.dictionary(pa.int32(), pa.string())
        fields = [field for field in self.schema if field.name != LIFECYCLE]
        schema = pa.schema([field.with_type(words) if field.name in self.coded else field for field in fields])
        schema = schema if self.quick is None else schema.append(pa.field("quick", pa.int64()))
        return pa.RecordBatchReader.from_batches(schema, self._checked(schema))

    def place(self, line: int) -> str:
        """Return where a line is, for a message: ``"line 7"``, or ``"line 7 of b.csv"`` in a log of several parts."""
        part, number = self.within(line)
        return f"{self.unit} {number}" + (f" of {part}" if part else "")

    def within(self, line: int) -> tuple[str, int]:
        """Return the part of a line (empty where there is only one) and its number in it."""
        if not self.parts:
            return "", line
        part = self.parts[bisect_right(self.parts, line - 1, key=lambda found: found.before) - 1]
        return part.name, line - part.before

    def _checked(self, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        try:
            for batch in self.batches:
                if batch.num_rows:
                    yield self._trimmed(batch, schema)
        except (pa.ArrowException, OSError, EOFError, zlib.error) as error:
            self.failure = EventLogError(
                f"the log could not be read to its end ({type(error).__name__}): it is damaged, cut off, or changed "
                "while it was read. Nothing of it was kept."
            )
            raise self.failure from error
        except Exception as error:
            self.failure = error
            raise

    def _trimmed(self, batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
        import pyarrow as pa
        import pyarrow.compute as pc

        columns = dict(zip(self.schema.names, batch.columns, strict=True))
        if LIFECYCLE in columns:
            counts = pc.value_counts(columns.pop(LIFECYCLE)).to_pylist()
            for row in counts:
                if row["values"]:
                    self.lifecycle[transition(row["values"])] += row["counts"]
        for name, text in columns.items():
            if text.type == pa.string():
                # Ids and names keep their spaces: two ids that differ by one are two ids.
                clean = pc.utf8_trim_whitespace(text) if name in ("time", "clock", "tie") else text
                columns[name] = without_blanks(clean)
        if self.quick is not None:
            columns["time"], columns["quick"] = self.quick.read(columns["time"], columns["line"])
        return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)


KINDS: dict[str, tuple[str, ...]] = {
    "delimited text": (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz"),
    "Parquet": (".parquet", ".pq"),
    "XES": (".xes", ".xes.gz"),
}
"""Kinds of files by the ends of their names."""


def file_kind(name: str) -> str | None:
    """Return the kind of a file by the end of its name, or None where it is none of ``KINDS``."""
    folded = name.casefold()
    return next((kind for kind, ends in KINDS.items() if folded.endswith(ends)), None)


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
        Begins to read the columns of some slots.
    typed_times
        Columns that hold times, not text; ``zoned`` are those of them that carry a zone.
    files
        The files that are read, empty for a source in memory.
    preset
        The preset whose names the kind of file itself prescribes.
    once
        Whether it can be read once only, so that nothing of it may be looked at before.
    """

    name: str
    columns: list[str]
    unit: str
    read: Callable[[Sequence[Slot]], Reading]
    typed_times: frozenset[str] = frozenset()
    zoned: frozenset[str] = frozenset()
    files: tuple[Path, ...] = ()
    preset: str | None = None
    once: bool = False

    def first_cells(self, column: str) -> list[str | None] | None:
        """Return the cells of a column in the first batch, as text; None where that cannot be looked at."""
        import pyarrow as pa

        if self.once or column in self.typed_times:
            return None
        try:
            batch = next(iter(self.read([Slot("cell", column)]).batches), None)
        except (pa.ArrowException, OSError, EOFError, zlib.error, EventLogError):
            # Whatever is wrong is said when the log is read.
            return None
        return [] if batch is None else without_blanks(batch.column(1)).to_pylist()


def batch_schema(slots: Sequence[Slot]) -> pa.Schema:
    """The schema of a source's batches: the line number, then every slot as text (or microseconds where typed)."""
    import pyarrow as pa

    fields = [pa.field("line", pa.int64())]
    return pa.schema(fields + [pa.field(s.name, pa.int64() if s.typed_time else pa.string()) for s in slots])


def without_blanks(text: pa.Array) -> pa.Array:
    """Return a column of text with null for every cell that holds nothing but space; itself where there is none."""
    import pyarrow.compute as pc

    empty = pc.or_(pc.equal(pc.binary_length(text), 0), pc.utf8_is_space(text))
    return pc.if_else(empty, None, text) if pc.any(empty).as_py() else text
