"""Files as bytes: packed ones are unpacked on the way, and refused where they are bombs."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from journeykit.errors import EventLogError

__all__ = ["refuse_bomb", "unpacked"]

_MOST_RATIO, _RATIO_FROM = 200, 64 << 20
_CHUNK = 1 << 20


@contextmanager
def unpacked(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading bytes; a ``.gz`` is unpacked on the way, and refused where it is a bomb.

    Raises
    ------
    EventLogError
        It unpacks to far more than its size, is damaged, or may not be read.
    """
    try:
        if not path.name.casefold().endswith(".gz"):
            with path.open("rb") as stream:
                yield stream
            return
        if _claimed(path) > _most(path.stat().st_size):
            # Looked at before it is read as text: the last bytes may also be those of a file that is cut off.
            with gzip.open(path) as stream:
                suspect = _Guarded(stream, path)
                while suspect.read(_CHUNK):
                    pass
        with gzip.open(path) as stream:
            yield cast(BinaryIO, _Guarded(stream, path))
    except OSError as error:
        raise EventLogError(f"{path.name} cannot be read: {error.strerror or type(error).__name__}.") from error


def _claimed(path: Path) -> int:
    """Return the size that a gzip file says it unpacks to."""
    with path.open("rb") as packed:
        packed.seek(max(0, path.stat().st_size - 4))
        return int.from_bytes(packed.read(4), "little")


def _most(packed: int) -> int:
    return max(_RATIO_FROM, _MOST_RATIO * packed)


def refuse_bomb(name: str, unpacked: int, packed: int) -> None:
    """Refuse a file that unpacks to far more bytes than it has.

    Raises
    ------
    EventLogError
        It does.
    """
    if unpacked > _most(packed):
        raise EventLogError(
            f"{name} unpacks to more than {_MOST_RATIO} times its size: refused, because a log does not. If it is one, "
            "unpack it yourself and read what is inside."
        )


class _Guarded:
    """A gzip stream that counts what it gives."""

    def __init__(self, stream: gzip.GzipFile, path: Path) -> None:
        self._stream, self._name = stream, path.name
        self._packed = path.stat().st_size
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
        refuse_bomb(self._name, self._given, self._packed)
        return read

    # What a TextIOWrapper asks of the stream below it.
    readable, writable, seekable, closed = (lambda _: True), (lambda _: False), (lambda _: False), False
    read1 = read

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """The file is closed by whoever opened it."""
