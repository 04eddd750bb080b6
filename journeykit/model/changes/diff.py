"""Compare two maps by the ids of their elements, so that a renamed stage is not reported as a replaced one.

Elements whose id only one map has are compared by name, because spreadsheets have no ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from pydantic import BaseModel

from journeykit.model.base import element_name
from journeykit.model.changes.change import Change
from journeykit.model.changes.match import with_ids_of
from journeykit.model.changes.order import moved
from journeykit.model.changes.parts import ChangedPart, changed_elements, changed_facts, elements
from journeykit.model.changes.words import Names, differing, field_words, kind_words
from journeykit.model.emotion import EmotionPoint
from journeykit.model.integrity import KEY_FIELDS, KEYED, UNRANKED
from journeykit.model.journey import Cell, JourneyMap

_SHOWN = ("objectives", "personas", "stages", "lanes", "touchpoints", "cells", "emotions", "routes", "pain_points")
_ORDER = (*_SHOWN, *(name for name in KEYED if name not in _SHOWN))


def diff(before: JourneyMap, after: JourneyMap) -> tuple[Change, ...]:
    """Return what differs between two maps, by element and in the map's words.

    Parameters
    ----------
    before, after : JourneyMap
        Two versions of a map, or the present and the planned journey.

    Returns
    -------
    tuple of Change
        Facts about the whole map first, then element by element in the order of the later map, removed elements last
        in their kind. Empty for equal maps. References are compared by id: a renamed target is reported once, at the
        target.

    Notes
    -----
    Elements are matched by id, and those whose id the other map does not have by kind and name, ignoring case, if the
    name is unique among them: a map read from a spreadsheet has ids made from names. The changes have the earlier id of
    such elements, and one line says how many there are.

    Of ranks only the order is compared: among siblings, the smallest number of elements counts as moved.

    Examples
    --------
    >>> import journeykit as jk
    >>> shop = jk.new_map("Shop", stages=["Browse", "Pay"])
    >>> [(change.kind, change.name) for change in jk.diff(shop, jk.edit.add_stage(shop, "Return"))]
    [('added', 'Return')]
    """
    after, renewed = with_ids_of(before, after)
    names = Names(before), Names(after)
    changes = [*_map_changes(before, after, names), *_id_changes(before, after, renewed)]
    for collection in _ORDER:
        changes += _collection_changes(collection, before, after, names)
    return tuple(changes)


def _map_changes(before: JourneyMap, after: JourneyMap, names: tuple[Names, Names]) -> Iterator[Change]:
    for field in changed_facts(before, after):
        old, new = getattr(before, field), getattr(after, field)
        pairs = [("", old, new)]
        if isinstance(old, BaseModel):
            pairs = [(part, getattr(old, part), getattr(new, part)) for part in type(old).model_fields]
        for part, was, now in pairs:
            if was != now:
                said = f"{field_words(field)}: {field_words(part)}" if part else field_words(field)
                words = _both(names, "map", part or field, was, now)
                yield Change("changed", "map", after.id, "map", after.name, "", said, *words)


def _id_changes(before: JourneyMap, after: JourneyMap, renewed: int) -> Iterator[Change]:
    count = renewed + (before.id != after.id)
    if count:
        said = "1 element has another id" if count == 1 else f"{count} elements have other ids"
        yield Change("changed", "map", after.id, "map", after.name, "", "ids", "", said)


def _collection_changes(
    collection: str, before: JourneyMap, after: JourneyMap, names: tuple[Names, Names]
) -> Iterator[Change]:
    """Yield the changes of one kind, in the order of the later map; removed elements last."""
    if getattr(before, collection) is getattr(after, collection):
        return
    found = {part.key: part for part in changed_elements(before, after, collection)}
    places = {} if collection in UNRANKED else moved(getattr(before, collection), getattr(after, collection))
    for key, element in elements(after, collection).items():
        if key not in places and key not in found:
            continue
        made = _maker(collection, key, element, names[1])
        if key in places:
            before_place, after_place = places[key]
            yield made("moved", field="place", before=before_place, after=after_place)
        if key in found and found[key].old is None:
            yield made("added", after=_content(element))
        elif key in found:
            yield from _field_changes(made, found[key], names)
    for part in found.values():
        if part.new is None:
            yield _maker(collection, part.key, part.old, names[0])("removed", before=_content(part.old))


def _field_changes(made: Callable[..., Change], part: ChangedPart, names: tuple[Names, Names]) -> Iterator[Change]:
    fixed = ("id", "rank", *KEY_FIELDS.get(part.collection, ()))
    for field in part.fields:
        if field in fixed:
            continue
        # An element in another stage has moved.
        kind = "moved" if field == "stage" else "changed"
        old, new = _both(names, part.collection, field, getattr(part.old, field), getattr(part.new, field))
        yield made(kind, field=field_words(field), before=old, after=new)


def _both(names: tuple[Names, Names], collection: str, field: str, old: Any, new: Any) -> tuple[str, str]:
    """Return both values in words; for lists only the differences, with an ellipsis for the rest."""
    apart = differing(old, new) if isinstance(old, tuple) and isinstance(new, tuple) else None
    if apart is None:
        return names[0].value_words(collection, field, old), names[1].value_words(collection, field, new)
    said = (own.value_words(collection, field, part) for own, part in zip(names, apart, strict=True))
    gone, come = (f"… {text}" if text else "…" for text in said)
    return gone, come


def _maker(collection: str, key: str, element: Any, names: Names) -> Callable[..., Change]:
    """Return a function that makes the changes of one element from a kind, a field and both values."""
    return partial(
        Change,
        collection=collection,
        id="/".join(filter(None, key.split("/"))),
        what=kind_words(collection),
        name=names.of_place(element) if collection in UNRANKED else element_name(element),
        stage=names.of("stage", getattr(element, "stage", None)) if collection != "stages" else "",
    )


def _content(item: Any) -> str:
    """Return the content of a cell or a feeling; other elements are described by their name."""
    if isinstance(item, Cell):
        return item.text
    if isinstance(item, EmotionPoint):
        return f"{item.score:+g}" + (f", {', '.join(item.words)}" if item.words else "")
    return ""
