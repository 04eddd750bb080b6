"""Read delimited text into records: a line is kept whole or rejected with its number; cells never change columns.

Two readers give the same cells. The fast one (Arrow) reads every block of unambiguous lines with as many cells as the
header; any other block is read line by line by the careful one, which rejects a record with more or fewer cells.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from journeykit.encodings import found_encoding
from journeykit.errors import EventLogError
from journeykit.events.reading.contents import Content
from journeykit.events.reading.header import (
    DELIMITERS,
    NO_NAMES,
    RULE,
    Header,
    cells_of,
    found_header,
    headless,
    looks_like_values,
    named_fields,
)
from journeykit.events.reading.layout import Layout
from journeykit.events.reading.looks_like import looks_like_lines
from journeykit.events.reading.presets import SNOWPLOW_ENRICHED
from journeykit.events.reading.sequence_lines import found_sequences, sequence_source
from journeykit.events.reading.sources import NotATableError, Records, RecordSource, Rejected
from journeykit.events.reading.text_blocks import LONGEST_LINE, Lines, is_beyond_doubt, open_blocks
from journeykit.events.reading.text_records import STRAY_QUOTE, TextTable, has_bare_quote, record

SNIFFED_LINES = 50
BLANK = "blank lines skipped"
INNER = "lines with a quote inside an unquoted cell, kept as text"
HEADERS = "headers inside the file, where parts were joined, not read"
RULES = "rules of a printed table, not read; its cells are read without the spaces around them"
ESCAPED = "lines with a backslash before a quote inside quotes, read as the quote"
SPANNING = "quoted records that span several lines"


def csv_source(content: Content, layout: Layout, *, prose: bool = False) -> RecordSource:
    """Open a delimited file: read its header and find the delimiter; ``prose`` says that cells may span lines."""
    name = content.name
    encoding, said = (layout.encoding, "") if layout.encoding else found_encoding(content.start())
    with open_blocks(content, encoding) as blocks:
        lines = Lines(blocks)
        head = [
            line
            for _, line in (lines.take() for _ in range((layout.skip or 0) + SNIFFED_LINES + 1))
            if line is not None
        ]
    if not any(head):
        raise EventLogError(f"{name} is empty: there is no header line to name the columns.")
    if (sequences := found_sequences(head, layout)) is not None:
        return sequence_source(content, encoding, layout.with_words(encoding=encoding if said else None), sequences)
    header = _header(head, layout := named_fields(head, layout), name)
    if header.delimiter == "\t" and len(header.columns) == len(SNOWPLOW_ENRICHED) and looks_like_values(header.columns):
        header = _header(head, layout := layout.with_words(columns=SNOWPLOW_ENRICHED, delimiter="\t"), name)
    printed = header.delimiter == "|" and any(RULE.fullmatch(line) for line in head[: header.above + 2])
    if printed:
        header = replace(header, columns=[column.strip() for column in header.columns])
    columns = header.columns
    if header.above < len(head) and len(head[header.above]) > LONGEST_LINE:
        raise EventLogError(f"the header of {name} is longer than {LONGEST_LINE:,} characters: refused.")
    delimiter = DELIMITERS.get(header.delimiter, repr(header.delimiter))
    how = "given" if layout.delimiter else "found"
    notes = (f"delimiter: {delimiter} ({how})", *([said] if said else []), *header.notes)
    names = layout.columns is None
    table = TextTable(
        content,
        encoding,
        header,
        header.above + 1 + names,
        head[header.above] if names else None,
        notes,
        prose,
        printed,
    )
    above = header.above if any(head[: header.above]) else None
    found = layout.with_words(encoding=encoding if said else None, skip=above)
    if found != layout:
        found = found.with_words(delimiter=header.delimiter)
    return RecordSource(
        name,
        columns,
        "line",
        lambda names: _records(table, names),
        layout=found,
        hint=NO_NAMES if names and looks_like_values(columns) else "",
    )


def _header(head: Sequence[str], layout: Layout, name: str) -> Header:
    if layout.columns is not None:
        return headless(head, layout)
    header = found_header(head, delimiter=layout.delimiter, skip=layout.skip)
    if header is not None:
        return header
    first = head[min(layout.skip or 0, len(head) - 1)] or next(line for line in head if line)
    if layout.delimiter is None:
        raise NotATableError(
            f"no delimiter found in the header of {name}: none of comma, semicolon, tab, bar divides it. "
            "Pass delimiter=… if it is another one." + (f" {shape}" if (shape := looks_like_lines(head)) else "")
        )
    if cells_of(first, layout.delimiter) is None:
        raise EventLogError(f"the header of {name} has a stray quote: {STRAY_QUOTE}.")
    able = [word for other, word in DELIMITERS.items() if len(cells_of(first, other) or ()) > 1]
    hint = f" A {able[0]} does: leave out delimiter= to have it found." if able else ""
    raise EventLogError(f"delimiter={layout.delimiter!r} does not divide the header of {name}.{hint}")


def _records(table: TextTable, names: Sequence[str]) -> Iterator[Records]:
    indexes = [table.header.columns.index(name) for name in names]
    counts = Counter(dict.fromkeys((BLANK, INNER, ESCAPED, SPANNING, HEADERS, RULES), 0))
    kept = rejected = 0
    first_rejected = None
    yield Records((), (), notes=table.notes)
    name, delimiter = table.content.name, table.header.delimiter
    again = b"" if table.repeated is None else b"\n" + table.repeated.encode()
    with open_blocks(table.content, table.encoding) as blocks:
        lines = Lines(blocks)
        while lines.next < table.first:
            counts[BLANK] += lines.take()[1] == ""
        lines.give_back()
        while True:
            first, block = blocks.line, blocks.take()
            if not block:
                break
            alike = (
                not table.printed
                and is_beyond_doubt(block, delimiter)
                and not (again and (again in block or block.startswith(again[1:])))
            )
            found = _at_once(block, first, table, indexes) if alike else None
            if found is None:
                after = blocks.line
                blocks.give_back(block)
                found = _carefully(Lines(blocks), after, table, indexes, counts)
            kept += len(found.lines)
            rejected += len(found.rejected)
            first_rejected = first_rejected or next(iter(found.rejected), None)
            yield found
    if not kept and first_rejected is not None:
        line, _, reason = first_rejected
        raise EventLogError(
            f"every line of {name} would be rejected ({rejected:,}). Line {line}: {reason} (delimiter: "
            f"{DELIMITERS.get(delimiter, repr(delimiter))}). If another character stands between the "
            "columns, pass delimiter=…."
        )
    yield Records((), (), notes=[f"{words}: {count:,}" for words, count in counts.items() if count])


def _at_once(block: bytes, first: int, table: TextTable, indexes: list[int]) -> Records | None:
    """Return the cells of a block as read by Arrow, or None if a line has more or fewer cells than the header."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    names = [f"c{number}" for number in range(len(table.header.columns))]
    quoted = b'"' in block
    try:
        found = arrow_csv.read_csv(
            pa.BufferReader(block),
            read_options=arrow_csv.ReadOptions(column_names=names, block_size=len(block) + 1, use_threads=False),
            parse_options=arrow_csv.ParseOptions(
                delimiter=table.header.delimiter,
                quote_char='"' if quoted else False,
                double_quote=quoted,
                ignore_empty_lines=False,
            ),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=[names[index] for index in dict.fromkeys(indexes)],
                column_types={name: pa.string() for name in names},
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    numbers = pa.array(np.arange(first, first + found.num_rows, dtype=np.int64))
    cells = [found.column(names[index]).combine_chunks() for index in indexes]
    return Records(numbers, cells)


def _carefully(lines: Lines, after: int, table: TextTable, indexes: list[int], counts: Counter[str]) -> Records:
    """Return the records of the lines before ``after``, and of later lines that the last of them spans."""
    import pyarrow as pa

    numbers: list[int] = []
    cells: list[list[str]] = [[] for _ in indexes]
    rejected: list[Rejected] = []
    delimiter = table.header.delimiter
    while lines.next < after:
        number, line = lines.take()
        if not line:
            counts[BLANK] += 1
            continue
        if line == table.repeated or (table.printed and RULE.fullmatch(line)):
            counts[HEADERS if line == table.repeated else RULES] += 1
            continue
        row, reason, extra = record(line, lines, table)
        if row is None:
            rejected.append((number, "", reason))
            continue
        counts[SPANNING] += extra > 0
        counts[ESCAPED] += '\\"' in line and any('"' in cell and '\\"' not in cell for cell in row)
        counts[INNER] += '"' in line and has_bare_quote(row, line, delimiter)
        lines.skip(extra)
        numbers.append(number)
        for column, index in zip(cells, indexes, strict=True):
            column.append(row[index].strip() if table.printed else row[index])
    lines.give_back()
    return Records(pa.array(numbers, pa.int64()), [pa.array(column, pa.string()) for column in cells], rejected)
