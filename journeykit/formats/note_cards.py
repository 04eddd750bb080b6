"""Read sticky notes as whiteboards export them: a table with a row a note, a column a stage, or one column of notes.

What names a stage is used: a column of stages, frames or sections, groups of notes between empty rows, headings. What
names a lane is used too: a column of lanes, tags, kinds. Notes without a stage go to the stage ``Unsorted``, and notes
without a lane become cards of touchpoints, to be dragged to where they belong.
"""

# ruff: noqa: RUF001
from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from journeykit.formats.building import UNSORTED, MapBuilder
from journeykit.formats.feelings import OWN_SCALE
from journeykit.formats.grid import HEADER_WITHIN, SheetCell
from journeykit.formats.lane_names import STANDARD, LaneNames
from journeykit.formats.report import Imported
from journeykit.text import counted, cut

Place = Callable[[int, int], SheetCell]
_CARDS = ("touchpoints", "pain_points", "opportunities", "kpis")
_LANE_COLUMNS = ("tag", "type", "colour")
_FEWEST_KNOWN = 0.5  # share of the columns
_TAGS = re.compile(r"</?(?:p|br|div|span|strong|em|ul|ol|li|b|i|u|a|h\d)\b[^<>]*>", re.IGNORECASE)
_ENDS = re.compile(r"<br\s*/?>|</(?:p|div|li|h\d)>", re.IGNORECASE)


@dataclass(frozen=True)
class Sticky:
    """One note: its text, and what was said about it."""

    text: str
    place: SheetCell
    stage: str = ""
    lane: str = ""
    """The name of its lane."""
    said: tuple[str, ...] = ()
    """What may name its lane: tags, kind, colour."""
    persona: str = ""
    score: str = ""


@dataclass(frozen=True)
class Wall:
    """The notes of a file, with its stages in order and the title of the map."""

    notes: tuple[Sticky, ...]
    stages: tuple[str, ...] = ()
    title: str = ""


def table_header(grid: list[list[str]], names: LaneNames) -> int | None:
    """Return the row that names the columns of a table of notes, or None if it is no such table."""
    for number, row in enumerate(grid[:HEADER_WITHIN]):
        filled = [cell for cell in row if cell]
        kinds = [_kind(cell, names) for cell in filled]
        lanes = sum(names.lane(cell) is not None and not names.column(cell) for cell in filled)
        known = sum(kind is not None for kind in kinds)
        if "text" in kinds and len(filled) > 1 and lanes < 2 and known > _FEWEST_KNOWN * len(filled):
            return number
    return None


def wall_of_table(grid: list[list[str]], header: int, builder: MapBuilder, names: LaneNames, place: Place) -> Wall:
    """Return the notes of a table with a row a note."""
    titles = [cell for row in grid[:header] for cell in row if cell]
    columns: dict[str, list[int]] = {}
    for column, label in enumerate(grid[header]):
        if label:
            columns.setdefault(_kind(label, names) or "unknown", []).append(column)
    text = columns["text"][0]
    stage = next(iter((*columns.get("stage", ()), *columns.get("frame", ()))), None)
    used = {text, stage, *chain(*(columns.get(kind, ())[:1] for kind in ("lane", "persona", "score")))}
    for column, label in enumerate(grid[header]):
        filled = sum(1 for row in grid[header + 1 :] if row[column])
        why = "a map has no place for it"
        if any(column in columns.get(kind, ()) for kind in _LANE_COLUMNS):
            unknown = [cell for row in grid[header + 1 :] if (cell := row[column]) and not _known(cell, names)]
            why = f"they name no known lane; lane_names={{{unknown[0]!r}: …}} says which" if unknown else ""
            filled = len(unknown)
        if column not in used and filled:
            what = f"column {label!r}, {counted(filled, 'cells')}" if label else counted(filled, "cells")
            builder.draft.left(place(header, column), what, why)
    notes = []
    stages: list[str] = []
    for number in range(header + 1, len(grid)):
        row = grid[number]
        said = _plain(row[text])
        if any(names.column(row[column]) == "frame" for column in columns.get("type", ())):
            stages += [said] if said and not names.lane(said) else []
            builder.draft.took(place(number, text), f"frame {cut(said, 40)!r}")
        elif said:
            lane = next((row[column] for column in columns.get("lane", ())), "")
            said_of = tuple(row[column] for kind in _LANE_COLUMNS for column in columns.get(kind, ()) if row[column])
            persona = next((row[column] for column in columns.get("persona", ())), "")
            score = next((row[column] for column in columns.get("score", ())), "")
            where = _plain(row[stage]) if stage is not None else ""
            notes.append(Sticky(said, place(number, text), where, lane, said_of, persona, score))
    return Wall(tuple(_stages_or_lanes(notes, names)), tuple(stages), titles[0] if len(titles) == 1 else "")


def stage_columns(grid: list[list[str]], names: LaneNames) -> int | None:
    """Return the row of usual stage names over columns of notes, or None."""
    for number, row in enumerate(grid[:HEADER_WITHIN]):
        filled = [cell for cell in row if cell]
        if len(filled) >= 2 and filled[0] == row[0] and sum(map(names.is_usual_stage, filled)) * 2 > len(filled):
            return number
    return None


