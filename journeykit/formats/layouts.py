"""Choose how to read a sheet: as a matrix, as one row a touchpoint, or as sticky notes."""

from __future__ import annotations

from dataclasses import replace

from journeykit.errors import FormatError
from journeykit.formats.building import MapBuilder, SheetOptions
from journeykit.formats.draft import MapDraft
from journeykit.formats.grid import SheetCell, cleaned, table_of
from journeykit.formats.lane_names import LaneNames
from journeykit.formats.matrix import map_of_table
from journeykit.formats.note_cards import Wall, map_of_wall
from journeykit.formats.note_outline import is_outline, wall_of_outline
from journeykit.formats.note_tables import stage_columns, table_header, wall_of_columns, wall_of_table
from journeykit.formats.records import header_of, map_of_records
from journeykit.formats.report import Imported

_ADVICE = (
    "Put the names of the stages into one row, and below it one row per lane with its name in the first "
    "column: Actions, Touchpoints, Feelings, Pain points …"
)
_STICKIES = 'A list of sticky notes is read with format="stickies" (--format stickies).'


def map_of_cells(
    cells: list[list[str]], draft: MapDraft, *, name: str, sheet: str = "", options: SheetOptions | None = None
) -> Imported:
    """Return the map in a grid of texts with its report; ``name`` is used if the sheet has none.

    A grid in which nothing of a map can be recognised raises FormatError.
    """
    options = options or SheetOptions()
    names = options.names
    grid = cleaned(cells, draft.source)
    builder = MapBuilder(draft, options)
    if options.notes != "only":
        notes_from = table_header(grid, names)
        # The values of a table of notes may be names of lanes, as if they named columns.
        header = header_of(grid, names)
        if header and (notes_from is None or header.row <= notes_from):
            return map_of_records(grid, header, builder, names, name, sheet)
        if notes_from is None and (table := table_of(grid, names, draft, sheet)):
            return map_of_table(table, builder, names, name)
    wall = _wall(grid, builder, options, sheet) if options.notes != "none" else None
    if wall is None or not wall.notes:
        where = f"sheet {sheet!r}" if sheet else ""
        raise FormatError(draft.source, where, "no stages and lanes were found.", _advice(grid, names, options))
    return map_of_wall(wall, builder, names, name)


def _wall(grid: list[list[str]], builder: MapBuilder, options: SheetOptions, sheet: str) -> Wall | None:
    def place(row: int, column: int) -> SheetCell:
        return SheetCell(row, column, sheet)

    names = options.names
    if (header := table_header(grid, names)) is not None:
        return wall_of_table(grid, header, builder, names, place)
    if (header := stage_columns(grid, names)) is not None:
        return wall_of_columns(grid, header, builder, names, place)
    if is_outline(grid) and options.notes in ("found", "only"):
        return wall_of_outline(grid, builder, names, place)
    if options.notes == "only":
        first = next((number for number, row in enumerate(grid) if any(row)), 0)
        return wall_of_columns(grid, first, builder, names, place) if grid else None
    return None


def _advice(grid: list[list[str]], names: LaneNames, options: SheetOptions) -> str:
    labels = dict.fromkeys(row[0] for row in grid[:40] if grid and row[0])
    near = ((label, names.nearest(label)) for label in labels)
    known = [f"{label!r} is near {found[0]!r} ({found[1]})" for label, found in near if found][:3]
    own = [f"{'; '.join(known)}: lane_names={{{known[0].split(' is near')[0]}: …}} reads it so."] if known else []
    return " ".join([_ADVICE, *own, *([] if options.notes == "only" else [_STICKIES])])


def without_notes(options: SheetOptions) -> SheetOptions:
    """Return the options to look for a map first, where a file has several sheets."""
    return replace(options, notes="none")
