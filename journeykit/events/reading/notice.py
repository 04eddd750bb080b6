"""A note of the report that may mean harm: how much, and the argument that changes what was done."""

from __future__ import annotations

from typing import Self

TOLD, LOOK, COUNTS, WRONG = range(4)
"""How much harm a note may mean: none, a look is due, numbers are other than they seem, numbers are likely wrong."""
HARM_WORDS = ("for information", "look at this", "counts may differ", "likely wrong")


class Notice(str):
    """A note with the harm it may mean, from ``TOLD`` to ``WRONG``, and the argument that changes what was done.

    It is text, so that a reader of sources may also report a plain one, which is for information.

    Examples
    --------
    >>> note = Notice("exact duplicates kept: 3", COUNTS, "duplicates='drop'")
    >>> note.within("shop.csv"), note.within("shop.csv").harm == COUNTS
    ('shop.csv: exact duplicates kept: 3', True)
    """

    __slots__ = ("change", "harm")
    harm: int
    change: str

    def __new__(cls, text: str, harm: int = TOLD, change: str = "") -> Self:
        """Return the note."""
        note = super().__new__(cls, text)
        note.harm, note.change = harm, change
        return note

    def __reduce__(self) -> tuple[type[Notice], tuple[str, int, str]]:
        return Notice, (str(self), self.harm, self.change)

    def within(self, place: str) -> Notice:
        """Return the note with the place that it is about before it."""
        return Notice(f"{place}: {self}", self.harm, self.change)

    def also(self, words: str) -> Notice:
        """Return the note with words after it."""
        return Notice(f"{self}{words}", self.harm, self.change)


def as_notice(note: str) -> Notice:
    """Return a note as one that says its harm."""
    return note if isinstance(note, Notice) else Notice(note)


def by_harm(notes: tuple[str, ...]) -> list[Notice]:
    """Return notes in order of the harm they may mean, the greatest first."""
    return sorted(map(as_notice, notes), key=lambda note: -note.harm)
