"""Find sticky notes in a table: a row a note with columns about it, or a column a stage.

What names a stage is used: a column of stages, frames or sections. What names a lane is used too: a column of lanes,
tags, kinds or colours.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from journeykit.formats.building import MapBuilder
from journeykit.formats.grid import HEADER_WITHIN, SheetCell, take_facts
from journeykit.formats.lane_names import LaneNames
from journeykit.formats.matrix import put_facts
from journeykit.formats.note_cards import Sticky, Wall, frames_as_lanes, lane_said
from journeykit.text import counted, cut

Place = Callable[[int, int], SheetCell]
_LANE_COLUMNS = ("tag", "type", "colour")
_FEWEST_KNOWN = 0.5  # share of the columns
_TAGS = re.compile(r"</?(?:p|br|div|span|strong|em|ul|ol|li|b|i|u|a|h\d)\b[^<>]*>", re.IGNORECASE)
_ENDS = re.compile(r"<br\s*/?>|</(?:p|div|li|h\d)>", re.IGNORECASE)


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
    columns: dict[str, list[int]] = {}
    for column, label in enumerate(grid[header]):
        columns.setdefault((_kind(label, names) or "unknown") if label else "unknown", []).append(column)
    where = next(iter((*columns.get("stage", ()), *columns.get("frame", ()))), None)
    notes: list[Sticky] = []
    stages: list[str] = []
    for number in range(header + 1, len(grid)):
        row = grid[number]

        def first(kind: str, row: list[str] = row) -> str:
            return next((row[column] for column in columns.get(kind, ())), "")

        # A card may have a title and a text.
        text = ": ".join(filter(None, (_plain(row[column]) for column in columns["text"])))
        if any(names.column(row[column]) == "frame" for column in columns.get("type", ())):
            stages += [text] if text and not names.lane(text) else []
            builder.draft.took(place(number, columns["text"][0]), f"frame {cut(text, 40)!r}")
        elif text:
            said = tuple(row[column] for kind in _LANE_COLUMNS for column in columns.get(kind, ()) if row[column])
            stage = _plain(row[where]) if where is not None else ""
            spot = place(number, columns["text"][0])
            notes.append(Sticky(text, spot, stage, first("lane"), said, first("persona"), first("score")))
    used = {*columns["text"], where, *(columns[kind][0] for kind in ("lane", "persona", "score") if kind in columns)}
    _left_columns(grid, header, columns, used, builder, names, place)
    found = notes if "stage" in columns else frames_as_lanes(notes, names)
    return Wall(tuple(found), tuple(stages), _title(grid, header, builder, names, place))


def _left_columns(
    grid: list[list[str]],
    header: int,
    columns: dict[str, list[int]],
    used: set[int | None],
    builder: MapBuilder,
    names: LaneNames,
    place: Place,
) -> None:
    """Note the columns that are not on the map: what is no remark at all by its column, all else by its cells."""
    for column, label in enumerate(grid[header]):
        cells = [(number, row[column]) for number, row in enumerate(grid) if number > header and row[column]]
        if column in used or not cells:
            continue
        if any(column in columns.get(kind, ()) for kind in _LANE_COLUMNS):
            unknown = [cell for _, cell in cells if not lane_said(cell, names)]
            if unknown:
                why = f"they name no known lane; lane_names={{{unknown[0]!r}: …}} says which"
                builder.draft.left(place(header, column), f"column {label!r}, {counted(len(unknown), 'cells')}", why)
        elif column in columns.get("aside", ()):
            told = f"column {label!r}, {counted(len(cells), 'cells')}"
            builder.draft.left(place(header, column), told, "a map has no place for it")
        else:
            for number, cell in cells:
                builder.draft.left(place(number, column), repr(cut(cell[:400], 40)), "a note has no place for it")


def _title(grid: list[list[str]], header: int, builder: MapBuilder, names: LaneNames, place: Place) -> str:
    """Return the title above a table; other facts above it go to the map or the report."""
    facts: list[tuple[str, str, SheetCell]] = []
    for number in range(header):
        cells = [(place(number, column), cell) for column, cell in enumerate(grid[number]) if cell]
        take_facts(cells, facts, names, builder.draft)
    return put_facts(facts, builder, "")


def stage_columns(grid: list[list[str]], names: LaneNames) -> int | None:
    """Return the row of usual stage names over columns of notes, or None."""
    for number, row in enumerate(grid[:HEADER_WITHIN]):
        filled = [cell for cell in row if cell]
        if len(filled) >= 2 and filled[0] == row[0] and sum(map(names.is_usual_stage, filled)) * 2 > len(filled):
            return number
    return None


def wall_of_columns(grid: list[list[str]], header: int, builder: MapBuilder, names: LaneNames, place: Place) -> Wall:
    """Return the notes of a table with a column a stage; notes in a column without a heading have no stage."""
    notes = [
        Sticky(cell, place(number, column), grid[header][column])
        for column in range(len(grid[header]))
        for number in range(header + 1, len(grid))
        if (cell := grid[number][column])
    ]
    return Wall(tuple(notes), tuple(filter(None, grid[header])), _title(grid, header, builder, names, place))


def _kind(label: str, names: LaneNames) -> str | None:
    if names.is_stage(label):
        return "stage"
    return names.column(label) or ("persona" if names.fact(label) == "personas" else None)


def _plain(text: str) -> str:
    """Return the text of a note that may be written in HTML."""
    if not _TAGS.search(text):
        return html.unescape(text) if re.search(r"&(?:amp|lt|gt|quot|nbsp|#\d+);", text) else text
    lines = html.unescape(_TAGS.sub("", _ENDS.sub("\n", text))).split("\n")
    return "\n".join(filter(None, map(str.strip, lines)))
