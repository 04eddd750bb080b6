"""XLSX files looked at before anything reads them: zip bombs, far cells and XML with a document type are refused.

The XML is walked as a stream, so that nothing of it is held; openpyxl sees only files that passed.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

from journeykit.errors import FormatError

MOST_FILE_BYTES = 16 * 1024 * 1024
MOST_UNPACKED_BYTES = 48 * 1024 * 1024
MOST_RATIO = 200
_RATIO_FROM_BYTES = 1024 * 1024  # Small parts may compress as well as they like.
MOST_PARTS = 2_000
MOST_CELL_CHARACTERS = 1_000_000
_CHUNK = 65_536
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
MOST_ELEMENTS = 400_000
# What zipfile lets through of what its parts raise on a broken file; a guard that fails raises FormatError.
_BROKEN = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(NotImplementedError, EOFError, OSError, RuntimeError, ValueError),
)
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(frozen=True)
class Bounds:
    """How far a sheet may reach: number of rows and columns."""

    rows: int
    columns: int


def guard_xlsx(data: bytes, source: str, bounds: Bounds) -> None:
    """Raise FormatError when an XLSX file is a bomb, is broken, or reaches past the bounds."""
    if len(data) > MOST_FILE_BYTES:
        raise FormatError(source, "", f"it has {len(data):,} bytes; a spreadsheet may have {MOST_FILE_BYTES:,}.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _unpacked_size(archive, source)
            for part in archive.infolist():
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _walk(archive, part, source, bounds)
    except FormatError:
        raise
    except _BROKEN as error:
        raise FormatError(source, "", "it is not an XLSX file, or it is broken.", "Save it as .xlsx again.") from error


def _unpacked_size(archive: zipfile.ZipFile, source: str) -> None:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_BYTES:
        raise FormatError(
            source, "", f"it unpacks to {unpacked:,} bytes in {len(parts):,} parts: refused as too large."
        )
    if unpacked > _RATIO_FROM_BYTES and unpacked / packed > MOST_RATIO:
        raise FormatError(source, "", f"it unpacks to {unpacked // packed} times its size: refused as a zip bomb.")


class _Walker:
    """Handlers for one part; a sheet's cell addresses are held against the bounds."""

    def __init__(self, part: str, source: str, bounds: Bounds) -> None:
        self._part, self._source, self._bounds = part, source, bounds
        self._is_sheet = bool(_SHEET.fullmatch(part))
        self._characters = 0

    def doctype(self, *_: Any) -> None:
        raise FormatError(self._source, self._part, "its XML declares a document type, which may hold a trap: refused.")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._characters = 0
        tag = name.rpartition(":")[2]
        if not self._is_sheet or tag not in ("c", "row"):
            return
        address = attributes.get("r", "")
        cell = _CELL.fullmatch(address)
        row = int(cell[2]) if cell else int(address[:9]) if address.isdecimal() else 0
        if row > self._bounds.rows or (cell and _column(cell[1]) > self._bounds.columns):
            raise FormatError(
                self._source,
                f"{self._part} {address}",
                f"a sheet of a map has at most {self._bounds.rows:,} rows and {self._bounds.columns:,} columns.",
                "Delete the rows and columns beyond the table, and save it again.",
            )

    def characters(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > MOST_CELL_CHARACTERS:
            raise FormatError(self._source, self._part, f"a text is longer than {MOST_CELL_CHARACTERS:,} characters.")


def _walk(archive: zipfile.ZipFile, part: zipfile.ZipInfo, source: str, bounds: Bounds) -> None:
    walker = _Walker(part.filename, source, bounds)
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = walker.doctype
    parser.StartElementHandler = walker.start
    parser.CharacterDataHandler = walker.characters
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError:
        raise FormatError(source, part.filename, "its XML is broken.", "Save the file as .xlsx again.") from None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
