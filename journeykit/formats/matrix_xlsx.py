"""The spreadsheet matrix as XLSX, with no formula ever run or written."""

from __future__ import annotations

import io
import re
import warnings
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from journeykit.errors import FormatError
from journeykit.formats.building import SheetOptions
from journeykit.formats.draft import MapDraft
from journeykit.formats.grid import MOST_COLUMNS, MOST_ROWS, SheetCell
from journeykit.formats.layouts import map_of_cells, without_notes
from journeykit.formats.matrix_out import cells_of_map
from journeykit.formats.report import Exported, Imported, Notes
from journeykit.formats.round_trip import differences
from journeykit.formats.zip_guard import Formulas, guard_xlsx
from journeykit.model.journey import JourneyMap
from journeykit.text import csv_cell, sheet_title, xlsx_cell

if TYPE_CHECKING:
    from openpyxl.cell import Cell

NAME = "an XLSX matrix"
_WIDTHS = (24, 34)


def read_matrix_xlsx(
    data: bytes,
    *,
    source: str = "this spreadsheet",
    name: str = "Journey map",
    sheet: str | None = None,
    options: SheetOptions | None = None,
) -> Imported:
    """Return the map in an XLSX file: that of the named sheet, or of the first one with a map, or else with notes.

    A formula gives the text that it had when the file was saved; one that was never computed is reported.
    """
    sheets = _sheets(data, source, guard_xlsx(data, source))
    if sheet is not None and sheet not in sheets:
        raise FormatError(source, "", f"it has no sheet {sheet!r}.", f"Sheets: {', '.join(map(repr, sheets))}.")
    options = options or SheetOptions()
    refused: list[FormatError] = []
    # Notes are looked for last: a sheet of remarks may stand before that with the map.
    for wanted in (options,) if options.notes in ("none", "only") else (without_notes(options), options):
        for title, rows in sheets.items():
            if sheet not in (None, title):
                continue
            draft = MapDraft(source)
            cells = _texts(title, rows, draft)
            for other in sheets:
                if other != title:
                    draft.left("", f"sheet {other!r}", f"a map is read from one sheet, {title!r}; sheet= names another")
            try:
                return map_of_cells(cells, draft, name=name, sheet=title, options=wanted)
            except FormatError as error:
                refused.append(error)
    if not refused:
        raise FormatError(source, "", "it has no sheet with cells.")
    raise refused[-len(sheets) if sheet is None else -1]


def write_matrix_xlsx(journey: JourneyMap) -> Exported:
    """Return a map as XLSX, with its losses. Every cell is text; none is a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    page = book.active
    page.title = sheet_title(journey.name)
    rows = cells_of_map(journey)
    header = next(number for number, row in enumerate(rows, 1) if not row) + 1
    wrapped, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = page.cell(number, column)
            _write_text(cell, text)
            cell.alignment = wrapped
            if number == header or column == 1:
                cell.font = bold
    for column in range(1, len(journey.stages) + 2):
        page.column_dimensions[get_column_letter(column)].width = _WIDTHS[column > 1]
    page.freeze_panes = page.cell(header + 1, 2)
    out = io.BytesIO()
    book.save(out)
    return Exported(out.getvalue(), differences(journey, read_matrix_xlsx(out.getvalue()).map, NAME))


def _write_text(cell: Cell, text: str) -> None:
    if not text:
        return
    words = xlsx_cell(text)
    cell.value = words
    cell.data_type = "s"  # After the value: openpyxl takes "=1+1" for a formula and "#N/A" for an error.
    if csv_cell(words) != words:
        cell.quotePrefix = True  # It stays text when somebody edits the cell.


def _sheets(data: bytes, source: str, formulas: Formulas) -> dict[str, list[list[tuple[Any, bool]]]]:
    """Return the cells of each sheet as ``(value, whether it is a formula)``."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # About drawings and validations, which are not read here.
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            found: dict[str, list[list[tuple[Any, bool]]]] = {}
            parts = [page._worksheet_path for page in book.worksheets]
            if len(set(parts)) < len(parts):
                raise ValueError("two sheets are one part of the file, which would be read again and again")
            for part, page in zip(parts, book.worksheets, strict=True):
                held = formulas.get(part, set())
                rows = page.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
                found[page.title] = [_trimmed(number, row, held) for number, row in enumerate(rows)]
            return found
    except Exception as error:  # openpyxl raises whatever its parts raise on a broken file.
        message = "it cannot be read as XLSX"
        raise FormatError(source, "", f"{message} ({type(error).__name__}).", "Save it as .xlsx again.") from error


def _trimmed(number: int, row: tuple[Any, ...], formulas: set[tuple[int, int]]) -> list[tuple[Any, bool]]:
    # Without a stated size a sheet is as wide as the bound: empty ends are cut.
    cells = [(value, (number, column) in formulas) for column, value in enumerate(row)]
    while cells and cells[-1] == (None, False):
        cells.pop()
    return cells


def _texts(sheet: str, rows: list[list[tuple[Any, bool]]], notes: Notes) -> list[list[str]]:
    texts: list[list[str]] = []
    for number, row in enumerate(rows):
        texts.append([_text(value) for value, _ in row])
        for column, (value, is_formula) in enumerate(row):
            if is_formula and value is None:
                why = "it was never computed: open and save the file in a spreadsheet program first"
                notes.left(SheetCell(number, column, sheet), "a formula", why)
            elif is_formula:
                notes.assumed(SheetCell(number, column, sheet), "a formula", "the text that it gave when it was saved")
    while texts and not any(texts[-1]):
        texts.pop()
    return texts


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    text = re.sub("_x([0-9A-Fa-f]{4})_", lambda escape: chr(int(escape[1], 16)), str(value))
    return text.replace("\r\n", "\n").replace("\r", "\n")
