"""What the bytes of a file are, whatever its name says, and how to read them: plain, packed, or from a zip."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO, cast

from journeykit.errors import EventLogError
from journeykit.unpacking import UNPACKING_ERRORS

START_BYTES = 1 << 16
"""What is read to tell what a file is."""
MOST_IN_MEMORY = 512 << 20
"""Greatest size of a packed file that can only be read as a whole: a Parquet file or a workbook in a zip."""
_MOST_RATIO, _RATIO_FROM = 200, 64 << 20
_MOST_LAYERS, _MOST_MEMBERS = 4, 10_000
_CHUNK = 1 << 20

PACKERS: dict[str, tuple[bytes, Callable[[Any], Any]]] = {
    "gzip": (b"\x1f\x8b", lambda stream: gzip.GzipFile(fileobj=stream)),
    "bz2": (b"BZh", bz2.BZ2File),
    "xz": (b"\xfd7zXZ\0", lzma.LZMAFile),
}
"""Kind of packing -> the first bytes, and what unpacks a stream."""
ZIP = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True)
class Content:
    """Bytes of a log: a file, or what is packed in one."""

    name: str
    path: Path
    packed: int
    """The bytes that it takes in the file."""
    layers: tuple[str | int, ...] = ()
    """How it is packed, from the outside to the inside: a kind of packing, or the number of a member of a zip."""
    _files: list[BinaryIO] = field(default_factory=list, repr=False, compare=False)
    """The file, while it is open."""

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the unpacked bytes; they are refused if they are far more than the packed ones."""
        try:
            with ExitStack() as stack:
                stream: Any = stack.enter_context(self.path.open("rb"))
                self._files.append(stream)
                stack.callback(self._files.remove, stream)
                for layer in self.layers:
                    stream = _Guarded(stack.enter_context(self._unpacked(stream, layer, stack)), self)
                yield cast(BinaryIO, stream)
        except OSError as error:
            raise EventLogError(f"{self.name} cannot be read: {error.strerror or type(error).__name__}.") from error

    def done(self, _rows: int) -> float:
        """Return the share of the file that is read while it is open: 0 to 1."""
        return self._files[-1].tell() / max(_size(self.path), 1) if self._files else 0.0

    def _unpacked(self, stream: Any, layer: str | int, stack: ExitStack) -> Any:
        if isinstance(layer, str):
            return PACKERS[layer][1](stream)
        with self.damage():
            whole = io.BytesIO(stream.read()) if isinstance(stream, _Guarded) else stream
            archive = stack.enter_context(zipfile.ZipFile(whole))
            return archive.open(archive.infolist()[layer])

    @contextmanager
    def damage(self) -> Iterator[None]:
        """Raise an error that names the file if its packing is damaged."""
        try:
            yield
        except EventLogError:
            raise  # It is a ValueError, too.
        except UNPACKING_ERRORS as error:
            kind = next((layer for layer in self.layers[::-1] if isinstance(layer, str)), "zip")
            raise EventLogError(
                f"{self.name} is no whole {kind} file: it is damaged or cut off. Fetch it again."
            ) from error

    def start(self) -> bytes:
        """Return the first bytes."""
        with self.open() as stream:
            return stream.read(START_BYTES)

    def whole(self) -> Path | io.BytesIO:
        """Return what can be read at any place: the file, or its unpacked bytes in memory."""
        if not self.layers:
            return self.path
        pieces = io.BytesIO()
        with self.open() as stream:
            while piece := stream.read(_CHUNK):
                pieces.write(piece)
                if pieces.tell() > MOST_IN_MEMORY:
                    raise EventLogError(
                        f"{self.name} is more than {MOST_IN_MEMORY >> 20} MB unpacked. Unpack it, and read that."
                    )
        pieces.seek(0)
        return pieces


def content_of(path: Path) -> Content:
    """Return the content of a file, through any packing that its first bytes show, but not through a zip."""
    return without_packing(Content(path.name, path, _size(path)))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise EventLogError(f"{path.name} cannot be read: {error.strerror or type(error).__name__}.") from error


def without_packing(content: Content) -> Content:
    """Return the content inside any packing that the first bytes show."""
    start = content.start()
    packer = next((kind for kind, (magic, _) in PACKERS.items() if start.startswith(magic)), None)
    if packer is None:
        return content
    if len(content.layers) >= _MOST_LAYERS:
        raise EventLogError(f"{content.name} is packed more than {_MOST_LAYERS} times: refused. Unpack it yourself.")
    inside = replace(content, layers=(*content.layers, packer))
    if packer == "gzip" and not content.layers and _claimed(content.path) > _most(content.packed):
        # Checked by reading it: the last bytes of a file that is cut off are not its size.
        with inside.open() as stream:
            while stream.read(_CHUNK):
                pass
    return without_packing(inside)


def members(content: Content) -> list[Content]:
    """Return the files in a zip, without folders; raise if it is damaged, has a password or unpacks without end."""
    if len(content.layers) >= _MOST_LAYERS:
        raise EventLogError(f"{content.name} is packed more than {_MOST_LAYERS} times: refused. Unpack it yourself.")
    with content.damage():
        found = _directory(content)
    if len(found) > _MOST_MEMBERS:
        raise EventLogError(f"{content.name} has more than {_MOST_MEMBERS:,} files: refused. Unpack it yourself.")
    refuse_bomb(content.name, sum(part.file_size for part in found), content.packed)
    if any(part.flag_bits & 1 for part in found):
        raise EventLogError(f"{content.name} is locked with a password. Unpack it and read what is inside.")
    return [
        Content(part.filename, content.path, max(part.compress_size, 1), (*content.layers, number))
        for number, part in enumerate(found)
        if not part.is_dir()
    ]


def names_in_zip(content: Content) -> list[str]:
    """Return the names of the files in a zip."""
    with content.damage():
        return [part.filename for part in _directory(content)]


def _directory(content: Content) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(content.whole()) as archive:
        return archive.infolist()


def _claimed(path: Path) -> int:
    """Return the size that a gzip file claims to unpack to."""
    with path.open("rb") as packed:
        packed.seek(max(0, path.stat().st_size - 4))
        return int.from_bytes(packed.read(4), "little")


def _most(packed: int) -> int:
    return max(_RATIO_FROM, _MOST_RATIO * packed)


def refuse_bomb(name: str, unpacked: int, packed: int) -> None:
    """Raise if a file unpacks to far more bytes than it has."""
    if unpacked > _most(packed):
        raise EventLogError(
            f"{name} unpacks to more than {_MOST_RATIO} times its size: refused, because a log does not. If it is one, "
            "unpack it yourself and read what is inside."
        )


class _Guarded:
    """An unpacked stream that counts the bytes it returns."""

    def __init__(self, stream: Any, content: Content) -> None:
        self._stream, self._content = stream, content
        self._given = 0

    def read(self, size: int = -1) -> bytes:
        return self._counted(self._stream.read, size)

    def readline(self, size: int = -1) -> bytes:
        return self._counted(self._stream.readline, size)

    def _counted(self, give: Callable[[int], bytes], size: int) -> bytes:
        if size < 0:
            pieces = iter(lambda: self._counted(give, _CHUNK), b"")
            return b"".join(pieces)
        with self._content.damage():
            read = give(size)
        self._given += len(read)
        refuse_bomb(self._content.name, self._given, self._content.packed)
        return read

    # What a TextIOWrapper needs.
    readable, writable, seekable, closed = (lambda _: True), (lambda _: False), (lambda _: False), False
    read1 = read

    def flush(self) -> None:
        """There is nothing to flush."""

    def close(self) -> None:
        """The file is closed by the caller."""
