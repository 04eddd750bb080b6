"""Three-way merge of two versions of a map by element id.

A change made by only one of the two is taken. Where both changed the same value, ``mine`` wins unless ``prefer`` says
otherwise, and the other value is reported. An element that one removed and the other changed is kept. Elements that
both added under one id are both kept, the second under a new id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from journeykit.model.base import plain, slug
from journeykit.model.changes.match import pair_elements
from journeykit.model.changes.operations import operations, order_operations, put_operations
from journeykit.model.changes.parts import Field, elements
from journeykit.model.integrity import COLLECTIONS, KEYED, REFERENCES, UNRANKED
from journeykit.model.journey import JourneyMap
from journeykit.store.values import ABSENT, merged_list, merged_value

Side = Literal["mine", "theirs"]
Parts = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True)
class Merged:
    """Outcome of a merge.

    Attributes
    ----------
    map : JourneyMap
        Both versions in one.
    clashes : tuple of (Field, kept, lost)
        Values that both had changed: the one that is kept and the one that is lost, as JSON-ready data.
    """

    map: JourneyMap
    clashes: tuple[tuple[Field, Any, Any], ...] = ()


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
    clashes: list[tuple[Field, Any, Any]] = []
    mine = mine if same_ids else _with_own_ids(base, mine, theirs)
    fresh: Parts = {}
    for collection in KEYED:
        if getattr(mine, collection) is getattr(base, collection):
            continue
        fresh[collection] = _merged_collection(collection, (base, mine, theirs), prefer, clashes)
    _restore_referenced(fresh, mine, theirs)
    _one_happy_path(fresh, theirs)
    put = [
        {"at": [collection, key], "set": value} for collection, parts in fresh.items() for key, value in parts.items()
    ]
    gone = [
        {"at": [collection, key], "drop": True}
        for collection, parts in fresh.items()
        for key in elements(theirs, collection)
        if key not in parts
    ]
    found = [*_header(base, mine, theirs, prefer, clashes), *gone, *put]
    for collection in UNRANKED:
        orders = [list(elements(version, collection)) for version in (base, mine, theirs)]
        present = fresh.get(collection, elements(theirs, collection))
        found += order_operations(collection, theirs, [key for key in merged_list(*orders) if key in present], found)
    return Merged(put_operations(theirs, found), tuple(clashes))


def _header(
    base: JourneyMap, mine: JourneyMap, theirs: JourneyMap, prefer: Side, clashes: list[tuple[Field, Any, Any]]
) -> list[dict[str, Any]]:
    own = {change["at"][1]: change["set"] for change in operations(base, mine) if change["at"][0] == "map"}
    other = {change["at"][1]: change["set"] for change in operations(base, theirs) if change["at"][0] == "map"}
    before = base.model_dump(mode="json", include=set(own))
    put = []
    for name, value in own.items():
        if name in other:
            value = _chosen(("map", "", name), (before[name], value, other[name]), prefer, clashes)
        put.append({"at": ["map", name], "set": value})
    return put


def _chosen(field: Field, versions: tuple[Any, Any, Any], prefer: Side, clashes: list[tuple[Field, Any, Any]]) -> Any:
    _, mine, theirs = versions
    value, clash = merged_value(*versions)
    if clash:
        kept, lost = (value, theirs) if prefer == "mine" else (theirs, mine)
        clashes.append((field, None if kept is ABSENT else kept, None if lost is ABSENT else lost))
        return kept
    return value


def _merged_collection(
    collection: str,
    versions: tuple[JourneyMap, JourneyMap, JourneyMap],
    prefer: Side,
    clashes: list[tuple[Field, Any, Any]],
) -> dict[str, dict[str, Any]]:
    base, mine, theirs = (
        {key: plain(element) for key, element in elements(version, collection).items()} for version in versions
    )
    fresh: dict[str, dict[str, Any]] = {}
    for key in dict.fromkeys([*theirs, *mine]):
        before, own, other = base.get(key), mine.get(key), theirs.get(key)
        if own is not None and other is not None:
            held = before or {}
            merged = {
                name: _chosen(
                    (collection, key, name),
                    (held.get(name, ABSENT), own.get(name, ABSENT), other.get(name, ABSENT)),
                    prefer,
                    clashes,
                )
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
    held = {(type(e), e.id) for collection in COLLECTIONS.values() for e in getattr(base, collection)}

    def fresh(theirs: Sequence[Any], mine: Sequence[Any]) -> dict[str, str]:
        other = {element.id: element for element in theirs}
        taken = {*other, *(element.id for element in mine)}
        return {
            e.id: slug(e.id, taken) for e in mine if e.id in other and (type(e), e.id) not in held and other[e.id] != e
        }

    return pair_elements(theirs, mine, fresh)[0]


def _restore_referenced(fresh: Parts, mine: JourneyMap, theirs: JourneyMap) -> None:
    """Restore elements that one side removed and the other still refers to; drop references to the rest."""
    growing = True
    while growing:
        growing = False
        for reference in REFERENCES:
            target = COLLECTIONS[reference.target]
            if reference.collection not in fresh and target not in fresh:
                continue  # Nothing changed on either end.
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
