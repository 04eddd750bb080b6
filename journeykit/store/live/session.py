"""``SharedMap``: a session on a map with an operation log; ``Session``: what it shares with ``SharedFile``."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from journeykit.errors import ConflictError, ExportError, MapError
from journeykit.model.journey import JourneyMap
from journeykit.store.live.comments import Comments
from journeykit.store.live.database import HistoryDatabase
from journeykit.store.live.history import History
from journeykit.store.live.maintenance import compact
from journeykit.store.live.operation import Operation
from journeykit.store.live.operation_log import Log, OperationLog
from journeykit.store.live.poller import Following, News
from journeykit.store.live.presence import Presence
from journeykit.store.live.saving import Saver, SaveState
from journeykit.store.live.undo import Steps
from journeykit.store.live.writer import Writer
from journeykit.store.merge import three_way

POLL_S = 0.15
COMPACT_OVER = 6000
COMPACT_TO = 3000


class Session(Following):
    """One session on a map that others edit too: edits, undo and redo."""

    def __init__(self, path: Path, every_s: float, log: Log, author: str, *, read_only: bool) -> None:
        super().__init__(path, every_s)
        self.author, self.read_only = author, read_only
        self.session = secrets.token_hex(6)
        self._writer = Writer(log, author, self.session)
        self._steps = Steps(self.session)
        self._told = self._writer.revision

    @property
    def map(self) -> JourneyMap:
        """The present map; edits of others arrive within a quarter of a second, without a log within a second."""
        return self._writer.map

    @property
    def revision(self) -> int:
        """The revision of :attr:`map`."""
        return self._writer.revision

    def edit(self, name: str, /, **args: Any) -> JourneyMap:
        """Change the map by the name of an edit of ``journeykit.edit`` and return the new map.

        Raises
        ------
        UnknownIdError
            No such edit or element.
        MapError
            Invalid arguments. Nothing was changed.
        ConflictError
            Somebody has removed the element. Nothing was changed; the edit is in the history.
        ExportError
            The log or the file cannot be written. Nothing was changed.
        """
        self.submit(name, args)
        return self.map

    def submit(self, name: str, args: Mapping[str, Any], *, op: str = "", base: int | None = None) -> Operation:
        """Make an edit like :meth:`edit` and return its operation.

        Parameters
        ----------
        name : str
            Name of the edit.
        args : mapping
            Its arguments.
        op : str, optional
            Id of the operation; one that is sent twice is done once.
        base : int, optional
            The revision that its author saw; by default the present one of this session.
        """
        self._may_write()
        try:
            entry = self._writer.submit(name, args, op=op, base=base)
        finally:
            self._tell()  # Also after a refused edit, because changes of others were taken in.
        if entry.outcome == "refused":
            raise ConflictError(entry.reason)
        return entry

    def put(self, journey: JourneyMap) -> JourneyMap:
        """Merge a map that was changed elsewhere, for example by a script, and return the result.

        The difference to :attr:`map` becomes one operation, which can be undone.
        """
        self._may_write()
        if journey.id != self.map.id:
            raise MapError(f"{journey.id!r} is another map than {self.map.id!r}: open it from its own file.")
        base = self._writer.map
        if journey == base:
            return base
        words = "Several changes by a script"
        self._writer.put("put", lambda present: three_way(base, journey, present).map, words=words)
        self._tell()
        return self.map

    @property
    def steps(self) -> dict[str, bool]:
        """Whether this session has something to undo and to redo."""
        return {"undo": bool(self._steps.done), "redo": bool(self._steps.undone)}

    def undo(self) -> JourneyMap:
        """Undo the last edit of this session, keep later changes of others, and return the map."""
        return self._step("undo", self._steps.done)

    def redo(self) -> JourneyMap:
        """Redo what was undone last, and return the map."""
        return self._step("redo", self._steps.undone)

    def _step(self, name: str, stack: list[int]) -> JourneyMap:
        self._may_write()
        if not stack:
            return self.map
        revision = stack[-1]
        taken = self._writer.log.find(revision)
        what = taken.words.removeprefix("Taken back: ") if taken else "an earlier edit"
        words = f"{'Taken back' if name == 'undo' else 'Done again'}: {what}"
        clashed = self._writer.take_back(revision, name, words=words, of=revision)
        self._tell()
        if clashed:
            self._notice("Somebody changed the same place since; their change was kept.")
        return self.map

    def catch_up(self) -> JourneyMap:
        """Take in the changes of others now, and return the map."""
        self._writer.pull()
        self._tell()
        return self.map

    def _may_write(self) -> None:
        if self.read_only:
            raise MapError(f"{self.path.name} was opened for reading: nothing was changed.")
        if self._ended.is_set():
            raise MapError(f"this session on {self.path.name} is closed: open the map again.")

    def _tell(self) -> None:
        """Tell the watchers about operations that are new since the last call."""
        with self._writer.log.lock:
            fresh = self._writer.entries_since(self._told)
            self._told = self._writer.revision
            self._took(fresh)
        if not fresh:
            return
        lost = [(entry, clash) for entry in fresh for clash in entry.clashes if clash.session == self.session]
        self._spread(News(tuple(fresh), tuple(lost)))

    def _took(self, fresh: list[Operation]) -> None:
        self._steps.take(fresh)


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
        self,
        path: Path,
        database: HistoryDatabase,
        author: str,
        *,
        read_only: bool = False,
        notices: tuple[str, ...] = (),
    ) -> None:
        self._log = OperationLog(database)
        super().__init__(path, POLL_S, self._log, author, read_only=read_only)
        self.notices = list(notices)
        self._database = database
        self._saver = Saver(path, self._log, self._writer, self._notice)
        self.comments = Comments(database, self._writer, self._may_write)
        self.history = History(self._log, self._writer, self._tell, self._may_write)
        self.presence = Presence(database, self.session, author, silent=read_only)

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

    # --------------------------------------------------------------------------------------------------------- inside

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
