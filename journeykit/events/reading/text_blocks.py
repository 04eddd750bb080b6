"""Delimited text as blocks of whole lines in UTF-8, or line by line, for ``csv_source``.

Other encodings and the line ends of an old Mac are converted.
"""

from __future__ import annotations

import codecs
import io
import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, BinaryIO

import numpy as np

from journeykit.encodings import UTF8, advice
from journeykit.errors import EventLogError
from journeykit.events.reading.contents import Content

if TYPE_CHECKING:
    import numpy.typing as npt

BLOCK_BYTES = 2 << 20
LONGEST_LINE = 1_000_000
"""In characters; a longer line is rejected before it can fill the memory."""
LONGEST_BYTES = 4 * LONGEST_LINE + 4
_QUOTE, _NEWLINE, _RETURN = 34, 10, 13


class Blocks:
    """Whole lines of a stream, a block at a time; unused lines can be given back."""

    def __init__(self, stream: BinaryIO | IO[str], name: str, *, latin1: bool = False) -> None:
        self._stream, self._name, self._latin1 = stream, name, latin1
        self._back: list[bytes] = []
        self.line = 1
        """Number of the first line of the next block."""

    def take(self) -> bytes:
        """Return the next lines as UTF-8, each with its end; empty at the end of the file."""
        block = self._back.pop() if self._back else self._read()
        self.line += block.count(b"\n")
        return block

    def give_back(self, block: bytes) -> None:
        """Return some lines to the stream, to be taken again."""
        if block:
            self._back.append(block)
            self.line -= block.count(b"\n")

    def _read(self) -> bytes:
        block = self._bytes(self._stream.read, BLOCK_BYTES)
        if block and not block.endswith(b"\n"):
            block += self._rest_of_line()
        try:
            block.decode("utf-8")
        except UnicodeDecodeError as error:
            number = self.line + block.count(b"\n", 0, error.start)
            raise EventLogError(f"{self._name} is not UTF-8 text (line {number}). {advice(block)}") from None
        if self._latin1:
            _refuse_other_than_latin1(self._name, block, self.line)
        if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return block

    def _rest_of_line(self) -> bytes:
        """Return the rest of a line with a line end, cut if the line is too long."""
        line = piece = self._bytes(self._stream.readline, LONGEST_BYTES)
        if len(piece) < LONGEST_BYTES or piece.endswith(b"\n"):
            return line if line.endswith(b"\n") else line + b"\n"
        while piece and not piece.endswith(b"\n"):
            piece = self._bytes(self._stream.readline, LONGEST_BYTES)
        if b"\r" in line:
            raise EventLogError(f"{self._name} mixes kinds of line ends. Save it again with one kind.")
        # It may be cut within a character.
        return line.decode("utf-8", errors="ignore").encode() + b"\n"

    def _bytes(self, read: Callable[[int], bytes | str], size: int) -> bytes:
        try:
            found = read(size)
            return found.encode("utf-8") if isinstance(found, str) else found
        except UnicodeError:
            raise EventLogError(
                f"{self._name} is not text in the encoding that was said or found (after line {self.line}). Pass the "
                "right one, for example encoding='cp1252'."
            ) from None


class Lines:
    """Numbered lines without their ends, with look-ahead."""

    def __init__(self, blocks: Blocks) -> None:
        self._blocks = blocks
        self._ahead: deque[str] = deque()
        self.next = blocks.line
        """Number of the next line."""

    def take(self) -> tuple[int, str | None]:
        """Return the next line and its number, None at the end."""
        line = self._ahead.popleft() if self._ahead or self._fill() else None
        self.next += 1
        return self.next - 1, line

    def peek(self, distance: int) -> str | None:
        """Return a later line without taking it, 0 for the next one."""
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


@contextmanager
def open_blocks(content: Content, encoding: str) -> Iterator[Blocks]:
    """Open a file as blocks of lines in UTF-8; raise if it is not text or in another encoding."""
    start = content.start()
    utf8 = encoding in UTF8
    if utf8 and b"\0" in start.partition(b"\n")[0]:
        raise EventLogError(f"{content.name} is no text: it has null bytes. Export the log as CSV, Parquet or XES.")
    with content.open() as stream:
        if utf8 and b"\r" not in start.partition(b"\n")[0].removesuffix(b"\r"):
            if start.startswith(b"\xef\xbb\xbf"):
                stream.read(3)
            yield Blocks(stream, content.name)
        else:
            # Another encoding, or the line ends of an old Mac.
            text = io.TextIOWrapper(stream, "utf-8-sig" if utf8 else encoding, newline=None)
            yield Blocks(text, content.name, latin1=codecs.lookup(encoding).name == "iso8859-1")


def is_beyond_doubt(block: bytes, delimiter: str) -> bool:
    """Return whether every reader finds the same cells in a block: strict RFC 4180, or no quotes at all."""
    if len(delimiter.encode()) > 1 or b"\0" in block:
        return False
    if block.startswith((b"\n", b"\r\n")) or b"\n\n" in block or b"\n\r\n" in block:
        return False
    letters = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(letters == _NEWLINE)
    lengths = np.diff(ends, prepend=-1, append=len(block))
    if lengths.max() > LONGEST_LINE:
        return False
    return b'"' not in block or _well_quoted(letters, ends, ord(delimiter))


def _well_quoted(letters: npt.NDArray[np.uint8], ends: npt.NDArray[np.int64], delimiter: int) -> bool:
    """Return whether quotes are only around whole cells of one line, and doubled within a cell."""
    quotes = np.flatnonzero(letters == _QUOTE)
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    # A quote in a cell is doubled: it closes the cell and opens it again.
    before = np.where(opening > 0, letters[np.maximum(opening - 1, 0)], _NEWLINE)
    after = np.where(closing + 1 < len(letters), letters[np.minimum(closing + 1, len(letters) - 1)], _NEWLINE)
    reopened = np.zeros(len(opening), bool)
    reopened[1:] = opening[1:] == closing[:-1] + 1
    reclosed = np.zeros(len(opening), bool)
    reclosed[:-1] = reopened[1:]
    starts_well = reopened | (before == delimiter) | (before == _NEWLINE)
    ends_well = reclosed | (after == delimiter) | (after == _NEWLINE) | (after == _RETURN)
    # A line that ends after an odd number of quotes ends in the middle of a cell.
    within_a_line = np.searchsorted(quotes, ends) % 2 == 0
    return bool(starts_well.all() and ends_well.all() and within_a_line.all())


def _refuse_other_than_latin1(name: str, block: bytes, line: int) -> None:
    """Raise if text that was said to be latin-1 has control characters, as that of cp1252 then has."""
    found = re.search(rb"\xc2[\x80-\x9f]", block)
    if found is not None:
        number = line + block.count(b"\n", 0, found.start())
        raise EventLogError(
            f"{name} is not latin-1: line {number} would have control characters in its text. Pass encoding='cp1252', "
            "which has dashes, quotes and the euro sign in their place."
        )
