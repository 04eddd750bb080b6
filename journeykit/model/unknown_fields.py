"""Fields of a newer file version, kept with the map and written back by the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, eq=False)
class UnknownFields:
    """Fields of a newer minor version, and notes on how the map was read.

    Every copy of a map keeps it, so edits do. It is not part of the content: all values are equal, so two maps that
    differ only here are equal.
    """

    version: str = ""
    """Version of the file, if newer than the one this package writes."""
    unread: Mapping[str, Any] = field(default_factory=dict)
    """The fields that this version does not know, by place."""
    notes: tuple[str, ...] = ()
    """How the file was read, as sentences."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UnknownFields)

    def __hash__(self) -> int:
        return 0
