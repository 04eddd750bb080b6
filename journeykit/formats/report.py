"""Results of importing and exporting: the map or the file, and what was left out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from journeykit.model.journey import JourneyMap


@dataclass(frozen=True)
class Note:
    """One line of a report."""

    place: str
    """Place in the file, such as ``cell B4`` or ``line 7``."""
    what: str
    """What it is, in the terms of the map."""
    reason: str = ""
    """Why it was not taken, or was taken in this way."""

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        return f"{place}{self.what}" + (f" - {self.reason}" if self.reason else "")


@dataclass(frozen=True)
class Report:
    """What reading a file did, with everything that was left out."""

    source: str
    """Name of the file in messages."""
    taken: tuple[Note, ...] = ()
    """What is on the map now."""
    not_taken: tuple[Note, ...] = ()
    """What is in the file but not on the map."""
    assumed: tuple[Note, ...] = ()
    """What had to be assumed because the file does not say it."""

    def __str__(self) -> str:
        lines = [f"{self.source}: {len(self.taken)} taken, {len(self.not_taken)} not taken."]
        for heading, notes in (("Taken", self.taken), ("Not taken", self.not_taken), ("Assumed", self.assumed)):
            if notes:
                lines += [f"{heading}:", *(f"  {note}" for note in notes)]
        return "\n".join(lines)


@dataclass(frozen=True)
class Imported:
    """A map that was read from another format, with a report."""

    map: JourneyMap
    report: Report


@dataclass(frozen=True)
class Loss:
    """One part of a map that is missing or different in a written file."""

    element: str
    """Element, such as ``touchpoint 'home-page'``; ``map`` for facts about the whole map."""
    field: str
    """Field that is lost or changed; empty for the whole element."""
    reason: str
    """Why."""

    def __str__(self) -> str:
        return f"{self.element}{f', {self.field}' if self.field else ''}: {self.reason}"


@dataclass(frozen=True)
class Exported:
    """A map as the bytes of a file in another format, with everything that is not in the file."""

    data: bytes
    losses: tuple[Loss, ...] = ()

    @property
    def text(self) -> str:
        """The file as text, for formats that are text."""
        return self.data.decode("utf-8-sig")


def losses_in_short(losses: tuple[Loss, ...], most: int = 20) -> str:
    """Return losses as one line per kind and field, the most frequent first.

    Examples
    --------
    >>> losses_in_short((Loss("stage 'a'", "sources", "no place"), Loss("stage 'b'", "sources", "no place")))
    'stage: sources (2) - no place'
    """
    counted = Counter((loss.element.split(" '")[0], loss.field, loss.reason) for loss in losses)
    lines = [
        f"{kind}: {field or 'as a whole'} ({count}) - {reason}"
        for (kind, field, reason), count in counted.most_common(most)
    ]
    rest = len(counted) - len(lines)
    return "\n".join([*lines, f"and {rest} more kinds of loss"] if rest else lines)


class Notes:
    """Collects the notes of a report."""

    def __init__(self) -> None:
        self._taken: list[Note] = []
        self._not_taken: list[Note] = []
        self._assumed: list[Note] = []

    def took(self, place: object, what: str) -> None:
        """Note what was taken from the file."""
        self._taken.append(Note(str(place), what))

    def left(self, place: object, what: str, reason: str) -> None:
        """Note what was left out of the map."""
        self._not_taken.append(Note(str(place), what, reason))

    def assumed(self, place: object, what: str, reason: str) -> None:
        """Note what the file does not say."""
        self._assumed.append(Note(str(place), what, reason))

    def report(self, source: str) -> Report:
        """Return the notes as a value."""
        return Report(source, tuple(self._taken), tuple(self._not_taken), tuple(self._assumed))
