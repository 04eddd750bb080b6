"""Read the columns of a source into memory, as text with the number of every line."""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from journeykit.errors import AnswersError
from journeykit.events.progress import Watch
from journeykit.events.reading.cells import as_micros, as_text, longer_than_allowed, plain_numbers, without_blanks
from journeykit.events.reading.columns import READ_SHARE, TOO_LONG
from journeykit.events.reading.sources import Part, Records, RecordSource, Rejected

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa


@dataclass(frozen=True)
class AnswerLines:
    """The cells of some columns, null where blank, and what was found while they were read."""

    lines: npt.NDArray[np.int64]
    """The number of each line; in a source of several parts they go on from part to part."""
    cells: Mapping[str, pa.ChunkedArray]
    """Column -> text, or UTC microseconds where the source has times."""
    rejected: Sequence[Rejected]
    """Lines that cannot be read, and cells that are too long to be kept."""
    notes: Sequence[str]
    parts: Sequence[Part]

    def column(self, name: str) -> pa.ChunkedArray:
        """Return the cells of a column."""
        return self.cells[name]

    def within(self, line: int) -> tuple[str, int]:
        """Return the part of a line (empty if there is only one) and its number in it."""
        if not self.parts:
            return "", line
        part = self.parts[bisect_right(self.parts, line - 1, key=lambda found: found.before) - 1]
        return part.name, line - part.before

    def place(self, line: int) -> str:
        """Return where a line is, for a message."""
        part, number = self.within(line)
        return f"line {number}" + (f" of {part}" if part else "")

    def part_numbers(self, lines: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the place of the part of each line among the parts."""
        before = np.array([part.before for part in self.parts] or [0])
        found: npt.NDArray[np.int64] = np.searchsorted(before, lines - 1, side="right") - 1
        return found


def answer_lines(
    source: RecordSource, columns: Sequence[str], heads: Sequence[Mapping[str, str]], time: str | None, watch: Watch
) -> AnswerLines:
    """Read some columns; ``heads`` are further header rows among the records, which are left out."""
    import pyarrow as pa

    lines: list[pa.Array] = []
    cells: dict[str, list[pa.Array]] = {name: [] for name in columns}
    rejected: list[Rejected] = []
    notes: list[str] = []
    parts: dict[str, Part] = {}
    read = 0
    for records in _readable(source, columns):
        rejected += records.rejected
        notes += records.notes
        if records.part is not None:
            parts.setdefault(f"{records.part.before} {records.part.name}", records.part)
        if not len(records.lines):
            continue
        found = {name: _plain(array, name == time and name in source.times)
                 for name, array in zip(columns, records.cells, strict=True)}  # fmt: skip
        numbers, found = _without_heads(records.lines, found, heads)
        for name, array in found.items():
            short, lost = _without_long(array, numbers, name)
            cells[name].append(short)
            rejected += lost
        lines.append(numbers)
        read += len(numbers)
        watch.say(READ_SHARE * (source.done(read) if source.done is not None else 0.0), f"{read:,} lines read")
    kinds = {name: pa.int64() if name == time and name in source.times else pa.string() for name in columns}
    return AnswerLines(
        pa.chunked_array(lines, pa.int64()).to_numpy() if lines else np.empty(0, np.int64),
        {name: pa.chunked_array(arrays, kinds[name]) for name, arrays in cells.items()},
        rejected,
        notes,
        list(parts.values()),
    )


def _readable(source: RecordSource, columns: Sequence[str]) -> Iterator[Records]:
    import pyarrow as pa

    try:
        # The reader of logs takes the first column for the ids, and would warn about numbers in it.
        yield from (source.raw or source.read)(list(columns))
    except (pa.ArrowException, OSError, EOFError, zlib.error) as error:
        if source.own_thread:
            raise
        raise AnswersError(
            f"{source.name} could not be read to its end ({type(error).__name__}): it is damaged, cut off, or changed "
            "while it was read. Nothing of it was kept."
        ) from error


def _plain(array: pa.Array, typed_time: bool) -> pa.Array:
    if typed_time:
        return as_micros(array)
    return without_blanks(as_text(plain_numbers(array)))


def _without_heads(
    lines: pa.Array, cells: dict[str, pa.Array], heads: Sequence[Mapping[str, str]]
) -> tuple[pa.Array, dict[str, pa.Array]]:
    import pyarrow.compute as pc

    for head in heads:
        alike = None
        for name, array in cells.items():
            if name not in head:
                continue
            same = pc.equal(pc.fill_null(array, ""), head[name])
            alike = same if alike is None else pc.and_(alike, same)
        if alike is not None and pc.any(alike).as_py():
            rest = pc.invert(alike)
            lines, cells = lines.filter(rest), {name: array.filter(rest) for name, array in cells.items()}
    return lines, cells


def _without_long(array: pa.Array, lines: pa.Array, column: str) -> tuple[pa.Array, list[Rejected]]:
    """Return a column with null for a text that is too long; the rest of its line stays."""
    import pyarrow.compute as pc

    long = longer_than_allowed(array)
    if long is None:
        return array, []
    long = long.fill_null(False)
    return pc.if_else(long, None, array), [(line, column, TOO_LONG) for line in lines.filter(long).to_pylist()]
