"""The lock that every writer of a map file takes.

On one machine it is ``flock``, which the system releases when a process is killed. Between machines it is a file that
only one process can create.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from journeykit.atomic import resolved
from journeykit.errors import ConflictError
from journeykit.store.network_fs import is_network_share

STALE_S = 30.0
PATIENCE_S = 10.0
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


def mode_beside(path: Path) -> int | None:
    """Return the access mode for files beside a map: that of the map, writable by its owner; None without a map."""
    try:
        return path.stat().st_mode & 0o666 | 0o600
    except OSError:
        return None


@contextlib.contextmanager
def locked(path: Path, *, by_file: bool | None = None) -> Iterator[None]:
    """Hold the lock of a map file, so that nobody saves between reading the file and replacing it.

    With ``by_file``, by default on a network share, other machines are locked out too; ConflictError if another machine
    holds the lock for 10 s.
    """
    target = resolved(path)
    lock, mode = target.with_name(f".{target.name}.lock"), mode_beside(target)
    handle = _held(lock, mode)
    try:
        with contextlib.ExitStack() as more:
            if is_network_share(target.parent) if by_file is None else by_file:
                more.enter_context(locked_by_file(target))
            yield
    finally:
        # Removed while locked: a waiting process sees that the file changed, and starts again.
        with contextlib.suppress(OSError):
            lock.unlink()
        os.close(handle)


def _held(lock: Path, mode: int | None) -> int:
    while True:
        handle = _opened(lock, os.O_RDONLY | os.O_CREAT, mode)
        try:
            _wait_for(handle)
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(handle), lock.stat()):
                    return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _opened(lock: Path, flags: int, mode: int | None) -> int:
    # A pipe of that name works as a lock too, if nobody waits for its other end.
    handle = os.open(lock, flags | getattr(os, "O_NONBLOCK", 0), 0o666 if mode is None else 0o600)
    if mode is not None and hasattr(os, "fchmod"):
        with contextlib.suppress(PermissionError):  # Somebody else created it.
            os.fchmod(handle, mode)
    return handle


def _wait_for(handle: int) -> None:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError as error:
        if error.errno not in _NO_LOCKS:  # The file system has no locks: save without one.
            raise


@contextlib.contextmanager
def locked_by_file(path: Path) -> Iterator[None]:
    """Hold a lock that works on any file system: a file that only one process can create.

    An abandoned one expires after 30 s; ConflictError if somebody else holds it for 10 s.
    """
    lock, mode = path.with_name(f".{path.name}.share-lock"), mode_beside(path)
    mark = f"{os.uname().nodename if hasattr(os, 'uname') else ''} {os.getpid()} {secrets.token_hex(4)}".encode()
    begun = since = time.monotonic()
    seen: tuple[int, int] | None = None
    while True:
        try:
            handle = _opened(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
            break
        except FileExistsError:
            moment = time.monotonic()
            with contextlib.suppress(FileNotFoundError):
                found = lock.stat()
                if (found.st_mtime_ns, found.st_ino) != seen:
                    seen, since = (found.st_mtime_ns, found.st_ino), moment
                age = time.time() - found.st_mtime
                # A time in the future does not give its age; then it must stay unchanged for as long.
                if max(age, moment - since) > STALE_S:
                    # Renamed first, so that only one of two who find it stale gets it.
                    gone = lock.with_name(f"{lock.name}.{hashlib.sha256(mark).hexdigest()[:8]}")
                    lock.replace(gone)
                    gone.unlink()
                    continue
                if moment - begun > PATIENCE_S and age >= 0:
                    raise ConflictError(
                        f"{path.name} has been locked by somebody else for {PATIENCE_S:g} s. Nothing was changed. "
                        f"Try again; if nobody is saving, remove {lock.name}."
                    ) from None
            time.sleep(0.02)
    try:
        os.write(handle, mark)
        os.close(handle)
        yield
    finally:
        with contextlib.suppress(FileNotFoundError):
            if lock.read_bytes() == mark:  # Otherwise another process took this one as abandoned.
                lock.unlink()
