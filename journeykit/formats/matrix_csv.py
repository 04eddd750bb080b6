"""The spreadsheet matrix as CSV or TSV."""

from __future__ import annotations

import itertools
import re
from collections import Counter

from journeykit.errors import FormatError
from journeykit.formats.building import SheetOptions
from journeykit.formats.decoding import text_in
from journeykit.formats.draft import MapDraft, bounded, csv_bytes, csv_rows
from journeykit.formats.grid import MOST_CHARACTERS, MOST_ROWS
from journeykit.formats.layouts import map_of_cells
from journeykit.formats.matrix_out import cells_of_map
from journeykit.formats.report import Exported, Imported
from journeykit.formats.round_trip import differences
from journeykit.model.journey import JourneyMap
from journeykit.text import csv_cell, csv_plain

NAME = "a CSV matrix"
MOST_BYTES = 16 * 1024 * 1024
LONGEST_CELL = 1_000_000
MOST_MARKS = 1_000_000


def read_matrix_csv(
    data: bytes,
    *,
    source: str = "this CSV",
    name: str = "Journey map",
    encoding: str | None = None,
    options: SheetOptions | None = None,
) -> Imported:
    """Return the map in a CSV file: a matrix, one row a touchpoint, or sticky notes.

    Cells are separated by ``,``, ``;``, ``|`` or tab. ``name`` is used if the sheet has none. Without ``encoding``,
    text that is neither UTF-8 nor UTF-16 is read in the one encoding in which it has names of lanes, which is noted.
    """
    bounded(data, source, MOST_BYTES)
    draft = MapDraft(source)
    text = text_in(data, source, encoding, draft)
    if not text.strip():
        raise FormatError(source, "", "the file is empty.")
    if len(text) > MOST_CHARACTERS:
        raise FormatError(source, "", f"a map has at most {MOST_CHARACTERS:,} characters.")
    cells = [[csv_plain(cell.replace("\r\n", "\n").replace("\r", "\n")) for cell in row] for row in _rows(text, source)]
    return map_of_cells(cells, draft, name=name, options=options)


def write_matrix_csv(journey: JourneyMap) -> Exported:
    """Return a map as CSV for Excel, Google Sheets or LibreOffice, with its losses.

    No cell is a formula: what would be one is prefixed with ``'``, which reading removes.
    """
    data = csv_bytes([csv_cell(cell) for cell in row] for row in cells_of_map(journey))
    return Exported(data, differences(journey, read_matrix_csv(data).map, NAME))


def _rows(text: str, source: str) -> list[list[str]]:
    found: list[list[list[str]]] = []
    refused: list[FormatError] = []
    stated = re.match(r"\ufeff?sep=([,;|\t])\r?\n", text)
    text = text[stated.end() :] if stated else text
    for delimiter in stated[1] if stated else ",;\t|":
        try:
            found.append(_parted(text, delimiter, source))
        except FormatError as error:
            refused.append(error)
    # The right delimiter gives the most cells; a comma in running text gives ragged rows.
    best = max(found, key=lambda rows: (_shared_width(rows), sum(map(len, rows))), default=[])
    if refused and not _shared_width(best):
        raise refused[0]
    rules = (all(re.fullmatch(r"\s*:?-{2,}:?\s*", cell) for cell in row if cell.strip()) and any(row) for row in best)
    return [row for row, rule in zip(best, rules, strict=True) if not rule]


def _parted(text: str, delimiter: str, source: str) -> list[list[str]]:
    if text.count(delimiter) > MOST_MARKS:  # Before a line of millions of cells is split.
        raise FormatError(source, "", f"it has more than {MOST_MARKS:,} cells: no map does.")
    rows = csv_rows(text, source, delimiter, LONGEST_CELL)
    return [row for _, row in itertools.islice(rows, MOST_ROWS + 1)]


def _shared_width(rows: list[list[str]]) -> int:
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(widths.values(), default=0)
