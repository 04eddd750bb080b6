"""Who has the map open now, and at which place. A session that sends nothing for a while counts as gone."""

from __future__ import annotations

import time
from dataclasses import dataclass

from journeykit.store.live.database import HistoryDatabase

BEAT_S = 3.0
GONE_S = 10.0
PAGE_GONE_S = 20.0
MOST_PLACE = 300


@dataclass(frozen=True)
class Person:
    """Somebody who has the map open.

    Attributes
    ----------
    session, author : str
        The session and the name of the person.
    place : str
        The element they are at: ``cells/pay/goals``, ``touchpoints/shelf``; empty if unknown.
    me : bool
        True for this session.
    """

    session: str
    author: str
    place: str = ""
    me: bool = False


class Presence:
    """Who has the map open. ``move`` tells the others where this session is.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.store import open_shared
    >>> jk.write_map(jk.new_map("Here", stages=["Pay"]), "here.json")
    >>> with open_shared("here.json", author="Ann") as shared:
    ...     shared.presence.move("stages/pay")
    ...     [(person.author, person.place) for person in shared.presence.people()]
    [('Ann', 'stages/pay')]
    """

    def __init__(self, database: HistoryDatabase, session: str, author: str, *, silent: bool) -> None:
        self._database, self._session, self._author, self._silent = database, session, author, silent
        self._place = ""
        self._told = 0.0
        self._page_seen: float | None = None

    def people(self) -> list[Person]:
        """Return who has the map open, in the order in which they came."""
        rows = self._database.rows(
            "SELECT session, author, place FROM presence WHERE seen > ? ORDER BY rowid", [time.time() - GONE_S]
        )
        return [Person(session, author, place, session == self._session) for session, author, place in rows]

    def move(self, place: str) -> None:
        """Tell the others where this session is now."""
        if place[:MOST_PLACE] != self._place or not self._told:
            self._place = place[:MOST_PLACE]
            self._tell()

    def call(self, author: str) -> None:
        """Give this session another name."""
        self._author = author
        self._tell()

    def page_seen(self) -> None:
        """Note that a page of this session is open; a session with pages is present as long as one of them is."""
        self._page_seen = time.monotonic()

    def beat(self) -> None:
        """Renew the presence of this session every few seconds."""
        if self._page_seen is not None and time.monotonic() - self._page_seen > PAGE_GONE_S:
            return  # The kernel outlives a closed page; the person is gone.
        if time.monotonic() - self._told >= BEAT_S:
            self._tell()

    def _tell(self) -> None:
        self._told = time.monotonic()
        if self._silent:
            return
        statement = (
            "INSERT INTO presence (session, author, place, seen) VALUES (?, ?, ?, ?) ON CONFLICT (session) "
            "DO UPDATE SET author = excluded.author, place = excluded.place, seen = excluded.seen"
        )
        with self._database.transaction():
            self._database.run(statement, [self._session, self._author, self._place, time.time()])
            self._database.run("DELETE FROM presence WHERE seen < ?", [time.time() - 10 * GONE_S])

    def leave(self) -> None:
        """Tell the others that this session is gone."""
        if not self._silent:
            self._database.run("DELETE FROM presence WHERE session = ?", [self._session])
