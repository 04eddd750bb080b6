"""Which operations of one session can be taken back, and which can be done again."""

from __future__ import annotations

from collections.abc import Iterable

from journeykit.store.live.operation import Operation

__all__ = ["Steps"]

MOST = 200
_STEPS = ("undo", "redo")


class Steps:
    """Undo and redo of one person: nobody takes back what another did."""

    def __init__(self, session: str) -> None:
        self.session = session
        self.done: list[int] = []
        self.undone: list[int] = []

    def take(self, entries: Iterable[Operation]) -> None:
        """Follow the log."""
        for entry in entries:
            if entry.session != self.session or entry.outcome != "done" or entry.edit == "merge":
                continue
            if entry.edit not in _STEPS:
                self.done = [*self.done[1 - MOST :], entry.revision]
                self.undone = []
                continue
            self.drop(int(entry.args["of"]))
            # What an undo did is what a redo takes back, and the other way round.
            (self.undone if entry.edit == "undo" else self.done).append(entry.revision)

    def drop(self, revision: int) -> None:
        """Forget an operation."""
        for stack in (self.done, self.undone):
            if revision in stack:
                stack.remove(revision)
