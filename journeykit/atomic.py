"""Read a file up to a size limit, and replace a file completely or not at all.

To replace a file: write a temporary file beside it, flush it to disk, rename it, flush the folder. What fails raises
``OSError``.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
import time
from collections.abc import Iterator
from pathlib import Path

_STALE_S = 3600.0


def resolved(path: str | os.PathLike[str]) -> Path:
    """Return a path with every link followed; links in a circle and impossible names raise OSError."""
    try:
        target = Path(path).resolve()
    except ValueError as error:
        raise _no_name(path) from error
    except RuntimeError as error:
        raise OSError(errno.ELOOP, "its links lead in a circle", str(path)) from error
    if target.is_symlink():  # Since Python 3.13, resolve() leaves a circle as it is.
        raise OSError(errno.ELOOP, "its links lead in a circle", str(path))
    return target


def _no_name(path: str | os.PathLike[str]) -> OSError:
    return OSError(errno.EINVAL, "its name holds a character that no file name has", str(path))


def refuse_pipe(path: str | os.PathLike[str], *, inherited: bool = False) -> None:
    """Raise OSError for a pipe, socket or device, because opening one may block for ever.

    With ``inherited``, a pipe that this process already has open (``/dev/fd/3``, the ``<(…)`` of a shell) is allowed.
    """
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):
        return  # The caller opens it and reports why it cannot.
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return
    if inherited and stat.S_ISFIFO(mode):
        place = Path(os.path.realpath(path))
        if place.parent == Path("/dev/fd") or not os.path.lexists(place):  # Linux calls it pipe:[4711].
            return
    raise OSError(errno.EINVAL, "it is a pipe or device, not a file", str(path))


def read_whole(path: str | os.PathLike[str], most: int) -> bytes:
    """Return the content of a file or an inherited pipe; one of more than ``most`` bytes raises OSError."""
    refuse_pipe(path, inherited=True)
    try:
        with Path(path).open("rb") as file:
            data = file.read(most + 1)
    except ValueError as error:
        raise _no_name(path) from error
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it has more than {most:,} bytes", str(path))
    return data


def write_atomic(path: str | os.PathLike[str], data: bytes, *, mode: int | None = None) -> None:
    """Write ``data`` to ``path`` so that a crash at any moment leaves the old file or the new one, never a part.

    A symbolic link stays a link and its target is replaced. An existing file keeps its access mode and, as far as the
    system allows, its owner and group; a new one gets ``mode``.

    Examples
    --------
    >>> write_atomic("/tmp/journeykit-example.json", b"{}")
    """
    target = resolved(path)  # os.replace would replace the link.
    if not target.parent.is_dir():
        # The system's own message would name the temporary file.
        raise FileNotFoundError(errno.ENOENT, f"there is no folder {Path(path).parent}", str(path))
    _sweep(target)
    with replaced(target, mode=mode) as temporary, temporary.open("wb") as file:
        file.write(data)


@contextlib.contextmanager
def replaced(path: str | os.PathLike[str], *, mode: int | None = None) -> Iterator[Path]:
    """Yield a temporary path beside ``path``, and replace ``path`` by it if the block succeeds.

    Access mode, owner and group are those of :func:`write_atomic`. After an error the old file is intact and the
    temporary one is gone.
    """
    target = resolved(path)
    refuse_pipe(target)
    temporary = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    present = target.stat() if target.exists() else None
    mode = present.st_mode & 0o7777 if present else mode
    try:
        if mode is not None:
            # Before the first byte is written, so that private content is never readable by others.
            temporary.touch(mode=0o600, exist_ok=False)
            if present:
                _give_owner(temporary, present)
            temporary.chmod(mode)
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        raise
    _flush_folder(target.parent)


def _give_owner(file: Path, present: os.stat_result) -> None:
    """Set owner and group of a file, or only the group, or neither: only root may set both."""
    for owner in (present.st_uid, -1):
        with contextlib.suppress(OSError, AttributeError):  # Windows has no chown.
            os.chown(file, owner, present.st_gid)
            return


def _flush_folder(folder: Path) -> None:
    # The rename is part of the folder: without a flush, a power cut may restore the old name.
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(target: Path) -> None:
    """Remove temporary files of killed saves; young ones may belong to a save in progress."""
    for leftover in target.parent.glob(f".{target.name}.*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _STALE_S:
                leftover.unlink()
