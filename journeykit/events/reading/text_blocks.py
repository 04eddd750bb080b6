"""Delimited text as blocks of whole lines, in bytes of UTF-8: what both readers of ``csv_source`` read from.

A block that is beyond doubt (no quote out of place, no blank line, no null byte) is for Arrow; any other one is for the
careful reader. Files in another encoding, or with the line ends of an old Mac, are turned into UTF-8 on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, TYPE_CHECKING, BinaryIO

from journeykit.errors import EventLogError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["BLOCK_BYTES", "LONGEST_LINE", "Blocks", "is_beyond_doubt"]

BLOCK_BYTES = 2 << 20
LONGEST_LINE = 1_000_000
"""Characters; a longer line is rejected before it can fill the memory."""
LONGEST_BYTES = 4 * LONGEST_LINE + 4
_QUOTE, _NEWLINE, _RETURN = 34, 10, 13


class Blocks:
    """Whole lines of a stream, a block at a time; what was not used can be given back."""

    def __init__(self, stream: BinaryIO | IO[str], name: str) -> None:
        self._stream, self._name = stream, name
        self._back: list[bytes] = []
        self.line = 1
        """Number of the first line of the next block."""

    def take(self) -> bytes:
        """Return the next lines as UTF-8, each with its end; empty at the end of the file.

        Raises
        ------
        EventLogError
            They are not text in the encoding of the file.
        """
        block = self._back.pop() if self._back else self._read()
        self.line += block.count(b"\n")
        return block

    def give_back(self, block: bytes) -> None:
        """Have some lines come again before the next ones."""
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
            raise EventLogError(
                f"{self._name} is not UTF-8 text (line {number}). Save it as UTF-8, or pass the encoding it was "
                "written in, for example encoding='latin-1'."
            ) from None
        if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return block

    def _rest_of_line(self) -> bytes:
        """Return the rest of a line, with a line end; of one that is too long only so much that its length is seen."""
        line = piece = self._bytes(self._stream.readline, LONGEST_BYTES)
        if len(piece) < LONGEST_BYTES or piece.endswith(b"\n"):
            return line if line.endswith(b"\n") else line + b"\n"
        while piece and not piece.endswith(b"\n"):
            piece = self._bytes(self._stream.readline, LONGEST_BYTES)
        if b"\r" in line:
            raise EventLogError(f"{self._name} mixes kinds of line ends. Save it again with one kind.")
        # Cut perhaps within a letter.
        return line.decode("utf-8", errors="ignore").encode() + b"\n"

    def _bytes(self, read: Callable[[int], bytes | str], size: int) -> bytes:
        try:
            found = read(size)
            return found.encode("utf-8") if isinstance(found, str) else found
        except UnicodeError:
            raise EventLogError(
                f"{self._name} is not text in the encoding that was said or found (after line {self.line}). Pass the "
                "right one, for example encoding='latin-1'."
            ) from None


def is_beyond_doubt(block: bytes, delimiter: str) -> bool:
    """Tell whether every reader finds the same cells in a block: RFC 4180 to the letter, or no quotes at all."""
    import numpy as np

    if (
        len(delimiter.encode()) > 1
        or b"\0" in block
        or block.startswith((b"\n", b"\r\n"))
        or b"\n\n" in block
        or b"\n\r\n" in block
    ):
        return False
    letters = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(letters == _NEWLINE)
    lengths = np.diff(ends, prepend=-1, append=len(block))
    if lengths.max() > LONGEST_LINE:
        return False
    return b'"' not in block or _well_quoted(letters, ends, ord(delimiter))


def _well_quoted(letters: npt.NDArray[np.uint8], ends: npt.NDArray[np.int64], delimiter: int) -> bool:
    """Tell whether quotes stand only around whole cells of one line, and twice for a quote in a cell."""
    import numpy as np

    quotes = np.flatnonzero(letters == _QUOTE)
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    # A quote in a cell closes it and opens it again: the two stand side by side.
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
