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
from journeykit.events.reading.cells import as_text, longer_than_allowed, without_blanks
from journeykit.events.reading.dictionaries import REPEATING, CodedColumn, in_memory, without_texts
from journeykit.events.reading.examples import Examples
from journeykit.events.reading.lifecycle_words import moment_of, transition
from journeykit.events.reading.similar_names import NameMerger
from journeykit.events.reading.sources import EVENT, TIME, Spread
from journeykit.events.reading.time_intake import NO_TIMES, TimeFindings, TimeIntake, on_day, text_column

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.log_tables import LogTables
    from journeykit.events.reading.roles import Roles
    from journeykit.events.reading.sources import Part, ReadOptions, Records, RecordSource, Rejected

TOO_LONG = "the text is too long (more than 1 MB)"
READ_SHARE = 0.5
"""Share of the work that is done once all lines are read."""
QUICK = {"time": "quick", "ended": "ended_quick"}
"""Column of times -> where those are that Arrow read."""
_CLOCKS = {"time": ("clock", "clock_part", "clock_end"), "ended": ("ended_clock",)}
"""Column of times -> those that go on with a date: its time of day, AM or PM, an offset."""


@dataclass(frozen=True)
class Findings:
    """What was found while the records of a source were converted to columns."""

    source: str
    unit: str
    rejected: tuple[Rejected, ...]
    notes: tuple[str, ...]
    parts: tuple[tuple[Part, int], ...]
    """The parts of the log with their number of rows; empty if there is only one."""
    time: TimeFindings
    end: TimeFindings | None
    """Of the end of events; None if the log has none."""
    lifecycle: Mapping[str, int]
    """Lines by the word in the lifecycle column."""
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """The first different values of each column of ``raw``, for the eyes of who reads the log."""
    spread: Spread = field(default_factory=Spread)
    """How the numbers of events become lines."""
    rows: int = 0
    """Rows of the table, where a row is no event."""

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
    read; ``tie`` exists if the log has an order column, ``ended`` and ``ended_quick`` (or ``lasted``) if it has an end,
    ``cycle`` and ``instance`` if it has a lifecycle.
    """
    import pyarrow as pa

    columns = {
        "path": roles.path,
        "event": roles.event,
        **dict(zip(("time", *_CLOCKS["time"]), roles.times, strict=False)),
    }
    if roles.order is not None:
        columns["tie"] = roles.order
    columns |= dict(zip(attribute_columns(len(roles.attributes)), roles.attributes, strict=True))
    columns |= dict(zip(("ended", *_CLOCKS["ended"]), roles.ends, strict=False))
    further = {"lasted": roles.duration and roles.duration[0], "cycle": roles.lifecycle, "instance": roles.instance}
    columns |= {name: column for name, column in further.items() if column is not None}
    intake = _Intake(source, columns, options)

    def beat(rows: int) -> None:
        done = source.done(rows) if source.done is not None else 0.0
        log.say(READ_SHARE * done, f"{rows:,} {'events' if source.spread.width > 1 else 'lines'} read")

    try:
        table, rest = in_memory(intake.batches(), intake.schema, log.database.array_bytes, beat)
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

        self._names = NameMerger() if options.similar_names == "merge" else None
        self._source, self._columns = source, columns
        self._read = list(dict.fromkeys(columns.values()))
        self._times = {
            name: TimeIntake(None if _CLOCKS[name][0] in columns else source.times.get(columns[name]), options)
            for name in _CLOCKS
            if name in columns
        }
        self._coded = {
            name: CodedColumn()
            for name, column in columns.items()
            if column in source.dictionaries and name.startswith(REPEATING)
        }
        self._rejected: list[Rejected] = []
        self._notes: list[str] = []
        self._parts: dict[Part, int] = {}
        self._lifecycle: Counter[str] = Counter()
        self._examples = Examples()
        self._rows = 0
        self.failure: Exception | None = None
        clocks = [clock for names in _CLOCKS.values() for clock in names]
        kinds = {name: pa.string() for name in columns if name not in clocks}
        kinds |= dict.fromkeys(self._coded, pa.dictionary(pa.int32(), pa.string()))
        kinds |= {name: pa.int64() for name, times in self._times.items() if times.zoned is not None}
        kinds |= {QUICK[name]: pa.int64() for name, times in self._times.items() if times.quick}
        if "cycle" in kinds:
            kinds["cycle"] = pa.int8()
        self.schema = pa.schema({"line": pa.int64(), **kinds})

    def findings(self) -> Findings:
        """Return what was found, after all batches are read."""
        return Findings(
            self._source.name,
            self._source.unit,
            tuple(self._rejected),
            (*self._notes, *(self._names.notes() if self._names is not None else ())),
            tuple(self._parts.items()),
            self._times["time"].findings() if "time" in self._times else NO_TIMES,
            self._times["ended"].findings() if "ended" in self._times else None,
            self._lifecycle,
            self._examples.found(),
            self._source.spread,
            self._rows,
        )

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the columns of all records; an error is kept as ``failure``."""
        import pyarrow as pa

        try:
            for records in self._source.read(self._read):
                self._rejected += records.rejected
                self._notes += records.notes
                self._rows += records.rows
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

        read = dict(zip(self._read, records.cells, strict=True))
        cells = {name: read[column] for name, column in self._columns.items()}
        cells |= {name: coded(cells[name]) for name, coded in self._coded.items()}
        lines, cells = self._without_long_texts(records.lines, cells)
        cells = {name: self._column(name, array) for name, array in cells.items()}
        if self._names is not None:
            cells["event"] = self._names(cells["event"])
        for name in self._times:
            for clock in _CLOCKS[name]:
                if clock in cells:
                    cells[name] = on_day(cells[name], cells.pop(clock))
        self._examples.add(cells)
        for name, times in self._times.items():
            if times.quick:
                cells[name], cells[QUICK[name]] = times.at_once(cells[name], lines)
        return pa.RecordBatch.from_arrays([lines, *(cells[name] for name in self.schema.names[1:])], schema=self.schema)

    def _column(self, name: str, array: pa.Array) -> pa.Array:
        if name in self._coded:
            return array
        if name in self._times:
            return self._times[name].column(array)
        if name == "cycle":
            return self._cycle(array)
        if name.startswith(REPEATING):
            # Ids and names keep their spaces, because two ids may differ by a space only.
            return without_blanks(as_text(array))
        return text_column(array)

    def _cycle(self, array: pa.Array) -> pa.Array:
        """Return what each line says of an activity, and count the words."""
        import pyarrow as pa

        texts = text_column(array).dictionary_encode()
        words = texts.dictionary.to_pylist()
        for row in texts.value_counts().to_pylist():
            if row["values"] is not None:
                self._lifecycle[transition(row["values"])] += row["counts"]
        return pa.array(map(moment_of, words), pa.int8()).take(texts.indices)

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
