"""A map as the document that an editor draws, and what an edit changes of it.

``applyPatch`` of ``core/transport.js`` puts the operations of :mod:`journeykit.model.changes.operations` into a page;
a test drives both over random documents.
"""

from __future__ import annotations

from typing import Any

from journeykit.model.base import plain
from journeykit.model.changes.operations import Operation, value_operations
from journeykit.model.changes.parts import changed_elements, changed_facts, elements
from journeykit.model.integrity import KEYED, UNRANKED
from journeykit.model.journey import FACTS, JourneyMap

__all__ = ["changed_document", "map_document"]

Document = dict[str, Any]

_UNDRAWN = {"sources": ("data",)}
"""Fields that no page shows or edits: where data lie and how they are read is not for who reads a shared map."""


def map_document(journey: JourneyMap) -> Document:
    """Return a map as JSON-ready data in which every entry of a list of objects has an id.

    Fields that hold their default are left out, lists of elements never. Cells and emotion points, which the file keys
    by their place, get that place as id: ``stage/lane/persona`` and ``stage/touchpoint/persona/kind``, with empty text
    for "all".
    """
    lists = {name: [_entry(name, element) for element in getattr(journey, name)] for name in KEYED}
    return lists | journey.model_dump(mode="json", exclude_defaults=True, include={"id", *FACTS})


def _entry(collection: str, element: Any) -> Document:
    entry = {"id": "/".join(element.key), **plain(element)} if collection in UNRANKED else plain(element)
    for name in _UNDRAWN.get(collection, ()):
        entry.pop(name, None)
    return entry


def changed_document(document: Document, before: JourneyMap, after: JourneyMap) -> tuple[Document, list[Operation]]:
    """Return the document of ``after``, and the operations that lead there from the one of ``before``.

    What both maps share is neither dumped nor compared again.

    Examples
    --------
    >>> import journeykit as jk
    >>> shop = jk.new_map("Shop", stages=["Pay"])
    >>> changed_document(map_document(shop), shop, jk.edit.update_stage(shop, "pay", name="Check out"))[1]
    [{'at': ['stages', 'pay', 'name'], 'set': 'Check out'}]
    """
    fresh, found = dict(document), []
    for collection in KEYED:
        if getattr(before, collection) is not getattr(after, collection):
            fresh[collection], operations = _changed_list(document[collection], collection, before, after)
            found += operations
    facts = set(changed_facts(before, after))
    old, new = ({name: map[name] for name in facts if name in map} for map in (document, _facts(after, facts)))
    for name in facts:
        fresh.pop(name, None)
    return fresh | new, found + value_operations(old, new)


def _facts(journey: JourneyMap, names: set[str]) -> Document:
    return journey.model_dump(mode="json", exclude_defaults=True, include=names) if names else {}


def _changed_list(
    held: list[Document], collection: str, before: JourneyMap, after: JourneyMap
) -> tuple[list[Document], list[Operation]]:
    entries = {entry["id"]: entry for entry in held}
    found: list[Operation] = []
    for part in changed_elements(before, after, collection):
        if part.new is None:
            found.append({"at": [collection, part.key], "drop": True})
            del entries[part.key]
            continue
        entry = _entry(collection, part.new)
        if part.old is None:
            found.append({"at": [collection, part.key], "set": entry})
        else:
            found += value_operations(entries[part.key], entry, (collection, part.key))
        entries[part.key] = entry
    wanted = list(elements(after, collection))
    if list(entries) != wanted:
        found.append({"at": [collection], "order": wanted})
    return [entries[key] for key in wanted], found
