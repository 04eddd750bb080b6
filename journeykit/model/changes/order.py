"""Find the fewest elements that were moved among their siblings, so that one drag is one change."""

from __future__ import annotations

from collections.abc import Sequence

from journeykit.model.base import Element


def moved(before: Sequence[Element], after: Sequence[Element]) -> dict[str, tuple[str, str]]:
    """Return the elements that moved among their siblings, with both places in words."""
    found: dict[str, tuple[str, str]] = {}
    olds = _by_stage(before)
    for stage, new in _by_stage(after).items():
        old = olds.get(stage, [])
        staying = {element.id for element in old} & {element.id for element in new}
        ranks = {element.id: element.rank for element in old}
        places = {element.id: place for place, element in enumerate(old)}
        line = [element for element in new if element.id in staying]
        kept = _longest_rise(
            [places[element.id] for element in line], [ranks[element.id] == element.rank for element in line]
        )
        for index, element in enumerate(line):
            if index not in kept:
                now = next(place for place, other in enumerate(new) if other.id == element.id)
                found[element.id] = (f"{places[element.id] + 1} of {len(old)}", f"{now + 1} of {len(new)}")
    return found


def _longest_rise(places: Sequence[int], steady: Sequence[bool]) -> set[int]:
    """Return the indexes of a longest rising run of places; on ties, the one with most elements of unchanged rank.

    A move gives a new rank to the moved element only, which tells it from its neighbour.
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


def _by_stage(elements: Sequence[Element]) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for element in elements:
        found.setdefault(getattr(element, "stage", None) or "", []).append(element)
    return found
