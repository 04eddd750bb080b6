"""Save the map file after edits in the log, and merge changes that others made in the file.

The map file remains the document for git, scripts and older programs. It is saved atomically, a moment after the last
edit. The log records which revision is in the file; a file with any other content was changed by another program (an
editor, ``git pull``, ``write_map``) and is merged by element id.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from journeykit.atomic import read_whole, write_atomic
from journeykit.errors import DocumentError, MapError
from journeykit.model.journey import JourneyMap
from journeykit.store.document import dump_map, parse_map
from journeykit.store.files import digest_of, keep_older
from journeykit.store.live.operation import now
from journeykit.store.live.operation_log import OperationLog
from journeykit.store.live.writer import Writer
from journeykit.store.locks import locked, mode_beside
from journeykit.store.merge import three_way
from journeykit.store.strict_json import MOST_BYTES

WAIT_S = 0.4
MOST_WAIT_S = 2.0
SETTLED_S = 1.0
BROKEN_SETTLED_S = 3.0
RETRY_S = 3.0


@dataclass(frozen=True)
class SaveState:
    """Whether the map is saved.

    Attributes
    ----------
    state : {"saved", "saving", "problem", "reading"}
        saved: log and file are up to date. saving: the file soon will be. problem: see ``reason``.
    at : str
        When this session last saved the file, UTC, ISO 8601; empty if it has not.
    reason : str
        The problem, as a sentence.
    """

    state: Literal["saved", "saving", "problem", "reading"]
    at: str = ""
    reason: str = ""


def aside_name(path: Path, word: str) -> Path:
    """Return an unused name to move a file to: ``shop.json.broken-1``."""
    number = 1
    while (found := path.with_name(f"{path.name}.{word}-{number}")).exists():
        number += 1
    return found


class Saver:
    """Saves one map file for one session, under the lock of the file."""

    def __init__(self, path: Path, log: OperationLog, writer: Writer, notice: Callable[[str], None]) -> None:
        self.path, self.log, self.writer, self.notice = path, log, writer, notice
        self.state = SaveState("saved")
        self._first = self._last = 0.0
        self._wanted = False
        self._stat: tuple[int, int, int] | None = None
        self._not_before = 0.0
        self._strange: tuple[str, float] = ("", 0.0)
        self._told_later: list[str] = []

    # ---------------------------------------------------------------------------------------------------- when to

    def want(self) -> None:
        """Schedule a save."""
        moment = time.monotonic()
        self._first = self._first if self._wanted else moment
        self._last, self._wanted = moment, True
        if self.state.state != "problem":
            self.state = SaveState("saving", self.state.at)

    def due(self) -> bool:
        """Whether to save now: after a pause, or when editing continues for long."""
        moment = time.monotonic()
        quiet, long = moment - self._last >= WAIT_S, moment - self._first >= MOST_WAIT_S
        return self._wanted and moment >= self._not_before and (quiet or long)

    def behind(self) -> bool:
        """Whether the file is older than the log, because the session that should have saved it was closed."""
        return self.log.held("saved")[0] < self.writer.revision

    def touched(self) -> bool:
        """Whether the file was changed since it was last read."""
        return self._look() != self._stat

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return (found.st_mtime_ns, found.st_size, found.st_ino)

    # --------------------------------------------------------------------------------------------------------- save

    def save(self) -> bool:
        """Merge changes made in the file, then save it if the log is newer; return whether this succeeded."""
        try:
            with locked(self.path):
                self.take_in()
                self._write()
        except (OSError, MapError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            self.state = SaveState("problem", self.state.at, f"{self.path.name}: {reason}")
            self._not_before = time.monotonic() + RETRY_S
            return False
        while self._told_later:
            self.notice(self._told_later.pop(0))
        return True

    def _write(self) -> None:
        with self.log.lock:
            self.writer.pull()
            revision, journey = self.writer.revision, self.writer.map
        data = dump_map(journey).encode("utf-8")
        digest = digest_of(data)
        held, present = self.log.held("saved")
        if digest != present or self._look() is None:
            # Recorded first, so that the file is recognised even if this process is killed in between.
            self.log.hold("saving", revision, digest)
            keep_older(self.path)
            # If the file was removed, the log still has its mode.
            write_atomic(self.path, data, mode=mode_beside(self.log.database.path))
        if (held, present) != (revision, digest):
            self.log.hold("saved", revision, digest)
        self._stat = self._look()
        self._wanted = False
        self.state = SaveState("saved", now())

    def adopt(self, revision: int, data: bytes) -> None:
        """Record which revision is in the file."""
        self.log.hold("saved", revision, digest_of(data))
        self._stat = self._look()

    def take_in(self) -> None:
        """Merge changes made in the file into the log; move a broken file aside; raise MapError for another map."""
        stat = self._look()
        if stat is None:
            return
        try:
            data = read_whole(self.path, MOST_BYTES)
        except FileNotFoundError:
            return
        digest = digest_of(data)
        if digest in (self.log.held("saved")[1], self.log.held("saving")[1]):
            self._stat = stat
            return
        stood_s = self._stood_s(digest, stat)
        if stood_s < SETTLED_S:
            raise MapError("another program is changing it; it is read again in a moment.")
        try:
            found = parse_map(data, source=self.path.name)
        except DocumentError as error:
            if stood_s < BROKEN_SETTLED_S:
                raise MapError("another program is changing it; it is read again in a moment.") from error
            self._set_aside(data)
            self._stat = stat
            return
        if found.id != self.writer.map.id:
            raise MapError(
                f"the file now holds another map, {found.id!r} instead of {self.writer.map.id!r}. Move it away, or "
                f"give it another name, and this map is saved again."
            )
        self._merge(found, digest)
        self._stat = stat

    def _stood_s(self, digest: str, stat: tuple[int, int, int]) -> float:
        """Return how long the file has had this content: by its time, or as observed if that is in the future."""
        moment = time.monotonic()
        if self._strange[0] != digest:
            self._strange = (digest, moment)
        return max(time.time() - stat[0] / 1e9, moment - self._strange[1])

    def _set_aside(self, data: bytes) -> None:
        kept = aside_name(self.path, "broken")
        write_atomic(kept, data, mode=mode_beside(self.path))
        self.log.hold("saved", self.log.held("saved")[0], "")  # The file no longer has the saved content.
        self._told_later.append(
            f"{self.path.name} could no longer be read as a map. Its content is in {kept.name}; the file is "
            f"rewritten from the history, and no edit is lost."
        )

    def _merge(self, found: JourneyMap, digest: str) -> None:
        revision = max(self.log.held("saved")[0], 0)
        try:
            base = self.writer.at(revision)
        except MapError:
            base = self.writer.map  # Compacted: the file is taken as it is.
        entry = self.writer.put(
            "merge",
            lambda present: three_way(base, found, present).map,
            words=f"{self.path.name} was changed by another program",
            args={"file": digest},
            author=self.path.name,
            base=revision,
        )
        self.notice(f"{self.path.name} was changed by another program; the changes were merged.")
        if entry.clashes:
            told = ", ".join(clash.words for clash in entry.clashes[:3])
            self.notice(
                f"The file and the edits here changed the same values ({told}). Those of the file are used; both are "
                "in the history."
            )


def owner_name() -> str:
    """Return the default author: the name of the account."""
    return os.environ.get("JOURNEYKIT_AUTHOR") or os.environ.get("USER") or os.environ.get("USERNAME") or "somebody"
