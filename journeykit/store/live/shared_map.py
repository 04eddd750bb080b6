"""``SharedMap``: a session on a map with an operation log."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Literal

from journeykit.errors import ExportError
from journeykit.store.live.comments import Comments
from journeykit.store.live.history import History
from journeykit.store.live.operation import Operation
from journeykit.store.live.operation_log import OperationLog, compact
from journeykit.store.live.presence import Presence
from journeykit.store.live.saving import Saver, SaveState
from journeykit.store.live.session import News, Session

POLL_S = 0.15
COMPACT_OVER = 6000
COMPACT_TO = 3000


class SharedMap(Session):
    """One session on a map that others edit too; made by :func:`journeykit.store.open_shared`.

    Attributes
    ----------
    path : Path
        The map file.
    author, session : str
        Name of the person who edits, and id of the session.
    read_only : bool
        True for a session that only follows the map.
    comments, history, presence
        See :class:`Comments`, :class:`History`, :class:`Presence`.
    notices : list of str
        Messages about how the map was opened and saved.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.store import open_shared
    >>> jk.write_map(jk.new_map("Team", stages=["Pay"]), "team.json")
    >>> with open_shared("team.json", author="Ann") as ann, open_shared("team.json", author="Ben") as ben:
    ...     _ = ann.edit("update_stage", id="pay", name="Check out")
    ...     ben.catch_up().stages[0].name
    'Check out'
    """

    mode: Literal["log", "share"] = "log"

    def __init__(
        self, path: Path, log: OperationLog, author: str, *, read_only: bool = False, notices: tuple[str, ...] = ()
    ) -> None:
        super().__init__(path, POLL_S, log, author, read_only=read_only)
        self.notices += notices
        self._log, self._database = log, log.database
        self._saver = Saver(path, log, self._writer, self._notice)
        self.comments = Comments(log.database, self._writer, self._may_write)
        self.history = History(log, self._writer, self._tell, self._may_write)
        self.presence = Presence(log.database, self.session, author, silent=read_only)

    @property
    def state(self) -> SaveState:
        """Whether everything is saved, and if not, why not."""
        if self.read_only:
            return SaveState("reading")
        return self._kept if self._kept.state == "problem" else self._saver.state

    def rename(self, author: str) -> None:
        """Change the author of this session."""
        self.author = self._writer.author = author
        self.presence.call(author)

    def save(self) -> bool:
        """Save the file now; return False if that fails, with the cause in ``state.reason``."""
        self._may_write()
        done = self._saver.save()
        self._tell()
        return done

    def __repr__(self) -> str:
        return f"SharedMap({self.map!r}, {self.path.name!r}, revision {self.revision})"

    def _close(self) -> None:
        try:
            if not self.read_only and self._saver.behind():
                self._saver.save()
            self.presence.leave()
        except ExportError:
            logging.getLogger(__name__).exception("%s could not be closed in order", self.path)
        self._database.close()

    def _took(self, fresh: list[Operation]) -> None:
        super()._took(fresh)
        if any(entry.session == self.session and entry.edit != "merge" for entry in fresh):
            self._saver.want()

    def _look(self, rounds: int) -> None:
        state = self.state
        heard = self._database.changed()
        fresh = heard and self._writer.pull()
        self._tell()
        if not self.read_only:
            self.presence.beat()
            lagging = rounds % 16 == 0 and self._saver.behind()
            if self._saver.due() or (rounds % 6 == 0 and self._saver.touched()) or lagging:
                self._saver.save()
                self._tell()
            if rounds % 400 == 0 and self.revision > COMPACT_OVER:
                compact(self._log, COMPACT_TO)
        self._kept = SaveState("saved")  # An earlier problem with following is over.
        if self.state != state or (heard and not fresh):
            self._spread(News())  # A comment, a presence, or another state of saving.
