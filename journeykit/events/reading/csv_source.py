"""Read delimited text into records: a line is kept whole or rejected with its number; cells never change columns.

Two readers give the same cells. The fast one (Arrow) reads every block of unambiguous lines with as many cells as the
header; any other block is read line by line by the careful one, which rejects a record with more or fewer cells.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from journeykit.errors import EventLogError
from journeykit.events.reading.sources import Records, RecordSource, Rejected
from journeykit.events.reading.text_blocks import LONGEST_LINE, Lines, is_beyond_doubt, open_blocks

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SNIFFED_LINES = 50
LONGEST_RECORD = 100
"""Lines that a quoted record may span before its quote counts as a stray one."""

STRAY_QUOTE = "a quote is opened and never closed, or stands in the wrong place"
BLANK = "blank lines skipped"
INNER = "lines with a quote inside an unquoted cell, kept as text"
SPANNING = "quoted records that span several lines"


@dataclass(frozen=True)
class Layout:
    """How a delimited file is written."""

    path: Path
    encoding: str
    delimiter: str
    columns: list[str]


def csv_source(path: Path, *, delimiter: str | None, encoding: str) -> RecordSource:
    """Open a delimited file: read its header and find the delimiter."""
    encoding = encoding.lower().replace("_", "-")
    with open_blocks(path, encoding) as blocks:
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
    columns = _cells_of(head[0], delimiter)
    if len(head[0]) > LONGEST_LINE:
        raise EventLogError(f"the header of {path.name} is longer than {LONGEST_LINE:,} characters: refused.")
    if columns is None:
        raise EventLogError(f"the header of {path.name} has a stray quote: {STRAY_QUOTE}.")
    if len(columns) == 1:
        able = [name for other, name in DELIMITERS.items() if len(_cells_of(head[0], other) or ()) > 1]
        hint = f" A {able[0]} does: leave out delimiter= to have it found." if able else ""
        raise EventLogError(f"delimiter={delimiter!r} does not divide the header of {path.name}.{hint}")
    layout = Layout(path, encoding, delimiter, columns)
    return RecordSource(path.name, columns, "line", lambda names: _records(layout, said, names))


def _sniff(head: Sequence[str], name: str) -> str:
    def score(delimiter: str) -> tuple[int, int]:
        widths = [len(_cells_of(line, delimiter) or ()) for line in head]
        return sum(width == widths[0] for width in widths), widths[0]

    able = [delimiter for delimiter in DELIMITERS if len(_cells_of(head[0], delimiter) or ()) > 1]
    if not able:
        raise EventLogError(
            f"no delimiter found in the header of {name}: none of comma, semicolon, tab, bar divides it. "
            "Pass delimiter=… if it is another one."
        )
    return max(able, key=score)


def _records(layout: Layout, said: str, names: Sequence[str]) -> Iterator[Records]:
    indexes = [layout.columns.index(name) for name in names]
    counts = Counter(dict.fromkeys((BLANK, INNER, SPANNING), 0))
    kept = rejected = 0
    first_rejected = None
    yield Records((), (), notes=[said])
    with open_blocks(layout.path, layout.encoding) as blocks:
        lines = Lines(blocks)
        while lines.take()[1] == "":
            counts[BLANK] += 1
        lines.give_back()
        while True:
            first, block = blocks.line, blocks.take()
            if not block:
                break
            found = _at_once(block, first, layout, indexes) if is_beyond_doubt(block, layout.delimiter) else None
            if found is None:
                after = blocks.line
                blocks.give_back(block)
                found = _carefully(Lines(blocks), after, layout, indexes, counts)
            kept += len(found.lines)
            rejected += len(found.rejected)
            first_rejected = first_rejected or next(iter(found.rejected), None)
            yield found
    if not kept and first_rejected is not None:
        line, _, reason = first_rejected
        raise EventLogError(
            f"every line of {layout.path.name} would be rejected ({rejected:,}). Line {line}: {reason} (delimiter: "
            f"{DELIMITERS.get(layout.delimiter, repr(layout.delimiter))}). If another character stands between the "
            "columns, pass delimiter=…."
        )
    yield Records((), (), notes=[f"{words}: {count:,}" for words, count in counts.items() if count])


def _at_once(block: bytes, first: int, layout: Layout, indexes: list[int]) -> Records | None:
    """Return the cells of a block as read by Arrow, or None if a line has more or fewer cells than the header."""
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
    return Records(numbers, cells)


def _carefully(lines: Lines, after: int, layout: Layout, indexes: list[int], counts: Counter[str]) -> Records:
    """Return the records of the lines before ``after``, and of later lines that the last of them spans."""
    import pyarrow as pa

    numbers: list[int] = []
    cells: list[list[str]] = [[] for _ in indexes]
    rejected: list[Rejected] = []
    while lines.next < after:
        number, line = lines.take()
        if not line:
            counts[BLANK] += 1
            continue
        row, reason, extra = _record(line, lines, layout.delimiter, len(layout.columns))
        if row is None:
            rejected.append((number, "", reason))
            continue
        counts[SPANNING] += extra > 0
        counts[INNER] += '"' in line and _has_bare_quote(row, line, layout.delimiter)
        lines.skip(extra)
        numbers.append(number)
        for column, index in zip(cells, indexes, strict=True):
            column.append(row[index])
    lines.give_back()
    return Records(pa.array(numbers, pa.int64()), [pa.array(column, pa.string()) for column in cells], rejected)


def _cells_of(line: str, delimiter: str) -> list[str] | None:
    """Return the cells of one line, or None if its quotes are wrong."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _record(line: str, lines: Lines, delimiter: str, width: int) -> tuple[list[str] | None, str, int]:
    """Return the cells of a record or the reason to reject it, and how many further lines it spans."""
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


def _has_bare_quote(row: list[str], line: str, delimiter: str) -> bool:
    # A quoted cell has lost its outer quotes, so a plain split of the line has no equal cell.
    plain = set(line.split(delimiter))
    return any('"' in cell and cell in plain for cell in row)


def _quoted(line: str, lines: Lines, delimiter: str, width: int) -> tuple[list[str] | None, int]:
    """Read a record with quotes that may span several lines; None if the quote must be a stray one.

    A stray quote would swallow the events up to the next one. So a record may span lines only if it then has as many
    cells as the header and none of the lines inside it is itself a whole row.
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
        # Also for a quoted cell that is too long for the csv module: its quote is probably a stray one.
        return None, 0
    inside = [lines.peek(number) or "" for number in range(taken - 1)]
    if taken and (len(row) != width or any(len(text.split(delimiter)) == width for text in inside)):
        return None, 0
    return row, taken
