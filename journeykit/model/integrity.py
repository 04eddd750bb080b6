"""The references between elements in one table, and the check that all of them are valid.

Reading a file, removing an element and checking an edit use the same table. The check accepts maps and raw JSON data,
so that a reader can report broken references together with invalid fields.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any, Literal

from journeykit.errors import did_you_mean, listing
from journeykit.model.lanes import standard_lanes

_MOST_COMPARED = 20_000  # Ids compared in total; after that, broken references get no hints.


@dataclass(frozen=True)
class Reference:
    """A field with ids of another kind; when the target is removed, either its holder or only the id is dropped."""

    collection: str
    field: str
    target: str
    many: bool = False
    when_removed: Literal["drop_holder", "drop_id"] = "drop_id"


COLLECTIONS: dict[str, str] = {
    "objective": "objectives",
    "persona": "personas",
    "stage": "stages",
    "lane": "lanes",
    "touchpoint": "touchpoints",
    "route": "routes",
    "pain_point": "pain_points",
    "opportunity": "opportunities",
    "kpi": "kpis",
    "improvement": "improvements",
    "owner": "owners",
    "technology": "technologies",
    "survey": "surveys",
    "source": "sources",
}

KIND_OF = {collection: kind for kind, collection in COLLECTIONS.items()}
# Values without an id, by the fields that identify them.
KEY_FIELDS = {"cells": ("stage", "lane", "persona"), "emotions": ("stage", "touchpoint", "persona", "kind")}
UNRANKED = tuple(KEY_FIELDS)
KEYED = (*COLLECTIONS.values(), *UNRANKED)

_R = Reference
_CITING = (
    *("objectives", "personas", "stages", "touchpoints", "cells", "emotions"),
    *("pain_points", "opportunities", "kpis", "improvements"),
)
REFERENCES: tuple[Reference, ...] = (
    _R("touchpoints", "stage", "stage", when_removed="drop_holder"),
    _R("cells", "stage", "stage", when_removed="drop_holder"),
    _R("cells", "lane", "lane", when_removed="drop_holder"),
    _R("cells", "persona", "persona", when_removed="drop_holder"),
    _R("emotions", "stage", "stage", when_removed="drop_holder"),
    _R("emotions", "persona", "persona", when_removed="drop_holder"),
    _R("emotions", "touchpoint", "touchpoint", when_removed="drop_holder"),
    _R("pain_points", "stage", "stage", when_removed="drop_holder"),
    _R("opportunities", "stage", "stage", when_removed="drop_holder"),
    _R("surveys", "stage", "stage", when_removed="drop_holder"),
    _R("surveys", "touchpoint", "touchpoint", when_removed="drop_holder"),
    _R("kpis", "stage", "stage", when_removed="drop_holder"),
    _R("pain_points", "touchpoint", "touchpoint"),
    _R("opportunities", "touchpoint", "touchpoint"),
    _R("kpis", "touchpoint", "touchpoint"),
    _R("kpis", "objective", "objective"),
    _R("routes", "touchpoints", "touchpoint", many=True),
    _R("routes", "personas", "persona", many=True),
    _R("touchpoints", "personas", "persona", many=True),
    _R("pain_points", "personas", "persona", many=True),
    _R("objectives", "touchpoints", "touchpoint", many=True),
    _R("opportunities", "pain_points", "pain_point", many=True),
    _R("improvements", "stages", "stage", many=True),
    _R("improvements", "touchpoints", "touchpoint", many=True),
    _R("improvements", "opportunity", "opportunity"),
    _R("improvements", "kpi", "kpi"),
    _R("stages", "owners", "owner", many=True),
    _R("stages", "technologies", "technology", many=True),
    _R("touchpoints", "technologies", "technology", many=True),
    *(_R(name, "owner", "owner") for name in ("touchpoints", "opportunities", "kpis", "improvements", "sources")),
    *(_R(name, "sources", "source", many=True) for name in _CITING),
)

REFERENCES_OF = {name: tuple(r for r in REFERENCES if r.collection == name) for name in KEYED}


def renamed(holder: Any, collection: str, names: Mapping[str, Mapping[str, str]]) -> Any:
    """Return a value with new ids, its own and those it refers to; ``names`` has them by kind and old id."""
    own = names.get(KIND_OF.get(collection, ""), {})
    update: dict[str, Any] = {"id": own[holder.id]} if own and holder.id in own else {}
    for reference in REFERENCES_OF[collection]:
        fresh = names.get(reference.target)
        if not fresh:
            continue
        held = getattr(holder, reference.field)
        if reference.many and not fresh.keys().isdisjoint(held):
            update[reference.field] = tuple(fresh.get(id, id) for id in held)
        elif not reference.many and held in fresh:
            update[reference.field] = fresh[held]
    return holder.model_copy(update=update) if update else holder


def problems(journey: Any, *, since: Any = None) -> list[tuple[str, str]]:
    """Return every broken reference, repeated id and clash in a map or in raw map data, as ``(place, message)``.

    Raw data of the wrong shape is skipped, because the reader reports it. With ``since``, a valid map that shares
    unchanged collections with this one, only the differences are checked.
    """
    changed = {name for name in KEYED if since is None or _value(journey, name) is not _value(since, name)}
    return [
        *_repeated_ids(journey, changed),
        *_broken_references(journey, since, changed),
        *_clashes(journey, changed),
    ]


def _value(holder: Any, field: str) -> Any:
    return holder.get(field) if isinstance(holder, Mapping) else getattr(holder, field, None)


def _items(journey: Any, collection: str) -> list[Any]:
    found = _value(journey, collection)
    if collection == "lanes" and found is None:
        return list(standard_lanes())
    return list(found) if isinstance(found, (list, tuple)) else []


def _ids(journey: Any, collection: str) -> list[str]:
    ids = (_value(item, "id") for item in _items(journey, collection))
    return [id for id in ids if isinstance(id, str)]


def _repeated_ids(journey: Any, changed: Set[str]) -> Iterator[tuple[str, str]]:
    for kind, collection in COLLECTIONS.items():
        if collection not in changed:
            continue
        for id, count in Counter(_ids(journey, collection)).items():
            if count > 1:
                yield collection, f"{count} elements have the id {id!r}. Every {kind} needs an id of its own."


def _broken_references(journey: Any, since: Any, changed: Set[str]) -> Iterator[tuple[str, str]]:
    compared = 0
    gone = {name for name in changed if since is None or set(_ids(since, name)) - set(_ids(journey, name))}
    for reference in REFERENCES:
        target = COLLECTIONS[reference.target]
        if target not in gone and reference.collection not in changed:
            continue
        # Valid references stay valid unless their target is removed.
        unchanged = set() if target in gone else {id(holder) for holder in _items(since, reference.collection)}
        known: dict[str, None] | None = None
        for place, holder in enumerate(_items(journey, reference.collection)):
            if id(holder) in unchanged:
                continue
            held = _value(holder, reference.field)
            for wanted in held if isinstance(held, (list, tuple)) else [held]:
                known = dict.fromkeys(_ids(journey, target)) if known is None else known
                if isinstance(wanted, str) and wanted not in known:
                    compared += len(known)
                    guess = did_you_mean(wanted, known) if compared <= _MOST_COMPARED else ""
                    guess = guess or f" Known: {listing(known)}."
                    kind = reference.target.replace("_", " ")
                    yield f"{reference.collection}[{place}].{reference.field}", f"no {kind} has id {wanted!r}.{guess}"


def _clashes(journey: Any, changed: Set[str]) -> Iterator[tuple[str, str]]:
    for collection, fields in KEY_FIELDS.items():
        if collection not in changed:
            continue
        keys = [
            tuple(str(_value(item, field) or ("assumed" if field == "kind" else "")) for field in fields)
            for item in _items(journey, collection)
        ]
        for key, count in Counter(keys).items():
            if count > 1:
                where = ", ".join(f"{field} {part!r}" for field, part in zip(fields, key, strict=True) if part)
                yield collection, f"{count} entries for {where}. Keep one."
    if "routes" not in changed:
        return
    happy = [_value(route, "kind") for route in _items(journey, "routes")].count("happy")
    if happy > 1:
        yield "routes", f"{happy} routes are marked as the happy path. Keep one, make the others alternates."
