"""The files that a path, folder or glob names, their kinds, and their bytes, unpacked if needed."""

from __future__ import annotations

import glob
import gzip
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from journeykit.errors import EventLogError, listing

KINDS: dict[str, tuple[str, ...]] = {
    "delimited text": (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz"),
    "Parquet": (".parquet", ".pq"),
    "XES": (".xes", ".xes.gz"),
}
"""Kind of file -> ends of names."""

_MOST_RATIO, _RATIO_FROM = 200, 64 << 20
_CHUNK = 1 << 20


def file_kind(name: str) -> str | None:
    """Return the kind of a file by the end of its name, or None."""
    folded = name.casefold()
    return next((kind for kind, ends in KINDS.items() if folded.endswith(ends)), None)


@dataclass(frozen=True)
class Found:
    """Files of one kind, each with its name in the report, and notes about the search."""

    name: str
    files: list[tuple[str, Path]]
    notes: tuple[str, ...] = ()


def _path_of(source: str | Path) -> Path:
    """Return a path; raise if it cannot be looked up: a loop of links, a null byte, no permission."""
    try:
        path = Path(source).expanduser()
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return path
    except (OSError, ValueError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or "no file can have that name"
        raise EventLogError(f"{str(source)[:200]!r} cannot be opened: {why}.") from None
    return path


def files_at(source: str | Path) -> Path | Found:
    """Return the one file that a path names, or those of a folder or glob; raise if there is none."""
    path = _path_of(source)
    if path.is_dir():
        return _files_of_folder(path)
    if path.is_file():
        return path
    if path.exists():
        raise EventLogError(f"{str(path)!r} is a pipe or device, not a file. Write what it gives to a file first.")
    if not glob.has_magic(str(path)):
        raise EventLogError(f"there is no file {str(path)!r}. Working folder: {str(Path.cwd())!r}.")
    return _files_matching(path)


def _files_of_folder(folder: Path) -> Found:
    """Return the log files in a folder and its subfolders, without hidden ones and markers such as ``_SUCCESS``."""
    below = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    seen = [path for path in below if not any(piece.startswith((".", "_")) for piece in path.parts)]
    return _of_one_kind(seen, folder, f"the folder {str(folder)!r}", f"{folder.name or folder.resolve().name}")


def _files_matching(pattern: Path) -> Found:
    """Return the log files that a glob matches (``*``, ``?``, ``[…]``, ``**`` for any folders)."""
    found = sorted(path for path in map(Path, glob.glob(str(pattern), recursive=True)) if path.is_file())  # noqa: PTH207
    root = pattern.parent if not glob.has_magic(str(pattern.parent)) else Path()
    inside = [path.relative_to(root) if path.is_relative_to(root) else path for path in found]
    return _of_one_kind(inside, root, f"{str(pattern)!r}", pattern.name)


def listed_parts(sources: Sequence[Any]) -> tuple[str, list[tuple[str, Any]]]:
    """Return the parts of a list with their names: paths sorted by name, anything else in its order."""
    if not sources:
        raise EventLogError("the list of parts is empty. Name at least one file.")
    for part in sources:
        if not (isinstance(part, (str, Path)) or hasattr(part, "columns") or hasattr(part, "__arrow_c_stream__")):
            raise EventLogError(
                f"a list holds the parts of a log: files, frames or Arrow tables; this one holds a "
                f"{type(part).__name__}. Make rows a frame first: pandas.DataFrame(rows)."
            )
    if not all(isinstance(part, (str, Path)) for part in sources):
        return f"{len(sources)} parts", [(f"part {number}", part) for number, part in enumerate(sources, 1)]
    paths = sorted(map(_path_of, sources))
    twice = [str(path) for path, count in Counter(path.resolve() for path in paths).items() if count > 1]
    if twice:
        raise EventLogError(f"named more than once in the list of parts: {listing(twice)}. Name every file once.")
    for path in paths:
        if path.is_dir() or (not path.exists() and glob.has_magic(str(path))):
            raise EventLogError(f"{str(path)!r} in the list of parts is no file. A folder or a glob is given alone.")
    short = Counter(path.name for path in paths)
    return f"{len(paths)} files", [(path.name if short[path.name] == 1 else str(path), path) for path in paths]


def source_files(source: Any) -> list[Path] | None:
    """Return the files that ``read_events`` reads, None if the source is not a file."""
    if isinstance(source, (list, tuple)):
        each = [source_files(part) for part in source]
        return [path for paths in each for path in paths or ()] if all(each) else None
    if not isinstance(source, (str, Path)):
        return None
    found = files_at(source)
    return [found] if isinstance(found, Path) else [part for _, part in found.files]


def files_state(*sources: Any) -> tuple[Any, ...] | None:
    """Return what differs once a file of the sources has changed; None if one is not a file, or is missing."""
    try:
        found = [source_files(source) for source in sources]
        stats = [(path, path.stat()) for paths in found for path in paths or ()]
    except (EventLogError, OSError):
        return None
    if None in found:
        return None
    # The time of the last change of any kind cannot be set back, as that of the content can.
    return tuple((path, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns) for path, stat in stats)


def _of_one_kind(paths: Sequence[Path], root: Path, place: str, short: str) -> Found:
    kinds = Counter(kind for path in paths if (kind := file_kind(path.name)))
    if not kinds:
        ends = listing([end for ends in KINDS.values() for end in ends])
        raise EventLogError(f"{place} has no file that can be read as an event log. Kinds that can: {ends}.")
    if len(kinds) > 1:
        found = ", ".join(f"{count} of {kind}" for kind, count in kinds.items())
        raise EventLogError(
            f"{place} has files of several kinds ({found}), which may hold the same events twice. Name those of one "
            "kind with a glob, for example 'logs/*.csv'."
        )
    taken = [path for path in paths if file_kind(path.name)]
    notes = []
    if others := len(paths) - len(taken):
        notes.append(f"files of other kinds, not read: {others:,}")
    if keys := sorted({piece.partition("=")[0] for path in taken for piece in path.parts[:-1] if "=" in piece}):
        notes.append(f"values in the names of folders are not read as columns: {listing(keys)}")
    count = "1 file" if len(taken) == 1 else f"{len(taken):,} files"
    return Found(f"{count} of {short}", [(path.as_posix(), root / path) for path in taken], tuple(notes))


@contextmanager
def unpacked(path: Path) -> Iterator[BinaryIO]:
    """Open a file for reading bytes; a ``.gz`` is unpacked, and refused if it unpacks to far more than its size."""
    try:
        if not path.name.casefold().endswith(".gz"):
            with path.open("rb") as stream:
                yield stream
            return
        if _claimed(path) > _most(path.stat().st_size):
            # Checked by reading it: the last bytes of a file that is cut off are not its size.
            with gzip.open(path) as stream:
                suspect = _Guarded(stream, path)
                while suspect.read(_CHUNK):
                    pass
        with gzip.open(path) as stream:
            yield cast(BinaryIO, _Guarded(stream, path))
    except OSError as error:
        raise EventLogError(f"{path.name} cannot be read: {error.strerror or type(error).__name__}.") from error


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
    """A gzip stream that counts the bytes it returns."""

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

    # What a TextIOWrapper needs.
    readable, writable, seekable, closed = (lambda _: True), (lambda _: False), (lambda _: False), False
    read1 = read

    def flush(self) -> None:
        """There is nothing to flush."""

    def close(self) -> None:
        """The file is closed by the caller."""
