"""What a written file does not hold, found out by reading it back or from the list of what a format holds.

:func:`differences` compares the map with what its own file gives back, so an exporter cannot forget a field.
:func:`not_held` is for formats that are only written: everything on the map that is not in the format's list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from journeykit.formats.report import Loss
from journeykit.model.base import plain
from journeykit.model.integrity import COLLECTIONS, REFERENCES
from journeykit.model.journey import JourneyMap
from journeykit.model.lanes import standard_lanes

_HEADINGS = ("name", "title", "question")
_MATRIX = {"cells": ("stage", "lane", "persona"), "emotions": ("stage", "touchpoint", "persona", "kind")}
_STANDARD = {lane.id for lane in standard_lanes()}
_WHOLE = ("scope", "review")


def differences(journey: JourneyMap, back: JourneyMap, format_name: str) -> tuple[Loss, ...]:
    """Return every element and field of ``journey`` that is missing or other in ``back``, read from its own file.

    Ranks do not count, only the order that they give. Ids are compared after elements are paired by their names: an
    id that is made anew is one loss, not a loss of everything that refers to it.

    Examples
    --------
    >>> import journeykit as jk
    >>> map = jk.new_map("Shop")
    >>> differences(jk.edit.update_map(map, description="Ours"), map, "a plain list")
    (Loss(element='map', field='description', reason='a plain list has no place for it'),)
    """
    was, now = plain(journey), plain(back)
    # Stages first: what belongs to a stage is paired within it.
    kinds = ("stage", *(kind for kind in COLLECTIONS if kind != "stage"))
    losses = list(_of_header(was, now, format_name))
    for kind in kinds:
        collection = COLLECTIONS[kind]
        renamed = _pair(was.get(collection, []), now.get(collection, []))
        _rename(now, kind, renamed)
        for id in (new for old, new in renamed.items() if old != new):
            losses.append(Loss(_called(kind, id), "id", f"{format_name} has no ids: they are made from the names"))
    for kind in kinds:
        losses += _of_collection(kind, was, now, format_name)
    for collection, key in _MATRIX.items():
        losses += _of_matrix(collection, key, was, now, format_name)
    return tuple(losses)


def not_held(journey: JourneyMap, held: Mapping[str, frozenset[str]], format_name: str) -> tuple[Loss, ...]:
    """Return what is on the map and not in ``held``: fields by collection, those of the whole map under ``""``.

    Ids and ranks are not named: a file that is never read back needs none.

    Examples
    --------
    >>> import journeykit as jk
    >>> not_held(jk.new_map("Shop", stages=["Pay"]), {"": frozenset({"name"})}, "a plain list")
    (Loss(element="stage 'pay'", field='', reason='a plain list has no place for it'),)
    """
    reason = f"{format_name} has no place for it"
    kind_of = {collection: kind for kind, collection in COLLECTIONS.items()}
    whole = held.get("", frozenset())
    losses: list[Loss] = []
    for name, value in plain(journey).items():
        if name in whole or name == "id":
            continue
        if name not in kind_of and name not in _MATRIX:
            fields = held.get(name)
            parts = value if name in _WHOLE and fields is not None else {name: None}
            losses += [Loss("map", _dotted(name, part), reason) for part in parts if part not in (fields or ())]
            continue
        for item in value:
            element = _called(kind_of[name], item["id"]) if name in kind_of else _at(name, _key(item, _MATRIX[name]))
            if name == "lanes" and item["id"] in _STANDARD:
                continue  # Every map has them: they say nothing of this one.
            if name not in held or (name == "lanes" and all(cell.lane != item["id"] for cell in journey.cells)):
                losses.append(Loss(element, "", reason))
                continue
            losses += [Loss(element, field, reason) for field in item if field not in ("id", "rank", *held[name])]
    return tuple(losses)


def _dotted(name: str, part: str) -> str:
    return name if part == name else f"{name}.{part}"


def _of_header(was: dict[str, Any], now: dict[str, Any], format_name: str) -> Iterator[Loss]:
    apart = {*COLLECTIONS.values(), *_MATRIX}
    for name in dict.fromkeys((*was, *now)):
        if name in apart or was.get(name) == now.get(name):
            continue
        if name not in _WHOLE:
            yield Loss("map", name, _reason(was.get(name), now.get(name), format_name))
            continue
        before, after = was.get(name) or {}, now.get(name) or {}
        for part in dict.fromkeys((*before, *after)):
            if before.get(part) != after.get(part):
                yield Loss("map", f"{name}.{part}", _reason(before.get(part), after.get(part), format_name))


def _of_collection(kind: str, was: dict[str, Any], now: dict[str, Any], format_name: str) -> Iterator[Loss]:
    before = {item["id"]: item for item in was.get(COLLECTIONS[kind], [])}
    after = {item["id"]: item for item in now.get(COLLECTIONS[kind], [])}
    for id, item in before.items():
        if id not in after:
            yield Loss(_called(kind, id), "", f"{format_name} has no place for it")
            continue
        yield from _of_fields(_called(kind, id), item, after[id], format_name)
    for id in after:
        if id not in before:
            yield Loss(_called(kind, id), "", f"it is not on the map; {format_name} cannot do without one")
    kept = [id for id in before if id in after]
    if _sequence(kept, before) != _sequence([id for id in after if id in before], before):
        yield Loss(COLLECTIONS[kind].replace("_", " "), "order", f"{format_name} orders them by itself")


def _sequence(ids: list[str], items: dict[str, Any]) -> dict[str, list[str]]:
    # What belongs to stages is ordered within its stage; the order across stages means nothing.
    found: dict[str, list[str]] = {}
    for id in ids:
        found.setdefault(items[id].get("stage") or "", []).append(id)
    return found


def _of_matrix(
    collection: str, key: tuple[str, ...], was: dict[str, Any], now: dict[str, Any], format_name: str
) -> Iterator[Loss]:
    before = {_key(item, key): item for item in was.get(collection, [])}
    after = {_key(item, key): item for item in now.get(collection, [])}
    for place, item in before.items():
        if place in after:
            yield from _of_fields(_at(collection, place), item, after[place], format_name)
        else:
            yield Loss(_at(collection, place), "", f"{format_name} has no place for it")
    for place in after:
        if place not in before:
            yield Loss(_at(collection, place), "", f"it is not on the map; {format_name} cannot do without one")


def _of_fields(element: str, was: dict[str, Any], now: dict[str, Any], format_name: str) -> Iterator[Loss]:
    for field in dict.fromkeys((*was, *now)):
        if field != "rank" and was.get(field) != now.get(field):
            yield Loss(element, field, _reason(was.get(field), now.get(field), format_name))


def _reason(was: Any, now: Any, format_name: str) -> str:
    if now is None:
        return f"{format_name} has no place for it"
    return f"{format_name} cannot hold it as it is" if was is not None else f"{format_name} cannot do without it"


def _pair(was: list[dict[str, Any]], now: list[dict[str, Any]]) -> dict[str, str]:
    """Return for each id of ``now`` the id of the element of ``was`` that it stands for."""
    rules: tuple[tuple[str, ...], ...] = (("stage", "id", *_HEADINGS), ("stage", *_HEADINGS), _HEADINGS, ("id",))
    pairs: dict[str, str] = {}
    found: set[str] = set()
    for fields in rules:
        free: dict[tuple[Any, ...], list[str]] = {}
        for item in was:
            if item["id"] not in found:
                free.setdefault(tuple(item.get(field) for field in fields), []).append(item["id"])
        for item in now:
            same = free.get(tuple(item.get(field) for field in fields))
            if item["id"] not in pairs and same:
                pairs[item["id"]] = same.pop(0)
                found.add(pairs[item["id"]])
    left = [item["id"] for item in was if item["id"] not in found]
    strangers = [item["id"] for item in now if item["id"] not in pairs]
    if len(was) == len(now):  # All are there, some under another name.
        pairs.update(zip(strangers, left, strict=True))
    else:
        taken = {item["id"] for item in was}
        pairs.update({id: f"{id} (new)" for id in strangers if id in taken})
    return pairs


def _rename(data: dict[str, Any], kind: str, renamed: Mapping[str, str]) -> None:
    for item in data.get(COLLECTIONS[kind], []):
        item["id"] = renamed.get(item["id"], item["id"])
    for reference in REFERENCES:
        if reference.target != kind:
            continue
        for holder in data.get(reference.collection, []):
            held = holder.get(reference.field)
            if isinstance(held, list):
                holder[reference.field] = [renamed.get(id, id) for id in held]
            elif held is not None:
                holder[reference.field] = renamed.get(held, held)


def _key(item: Mapping[str, Any], key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(item.get(field) or "") for field in key)


def _called(kind: str, id: str) -> str:
    return f"{kind.replace('_', ' ')} {id!r}"


def _at(collection: str, place: tuple[str, ...]) -> str:
    word = "cell" if collection == "cells" else "emotion point"
    return f"{word} {' / '.join(part for part in place if part)!r}"
