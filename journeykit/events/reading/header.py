"""Find the header of a table, and what divides its columns: titles, comments and a ``sep=`` line may stand above it."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from journeykit.errors import EventLogError
from journeykit.events.reading.layout import Layout

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
NO_NAMES = (
    "The first line looks like an event, not like names: if the file has no header, state its columns with "
    "layout=Layout(columns=[…])."
)
_RARE = ("\x01", "^", "~", "¦", "§", "\x1f")
"""What divides the columns of some tools; tried where nothing usual does, and only if all lines have as many cells."""
RULE = re.compile(r"[\s|+:=-]*-{3}[\s|+:=-]*")
"""A line of a table that was printed, as databases and Markdown do."""
_FIELDS = "#Fields:"
_SEP = re.compile(r'"?sep=(\\t|.)"?[,;\t|]*', re.IGNORECASE | re.DOTALL)
_VALUE = re.compile(r"[+-]?\d|https?://|\{\"|[0-9a-f]{8}-[0-9a-f]{4}-", re.IGNORECASE)
"""How the values of events begin, and names of columns hardly ever."""


@dataclass(frozen=True)
class Header:
    """Where the names of the columns are."""

    above: int
    """The number of lines above it."""
    columns: list[str]
    delimiter: str
    notes: tuple[str, ...] = ()


def found_header(lines: Sequence[str], *, delimiter: str | None = None, skip: int | None = None) -> Header | None:
    """Return the header of delimited text whose first lines are given; None if nothing divides them."""
    notes = []
    above = 0 if skip is None else skip
    said = None
    if skip is None:
        above = _blanks(lines, 0)
        if above < len(lines) and (sep := _SEP.fullmatch(lines[above])):
            said = {"\\t": "\t"}.get(sep[1], sep[1])
            above = _blanks(lines, above + 1)
    fixed = delimiter or said
    candidates = [fixed] if fixed else list(DELIMITERS)
    tables = [table for each in candidates if (table := _table(lines, above, each, find=skip is None)) is not None]
    if not tables and fixed is None:
        rows = [line for line in lines[above:] if line]
        even = [each for each in _RARE if len(rows) > 1 and len({line.count(each) for line in rows}) == 1]
        tables = [table for each in even if (table := _table(lines, above, each, find=False)) is not None]
    if not tables:
        return None
    best = max(tables, key=lambda table: table[:2])
    _, _, at, cells, used = best
    titles = sum(1 for line in lines[above:at] if line.strip())
    if titles:
        notes.append(f"lines above the header, not read: {titles} (layout=Layout(skip={at}) states it)")
    return Header(at, cells, used, tuple(notes))


def named_fields(lines: Sequence[str], layout: Layout) -> Layout:
    """Return the layout of the log of a web server whose comments name its fields, as IIS and CloudFront write them."""
    comments = next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines))
    said = next((line.removeprefix(_FIELDS).strip() for line in lines[:comments] if line.startswith(_FIELDS)), "")
    if not said or (layout.columns, layout.skip, layout.delimiter) != (None, None, None):
        return layout
    delimiter = "\t" if "\t" in said or "\t" in next(iter(lines[comments:]), "") else " "
    return layout.with_words(columns=said.split(), delimiter=delimiter, skip=comments)


def headless(lines: Sequence[str], layout: Layout) -> Header:
    """Return the header of a file that has none: the names that were stated."""
    names = list(layout.columns or ())
    above = layout.skip or 0
    if layout.skip is None:
        while above < len(lines) and (not lines[above] or lines[above].startswith("#") or _SEP.fullmatch(lines[above])):
            above += 1
    rows = [line for line in lines[above:] if line]

    def fitting(delimiter: str) -> int:
        return sum(len(cells_of(line, delimiter) or ()) == len(names) for line in rows)

    delimiter = layout.delimiter or max(DELIMITERS, key=fitting)
    if rows and len(names) > 1 and not fitting(delimiter):
        widths = sorted({len(cells_of(line, delimiter) or ()) for line in rows})
        raise EventLogError(
            f"columns= names {len(names)} columns, and no line has as many: they have "
            f"{', '.join(map(str, widths[:5]))} ({DELIMITERS.get(delimiter, repr(delimiter))} between them)."
        )
    return Header(above, names, delimiter, (f"columns: {len(names)}, as stated; the file has no header",))


def _blanks(lines: Sequence[str], at: int) -> int:
    while at < len(lines) and not lines[at]:
        at += 1
    return at


def _table(
    lines: Sequence[str], above: int, delimiter: str, *, find: bool
) -> tuple[int, int, int, list[str], str] | None:
    """Return how well a delimiter divides the lines, the place of the header, and its cells."""
    rows = [(cells_of(line, delimiter) or [line]) for line in lines]
    at = header_row(rows, above) if find else _blanks(lines, above)
    if at >= len(rows) or len(rows[at]) < 2:
        return None
    cells = rows[at]
    if lines[at].startswith("#") and find:
        cells = [cells[0].lstrip("# "), *cells[1:]]
    widths = [len(row) for row, line in zip(rows[at:], lines[at:], strict=True) if line]
    return sum(width == len(cells) for width in widths), len(cells), at, cells, delimiter


def header_row(rows: Sequence[Sequence[str]], above: int = 0) -> int:
    """Return which of the first rows has the names of the columns.

    A row above it is a title or a comment: it has another width than the table and at most half of its cells. Where
    that leaves a doubt, the first row is taken.
    """
    first = next((at for at in range(above, len(rows)) if _filled(rows[at])), len(rows))
    widths = Counter(len(row) for row in rows[first:] if len(row) > 1 and _filled(row) > 1)
    if not widths:
        return first
    usual = max(widths, key=lambda width: (widths[width], width))
    for at in range(first, len(rows)):
        row = rows[at]
        comment = bool(row) and row[0].startswith("#")
        following = next((later for later in rows[at + 1 :] if _filled(later)), None)
        if comment and not (len(row) == usual and following is not None and looks_like_values(following)):
            continue
        if len(row) == usual and _filled(row) > usual // 2:
            return at if at == first or _names_columns(rows[first:at], row, rows[at + 1 :]) else first
        if _filled(row) and not comment and not _is_title(row, usual):
            return first
    return first


def _names_columns(above: Sequence[Sequence[str]], row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Return whether a row with others above it names columns, and is not an event below a header of fewer cells."""
    if looks_like_values(row) or all(_filled(each) <= 1 or (each[0] or "").startswith("#") for each in above):
        return not looks_like_values(row)
    # Of two rows of words the lower one is the header if values follow, and none of its words comes again.
    rows = [each for each in below if each != row]
    again = any(cell and cell == other for each in rows for cell, other in zip(row, each, strict=False))
    return not again and any(map(looks_like_values, rows))


def _is_title(row: Sequence[str], usual: int) -> bool:
    filled = _filled(row)
    return filled <= 1 or (filled <= max(2, usual // 2) and len(row) < usual)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell and cell.strip())


def looks_like_values(row: Sequence[str]) -> bool:
    """Return whether a row has a number, a time, a link or the like: values of an event, not names of columns."""
    return any(_VALUE.match(cell.strip()) for cell in row if cell)


def cells_of(line: str, delimiter: str) -> list[str] | None:
    """Return the cells of one line, or None if its quotes are wrong."""
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return None
