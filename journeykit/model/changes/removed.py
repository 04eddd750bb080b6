"""A sentence about what an edit removed, shown beside the undo button."""

from __future__ import annotations

from collections.abc import Sequence

from journeykit.model.changes.change import Change
from journeykit.model.changes.diff import diff
from journeykit.model.changes.words import kind_words
from journeykit.model.journey import JourneyMap
from journeykit.text import capitalized, counted, cut, one_line

_NAMED = 3
_WORDS = 40
# Containers first: a removed stage is named, and its elements are counted.
_FIRST = ("stages", "lanes", "personas", "touchpoints")
_SAID = {"cells": "text", "routes": "path"}


def removed(before: JourneyMap, after: JourneyMap) -> str:
    """Return the removed elements by name, as a sentence; empty if nothing was removed.

    Renamed, moved and replaced elements do not count as removed.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.model.changes import removed
    >>> shop = jk.new_map("Shop", stages=["Browse", "Pay"])
    >>> shop = jk.edit.add_touchpoint(shop, "Till", stage="pay")
    >>> removed(shop, jk.edit.apply(shop, "remove_stage", {"id": "pay"}))
    'Stage “Pay” and 1 touchpoint removed.'
    """
    if before is after or before.id != after.id:
        return ""
    changes = diff(before, after)
    gone = [change for change in changes if change.kind == "removed"]
    if gone:
        return f"{_elements(gone)} removed."
    emptied = [change for change in changes if change.before and change.after in ("", "…")]
    if not emptied:
        return ""
    first, more = emptied[0], len(emptied) - 1
    value = _quoted(first.before.removeprefix("… "))
    what = capitalized(first.what if first.collection == "map" else _word(first.collection))
    return f"{what} {_quoted(first.name)}: {first.field} {value}{_and_more(more)} taken out."


def _elements(gone: Sequence[Change]) -> str:
    """Return elements in words: the containing kind by name, the others counted by kind."""
    kinds = dict.fromkeys(change.collection for change in gone)
    chief, *others = [*(kind for kind in _FIRST if kind in kinds), *(kind for kind in kinds if kind not in _FIRST)]
    counts = [counted(sum(change.collection == kind for change in gone), _plural(kind)) for kind in others]
    parts = [_named(chief, [change for change in gone if change.collection == chief]), *counts]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _named(collection: str, group: Sequence[Change]) -> str:
    what = counted(len(group), _plural(collection))
    what = capitalized(what.removeprefix("1 ")) if len(group) == 1 else what
    shown = [_label(change) for change in group[:_NAMED]]
    return f"{what} {', '.join(shown)}{_and_more(len(group) - len(shown))}"


def _label(change: Change) -> str:
    if change.collection == "cells":
        return f"{_quoted(change.before)} ({change.name}, {change.stage})"
    return f"at {_quoted(change.stage)}" if change.collection == "emotions" else _quoted(change.name)


def _word(collection: str) -> str:
    return _SAID.get(collection) or kind_words(collection)


def _plural(collection: str) -> str:
    word = _word(collection)
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _quoted(words: str) -> str:
    return f"“{cut(one_line(words), _WORDS)}”"


def _and_more(number: int) -> str:
    return f" and {number} more" if number else ""
