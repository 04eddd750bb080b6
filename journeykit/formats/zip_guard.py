"""Check XLSX files before openpyxl reads them: zip bombs, far cells and XML with a document type are refused.

The XML is parsed as a stream, so it is never in memory as a whole. The places of formulas are recorded on the way,
because openpyxl would expand each shared one, which takes minutes for a file of 30 kB.
"""

from __future__ import annotations

import io
import re
import zipfile

from journeykit.errors import FormatError
from journeykit.formats.draft import bounded
from journeykit.formats.grid import MOST_COLUMNS, MOST_ROWS
from journeykit.unpacking import UNPACKING_ERRORS
from journeykit.xml_guard import XmlError, XmlStream

MOST_FILE_BYTES = 16 * 1024 * 1024
MOST_UNPACKED_BYTES = 48 * 1024 * 1024
MOST_RATIO = 200
_RATIO_FROM_BYTES = 1024 * 1024  # Small parts may have any ratio.
MOST_PARTS = 2_000
MOST_CELL_CHARACTERS = 1_000_000
_CHUNK = 65_536
MOST_ELEMENTS = 400_000
MOST_CELLS = 100_000  # in all sheets, empty ones with a format too
MOST_FRAME_ELEMENTS = 20_000
# A part is recognised by its first element, because its name may be anything.
_SHEET, _FRAME = "worksheet", {"workbook", "styleSheet", "Types", "Relationships", "coreProperties", "Properties"}
_XML_BEGINS = (b"<", b"\0<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


Formulas = dict[str, set[tuple[int, int]]]
"""Row and column of the cells with a formula, counted from 0, by part of the file."""


def guard_xlsx(data: bytes, source: str) -> Formulas:
    """Return the places of the formulas in an XLSX file; FormatError for a broken file, a bomb or too large a file."""
    walker = _Walker(source)
    bounded(data, source, MOST_FILE_BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _unpacked_size(archive, source)
            for part in archive.infolist():
                walker.walk(archive, part)
    except FormatError:
        raise
    except UNPACKING_ERRORS as error:
        raise FormatError(source, "", "it is not an XLSX file, or it is broken.", "Save it as .xlsx again.") from error
    return walker.formulas


def _unpacked_size(archive: zipfile.ZipFile, source: str) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_BYTES:
        size = f"{unpacked:,} bytes in {len(parts):,} parts"
        raise FormatError(source, "", f"it unpacks to {size}: refused as too large.")
    if unpacked > _RATIO_FROM_BYTES and unpacked / packed > MOST_RATIO:
        raise FormatError(source, "", f"it unpacks to {unpacked // packed} times its size: refused as a zip bomb.")


class _Walker:
    """Reads the parts of one file and checks the addresses in sheets against the bounds."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._cells = 0
        self.formulas: Formulas = {}

    def walk(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
        """Read one part; parts that are not XML are skipped."""
        self._part, self._root = part.filename, ""
        self._characters = self._row = self._column = self._elements = 0
        parser = XmlStream(self._start, text=self._text)
        try:
            with archive.open(part) as stream:
                chunk = stream.read(_CHUNK)
                if not chunk.lstrip().startswith(_XML_BEGINS) and not part.filename.endswith(".xml"):
                    return
                while chunk:
                    parser.feed(chunk)
                    chunk = stream.read(_CHUNK)
            parser.feed(b"", last=True)
        except XmlError as error:
            if error.kind == "doctype":
                raise self._refused("its XML declares a document type, which may hold a trap: refused.") from None
            raise self._refused("its XML is broken.", "Save the file as .xlsx again.") from error

    def _refused(self, message: str, advice: str = "", address: str = "") -> FormatError:
        return FormatError(self._source, f"{self._part} {address}".rstrip(), message, advice)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._characters = 0
        self._elements += 1
        tag = name.rpartition(":")[2]
        self._root = self._root or tag
        most = MOST_FRAME_ELEMENTS if self._root in _FRAME else MOST_ELEMENTS
        if self._elements > most:
            raise self._refused(f"it has more than {most:,} elements: refused as too large.")
        if self._root == _SHEET and tag in ("c", "row"):
            self._move(tag, attributes.get("r", ""))
        elif self._root == _SHEET and tag == "f":
            self.formulas.setdefault(self._part, set()).add((self._row - 1, self._column - 1))

    def _move(self, tag: str, address: str) -> None:
        cell = _CELL.fullmatch(address)
        if tag == "row":
            self._row, self._column = int(address[:9]) if address.isdecimal() else self._row + 1, 0
        else:
            self._row, self._column = (int(cell[2]), _column(cell[1])) if cell else (self._row, self._column + 1)
            self._cells += 1
        if self._cells > MOST_CELLS:
            raise self._refused(
                f"the sheets have more than {MOST_CELLS:,} cells.", "Delete what is not part of the map."
            )
        if self._row > MOST_ROWS or self._column > MOST_COLUMNS:
            raise self._refused(
                f"a sheet of a map has at most {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns.",
                "Delete the rows and columns beyond the table, and save it again.",
                address,
            )

    def _text(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > MOST_CELL_CHARACTERS:
            raise self._refused(f"a text is longer than {MOST_CELL_CHARACTERS:,} characters.")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
