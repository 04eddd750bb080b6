"""The operation log: every edit by its name, with author, time and the revision that it was made on.

A revision is the number of an operation. The map at a revision is the nearest snapshot at or before it, and every
operation that was done since. Operations that did not reach the map are in the log too, with the reason.
"""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Literal

from pydantic import BaseModel

from journeykit.errors import JourneyKitError, MapError
from journeykit.model.changes.operations import put_operations
from journeykit.model.changes.parts import Field
from journeykit.model.edit import EDITS, apply
from journeykit.model.journey import JourneyMap
from journeykit.store.document import dump_map, parse_map
from journeykit.store.live.database import BrokenLogError, Database, Row

__all__ = ["Clash", "Entry", "Log", "Outcome", "as_json", "now", "replayed"]

Outcome = Literal["done", "refused", "late"]
"""done: it is part of the map; refused: its element was gone; late: a later edit of the same person came first."""

SNAPSHOT_EVERY = 100
_READ = (
    "SELECT revision, id, edit, args, author, session, at, base, outcome, reason, words, fields, clashes "
    "FROM operations "
)

_KINDS = (
    ("SELECT name, value FROM facts", (str,) * 2),
    (_READ, (int, *(str,) * 6, int, *(str,) * 5)),
    ("SELECT name, revision, author, at FROM versions", (str, int, str, str)),
    ("SELECT id, thread, target, kind, text, author, at FROM remarks", (str,) * 7),
    ("SELECT session, author, place, seen FROM presence", (str, str, str, float)),
)
_WRITE = (
    "INSERT INTO operations "
    "(id, edit, args, author, session, at, base, outcome, reason, words, fields, clashes) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True)
class Clash:
    """Two people changed one value at the same time; the later one stands, both are in the history.

    Attributes
    ----------
    revision : int
        The operation whose value was lost.
    author, session : str
        Whose it was.
    field : Field
        Collection, key and field; ``-`` when an element was removed that they had changed.
    words : str
        The value in the map's words: name of stage “Pay”.
    lost, kept : Any
        Both values as JSON-ready data.
    """

    revision: int
    author: str
    session: str
    field: Field
    words: str
    lost: Any
    kept: Any


@dataclass(frozen=True)
class Entry:
    """One operation of the log.

    Attributes
    ----------
    revision : int
        Its place in the log; the map at this revision is ``history.at(revision)``.
    id : str
        What makes it this operation: sent twice, it is done once.
    edit : str
        A name of ``journeykit.edit.EDITS``, or ``undo``, ``redo``, ``restore``, ``bring_back``, ``put``, ``merge``.
    args : dict
        Its arguments. The names beyond ``EDITS`` carry the parts of the map that they put (``changes``).
    author, session : str
        Who did it, and in which session.
    at : str
        When, UTC, ISO 8601.
    base : int
        The revision that its author saw.
    outcome : {"done", "refused", "late"}
        Whether it reached the map.
    reason : str
        Why it did not; empty for done.
    words : str
        What it did, in words.
    fields : tuple of Field
        The values that it changed.
    clashes : tuple of Clash
        What it overwrote of others that its author had not seen.
    """

    revision: int
    id: str
    edit: str
    args: dict[str, Any]
    author: str
    session: str
    at: str
    base: int
    outcome: Outcome
    reason: str = ""
    words: str = ""
    fields: tuple[Field, ...] = ()
    clashes: tuple[Clash, ...] = ()


def now() -> str:
    """Return the time as the log keeps it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def replayed(journey: JourneyMap, entry: Entry) -> JourneyMap:
    """Return the map after one entry of the log."""
    if entry.outcome != "done":
        return journey
    if entry.edit in EDITS:
        return apply(journey, entry.edit, entry.args)
    return put_operations(journey, entry.args["changes"])


class Log:
    """Operations and snapshots in a :class:`Database`."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def begin(self, journey: JourneyMap) -> None:
        """Start an empty log with a map, unless another session was faster."""
        with self.database.transaction():
            if not self.database.rows("SELECT 1 FROM snapshots LIMIT 1"):
                self.keep_snapshot(0, journey)

    def append(self, entry: Entry, after: JourneyMap) -> Entry:
        """Write an operation and return it with its revision; for use inside a transaction."""
        values = (
            entry.id,
            entry.edit,
            as_json(entry.args),
            entry.author,
            entry.session,
            entry.at,
            entry.base,
            entry.outcome,
            entry.reason,
            entry.words,
            as_json(entry.fields),
            as_json([vars(clash) for clash in entry.clashes]),
        )
        entry = replace(entry, revision=self.database.run(_WRITE, values))
        if entry.revision % SNAPSHOT_EVERY == 0:
            self.keep_snapshot(entry.revision, after)
        return entry

    def since(self, revision: int) -> list[Entry]:
        """Return the operations after a revision, in order."""
        return self._entries(self.database.rows(_READ + "WHERE revision > ? ORDER BY revision", [revision]))

    def latest(self, most: int, before: int | None = None) -> list[Entry]:
        """Return the last operations, newest first."""
        bound = before if before is not None else 2**62
        statement = _READ + "WHERE revision < ? ORDER BY revision DESC LIMIT ?"
        return self._entries(self.database.rows(statement, [bound, most]))

    def find(self, wanted: str | int) -> Entry | None:
        """Return the operation with an id or a revision, or None."""
        where = "WHERE revision = ?" if isinstance(wanted, int) else "WHERE id = ?"
        found = self._entries(self.database.rows(_READ + where, [wanted]))
        return found[0] if found else None

    def remover(self, collection: str, key: str) -> Entry | None:
        """Return the last operation that took an element away, or None."""
        # The index of texts is enough: ids hold no characters that JSON would escape.
        like = f'%["{collection}", "{key}", "-"]%'
        statement = _READ + "WHERE fields LIKE ? ORDER BY revision DESC LIMIT 1"
        found = self._entries(self.database.rows(statement, [like]))
        return found[0] if found else None

    def head(self) -> int:
        """Return the revision of the last operation."""
        return int(self.database.rows("SELECT coalesce(max(revision), 0) FROM operations")[0][0])

    def oldest(self) -> int:
        """Return the oldest revision that was not folded away."""
        return int(self.database.rows("SELECT coalesce(min(revision), 1) FROM operations")[0][0]) - 1

    def map_at(self, revision: int) -> JourneyMap:
        """Return the map as it was at a revision.

        Raises
        ------
        MapError
            The log no longer reaches back so far.
        """
        with self.database.lock, self._readable():
            found = self.database.rows(
                "SELECT revision, content FROM snapshots WHERE revision <= ? ORDER BY revision DESC LIMIT 1", [revision]
            )
            if not found or (found[0][0] < self.oldest() and found[0][0] != revision):
                raise MapError(
                    f"revision {revision} was folded away when the history was compacted. The oldest whole one is "
                    f"{self.oldest()}; named versions stay for ever."
                )
            start, content = found[0]
            journey = parse_map(zlib.decompress(content), source=f"revision {start} of {self.database.path}")
            for entry in self.since(start):
                if entry.revision > revision:
                    break
                journey = replayed(journey, entry)
        return journey

    def keep_snapshot(self, revision: int, journey: JourneyMap) -> None:
        """Keep the whole map of a revision."""
        content = zlib.compress(dump_map(journey).encode("utf-8"))
        self.database.run("INSERT OR IGNORE INTO snapshots (revision, content) VALUES (?, ?)", [revision, content])

    def compact(self, keep: int) -> int:
        """Fold all but the last ``keep`` operations away and return how many went; named versions stay whole."""
        with self.database.transaction():
            boundary = self.head() - keep
            if boundary <= 0 or not self.database.rows("SELECT 1 FROM operations WHERE revision <= ?", [boundary]):
                return 0
            named = [row[0] for row in self.database.rows("SELECT revision FROM versions")]
            for revision in {boundary, *(at for at in named if at < boundary)}:
                self.keep_snapshot(revision, self.map_at(revision))
            count = int(self.database.rows("SELECT count(*) FROM operations WHERE revision <= ?", [boundary])[0][0])
            self.database.run("DELETE FROM operations WHERE revision <= ?", [boundary])
            self.database.run(
                "DELETE FROM snapshots WHERE revision < ? AND revision NOT IN (SELECT revision FROM versions)",
                [boundary],
            )
            return count

    def fact(self, name: str) -> str:
        """Return a fact about the log, empty where there is none."""
        found = self.database.rows("SELECT value FROM facts WHERE name = ?", [name])
        return str(found[0][0]) if found else ""

    def held(self, name: str) -> tuple[int, str]:
        """Return a fact about the file: which revision it holds, and the digest of its bytes."""
        with self._readable():
            revision, _, digest = self.fact(name).partition(" ")
            return int(revision or -1), digest

    def check(self) -> None:
        """Read everything but the older snapshots.

        Raises
        ------
        BrokenLogError
            Something in it is not what the tables hold.
        """
        if not self.database.sound() or not self.database.rows("SELECT 1 FROM snapshots LIMIT 1"):
            raise BrokenLogError(self.database.path, "its pages do not fit together")
        for statement, kinds in _KINDS:
            if not all(all(map(isinstance, row, kinds)) for row in self.database.rows(statement)):
                raise BrokenLogError(self.database.path, "a value is not of its kind")
        self.since(0)
        self.held("saved"), self.held("saving")

    @contextlib.contextmanager
    def _readable(self) -> Iterator[None]:
        """Tell what does not fit as damage: a disk spoils bytes without asking what they mean."""
        try:
            yield
        except JourneyKitError:
            raise
        except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
            raise BrokenLogError(self.database.path, f"what it holds does not fit ({type(error).__name__})") from error

    def _entries(self, rows: list[Row]) -> list[Entry]:
        with self._readable():
            return [_entry(row) for row in rows]

    def set_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Keep facts about the log, such as which revision the file holds."""
        with self.database.transaction():
            for name, value in facts:
                self.database.run("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", [name, value])


def as_json(value: Any) -> str:
    """Return a value as JSON; scripts give dates, tuples and values of the model where a page gives texts.

    Raises
    ------
    MapError
        The value has no place in a map.
    """
    try:
        return json.dumps(value, ensure_ascii=False, default=_plain)
    except (TypeError, ValueError) as error:
        raise MapError(
            f"an edit takes texts, numbers, dates and lists of them: {error}. Nothing was changed."
        ) from error


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    raise TypeError(f"a {type(value).__name__} cannot be kept")


def _entry(row: Row) -> Entry:
    fields = tuple(tuple(field) for field in json.loads(row[11]))
    clashes = tuple(Clash(**{**clash, "field": tuple(clash["field"])}) for clash in json.loads(row[12]))
    revision, id_, edit, args, author, session, at, base, outcome, reason, words = row[:11]
    parts = (dict(json.loads(args)), author, session, at, base, outcome, reason, words, fields, clashes)
    return Entry(revision, id_, edit, *parts)
