"""Read delimited text into batches of text cells: a line is kept whole or rejected with its number, never shifted.

Two readers give the same cells. The fast one (Arrow) takes a file without quotes for as long as every line has as many
cells as the header; at the first line that has not, the careful one goes on from there, line by line.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from journeykit.errors import EventLogError
from journeykit.events.sources import BATCH_ROWS, Reading, Slot, Source, batch_schema

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["csv_source"]

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SNIFFED_LINES = 50
LONGEST_LINE = 1_000_000
"""Characters; a longer line is rejected before it can fill the memory."""
LONGEST_RECORD = 100
"""Lines that one quoted record may span before the quote counts as a stray one."""

STRAY_QUOTE = "a quote is opened and never closed, or stands in the wrong place"


def csv_source(path: Path, *, delimiter: str | None, encoding: str) -> Source:
    """Open a delimited file: read its header, find the delimiter, check that it is text.

    Raises
    ------
    EventLogError
        The file is empty, binary or in another encoding, or no delimiter divides its header.
    """
    encoding = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    plain = _check_text(path, encoding)
    with path.open(encoding=encoding, newline=None) as stream:
        lines = _Lines(stream)
        head = [line for _, line in (lines.take() for _ in range(SNIFFED_LINES + 1)) if line is not None and line]
    if not head:
        raise EventLogError(f"{path.name} is empty: there is no header line to name the columns.")
    if delimiter is None:
        delimiter = _sniff(head, path.name)
        said = f"delimiter: {DELIMITERS[delimiter]} (found)"
    else:
        if len(delimiter) != 1 or delimiter in '"\r\n':
            raise EventLogError(f"delimiter={delimiter!r} must be one character that is no quote and no line end.")
        said = f"delimiter: {DELIMITERS.get(delimiter, repr(delimiter))} (given)"
    columns = _cells(head[0], delimiter)
    if columns is None:
        raise EventLogError(f"the header of {path.name} has a stray quote: {STRAY_QUOTE}.")

    def read(slots: Sequence[Slot]) -> Reading:
        reading = Reading(batch_schema(slots), notes=[said])
        reading.batches = _batches(path, encoding, delimiter, columns, slots, plain, reading)
        return reading

    return Source(name=path.name, columns=columns, unit="line", read=read)


class _Lines:
    """Numbered lines without their ends, with a look ahead that can be taken back."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._ahead: deque[str] = deque()
        self._number = 0

    def take(self) -> tuple[int, str | None]:
        line = self._ahead.popleft() if self._ahead else self._read()
        self._number += 1
        return self._number, line

    def peek(self, distance: int) -> str | None:
        while len(self._ahead) <= distance:
            line = self._read()
            if line is None:
                return None
            self._ahead.append(line)
        return self._ahead[distance]

    def skip(self, count: int) -> None:
        for _ in range(count):
            self.take()

    def _read(self) -> str | None:
        line = self._stream.readline(LONGEST_LINE + 1)
        if not line:
            return None
        ended = line.endswith("\n")
        # The rest of an overlong line is read past, not kept: the line is rejected by its length.
        while not ended and (more := self._stream.readline(LONGEST_LINE + 1)):
            ended = more.endswith("\n")
        return line.removesuffix("\n")


def _check_text(path: Path, encoding: str) -> bool:
    """Raise unless the file decodes; return whether it is plain: no quote, null byte, bare CR or blank line."""
    try:
        "".encode(encoding)
    except LookupError:
        raise EventLogError(f"encoding={encoding!r} is not known. Try 'utf-8', 'latin-1' or 'utf-16'.") from None
    plain, number = encoding == "utf-8-sig", 0
    with path.open("rb") as stream:
        start = stream.read(4)
        if encoding == "utf-8-sig" and start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise EventLogError(f"{path.name} is UTF-16 text, not UTF-8. Pass encoding='utf-16'.")
        if start == b"PK\x03\x04":
            raise EventLogError(f"{path.name} is a zip or spreadsheet file, not text. Save it as CSV first.")
        stream.seek(0)
        if not encoding.startswith("utf-8"):
            return False
        for number, line in enumerate(stream, start=1):
            if plain and (b'"' in line or b"\0" in line or b"\r" in line[:-2] or line in (b"\n", b"\r\n")):
                plain = False
            if line.isascii():
                continue
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                raise EventLogError(
                    f"{path.name} is not UTF-8 text (line {number}). Save it as UTF-8, or pass the encoding it was "
                    "written in, for example encoding='latin-1'."
                ) from None
    return plain


def _sniff(head: Sequence[str], name: str) -> str:
    def score(delimiter: str) -> tuple[int, int]:
        widths = [len(_cells(line, delimiter) or ()) for line in head]
        return sum(width == widths[0] for width in widths), widths[0]

    able = [delimiter for delimiter in DELIMITERS if len(_cells(head[0], delimiter) or ()) > 1]
    if not able:
        raise EventLogError(
            f"no delimiter found in the header of {name}: none of comma, semicolon, tab, bar divides it. "
            "Pass delimiter=… if it is another one."
        )
    return max(able, key=score)


