"""Open a map for several people: find or create its log, and recover damaged files as follows.

=========================  ===========================================================================================
file good, no log          a log is created from the file
file good, log good        changes made in the file are merged into the log as one operation
file good, log broken      the log is moved aside; a new one is created from the file, with the edits and comments
                           that can be read from the broken one
file broken, log good      the file is moved aside and rewritten from the log
file gone, log good        the file is rewritten from the log
file broken, log broken    the map is recovered from the log if possible; otherwise nothing is changed and
                           ``DocumentError`` is raised
another map in the file    the log of the old one is moved aside; a log is created from the file
=========================  ===========================================================================================
"""

from __future__ import annotations

import contextlib
import os
import warnings
from pathlib import Path

from journeykit.atomic import read_whole, resolved
from journeykit.errors import DocumentError, ExportError
from journeykit.model.journey import JourneyMap
from journeykit.store.document import parse_map
from journeykit.store.files import digest_of, read_map, unreadable
from journeykit.store.live.database import BrokenLogError, HistoryDatabase, NoLogHereError
from journeykit.store.live.operation_log import OperationLog, check
from journeykit.store.live.salvage import Salvage, salvaged
from journeykit.store.live.saving import aside_name, owner_name
from journeykit.store.live.share import SharedFile
from journeykit.store.live.shared_map import SharedMap
from journeykit.store.locks import locked, mode_beside
from journeykit.store.merge import three_way
from journeykit.store.network_fs import is_network_share
from journeykit.store.strict_json import MOST_BYTES


def log_path(path: str | os.PathLike[str]) -> Path:
    """Return the path of the log of a map file: ``shop.json.history`` for ``shop.json``."""
    path = Path(path)
    try:
        path = resolved(path)
    except OSError as error:
        raise unreadable(path, error) from error
    return path.with_name(f"{path.name}.history")


def open_shared(path: str | os.PathLike[str], *, author: str = "", read_only: bool = False) -> SharedMap | SharedFile:
    """Open a map that several people edit at once: in JupyterLab, in Voila, in scripts.

    Every edit is written to an operation log next to the file (``shop.json.history``, SQLite) and reaches the other
    sessions within a quarter of a second. The JSON file remains the document; it is saved a moment later. Show it on a
    board with ``jk.MapBoard(open_shared("shop.json"))``.

    On a network share, where such a log is not safe, every edit is saved into the file at once under a lock instead;
    comments, presence and named versions are off there, and ``notices`` says so.

    Parameters
    ----------
    path : path-like
        A map file that exists.
    author : str, optional
        Name of the person who edits; by default ``JOURNEYKIT_AUTHOR`` or the name of the account.
    read_only : bool
        Only follow the map, without changing the file or the log.

    Returns
    -------
    SharedMap or SharedFile
        Close it when done, or use it in a ``with`` statement.

    Raises
    ------
    DocumentError
        No such file, or neither file nor log can be read.
    ExportError
        The folder cannot be written.

    Warns
    -----
    UserWarning
        A damaged file was recovered; says how, and where the damaged file is now.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.store import open_shared
    >>> jk.write_map(jk.new_map("Shop"), "shared-shop.json")
    >>> with open_shared("shared-shop.json", author="Ann") as shared:
    ...     shared.edit("add_stage", name="Browse").stages[0].id
    'browse'
    """
    file, name = log_path(path).with_suffix(""), author or owner_name()
    share = is_network_share(file.parent)
    if share and not read_only:
        return SharedFile(file, name, why=share)
    if read_only:
        return _follower(file, name, share)
    try:
        with locked(file):
            shared = _opened(file, name)
    except NoLogHereError:
        return SharedFile(file, name, why="a file system that cannot hold a log")
    except OSError as error:
        if isinstance(error, ExportError):
            raise
        raise ExportError(f"{file} cannot be shared: {error.strerror}. Check the folder and its rights.") from error
    recovered = list(shared.notices)
    shared.save()
    shared._begin()
    for notice in recovered:
        warnings.warn(f"{file.name}: {notice}", UserWarning, stacklevel=2)
    return shared


def _follower(file: Path, name: str, share: str) -> SharedMap | SharedFile:
    log = log_path(file)
    if share or not log.exists():
        return SharedFile(file, name, why="", read_only=True)
    try:
        shared = SharedMap(file, OperationLog(HistoryDatabase(log, read_only=True)), name, read_only=True)
    except (ExportError, DocumentError):
        return SharedFile(file, name, why="", read_only=True)  # A reader recovers nothing; the file is the document.
    shared._begin()
    return shared


