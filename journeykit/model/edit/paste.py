"""Paste elements that were copied from another map, or from another place of the same one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from journeykit.errors import MapError, UnknownIdError
from journeykit.model.base import in_order, slug
from journeykit.model.edit import _elements as _
from journeykit.model.edit._elements import KINDS
from journeykit.model.edit.copies import NOT_OF_A_COPY
from journeykit.model.integrity import COLLECTIONS, REFERENCES_OF, Reference
from journeykit.model.journey import VALUE_TYPES, JourneyMap

MOST_ELEMENTS = 5_000

_PLACED = {"cell": "cells", "emotion": "emotions"}
# The same name means the same person, system or source.
_SHARED = ("owner", "technology", "source")
_LINKED = ("owner", "technology")
Entry = tuple[str, dict[str, Any], str]  # kind, fields, stage of an owner or technology
NewIds = dict[str, dict[str, str]]  # by kind and id where the element was copied


def paste_elements(
    journey: JourneyMap,
    elements: Sequence[Mapping[str, Any]],
    /,
    *,
    stage: str | None = None,
    stages: Sequence[str] = (),
) -> JourneyMap:
    """Return the map with elements that were copied from this map or another one.

    Parameters
    ----------
    elements : sequence of mapping
        Each ``{"kind": kind, "fields": {...}}`` with the fields as in a file, including ids; owners and technologies
        also with the ``"stage"`` that they were copied from. Kinds are those of ``KINDS`` and, together with their
        stage, ``cell`` and ``emotion``.
    stage : str, optional
        Id of the stage where the first copied column goes; the others follow it. Copied stages come right after it.
    stages : sequence of str, optional
        Ids of the stages of the map that was copied from, in their order.

    Raises
    ------
    UnknownIdError
        No such stage or kind.
    MapError
        Elements that do not fit, or that belong to a stage when none is given.

    Notes
    -----
    Every element gets a free id, and references among the elements are kept; references to elements that the map does
    not have are dropped. An owner, technology or source whose name is on the map already is not added again. What was
    measured for the original is not copied (see ``duplicate_touchpoint``).

    Examples
    --------
    >>> import journeykit as jk
    >>> shelf = {"kind": "touchpoint", "fields": {"id": "shelf", "name": "Shelf", "stage": "browse"}}
    >>> journey = jk.edit.paste_elements(jk.new_map("Shop", stages=["Look"]), [shelf], stage="look")
    >>> journey.touchpoints[0].stage
    'look'
    """
    before, entries = journey, [_entry(entry) for entry in _listed(elements)]
    if stage is not None:
        _.find(journey, "stage", stage)
    new_ids = _new_ids(journey, entries)
    new_ids["stage"] = _places(journey, entries, stage, [str(id) for id in stages], new_ids.get("stage", {}))
    last = stage
    for kind, fields, home in entries:
        journey, last = _put(journey, kind, fields, new_ids, last)
        if kind in _LINKED and home in new_ids["stage"]:
            journey = _linked(journey, COLLECTIONS[kind], new_ids[kind][fields["id"]], new_ids["stage"][home])
    return _.checked(before, journey)


def _listed(elements: Any) -> list[Any]:
    if not isinstance(elements, (list, tuple)) or not elements:
        raise MapError("there is nothing to paste. Nothing was changed.")
    if len(elements) > MOST_ELEMENTS:
        raise MapError(f"{len(elements):,} elements at once are too many (at most {MOST_ELEMENTS:,}).")
    return list(elements)


def _entry(entry: Any) -> Entry:
    kind = entry.get("kind") if isinstance(entry, Mapping) else None
    fields = entry.get("fields") if isinstance(entry, Mapping) else None
    if not isinstance(kind, str) or not isinstance(fields, Mapping):
        raise MapError('each element needs a kind and its fields: {"kind": "touchpoint", "fields": {...}}.')
    if kind not in _PLACED and kind not in KINDS:
        raise UnknownIdError("kind of element", kind, KINDS)
    held = {str(name): value for name, value in fields.items()}
    if kind in KINDS and not isinstance(held.get("id"), str):
        raise MapError(f"a copied {kind.replace('_', ' ')} needs its id. Nothing was changed.")
    return kind, held, str(entry.get("stage") or "")


def _new_ids(journey: JourneyMap, entries: list[Entry]) -> NewIds:
    found: NewIds = {}
    for kind, fields, _home in entries:
        if kind in _PLACED:
            continue
        fresh = found.setdefault(kind, {})
        head = _.name_field(KINDS[kind])
        title = str(fields.get(head, ""))
        present = _.elements(journey, kind)
        same = [e.id for e in present if str(getattr(e, head)).casefold() == title.strip().casefold()]
        taken = [e.id for e in present] + list(fresh.values())
        fresh[fields["id"]] = same[0] if kind in _SHARED and same else slug(title, taken)
    return found


def _places(
    journey: JourneyMap, entries: list[Entry], stage: str | None, order: list[str], copied: dict[str, str]
) -> dict[str, str]:
    """Return the stage for each copied column; columns beyond the last stage go to the last one."""
    places = dict(copied)
    homes = {str(fields.get("stage") or home) for _kind, fields, home in entries} - {""} - set(places)
    here = [column.id for column in journey.stages]
    if homes and stage is None:
        raise MapError("these elements belong to a stage: choose where they go. Nothing was changed.")
    columns = sorted(homes, key=lambda home: (order.index(home) if home in order else len(order), home))
    offset = {home: order.index(home) if home in order else place for place, home in enumerate(columns)}
    for home in columns:
        wanted = here.index(str(stage)) + offset[home] - offset[columns[0]]
        places[home] = here[min(wanted, len(here) - 1)]
    return places


def _put(
    journey: JourneyMap, kind: str, fields: dict[str, Any], new_ids: NewIds, last: str | None
) -> tuple[JourneyMap, str | None]:
    """Return the map with one more value, and the stage after which the next copied one goes."""
    collection = _PLACED.get(kind) or COLLECTIONS[kind]
    held = {**fields, **NOT_OF_A_COPY.get(collection, {})}
    for reference in REFERENCES_OF[collection]:
        if reference.field in held:
            held[reference.field] = _kept(journey, reference, held[reference.field], new_ids)
    if kind in _PLACED:
        return _placed(journey, collection, held), last
    id = new_ids[kind][fields["id"]]
    if any(e.id == id for e in _.elements(journey, kind)):
        return journey, last
    if kind == "route" and journey.happy_path is None:
        held["kind"] = fields.get("kind", "alternate")
    held = {name: value for name, value in held.items() if name not in ("id", "rank")}
    value = _.made(KINDS[kind], {**held, "id": id}, journey)
    present = _.elements(journey, kind)
    before = None
    if kind == "stage" and last is not None:
        before, last = _.find(journey, "stage", last), id
    placed = value.model_copy(update={"rank": _.rank_after(present, before)})
    return journey.model_copy(update={collection: in_order((*present, placed))}), last


def _kept(journey: JourneyMap, reference: Reference, value: Any, new_ids: NewIds) -> Any:
    """Return the new ids of a reference, without those that are not on the map."""
    copied = new_ids.get(reference.target, {})

    def one(id: Any) -> Any:
        fresh = copied.get(id, id)
        known = reference.target == "stage" or fresh in copied.values()
        return fresh if known or any(e.id == fresh for e in _.elements(journey, reference.target)) else None

    if reference.many:
        return [id for id in map(one, value if isinstance(value, (list, tuple)) else []) if id is not None]
    return one(value)


def _placed(journey: JourneyMap, collection: str, held: dict[str, Any]) -> JourneyMap:
    """Return the map with a text or a feeling of a copied stage, unless its place is taken or removed."""
    held.pop("id", None)
    place = "lane" if collection == "cells" else "touchpoint"
    if held.get("kind") == "measured" or (place in held and held[place] is None):
        return journey
    value: Any = _.made(VALUE_TYPES[collection], held, journey)
    present: tuple[Any, ...] = getattr(journey, collection)
    if any(other.key == value.key for other in present):
        return journey
    return journey.model_copy(update={collection: (*present, value)})


def _linked(journey: JourneyMap, field: str, id: str, stage: str) -> JourneyMap:
    present = getattr(_.find(journey, "stage", stage), field)
    return journey if id in present else _.update(journey, "stage", stage, {field: (*present, id)})
