"""Text in which each line is a whole path: its events with a space, a comma or an arrow between them.

An id may stand before the events (``s1: home, cart``). Also the format of the SPMF library: items that are numbers,
``-1`` after each set of items that came together and ``-2`` at the end, with ``@ITEM=1=home`` lines for their names.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from journeykit.errors import EventLogError
from journeykit.events.reading.contents import Content
from journeykit.events.reading.layout import Layout
from journeykit.events.reading.path_cells import as_list
from journeykit.events.reading.separators import (
    SPMF,
    are_names,
    comes_again,
    crosses,
    is_path_name,
    parts_of,
    separator,
)
from journeykit.events.reading.sources import BATCH_ROWS, Records, RecordSource
from journeykit.events.reading.text_blocks import LONGEST_LINE, Lines, open_blocks
from journeykit.events.reading.whole_paths import WHO

SEQUENCE = "sequence"
_WITH_ID = re.compile(r"([^\s:,;|>][^:,;|>]{0,79}?)\s*:\s+(\S.*)")
_ITEM = re.compile(r"@ITEM=([^=]+)=(.*)")
_NOTES = ("#", "%", "@")
_TABLES = (",", ";", "\t", "|")
_USUAL_SHARE = 0.9
_SAMPLED = 200
_DIGIT = re.compile(r"\d")

Values = Callable[[], Iterator[Any]]


@dataclass(frozen=True)
class SequenceText:
    """How the lines of a text are whole paths."""

    between: str | None
    """None where each line is a list."""
    ids: str = ""
    """``":"`` or ``"first"``: a line begins with an id and a colon, or its first word is one."""
    header: str | None = None
    """The name in the first line, where it is no path."""


def found_sequences(head: Sequence[str], layout: Layout) -> SequenceText | None:
    """Return how the first lines of a text are whole paths; None if that is not sure."""
    lines = [line.strip() for line in head[layout.skip or 0 :] if line.strip() and not line.lstrip().startswith(_NOTES)]
    stated = layout.shape == "lines"
    if layout.columns is not None or (not stated and (len(lines) < 2 or layout.delimiter is not None)):
        return None
    with_ids = [_WITH_ID.fullmatch(line) for line in lines]
    ids = [found[1] for found in with_ids if found]
    has_ids = len(ids) == len(lines) and len(set(ids)) == len(ids) and len(lines) > 1
    rests = [found[2] for found in with_ids if found] if has_ids else lines
    header = rests[0] if not has_ids and _is_name(rests) else None
    rests = rests[1:] if header else rests
    kind = ":" if has_ids else ""
    between = layout.between if stated and layout.between is not None else separator(rests, named=True, again=False)
    if between is not None and not has_ids and _first_is_id(rests, between):
        kind = "first"
        rests = [_split_first(line, between)[1] for line in rests]
    if stated and layout.between is not None:
        return SequenceText(layout.between, kind)
    if between is None or not (stated or _sure(rests, between, has_ids=bool(kind))):
        if stated:
            raise EventLogError(
                "shape='lines': it is not sure what stands between the events of a line. Say it: "
                "layout=Layout(shape='lines', between=' ')."
            )
        return None
    return SequenceText(between, kind, header)


def _is_name(lines: Sequence[str]) -> bool:
    """Return whether the first line is the name of a column with whole paths, and the others are these."""
    return len(lines) > 2 and is_path_name(lines[0]) and len(lines[0].split()) <= 3


def _first_is_id(lines: Sequence[str], between: str) -> bool:
    """Return whether lines begin with an id: another one each, with digits, where the events have none."""
    if between not in (" ", *_TABLES, *(f" {mark} " for mark in _TABLES)):
        return False
    rows = [parts_of(line, between) for line in lines]
    firsts = [row[0] for row in rows if len(row) > 1]
    others = {word for row in rows for word in row[1:]}
    return (
        len(set(firsts)) == len(rows) > 2
        and all(_DIGIT.search(first) for first in firsts)
        and not any(_DIGIT.search(word) for word in others)
    )


def _split_first(line: str, between: str) -> tuple[str, str]:
    first, _, rest = line.partition(between.strip() or between)
    return first.strip(), rest.strip()


def _sure(lines: Sequence[str], between: str, *, has_ids: bool) -> bool:
    """Return whether lines are whole paths rather than rows of a table or prose."""
    if between == SPMF:
        return True
    rows = [parts_of(line, between) for line in lines]
    if between != " " and (between.strip() or between) not in _TABLES:  # Arrows.
        return not any(table in line for table in _TABLES for line in lines) and are_names(rows)
    if has_ids:
        return comes_again(rows, between.strip() or between)
    if not comes_again(rows):
        return False
    # An empty cell is a cell, as in a table.
    rows = rows if between == " " else [line.split(between.strip() or between) for line in lines]
    widths = Counter(map(len, rows))
    ragged = len(widths) > 1 and max(widths.values()) <= _USUAL_SHARE * len(rows)
    if between == " ":
        return crosses(rows) and not any(table in line for table in _TABLES for line in lines)
    # A table whose lines are cut off has a header, the words of which do not come again.
    later = {word.strip() for row in rows[1:] for word in row}
    return ragged and crosses(rows) and sum(word.strip() in later for word in rows[0]) * 2 > len(rows[0])


def sequence_source(content: Content, encoding: str, layout: Layout, text: SequenceText) -> RecordSource:
    """Open a text of whole paths: one column with them, and one with their ids if they have any."""
    column = text.header or SEQUENCE
    found = layout if text.header else layout.with_words(shape="lines", between=text.between)

    def read(names: Sequence[str]) -> Iterator[Records]:
        return _records(content, encoding, layout, text, names)

    return RecordSource(content.name, [column] if not text.ids else [WHO, column], "line", read, layout=found)


def json_sequences(content: Content, encoding: str, layout: Layout, values: Values) -> RecordSource | None:
    """Open JSON whose values are lists of events, one a line or in one list; None if it has others."""
    stated = layout.shape == "lines"
    text = content.start().decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(as_list(line) is not None for line in lines[:2]):
        rows = [found for line in lines[:_SAMPLED] if (found := as_list(line)) is not None]
        if stated or _are_paths(rows):
            return sequence_source(content, encoding, layout, SequenceText(None))
    rows = list(islice((value for value in values() if isinstance(value, list)), _SAMPLED))
    if not rows or not (stated or _are_paths(rows)):
        return None

    def read(names: Sequence[str]) -> Iterator[Records]:
        import pyarrow as pa

        every = values()
        first = 1
        while batch := list(islice(every, BATCH_ROWS)):
            texts = [json.dumps(value) if isinstance(value, list) else None for value in batch]
            numbers = pa.array(range(first, first + len(batch)), pa.int64())
            yield Records(numbers, [pa.array(texts, pa.string()) for _ in names])
            first += len(batch)

    return RecordSource(content.name, [SEQUENCE], "event", read, layout=layout.with_words(shape="lines"))


def _are_paths(rows: Sequence[Sequence[Any]]) -> bool:
    """Return whether lists are whole paths, and not the rows of a table."""
    plain = all(isinstance(value, (str, int)) for row in rows for value in row)
    words = [[str(value) for value in row] for row in rows]
    return plain and len(rows) > 1 and crosses(words) and are_names(words)


def _records(
    content: Content, encoding: str, layout: Layout, text: SequenceText, names: Sequence[str]
) -> Iterator[Records]:
    import pyarrow as pa

    items: dict[str, str] = {}
    numbers: list[int] = []
    cells: tuple[list[str | None], list[str | None]] = ([], [])
    rejected: list[tuple[int, str, str]] = []
    skipped = 0
    named: Callable[[str], str] = lambda line: _named(line, items)  # noqa: E731

    def taken() -> Records:
        found = Records(
            pa.array(numbers, pa.int64()),
            [pa.array(cells[name != WHO], pa.string()) for name in names],
            list(rejected),
        )
        for each in (numbers, *cells, rejected):
            each.clear()
        return found

    with open_blocks(content, encoding) as blocks:
        lines = Lines(blocks)
        for _ in range((layout.skip or 0) + (text.header is not None)):
            lines.take()
        while (following := lines.take())[1] is not None:
            number, line = following[0], str(following[1]).strip()
            if not line or line.startswith(_NOTES):
                skipped += bool(line)
                if (item := _ITEM.fullmatch(line)) is not None:
                    items[item[1].strip()] = item[2].strip()
            elif len(line) > LONGEST_LINE:
                rejected.append((number, "", f"the line is longer than {LONGEST_LINE:,} characters"))
            else:
                numbers.append(number)
                who, rest = _with_id(line, text)
                cells[0].append(who)
                cells[1].append(named(rest) if items and text.between == SPMF else rest)
            if len(numbers) >= BATCH_ROWS:
                yield taken()
    yield taken()
    if skipped:
        yield Records((), (), notes=[f"lines that begin with #, % or @, not read as paths: {skipped:,}"])


def _with_id(line: str, text: SequenceText) -> tuple[str | None, str]:
    """Return the id of a line, if it has one, and its events."""
    if text.ids == "first" and text.between is not None:
        return _split_first(line, text.between)
    found = _WITH_ID.fullmatch(line) if text.ids else None
    return (None, line) if found is None else (found[1], found[2])


def _named(line: str, items: dict[str, str]) -> str:
    """Return a line of SPMF with the names of its items; a name has no spaces there, since they divide."""
    return " ".join(items.get(word, word).replace(" ", "_") for word in line.split())
