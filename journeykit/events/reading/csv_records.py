"""One record of delimited text at a time: its cells, or why it is none.

Cells never move into another column: a record has exactly as many as the header, or it is rejected.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator

from journeykit.events.reading.text_blocks import LONGEST_LINE, Blocks

__all__ = ["STRAY_QUOTE", "Lines", "cells_of", "has_bare_quote", "record"]

LONGEST_RECORD = 100
"""Lines that one quoted record may span before the quote counts as a stray one."""

STRAY_QUOTE = "a quote is opened and never closed, or stands in the wrong place"


class Lines:
    """Numbered lines without their ends, with a look ahead that can be taken back."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._ahead: deque[str] = deque()
        self.next = blocks.line
        """Number of the line that comes next."""

    def take(self) -> tuple[int, str | None]:
        """Return the next line and its number, None at the end."""
        line = self._ahead.popleft() if self._ahead or self._fill() else None
        self.next += 1
        return self.next - 1, line

    def peek(self, distance: int) -> str | None:
        """Return a line that comes later, 0 for the next one, without taking it."""
        while len(self._ahead) <= distance:
            if not self._fill():
                return None
        return self._ahead[distance]

    def give_back(self) -> None:
        """Return what was read ahead to the blocks."""
        self._blocks.give_back("".join(f"{line}\n" for line in self._ahead).encode())
        self._ahead.clear()

    def skip(self, count: int) -> None:
        for _ in range(count):
            self.take()

    def _fill(self) -> bool:
        block = self._blocks.take()
        self._ahead.extend(block.decode().replace("\r\n", "\n").split("\n")[:-1])
        return bool(block)


def cells_of(line: str, delimiter: str) -> list[str] | None:
    """Return the cells of one line, or None where its quotes do not fit."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def record(line: str, lines: Lines, delimiter: str, width: int) -> tuple[list[str] | None, str, int]:
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


def has_bare_quote(row: list[str], line: str, delimiter: str) -> bool:
    # A cell that was quoted has lost its outer quotes, so the plain split finds no cell that is the same.
    plain = set(line.split(delimiter))
    return any('"' in cell and cell in plain for cell in row)


def _quoted(line: str, lines: Lines, delimiter: str, width: int) -> tuple[list[str] | None, int]:
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
        # Also where a quoted cell is longer than the csv module reads: more often than not the quote is a stray one.
        return None, 0
    inside = [lines.peek(number) or "" for number in range(taken - 1)]
    if taken and (len(row) != width or any(len(text.split(delimiter)) == width for text in inside)):
        return None, 0
    return row, taken
