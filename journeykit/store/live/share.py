"""The same on a network share: no log, every edit saved into the file at once under a lock.

SQLite's WAL mode needs memory that all writers share, which machines do not. So the lock that every saver holds keeps
writers apart; the revision of the file (a digest of its bytes) tells whether somebody saved since; and what they saved
is merged by element id.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from journeykit.atomic import read_whole, resolved, write_atomic
from journeykit.errors import ConflictError, ExportError, MapError, UnknownIdError
from journeykit.model.changes.parts import changed_fields
from journeykit.model.edit import EDITS, apply
from journeykit.model.journey import JourneyMap
from journeykit.store.document import dump_map, parse_map
from journeykit.store.files import keep_older, read_map
from journeykit.store.live.intent import carried_over, missing
from journeykit.store.live.operation import Clash, Operation, now
from journeykit.store.live.poller import Following, News
from journeykit.store.live.saving import SaveState
from journeykit.store.live.words import edit_words, field_words
from journeykit.store.locks import locked
from journeykit.store.merge import Merged, three_way
from journeykit.store.strict_json import MOST_BYTES

__all__ = ["SharedFile"]

LOOK_S = 0.5


class SharedFile(Following):
    """One session on a map that is kept on a network share, or that is only followed in its file.

    It has the methods of ``SharedMap`` but comments, history and presence, which need a log; ``notices`` says so.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.store.live.share import SharedFile
    >>> jk.write_map(jk.new_map("Shop"), "on-a-share.json")
    >>> with SharedFile("on-a-share.json", "Ann", why="nfs4") as shared:
    ...     shared.edit("add_stage", name="Browse").stages[0].name
    'Browse'
    """

    mode: Literal["log", "share"] = "share"
    comments = history = presence = None

    def __init__(self, path: str | os.PathLike[str], author: str, *, why: str, read_only: bool = False) -> None:
        super().__init__(resolved(path), LOOK_S)
        self.author, self.read_only = author, read_only
        self.session = secrets.token_hex(6)
        self.map = read_map(self.path)
        self.revision = 0
        if why:
            self.notices.append(
                f"{self.path.name} is on a network share ({why}): every edit is saved at once, others' edits arrive "
                f"within a second, and comments, presence and named versions are off."
            )
        self._done: list[tuple[JourneyMap, JourneyMap]] = []
        self._undone: list[tuple[JourneyMap, JourneyMap]] = []
        self._answered: dict[str, Operation] = {}
        self._maps = {0: self.map}
        self._data = read_whole(self.path, MOST_BYTES)
        self._lock = threading.RLock()
        self._begin()

    @property
    def state(self) -> SaveState:
        """Whether everything is kept, and why not."""
        return SaveState("reading") if self.read_only and self._kept.state != "problem" else self._kept

    def edit(self, name: str, /, **args: Any) -> JourneyMap:
        """Change the map by the name of an edit and save it; as ``SharedMap.edit``."""
        self.submit(name, args)
        return self.map

    def submit(self, name: str, args: Mapping[str, Any], *, op: str = "", base: int | None = None) -> Operation:
        """Do an edit on the file as it is by now, and save it; as ``SharedMap.submit``."""
        if name not in EDITS:
            raise UnknownIdError("edit", name, EDITS)
        if op in self._answered:
            return self._answered[op]
        seen = self._maps.get(self.revision if base is None else base, self.map)

        def made(present: JourneyMap) -> Merged:
            try:
                carried = carried_over(name, args, seen, present)
                return Merged(apply(present, name, carried), _overwritten(name, carried, seen, present))
            except MapError as error:
                gone = [place for place in missing(name, args, present) if place not in missing(name, args, seen)]
                if not gone:
                    raise
                place = field_words(seen, (*gone[0], "-"))
                raise ConflictError(f"{place} was removed by somebody else, so this change was not made.") from error

        entry = self._write(name, dict(args), made, words=lambda old, new: edit_words(name, dict(args), old, new))
        if op:
            self._answered[op] = entry
        return entry

    def put(self, journey: JourneyMap) -> JourneyMap:
        """Take in a map that was changed elsewhere; as ``SharedMap.put``."""
        base = self.map
        self._write("put", {}, lambda present: three_way(base, journey, present), words=lambda *_: "Several changes")
        return self.map

    @property
    def steps(self) -> dict[str, bool]:
        """Whether this session has something to undo and to redo."""
        return {"undo": bool(self._done), "redo": bool(self._undone)}

    def undo(self) -> JourneyMap:
        """Take back the last edit of this session, and leave what others did."""
        if self._done:
            done, undone = list(self._done), list(self._undone)
            before, after = done.pop()
            self._turn("undo", after, before)
            self._done, self._undone = done, [*undone, (before, after)]
        return self.map

    def redo(self) -> JourneyMap:
        """Do again what was taken back last."""
        if self._undone:
            done, undone = list(self._done), list(self._undone)
            before, after = undone.pop()
            self._turn("redo", before, after)
            self._done, self._undone = [*done, (before, after)], undone
        return self.map

    def _turn(self, name: str, base: JourneyMap, mine: JourneyMap) -> None:
        self._write(
            name,
            {},
            lambda present: three_way(base, mine, present, prefer="theirs", same_ids=True),
            words=lambda *_: name.capitalize(),
        )

    def catch_up(self) -> JourneyMap:
        """Take in at once what others have saved, and return the map."""
        with self._lock:
            data = read_whole(self.path, MOST_BYTES)
            if data != self._data:
                self._take(parse_map(data, source=str(self.path)), data)
            else:
                return self.map
        self._spread(News((self._entry("merge", {}, words="Saved by somebody else"),)))
        return self.map

    def save(self) -> bool:
        """Every edit is saved already; this only tells whether."""
        return self._kept.state != "problem"

    # --------------------------------------------------------------------------------------------------------- inside

    def _write(
        self,
        edit: str,
        args: dict[str, Any],
        made: Callable[[JourneyMap], Merged],
        *,
        words: Callable[[JourneyMap, JourneyMap], str],
    ) -> Operation:
        if self.read_only:
            raise MapError(f"{self.path.name} was opened for reading: nothing was changed.")
        with self._lock:
            try:
                with locked(self.path, by_file=True):
                    data = read_whole(self.path, MOST_BYTES)
                    present = parse_map(data, source=str(self.path)) if data != self._data else self.map
                    merged = made(present)
                    fresh = dump_map(merged.map).encode("utf-8")
                    keep_older(self.path)
                    write_atomic(self.path, fresh)
            except OSError as error:
                reason = f"{self.path.name}: {error.strerror or error}"
                self._kept = SaveState("problem", self._kept.at, reason)
                raise ExportError(f"{reason}. Nothing was changed. Check the share, and try again.") from error
            self._take(merged.map, fresh)
            self._done = [*self._done[-200:], (present, merged.map)]
            self._undone = []
            self._kept = SaveState("saved", now())
            entry = self._entry(edit, args, words=words(present, merged.map))
            fields = tuple(changed_fields(present, merged.map))
            entry = replace(entry, fields=fields, clashes=tuple(self._clash(merged, field) for field in merged.clashes))
        self._spread(News((entry,)))
        return entry

    def _clash(self, merged: Merged, clash: Any) -> Clash:
        field, kept, lost = clash
        return Clash(self.revision - 1, "somebody", "", field, field_words(merged.map, field), lost, kept)

    def _take(self, journey: JourneyMap, data: bytes) -> None:
        self.map, self._data = journey, data
        self.revision += 1
        self._maps[self.revision] = journey
        if len(self._maps) > 200:
            del self._maps[next(iter(self._maps))]

    def _entry(self, edit: str, args: dict[str, Any], *, words: str) -> Operation:
        id_ = f"{self.session}-{self.revision}"
        return Operation(self.revision, id_, edit, args, self.author, self.session, now(), 0, "done", words=words)

    def _look(self, rounds: int) -> None:
        self.catch_up()
        if self._kept.state == "problem":
            self._kept = SaveState("saved", self._kept.at)
            self._spread(News())

    def _close(self) -> None:
        """Every edit is in the file already."""


def _overwritten(name: str, args: Mapping[str, Any], seen: JourneyMap, present: JourneyMap) -> tuple[Any, ...]:
    """Return the values that an edit replaces and that its author had not seen."""
    if present is seen:
        return ()
    try:
        return three_way(seen, apply(seen, name, args), present).clashes
    except MapError:
        return ()
