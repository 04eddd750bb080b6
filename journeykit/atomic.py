"""Replace a file as a whole or not at all: temporary file beside it, flush to disk, rename, flush the folder."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import time
from pathlib import Path

_STALE_S = 3600.0


def write_atomic(path: str | os.PathLike[str], data: bytes) -> None:
    """Write ``data`` to ``path`` so that a crash at any moment leaves the old file or the new one, never a part.

    A symbolic link stays a link and its target is replaced; the file keeps its access mode.

    Raises
    ------
    OSError
        The folder is missing or not writable, or the disk is full. The old file is intact.

    Examples
    --------
    >>> write_atomic("/tmp/journeykit-example.json", b"{}")
    """
    target = Path(path).resolve()  # os.replace would put a file in the place of a link.
    if not target.parent.is_dir():
        # Said here: the system would name the temporary file, of which nobody has heard.
        raise FileNotFoundError(errno.ENOENT, f"there is no folder {Path(path).parent}", str(path))
    _sweep(target)
    temporary = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    mode = target.stat().st_mode & 0o7777 if target.exists() else None
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        raise
    _flush_folder(target.parent)


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
