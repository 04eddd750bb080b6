"""Read a sheet of an Excel workbook, row by row; numbers and times of cells become the text that a CSV would have.

Before openpyxl reads a workbook its XML is parsed as a stream: a document type, which may define entities without end,
is refused, and so is a workbook that unpacks to far more than its size.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import time, timedelta
from itertools import islice
from typing import Any, BinaryIO

from journeykit.errors import EventLogError, listing
from journeykit.events.reading.cells import plain_text
from journeykit.events.reading.contents import Content, refuse_bomb
from journeykit.events.reading.header import NO_NAMES, header_row, looks_like_values
from journeykit.events.reading.json_lines import records_of
from journeykit.events.reading.layout import Layout
from journeykit.events.reading.separators import is_path_name
from journeykit.events.reading.sources import Records, RecordSource, Rejected
from journeykit.xml_guard import XmlError, XmlStream

HEAD_ROWS = 50
BLANK, HEADERS = "blank rows skipped", "headers inside the sheet, where parts were joined, not read"
_FLUSH_ROWS = 20_000
_CHUNK = 1 << 18


def xlsx_sources(content: Content, layout: Layout) -> tuple[dict[str, RecordSource], str]:
    """Open a workbook: choose its sheet, and find the header.

    Returns the sheet by its title, or several with the same columns, which are parts of one log; and which they are.
    """
    _guard(content)
    with _workbook(content) as book:
        sheets = [sheet.title for sheet in book.worksheets]
        shown = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"] or sheets
        heads = {title: _head(book[title], layout) for title in (sheets if layout.sheet else shown)}
    if layout.sheet is not None and layout.sheet not in heads:
        raise EventLogError(f"{content.name} has no sheet {layout.sheet!r}. Sheets: {listing(sheets)}.")
    tables = [title for title, head in heads.items() if _is_table(head)]
    sheet = layout.sheet or next(iter(tables), next(iter(heads), None))
    if sheet is None or not heads[sheet]:
        raise EventLogError(f"{content.name} is empty: there is no header row to name the columns.")
    found = {sheet: _source(content, layout, sheet, heads[sheet], [], sure=len(tables) == 1)}
    for title in tables if layout.sheet is None else ():
        with suppress(EventLogError):
            other = _source(content, layout, title, heads[title], [], sure=True)
            if _names(other) == _names(found[sheet]):
                found[title] = other
    others = [title for title in sheets if title not in found]
    read = f"sheet: {sheet!r}" if len(found) == 1 else f"sheets with the same columns: {listing(found, 5)}"
    sure = len(tables) == 1 or len(found) > 1
    found |= {sheet: _source(content, layout, sheet, heads[sheet], [], sure=sure)}
    return found, read + (f", not read: {listing(others, 5)}" if others else "")


def _names(source: RecordSource) -> list[str]:
    return sorted(column.strip().casefold() for column in source.columns if column)


def _source(
    content: Content, layout: Layout, sheet: str, head: list[list[str | None]], notes: list[str], *, sure: bool
) -> RecordSource:
    rows = [[cell or "" for cell in row] for row in head]
    if layout.columns is not None:
        above, columns = layout.skip or 0, list(layout.columns)
        first = above
    else:
        above = header_row(rows) if layout.skip is None else layout.skip
        if above >= len(rows):
            raise EventLogError(f"the sheet {sheet!r} of {content.name} has no row {above + 1} for the header.")
        columns = rows[above]
        while columns and not columns[-1]:
            columns.pop()
        first = above + 1
        if len(columns) < 2 and not (columns and is_path_name(str(columns[0]))):
            raise EventLogError(f"the sheet {sheet!r} of {content.name} has no table: its header has one cell.")
    if titles := sum(1 for row in rows[:above] if any(row)):
        notes.append(f"rows above the header, not read: {titles} (layout=Layout(skip={above}) states it)")
    header = None if layout.columns is not None else columns
    return RecordSource(
        content.name,
        columns,
        "row",
        lambda names: _records(content, sheet, first, columns, header, names, notes),
        layout=layout.with_words(sheet=None if sure else sheet, skip=above or None),
        hint=NO_NAMES if header and looks_like_values(header) else "",
    )


def _records(
    content: Content,
    sheet: str,
    first: int,
    columns: Sequence[str],
    header: Sequence[str] | None,
    names: Sequence[str],
    notes: Sequence[str],
) -> Iterator[Records]:
    indexes = [columns.index(name) for name in names]
    width = len(columns)
    numbers: list[int] = []
    cells: list[list[str | None]] = [[] for _ in names]
    rejected: list[Rejected] = []
    blank = again = 0
    yield Records((), (), notes=notes)
    with _workbook(content) as book:
        for number, row in enumerate(_rows(book[sheet]), 1):
            if number <= first:
                continue
            filled = max((at for at, cell in enumerate(row, 1) if cell is not None and cell != ""), default=0)
            if not filled:
                blank += 1
            elif header is not None and [cell or "" for cell in row[:width]] == header:
                again += 1
            elif filled > width:
                rejected.append((number, "", f"{filled} cells where the header has {width}"))
            else:
                numbers.append(number)
                for column, index in zip(cells, indexes, strict=True):
                    column.append(row[index] if index < len(row) else None)
            if len(numbers) >= _FLUSH_ROWS:
                yield records_of(numbers, cells, rejected)
                numbers, cells, rejected = [], [[] for _ in names], []
    yield records_of(numbers, cells, rejected)
    yield Records((), (), notes=[f"{words}: {count:,}" for words, count in ((BLANK, blank), (HEADERS, again)) if count])


def _head(sheet: Any, layout: Layout) -> list[list[str | None]]:
    rows = list(islice(_rows(sheet), (layout.skip or 0) + HEAD_ROWS))
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _is_table(head: Sequence[Sequence[str | None]]) -> bool:
    return sum(1 for row in head if sum(1 for cell in row if cell) > 1) > 1


def _rows(sheet: Any) -> Iterator[list[str | None]]:
    # The size that a sheet claims may be wrong.
    sheet.reset_dimensions()
    for row in sheet.iter_rows(values_only=True):
        yield [_text(cell) for cell in row]


def _text(value: object) -> str | None:
    if isinstance(value, (time, timedelta)):
        return str(value)
    return plain_text(value)


@contextmanager
def _workbook(content: Content) -> Iterator[Any]:
    """Open a workbook to read its rows as a stream."""
    import openpyxl

    try:
        with _stream(content) as stream, warnings.catch_warnings():
            # About styles and extensions, which have nothing to do with the cells.
            warnings.simplefilter("ignore", UserWarning)
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
    except EventLogError:
        raise
    except Exception as error:
        # openpyxl checks little, so a damaged part may raise anything.
        raise EventLogError(
            f"{content.name} is no whole Excel workbook ({type(error).__name__}): it is damaged or cut off. Save it as "
            ".xlsx or CSV again."
        ) from error


@contextmanager
def _stream(content: Content) -> Iterator[BinaryIO]:
    # From a path openpyxl would judge by the end of the name.
    whole = content.whole()
    if isinstance(whole, io.BytesIO):
        yield whole
    else:
        with whole.open("rb") as stream:
            yield stream


def _guard(content: Content) -> None:
    with content.damage(), zipfile.ZipFile(content.whole()) as archive:
        parts = archive.infolist()
        refuse_bomb(content.name, sum(part.file_size for part in parts), content.packed)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                _refuse_entities(content, archive, part)


def _refuse_entities(content: Content, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    parser, read = XmlStream(lambda *_: None), 0
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                read += len(chunk)
                refuse_bomb(content.name, read, content.packed)
                parser.feed(chunk)
            parser.feed(b"", last=True)
    except XmlError as error:
        why = "declares a document type, which may hold a trap" if error.kind == "doctype" else "has broken XML"
        raise EventLogError(f"{content.name} {why} ({part.filename}): refused. Save it as .xlsx again.") from None
