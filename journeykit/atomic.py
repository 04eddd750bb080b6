"""Read a file up to a bound; replace one as a whole or not at all.

To replace: a temporary file beside it, flush to disk, rename, flush the folder.
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
    """Return a path with every link in it followed.

    Raises
    ------
    OSError
        Its links lead in a circle, or it holds a character that no name of a file has.

    Examples
    --------
    >>> resolved("/tmp/../tmp")
    PosixPath('/tmp')
    """
    try:
        target = Path(path).resolve()
    except ValueError as error:
        raise _no_name(path) from error
    except RuntimeError as error:
        raise OSError(errno.ELOOP, "its links lead in a circle", str(path)) from error
    if target.is_symlink():  # From Python 3.13 on a circle is left as it is.
        raise OSError(errno.ELOOP, "its links lead in a circle", str(path))
    return target


def _no_name(path: str | os.PathLike[str]) -> OSError:
    return OSError(errno.EINVAL, "its name holds a character that no file name has", str(path))


def refuse_pipe(path: str | os.PathLike[str], *, handed_over: bool = False) -> None:
    """Refuse what is there and is neither a file nor a folder: who opens a pipe may wait for ever.

    A pipe that this process holds already (``/dev/fd/3``, as a shell writes ``<(…)``) passes where ``handed_over`` says
    so: it has an end.

    Raises
    ------
    OSError
        It is a pipe, a socket or a device.

    Examples
    --------
    >>> refuse_pipe("/tmp")
    """
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError):
        return  # Nothing is there, or nothing that can be opened either: who opens it says why.
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return
    if handed_over and stat.S_ISFIFO(mode):
        place = Path(os.path.realpath(path))
        if place.parent == Path("/dev/fd") or not os.path.lexists(place):  # Linux calls it pipe:[4711].
            return
    raise OSError(errno.EINVAL, "it is a pipe or device, not a file", str(path))


def read_whole(path: str | os.PathLike[str], most: int) -> bytes:
    """Return what a file holds, or a pipe that was handed over, and never read more than ``most`` bytes of it.

    Raises
    ------
    OSError
        There is no such file, it cannot be read, it is larger, or it is a pipe with a name or a device.

    Examples
    --------
    >>> write_atomic("/tmp/journeykit-example.json", b"{}")
    >>> read_whole("/tmp/journeykit-example.json", 100)
    b'{}'
    """
    refuse_pipe(path, handed_over=True)
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

    A symbolic link stays a link and its target is replaced; the file keeps its access mode, its owner and its group as
    far as the system lets us. A new one gets ``mode``, where that is given.

    Raises
    ------
    OSError
        The folder is missing or not writable, the disk is full, or a pipe or device has that name. The old file is
        intact.

    Examples
    --------
    >>> write_atomic("/tmp/journeykit-example.json", b"{}")
    """
    target = resolved(path)  # os.replace would put a file in the place of a link.
    if not target.parent.is_dir():
        # Said here: the system would name the temporary file, of which nobody has heard.
        raise FileNotFoundError(errno.ENOENT, f"there is no folder {Path(path).parent}", str(path))
    _sweep(target)
    with replaced(target, mode=mode) as temporary, temporary.open("wb") as file:
        file.write(data)


@contextlib.contextmanager
def replaced(path: str | os.PathLike[str], *, mode: int | None = None) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; what was written to it takes its place when the block ends well.

    A file that is there keeps its access mode; a new one gets ``mode``, where that is given.

    Raises
    ------
    OSError
        The folder is not writable, the disk is full, or a pipe or device has that name. The old file is intact, and
        nothing else is left.

    Examples
    --------
    >>> with replaced("/tmp/journeykit-example.bin") as temporary:
    ...     size = temporary.write_bytes(b"large")
    """
    target = resolved(path)
    refuse_pipe(target)
    temporary = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    present = target.stat() if target.exists() else None
    mode = present.st_mode & 0o7777 if present else mode
    try:
        if mode is not None:
            # Before the first byte: what is private is so from the start.
            temporary.touch(mode=0o600, exist_ok=False)
            if present:
                _hand_over(temporary, present)
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


def _hand_over(file: Path, present: os.stat_result) -> None:
    """Give a file the owner and the group of another, or the group alone, or neither: only root may do it all."""
    for owner in (present.st_uid, -1):
        with contextlib.suppress(OSError, AttributeError):  # Windows has no owners to give.
            os.chown(file, owner, present.st_gid)
            return


def _flush_folder(folder: Path) -> None:
    # The rename itself lives in the folder: without this a power cut may bring the old name back.
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(target: Path) -> None:
    """Remove temporary files that a killed save left behind; young ones may belong to a save under way."""
    for leftover in target.parent.glob(f".{target.name}.*.tmp"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime > _STALE_S:
                leftover.unlink()
