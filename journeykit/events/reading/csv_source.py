"""Read delimited text into batches of text cells: a line is kept whole or rejected with its number, never shifted.

Two readers give the same cells. The fast one (Arrow) takes a file without quotes for as long as every line has as many
cells as the header; at the first line that has not, the careful one goes on from there, line by line.
"""

from __future__ import annotations

import codecs
from collections.abc import Generator, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from journeykit.errors import EventLogError
from journeykit.events.reading.csv_records import LONGEST_LINE, STRAY_QUOTE, Lines, cells_of, has_bare_quote, record
from journeykit.events.reading.sources import BATCH_ROWS, Reading, Slot, Source, batch_schema

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["csv_source"]

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SNIFFED_LINES = 50


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
        lines = Lines(stream)
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
    columns = cells_of(head[0], delimiter)
    if columns is None:
        raise EventLogError(f"the header of {path.name} has a stray quote: {STRAY_QUOTE}.")

    def read(slots: Sequence[Slot]) -> Reading:
        reading = Reading(batch_schema(slots), notes=[said])
        reading.batches = _batches(path, encoding, delimiter, columns, slots, plain, reading)
        return reading

    return Source(name=path.name, columns=columns, unit="line", read=read)


def _check_text(path: Path, encoding: str) -> bool:
    """Raise unless the file decodes; return whether it is plain: no quote, null byte, bare CR or blank line."""
    try:
        "".encode(encoding)
    except LookupError:
        raise EventLogError(f"encoding={encoding!r} is not known. Try 'utf-8', 'latin-1' or 'utf-16'.") from None
    plain = True
    with path.open("rb") as stream:
        start = stream.read(4)
        if encoding == "utf-8-sig" and start[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise EventLogError(f"{path.name} is UTF-16 text, not UTF-8. Pass encoding='utf-16'.")
        if start == b"PK\x03\x04":
            raise EventLogError(f"{path.name} is a zip or spreadsheet file, not text. Save it as CSV first.")
        stream.seek(0)
        if encoding == "utf-8-sig":
            decoder, line, number = codecs.getincrementaldecoder("utf-8")(), b"", 1
            try:
                for line in iter(partial(stream.readline, LONGEST_LINE), b""):
                    decoder.decode(line)
                    number += line.endswith(b"\n")
                    plain = plain and _is_plain(line)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                raise EventLogError(
                    f"{path.name} is not UTF-8 text (line {number}). Save it as UTF-8, or pass the encoding it was "
                    "written in, for example encoding='latin-1'."
                ) from None
            return plain
    try:
        with path.open(encoding=encoding) as text:
            while text.read(LONGEST_LINE):
                pass
    except UnicodeError:
        raise EventLogError(f"{path.name} is not text in the encoding {encoding!r}. Pass the right one.") from None
    return False


def _is_plain(line: bytes) -> bool:
    long = len(line) == LONGEST_LINE
    return not (long or b'"' in line or b"\0" in line or b"\r" in line[:-2] or line in (b"\n", b"\r\n"))


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
        rows = yield from _fast(path, delimiter, len(columns), indexes, reading.schema)
        if rows is None:
            return
        done += rows
    with path.open(encoding=encoding, newline=None) as stream:
        lines = Lines(stream)
        header_found = done > 1
        lines.skip(done if header_found else 0)
        yield from _careful(lines, delimiter, len(columns), indexes, reading, header_found)


def _fast(
    path: Path, delimiter: str, width: int, indexes: list[int], schema: pa.Schema
) -> Generator[pa.RecordBatch, None, int | None]:
    """Yield batches; return None at the end, or the rows yielded before a block with a line of another width."""
    import numpy as np
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
            numbers = pa.array(np.arange(line, line + block.num_rows, dtype=np.int64))
            yield pa.RecordBatch.from_arrays([numbers, *(block.column(names[i]) for i in indexes)], schema=schema)
            line += block.num_rows
    except pa.ArrowInvalid:
        return line - 2
    return None


def _careful(
    lines: Lines, delimiter: str, width: int, indexes: list[int], reading: Reading, header_found: bool
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    numbers: list[int] = []
    cells: list[list[str]] = [[] for _ in indexes]
    blank = spanning = inner = 0

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
        row, reason, extra = record(line, lines, delimiter, width)
        if row is None:
            reading.rejected.append((number, "", reason))
            continue
        spanning += extra > 0
        inner += '"' in line and has_bare_quote(row, line, delimiter)
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
        reading.notes.append(f"blank lines skipped: {blank:,}")
    if inner:
        reading.notes.append(f"lines with a quote inside an unquoted cell, kept as text: {inner:,}")
    if spanning:
        reading.notes.append(f"quoted records that span several lines: {spanning:,}")
