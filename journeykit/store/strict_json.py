"""Read JSON without what parsers disagree about: NaN, repeated keys, lone surrogates, very deep nesting."""

from __future__ import annotations

import json
import math
from typing import Any

from journeykit.errors import DocumentError
from journeykit.model.integrity import KEY_FIELDS
from journeykit.text import cut

# Far beyond any map that a person can read; larger files are rejected before they take time or memory.
MOST_BYTES = 16 * 1024 * 1024
MOST_VALUES = 250_000
MOST_CHARACTERS = 1_000_000  # in one text
MOST_ITEMS = 2_000  # in one list or object
MOST_ELEMENTS = 10_000  # in one list of objects
MOST_CELLS = 40_000
_MOST_DIGITS = 400


def loads(data: bytes | str, source: str) -> Any:
    """Return the data in a JSON text, or raise DocumentError with the place of the problem and what to do."""
    try:
        return _loaded(data)
    except _RefusedError as refused:
        raise DocumentError(source, [(refused.place, refused.message)], refused.advice) from None


class _RefusedError(Exception):
    def __init__(self, message: str, place: str = "", advice: str = "") -> None:
        super().__init__(message)
        self.message, self.place, self.advice = message, place, advice


_NO_JSON = (
    "Correct that place, or restore the file from a copy. If it is not a map: pass an event log with --log, a "
    "spreadsheet to journeykit import."
)
_NO_UTF_8 = "A map is text in UTF-8: save it so and try again; a spreadsheet goes to journeykit import."


def _loaded(data: bytes | str) -> Any:
    if len(data) > MOST_BYTES:
        raise _RefusedError(f"the file has {len(data):,} bytes; a map has at most {MOST_BYTES:,}.")
    text = _decoded(data) if isinstance(data, bytes) else data
    if text.count(",") + text.count("[") + text.count("{") > MOST_VALUES:
        raise _RefusedError(f"it holds more than {MOST_VALUES:,} values: no map does.")
    if not text.strip():
        advice = "Restore it from a copy, or start one with journeykit new."
        raise _RefusedError("the file is empty.", advice=advice)
    try:
        found = json.loads(
            text, parse_constant=_refuse_constant, parse_int=_whole, parse_float=_number, object_pairs_hook=_pairs
        )
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _RefusedError(f"not JSON: {error.msg}.", place, _NO_JSON) from None
    except UnicodeEncodeError:
        raise _RefusedError("it holds half of a character pair (a lone surrogate).") from None
    except RecursionError:
        raise _RefusedError("it is nested too deeply to be a map.") from None
    return found


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _RefusedError("the text is not UTF-8.", f"line {line}", _NO_UTF_8) from None


def _refuse_constant(word: str) -> Any:
    raise _RefusedError(f"{word} is not a number in JSON.")


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise _RefusedError(f"a number in it has {len(digits):,} digits; at most {_MOST_DIGITS} are read.")
    return int(digits)


def _number(words: str) -> float:
    number = float(words)
    if math.isinf(number):
        raise _RefusedError("a number in it is too large for any program to hold.")
    return number


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_ITEMS:
        raise _RefusedError(f"an object in it has {len(pairs):,} fields; at most {MOST_ITEMS:,} are read.")
    found: dict[str, Any] = {}
    for key, value in pairs:
        _bounded(key, value)
        if key in found:
            raise _RefusedError(
                f"the key {cut(key, 40)!r} occurs twice in one object: one of the two values would be lost."
            )
        found[key] = value
    return found


def _bounded(key: str, value: Any) -> None:
    if isinstance(value, list) and len(value) > MOST_ITEMS:
        most = MOST_ELEMENTS if isinstance(value[0], dict) else MOST_ITEMS
        most = MOST_CELLS if key in KEY_FIELDS else most
        if len(value) > most:
            raise _RefusedError(f"{cut(key, 40)!r} has {len(value):,} entries; at most {most:,} are read.")
    for text in value if isinstance(value, list) else [value]:
        if isinstance(text, str) and len(text) > MOST_CHARACTERS:
            raise _RefusedError(
                f"a text in {cut(key, 40)!r} has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read."
            )
