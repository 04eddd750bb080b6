"""Find sticky notes in one column, in groups between empty rows or below headings."""

# ruff: noqa: RUF001
from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from journeykit.formats.building import MapBuilder
from journeykit.formats.grid import SheetCell
from journeykit.formats.lane_names import LaneNames
from journeykit.formats.note_cards import Sticky, Wall, frames_as_lanes
from journeykit.text import cut

Place = Callable[[int, int], SheetCell]


def is_outline(grid: list[list[str]]) -> bool:
    """Return whether no row has more than one note."""
    return all(sum(map(bool, row)) <= 1 for row in grid) and any(map(any, grid))


def wall_of_outline(grid: list[list[str]], builder: MapBuilder, names: LaneNames, place: Place) -> Wall:
    """Return the notes of one column.

    Groups stand between empty rows, and the first note of a group names its stage if several groups have others below.
    Without groups a heading does: a cell further left, or one that ends in a colon.
    """
    rows = [next(((place(n, c), cell) for c, cell in enumerate(row) if cell), None) for n, row in enumerate(grid)]
    first = next((number for number, found in enumerate(rows) if found), 0)
    if (found := rows[first]) and names.column(found[1]) == "text" and len([row for row in rows if row]) > 1:
        rows[first] = None
    groups: list[list[tuple[SheetCell, str]]] = [[]]
    for cell in rows:
        if cell is None:
            groups += [[]] if groups[-1] else []
        else:
            groups[-1].append(cell)
    groups = [group for group in groups if group]
    if sum(len(group) > 1 for group in groups) >= 2:
        title = groups.pop(0)[0][1] if len(groups[0]) == 1 else ""
        return _grouped(groups, title, builder, names)
    cells = [cell for group in groups for cell in group]
    headings = _headings(cells)
    title = ""
    if headings and headings[0] > 0:
        title = cells[0][1] if headings[0] == 1 else ""
        cells = cells[1:] if title else cells
        headings = [place - 1 for place in headings] if title else headings
    if headings and len(headings) < len(cells):
        parts = [cells[start:end] for start, end in zip(headings, [*headings[1:], len(cells)], strict=True)]
        before = [Sticky(text, where) for where, text in cells[: headings[0]]]
        wall = _grouped(parts, title, builder, names, headed=True)
        return replace(wall, notes=(*before, *wall.notes))
    return Wall(tuple(Sticky(text, where) for where, text in cells), (), title)


def _grouped(
    groups: list[list[tuple[SheetCell, str]]],
    title: str,
    builder: MapBuilder,
    names: LaneNames,
    *,
    headed: bool = False,
) -> Wall:
    """Return the notes of groups; with ``headed`` a group of one is a stage without notes, and no note."""
    notes: list[Sticky] = []
    stages: list[str] = []
    for group in groups:
        place, heading = group[0]
        if len(group) == 1 and not headed:
            notes.append(Sticky(heading, place))
            continue
        stage = heading.strip("#= \t").removesuffix(":").strip() or heading
        stages.append(stage)
        notes += [Sticky(text, where, stage) for where, text in group[1:]]
        builder.draft.assumed(place, f"stage {cut(stage, 40)!r}", "it is the first of a group of notes")
    found = list(frames_as_lanes(notes, names))
    return Wall(tuple(found), tuple(stages) if found == notes else (), title)


def _headings(cells: list[tuple[SheetCell, str]]) -> list[int]:
    """Return the positions of the cells that are headings: further left than others, or ending in a colon."""
    leftmost = min(place.column for place, _ in cells)
    if any(place.column != leftmost for place, _ in cells):
        return [number for number, (place, _) in enumerate(cells) if place.column == leftmost]
    return [n for n, (_, text) in enumerate(cells) if re.fullmatch(r"(#{1,4} .+|[^\n]{1,60}[:：])", text)]
