"""Three values of each column as they stand in a log, so that a person sees whether a role has the right one.

They are for the eyes of who reads the log: a page for others shows none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from journeykit.events.prepare import attribute_columns
from journeykit.events.reading.role_names import PARAMETERS
from journeykit.events.reading.times import FIRST_MICROS, LAST_MICROS
from journeykit.events.zones import UTC_ZONE
from journeykit.text import cut, one_line

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.reading.roles import Roles

SHOWN = 3
LONGEST = 40
"""Characters of a value that are shown."""
_BATCHES, _ROWS = 5, 2_000
"""Where they are looked for."""


@dataclass(frozen=True)
class FilledRole:
    """A role in the report: its column, how that was found, values as they stand there, and the argument for it."""

    role: str
    column: str
    how: str
    examples: tuple[str, ...]
    argument: str


def filled_roles(roles: Roles, examples: Mapping[str, tuple[str, ...]]) -> tuple[FilledRole, ...]:
    """Return every role for the report; ``examples`` are those of the columns of ``raw``."""
    names = {"order": "tie", "end": "ended", "duration": "lasted"}
    return (
        *(
            FilledRole(role, column, roles.how[role], examples.get(names.get(role, role), ()), PARAMETERS[role])
            for role, column in roles.fills().items()
        ),
        *(
            FilledRole("attribute", column, "given", examples.get(name, ()), "attribute_cols")
            for name, column in zip(attribute_columns(len(roles.attributes)), roles.attributes, strict=True)
        ),
    )


class Examples:
    """Collects the first different values of columns from the first batches."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, None]] = {}
        self._batches = 0

    def add(self, cells: Mapping[str, pa.Array]) -> None:
        """Take values from one more batch."""
        self._batches += 1
        if self._batches > _BATCHES:
            return
        for name, array in cells.items():
            found = self._found.setdefault(name, {})
            if len(found) < SHOWN:
                for value in array[:_ROWS].unique().to_pylist():
                    if len(found) < SHOWN and (words := _words(value)):
                        found.setdefault(words)

    def found(self) -> dict[str, tuple[str, ...]]:
        """Return the values by column."""
        return {name: tuple(values) for name, values in self._found.items()}


def _words(value: object) -> str:
    if isinstance(value, int):  # Typed times are microseconds; some are beyond the calendar.
        value = UTC_ZONE.local_time(value) if FIRST_MICROS <= value <= LAST_MICROS else None
    return "" if value is None else cut(one_line(value), LONGEST)
