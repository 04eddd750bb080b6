"""The operations of one session that can be undone and redone."""

from __future__ import annotations

from collections.abc import Iterable

from journeykit.store.live.operation import Operation

MOST = 200
_STEPS = ("undo", "redo")


class Steps:
    """The undo and redo stacks of one session, with its own operations only."""

    def __init__(self, session: str) -> None:
        self.session = session
        self.done: list[int] = []
        self.undone: list[int] = []

    def take(self, entries: Iterable[Operation]) -> None:
        """Update the stacks with new operations of the log."""
        for entry in entries:
            if entry.session != self.session or entry.outcome != "done" or entry.edit == "merge":
                continue
            if entry.edit not in _STEPS:
                self.done = [*self.done[1 - MOST :], entry.revision]
                self.undone = []
                continue
            for stack in (self.done, self.undone):
                if entry.args["of"] in stack:
                    stack.remove(entry.args["of"])
            # A redo undoes an undo, and the reverse.
            (self.undone if entry.edit == "undo" else self.done).append(entry.revision)
