"""Find the layout of a spreadsheet: its stages, the rows that are lanes, and facts above them."""

# ruff: noqa: RUF001
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from journeykit.errors import FormatError
from journeykit.formats.building import stage_key
from journeykit.formats.lane_names import LaneNames
from journeykit.formats.report import Notes
from journeykit.text import cut

MOST_ROWS = 2_000
MOST_COLUMNS = 2_000
MOST_CELLS = 40_000
MOST_LINES = 2_000  # in one cell
MOST_CHARACTERS = 8_000_000
HEADER_WITHIN = 40
_INVISIBLE = "\u200b\u2060\ufeff"


@dataclass(frozen=True)
class SheetCell:
    """A place in the sheet; ``sheet`` is empty in files with one table."""

    row: int
    column: int
    sheet: str = ""
    turned: bool = False

    def __str__(self) -> str:
        row, column = (self.column, self.row) if self.turned else (self.row, self.column)
        cell = f"cell {letters(column)}{row + 1}"
        return f"sheet {self.sheet!r}, {cell}" if self.sheet else cell


@dataclass(frozen=True)
class Row:
    """The row of one lane: its label and one cell for each stage."""

    label: str
    place: SheetCell
    cells: tuple[str, ...]
    columns: tuple[int, ...]

    def place_of(self, stage: int) -> SheetCell:
        """Return the place of the cell for a stage, given by position."""
        return replace(self.place, column=self.columns[stage])


