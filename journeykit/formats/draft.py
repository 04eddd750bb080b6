"""The shared parts of readers and writers: bytes as text, rows of a CSV, and a map under construction."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pydantic import ValidationError

from journeykit.errors import FormatError
from journeykit.formats.report import Imported, Notes
from journeykit.model.base import ID, slug
from journeykit.model.journey import JourneyMap

MOST_ELEMENTS = 2_000
_LONGEST_ID = 80


def bounded(data: bytes, source: str, most: int, advice: str = "") -> None:
    """Raise FormatError for more than ``most`` bytes."""
    if len(data) > most:
        raise FormatError(source, "", f"it has {len(data):,} bytes; {most:,} are read at most.", advice)


def decoded(data: bytes, source: str, advice: str, encoding: str = "utf-8-sig", called: str = "UTF-8") -> str:
    """Return bytes as text; bytes of another encoding raise FormatError with the line."""
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = data.count(b"\n", 0, start) + 1
        raise FormatError(source, f"line {line}", f"the text is not {called}.", advice) from None


def csv_rows(text: str, source: str, delimiter: str, longest_cell: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV, each with the line on which it begins; too long a cell raises FormatError."""
    # The limit applies to the whole process, so it is set for one row at a time.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    while True:
        before = csv.field_size_limit(longest_cell)
        try:
            row = next(reader, None)
        except csv.Error:
            advice = "A quote that is never closed swallows all that follows it: look for one."
            message = f"a cell is longer than {longest_cell:,} characters."
            raise FormatError(source, f"line {start}", message, advice) from None
        finally:
            csv.field_size_limit(before)
        if row is None:
            return
        yield start, row
        start = reader.line_num + 1


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as a CSV with a byte-order mark, without which Excel assumes its local code page."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig", "replace")


class MapDraft(Notes):
    """A map under construction and its report: elements get free ids, and the model validates them at the end."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.source = source
        self.facts: dict[str, Any] = {}
        self._elements: dict[str, list[dict[str, Any]]] = {}
        self._ids: dict[str, set[str]] = {}

    def of(self, collection: str) -> list[dict[str, Any]]:
        """Return the elements of a collection so far."""
        return self._elements.setdefault(collection, [])

    def free_id(self, collection: str, name: str, wanted: str = "") -> str:
        """Return a free id: ``wanted`` if it is a valid and free id, else one made from it or from the name."""
        taken = self._ids.setdefault(collection, set())
        if len(taken) >= MOST_ELEMENTS:
            kind = collection.replace("_", " ")
            raise FormatError(self.source, "", f"a map has at most {MOST_ELEMENTS:,} {kind}.")
        fits = len(wanted) <= _LONGEST_ID and re.fullmatch(ID, wanted) and wanted not in taken
        fresh = wanted if fits else slug(wanted or name, taken)
        taken.add(fresh)
        return fresh

    def add(self, collection: str, name: str, *, wanted: str = "", **fields: Any) -> dict[str, Any]:
        """Add an element under a free id and return it."""
        element = {"id": self.free_id(collection, name, wanted), "name": name, **fields}
        self.of(collection).append(element)
        return element

    def named(self, collection: str, name: str) -> str:
        """Return the id of the element with a name, and add it if there is none."""
        found = next((element for element in self.of(collection) if element["name"] == name), None)
        return str((found or self.add(collection, name))["id"])

    def journey(self, name: str, *, wanted: str = "", **more: Any) -> JourneyMap:
        """Return the finished map; parts that make no valid map raise FormatError."""
        parts = {collection: tuple(items) for collection, items in self._elements.items()}
        data = {"id": self.free_id("map", name, wanted), "name": name, **self.facts, **parts, **more}
        try:
            return JourneyMap.model_validate(data)
        except ValidationError as error:
            raise FormatError(self.source, "", f"it makes no valid map: {error}.") from None

    def imported(self, name: str, *, wanted: str = "", **more: Any) -> Imported:
        """Return the finished map with the report."""
        return Imported(self.journey(name, wanted=wanted, **more), self.report(self.source))
