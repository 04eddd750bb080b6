"""The cells of a whole path: its events, and how many travellers took it."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from journeykit.events.reading.cells import as_text, is_text_like, without_blanks
from journeykit.events.reading.separators import SPMF, parts_of

if TYPE_CHECKING:
    import pyarrow as pa

MOST_TRAVELLERS = 10_000_000
"""Of one row: a larger number is rather a sum of money or an id."""
_WHOLE = re.compile(r"(\d{1,3}(?:[,' \u00a0\u202f]\d{3})+|\d{1,3}(?:\.\d{3}){2,}|\d+)(?:[.,]0{0,2})?")
"""A count, also with marks between thousands; 1.234 may be a thousand or a fraction."""
_REPEATED = re.compile(r"(.*[^\s(])(?:\s*\xd7\s?|\s+x\s?|\s*\([x\xd7]\s?)([1-9]\d{0,2})\)?")
_REPETITION = re.compile(r"\xd7|[\s(]x\s?\d")
_YES_NO = {"true": 1, "yes": 1, "false": 0, "no": 0}


def travellers(counts: Mapping[str, str | None]) -> tuple[int, int] | str:
    """Return how many travellers of a row converted, and how many did not; or the name of a count that is no number.

    A row that counts nobody is one traveller, who did not convert: such a column says of each row whether it did.

    Examples
    --------
    >>> travellers({"converted": "4", "lost": "6"}), travellers({"count": "10", "converted": "4"}), travellers({})
    ((4, 6), (4, 6), (0, 1))
    """
    found: dict[str, int] = {}
    for name, text in counts.items():
        text = (text or "0").strip().casefold()
        number = _YES_NO.get(text)
        if number is None and (whole := _WHOLE.fullmatch(text)):
            number = int(re.sub(r"\D", "", whole[1]))
        if number is None or number > MOST_TRAVELLERS:
            return name
        found[name] = number
    converted = found.get("converted", 0)
    if "lost" in found:
        return converted, found["lost"]
    if "count" in found:
        return (converted, found["count"] - converted) if found["count"] >= converted else "count"
    return (converted, 0) if converted else (0, 1)


def texts_of(array: pa.Array) -> list[str | None]:
    # Bytes and objects are no text; they are read in advance only to see what a table is.
    return list(without_blanks(as_text(array)).to_pylist()) if is_text_like(array.type) else [None] * len(array)


def events_of(arrays: Sequence[pa.Array], between: str | None) -> tuple[list[list[str]], int]:
    """Return the events of each row, from the cells of its columns, and how many of them are repetitions (``x 2``)."""
    rows: list[list[str]] = [[] for _ in range(len(arrays[0]))]
    repeated = 0
    for array in arrays:
        for row, cell in zip(rows, cell_values(array), strict=True):
            found = divided(cell, between)
            row += found
            if isinstance(cell, str) and _REPETITION.search(cell):
                repeated += len(found) - len(_parts(cell, between))
    return rows, repeated


def cell_values(array: pa.Array) -> list[Any]:
    """Return the cells of a column as text, or as lists where it holds lists."""
    import pyarrow as pa

    kind = array.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return list(array.to_pylist())
    return texts_of(array)


def divided(cell: Any, between: str | None) -> list[str]:
    r"""Return the events of a cell.

    Examples
    --------
    >>> divided("a > b > a", " > "), divided("1 3 -1 2 -1 -2", "-1"), divided('["a", "b"]', None)
    (['a', 'b', 'a'], ['1', '3', '2'], ['a', 'b'])
    >>> divided("Direct \N{MULTIPLICATION SIGN} 2 > Email", " > ")
    ['Direct', 'Direct', 'Email']
    """
    if cell is None:
        return []
    if isinstance(cell, str):
        parts = _parts(cell, between)
        return parts if between == SPMF or _is_list(cell, between) else [p for each in parts for p in _repeated(each)]
    return _texts(cell)


def _is_list(cell: str, between: str | None) -> bool:
    return between is None and as_list(cell) is not None


def _parts(cell: str, between: str | None) -> list[str]:
    """Return the parts of a cell as they are written."""
    listed = as_list(cell) if between is None else None
    if listed is not None:
        return _texts(listed)
    if between == SPMF:
        return [item for item in cell.split() if item not in (SPMF, "-2")]
    return parts_of(cell, between) if between else [cell.strip()] if cell.strip() else []


def _texts(cell: Sequence[Any]) -> list[str]:
    return [text for value in cell if value is not None and (text := str(value).strip())]


def _repeated(part: str) -> list[str]:
    """Return an event as often as it is written to come in a row: ``Direct x 2``, ``Direct (x2)``."""
    found = _REPEATED.fullmatch(part)
    return [found[1]] * int(found[2]) if found else [part]


def as_list(text: str) -> list[Any] | None:
    """Return a list that is written as JSON or as Python writes it; None if the text is no list of plain values."""
    text = text.strip()
    if not (text.startswith("[") and text.endswith("]")):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        try:
            found = ast.literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
    plain = isinstance(found, list) and all(value is None or isinstance(value, (str, int, float)) for value in found)
    return found if plain else None
