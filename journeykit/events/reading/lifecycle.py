"""The column that says whether a line starts or completes an activity: how it is found, and its words.

Words are those of XES's lifecycle extension, and others that people write for them, in any case.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from journeykit.errors import EventLogError
from journeykit.events.reading.presets import matching

if TYPE_CHECKING:
    from journeykit.events.reading.roles import Roles
    from journeykit.events.reading.sources import ReadOptions, RecordSource

LIFECYCLE_KEY = "lifecycle:transition"
"""Its name in the XES standard."""

_NAMES = (
    LIFECYCLE_KEY, "lifecycle", "lifecycle id", "lifecycle state", "transition", "transition type", "registration type",
    "event type", "event state", "state", "status", "phase",
)  # fmt: skip
_INSTANCES = ("concept:instance", "activity instance", "activity instance id")
START, COMPLETE, SUSPEND, RESUME, OTHER = 1, 2, 3, 4, 5
"""What a line says of an activity."""
_WORDS = {
    **dict.fromkeys(["start", "started", "begin", "began"], START),
    **dict.fromkeys(["complete", "completed", "end", "ended", "finish", "finished", "stop", "stopped"], COMPLETE),
    **dict.fromkeys(["ate_abort", "pi_abort", "abort", "aborted", "cancel", "canceled", "cancelled"], COMPLETE),
    **dict.fromkeys(["suspend", "suspended", "pause", "paused"], SUSPEND),
    **dict.fromkeys(["resume", "resumed"], RESUME),
    **dict.fromkeys(["schedule", "scheduled", "assign", "assigned", "reassign", "reassigned"], OTHER),
    **dict.fromkeys(["autoskip", "manualskip", "withdraw", "withdrawn"], OTHER),
}
"""Word of the lifecycle -> what it says; an activity that is aborted has come to its end."""
UNKNOWN_WORD = "another word"


def transition(word: str) -> str:
    """Return a word of the lifecycle in lower case, or "another word", which may be personal."""
    folded = word.strip().lower()
    return folded if folded in _WORDS else UNKNOWN_WORD


def moment_of(word: str) -> int:
    """Return what a word of the lifecycle says of an activity."""
    return _WORDS.get(transition(word), OTHER)


def has_pairs(counts: Collection[str]) -> bool:
    """Return whether the words of a lifecycle have both starts and completes."""
    return {START, COMPLETE} <= {_WORDS.get(word) for word in counts}


def lifecycle_column(source: RecordSource, taken: Collection[str]) -> str | None:
    """Return the column that says whether something starts or ends, or None.

    A name such as ``status`` is not enough: the first cells must contain words of the lifecycle and no others.
    """
    for name in _NAMES:
        for column in matching(source.columns, (name,)):
            if column in taken or column in source.times or not _is_text(source, column):
                continue
            # Of a source that is read once nothing is known in advance: its words decide at the end.
            if name == LIFECYCLE_KEY or source.once:
                return column
            words = {transition(cell) for cell in source.first_cells(column) or () if cell}
            if words and UNKNOWN_WORD not in words:
                return column
    return None


def _is_text(source: RecordSource, column: str) -> bool:
    try:
        source.check([column])
    except EventLogError:
        return False
    return True


def instance_column(columns: Sequence[str], taken: Collection[str]) -> str | None:
    """Return the column that tells several executions of one activity apart, or None."""
    found = [column for column in matching(columns, _INSTANCES) if column not in taken]
    return found[0] if len(found) == 1 else None


def lifecycle_words(counts: Mapping[str, int], column: str) -> str:
    """Return the words of a lifecycle with their numbers."""
    said = ", ".join(f"{word} {count:,}" for word, count in sorted(counts.items(), key=lambda item: -item[1]))
    return f"lifecycle in column {column!r}: {said}"


def lifecycle_note(counts: Mapping[str, int], column: str) -> list[str]:
    """Return the note about a lifecycle whose lines are events of their own; none if all of them are completes."""
    if {_WORDS.get(word) for word in counts} <= {COMPLETE}:
        return []
    advice = f". lifecycle_col={column!r} makes one event of each start and its complete" if has_pairs(counts) else ""
    return [f"{lifecycle_words(counts, column)}; each is an event of its own{advice}"]


def with_lifecycle(roles: Roles, source: RecordSource, asked: ReadOptions) -> Roles:
    """Return the roles with the lifecycle: named by the user or found, to be joined unless it is read otherwise too."""
    read = {*roles.columns(), *asked.named} - {asked.lifecycle}
    column = roles.lifecycle or lifecycle_column(source, read - {*roles.attributes})
    if column is None:
        return roles
    pairs = roles.lifecycle is not None or (asked.lifecycle_col is None and column not in read)
    return replace(
        roles, lifecycle=column, instance=instance_column(source.columns, read) if pairs else None, pairs=pairs
    )
