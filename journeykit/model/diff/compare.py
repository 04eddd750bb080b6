"""Compare two maps by the ids of their elements, so that a renamed stage is renamed and not replaced.

Where an id is only in one of them, the name decides: spreadsheets keep no ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from journeykit.model.base import Element, Value
from journeykit.model.diff.change import Change
from journeykit.model.diff.match import with_ids_of
from journeykit.model.diff.order import moved
from journeykit.model.diff.words import Names, differing, field_words, heading, kind_words
from journeykit.model.integrity import COLLECTIONS
from journeykit.model.journey import JourneyMap

_SHOWN = ("objectives", "personas", "stages", "lanes", "touchpoints", "cells", "emotions", "routes", "pain_points")
_ORDER = (*_SHOWN, *(name for name in COLLECTIONS.values() if name not in _SHOWN))
_KEY_FIELDS = ("stage", "touchpoint", "lane", "persona", "kind")


def diff(before: JourneyMap, after: JourneyMap) -> tuple[Change, ...]:
    """Return what differs between two maps, by element and in the map's words.

    Parameters
    ----------
    before, after : JourneyMap
        Two versions of a map, or the journey as it is and as it should become.

    Returns
    -------
    tuple of Change
        Facts about the whole map first, then element by element in the order of the later map, what was removed last
        in its kind. Empty for equal maps. A field that refers to others differs when the ids do; a renamed target is
        told once, at the target.

    Notes
    -----
    Elements are the same when their ids are. An element whose id the other map does not have is the one with its kind
    and name there, capitals aside, where that is the only one left: a map that comes back from a spreadsheet has ids
    made from names. Such elements keep the earlier id in the changes, and one line says how many there are.

    Ranks are not compared, only the order they give: among siblings, the smallest number of elements counts as moved.

    Examples
    --------
    >>> import journeykit as jk
    >>> shop = jk.new_map("Shop", stages=["Browse", "Pay"])
    >>> [(change.kind, change.name) for change in jk.diff(shop, jk.edit.add_stage(shop, "Return"))]
    [('added', 'Return')]
    """
    after, renewed = with_ids_of(before, after)
    names = Names(before), Names(after)
    changes = [*_map_changes(before, after), *_id_changes(before, after, renewed)]
    for collection in _ORDER:
        pair = getattr(before, collection), getattr(after, collection)
        if collection in ("cells", "emotions"):
            changes += _keyed_changes(collection, *pair, names)
        else:
            changes += _element_changes(collection, *pair, names)
    return tuple(changes)


def _map_changes(before: JourneyMap, after: JourneyMap) -> Iterator[Change]:
    known = {*COLLECTIONS.values(), "cells", "emotions"}
    for field in JourneyMap.model_fields:
        if field in known or field == "id":
            continue
        old, new = getattr(before, field), getattr(after, field)
        parts = type(old).model_fields if isinstance(old, BaseModel) else [""]
        for part in parts:
            pair = (getattr(old, part), getattr(new, part)) if part else (old, new)
            if pair[0] != pair[1]:
                said = f"{field_words(field)}: {field_words(part)}" if part else field_words(field)
                yield Change(
                    "changed", "map", after.id, "map", after.name, "", said, *_both(None, "map", part or field, *pair)
                )


def _id_changes(before: JourneyMap, after: JourneyMap, renewed: int) -> Iterator[Change]:
    count = renewed + (before.id != after.id)
    if count:
        said = "1 element has another id" if count == 1 else f"{count} elements have other ids"
        yield Change("changed", "map", after.id, "map", after.name, "", "ids", "", said)


def _element_changes(
    collection: str, before: Sequence[Element], after: Sequence[Element], names: tuple[Names, Names]
) -> Iterator[Change]:
    old = {element.id: element for element in before}
    new = {element.id: element for element in after}
    places = moved(before, after)
    for id, element in new.items():
        made = _Maker(collection, id, heading(element), _stage(names[1], collection, element))
        if id not in old:
            yield made.change("added")
            continue
        if id in places:
            yield made.change("moved", "place", *places[id])
        yield from _field_changes(made, old[id], element, names)
    for id, element in old.items():
        if id not in new:
            yield _Maker(collection, id, heading(element), _stage(names[0], collection, element)).change("removed")


def _keyed_changes(
    collection: str, before: Sequence[Any], after: Sequence[Any], names: tuple[Names, Names]
) -> Iterator[Change]:
    old, new = {item.key: item for item in before}, {item.key: item for item in after}
    for key, item in new.items():
        made = _keyed(collection, item, names[1])
        if key not in old:
            yield made.change("added", after=_content(item))
        else:
            yield from _field_changes(made, old[key], item, names)
    for key, item in old.items():
        if key not in new:
            yield _keyed(collection, item, names[0]).change("removed", before=_content(item))


def _field_changes(made: _Maker, old: Value, new: Value, names: tuple[Names, Names]) -> Iterator[Change]:
    fixed = ("id", "rank", *_KEY_FIELDS) if made.collection in ("cells", "emotions") else ("id", "rank")
    for field in type(new).model_fields:
        pair = getattr(old, field), getattr(new, field)
        if field in fixed or pair[0] == pair[1]:
            continue
        # An element in another stage has moved, whatever else changed about it.
        kind = "moved" if field == "stage" else "changed"
        yield made.change(kind, field_words(field), *_both(names, made.collection, field, *pair))


def _both(names: tuple[Names, Names] | None, collection: str, field: str, old: Any, new: Any) -> tuple[str, str]:
    """Return both values in words; of lists, only what differs, with an ellipsis for what stayed."""
    speak = names or (_NAMELESS, _NAMELESS)
    apart = differing(old, new) if isinstance(old, tuple) and isinstance(new, tuple) else None
    if apart is None:
        return speak[0].said(collection, field, old), speak[1].said(collection, field, new)
    said = (speaker.said(collection, field, part) for speaker, part in zip(speak, apart, strict=True))
    gone, come = (f"… {text}" if text else "…" for text in said)
    return gone, come


class _Maker:
    """Makes the changes of one element."""

    def __init__(self, collection: str, id: str, name: str, stage: str) -> None:
        self.collection, self.id, self.name, self.stage = collection, id, name, stage

    def change(self, kind: Any, field: str = "", before: str = "", after: str = "") -> Change:
        what = kind_words(self.collection)
        return Change(kind, self.collection, self.id, what, self.name, self.stage, field, before, after)


def _keyed(collection: str, item: Any, names: Names) -> _Maker:
    about = names.of("lane", item.lane) if collection == "cells" else names.of("touchpoint", item.touchpoint)
    if collection == "emotions":
        about = f"{item.kind}" + (f" at {about}" if about else "")
    persona = names.of("persona", item.persona)
    name = f"{about} ({persona})" if persona else about
    id = "/".join(part for part in item.key if part)
    return _Maker(collection, id, name, names.of("stage", item.stage))


def _content(item: Any) -> str:
    if hasattr(item, "text"):
        return str(item.text)
    return f"{item.score:+g}" + (f", {', '.join(item.words)}" if item.words else "")


def _stage(names: Names, collection: str, element: Any) -> str:
    return names.of("stage", getattr(element, "stage", None)) if collection != "stages" else ""


_NAMELESS = Names(JourneyMap(id="none", name="none"))
