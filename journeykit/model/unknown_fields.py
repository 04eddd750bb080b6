"""What a file says beyond this version, carried with the map: kept unread, written back by the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, eq=False)
class UnknownFields:
    """Fields of a newer minor version, and notes on how the map was read.

    It goes along with every copy of a map, so edits keep it, and is no part of what the map says: two maps that differ
    only here are equal, and no schema, frame or editor knows it.
    """

    version: str = ""
    """Version of the file, where it is newer than this one's."""
    unread: Mapping[str, Any] = field(default_factory=dict)
    """The fields that this version does not know, by place."""
    notes: tuple[str, ...] = ()
    """How the file was read, in words."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UnknownFields)

    def __hash__(self) -> int:
        return 0
