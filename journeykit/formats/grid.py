"""Find the layout of a spreadsheet: its stages, the rows that are lanes, and facts above them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from journeykit.errors import FormatError
from journeykit.formats.labels import DEFINITION_WORDS, FACT_WORDS, STAGE_WORDS, plain_label, standard_lane
from journeykit.formats.report import Notes
from journeykit.text import cut

MOST_ROWS = 2_000
MOST_COLUMNS = 2_000
MOST_CELLS = 40_000
MOST_LINES = 2_000  # in one cell
MOST_CHARACTERS = 8_000_000
_HEADER_WITHIN = 40


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


def letters(column: int) -> str:
    """Return the name of a column, counted from 0: A for 0, AB for 27."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def table_of(cells: list[list[str]], source: str, notes: Notes, sheet: str = "") -> SheetContent:
    """Return the table in a grid of texts; a grid without stages and lanes, or too large a one, raises FormatError."""
    _bounded(cells, source)
    width = max((len(row) for row in cells), default=0)
    grid = [[cell.strip() for cell in row] + [""] * (width - len(row)) for row in cells]
    turned = _is_turned(grid)
    if turned:
        grid = [list(column) for column in zip(*grid, strict=True)]
        notes.assumed("", "the sheet is turned", "its stages are in one column")
    left = next((c for c in range(width) if any(row[c] for row in grid)), 0) if not turned and width else 0
    header = _header(grid, left)
    if header is None:
        advice = (
            "Put the names of the stages into one row, and below it one row per lane with its name in the first "
            "column: Actions, Touchpoints, Feelings, Pain points …"
        )
        raise FormatError(source, f"sheet {sheet!r}" if sheet else "", "no stages and lanes were found.", advice)
    return _Reader(grid, left, header, sheet, turned, notes).table()


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


def _is_turned(grid: list[list[str]]) -> bool:
    def most_lanes(lines: Iterable[Sequence[str]]) -> int:
        return max((sum(standard_lane(cell) is not None for cell in line) for line in lines), default=0)

    across = most_lanes(row[1:] for row in grid[:_HEADER_WITHIN])
    return across >= 2 and across > most_lanes(list(zip(*grid, strict=True))[:3])


def _header(grid: list[list[str]], left: int) -> int | None:
    """Return the row of the stage names: one labelled as such, or the nearest filled one above the first lane."""
    for number, row in enumerate(grid[:_HEADER_WITHIN]):
        if plain_label(row[left]) in STAGE_WORDS and any(row[left + 1 :]):
            return number
    for number, row in enumerate(grid[: _HEADER_WITHIN + 1]):
        if standard_lane(row[left]) is None and plain_label(row[left]) not in DEFINITION_WORDS:
            continue
        for above in range(number - 1, -1, -1):
            if any(grid[above][left + 1 :]) and plain_label(grid[above][left]) not in FACT_WORDS:
                return above
    bare = (number for number, row in enumerate(grid[:_HEADER_WITHIN]) if row and plain_label(row[left]) in STAGE_WORDS)
    return next(bare, None)  # Lanes without a stage yet.


class _Reader:
    """Splits one grid into facts above the table, stages, and rows."""

    def __init__(self, grid: list[list[str]], left: int, header: int, sheet: str, turned: bool, notes: Notes) -> None:
        self._grid, self._left, self._header = grid, left, header
        self._sheet, self._turned, self._notes = sheet, turned, notes

    def table(self) -> SheetContent:
        table = SheetContent()
        groups = self._stage_columns()
        table.stages = [self._grid[self._header][columns[0]] for columns in groups]
        for number in range(self._header):
            self._fact(number, table)
        columns = tuple(group[0] for group in groups)
        opened: list[tuple[str, SheetCell, list[list[str]]]] = []
        for number in range(self._header + 1, len(self._grid)):
            self._row(number, groups, opened)
        for label, place, parts in opened:
            table.rows.append(Row(label, place, tuple(map("\n".join, parts)), columns))
        return table

    def _place(self, row: int, column: int) -> SheetCell:
        return SheetCell(row, column, self._sheet, self._turned)

    def _stage_columns(self) -> list[list[int]]:
        # A merged heading is in its first cell, so a column without a heading belongs to the one before.
        row = self._grid[self._header]
        groups: list[list[int]] = []
        for column in range(self._left + 1, len(row)):
            filled = any(line[column] for line in self._grid[self._header + 1 :])
            if row[column]:
                groups.append([column])
            elif groups and filled:
                groups[-1].append(column)
                self._notes.assumed(
                    self._place(self._header, column),
                    f"column {letters(column)}" if not self._turned else f"row {column + 1}",
                    f"it has no heading: taken as part of stage {row[groups[-1][0]]!r}",
                )
            elif filled:
                self._notes.left(self._place(self._header, column), "cells below", "they have no stage above them")
        return groups

    def _fact(self, number: int, table: SheetContent) -> None:
        filled = [(column, cell) for column, cell in enumerate(self._grid[number]) if cell]
        if not filled:
            return
        first, label = filled[0]
        head, colon, tail = label.partition(":")
        key = FACT_WORDS.get(plain_label(head))
        if key and colon and tail.strip():
            table.facts.append((key, tail.strip(), self._place(number, first)))
            filled = filled[1:]
        elif key and len(filled) > 1:
            table.facts += [(key, cell, self._place(number, column)) for column, cell in filled[1:]]
            return
        elif len(filled) == 1 and not any(fact[0] in ("name", "heading") for fact in table.facts):
            table.facts.append(("heading", label, self._place(number, first)))
            return
        for column, cell in filled:
            self._notes.left(self._place(number, column), _quoted(cell), "it is above the stages")

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


def _quoted(cell: str) -> str:
    return repr(cut(cell, 40))
