"""Files as bytes: packed ones are unpacked on the way, and refused where they are bombs."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from journeykit.errors import EventLogError

__all__ = ["unpacked"]

_MOST_RATIO, _RATIO_FROM = 200, 64 << 20


@contextmanager
def unpacked(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading bytes; a ``.gz`` is unpacked on the way, and refused where it is a bomb.

    Raises
    ------
    EventLogError
        It unpacks to far more than its size.
    """
    if not path.name.casefold().endswith(".gz"):
        with path.open("rb") as stream:
            yield stream
        return
    with path.open("rb") as packed, gzip.open(packed) as stream:
        yield cast(BinaryIO, _Guarded(stream, path))


class _Guarded:
    """A gzip stream that counts what it gives."""

    def __init__(self, stream: gzip.GzipFile, path: Path) -> None:
        self._stream, self._name = stream, path.name
        self._most = max(_RATIO_FROM, _MOST_RATIO * path.stat().st_size)
        self._given = 0

    def read(self, size: int = -1) -> bytes:
        return self._counted(self._stream.read, size)

    def readline(self, size: int = -1) -> bytes:
        return self._counted(self._stream.readline, size)

    def _counted(self, give: Callable[[int], bytes], size: int) -> bytes:
        try:
            read = give(size)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise EventLogError(
                f"{self._name} is no whole gzip file: it is damaged or cut off. Fetch it again."
            ) from error
        self._given += len(read)
        if self._given > self._most:
            raise EventLogError(
                f"{self._name} unpacks to more than {_MOST_RATIO} times its size: refused as a gzip bomb. "
                "If it is a log, unpack it yourself and read the file inside."
            )
        return read

    # What a TextIOWrapper asks of the stream below it.
    readable, writable, seekable, closed = (lambda _: True), (lambda _: False), (lambda _: False), False
    read1 = read

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """The file is closed by whoever opened it."""
