"""A map as its parts: every element under its collection and key, and the facts about the whole map.

A change of a map is then a short list of parts that are put or dropped, whatever edit made it. Keys are ids; cells and
emotion points are keyed by their place, joined with ``/``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from journeykit.errors import MapError
from journeykit.model.base import plain
from journeykit.model.edit import KINDS
from journeykit.model.emotion import EmotionPoint
from journeykit.model.integrity import COLLECTIONS
from journeykit.model.journey import Cell, JourneyMap

__all__ = [
    "KEYED",
    "Change",
    "Field",
    "changed_fields",
    "changes",
    "elements",
    "field_value",
    "key_of",
    "ordered",
    "put_changes",
]

Change = dict[str, Any]
"""``{"at": [collection, key], "set": value}``, or ``"drop": True``; the collection ``map`` holds facts of the map.
``{"at": [collection], "order": keys}`` orders what has no ranks: cells and emotion points."""

Field = tuple[str, str, str]
"""Collection, key and field of one value; the field is ``+`` for an element that came, ``-`` for one that went."""

KEYED = (*COLLECTIONS.values(), "cells", "emotions")
_KIND_OF: dict[str, type[BaseModel]] = {COLLECTIONS[kind]: type_ for kind, type_ in KINDS.items()} | {
    "cells": Cell,
    "emotions": EmotionPoint,
}
_UNRANKED = ("cells", "emotions")
_HEADER = tuple(name for name in JourneyMap.model_fields if name not in {*KEYED, "id"})


def key_of(element: Any) -> str:
    """Return the key of an element within its collection."""
    return str(element.id) if hasattr(element, "id") else "/".join(element.key)


def elements(journey: JourneyMap, collection: str) -> dict[str, Any]:
    """Return the elements of a collection by key, in their order."""
    return {key_of(element): element for element in getattr(journey, collection)}


def _differing(before: JourneyMap, after: JourneyMap) -> Iterator[tuple[str, str, Any, Any]]:
    for collection in KEYED:
        if getattr(before, collection) is getattr(after, collection):
            continue  # Maps share what an edit left alone.
        old, new = elements(before, collection), elements(after, collection)
        for key in old.keys() - new.keys():
            yield collection, key, old[key], None
        for key, element in new.items():
            held = old.get(key)
            if held is not element and held != element:
                yield collection, key, held, element


def _header(journey: JourneyMap) -> dict[str, Any]:
    data: dict[str, Any] = journey.model_dump(mode="json", include=set(_HEADER))
    return data


def changes(before: JourneyMap, after: JourneyMap) -> list[Change]:
    """Return what turns ``before`` into ``after``: whole elements put or dropped, facts of the map put.

    Examples
    --------
    >>> import journeykit as jk
    >>> shop = jk.new_map("Shop", stages=["Pay"])
    >>> changes(shop, jk.edit.remove_stage(shop, "pay"))
    [{'at': ['stages', 'pay'], 'drop': True}]
    """
    found: list[Change] = []
    for collection, key, _, new in _differing(before, after):
        found.append({"at": [collection, key], **({"drop": True} if new is None else {"set": plain(new)})})
    for collection in _UNRANKED:
        found += ordered(collection, before, list(elements(after, collection)), found)
    if any(getattr(before, name) is not getattr(after, name) for name in _HEADER):
        old, fresh = _header(before), _header(after)
        found += [{"at": ["map", name], "set": fresh[name]} for name in _HEADER if old[name] != fresh[name]]
    return found


def ordered(collection: str, before: JourneyMap, wanted: list[str], found: Sequence[Change]) -> list[Change]:
    """Return the change that brings a collection into the wanted order, nothing where ``found`` leaves it so."""
    kept = dict.fromkeys(elements(before, collection))
    for change in found:
        if change["at"][0] == collection and change.get("drop"):
            kept.pop(change["at"][1], None)
        elif change["at"][0] == collection:
            kept[change["at"][1]] = None
    return [] if list(kept) == wanted else [{"at": [collection], "order": wanted}]


def changed_fields(before: JourneyMap, after: JourneyMap) -> list[Field]:
    """Return every single value that differs between two maps.

    Examples
    --------
    >>> import journeykit as jk
    >>> shop = jk.new_map("Shop", stages=["Pay"])
    >>> changed_fields(shop, jk.edit.update_stage(shop, "pay", name="Check out"))
    [('stages', 'pay', 'name')]
    """
    found: list[Field] = []
    for collection, key, old, new in _differing(before, after):
        if old is None or new is None:
            found.append((collection, key, "+" if old is None else "-"))
        else:
            names = type(new).model_fields
            found += [(collection, key, name) for name in names if getattr(old, name) != getattr(new, name)]
    if any(getattr(before, name) is not getattr(after, name) for name in _HEADER):
        found += [("map", "", name) for name in _HEADER if getattr(before, name) != getattr(after, name)]
    return found


def field_value(journey: JourneyMap, field: Field) -> Any:
    """Return one value as JSON-ready data, None where its element is not on the map."""
    collection, key, name = field
    if collection == "map":
        return _header(journey).get(name)
    element = elements(journey, collection).get(key)
    if element is None or name in ("+", "-"):
        return plain(element) if element is not None else None
    return element.model_dump(mode="json", include={name}).get(name)


def put_changes(journey: JourneyMap, found: Sequence[Change]) -> JourneyMap:
    """Return the map with changes put in.

    Raises
    ------
    MapError
        The changes do not fit this map.

    Examples
    --------
    >>> import journeykit as jk
    >>> shop = jk.new_map("Shop", stages=["Pay"])
    >>> put_changes(shop, [{"at": ["stages", "pay"], "drop": True}]).stages
    ()
    """
    by_collection: dict[str, list[Change]] = {}
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
                    kept[key] = _KIND_OF[collection].model_validate_json(json.dumps(change["set"]), strict=False)
            data[collection] = tuple(kept.values())
        return JourneyMap.model_validate(data).with_aside(journey.aside)
    except (KeyError, ValueError) as error:
        raise MapError(f"these changes do not fit map {journey.id!r}: {error}. Nothing was changed.") from error