@dataclass
class SheetContent:
    """The content of a sheet."""

    stages: list[str] = field(default_factory=list)
    facts: list[tuple[str, str, SheetCell]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    """The heading above the heading of each stage; empty where a sheet has one row of headings."""


def letters(column: int) -> str:
    """Return the name of a column, counted from 0: A for 0, AB for 27."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def cleaned(cells: list[list[str]], source: str) -> list[list[str]]:
    """Return a grid of stripped texts with rows of one length; too large a grid raises FormatError."""
    _bounded(cells, source)
    width = max((len(row) for row in cells), default=0)
    return [[cell.strip().strip(_INVISIBLE).strip() for cell in row] + [""] * (width - len(row)) for row in cells]


def table_of(grid: list[list[str]], names: LaneNames, notes: Notes, sheet: str = "") -> SheetContent | None:
    """Return the table in a grid of texts, or None for a grid without stages and lanes."""
    width = len(grid[0]) if grid else 0
    turned = _is_turned(grid, names)
    if turned:
        grid = [list(column) for column in zip(*grid, strict=True)]
    left = _first_filled(grid) if not turned and width else 0
    left = left if turned else _lane_column(grid, left, names)
    header = _header(grid, left, names) if grid else None
    if header is None:
        return None
    if turned:
        notes.assumed("", "the sheet is turned", "its stages are in one column")
    return _Reader(grid, left, header, SheetCell(0, 0, sheet, turned), names, notes).table()


def _first_filled(grid: list[list[str]]) -> int:
    return next((c for c in range(len(grid[0])) if any(row[c] for row in grid)), 0)


def _lane_column(grid: list[list[str]], left: int, names: LaneNames) -> int:
    """Return the column with the names of lanes: the first one, unless that only groups those of the next."""
    columns = range(left, min(left + 3, len(grid[0]) if grid else 0))
    return max(columns, key=lambda c: sum(names.lane(row[c]) is not None for row in grid), default=left)


def _bounded(cells: list[list[str]], source: str) -> None:
    characters = 0
    for row_number, row in enumerate(cells, 1):
        characters += sum(map(len, row))
        if any(cell.count("\n") > MOST_LINES for cell in row):
            raise FormatError(source, f"row {row_number}", f"a cell of a map has at most {MOST_LINES:,} lines.")
        if len(row) > MOST_COLUMNS:
            raise FormatError(source, f"row {row_number}", f"a map has at most {MOST_COLUMNS:,} columns.")
    if len(cells) > MOST_ROWS:
        raise FormatError(source, f"row {MOST_ROWS + 1}", f"a map has at most {MOST_ROWS:,} rows.")
    if len(cells) * max(map(len, cells), default=0) > MOST_CELLS:
        raise FormatError(source, "", f"a map has at most {MOST_CELLS:,} cells.")
    if characters > MOST_CHARACTERS:
        raise FormatError(source, "", f"a map has at most {MOST_CHARACTERS:,} characters.")


def _is_turned(grid: list[list[str]], names: LaneNames) -> bool:
    def most_lanes(lines: Iterable[Sequence[str]]) -> int:
        return max((sum(names.lane(cell) is not None for cell in line) for line in lines), default=0)

    across = most_lanes(row[1:] for row in grid[:HEADER_WITHIN])
    return across >= 2 and across > most_lanes(list(zip(*grid, strict=True))[:3])


def _header(grid: list[list[str]], left: int, names: LaneNames) -> int | None:
    """Return the row of the stage names.

    That is one labelled as such, or with two usual names of stages, or the nearest filled one above the first lane.
    """
    for number, row in enumerate(grid[:HEADER_WITHIN]):
        if names.is_stage(row[left]) and any(row[left + 1 :]):
            return number
    for number, row in enumerate(grid[: HEADER_WITHIN + 1]):
        if names.lane(row[left]) is None and not names.is_definition(row[left]):
            continue
        if (above := _above(grid, left, number, names)) is not None:
            return above
    for number, row in enumerate(grid[:HEADER_WITHIN]):
        below = any(line[left] and any(line[left + 1 :]) for line in grid[number + 1 :])
        if below and not names.is_usual_stage(row[left]) and sum(map(names.is_usual_stage, row[left + 1 :])) >= 2:
            return number
    bare = (number for number, row in enumerate(grid[:HEADER_WITHIN]) if row and names.is_stage(row[left]))
    return next(bare, None)  # Lanes without a stage yet.


def _headings(grid: list[list[str]], left: int, header: int, names: LaneNames) -> tuple[int, int | None]:
    """Return the row of the stages and, of two rows of headings, the upper one, whose cells span several stages."""
    for upper, lower in ((header, header + 1), (header - 1, header)):
        if upper < 0 or lower >= len(grid):
            continue
        named = [label for label in (grid[upper][left], grid[lower][left]) if label and not names.is_stage(label)]
        groups, stages = ({c for c, cell in enumerate(grid[row]) if c > left and cell} for row in (upper, lower))
        if not named and len(groups) > 1 and groups < stages and min(groups) == min(stages):
            return lower, upper
    return header, None


def _above(grid: list[list[str]], left: int, lane: int, names: LaneNames) -> int | None:
    """Return the row of the stages above the first known lane: the nearest one without a name of its own, or at all."""
    filled = [n for n in range(lane - 1, -1, -1) if any(grid[n][left + 1 :]) and not names.fact(grid[n][left])]
    nameless = (n for n in filled if not grid[n][left] and sum(map(bool, grid[n][left + 1 :])) > 1)
    return next(nameless, filled[0] if filled else None)


class _Reader:
    """Splits one grid into facts above the table, stages, and rows."""

    def __init__(
        self, grid: list[list[str]], left: int, header: int, corner: SheetCell, names: LaneNames, notes: Notes
    ) -> None:
        header, above = _headings(grid, left, header, names)
        self._grid, self._left, self._header, self._above = grid, left, header, above
        self._corner, self._names, self._notes = corner, names, notes
        self._groups = self._spread(above) if above is not None else [""] * len(grid[header])
        self._heads = self._distinct(grid[header])

    def table(self) -> SheetContent:
        table = SheetContent()
        groups = self._stage_columns()
        table.stages = [self._heads[columns[0]] for columns in groups]
        table.groups = [self._groups[columns[0]] for columns in groups]
        for number in range(self._header):
            if number != self._above:
                self._fact(number, table)
        columns = tuple(group[0] for group in groups)
        opened: list[tuple[str, SheetCell, list[list[str]]]] = []
        for number in range(self._header + 1, len(self._grid)):
            self._row(number, groups, opened)
            for column in filter(self._grid[number].__getitem__, range(self._left)):
                where = self._place(number, column)
                self._notes.left(where, _quoted(self._grid[number][column]), "it groups rows: a map has no such groups")
        for label, place, parts in opened:
            table.rows.append(Row(label, place, tuple(map("\n".join, parts)), columns))
        return table

    def _spread(self, number: int) -> list[str]:
        """Return the group of each column: a merged heading is in its first cell."""
        groups = ["" if c <= self._left else cell for c, cell in enumerate(self._grid[number])]
        for column in range(self._left + 2, len(groups)):
            groups[column] = groups[column] or groups[column - 1]
        said = ", ".join(_quoted(group) for group in dict.fromkeys(filter(None, groups)))
        what = "headings above those of the stages: each stage has its own as its definition"
        self._notes.assumed(self._place(number, self._left + 1), said, what)
        return groups

    def _distinct(self, heads: list[str]) -> list[str]:
        """Return the names of the stages, with their groups before those that come again in another one."""
        groups_of: dict[str, set[str]] = {}
        for head, group in zip(heads, self._groups, strict=True):
            groups_of.setdefault(stage_key(head), set()).add(group)
        return [
            f"{group}: {head}" if head and group and len(groups_of[stage_key(head)]) > 1 else head
            for head, group in zip(heads, self._groups, strict=True)
        ]

    def _place(self, row: int, column: int) -> SheetCell:
        return replace(self._corner, row=row, column=column)

    def _stage_columns(self) -> list[list[int]]:
        # A merged heading is in its first cell, so a column without a heading belongs to the one before.
        row = self._heads
        groups: list[list[int]] = []
        named: dict[str, list[int]] = {}
        for column in range(self._left + 1, len(row)):
            filled = any(line[column] for line in self._grid[self._header + 1 :])
            if row[column] and stage_key(row[column]) in named:
                named[stage_key(row[column])].append(column)
                what = f"another heading {_quoted(row[column])}"
                self._notes.assumed(self._place(self._header, column), what, "taken as part of the stage of that name")
            elif row[column]:
                groups.append([column])
                named[stage_key(row[column])] = groups[-1]
            elif groups and filled:
                groups[-1].append(column)
                self._notes.assumed(
                    self._place(self._header, column),
                    f"column {letters(column)}" if not self._corner.turned else f"row {column + 1}",
                    f"it has no heading: taken as part of stage {row[groups[-1][0]]!r}",
                )
            elif filled:
                self._notes.left(self._place(self._header, column), "cells below", "they have no stage above them")
        return groups

    def _fact(self, number: int, table: SheetContent) -> None:
        cells = [(self._place(number, column), cell) for column, cell in enumerate(self._grid[number]) if cell]
        take_facts(cells, table.facts, self._names, self._notes)

    def _row(self, number: int, groups: list[list[int]], opened: list[tuple[str, SheetCell, list[list[str]]]]) -> None:
        line = self._grid[number]
        cells = [[line[column] for column in columns if line[column]] for columns in groups]
        label, place = line[self._left], self._place(number, self._left)
        if label:
            opened.append((label, place, cells))
        elif not any(cells):
            return
        elif opened:
            # A merged lane name is in its first row, so rows below without a name continue the lane.
            for above, more in zip(opened[-1][2], cells, strict=True):
                above += more
            self._notes.assumed(place, "a row without a lane name", f"taken as more of {opened[-1][0]!r}")
        else:
            for columns in groups:
                for column in filter(line.__getitem__, columns):
                    where = self._place(number, column)
                    self._notes.left(where, _quoted(line[column]), "its row has no lane name")


def take_facts(
    filled: list[tuple[SheetCell, str]], facts: list[tuple[str, str, SheetCell]], names: LaneNames, notes: Notes
) -> None:
    """Add the facts in a row above a table: ``Persona: Ann``, a title; the rest is noted as left out."""
    if not filled:
        return
    first, label = filled[0]
    head, colon, tail = re.sub("：", ":", label, count=1).partition(":")
    key = names.fact(head)
    if key and colon and tail.strip():
        facts.append((key, tail.strip(), first))
        filled = filled[1:]
    elif key and len(filled) > 1:
        facts += [(key, cell, place) for place, cell in filled[1:]]
        return
    elif len(filled) == 1 and not any(fact[0] in ("name", "heading") for fact in facts):
        facts.append(("heading", re.sub(r"^#+\s+", "", label), first))
        return
    for place, cell in filled:
        notes.left(place, _quoted(cell), "it is above the stages")


def _quoted(cell: str) -> str:
    return repr(cut(cell[:400], 40))  # Cutting takes time by the length of the text.
