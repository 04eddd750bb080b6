"""Three-way merge of a single value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

ABSENT: Any = type("_Absent", (), {"__repr__": lambda self: "ABSENT"})()
"""Marks a key that an object does not have."""


def merged_value(base: Any, mine: Any, theirs: Any) -> tuple[Any, bool]:
    """Merge two JSON-ready values that both started as ``base``; return the result, and whether they clash.

    Objects are merged key by key, lists of texts entry by entry. Where both changed the same thing, ``mine`` wins.
    """
    if mine == theirs or theirs == base:
        return mine, False
    if mine == base:
        return theirs, False
    if isinstance(mine, dict) and isinstance(theirs, dict):
        before = base if isinstance(base, dict) else {}
        return _merged_object(before, mine, theirs)
    if _texts(mine) and _texts(theirs) and (_texts(base) or base is ABSENT or base is None):
        return merged_list(base or [] if base is not ABSENT else [], mine, theirs), False
    return mine, True


def _merged_object(base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    fresh: dict[str, Any] = {}
    clash = False
    for key in dict.fromkeys([*theirs, *mine]):
        value, clashes = merged_value(base.get(key, ABSENT), mine.get(key, ABSENT), theirs.get(key, ABSENT))
        clash = clash or clashes
        if value is not ABSENT:
            fresh[key] = value
    return fresh, clash


def merged_list(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Return a list with the entries that both added, without those that either removed, in the order of ``mine``."""
    if list(mine) == list(base):
        return list(theirs)
    dropped = {entry for entry in base if entry not in theirs}
    fresh = [entry for entry in mine if entry not in dropped]
    for place, entry in enumerate(theirs):
        if entry in base or entry in fresh:
            continue
        before = next((e for e in reversed(theirs[:place]) if e in fresh), None)
        fresh.insert(fresh.index(before) + 1 if before is not None else len(fresh), entry)
    return fresh


def _texts(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(entry, str) for entry in value)
