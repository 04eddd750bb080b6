"""The changed parts of two maps: elements by collection and key, and the facts about the whole map.

Maps share what an edit did not change, so parts are compared by identity first and the cost depends on the change only.
Keys are ids, or for cells and emotion points the identifying fields joined with ``/``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from journeykit.model.base import element_key
from journeykit.model.integrity import KEYED
from journeykit.model.journey import FACTS, JourneyMap

Field = tuple[str, str, str]
"""Collection, key and field of one value; the field is ``+`` for an added element, ``-`` for a removed one. Facts
about the whole map have the collection ``map`` and an empty key."""


class ChangedPart(NamedTuple):
    """An element that differs between two maps; None where a map does not have it."""

    collection: str
    key: str
    old: Any
    new: Any

    @property
    def fields(self) -> list[str]:
        """Names of the fields that differ, of an element that both maps have."""
        return [name for name in type(self.new).model_fields if getattr(self.old, name) != getattr(self.new, name)]


def elements(journey: JourneyMap, collection: str) -> dict[str, Any]:
    """Return the elements of a collection by key, in their order."""
    return {element_key(element): element for element in getattr(journey, collection)}


def changed_elements(before: JourneyMap, after: JourneyMap, collection: str) -> Iterator[ChangedPart]:
    """Yield the elements of a collection that differ: removed ones first, then the others in the later order."""
    if getattr(before, collection) is getattr(after, collection):
        return
    old, new = elements(before, collection), elements(after, collection)
    for key, element in old.items():
        if key not in new:
            yield ChangedPart(collection, key, element, None)
    for key, element in new.items():
        held = old.get(key)
        if held is not element and held != element:
            yield ChangedPart(collection, key, held, element)


def changed_facts(before: JourneyMap, after: JourneyMap) -> list[str]:
    """Return the names of the facts about the whole map that differ."""
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in FACTS)
    return [name for name, old, new in pairs if old is not new and old != new]


def changed_fields(before: JourneyMap, after: JourneyMap) -> list[Field]:
    """Return every single value that differs between two maps, such as ``("stages", "pay", "name")``."""
    found: list[Field] = []
    for collection in KEYED:
        for part in changed_elements(before, after, collection):
            if part.old is None or part.new is None:
                found.append((collection, part.key, "+" if part.old is None else "-"))
            else:
                found += [(collection, part.key, name) for name in part.fields]
    return [*found, *(("map", "", name) for name in changed_facts(before, after))]
