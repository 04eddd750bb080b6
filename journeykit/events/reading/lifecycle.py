"""The column that says whether a line starts or completes an activity: how it is found, and its words.

Words are those of XES's lifecycle extension, and others that people write for them, in any case.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from journeykit.errors import EventLogError
from journeykit.events.reading.lifecycle_words import (
    COMPLETE,
    START,
    UNKNOWN_WORD,
    WORDS,
    has_pairs,
    moment_of,
    transition,
)
from journeykit.events.reading.presets import matching

if TYPE_CHECKING:
    from journeykit.events.reading.roles import Roles
    from journeykit.events.reading.sources import ReadOptions, RecordSource

LIFECYCLE_KEY = "lifecycle:transition"
"""Its name in the XES standard."""

_NAMES = (
    LIFECYCLE_KEY, "lifecycle", "lifecycle id", "lifecycle state", "transition", "transition type", "registration type",
    "event type", "event state", "state", "status", "phase", "transaction type", "activity type", "activity state",
    "step type", "action", "action type", "movement", "direction", "type", "vorgang", "ereignis", "ereignistyp",
    "ereignisart", "zustand", "bewegung", "richtung", "aktion", "typ", "art", "statut", "état", "type d'événement",
    "estado", "tipo", "tipo de evento", "stato", "movimento", "tipo de movimento",
)  # fmt: skip
_STATES = ("state", "status", "event state", "activity state", "zustand", "statut", "état", "estado", "stato", "phase")
"""Columns that may also say in what state a thing is, not what happened to it."""
_INSTANCES = ("concept:instance", "activity instance", "activity instance id")


def lifecycle_column(source: RecordSource, taken: Collection[str], event: str = "") -> str | None:
    """Return the column that says whether something starts or ends, or None.

    A name such as ``status`` is not enough: the first cells must contain words of the lifecycle and no others, and
    words that also mean other things must be one of each kind for some ``event``.
    """
    for name in _NAMES:
        for column in matching(source.columns, (name,)):
            if column in taken or column in source.times or not _is_text(source, column):
                continue
            # Of a source that is read once nothing is known in advance: its words decide at the end.
            if name == LIFECYCLE_KEY or source.once:
                return column
            words = {transition(cell) for cell in source.first_cells(column) or () if cell}
            if not words or UNKNOWN_WORD in words:
                continue
            stateful = matching((column,), _STATES)
            if words <= WORDS.keys() or (not stateful and _one_of_each(source, column, event)):
                return column
    return None


def _one_of_each(source: RecordSource, column: str, event: str) -> bool:
    """Return whether some activity has a start and an end in the first cells."""
    kinds: dict[str | None, set[int]] = {}
    cells, events = source.first_cells(column) or (), source.first_cells(event) or ()
    for word, name in zip(cells, events, strict=False):
        kinds.setdefault(name, set()).add(moment_of(word or ""))
    return any({START, COMPLETE} <= found for name, found in kinds.items() if name)


def unknown_words(source: RecordSource, column: str) -> list[str]:
    """Return the first words of a lifecycle column that are not known."""
    cells = dict.fromkeys(cell.strip() for cell in source.first_cells(column) or () if cell)
    return [cell for cell in cells if transition(cell) == UNKNOWN_WORD]


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
    if {moment_of(word) for word in counts} <= {COMPLETE}:
        return []
    advice = f". lifecycle_col={column!r} makes one event of each start and its complete" if has_pairs(counts) else ""
    return [f"{lifecycle_words(counts, column)}; each is an event of its own{advice}"]


def with_lifecycle(roles: Roles, source: RecordSource, asked: ReadOptions) -> Roles:
    """Return the roles with the lifecycle: named by the user or found, to be joined unless it is read otherwise too."""
    read = {*roles.columns(), *asked.named} - {asked.lifecycle}
    column = roles.lifecycle or lifecycle_column(source, read - {*roles.attributes}, roles.event)
    if column is None:
        return roles
    pairs = roles.lifecycle is not None or (asked.lifecycle_col is None and column not in read)
    return replace(
        roles, lifecycle=column, instance=instance_column(source.columns, read) if pairs else None, pairs=pairs
    )