def _opened(file: Path, name: str) -> SharedMap:
    path = log_path(file)
    found, data, problem = _read(file)
    notices: list[str] = []
    remains: Salvage | None = None
    _give_mode(path, mode_beside(file))
    log = _sound(path, found, data) if path.exists() else None
    if path.exists() and log is None:
        remains = salvaged(path)
        if found is None and remains.journey is None:
            raise DocumentError(str(file), [("", "neither the file nor its history can be read.")], problem)
        kept = _set_aside(path, "broken")
        notices.append(
            f"its history was damaged and is kept as {kept.name}. A new one begins with "
            f"{'the file' if found else 'what could be read of it'}{remains.words}."
        )
    elif found is not None and log is not None and log.map_at(log.head()).id != found.id:
        log.database.close()
        log = None
        kept = _set_aside(path, "of-another-map")
        notices.append(f"its history was of another map and is kept as {kept.name}. A new one begins.")
    if log is None:
        first = found or (remains.journey if remains else None)
        if first is None:
            raise DocumentError(str(file), [("", "the file cannot be read, and it has no history.")], problem)
        path.touch()
        _give_mode(path, mode_beside(file))  # SQLite gives its -wal and -shm files this mode.
        log = OperationLog(HistoryDatabase(path))
        with log.transaction():
            if not log.database.rows("SELECT 1 FROM snapshots LIMIT 1"):  # Another session may have been faster.
                log.keep_snapshot(0, first)
    shared = SharedMap(file, log, name, notices=tuple(notices))
    if found is not None and log.held("saved")[0] < 0:
        shared._saver.adopt(0, data)
    if remains is not None:
        _taken_over(shared, remains, found)
    if found is None:
        _rewrite(shared, file)
    return shared


def _give_mode(log: Path, mode: int | None) -> None:
    for ending in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError, PermissionError):  # Missing, or somebody else's.
            if mode is not None:
                log.with_name(log.name + ending).chmod(mode)


def _read(file: Path) -> tuple[JourneyMap | None, bytes, str]:
    """Return the map in the file, its bytes, and the problem if it cannot be read; raise for a newer version."""
    if not file.exists():
        if not log_path(file).exists():
            read_map(file)  # Raises, and names the maps in the folder.
        return None, b"", "The file is gone."
    data = read_whole(file, MOST_BYTES)
    try:
        return parse_map(data, source=str(file)), data, ""
    except DocumentError as error:
        if "Update journeykit" in str(error) or not log_path(file).exists():
            raise
        return None, data, str(error)


def _sound(path: Path, found: JourneyMap | None, data: bytes) -> OperationLog | None:
    """Return the log, or None if it cannot be read or its map is not the one that was saved."""
    try:
        log = OperationLog(HistoryDatabase(path))
    except BrokenLogError:
        return None
    try:
        check(log)
        log.map_at(log.head())
        saved, digest = log.held("saved")
        spoiled = digest == digest_of(data) and saved >= log.oldest() and log.map_at(saved) != found
    except Exception:  # Whatever cannot be read is moved aside, never deleted.
        spoiled = True
    if spoiled:
        log.database.close()
        return None
    return log


def _set_aside(log: Path, word: str) -> Path:
    kept = aside_name(log, word)
    for ending in ("", "-wal", "-shm"):
        part = log.with_name(log.name + ending)
        if part.exists():
            part.replace(kept.with_name(kept.name + ending))
    return kept


def _taken_over(shared: SharedMap, remains: Salvage, found: JourneyMap | None) -> None:
    """Merge what could be read from a broken log into the new one."""
    if found is not None and remains.journey is not None and remains.journey.id == found.id:
        base = remains.saved or found
        merged = three_way(base, remains.journey, found, prefer="theirs", same_ids=True).map
        if merged != found:
            shared._writer.put(
                "merge", lambda present: merged, words="Edits read from the damaged history", author="recovery"
            )
    remains.put_into(shared._database)


def _rewrite(shared: SharedMap, file: Path) -> None:
    if not file.exists():
        shared.notices.append("the file was missing and was rewritten from its history.")
        return
    kept = aside_name(file, "broken")
    file.replace(kept)
    shared.notices.append(
        f"the file could not be read as a map and is kept as {kept.name}. It was rewritten from its "
        f"history, with every edit."
    )
