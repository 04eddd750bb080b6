"""Pair elements of two maps that are the same but have different ids, as in a file without ids."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from journeykit.model.base import Element, element_name
from journeykit.model.integrity import COLLECTIONS, KEYED, renamed
from journeykit.model.journey import JourneyMap

# Stages first: other elements are compared within their stage.
KINDS_IN_ORDER = ("stage", *(kind for kind in COLLECTIONS if kind != "stage"))


Pairing = Callable[[Sequence[Any], Sequence[Any]], Mapping[str, str]]
"""From the elements of one kind on both maps, earlier first, to the earlier ids by the later ones."""


def with_ids_of(before: JourneyMap, after: JourneyMap) -> tuple[JourneyMap, int]:
    """Return the later map with earlier ids for elements of the same kind and name, and the number of those elements.

    Only elements whose ids the other map does not have are compared. Two are the same if their names agree, ignoring
    case, and are unique among these elements: first within a stage, then on the whole map. References, cells and
    feelings follow.
    """
    paired, ids = pair_elements(before, after, _same)
    return paired, sum(map(len, ids.values()))


def pair_elements(
    before: JourneyMap, after: JourneyMap, same: Pairing
) -> tuple[JourneyMap, dict[str, Mapping[str, str]]]:
    """Return the later map with earlier ids as ``same`` pairs them, kind by kind, and those pairs by kind."""
    parts: dict[str, Sequence[Any]] = {name: getattr(after, name) for name in KEYED}
    pairs: dict[str, Mapping[str, str]] = {}
    for kind in KINDS_IN_ORDER:
        collection = COLLECTIONS[kind]
        ids = same(getattr(before, collection), parts[collection])
        if ids:
            pairs[kind] = ids
            for name in KEYED:
                parts[name] = [renamed(holder, name, {kind: ids}) for holder in parts[name]]
    if not pairs:
        return after, {}
    return after.model_copy(update={name: tuple(items) for name, items in parts.items()}), pairs


def _same(before: Sequence[Element], after: Sequence[Element]) -> dict[str, str]:
    """Return, by id in ``after``, the id in ``before`` of the same element."""
    known, taken = {element.id for element in before}, {element.id for element in after}
    old = [element for element in before if element.id not in taken]
    new = [element for element in after if element.id not in known]
    found: dict[str, str] = {}
    rules: tuple[Callable[[Element], Hashable], ...] = (
        lambda element: (getattr(element, "stage", None), element_name(element).casefold()),
        lambda element: element_name(element).casefold(),
    )
    for rule in rules:
        ours = _alone([element for element in old if element.id not in found.values()], rule)
        theirs = _alone([element for element in new if element.id not in found], rule)
        found |= {theirs[name]: id for name, id in ours.items() if name in theirs}
    return found


def _alone(elements: Sequence[Element], rule: Callable[[Element], Hashable]) -> dict[Hashable, str]:
    ids: dict[Hashable, list[str]] = {}
    for element in elements:
        ids.setdefault(rule(element), []).append(element.id)
    return {name: held[0] for name, held in ids.items() if len(held) == 1}