def _cells(line: str, delimiter: str) -> list[str] | None:
    """Return the cells of one line, or None where its quotes do not fit."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _batches(
    path: Path,
    encoding: str,
    delimiter: str,
    columns: list[str],
    slots: Sequence[Slot],
    plain: bool,
    reading: Reading,
) -> Iterator[pa.RecordBatch]:
    indexes = [columns.index(slot.column) for slot in slots]
    done = 1  # the header
    if plain:
        for batch in _fast(path, delimiter, len(columns), indexes, reading.schema):
            yield batch
            done += batch.num_rows
    with path.open(encoding=encoding, newline=None) as stream:
        lines = _Lines(stream)
        header_found = done > 1
        lines.skip(done if header_found else 0)
        yield from _careful(lines, delimiter, len(columns), indexes, reading, header_found)


def _fast(path: Path, delimiter: str, width: int, indexes: list[int], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Yield batches until the end or the first block with a line of another width."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    names = [f"c{number}" for number in range(width)]
    line = 2
    try:
        reader = arrow_csv.open_csv(
            path,
            read_options=arrow_csv.ReadOptions(column_names=names, skip_rows=1, block_size=4 << 20),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, quote_char=False, double_quote=False, ignore_empty_lines=False
            ),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=[names[index] for index in dict.fromkeys(indexes)],
                column_types={name: pa.string() for name in names},
                strings_can_be_null=False,
            ),
        )
        for block in reader:
            numbers = pa.array(range(line, line + block.num_rows), pa.int64())
            yield pa.RecordBatch.from_arrays([numbers, *(block.column(names[i]) for i in indexes)], schema=schema)
            line += block.num_rows
    except pa.ArrowInvalid:
        return  # the careful reader goes on from the first line that was not yielded


def _careful(
    lines: _Lines, delimiter: str, width: int, indexes: list[int], reading: Reading, header_found: bool
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    numbers: list[int] = []
    cells: list[list[str]] = [[] for _ in indexes]
    blank = spanning = 0

    def batch() -> pa.RecordBatch:
        arrays = [pa.array(numbers, pa.int64()), *(pa.array(column, pa.string()) for column in cells)]
        return pa.RecordBatch.from_arrays(arrays, schema=reading.schema)

    while True:
        number, line = lines.take()
        if line is None:
            break
        if not line:
            blank += 1
            continue
        if not header_found:
            header_found = True
            continue
        row, reason, extra = _record(line, lines, delimiter, width)
        if row is None:
            reading.rejected.append((number, "", reason))
            continue
        spanning += extra > 0
        lines.skip(extra)
        numbers.append(number)
        for column, index in zip(cells, indexes, strict=True):
            column.append(row[index])
        if len(numbers) == BATCH_ROWS:
            yield batch()
            numbers, cells = [], [[] for _ in indexes]
    if numbers:
        yield batch()
    if blank:
        reading.notes.append(f"{blank:,} blank lines skipped")
    if spanning:
        reading.notes.append(f"{spanning:,} quoted records span several lines")


def _record(line: str, lines: _Lines, delimiter: str, width: int) -> tuple[list[str] | None, str, int]:
    """Return the cells of a record, why it is rejected, and how many further lines it takes."""
    if len(line) > LONGEST_LINE:
        return None, f"the line is longer than {LONGEST_LINE:,} characters", 0
    if "\0" in line:
        return None, "the line contains a null byte", 0
    row, extra = _quoted(line, lines, delimiter, width) if '"' in line else (line.split(delimiter), 0)
    if row is None:
        return None, STRAY_QUOTE, 0
    if len(row) != width:
        return None, f"{len(row)} cells where the header has {width}", 0
    return row, "", extra


def _quoted(line: str, lines: _Lines, delimiter: str, width: int) -> tuple[list[str] | None, int]:
    """Read a record that has quotes and may go on in the next lines; None where the quote must be a stray one.

    A stray quote would swallow the events below it up to the next one. So a record may only span lines when it then
    has exactly the header's cells and none of the lines inside it is itself a whole row.
    """
    taken = 0

    def feed() -> Iterator[str]:
        nonlocal taken
        yield line + "\n"
        while taken < LONGEST_RECORD:
            following = lines.peek(taken)
            if following is None or "\0" in following:
                return
            taken += 1
            yield following + "\n"

    try:
        row = next(csv.reader(feed(), delimiter=delimiter, strict=True))
    except csv.Error:
        return None, 0
    inside = [lines.peek(number) or "" for number in range(taken - 1)]
    if taken and (len(row) != width or any(len(text.split(delimiter)) == width for text in inside)):
        return None, 0
    return row, taken
