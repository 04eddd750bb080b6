"""The files that a path, folder, glob or list names."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from journeykit.errors import EventLogError, listing
from journeykit.events.reading.recognise import ENDS
from journeykit.events.reading.sources import ReadOptions
from journeykit.events.reading.stated import is_stated, stated_sources

NO_LOGS = (
    ".md", ".rst", ".html", ".htm", ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".doc", ".docx", ".pptx", ".py",
    ".r", ".js", ".css", ".sql", ".ipynb", ".yml", ".yaml", ".toml", ".ini", ".cfg", ".prepared", ".crc", ".sh", ".bak",
)  # fmt: skip
"""Ends of the names of files that are no logs, and lie beside them."""
_NOTES = ("readme", "license", "licence", "changelog", "copying", "notice", "manifest")


def is_no_log(path: PurePath) -> bool:
    """Return whether the name of a file says that it is no part of a log: hidden, a mark, a note."""
    if any(piece.startswith((".", "_")) for piece in path.parts):
        return True
    name = path.name.casefold()
    return name.endswith(NO_LOGS) or name.partition(".")[0].rstrip("_- ") in _NOTES


@dataclass(frozen=True)
class Found:
    """Files that may be the parts of a log, each with its name in the report, and notes about the search."""

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
    """Return the files in a folder and its subfolders that may be logs."""
    below = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return _found(below, folder, f"the folder {str(folder)!r}", f"{folder.name or folder.resolve().name}")


def _files_matching(pattern: Path) -> Found:
    """Return the log files that a glob matches (``*``, ``?``, ``[…]``, ``**`` for any folders)."""
    found = sorted(path for path in map(Path, glob.glob(str(pattern), recursive=True)) if path.is_file())  # noqa: PTH207
    root = pattern.parent if not glob.has_magic(str(pattern.parent)) else Path()
    inside = [path.relative_to(root) if path.is_relative_to(root) else path for path in found]
    return _found(inside, root, f"{str(pattern)!r}", pattern.name)


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
    if is_stated(source):
        sources, _ = stated_sources(source, ReadOptions())
        own = [Path(source)] if isinstance(source, (str, Path)) else []
        each = [source_files(one.data) for one in sources]
        return [*own, *(path for paths in each for path in paths or ())] if all(each) else None
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


def _found(paths: Sequence[Path], root: Path, place: str, short: str) -> Found:
    taken = [path for path in paths if not is_no_log(path)]
    if not taken:
        ends = listing([end for ends in ENDS.values() for end in ends], 30)
        raise EventLogError(f"{place} has no file that can be read as an event log. Kinds that can: {ends}.")
    others = [path.as_posix() for path in paths if is_no_log(path)]
    notes = not_read(others)
    if keys := sorted({piece.partition("=")[0] for path in taken for piece in path.parts[:-1] if "=" in piece}):
        notes.append(f"values in the names of folders are not read as columns: {listing(keys)}")
    return Found(short, [(path.as_posix(), root / path) for path in taken], tuple(notes))


def not_read(names: Sequence[str]) -> list[str]:
    """Return the note about files that are no logs."""
    return [f"files that are no logs, not read: {listing(names, 5)}"] if names else []
