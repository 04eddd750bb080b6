"""Comments on any element of a map: threads that can be answered, resolved and reopened.

They are stored in the log, not in the map file, so a copy of the file has no comments. Remarks are only added, never
changed, so two people cannot overwrite each other.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from journeykit.errors import MapError, UnknownIdError
from journeykit.model.changes.parts import elements
from journeykit.model.integrity import KEYED
from journeykit.model.journey import JourneyMap
from journeykit.store.live.database import WRITE_REMARK, HistoryDatabase
from journeykit.store.live.operation import now
from journeykit.store.live.words import field_words
from journeykit.store.live.writer import Writer

MOST_CHARACTERS = 4000


@dataclass(frozen=True)
class Remark:
    """One remark: ``kind`` is say, resolve or reopen; ``mentions`` has the ids of owners named with an @."""

    id: str
    kind: str
    text: str
    author: str
    at: str
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Thread:
    """A comment with its answers.

    Attributes
    ----------
    id, target : str
        Id of the thread, and the element that it is about: ``stages/pay``, ``cells/pay/goals``, ``map``.
    about : str
        The element in words, or its id if it was removed.
    resolved, gone : bool
        Whether it is resolved; whether its element was removed.
    remarks : tuple of Remark
        Oldest first.
    """

    id: str
    target: str
    about: str
    resolved: bool
    gone: bool
    remarks: tuple[Remark, ...]


class Comments:
    """The threads of one map.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.store import open_shared
    >>> jk.write_map(jk.new_map("Talk", stages=["Pay"]), "talk.json")
    >>> with open_shared("talk.json", author="Ann") as shared:
    ...     thread = shared.comments.add("stages/pay", "Do we know the drop-off here?")
    ...     shared.comments.resolve(thread.id).resolved
    True
    """

    def __init__(self, database: HistoryDatabase, writer: Writer, may_write: Callable[[], None]) -> None:
        self._database, self._writer, self._may_write = database, writer, may_write

    def add(self, target: str, text: str, *, op: str = "") -> Thread:
        """Start a thread about an element and return it.

        Parameters
        ----------
        target : str
            ``collection/id``, ``cells/stage/lane``, ``emotions/stage`` or ``map``.
        text : str
            The text; ``@name`` mentions an owner of the map.
        op : str, optional
            Id of the comment; one that is sent twice is stored once.

        Raises
        ------
        UnknownIdError
            The map has no such element.
        MapError
            The text is empty, or longer than 4,000 characters.
        """
        if self._about(target)[1]:
            collection = target.partition("/")[0]
            near = [f"{collection}/{key}" for key in elements(self._writer.map, collection)]
            raise UnknownIdError("element", target, near, where=f"map {self._writer.map.id!r}")
        id_ = op or secrets.token_hex(6)
        return self._say(id_, target, "say", _checked_text(text), id_)

    def reply(self, thread: str, text: str, *, op: str = "") -> Thread:
        """Answer in a thread and return it; a resolved one is reopened."""
        return self._say(thread, self._target(thread), "say", _checked_text(text), op)

    def resolve(self, thread: str) -> Thread:
        """Resolve a thread and return it."""
        return self._say(thread, self._target(thread), "resolve")

    def reopen(self, thread: str) -> Thread:
        """Reopen a resolved thread and return it."""
        return self._say(thread, self._target(thread), "reopen")

    def threads(self, target: str | None = None, *, resolved: bool | None = None) -> list[Thread]:
        """Return the threads, oldest first.

        Parameters
        ----------
        target : str, optional
            Only those about this element.
        resolved : bool, optional
            Only resolved ones, or only open ones.
        """
        by_thread: dict[tuple[str, str], list[Remark]] = {}
        statement = "SELECT thread, target, id, kind, text, author, at FROM remarks ORDER BY number"
        for thread, about, id_, kind, text, author, at in self._database.rows(statement):
            remark = Remark(id_, kind, text, author, at, self._mentions(text))
            by_thread.setdefault((thread, about), []).append(remark)
        found = [self._thread(*place, remarks) for place, remarks in by_thread.items()]
        return [
            thread
            for thread in found
            if (target is None or thread.target == target) and (resolved is None or thread.resolved == resolved)
        ]

    def _thread(self, thread: str, target: str, remarks: list[Remark]) -> Thread:
        about, gone = self._about(target)
        return Thread(thread, target, about, remarks[-1].kind == "resolve", gone, tuple(remarks))

    def _say(self, thread: str, target: str, kind: str, text: str = "", id_: str = "") -> Thread:
        self._may_write()
        remark = [id_ or secrets.token_hex(6), thread, target, kind, text, self._writer.author, now()]
        self._database.run(WRITE_REMARK, remark)
        return next(found for found in self.threads() if found.id == thread)

    def _target(self, thread: str) -> str:
        found = self._database.rows("SELECT target FROM remarks WHERE thread = ? LIMIT 1", [thread])
        if not found:
            raise UnknownIdError("comment", thread, [thread.id for thread in self.threads()][-12:])
        return str(found[0][0])

    def _about(self, target: str) -> tuple[str, bool]:
        journey = self._writer.map
        if target == "map":
            return "the map", False
        collection, _, key = target.partition("/")
        if collection not in KEYED or not key:
            raise MapError(
                f"a comment is about map or collection/id, such as stages/pay. Collections: {', '.join(KEYED)}."
            )
        parts = key.split("/")
        if collection == "cells":
            gone = len(parts) < 2 or not _there(journey, ("stages", parts[0]), ("lanes", parts[1]))
            return (field_words(journey, ("cells", f"{key}/", "text")) if len(parts) > 1 else key), gone
        if collection == "emotions":
            return field_words(journey, ("emotions", key, "score")), not _there(journey, ("stages", parts[0]))
        return field_words(journey, (collection, key, "-")), not _there(journey, (collection, key))

    def _mentions(self, text: str) -> tuple[str, ...]:
        if "@" not in text:
            return ()
        folded = text.casefold()
        return tuple(
            owner.id
            for owner in self._writer.map.owners
            if re.search(rf"@({re.escape(owner.name.casefold())}|{re.escape(owner.id)})(?!\w)", folded)
        )


def _there(journey: JourneyMap, *wanted: tuple[str, str]) -> bool:
    return all(key in elements(journey, collection) for collection, key in wanted)


def _checked_text(text: str) -> str:
    said = text.strip()
    if not said:
        raise MapError("a comment needs text. Nothing was saved.")
    if len(said) > MOST_CHARACTERS:
        raise MapError(
            f"that is {len(said):,} characters; a comment has at most {MOST_CHARACTERS:,}. Nothing was saved."
        )
    return said
