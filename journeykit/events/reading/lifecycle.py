"""Logs in which one activity is several rows, its start and its end: found in XES and in tables, and said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from journeykit.events.reading.presets import matching

__all__ = ["KEY", "lifecycle_column", "lifecycle_note", "transition"]

KEY = "lifecycle:transition"
"""What the standard of XES calls it."""

_NAMES = (
    *(KEY, "lifecycle", "lifecycle id", "lifecycle state", "transition", "transition type", "registration type"),
    *("event type", "event state", "state", "status", "phase"),
)
_STARTS = frozenset({"start", "started", "begin", "began"})
_ENDS = frozenset({"complete", "completed", "end", "ended", "finish", "finished"})
_WORDS = frozenset(
    {"schedule", "assign", "reassign", "suspend", "resume", "autoskip", "manualskip", "withdraw", "ate_abort"}
    | {"pi_abort"}
    | _STARTS
    | _ENDS
)


def transition(word: str) -> str:
    """Return a word of the lifecycle in lower case; any other word is not repeated."""
    folded = word.strip().lower()
    return folded if folded in _WORDS else "another word"


def lifecycle_column(
    columns: Sequence[str], first_cells: Callable[[str], Sequence[str | None] | None], taken: Collection[str]
) -> str | None:
    """Return the column that says of each row whether something starts or ends, None where there is none.

    A name such as ``status`` is not enough: the first cells must hold words of the lifecycle and no others.
    """
    for name in _NAMES:
        for column in matching(columns, (name,)):
            cells = first_cells(column) if column not in taken else None
            words = {transition(cell) for cell in cells or () if cell}
            if (words and "another word" not in words) or (cells is None and name == KEY and column not in taken):
                return column
    return None


def lifecycle_note(counts: Mapping[str, int], column: str = "") -> list[str]:
    """Return what is to be said about the words of a lifecycle; of a table's only where there are starts and ends."""
    both = counts.keys() & _STARTS and counts.keys() & _ENDS
    if not counts or (column and not both):
        return []
    said = ", ".join(f"{word} {count:,}" for word, count in sorted(counts.items(), key=lambda item: -item[1]))
    where = f"lifecycle in column {column!r}" if column else "lifecycle"
    advice = ". To count what starts and completes once, keep one kind of rows before reading" if both else ""
    return [f"{where}: {said}; each is an event of its own{advice}"]
