"""Read JSON lines, one event a line. As with delimited text there are two readers that give the same cells.

The fast one (Arrow) reads a block whose lines are whole objects and whose fields are texts or whole numbers of the
kinds seen before; any other block is read line by line, and a line that is no object is rejected.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.events.reading.contents import Content
from journeykit.events.reading.json_values import Keys, Number, cell, decoded, without_surrogates
from journeykit.events.reading.sources import Records, Rejected
from journeykit.events.reading.text_blocks import LONGEST_LINE, Lines, open_blocks

if TYPE_CHECKING:
    import pyarrow as pa

BLANK = "blank lines skipped"
NO_OBJECT, NO_JSON = "the line is no JSON object", "the line is not valid JSON"
_SAMPLED = 200
_MINUS_ZERO = re.compile(rb":\s*-0(?![\d.eE])")
"""Arrow reads it as 0; the careful reader keeps the text of every number."""


def line_records(content: Content, encoding: str, keys: Sequence[Keys], notes: Sequence[str]) -> Iterator[Records]:
    """Yield the events of a file of JSON lines with the cells of some fields."""
    counts = Counter({BLANK: 0})
    kinds: dict[Keys, str] = {}
    yield Records((), (), notes=notes)
    with open_blocks(content, encoding) as blocks:
        while True:
            first, block = blocks.line, blocks.take()
            if not block:
                break
            found = at_once(block, first, keys, kinds)
            if found is None:
                after = blocks.line
                blocks.give_back(block)
                lines = Lines(blocks)
                found, kinds = _carefully(lines, after, keys, counts)
                lines.give_back()
            yield found
    yield Records((), (), notes=[f"{words}: {count:,}" for words, count in counts.items() if count])


def objects(content: Content, encoding: str) -> Iterator[tuple[int, Any]]:
    """Yield the number and the value of every line that is JSON, None for one that is not."""
    with open_blocks(content, encoding) as blocks:
        lines = Lines(blocks)
        while (found := lines.take())[1] is not None:
            number, line = found
            if line and not line.isspace():
                yield number, value_of(line)[0]


def value_of(line: str) -> tuple[Mapping[str, Any] | None, str]:
    """Return the object of a line, or None and the reason to reject it."""
    if len(line) > LONGEST_LINE:
        return None, f"the line is longer than {LONGEST_LINE:,} characters"
    try:
        value = decoded(line)
    except (ValueError, RecursionError):
        return None, NO_JSON
    return (value, "") if isinstance(value, dict) else (None, NO_OBJECT)


def at_once(block: bytes, first: int, keys: Sequence[Keys], kinds: Mapping[Keys, str]) -> Records | None:
    """Return the cells of a block as read by Arrow; None if a line is not one object, or a field is of another kind."""
    import pyarrow as pa
    from pyarrow import json as arrow_json

    schema = _schema({key: kinds.get(key) for key in keys})
    rows = block.count(b"\n")
    # Every line begins and ends as an object does, so none is blank and no object goes on in the next line.
    if schema is None or block.count(b"}\n") + block.count(b"}\r\n") != rows or block.count(b"\n{") != rows - 1:
        return None
    # The scans for parts of it take a tenth of the time of the pattern.
    if any(sign in block for sign in (b":-0", b": -0", b"\t-0")) and _MINUS_ZERO.search(block):
        return None
    try:
        table = arrow_json.read_json(
            pa.BufferReader(block),
            read_options=arrow_json.ReadOptions(use_threads=False, block_size=len(block) + 1),
            parse_options=arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
        )
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None
    if table.num_rows != rows or not block.startswith(b"{"):
        return None
    numbers = pa.array(np.arange(first, first + table.num_rows, dtype=np.int64))
    return Records(numbers, [_field(table, key) for key in keys])


def _field(table: pa.Table, keys: Keys) -> pa.Array:
    import pyarrow.compute as pc

    array = table.column(keys[0]).combine_chunks()
    for key in keys[1:]:
        array = pc.struct_field(array, key)
    return array


def _schema(kinds: Mapping[Keys, str | None]) -> pa.Schema | None:
    """Return the types of some fields for Arrow, or None if it cannot read one of them."""
    import pyarrow as pa

    types = {"text": pa.string(), "whole": pa.int64(), "truth": pa.bool_()}
    tree: dict[str, Any] = {}
    for keys, kind in kinds.items():
        if kind not in types:
            return None
        place = tree
        for key in keys[:-1]:
            place = place.setdefault(key, {})
            if not isinstance(place, dict):
                return None
        if isinstance(place.setdefault(keys[-1], types[kind]), dict):
            return None

    def fields(place: Mapping[str, Any]) -> list[pa.Field]:
        return [
            pa.field(key, pa.struct(fields(each)) if isinstance(each, dict) else each) for key, each in place.items()
        ]

    return pa.schema(fields(tree))


def _carefully(lines: Lines, after: int, keys: Sequence[Keys], counts: Counter[str]) -> tuple[Records, dict[Keys, str]]:
    """Return the events of the lines before ``after``, and the kind of each field for the fast reader."""
    numbers: list[int] = []
    cells: list[list[str | None]] = [[] for _ in keys]
    rejected: list[Rejected] = []
    sample: list[Mapping[str, Any]] = []
    while lines.next < after:
        number, line = lines.take()
        if not line or line.isspace():
            counts[BLANK] += 1
            continue
        value, reason = value_of(line)
        if value is None:
            rejected.append((number, "", reason))
            continue
        if len(sample) < _SAMPLED:
            sample.append(value)
        numbers.append(number)
        for column, key in zip(cells, keys, strict=True):
            column.append(cell(value, key))
    return records_of(numbers, cells, rejected), {key: kind for key in keys if (kind := field_kind(sample, key))}


def records_of(numbers: Sequence[int], cells: Sequence[Sequence[str | None]], rejected: Sequence[Rejected]) -> Records:
    """Return events as records."""
    import pyarrow as pa

    def column(texts: Sequence[str | None]) -> pa.Array:
        try:
            return pa.array(texts, pa.string())
        except UnicodeEncodeError:
            return pa.array(without_surrogates(texts), pa.string())

    return Records(pa.array(numbers, pa.int64()), [column(texts) for texts in cells], rejected)


def field_kind(sample: Sequence[Mapping[str, Any]], keys: Keys) -> str | None:
    """Return the kind of a field if it is the same in every object that has it."""
    found = set()
    for value in sample:
        place: Any = value
        for key in keys:
            if not isinstance(place, dict):
                return None if place is not None else "text"
            place = place.get(key)
        if isinstance(place, Number):
            found.add("whole" if place.lstrip("-").isdecimal() and place != "-0" else "other")
        elif isinstance(place, bool):
            found.add("truth")
        elif place is not None:
            found.add("text" if isinstance(place, str) else "other")
    return found.pop() if len(found) == 1 else None if found else "text"
