"""Read delimited text into batches of text cells: a line is kept whole or rejected with its number, never shifted.

Two readers give the same cells. The fast one (Arrow) takes every block of lines that is beyond doubt and in which every
line has as many cells as the header; any other block is read by the careful one, line by line.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from journeykit.errors import EventLogError
from journeykit.events.reading.csv_records import STRAY_QUOTE, Lines, cells_of, has_bare_quote, record
from journeykit.events.reading.sources import Reading, RecordSource, Slot, batch_schema
from journeykit.events.reading.text_blocks import LONGEST_LINE, Blocks, is_beyond_doubt
from journeykit.events.reading.unpacking import unpacked

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["csv_source"]

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SNIFFED_LINES = 50
_UTF8 = ("utf-8", "utf8", "utf-8-sig")


@dataclass(frozen=True)
class Layout:
    """How a delimited file is written."""

    path: Path
    encoding: str
    delimiter: str
    columns: list[str]


def csv_source(path: Path, *, delimiter: str | None, encoding: str) -> RecordSource:
    """Open a delimited file: read its header and find the delimiter.

    Raises
    ------
    EventLogError
        The file is empty, binary or in another encoding, or no delimiter divides its header.
    """
    encoding = encoding.lower().replace("_", "-")
    with _blocks(path, encoding) as blocks:
        lines = Lines(blocks)
        head = [line for _, line in (lines.take() for _ in range(SNIFFED_LINES + 1)) if line]
    if not head:
        raise EventLogError(f"{path.name} is empty: there is no header line to name the columns.")
    if delimiter is None:
        delimiter = _sniff(head, path.name)
        said = f"delimiter: {DELIMITERS[delimiter]} (found)"
    else:
        if len(delimiter) != 1 or delimiter in '"\r\n':
            raise EventLogError(f"delimiter={delimiter!r} must be one character that is no quote and no line end.")
        said = f"delimiter: {DELIMITERS.get(delimiter, repr(delimiter))} (given)"
    columns = cells_of(head[0], delimiter)
    if len(head[0]) > LONGEST_LINE:
        raise EventLogError(f"the header of {path.name} is longer than {LONGEST_LINE:,} characters: refused.")
    if columns is None:
        raise EventLogError(f"the header of {path.name} has a stray quote: {STRAY_QUOTE}.")
    if len(columns) == 1:
        able = [name for other, name in DELIMITERS.items() if len(cells_of(head[0], other) or ()) > 1]
        hint = f" A {able[0]} does: leave out delimiter= to have it found." if able else ""
        raise EventLogError(f"delimiter={delimiter!r} does not divide the header of {path.name}.{hint}")
    layout = Layout(path, encoding, delimiter, columns)

    def read(slots: Sequence[Slot]) -> Reading:
        reading = Reading(batch_schema(slots), unit="line", notes=[said])
        reading.batches = _batches(layout, slots, reading)
        return reading

    return RecordSource(name=path.name, columns=columns, unit="line", read=read, files=(path,))


def _may_be_utf16(start: bytes) -> bool:
    """Tell whether every other byte is zero far more often than chance has it, as in text of a Latin script."""
    halves = (start[:LONGEST_LINE:2], start[1:LONGEST_LINE:2])
    return any(half.count(0) > len(half) / 4 for half in halves if half)


@contextmanager
def _blocks(path: Path, encoding: str) -> Iterator[Blocks]:
    """Open a file as blocks of lines in UTF-8.

    Raises
    ------
    EventLogError
        It is no text, or in another encoding.
    """
    try:
        "a".encode(encoding).decode(encoding)
    except (LookupError, ValueError):
        raise EventLogError(f"encoding={encoding!r} is not known. Try 'utf-8', 'latin-1' or 'utf-16'.") from None
    with unpacked(path) as stream:
        start = stream.read(1 << 16)
    utf8 = encoding in _UTF8
    if start.startswith(b"PK\x03\x04"):
        raise EventLogError(f"{path.name} is a zip or spreadsheet file, not text. Save it as CSV first.")
    if utf8 and start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise EventLogError(f"{path.name} is UTF-16 text, not UTF-8. Pass encoding='utf-16'.")
    if utf8 and b"\0" in start.partition(b"\n")[0]:
        if not _may_be_utf16(start):
            raise EventLogError(f"{path.name} is no text: it has null bytes. Export the log as CSV, Parquet or XES.")
        raise EventLogError(
            f"the header of {path.name} has null bytes: it may be UTF-16 text without a mark. Try "
            "encoding='utf-16-le', or save the file as UTF-8."
        )
    with unpacked(path) as stream:
        if utf8 and b"\r" not in start.partition(b"\n")[0].removesuffix(b"\r"):
            if start.startswith(b"\xef\xbb\xbf"):
                stream.read(3)
            yield Blocks(stream, path.name)
        else:
            # Another encoding, or the line ends of an old Mac.
            text = io.TextIOWrapper(stream, "utf-8-sig" if utf8 else encoding, newline=None)
            yield Blocks(text, path.name)


def _sniff(head: Sequence[str], name: str) -> str:
    def score(delimiter: str) -> tuple[int, int]:
        widths = [len(cells_of(line, delimiter) or ()) for line in head]
        return sum(width == widths[0] for width in widths), widths[0]

    able = [delimiter for delimiter in DELIMITERS if len(cells_of(head[0], delimiter) or ()) > 1]
    if not able:
        raise EventLogError(
            f"no delimiter found in the header of {name}: none of comma, semicolon, tab, bar divides it. "
            "Pass delimiter=… if it is another one."
        )
    return max(able, key=score)


@dataclass
class _Told:
    """What the careful reader has to tell when it is done."""

    blank: int = 0
    inner: int = 0
    spanning: int = 0

    def notes(self) -> list[str]:
        notes = [f"blank lines skipped: {self.blank:,}"] if self.blank else []
        if self.inner:
            notes.append(f"lines with a quote inside an unquoted cell, kept as text: {self.inner:,}")
        if self.spanning:
            notes.append(f"quoted records that span several lines: {self.spanning:,}")
        return notes


def _batches(layout: Layout, slots: Sequence[Slot], reading: Reading) -> Iterator[pa.RecordBatch]:
    indexes = [layout.columns.index(slot.column) for slot in slots]
    told = _Told()
    kept = 0
    with _blocks(layout.path, layout.encoding) as blocks:
        lines = Lines(blocks)
        while lines.take()[1] == "":
            told.blank += 1
        lines.give_back()
        while True:
            first, block = blocks.line, blocks.take()
            if not block:
                break
            batch = (
                _at_once(block, first, layout, indexes, reading) if is_beyond_doubt(block, layout.delimiter) else None
            )
            if batch is not None:
                kept += batch.num_rows
                yield batch
                continue
            after = blocks.line
            blocks.give_back(block)
            lines = Lines(blocks)
            batch = _carefully(lines, after, layout, indexes, reading, told)
            kept += batch.num_rows
            yield batch
            lines.give_back()
    if not kept and reading.rejected:
        raise _none_kept(layout, reading)
    reading.notes += told.notes()


def _none_kept(layout: Layout, reading: Reading) -> EventLogError:
    line, _, reason = reading.rejected[0]
    delimiter = DELIMITERS.get(layout.delimiter, repr(layout.delimiter))
    return EventLogError(
        f"every line of {layout.path.name} would be rejected ({len(reading.rejected):,}). Line {line}: {reason} "
        f"(delimiter: {delimiter}). If another character stands between the columns, pass delimiter=…."
    )


def _at_once(block: bytes, first: int, layout: Layout, indexes: list[int], reading: Reading) -> pa.RecordBatch | None:
    """Return the cells of a block by Arrow, or None where a line has not as many cells as the header."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    names = [f"c{number}" for number in range(len(layout.columns))]
    quoted = b'"' in block
    try:
        table = arrow_csv.read_csv(
            pa.BufferReader(block),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=len(block) + 1, use_threads=False),
            parse_options=arrow_csv.ParseOptions(
                delimiter=layout.delimiter,
                quote_char='"' if quoted else False,
                double_quote=quoted,
                ignore_empty_lines=False,
            ),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=[names[index] for index in dict.fromkeys(indexes)],
                column_types={name: pa.string() for name in names},
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    numbers = pa.array(np.arange(first, first + table.num_rows, dtype=np.int64))
    cells = [table.column(names[index]).combine_chunks() for index in indexes]
    return pa.RecordBatch.from_arrays([numbers, *cells], schema=reading.schema)


def _carefully(
    lines: Lines, after: int, layout: Layout, indexes: list[int], reading: Reading, told: _Told
) -> pa.RecordBatch:
    """Return the cells of the lines before ``after``, and of what a record there takes of the lines that follow."""
    import pyarrow as pa

    numbers: list[int] = []
    cells: list[list[str]] = [[] for _ in indexes]
    while lines.next < after:
        number, line = lines.take()
        if not line:
            told.blank += 1
            continue
        row, reason, extra = record(line, lines, layout.delimiter, len(layout.columns))
        if row is None:
            reading.rejected.append((number, "", reason))
            continue
        told.spanning += extra > 0
        told.inner += '"' in line and has_bare_quote(row, line, layout.delimiter)
        lines.skip(extra)
        numbers.append(number)
        for column, index in zip(cells, indexes, strict=True):
            column.append(row[index])
    arrays = [pa.array(numbers, pa.int64()), *(pa.array(column, pa.string()) for column in cells)]
    return pa.RecordBatch.from_arrays(arrays, schema=reading.schema)
