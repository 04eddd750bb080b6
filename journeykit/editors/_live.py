"""Binds a widget to a shared map: others' edits arrive, its own go into the log.

Besides patches, pages are sent what changed of these, as ``{"live": {...}}``: ``state`` (of saving), ``people``,
``threads``, ``lost`` (texts of this session that others replaced), ``overwrote`` (the reverse), ``notice`` and ``at``
(the revision of the log that the page has). For questions see :meth:`LiveSide.answers`.
"""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Protocol

from journeykit.editors._assets import STATIC
from journeykit.errors import MapError
from journeykit.model.changes import diff, sentence
from journeykit.model.edit import EDITS
from journeykit.model.journey import JourneyMap
from journeykit.store.live import Clash, News, Operation, SharedFile, SharedMap
from journeykit.store.live.operation import as_json

Shared = SharedMap | SharedFile
Args = dict[str, Any]
MOST_SHOWN = 400
PAGE = 40


class Host(Protocol):
    """The widget of a live side."""

    map: JourneyMap

    def send(self, content: dict[str, Any]) -> None: ...


class LiveSide:
    """Binds a widget to a :class:`SharedMap`.

    News arrive on a thread of the store, but a widget belongs to the thread that made it: they are passed to the event
    loop of that thread. Without one (in a script) nothing else uses the widget, and they are handled at once.
    """

    def __init__(self, host: Host, shared: Shared, *, may_edit: bool) -> None:
        self.host, self.shared, self.may_edit = host, shared, may_edit and not shared.read_only
        self.origin: tuple[str, int | None] = ("", None)
        self.taking = False
        self._said: dict[str, Any] = {}
        self._thread = threading.get_ident()
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
        self.end = shared.watch(self._heard)

    # ------------------------------------------------------------------------------------------------------- edits

    def submit(self, name: str, args: Args) -> None:
        """Make an edit of this widget, with what the page said about it."""
        op, base = self.origin
        entry = self.shared.submit(name, args, op=op, base=base)
        self.take()
        if entry.outcome == "late":
            self._say({"notice": entry.reason})
        if entry.clashes:
            self._say({"overwrote": [_clash_facts(clash, clash.author) for clash in entry.clashes]})

    def put(self, journey: JourneyMap) -> None:
        """Share a map that a program set on the widget."""
        try:
            self.shared.put(journey)
        finally:
            self.take()

    def step(self, name: str) -> None:
        """Undo or redo an edit of this session."""
        self.shared.undo() if name == "undo" else self.shared.redo()
        self.take()

    def from_page(self, message: dict[str, Any]) -> None:
        """Note the id of the edit that a page sends, and the revision that the person saw."""
        op, base = message.get("op"), message.get("base")
        known = isinstance(op, str) and 0 < len(op) <= 80
        self.origin = (str(op) if known else "", base if type(base) is int else None)

    # -------------------------------------------------------------------------------------------------------- news

    def _heard(self, news: News) -> None:
        if self._loop is None or threading.get_ident() == self._thread:
            self._arrived(news)
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._arrived, news)

    def _arrived(self, news: News) -> None:
        self.take()
        fresh: dict[str, Any] = {name: value for name, value in self.facts().items() if self._said.get(name) != value}
        self._said |= fresh
        if news.lost and self.may_edit:
            fresh["lost"] = [self._lost(entry, clash) for entry, clash in news.lost]
        if news.notice:
            fresh["notice"] = news.notice
        if fresh:
            self._say(fresh)

    def take(self) -> None:
        """Update the widget to the shared map."""
        if self.host.map is not self.shared.map:
            self.taking = True
            try:
                self.host.map = self.shared.map
            finally:
                self.taking = False

    def facts(self) -> dict[str, Any]:
        """Return what a page shows besides the map."""
        facts: dict[str, Any] = {"state": asdict(self.shared.state), "at": self.shared.revision}
        if self.may_edit and isinstance(self.shared, SharedMap):
            facts["people"] = [asdict(person) for person in self.shared.presence.people()]
            facts["threads"] = [asdict(thread) for thread in self.shared.comments.threads()]
        return facts

    def _say(self, facts: dict[str, Any]) -> None:
        self.host.send({"live": facts})

    def _lost(self, entry: Operation, clash: Clash) -> dict[str, Any]:
        told = _clash_facts(clash, entry.author) | {"revision": entry.revision}
        own = self.shared.history.entries(1, before=clash.revision + 1) if isinstance(self.shared, SharedMap) else []
        if own and own[0].edit in EDITS and clash.field[2] != "-":
            told["again"] = {"edit": own[0].edit, "args": own[0].args}
        return told

    # -------------------------------------------------------------------------------------------- what a page may ask

    def answers(self) -> dict[str, Callable[[Args], Any]]:
        """Return the questions that a page may ask; a reading view has none that changes something."""
        found: dict[str, Callable[[Args], Any]] = {"live": lambda args: self._opening(), "ping": lambda args: {}}
        if not self.may_edit or not isinstance(self.shared, SharedMap):
            return found
        shared, history, comments = self.shared, self.shared.history, self.shared.comments

        def commented(add: Callable[..., Any], on: str) -> Callable[[Args], Any]:
            return lambda args: asdict(add(_text(args, on), _text(args, "text"), op=_text(args, "op", "")))

        return found | {
            "history": lambda args: self._history(shared, args.get("before")),
            "compare": lambda args: self._compared(shared, _number(args, "revision")),
            "restore": lambda args: self._changed(history.restore(_number(args, "revision"))),
            "bring_back": lambda args: self._changed(history.bring_back(_number(args, "revision"))),
            "name_version": lambda args: asdict(history.name_version(_text(args, "name"), args.get("revision"))),
            "comment": commented(comments.add, "target"),
            "reply": commented(comments.reply, "thread"),
            "resolve": lambda args: asdict(comments.resolve(_text(args, "thread"))),
            "reopen": lambda args: asdict(comments.reopen(_text(args, "thread"))),
            "place": lambda args: shared.presence.move(_text(args, "place")),
            "call_me": lambda args: self._called(shared, _text(args, "name")),
        }

    def _opening(self) -> dict[str, Any]:
        if self.may_edit and isinstance(self.shared, SharedMap):
            self.shared.presence.page_seen()
        self._said = self.facts()
        return {
            **self._said,
            "style": (STATIC / "share/live.css").read_text(encoding="utf-8"),
            "me": {"session": self.shared.session, "author": self.shared.author},
            "mode": self.shared.mode,
            # Browser storage is by file: a copy of the map elsewhere has the same id.
            "key": f"{self.shared.map.id}:{hashlib.sha256(str(self.shared.path).encode()).hexdigest()[:12]}",
            "notices": self.shared.notices[-3:],
            "may_edit": self.may_edit,
        }

    def _history(self, shared: SharedMap, before: Any) -> dict[str, Any]:
        entries = shared.history.entries(PAGE, before=before if type(before) is int else None)
        shown = [
            {
                **{name: getattr(entry, name) for name in ("revision", "author", "at", "outcome", "reason", "words")},
                "mine": entry.session == shared.session,
                "removed": entry.outcome == "done" and any(field[2] == "-" for field in entry.fields),
                "clashes": [_clash_facts(clash, clash.author) for clash in entry.clashes],
            }
            for entry in entries
        ]
        versions = [asdict(version) for version in shared.history.versions()]
        return {"entries": shown, "versions": versions, "more": len(entries) == PAGE}

    def _compared(self, shared: SharedMap, revision: int) -> list[dict[str, str]]:
        """Return what restoring a revision would change, in words."""
        found = diff(shared.map, shared.history.at(revision))
        return [{"kind": change.kind, "text": sentence(change)} for change in found[:60]]

    def _changed(self, journey: JourneyMap) -> dict[str, Any]:
        self.take()
        return {"at": self.shared.revision}

    def _called(self, shared: SharedMap, name: str) -> dict[str, Any]:
        called = " ".join(name.split())[:60]
        if not called:
            raise MapError("a name needs a letter. Nothing was changed.")
        shared.rename(called)
        return {"author": called}


def _clash_facts(clash: Clash, author: str) -> dict[str, Any]:
    return {
        "words": clash.words,
        "author": author,
        "removed": clash.field[2] == "-",
        "lost": _shown(clash.lost),
        "kept": _shown(clash.kept),
    }


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else "" if value is None else as_json(value)
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"


def _text(args: Args, name: str, otherwise: str | None = None) -> str:
    value = args.get(name, otherwise)
    if not isinstance(value, str):
        raise MapError(f"this needs {name!r} as text. Nothing was changed.")
    return value


def _number(args: Args, name: str) -> int:
    value = args.get(name)
    if type(value) is not int:
        raise MapError(f"this needs {name!r} as a whole number. Nothing was changed.")
    return value
