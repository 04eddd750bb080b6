"""Three-way merge of two versions of a map by element id.

A change made by only one of the two is taken. Where both changed the same value, ``mine`` wins unless ``prefer`` says
otherwise, and the other value is reported. An element that one removed and the other changed is kept. Elements that
both added under one id are both kept, the second under a new id.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from journeykit.model.base import plain, slug
from journeykit.model.changes.match import pair_elements
from journeykit.model.changes.operations import order_operations, put_operations
from journeykit.model.changes.parts import Field, changed_facts, elements
from journeykit.model.integrity import COLLECTIONS, KEYED, REFERENCES, UNRANKED
from journeykit.model.journey import JourneyMap

ABSENT: Any = type("_Absent", (), {"__repr__": lambda self: "ABSENT"})()
"""Marks a key that an object does not have."""

Side = Literal["mine", "theirs"]
Parts = dict[str, dict[str, dict[str, Any]]]
Clash = tuple[Field, Any, Any]
Choose = Callable[[Field, Any, Any, Any], Any]
"""From a field and its three values (base, mine, theirs) to the merged one."""


@dataclass(frozen=True)
class Merged:
    """Outcome of a merge.

    Attributes
    ----------
    map : JourneyMap
        The merged map.
    clashes : tuple of (Field, kept, lost)
        Values that both had changed: the kept and the lost one, as JSON-ready data.
    """

    map: JourneyMap
    clashes: tuple[Clash, ...] = ()


def three_way(
    base: JourneyMap, mine: JourneyMap, theirs: JourneyMap, *, prefer: Side = "mine", same_ids: bool = False
) -> Merged:
    """Merge two versions of a map.

    Parameters
    ----------
    base : JourneyMap
        The version that both started from.
    mine, theirs : JourneyMap
        The two changed versions.
    prefer : {"mine", "theirs"}
        Whose value wins where both changed it.
    same_ids : bool
        Whether an id that both added means the same element; it does when one side is an earlier state of the other.

    Returns
    -------
    Merged

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.store.merge import three_way
    >>> shop = jk.new_map("Shop", stages=["Browse", "Pay"])
    >>> mine = jk.edit.update_stage(shop, "pay", name="Check out")
    >>> theirs = jk.edit.add_touchpoint(shop, "Shelf", stage="browse")
    >>> merged = three_way(shop, mine, theirs)
    >>> merged.map.stages[1].name, merged.map.touchpoints[0].name, merged.clashes
    ('Check out', 'Shelf', ())
    """
    clashes: list[Clash] = []

    def chosen(field: Field, before: Any, own: Any, other: Any) -> Any:
        value, clash = merged_value(before, own, other)
        if not clash:
            return value
        kept, lost = (value, other) if prefer == "mine" else (other, own)
        clashes.append((field, None if kept is ABSENT else kept, None if lost is ABSENT else lost))
        return kept

    mine = mine if same_ids else _with_own_ids(base, mine, theirs)
    fresh: Parts = {}
    for collection in KEYED:
        if getattr(mine, collection) is getattr(base, collection):
            continue
        fresh[collection] = _merged_collection(collection, (base, mine, theirs), chosen, clashes)
    _restore_referenced(fresh, mine, theirs)
    _one_happy_path(fresh, theirs)
    found = _header(base, mine, theirs, chosen)
    for collection, parts in fresh.items():
        found += [{"at": [collection, key], "drop": True} for key in elements(theirs, collection) if key not in parts]
        found += [{"at": [collection, key], "set": value} for key, value in parts.items()]
    for collection in UNRANKED:
        orders = [list(elements(version, collection)) for version in (base, mine, theirs)]
        present = fresh.get(collection, elements(theirs, collection))
        found += order_operations(collection, theirs, [key for key in merged_list(*orders) if key in present], found)
    return Merged(put_operations(theirs, found), tuple(clashes))


def _header(base: JourneyMap, mine: JourneyMap, theirs: JourneyMap, chosen: Choose) -> list[dict[str, Any]]:
    own, other = changed_facts(base, mine), changed_facts(base, theirs)
    before, ours, others = (version.model_dump(mode="json", include=set(own)) for version in (base, mine, theirs))
    for name in own:
        if name in other:
            ours[name] = chosen(("map", "", name), before[name], ours[name], others[name])
    return [{"at": ["map", name], "set": ours[name]} for name in own]


def _merged_collection(
    collection: str, versions: tuple[JourneyMap, JourneyMap, JourneyMap], chosen: Choose, clashes: list[Clash]
) -> dict[str, dict[str, Any]]:
    base, mine, theirs = (
        {key: plain(element) for key, element in elements(version, collection).items()} for version in versions
    )
    fresh: dict[str, dict[str, Any]] = {}
    for key in dict.fromkeys([*theirs, *mine]):
        before, own, other = base.get(key), mine.get(key), theirs.get(key)
        if own is not None and other is not None:
            sides = (before or {}, own, other)
            merged = {
                name: chosen((collection, key, name), *(side.get(name, ABSENT) for side in sides))
                for name in dict.fromkeys([*other, *own])
            }
            fresh[key] = {name: value for name, value in merged.items() if value is not ABSENT}
            continue
        left = own or other or {}
        if before is None:
            fresh[key] = left  # One of the two added it.
        elif left != before:
            fresh[key] = left  # One removed what the other changed: keep it.
            clashes.append(((collection, key, "-"), left, None))
    return fresh


def _with_own_ids(base: JourneyMap, mine: JourneyMap, theirs: JourneyMap) -> JourneyMap:
    """Give elements that both sides added under one id a new id in ``mine``, with the references to them."""
    known = {(type(e), e.id) for collection in COLLECTIONS.values() for e in getattr(base, collection)}

    def fresh(theirs: Sequence[Any], mine: Sequence[Any]) -> dict[str, str]:
        other = {element.id: element for element in theirs}
        taken = {*other, *(element.id for element in mine)}
        added = [e for e in mine if e.id in other and (type(e), e.id) not in known]
        return {e.id: slug(e.id, taken) for e in added if other[e.id] != e}

    return pair_elements(theirs, mine, fresh)[0]


def _restore_referenced(fresh: Parts, mine: JourneyMap, theirs: JourneyMap) -> None:
    """Restore elements that one side removed and the other still refers to; drop references to the rest."""
    growing = True
    while growing:
        growing = False
        for reference in REFERENCES:
            target = COLLECTIONS[reference.target]
            if reference.collection not in fresh and target not in fresh:
                continue  # Neither end changed.
            present = fresh[target] if target in fresh else elements(theirs, target)
            parts = _own(fresh, theirs, reference.collection)
            for key, holder in list(parts.items()):
                held = holder.get(reference.field)
                lost = [id_ for id_ in (held if isinstance(held, list) else [held]) if id_ and id_ not in present]
                if not lost:
                    continue
                growing = True
                known = elements(theirs, target) | elements(mine, target)
                if reference.when_removed == "drop_id":
                    parts[key] = {**holder, reference.field: _without(held, lost)}
                elif lost[0] in known:
                    _own(fresh, theirs, target)[lost[0]] = plain(known[lost[0]])
                    present = fresh[target]
                else:
                    del parts[key]


def _without(held: Any, lost: list[str]) -> Any:
    return [id_ for id_ in held if id_ not in lost] if isinstance(held, list) else None


def _own(fresh: Parts, theirs: JourneyMap, collection: str) -> dict[str, dict[str, Any]]:
    if collection not in fresh:
        fresh[collection] = {key: plain(element) for key, element in elements(theirs, collection).items()}
    return fresh[collection]


def _one_happy_path(fresh: Parts, theirs: JourneyMap) -> None:
    held = {key for key, route in elements(theirs, "routes").items() if route.kind == "happy"}
    happy = [key for key, route in fresh.get("routes", {}).items() if route.get("kind") == "happy"]
    for key in happy if len(happy) > 1 else []:
        if key not in held:
            fresh["routes"][key] = {**fresh["routes"][key], "kind": "alternate"}


def merged_value(base: Any, mine: Any, theirs: Any) -> tuple[Any, bool]:
    """Merge two JSON-ready values that both started as ``base``; return the result, and whether they clash.

    Objects are merged key by key, lists of texts entry by entry. Where both changed the same thing, ``mine`` wins.
    """
    if mine == theirs or theirs == base:
        return mine, False
    if mine == base:
        return theirs, False
    if isinstance(mine, dict) and isinstance(theirs, dict):
        before = base if isinstance(base, dict) else {}
        return _merged_object(before, mine, theirs)
    if _texts(mine) and _texts(theirs) and (_texts(base) or base is ABSENT or base is None):
        return merged_list(base or [] if base is not ABSENT else [], mine, theirs), False
    return mine, True


def _merged_object(base: dict[str, Any], mine: dict[str, Any], theirs: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    fresh: dict[str, Any] = {}
    clash = False
    for key in dict.fromkeys([*theirs, *mine]):
        value, clashes = merged_value(base.get(key, ABSENT), mine.get(key, ABSENT), theirs.get(key, ABSENT))
        clash = clash or clashes
        if value is not ABSENT:
            fresh[key] = value
    return fresh, clash


def merged_list(base: Sequence[str], mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Return a list with the entries that both added, without those that either removed, in the order of ``mine``."""
    if list(mine) == list(base):
        return list(theirs)
    dropped = {entry for entry in base if entry not in theirs}
    fresh = [entry for entry in mine if entry not in dropped]
    for place, entry in enumerate(theirs):
        if entry in base or entry in fresh:
            continue
        before = next((e for e in reversed(theirs[:place]) if e in fresh), None)
        fresh.insert(fresh.index(before) + 1 if before is not None else len(fresh), entry)
    return fresh


def _texts(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(entry, str) for entry in value)