def wall_of_columns(grid: list[list[str]], header: int, place: Place) -> Wall:
    """Return the notes of a table with a column a stage; notes in a column without a heading have no stage."""
    notes = [
        Sticky(cell, place(number, column), grid[header][column])
        for column in range(len(grid[header]))
        for number in range(header + 1, len(grid))
        if (cell := grid[number][column])
    ]
    title = [cell for row in grid[:header] for cell in row if cell]
    return Wall(tuple(notes), tuple(filter(None, grid[header])), title[0] if len(title) == 1 else "")


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
        wall = _grouped(parts, title, builder, names)
        return replace(wall, notes=(*before, *wall.notes))
    return Wall(tuple(Sticky(text, where) for where, text in cells), (), title)


def map_of_wall(wall: Wall, builder: MapBuilder, names: LaneNames, name: str) -> Imported:
    """Return the map of some notes with its report."""
    draft = builder.draft
    for stage in wall.stages:
        builder.stage(stage)
    lanes: dict[str, dict[str, object]] = {}
    unsorted = [note for note in wall.notes if not note.stage]
    if unsorted:
        told = f"{counted(len(unsorted), 'notes')} in stage {UNSORTED!r}"
        draft.assumed(unsorted[0].place, told, "they name no stage: drag their cards to the stages of your journey")
    bare = 0
    for note in wall.notes:
        by_tag = next(filter(None, (_known(said, names) for said in note.said)), None)
        meant = names.lane(note.lane) or by_tag
        bare += not meant and not note.lane
        key = meant or note.lane or "touchpoints"
        if key not in lanes:
            own = note.lane if names.lane(note.lane) or not by_tag else ""
            lanes[key] = builder.lane(own or STANDARD[key].name, note.place)
        _put(note, lanes[key], builder)
    if bare:
        told = f"{counted(bare, 'notes')} as cards of lane 'touchpoints', channel 'other'"
        draft.assumed("", told, "they name no lane: move those that are pain points, ideas or thoughts")
    draft.took("", f"{counted(len(wall.notes), 'notes')} in {counted(len(builder.stages), 'stages')}")
    return builder.imported(wall.title or name)


def _put(note: Sticky, lane: dict[str, object], builder: MapBuilder) -> None:
    stage = builder.stage(note.stage or UNSORTED)
    persona = builder.draft.named("personas", note.persona) if note.persona else None
    if lane["kind"] in _CARDS:
        builder.card(str(lane["kind"]), stage["id"], " ".join(note.text.split()))
        return
    text = note.text
    if lane["kind"] == "emotions" and note.score:
        words = re.fullmatch(r"(.*) \((assumed|measured)\)", text)
        text = f"{words[1]} ({note.score}, {words[2]})" if words else f"{text} ({note.score})"
    if lane["kind"] == "emotions":
        text = " ".join(text.split())
    builder.put(lane, stage, text, note.place, persona=persona, scale=OWN_SCALE)


def _known(said: str, names: LaneNames) -> str | None:
    """Return the lane that a tag, kind or colour names, or one of several in a cell."""
    return next(filter(None, map(names.lane, (said, *re.split(r"[,;|]", said)))), None)


def _kind(label: str, names: LaneNames) -> str | None:
    if names.is_stage(label):
        return "stage"
    return names.column(label) or ("persona" if names.fact(label) == "personas" else None)


def _stages_or_lanes(notes: list[Sticky], names: LaneNames) -> Iterator[Sticky]:
    """Yield the notes; frames with the names of lanes are their lanes."""
    frames = {note.stage for note in notes if note.stage}
    are_lanes = sum(names.lane(frame) is not None for frame in frames) * 2 > len(frames)
    for note in notes:
        yield replace(note, stage="", lane=note.stage) if are_lanes and note.stage else note


def _grouped(groups: list[list[tuple[SheetCell, str]]], title: str, builder: MapBuilder, names: LaneNames) -> Wall:
    notes: list[Sticky] = []
    stages: list[str] = []
    for group in groups:
        place, heading = group[0]
        if len(group) == 1:
            notes.append(Sticky(heading, place))
            continue
        stage = heading.strip("#= \t").removesuffix(":").strip() or heading
        stages.append(stage)
        notes += [Sticky(text, where, stage) for where, text in group[1:]]
        builder.draft.assumed(place, f"stage {cut(stage, 40)!r}", "it is the first of a group of notes")
    found = list(_stages_or_lanes(notes, names))
    return Wall(tuple(found), tuple(stages) if found == notes else (), title)


def _headings(cells: list[tuple[SheetCell, str]]) -> list[int]:
    """Return the positions of the cells that are headings: further left than others, or ending in a colon."""
    leftmost = min(place.column for place, _ in cells)
    if any(place.column != leftmost for place, _ in cells):
        return [number for number, (place, _) in enumerate(cells) if place.column == leftmost]
    return [n for n, (_, text) in enumerate(cells) if re.fullmatch(r"(#{1,4} .+|[^\n]{1,60}[:：])", text)]


def _plain(text: str) -> str:
    """Return the text of a note that may be written in HTML."""
    if not _TAGS.search(text):
        return html.unescape(text) if re.search(r"&(?:amp|lt|gt|quot|nbsp|#\d+);", text) else text
    lines = html.unescape(_TAGS.sub("", _ENDS.sub("\n", text))).split("\n")
    return "\n".join(filter(None, map(str.strip, lines)))
