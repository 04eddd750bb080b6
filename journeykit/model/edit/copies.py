"""Copies of elements: ``duplicate_stage``, ``duplicate_touchpoint`` … one for every kind.

A copy stands right after its original and takes along what could not stand without it: a stage its touchpoints, texts,
feelings, pain points, opportunities and KPIs, a lane its texts, a persona her texts and feelings. What data have shown
of the original they have not shown of the copy: rules over events, survey bindings, measured feelings and the values of
KPIs stay behind. So do the marks that a map has once: a milestone, the happy path.
"""

from __future__ import annotations

from typing import Any

from journeykit.model.base import Element, Value, in_order, slug
from journeykit.model.edit import _elements as _
from journeykit.model.edit._elements import KINDS, Edit
from journeykit.model.integrity import COLLECTIONS, REFERENCES
from journeykit.model.journey import JourneyMap
from journeykit.model.rank import between

_KIND_OF = {collection: kind for kind, collection in COLLECTIONS.items()}

# What is true of the original only, and how a copy begins instead.
NOT_OF_A_COPY: dict[str, dict[str, Any]] = {
    "touchpoints": {"binding": None, "milestone": None},
    "kpis": {"series": (), "formula": None},
    "routes": {"kind": "alternate"},
    "personas": {"rule": None},
    "improvements": {"difference": None, "verdict": None},
}


def duplicate(journey: JourneyMap, kind: str, id: str) -> JourneyMap:
    """Return the map with a copy of one element right after it, and of what cannot stand without it."""
    original = _.find(journey, kind, id)
    along = _dependents(journey, kind, id)
    names = _fresh_ids(journey, kind, original, along)
    present: dict[str, tuple[Any, ...]] = {name: getattr(journey, name) for name in {*along, COLLECTIONS[kind]}}
    copies = {name: tuple(_copy(name, holder, names) for holder in holders) for name, holders in along.items()}
    head = _.name_field(original)
    twin = _copy(COLLECTIONS[kind], original, names).model_copy(
        update={head: f"{getattr(original, head)} (copy)", "rank": _rank_after(present[COLLECTIONS[kind]], original)}
    )
    copies[COLLECTIONS[kind]] = (*copies.get(COLLECTIONS[kind], ()), twin)
    changed = {name: (*present[name], *copies[name]) for name in copies}
    ordered = {name: in_order(items) if name in _KIND_OF else items for name, items in changed.items()}
    return _.checked(journey, journey.model_copy(update=ordered))


def _dependents(journey: JourneyMap, kind: str, id: str) -> dict[str, list[Any]]:
    """Return, by collection, what would go with the element if it were removed, as far as it can be copied."""
    found: dict[str, list[Any]] = {}
    gone: dict[str, set[str]] = {kind: {id}}
    growing = True
    while growing:
        growing = False
        for reference in REFERENCES:
            if reference.when_removed != "drop_holder" or reference.collection == "surveys":
                continue
            lost = gone.get(reference.target, set())
            for holder in getattr(journey, reference.collection):
                held = found.setdefault(reference.collection, [])
                if getattr(holder, reference.field) not in lost or holder in held:
                    continue
                if getattr(holder, "kind", "") == "measured":
                    continue
                held.append(holder)
                if reference.collection in _KIND_OF:
                    gone.setdefault(_KIND_OF[reference.collection], set()).add(holder.id)
                growing = True
    return {name: holders for name, holders in found.items() if holders}


def _fresh_ids(
    journey: JourneyMap, kind: str, original: Element, along: dict[str, list[Any]]
) -> dict[str, dict[str, str]]:
    """Return, by kind, the id of each copy by the id of its original."""
    fresh: dict[str, dict[str, str]] = {kind: {}}
    for name, holders in [(COLLECTIONS[kind], [original]), *along.items()]:
        if name not in _KIND_OF:
            continue
        ids = fresh.setdefault(_KIND_OF[name], {})
        for holder in holders:
            taken = [element.id for element in getattr(journey, name)] + list(ids.values())
            ids[holder.id] = slug(holder.id, taken)
    return fresh


def _copy(collection: str, holder: Value, names: dict[str, dict[str, str]]) -> Any:
    """Return a value under its new id, with references that stay among the copies."""
    changes: dict[str, Any] = dict(NOT_OF_A_COPY.get(collection, {}))
    if collection in _KIND_OF:
        changes["id"] = names[_KIND_OF[collection]][getattr(holder, "id", "")]
    for reference in REFERENCES:
        fresh = names.get(reference.target)
        if reference.collection != collection or not fresh:
            continue
        held = getattr(holder, reference.field)
        changes[reference.field] = tuple(fresh.get(x, x) for x in held) if reference.many else fresh.get(held, held)
    return holder.model_copy(update=changes)


def _rank_after(present: tuple[Element, ...], original: Element) -> str:
    later = [element.rank for element in present if element.rank > original.rank]
    return between(original.rank, min(later) if later else None)


def _duplicate(kind: str) -> Edit:
    def edit(journey: JourneyMap, id: str, /) -> JourneyMap:
        return duplicate(journey, kind, id)

    word = kind.replace("_", " ")
    edit.__name__ = edit.__qualname__ = f"duplicate_{kind}"
    edit.__module__ = "journeykit.model.edit"
    edit.__doc__ = f"""Return the map with a copy of one {word} right after it, and of what cannot stand without it.

    What data have shown of the original stays with the original.

    Raises
    ------
    UnknownIdError
        No {word} has that id; names the nearest.
    """
    return edit


COPY_EDITS: dict[str, Edit] = {edit.__name__: edit for edit in map(_duplicate, KINDS)}
