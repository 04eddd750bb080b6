"""One record of delimited text: the cells of a line, or of several where quotes hold it together."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from journeykit.events.reading.contents import Content
from journeykit.events.reading.header import Header
from journeykit.events.reading.text_blocks import LONGEST_LINE, Lines

LONGEST_RECORD = 100
"""Lines that a quoted record may span before its quote counts as a stray one."""

STRAY_QUOTE = "a quote is opened and never closed, or stands in the wrong place"


@dataclass(frozen=True)
class TextTable:
    """A delimited file, and how it is written."""

    content: Content
    encoding: str
    header: Header
    first: int
    """The number of the line after the header."""
    repeated: str | None
    """The header, which may come again where parts were joined; None in a file without one."""
    notes: tuple[str, ...]
    prose: bool = False
    printed: bool = False  # As databases and Markdown print tables: with bars, rules and spaces.


def record(line: str, lines: Lines, table: TextTable) -> tuple[list[str] | None, str, int]:
    """Return the cells of a record or the reason to reject it, and how many further lines it spans."""
    delimiter, width = table.header.delimiter, len(table.header.columns)
    if len(line) > LONGEST_LINE:
        return None, f"the line is longer than {LONGEST_LINE:,} characters", 0
    if "\0" in line:
        return None, "the line contains a null byte", 0
    row, extra = _quoted(line, lines, table) if '"' in line else (line.split(delimiter), 0)
    if row is None:
        return None, STRAY_QUOTE, 0
    if len(row) != width:
        return None, f"{len(row)} cells where the header has {width}", 0
    return row, "", extra


def has_bare_quote(row: list[str], line: str, delimiter: str) -> bool:
    # A quoted cell has lost its outer quotes, so a plain split of the line has no equal cell.
    plain = set(line.split(delimiter))
    return any('"' in cell and cell in plain for cell in row)


def _quoted(line: str, lines: Lines, table: TextTable) -> tuple[list[str] | None, int]:
    """Read a record with quotes that may span several lines; None if the quote must be a stray one.

    A stray quote would swallow the events up to the next one. So a record may span lines only if it then has as many
    cells as the header and none of the lines inside it is itself a whole row. A line of prose may have as many commas
    by chance: there only one that also begins as the record does is a row.
    """
    delimiter, width = table.header.delimiter, len(table.header.columns)
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
        return _escaped(line, table), 0
    inside = [lines.peek(number) or "" for number in range(taken - 1)]
    rows = [cells for text in inside if len(cells := text.split(delimiter)) == width]
    if table.prose:
        rows = [cells for cells in rows if _form(cells[0]) == _form(row[0])]
    if taken and (len(row) != width or rows):
        return None, 0
    return row, taken


def _escaped(line: str, table: TextTable) -> list[str] | None:
    """Return the cells of a line whose quotes are escaped by backslashes, as MySQL and Hive write them, or None."""
    if '\\"' not in line:
        return None
    try:
        (row,) = csv.reader([line], delimiter=table.header.delimiter, escapechar="\\", doublequote=False, strict=True)
    except (csv.Error, ValueError):
        return None
    return row if len(row) == len(table.header.columns) else None


def _form(cell: str) -> str:
    """Return how a cell is written: digits as 0, letters as a, runs of them as one."""
    return re.sub(r"[^\W\d]+", "a", re.sub(r"\d+", "0", cell.strip()))
