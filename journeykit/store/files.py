"""Read and write map files."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import re
import warnings
import weakref
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from journeykit.atomic import read_whole, refuse_pipe, resolved, write_atomic
from journeykit.errors import ConflictError, DocumentError, ExportError, MapError
from journeykit.model.journey import JourneyMap
from journeykit.store.document import VERSION, dump_map, parse_map
from journeykit.store.locks import locked, mode_beside
from journeykit.store.migrations import STEPS
from journeykit.store.strict_json import MOST_BYTES

# The suffixes that journeykit.formats writes; a test compares.
OF_OTHER_FORMATS = frozenset(
    {".csv", ".tsv", ".xlsx", ".xlsm", ".mmd", ".mermaid", ".cjml", ".xml", ".md", ".markdown"}
)


@dataclass(frozen=True)
class Written:
    """The file that a map was read from or written to, with the time and the revision."""

    path: Path
    at: datetime
    revision: str


# By identity, and only while the map exists: an edited map is another value, which is in no file.
_WRITTEN: dict[int, tuple[weakref.ref[JourneyMap], Written]] = {}
_OLDER = re.compile(rb'"version"\s*:\s*"([0-9.]+)"')


def read_map(path: str | os.PathLike[str]) -> JourneyMap:
    """Return the journey map in a file.

    Parameters
    ----------
    path : path-like
        A file that ``write_map`` wrote, or one that follows the published JSON Schema.

    Returns
    -------
    JourneyMap

    Raises
    ------
    DocumentError
        No such file, or not a valid map; lists every problem with its place.

    Warns
    -----
    UserWarning
        The file is of a newer minor version; names the fields that are kept unread.

    Examples
    --------
    >>> import journeykit as jk
    >>> jk.write_map(jk.new_map("Shop"), "/tmp/shop.json")
    >>> jk.read_map("/tmp/shop.json").name
    'Shop'
    """
    path = Path(path)
    data = _bytes(path)
    journey = parse_map(data, source=str(path))
    _remember(journey, path, data, _changed_at(path))
    if journey.aside.version:
        warnings.warn(f"{path}: {' '.join(journey.aside.notes)}", UserWarning, stacklevel=2)
    return journey


def write_map(journey: JourneyMap, path: str | os.PathLike[str], *, expect: str | None = None) -> None:
    """Save a map as JSON, completely or not at all: a crash leaves the old file intact.

    A file of an older version is kept beside it first, as ``shop.json.v0.9-backup``.

    Parameters
    ----------
    journey : JourneyMap
        The map.
    path : path-like
        File to write, usually ``*.json``. Its folder must exist.
    expect : str, optional
        Revision (see :func:`revision`) that the file must still have, so that nobody else's save is overwritten.

    Raises
    ------
    ConflictError
        The file is no longer at the expected revision. It was left as it is.
    MapError
        The suffix is that of another format, such as a spreadsheet.
    ExportError
        The folder is missing or not writable, or the disk is full. It is an ``OSError`` too; the old file is intact.

    Examples
    --------
    >>> import journeykit as jk
    >>> jk.write_map(jk.new_map("Shop"), "/tmp/shop.json")
    """
    path = Path(path)
    if path.suffix.casefold() in OF_OTHER_FORMATS:
        raise MapError(
            f"{path}: write_map writes JSON, and {path.suffix} is the name of another format. For a file of that "
            f"format use journeykit.formats.write(journey, {str(path)!r}) or: journeykit export MAP.json -o {path}"
        )
    if not path.parent.is_dir():
        raise ExportError(
            f"{path} cannot be written: there is no folder {path.parent}. Make it first, or give another."
        )
    try:
        data = dump_map(journey).encode("utf-8")
        with locked(path):
            if expect is not None and revision(path) != expect:
                raise ConflictError(
                    f"{path} was saved by somebody else since it was read, and was left as it is. "
                    f"Read it again and repeat the edit, or save this map under another name."
                )
            keep_older(path)
            write_atomic(path, data)
    except OSError as error:
        raise ExportError(
            f"{path} cannot be written: {error.strerror}. The file that was there is intact. Check the folder."
        ) from error
    _remember(journey, path, data, datetime.now(UTC))


def _changed_at(path: Path) -> datetime:
    now = datetime.now(UTC)
    with contextlib.suppress(OSError):  # The file may be gone since it was read.
        return min(datetime.fromtimestamp(path.stat().st_mtime, UTC), now)
    return now


def _remember(journey: JourneyMap, path: Path, data: bytes, at: datetime) -> None:
    place = id(journey)
    forget = weakref.ref(journey, lambda _: _WRITTEN.pop(place, None))
    # Absolute, because a notebook may change its folder.
    _WRITTEN[place] = (forget, Written(path.absolute(), at, digest_of(data)))


def last_written(journey: JourneyMap) -> Written | None:
    """Return the file that this very map was last read from or written to, or None."""
    return _WRITTEN[id(journey)][1] if id(journey) in _WRITTEN else None


def revision(path: str | os.PathLike[str]) -> str:
    """Return a digest of the present content of a map file, for ``write_map(…, expect=…)``.

    Raises
    ------
    DocumentError
        There is no such file, or it cannot be read.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.store import revision
    >>> jk.write_map(jk.new_map("Shop"), "/tmp/shop.json")
    >>> jk.write_map(jk.new_map("Shop 2"), "/tmp/shop.json", expect=revision("/tmp/shop.json"))
    """
    return digest_of(_bytes(Path(path)))


def digest_of(data: bytes) -> str:
    """Return the revision of a file with this content."""
    return hashlib.sha256(data).hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        return read_whole(path, MOST_BYTES)
    except FileNotFoundError:
        near = sorted(p.name for p in path.parent.glob("*.json"))[:8] if path.parent.is_dir() else []
        advice = f"Maps in that folder: {', '.join(near)}." if near else "Check the path, or start one: journeykit new."
        raise DocumentError(str(path), [("", "there is no such file.")], advice) from None
    except OSError as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: OSError) -> DocumentError:
    """Return the error for a map file that cannot be read."""
    return DocumentError(str(path), [("", f"it cannot be read: {error.strerror}.")], "Check the path and its rights.")


def keep_older(path: Path) -> None:
    """Copy a file of an older version beside itself before a migrated map takes its place."""
    target = resolved(path)
    refuse_pipe(target)
    try:
        with target.open("rb") as file:
            found = _OLDER.search(file.read(2000))  # The header comes first in every file that journeykit wrote.
    except FileNotFoundError:
        return
    version = found[1].decode() if found else VERSION
    if version not in STEPS:
        return
    present = target.read_bytes()
    # No backup is ever overwritten.
    endings = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
    names = (target.with_name(f"{target.name}.v{version}-backup{ending}") for ending in endings)
    backup = next(path for path in names if not path.exists() or (path.is_file() and path.read_bytes() == present))
    if not backup.exists():
        write_atomic(backup, present, mode=mode_beside(target))
