"""The losses of a written file.

:func:`differences` compares the map with the one read back from its file. :func:`not_held` is for formats that cannot
be read: everything on the map that is not in a list of what the format stores.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from journeykit.formats.report import Loss
from journeykit.model.base import plain
from journeykit.model.changes.match import KINDS_IN_ORDER, pair_elements
from journeykit.model.changes.order import by_stage
from journeykit.model.changes.parts import changed_elements, changed_facts, elements
from journeykit.model.integrity import COLLECTIONS, KEYED, KIND_OF, UNRANKED
from journeykit.model.journey import JourneyMap
from journeykit.model.lanes import standard_lanes

_HEADINGS = ("name", "title", "question")
_STANDARD = {lane.id for lane in standard_lanes()}
_WHOLE = ("scope", "review")


def differences(journey: JourneyMap, back: JourneyMap, format_name: str) -> tuple[Loss, ...]:
    """Return every element and field of ``journey`` that is missing or different in ``back``, read from its own file.

    Of ranks only the order is compared. Elements are paired by their names first: a new id is one loss, and references
    to it are none.
    """
    back, renamed = pair_elements(journey, back, _pair)
    reason = f"{format_name} has no ids: they are made from the names"
    losses = list(_of_facts(journey, back, format_name))
    losses += [Loss(_label(kind, id), "id", reason) for kind, ids in renamed.items() for id in ids.values()]
    for kind in KINDS_IN_ORDER:
        losses += _of_collection(COLLECTIONS[kind], journey, back, format_name)
        losses += _of_order(COLLECTIONS[kind], journey, back, format_name)
    for collection in UNRANKED:
        losses += _of_collection(collection, journey, back, format_name)
    return tuple(losses)


def not_held(journey: JourneyMap, held: Mapping[str, frozenset[str]], format_name: str) -> tuple[Loss, ...]:
    """Return what is on the map and not in ``held``: fields by collection, those of the whole map under ``""``.

    Ids and ranks are not listed, because a file that is never read back needs none.
    """
    reason = f"{format_name} has no place for it"
    whole = held.get("", frozenset())
    losses: list[Loss] = []
    for name, value in plain(journey).items():
        if name in KEYED:
            losses += _of_elements(name, journey, held, reason)
        elif name not in whole and name != "id":
            fields = held.get(name)
            parts = value if name in _WHOLE and fields is not None else {name: None}
            losses += [
                Loss("map", name if part == name else f"{name}.{part}", reason)
                for part in parts
                if part not in (fields or ())
            ]
    return tuple(losses)


def _of_elements(
    collection: str, journey: JourneyMap, held: Mapping[str, frozenset[str]], reason: str
) -> Iterator[Loss]:
    used = {cell.lane for cell in journey.cells}
    for item in getattr(journey, collection):
        if collection == "lanes" and item.id in _STANDARD:
            continue  # Every map has them.
        element = _element_words(collection, item)
        if collection not in held or (collection == "lanes" and item.id not in used):
            yield Loss(element, "", reason)
            continue
        for field in plain(item):
            if field not in ("id", "rank", *held[collection]):
                yield Loss(element, field, reason)


def _of_facts(journey: JourneyMap, back: JourneyMap, format_name: str) -> Iterator[Loss]:
    was, now = plain(journey), plain(back)
    for name in (*(["id"] if journey.id != back.id else []), *changed_facts(journey, back)):
        if name not in _WHOLE:
            yield Loss("map", name, _reason(was.get(name), now.get(name), format_name))
            continue
        before, after = was.get(name) or {}, now.get(name) or {}
        for part in dict.fromkeys((*before, *after)):
            if before.get(part) != after.get(part):
                yield Loss("map", f"{name}.{part}", _reason(before.get(part), after.get(part), format_name))


def _of_collection(collection: str, journey: JourneyMap, back: JourneyMap, format_name: str) -> Iterator[Loss]:
    for part in changed_elements(journey, back, collection):
        element = _element_words(collection, part.old or part.new)
        if part.new is None:
            yield Loss(element, "", f"{format_name} has no place for it")
        elif part.old is None:
            yield Loss(element, "", f"it is not on the map; {format_name} cannot do without one")
        else:
            was, now = plain(part.old), plain(part.new)
            for field in part.fields:
                if field != "rank":
                    yield Loss(element, field, _reason(was.get(field), now.get(field), format_name))


def _of_order(collection: str, journey: JourneyMap, back: JourneyMap, format_name: str) -> Iterator[Loss]:
    before, after = elements(journey, collection), elements(back, collection)
    kept, now = [before[id] for id in before if id in after], [before[id] for id in after if id in before]
    if by_stage(kept) != by_stage(now):  # Only the order within a stage counts.
        yield Loss(collection.replace("_", " "), "order", f"{format_name} orders them by itself")


def _reason(was: Any, now: Any, format_name: str) -> str:
    if now is None:
        return f"{format_name} has no place for it"
    return f"{format_name} cannot hold it as it is" if was is not None else f"{format_name} cannot do without it"


def _pair(was: Sequence[Any], now: Sequence[Any]) -> dict[str, str]:
    """Return, by id in ``now``, the id of the same element in ``was``, if it differs."""
    rules: tuple[tuple[str, ...], ...] = (("stage", "id", *_HEADINGS), ("stage", *_HEADINGS), _HEADINGS, ("id",))
    pairs: dict[str, str] = {}
    found: set[str] = set()
    for fields in rules:
        free: dict[tuple[Any, ...], list[str]] = {}
        for item in was:
            if item.id not in found:
                free.setdefault(tuple(getattr(item, field, None) for field in fields), []).append(item.id)
        for item in now:
            same = free.get(tuple(getattr(item, field, None) for field in fields))
            if item.id not in pairs and same:
                pairs[item.id] = same.pop(0)
                found.add(pairs[item.id])
    left = [item.id for item in was if item.id not in found]
    strangers = [item.id for item in now if item.id not in pairs]
    if len(was) == len(now):  # All are there, some under another name.
        pairs.update(zip(strangers, left, strict=True))
    else:
        taken = {item.id for item in was}
        pairs.update({id: f"{id} (new)" for id in strangers if id in taken})
    return {id: other for id, other in pairs.items() if id != other}


def _label(kind: str, id: str) -> str:
    return f"{kind.replace('_', ' ')} {id!r}"


def _element_words(collection: str, element: Any) -> str:
    if collection not in UNRANKED:
        return _label(KIND_OF[collection], element.id)
    word = "cell" if collection == "cells" else "emotion point"
    return f"{word} {' / '.join(part for part in element.key if part not in ('', 'assumed'))!r}"
