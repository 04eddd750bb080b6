"""Copy an element together with the elements that depend on it.

A copy comes right after its original. A stage is copied with its touchpoints, texts, feelings, pain points,
opportunities and KPIs, a lane with its texts, a persona with its texts and feelings. What was measured for the original
is not copied (rules over events and answers, survey bindings, measured feelings, values of KPIs, files of data), nor is
what a map has only once (a milestone, the happy path).
"""

from __future__ import annotations

from typing import Any

from journeykit.model.base import Element, in_order, slug
from journeykit.model.edit import _elements as _
from journeykit.model.integrity import COLLECTIONS, KIND_OF, renamed
from journeykit.model.journey import JourneyMap

# Fields of the original only, and their values in a copy.
NOT_OF_A_COPY: dict[str, dict[str, Any]] = {
    "touchpoints": {"binding": None, "milestone": None},
    "kpis": {"series": (), "formula": None, "answer_formula": None},
    "routes": {"kind": "alternate"},
    "personas": {"rule": None},
    "improvements": {"difference": None, "verdict": None},
    "sources": {"data": None},
}


def duplicate(journey: JourneyMap, kind: str, id: str) -> JourneyMap:
    """Return the map with a copy of one element right after it, and of the elements that depend on it."""
    original = _.find(journey, kind, id)
    along = {
        name: [holder for holder in holders.values() if getattr(holder, "kind", "") != "measured"]
        for name, holders in _.dependents(journey, kind, id).items()
        if holders and name != "surveys"
    }
    names = _fresh_ids(journey, kind, original, along)
    present: dict[str, tuple[Any, ...]] = {name: getattr(journey, name) for name in {*along, COLLECTIONS[kind]}}
    copies = {name: tuple(_copy(name, holder, names) for holder in holders) for name, holders in along.items()}
    head = _.name_field(original)
    twin = _copy(COLLECTIONS[kind], original, names).model_copy(
        update={head: f"{getattr(original, head)} (copy)", "rank": _.rank_after(present[COLLECTIONS[kind]], original)}
    )
    copies[COLLECTIONS[kind]] = (*copies.get(COLLECTIONS[kind], ()), twin)
    changed = {name: (*present[name], *copies[name]) for name in copies}
    ordered = {name: in_order(items) if name in KIND_OF else items for name, items in changed.items()}
    return _.checked(journey, journey.model_copy(update=ordered))


def _fresh_ids(
    journey: JourneyMap, kind: str, original: Element, along: dict[str, list[Any]]
) -> dict[str, dict[str, str]]:
    """Return, by kind, the id of each copy by the id of its original."""
    fresh: dict[str, dict[str, str]] = {kind: {}}
    for name, holders in [(COLLECTIONS[kind], [original]), *along.items()]:
        if name not in KIND_OF:
            continue
        ids = fresh.setdefault(KIND_OF[name], {})
        for holder in holders:
            taken = [element.id for element in getattr(journey, name)] + list(ids.values())
            ids[holder.id] = slug(holder.id, taken)
    return fresh


def _copy(collection: str, holder: Any, names: dict[str, dict[str, str]]) -> Any:
    return renamed(holder, collection, names).model_copy(update=NOT_OF_A_COPY.get(collection, {}))
