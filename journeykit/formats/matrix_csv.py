"""The spreadsheet matrix as CSV or TSV."""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter

from journeykit.errors import FormatError
from journeykit.formats.draft import csv_rows, decoded
from journeykit.formats.grid import MOST_CHARACTERS, MOST_ROWS
from journeykit.formats.matrix import map_of_cells
from journeykit.formats.matrix_out import cells_of_map
from journeykit.formats.report import Exported, Imported, Notes
from journeykit.formats.round_trip import differences
from journeykit.model.journey import JourneyMap
from journeykit.text import csv_cell, csv_plain

NAME = "a CSV matrix"
MOST_BYTES = 16 * 1024 * 1024
LONGEST_CELL = 1_000_000
MOST_MARKS = 1_000_000


def read_matrix_csv(
    data: bytes, *, source: str = "this CSV", name: str = "Journey map", encoding: str | None = None
) -> Imported:
    """Return the map in a CSV file with stages across and lanes down; ``,``, ``;`` and tab are recognised.

    Parameters
    ----------
    data : bytes
        The file.
    source, name : str
        What to call it in messages; the map's name where the sheet gives none.
    encoding : str, optional
        Needed only when the text is neither UTF-8 nor UTF-16 with its mark.

    Raises
    ------
    FormatError
        The text cannot be decoded, a cell is too long, or no stages and lanes can be recognised.

    Examples
    --------
    >>> read_matrix_csv(b"Stage,Browse,Pay\\nActions,Look,Pay by card\\n", name="Shop").map
    JourneyMap('Shop': 0 personas, 2 stages, 0 touchpoints)
    """
    if len(data) > MOST_BYTES:
        raise FormatError(source, "", f"it has {len(data):,} bytes; a sheet may have {MOST_BYTES:,}.")
    text = _text(data, source, encoding)
    if not text.strip():
        raise FormatError(source, "", "the file is empty.")
    if len(text) > MOST_CHARACTERS:
        raise FormatError(source, "", f"a map has at most {MOST_CHARACTERS:,} characters.")
    notes = Notes()
    cells = [[csv_plain(cell.replace("\r\n", "\n").replace("\r", "\n")) for cell in row] for row in _rows(text, source)]
    return map_of_cells(cells, source=source, name=name, notes=notes)


def write_matrix_csv(journey: JourneyMap) -> Exported:
    """Return a map as CSV for Excel, Google Sheets or LibreOffice, with what the sheet does not hold.

    No cell is a formula: what would be one has a ``'`` in front, which reading takes away again.

    Examples
    --------
    >>> import journeykit as jk
    >>> write_matrix_csv(jk.new_map("Shop", stages=["=1+1"])).text.splitlines()[2]
    "Stage,'=1+1"
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in cells_of_map(journey):
        writer.writerow([csv_cell(cell) for cell in row])
    data = out.getvalue().encode("utf-8-sig")  # Excel takes a CSV without the mark for its local code page.
    return Exported(data, differences(journey, read_matrix_csv(data).map, NAME))


def _text(data: bytes, source: str, encoding: str | None) -> str:
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    advice = 'Save it as "CSV UTF-8", or say what it is: encoding="cp1252" for older Excel in Western Europe.'
    try:
        return decoded(data, source, advice, encoding or ("utf-16" if marked else "utf-8-sig"), encoding or "UTF-8")
    except LookupError:
        raise FormatError(source, "", f"there is no encoding {encoding!r}. Common ones: utf-8, cp1252.") from None


def _rows(text: str, source: str) -> list[list[str]]:
    found: list[list[list[str]]] = []
    refused: list[FormatError] = []
    for delimiter in (",", ";", "\t"):
        try:
            found.append(_parted(text, delimiter, source))
        except FormatError as error:
            refused.append(error)
    # The right delimiter gives the most cells; a comma in running text gives ragged rows.
    best = max(found, key=lambda rows: (_shared_width(rows), sum(map(len, rows))), default=[])
    if refused and not _shared_width(best):
        raise refused[0]
    return best


def _parted(text: str, delimiter: str, source: str) -> list[list[str]]:
    if text.count(delimiter) > MOST_MARKS:  # Before a line of millions of cells is split.
        raise FormatError(source, "", f"it has more than {MOST_MARKS:,} cells: no map does.")
    rows = csv_rows(text, source, delimiter, LONGEST_CELL)
    return [row for _, row in itertools.islice(rows, MOST_ROWS + 1)]


def _shared_width(rows: list[list[str]]) -> int:
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(widths.values(), default=0)
