"""Temporary folders, as of logs that do not fit in memory, removed when their process ends or was killed.

Each process keeps a lock in its folder, which the system releases when the process ends; the next process removes
folders whose lock is free.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

if os.name == "posix":
    import fcntl

PREFIX = "journeykit-spill-"


class SpillFolder:
    """A temporary folder of this process, and the lock that marks it as used.

    ``parent`` is where it is, by default where logs that do not fit in memory go; ``prefix`` says what it is for.
    """

    def __init__(self, parent: str | None = None, prefix: str = PREFIX) -> None:
        parent = parent or _parent()
        sweep_spills(parent, prefix)
        self._lock: IO[bytes] | None = None
        # Under another name until it is locked, so that no other process removes it.
        making = Path(tempfile.mkdtemp(prefix=".journeykit-", dir=parent))
        if os.name == "posix":
            self._lock = (making / "lock").open("wb")
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.path = str(making.with_name(prefix + making.name.rpartition("-")[2]))
        making.rename(self.path)

    def remove(self) -> None:
        """Remove the folder and its contents."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()


def sweep_spills(parent: str | None = None, prefix: str = PREFIX) -> None:
    """Remove the folders of this user's processes that have ended."""
    if os.name != "posix":
        return  # An open file cannot be removed there; the system cleans its temporary folder.
    for folder in Path(parent or _parent() or tempfile.gettempdir()).glob(f"{prefix}*"):
        if _is_own(folder):
            # An OSError: it is in use, or another process is removing it.
            with suppress(OSError), (folder / "lock").open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)


def _is_own(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:  # Another process has just removed it.
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()


def _parent() -> str | None:
    return os.environ.get("JOURNEYKIT_SPILL_FOLDER") or None
