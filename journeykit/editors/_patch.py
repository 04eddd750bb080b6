"""A map as the document that an editor draws, and the difference of two such documents by element id.

Every edit sends its difference only, so its size does not grow with the map. An operation is one of

``{"at": ["personas", "p-1", "name"], "set": "Trey"}``
    put a value: a step is the key of an object, or the id of an element in a list
``{"at": ["personas", "p-1"], "drop": True}``
    take a key or an element away
``{"at": ["personas"], "order": ["p-2", "p-1"]}``
    bring a list of elements into this order, after its additions and removals

``applyPatch`` of ``shared.js`` is the other half; a test drives both over random documents.
"""

from __future__ import annotations

from typing import Any

from journeykit.model.base import plain
from journeykit.model.integrity import COLLECTIONS
from journeykit.model.journey import JourneyMap

__all__ = ["Operation", "document_patch", "map_document"]

Operation = dict[str, Any]


def map_document(journey: JourneyMap) -> dict[str, Any]:
    """Return a map as JSON-ready data in which every entry of a list of objects has an id.

    Fields that hold their default are left out, lists of elements never. Cells and emotion points, which the file keys
    by their place, get that place as id: ``stage/lane/persona`` and ``stage/touchpoint/persona/kind``, with empty text
    for "all".
    """
    document: dict[str, Any] = {name: [] for name in COLLECTIONS.values()} | plain(journey)
    document["lanes"] = [plain(lane) for lane in journey.lanes]
    for name, values in (("cells", journey.cells), ("emotions", journey.emotions)):
        document[name] = [{"id": "/".join(value.key), **plain(value)} for value in values]
    return document


def document_patch(old: Any, new: Any, at: tuple[str, ...] = ()) -> list[Operation]:
    """Return the operations that turn ``old`` into ``new``, both JSON-ready objects."""
    if old == new and type(old) is type(new):
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        return _object_patch(old, new, at)
    if _keyed(old) and _keyed(new) and (old or new):
        return _list_patch(old, new, at)
    return [{"at": list(at), "set": new}]


def _object_patch(old: dict[str, Any], new: dict[str, Any], at: tuple[str, ...]) -> list[Operation]:
    operations: list[Operation] = [{"at": [*at, key], "drop": True} for key in old if key not in new]
    for key, value in new.items():
        if key in old:
            operations += document_patch(old[key], value, (*at, key))
        else:
            operations.append({"at": [*at, key], "set": value})
    return operations


def _list_patch(old: list[Any], new: list[Any], at: tuple[str, ...]) -> list[Operation]:
    before = {element["id"]: element for element in old}
    after = {element["id"]: element for element in new}
    operations: list[Operation] = [{"at": [*at, id_], "drop": True} for id_ in before if id_ not in after]
    reached = [id_ for id_ in before if id_ in after]
    for id_, element in after.items():
        if id_ in before:
            operations += document_patch(before[id_], element, (*at, id_))
        else:
            operations.append({"at": [*at, id_], "set": element})
            reached.append(id_)
    if reached != list(after):
        operations.append({"at": list(at), "order": list(after)})
    return operations


def _keyed(value: Any) -> bool:
    if not isinstance(value, list):
        return False
    ids = [element.get("id") if isinstance(element, dict) else None for element in value]
    return all(isinstance(id_, str) for id_ in ids) and len(set(ids)) == len(ids)
