"""From records to columns: every cell is text, microseconds, or null where it is blank; too long texts are rejected."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from journeykit.errors import EventLogError
from journeykit.events.prepare import attribute_columns
from journeykit.events.reading.cells import (
    as_micros,
    as_text,
    finer_than_micros,
    longer_than_allowed,
    plain_numbers,
    shortened,
    without_blanks,
)
from journeykit.events.reading.dictionaries import REPEATING, CodedColumn, in_memory, without_texts
from journeykit.events.reading.presets import transition
from journeykit.events.reading.quick_times import quick_times
from journeykit.events.reading.similar_names import NameMerger
from journeykit.events.reading.sources import EVENT, TIME, Spread
from journeykit.events.reading.times import TimeKind, merged_kinds

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.log_tables import LogTables
    from journeykit.events.reading.roles import Roles
    from journeykit.events.reading.sources import Part, ReadOptions, Records, RecordSource, Rejected

TOO_LONG = "the text is too long (more than 1 MB)"
_MIDNIGHT = r"[T ]00:00:00(\.0+)?$"


@dataclass(frozen=True)
class Findings:
    """What was found while the records of a source were converted to columns."""

    source: str
    unit: str
    rejected: tuple[Rejected, ...]
    notes: tuple[str, ...]
    parts: tuple[tuple[Part, int], ...]
    """The parts of the log with their number of rows; empty if there is only one."""
    zoned: bool | None
    """Whether typed times have a zone; None where the times are text."""
    quick_times: tuple[TimeKind, ...] | None
    """Times that Arrow read, by kind; None where it was not tried."""
    left: bool
    """Whether it left any times to the SQL."""
    finer: int
    """Typed times with digits below a microsecond."""
    lifecycle: Mapping[str, int]
    """Lines by the word in the lifecycle column."""
    spread: Spread = field(default_factory=Spread)
    """How the numbers of events become lines."""

    def place(self, line: int) -> str:
        """Return where a line is, for a message: ``"line 7"``, or ``"line 7 of b.csv"`` in a log of several parts."""
        part, number = self.within(line)
        return f"{self.unit} {number}" + (f" of {part}" if part else "")

    def within(self, line: int) -> tuple[str, int]:
        """Return the part of a line (empty if there is only one) and its number in it."""
        if not self.parts:
            return "", self.spread.line(line, self.spread.before(0))
        part, _ = self.parts[bisect_right(self.parts, line - 1, key=lambda found: found[0].before) - 1]
        return part.name, self.spread.line(line, part.before)

    def column(self, line: int, column: str) -> str:
        """Return the column at fault, as the source has it."""
        places = self.spread.columns
        return places[line % self.spread.width] if places and column in (EVENT, TIME) else column


def take_columns(
    log: LogTables, source: RecordSource, roles: Roles, options: ReadOptions
) -> tuple[pa.Table | None, Findings]:
    """Read a source into the table ``raw`` of a log; return its columns too if they fit the memory.

    ``raw(line, path, event, time, tie, attribute_0, …, quick)`` has null for a blank cell. In memory its ids, names and
    attributes are the numbers of a dictionary; the returned columns have the texts. ``quick`` has the times that Arrow
    read; ``tie`` exists if the log has an order column.
    """
    import pyarrow as pa

    columns = {"path": roles.path, "event": roles.event, **dict(zip(("time", "clock"), roles.times, strict=False))}
    if roles.order is not None:
        columns["tie"] = roles.order
    columns |= dict(zip(attribute_columns(len(roles.attributes)), roles.attributes, strict=True))
    if roles.lifecycle is not None:
        columns["lifecycle"] = roles.lifecycle
    intake = _Intake(source, columns, options)
    try:
        table, rest = in_memory(
            intake.batches(), intake.schema, log.database.array_bytes, lambda rows: log.say(0.0, f"{rows:,} lines read")
        )
        if table is None:
            if source.own_thread:
                rest = iter(list(rest))
            log.ingest("raw", pa.RecordBatchReader.from_batches(intake.schema, rest))
        else:
            log.adopt("raw", without_texts(table))
    except Exception:
        # The database only reports that its input failed.
        if intake.failure is not None:
            raise intake.failure from intake.failure.__cause__
        raise
    return table, intake.findings()


class _Intake:
    """Converts the records of a source to columns, and collects the findings."""

    def __init__(self, source: RecordSource, columns: Mapping[str, str], options: ReadOptions) -> None:
        import pyarrow as pa

        time_format, local = options.time_format, options.timezone is not None
        self._names = NameMerger() if options.similar_names == "merge" else None
        self._source, self._columns = source, columns
        self._zoned = None if "clock" in columns else source.times.get(columns.get("time", ""))
        self._coded = {
            name: CodedColumn()
            for name, column in columns.items()
            if column in source.dictionaries and name.startswith(REPEATING)
        }
        # A declared column may have times with and without an offset, of which only the SQL would know which are local.
        self._quick = (
            "time" in columns and self._zoned is None and (time_format is None or (time_format == "iso" and not local))
        )
        self._iso_only = time_format is not None
        self._kinds: list[TimeKind] = []
        self._finer = 0
        self._left = False
        self._rejected: list[Rejected] = []
        self._notes: list[str] = []
        self._parts: dict[Part, int] = {}
        self._lifecycle: Counter[str] = Counter()
        self.failure: Exception | None = None
        kinds = {name: pa.string() for name in columns if name not in ("clock", "lifecycle")}
        kinds |= dict.fromkeys(self._coded, pa.dictionary(pa.int32(), pa.string()))
        if self._zoned is not None:
            kinds["time"] = pa.int64()
        self.schema = pa.schema({"line": pa.int64(), **kinds, **({"quick": pa.int64()} if self._quick else {})})

    def findings(self) -> Findings:
        """Return what was found, after all batches are read."""
        return Findings(
            self._source.name,
            self._source.unit,
            tuple(self._rejected),
            (*self._notes, *(self._names.notes() if self._names is not None else ())),
            tuple(self._parts.items()),
            self._zoned,
            tuple(merged_kinds(self._kinds)) if self._quick else None,
            self._left,
            self._finer,
            self._lifecycle,
            self._source.spread,
        )

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the columns of all records; an error is kept as ``failure``."""
        import pyarrow as pa

        try:
            for records in self._source.read(list(self._columns.values())):
                self._rejected += records.rejected
                self._notes += records.notes
                batch = self._batch(records) if len(records.lines) else None
                if records.part is not None:
                    rows = 0 if batch is None else batch.num_rows
                    self._parts[records.part] = self._parts.get(records.part, 0) + rows
                if batch is not None and batch.num_rows:
                    yield batch
        except Exception as error:
            self.failure = error
            # The error of a database driver describes the problem better.
            if self._source.own_thread or not isinstance(error, (pa.ArrowException, OSError, EOFError, zlib.error)):
                raise
            self.failure = EventLogError(
                f"the log could not be read to its end ({type(error).__name__}): it is damaged, cut off, or changed "
                "while it was read. Nothing of it was kept."
            )
            raise self.failure from error

    def _batch(self, records: Records) -> pa.RecordBatch:
        import pyarrow as pa
        import pyarrow.compute as pc

        cells = dict(zip(self._columns, records.cells, strict=True))
        cells |= {name: coded(cells[name]) for name, coded in self._coded.items()}
        lines, cells = self._without_long_texts(records.lines, cells)
        if "lifecycle" in cells:
            for row in pc.value_counts(as_text(shortened(cells.pop("lifecycle")))).to_pylist():
                if row["values"]:
                    self._lifecycle[transition(row["values"])] += row["counts"]
        cells = {name: self._column(name, array) for name, array in cells.items()}
        if self._names is not None:
            cells["event"] = self._names(cells["event"])
        if "clock" in cells:
            # The text of a typed date ends in midnight, which the time of day replaces.
            day = pc.replace_substring_regex(cells["time"], _MIDNIGHT, "")
            cells["time"] = pc.binary_join_element_wise(day, cells.pop("clock"), " ")
        if self._quick:
            cells["time"], cells["quick"] = self._read_at_once(cells["time"], lines)
        return pa.RecordBatch.from_arrays([lines, *(cells[name] for name in self.schema.names[1:])], schema=self.schema)

    def _column(self, name: str, array: pa.Array) -> pa.Array:
        import pyarrow.compute as pc

        if name in self._coded:
            return array
        if name == "time" and self._zoned is not None:
            self._finer += finer_than_micros(array)
            return as_micros(array)
        if name == "time":
            array = plain_numbers(array)
        if name.startswith(REPEATING):
            # Ids and names keep their spaces, because two ids may differ by a space only.
            return without_blanks(as_text(array))
        return without_blanks(pc.utf8_trim_whitespace(as_text(shortened(array))))

    def _read_at_once(self, texts: pa.Array, lines: pa.Array) -> tuple[pa.Array, pa.Array]:
        """Return the times as text and as microseconds; each time is in one of the two."""
        import pyarrow as pa

        found = quick_times(texts, iso_only=self._iso_only)
        if found is None:
            self._left = True
            return texts, pa.nulls(len(texts), pa.int64())
        kind, micros = found
        present = lines.filter(texts.is_valid())
        self._kinds.append(TimeKind(kind, len(present), present[0].as_py()))
        return pa.nulls(len(texts), pa.string()), micros

    def _without_long_texts(self, lines: pa.Array, cells: dict[str, pa.Array]) -> tuple[pa.Array, dict[str, pa.Array]]:
        import pyarrow.compute as pc

        for name in self._columns:
            long = longer_than_allowed(cells[name])
            if long is not None:
                long = long.fill_null(False)
                rejected = lines.filter(long).to_pylist()
                self._rejected += [(line, self._columns[name], TOO_LONG) for line in rejected]
                short = pc.invert(long)
                lines, cells = lines.filter(short), {other: array.filter(short) for other, array in cells.items()}
        return lines, cells
