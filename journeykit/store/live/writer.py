"""One session's access to a log: it follows the operations of others, and applies its own.

Every edit is applied in one transaction to the newest map, so all sessions apply the operations in the same order. An
edit that was made on an earlier revision is rebased first (``intent.py``).
"""

from __future__ import annotations

import json
import re
import secrets
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from journeykit.errors import MapError, UnknownIdError
from journeykit.model.changes.operations import field_value, operations
from journeykit.model.changes.parts import Field, changed_fields
from journeykit.model.edit import EDITS, apply
from journeykit.model.journey import JourneyMap
from journeykit.store.live.intent import carried_over, missing, with_id
from journeykit.store.live.operation import Clash, Operation, as_json, now
from journeykit.store.live.operation_log import Log
from journeykit.store.live.words import edit_words, field_words
from journeykit.store.merge import merged_value, three_way
from journeykit.text import capitalized

RECENT = 400
_COUNTED = re.compile(r"(?P<page>.+):(?P<count>[0-9]{1,9})")


def clock(at: str) -> str:
    """Return a time of the log in local time: 12:03."""
    return f"{datetime.fromisoformat(at).astimezone():%H:%M}"


class Writer:
    """The map of a session and its ``revision``: ``pull`` updates both, ``submit`` and ``put`` add an operation."""

    def __init__(self, log: Log, author: str, session: str) -> None:
        self.log, self.author, self.session = log, author, session
        self.revision = log.head()
        self.map = log.map_at(self.revision)
        self._maps: dict[int, JourneyMap] = {self.revision: self.map}
        self._entries: deque[Operation] = deque(maxlen=RECENT)

    def at(self, revision: int) -> JourneyMap:
        """Return the map at a revision, from memory if it is recent."""
        found = self._maps.get(revision)
        return found if found is not None else self.log.map_at(revision)

    def pull(self) -> bool:
        """Take in the operations of others, and return whether there were any."""
        with self.log.lock:
            fresh = self.log.since(self.revision)
            for entry in fresh:
                self._take(entry, self.log.after(self.map, entry))
        return bool(fresh)

    def _take(self, entry: Operation, journey: JourneyMap) -> None:
        self.map, self.revision = journey, entry.revision
        self._entries.append(entry)
        self._maps[entry.revision] = journey
        if len(self._maps) > RECENT:
            del self._maps[next(iter(self._maps))]

    def entries_since(self, revision: int) -> list[Operation]:
        """Return the operations after a revision, up to that of this session."""
        if self._entries and self._entries[0].revision <= revision + 1:
            return [entry for entry in self._entries if entry.revision > revision]
        held = self.log.since(revision) if revision < self.revision else []
        return [entry for entry in held if entry.revision <= self.revision]

    def submit(self, edit: str, args: Mapping[str, Any], *, op: str = "", base: int | None = None) -> Operation:
        """Apply an edit by its name and return its operation; an invalid edit raises MapError.

        An edit of an element that others removed is refused and added to the log.
        """
        if edit not in EDITS:
            raise UnknownIdError("edit", edit, EDITS)
        given = json.loads(as_json(dict(args)))
        return self._write(op, base, lambda draft: self._edited(draft, edit, given))

    def put(
        self,
        edit: str,
        made: Callable[[JourneyMap], JourneyMap],
        *,
        words: str,
        args: Mapping[str, Any] | None = None,
        author: str = "",
        base: int | None = None,
    ) -> Operation:
        """Replace the map by ``made(map)``, as one operation under the name ``edit``."""

        def decided(draft: Operation) -> tuple[Operation, JourneyMap]:
            fresh = made(self.map)
            fields = changed_fields(self.map, fresh)
            entry = replace(
                draft,
                edit=edit,
                args={**(args or {}), "changes": operations(self.map, fresh)},
                author=author or draft.author,
                words=words,
                fields=tuple(fields),
            )
            return self._with_clashes(entry, fresh), fresh

        return self._write("", base, decided)

    def take_back(self, revision: int, edit: str, *, words: str, of: int) -> bool:
        """Undo an operation, and return whether later changes to the same values were left as they are."""
        after, before = self.at(revision), self.at(revision - 1)
        clashes: list[Any] = []

        def made(present: JourneyMap) -> JourneyMap:
            merged = three_way(after, before, present, prefer="theirs", same_ids=True)
            clashes.extend(merged.clashes)
            return merged.map

        self.put(edit, made, words=words, args={"of": of})
        return bool(clashes)

    def _write(
        self, op: str, base: int | None, decided: Callable[[Operation], tuple[Operation, JourneyMap]]
    ) -> Operation:
        with self.log.lock:
            seen = self.revision if base is None or not 0 <= base <= self.revision else base
            with self.log.transaction():
                self.pull()
                known = self.log.find(op) if op else None
                if known is not None:
                    return known
                id_ = op or f"{self.session}-{secrets.token_hex(6)}"
                draft = Operation(0, id_, "", {}, self.author, self.session, now(), seen, "done")
                entry, journey = decided(draft)
                entry = self.log.append(entry, journey)
            # After the commit only.
            self._take(entry, journey)
        return entry

    # --------------------------------------------------------------------------------------------------- decisions

    def _edited(self, draft: Operation, edit: str, given: dict[str, Any]) -> tuple[Operation, JourneyMap]:
        draft = replace(draft, edit=edit, args=given)
        args = carried_over(edit, given, self._base(draft), self.map)
        try:
            fresh = apply(self.map, edit, args)
        except MapError:
            refused = self._refused(draft, given)
            if refused is None:
                raise
            return refused, self.map
        words = edit_words(edit, args, self.map, fresh)
        args = with_id(edit, args, self.map, fresh)
        entry = replace(draft, args=args, words=words, fields=tuple(changed_fields(self.map, fresh)))
        if self._overtaken(entry):
            reason = "A later change of yours to the same place came first."
            return replace(entry, outcome="late", reason=reason), self.map
        return self._with_clashes(entry, fresh), fresh

    def _base(self, draft: Operation) -> JourneyMap:
        try:
            return self.at(draft.base)
        except MapError:  # Compacted: what its author saw is unknown.
            return self.map

    def _refused(self, draft: Operation, args: dict[str, Any]) -> Operation | None:
        for collection, key in missing(draft.edit, args, self.map):
            removal = self.log.removal_of(collection, key)
            if removal is None:
                continue
            then = self.at(removal.revision - 1)
            place = capitalized(field_words(then, (collection, key, "-")))
            who = "you" if removal.session == self.session else removal.author
            if draft.edit.startswith("remove_"):
                reason = f"{place} was removed by {who} at {clock(removal.at)} already."
                return replace(draft, outcome="late", reason=reason, words=edit_words(draft.edit, args, then, self.map))
            reason = f"{place} was removed by {who} at {clock(removal.at)}, so this change was not made."
            if self.log.has_history:
                reason += " It is kept in the history, where both can be brought back."
            return replace(draft, outcome="refused", reason=reason, words=edit_words(draft.edit, args, then, then))
        return None

    def _overtaken(self, entry: Operation) -> bool:
        """Return whether a later edit of the same page is in the log already: a slow network may reorder them."""
        own = _COUNTED.fullmatch(entry.id)
        if own is None:
            return False
        for other in self.entries_since(entry.base):
            numbered = _COUNTED.fullmatch(other.id)
            later = numbered and numbered["page"] == own["page"] and int(numbered["count"]) > int(own["count"])
            if later and other.outcome == "done" and set(other.fields) & set(entry.fields):
                return True
        return False

    def _with_clashes(self, entry: Operation, fresh: JourneyMap) -> Operation:
        others = [e for e in self.entries_since(entry.base) if e.session != self.session and e.outcome == "done"]
        if not others:
            return entry
        base = self._base(entry)
        found = []
        for field in entry.fields:
            lost = next((e for e in reversed(others) if _touches(e, field)), None)
            if lost is None or field[2] == "+":
                continue
            then, mine, theirs = (field_value(journey, field) for journey in (base, fresh, self.map))
            if field[2] == "-" or merged_value(then, mine, theirs)[1]:
                words = field_words(self.map, field)
                found.append(Clash(lost.revision, lost.author, lost.session, field, words, theirs, mine))
        return replace(entry, clashes=tuple(found))


def _touches(entry: Operation, field: Field) -> bool:
    if field[2] == "-":
        return any(touched[:2] == field[:2] for touched in entry.fields)
    return field in entry.fields
