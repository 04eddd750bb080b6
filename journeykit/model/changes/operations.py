"""Changes as JSON-ready operations, for the log of a shared map and the page that shows it.

``{"at": ["stages", "pay"], "set": {...}}``
    set a value: a step is the key of an object, or the id of an element in a list
``{"at": ["stages", "pay"], "drop": True}``
    remove a key or an element
``{"at": ["cells"], "order": [keys]}``
    order the elements, after additions and removals

The log has whole elements (:func:`operations`, :func:`put_operations`) and facts under ``map``. A page gets only the
values that differ (:func:`value_operations`), so that a changed name does not send a picture again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from journeykit.errors import MapError
from journeykit.model.base import plain
from journeykit.model.changes.parts import Field, changed_elements, changed_facts, elements
from journeykit.model.integrity import KEYED, UNRANKED
from journeykit.model.journey import VALUE_TYPES, JourneyMap

Operation = dict[str, Any]


def operations(before: JourneyMap, after: JourneyMap) -> list[Operation]:
    """Return the operations from ``before`` to ``after``: whole elements set or removed, facts of the map set."""
    found: list[Operation] = []
    for collection in KEYED:
        for part in changed_elements(before, after, collection):
            what = {"drop": True} if part.new is None else {"set": plain(part.new)}
            found.append({"at": [collection, part.key], **what})
    for collection in UNRANKED:
        if getattr(before, collection) is not getattr(after, collection):
            found += order_operations(collection, before, list(elements(after, collection)), found)
    facts = changed_facts(before, after)
    values = after.model_dump(mode="json", include=set(facts)) if facts else {}
    return [*found, *({"at": ["map", name], "set": values[name]} for name in facts)]


def order_operations(
    collection: str, before: JourneyMap, wanted: list[str], found: Sequence[Operation]
) -> list[Operation]:
    """Return the operation that orders a collection, or none if it is in that order after ``found``."""
    kept = dict.fromkeys(elements(before, collection))
    for change in found:
        if change["at"][0] == collection and change.get("drop"):
            kept.pop(change["at"][1], None)
        elif change["at"][0] == collection:
            kept[change["at"][1]] = None
    return [] if list(kept) == wanted else [{"at": [collection], "order": wanted}]


def put_operations(journey: JourneyMap, found: Sequence[Operation]) -> JourneyMap:
    """Return the map after operations on whole elements and facts; ones that do not fit the map raise MapError."""
    by_collection: dict[str, list[Operation]] = {}
    for change in found:
        by_collection.setdefault(change["at"][0], []).append(change)
    data: dict[str, Any] = {name: getattr(journey, name) for name in JourneyMap.model_fields}
    try:
        for change in by_collection.pop("map", []):
            data[change["at"][1]] = change["set"]
        for collection, parts in by_collection.items():
            kept = elements(journey, collection)
            for change in parts:
                if "order" in change:
                    kept = {key: kept[key] for key in dict.fromkeys([*change["order"], *kept]) if key in kept}
                    continue
                key = change["at"][1]
                if change.get("drop"):
                    kept.pop(key, None)
                else:
                    kept[key] = VALUE_TYPES[collection].model_validate_json(json.dumps(change["set"]), strict=False)
            data[collection] = tuple(kept.values())
        return JourneyMap.model_validate(data).with_aside(journey.aside)
    except (KeyError, ValueError) as error:
        raise MapError(f"these changes do not fit map {journey.id!r}: {error}. Nothing was changed.") from error


def field_value(journey: JourneyMap, field: Field) -> Any:
    """Return one value as JSON-ready data; None if its element is not on the map."""
    collection, key, name = field
    holder = journey if collection == "map" else elements(journey, collection).get(key)
    if holder is None:
        return None
    if name in ("+", "-"):
        return plain(holder)
    return holder.model_dump(mode="json", include={name}).get(name)


def value_operations(old: Any, new: Any, at: tuple[str, ...] = ()) -> list[Operation]:
    """Return the operations that turn one JSON-ready value into another."""
    if old == new and type(old) is type(new):
        return []
    if isinstance(old, dict) and isinstance(new, dict):
        return _object_operations(old, new, at)
    if _keyed(old) and _keyed(new) and (old or new):
        return _list_operations(old, new, at)
    return [{"at": list(at), "set": new}]


def _object_operations(old: dict[str, Any], new: dict[str, Any], at: tuple[str, ...]) -> list[Operation]:
    found: list[Operation] = [{"at": [*at, key], "drop": True} for key in old if key not in new]
    for key, value in new.items():
        if key in old:
            found += value_operations(old[key], value, (*at, key))
        else:
            found.append({"at": [*at, key], "set": value})
    return found


def _list_operations(old: list[Any], new: list[Any], at: tuple[str, ...]) -> list[Operation]:
    before = {element["id"]: element for element in old}
    after = {element["id"]: element for element in new}
    found = _object_operations(before, after, at)
    reached = [*(id for id in before if id in after), *(id for id in after if id not in before)]
    return found if reached == list(after) else [*found, {"at": list(at), "order": list(after)}]


def _keyed(value: Any) -> bool:
    if not isinstance(value, list):
        return False
    ids = [element.get("id") if isinstance(element, dict) else None for element in value]
    return all(isinstance(id, str) for id in ids) and len(set(ids)) == len(ids)
