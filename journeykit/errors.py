"""The errors that journeykit raises on purpose, in one tree.

A message says what is wrong, where, what is allowed or nearest, and what to do next. It never contains a value of
customer data: rows are named by number, columns by name.

``JourneyKitError``
├── ``MapError``            a journey map cannot be made, edited or read
│   ├── ``UnknownIdError``  an id, lane or edit name that the map does not have
│   ├── ``FieldError``      values that do not fit the fields of an element; has each by its place
│   ├── ``DocumentError``   a file is not a valid map; lists every problem at once
│   └── ``ConflictError``   the file changed since it was read
├── ``FormatError``         a file of another format (spreadsheet, Mermaid, CJML …) cannot be read or written
├── ``EventLogError``       an event log cannot be read or prepared
│   ├── ``ColumnRoleError`` a column is missing or its role cannot be guessed
│   └── ``CancelledError``  the reading of a log was cancelled
├── ``AnswersError``        answers of customers cannot be read, or a question does not fit their scale
├── ``FrameError``          a chart was given a frame without the columns it draws
├── ``ExportError``         a page or file cannot be written
└── ``ServeError``          a dashboard cannot be served
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TypeVar

T = TypeVar("T")

_MOST = 50  # problems in one message
_LONGEST = 600  # characters of one problem; a name in a file may be much longer


class JourneyKitError(Exception):
    """Base class: catch this to catch everything that journeykit raises on purpose."""


class MapError(JourneyKitError, ValueError):
    """A journey map cannot be made, edited or read."""


class FieldError(MapError):
    """Values that do not fit the fields of an element; ``problems`` has one message per place, such as ``severity``."""

    def __init__(self, sentence: str, problems: Mapping[str, str]) -> None:
        super().__init__(sentence)
        self.problems = dict(problems)


class UnknownIdError(MapError, KeyError):
    """An id (or lane, or edit name) that does not exist; names the nearest one and lists the known ones."""

    def __init__(
        self, kind: str, wanted: str, known: Iterable[str], where: str = "", *, meant: str | None = None
    ) -> None:
        known = list(known)
        place = f" in {where}" if where else ""
        guess = did_you_mean(meant or wanted, known)
        super().__init__(f"no {kind} has id {wanted!r}{place}.{guess} Known: {listing(known)}.")

    def __str__(self) -> str:
        # KeyError would show the repr of the message.
        return str(self.args[0])


class DocumentError(MapError):
    """A document is not a valid map: its first ``problems`` as ``(place, message)``, and how many ``more``."""

    def __init__(self, source: str, problems: Sequence[tuple[str, str]], advice: str = "", *, more: int = 0) -> None:
        self.source, self.problems, self.more = source, tuple(problems), more
        total = len(problems) + more
        lines = [f"{source} is not a valid journey map: {'1 problem' if total == 1 else f'{total:,} problems'}."]
        told = [f"{place}: {message}" if place else message for place, message in problems]
        lines += [f"  {line}" for line in capped(told, more=more)]
        if advice:
            lines.append(advice)
        super().__init__("\n".join(lines))


class ConflictError(MapError):
    """The file on disk is not the one that was read: somebody else saved in between."""


class FormatError(JourneyKitError, ValueError):
    """A file of another format cannot be read or written; says where and what to do."""

    def __init__(self, source: str, place: str, message: str, advice: str = "") -> None:
        self.source, self.place = source, place
        where = f"{source}, {place}" if place else source
        super().__init__(f"{where}: {message}" + (f" {advice}" if advice else ""))


class EventLogError(JourneyKitError, ValueError):
    """An event log cannot be read or prepared."""


class ColumnRoleError(EventLogError):
    """A column that was named is missing, or no column fits a role (path, event, time)."""


class CancelledError(EventLogError):
    """The reading of a log was cancelled; nothing of it was kept."""


class AnswersError(JourneyKitError, ValueError):
    """Answers of customers (a survey, reviews, tickets) cannot be read, or a measure does not fit their scale."""


class FrameError(JourneyKitError, ValueError):
    """A chart was given a frame that lacks columns it draws; lists the missing and the found ones."""

    def __init__(self, chart: str, missing: Sequence[str], found: Iterable[str]) -> None:
        super().__init__(
            f"{chart} needs the column{'s' if len(missing) > 1 else ''} {listing(missing)}, "
            f"which the frame does not have. Found: {listing(found)}."
        )


class ExportError(JourneyKitError, OSError):
    """A page or file cannot be written."""


class ServeError(JourneyKitError, OSError):
    """A dashboard cannot be served."""


def nearest(wanted: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to ``wanted``, or None when nothing is near."""
    folded = {word.casefold(): word for word in known}
    matches = get_close_matches(wanted.casefold(), folded, n=1, cutoff=0.6)
    return folded[matches[0]] if matches else None


def lookup(kind: str, wanted: str, known: Mapping[str, T]) -> T:
    """Return the value with a key; an unknown key raises UnknownIdError."""
    if wanted not in known:
        raise UnknownIdError(kind, wanted, known)
    return known[wanted]


def did_you_mean(wanted: str, known: Iterable[str]) -> str:
    """Return the hint at the nearest known word as the next sentence of a message, or nothing."""
    hint = nearest(wanted, known)
    return f" Did you mean {hint!r}?" if hint else ""


def capped(told: Sequence[str], *, more: int = 0) -> list[str]:
    """Return the first of many problems, and a line with the number of the rest."""
    rest = len(told[_MOST:]) + more
    shown = [line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…" for line in told[:_MOST]]
    return [*shown, *([f"and {rest:,} more"] if rest else [])]


def listing(words: Iterable[str], most: int = 12) -> str:
    """Return words as a readable list of quoted names, cut after ``most``."""
    words = list(words)
    if not words:
        return "none"
    shown = ", ".join(repr(word) for word in words[:most])
    return shown if len(words) <= most else f"{shown} and {len(words) - most} more"
