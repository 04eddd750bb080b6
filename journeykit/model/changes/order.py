"""Find the fewest elements that were moved among their siblings, so that one drag is one change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from journeykit.model.base import Element


def moved(before: Sequence[Element], after: Sequence[Element]) -> dict[str, tuple[str, str]]:
    """Return the elements that moved among their siblings, with both places in words."""
    found: dict[str, tuple[str, str]] = {}
    olds = by_stage(before)
    for stage, new in by_stage(after).items():
        old = olds.get(stage, [])
        then = {element.id: (place, element.rank) for place, element in enumerate(old)}
        line = [(place, element) for place, element in enumerate(new) if element.id in then]
        steady = [then[element.id][1] == element.rank for _, element in line]
        kept = _longest_rise([then[element.id][0] for _, element in line], steady)
        for index, (place, element) in enumerate(line):
            if index not in kept:
                before_place = then[element.id][0]
                found[element.id] = (f"{before_place + 1} of {len(old)}", f"{place + 1} of {len(new)}")
    return found


def _longest_rise(places: Sequence[int], steady: Sequence[bool]) -> set[int]:
    """Return the indexes of a longest rising run of places; on ties, the one with most elements of unchanged rank.

    A move gives only the moved element a new rank, which distinguishes it from its neighbour.
    """
    if list(places) == sorted(places):
        return set(range(len(places)))
    best: list[tuple[int, int]] = []
    came_from: list[int] = []
    for index, place in enumerate(places):
        score, source = (0, 0), -1
        for earlier in range(index):
            if places[earlier] < place and best[earlier] > score:
                score, source = best[earlier], earlier
        best.append((score[0] + 1, score[1] + steady[index]))
        came_from.append(source)
    at = max(range(len(places)), key=best.__getitem__)
    kept: set[int] = set()
    while at >= 0:
        kept.add(at)
        at = came_from[at]
    return kept


def by_stage(elements: Iterable[Element]) -> dict[str, list[Element]]:
    """Return the elements by stage, in their order; elements without a stage under the empty id."""
    found: dict[str, list[Element]] = {}
    for element in elements:
        found.setdefault(getattr(element, "stage", None) or "", []).append(element)
    return found
