"""JSON objects as cells: nested fields have dotted names, and every value is the text that stands in the file.

``properties.plan`` is the field ``plan`` inside ``properties``. A list of records with a key and a value, as GA4 writes
its parameters, counts as an object: ``event_params.page_location``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

MOST_NAMES = 2_000
"""Columns that are listed: an object may have ids as its keys."""
_MOST_DEPTH = 8
TYPED_VALUES = (
    *("string_value", "int_value", "float_value", "double_value", "set_timestamp_micros"),
    *("$date", "$oid", "$numberLong", "$numberInt", "$numberDouble", "$numberDecimal", "$uuid"),
)
"""What holds the value of a parameter of GA4, or of a field of MongoDB, by its type."""

_PAIR = {"key", "value"}

Keys = tuple[str, ...]


class Number(str):
    """A number as it is written: 1.0 is not 1, and no digit of a long id is lost."""

    __slots__ = ()


_DECODER = json.JSONDecoder(parse_float=Number, parse_int=Number, parse_constant=lambda _: None)
raw_decode = _DECODER.raw_decode
"""Decode the value at a place of a text; numbers are kept as written, NaN and infinities are missing."""


def decoded(text: str) -> Any:
    """Return the value of a text that is JSON; raise ValueError or RecursionError if it is none."""
    return _DECODER.decode(text)


def as_pairs(value: object) -> Mapping[str, Any] | None:
    """Return the fields of an object or of a list of key and value records, or None."""
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and value and all(isinstance(each, dict) and each.keys() <= _PAIR for each in value):
        return {str(each["key"]): each.get("value") for each in value if "key" in each}
    return None


def named_fields(value: Mapping[str, Any], above: Keys = ()) -> Iterator[Keys]:
    """Yield the keys of every field of an object that holds a text, number or list."""
    for key, inner in value.items():
        pairs = as_pairs(inner)
        if pairs and len(above) < _MOST_DEPTH and not _is_typed(pairs):
            yield from named_fields(pairs, (*above, key))
        else:
            yield (*above, key)


def _is_typed(value: Mapping[str, Any]) -> bool:
    return all(key in TYPED_VALUES for key in value)


class FieldNames:
    """The columns of a stream of objects: dotted name -> keys, in the order in which they appear."""

    def __init__(self) -> None:
        self.keys: dict[str, Keys] = {}

    def add(self, value: Mapping[str, Any], asked: Iterable[str] = ()) -> None:
        """Take the names of one more object; names that are ``asked`` are always taken."""
        for keys in named_fields(value):
            # Elasticsearch keeps what was logged under _source, beside its own fields.
            name = ".".join(keys[1:] if keys[0] == "_source" and len(keys) > 1 else keys)
            if name not in self.keys and (len(self.keys) < MOST_NAMES or name in asked):
                self.keys[name] = keys
        for name in asked:
            if name not in self.keys and (found := keys_of(value, name)):
                self.keys[name] = found


def keys_of(value: object, name: str) -> Keys | None:
    """Return the keys by which a dotted name is found in an object; a key may have dots itself."""
    pairs = as_pairs(value)
    if pairs is None:
        return None
    if name in pairs:
        return (name,)
    for key, inner in pairs.items():
        if name.startswith(f"{key}.") and (rest := keys_of(inner, name[len(key) + 1 :])):
            return (key, *rest)
    return None


def cell(value: Any, keys: Keys) -> str | None:
    """Return a field of an object as text; None if it is missing."""
    for key in keys:
        pairs = value if isinstance(value, dict) else as_pairs(value)
        if pairs is None:
            return None
        value = pairs.get(key)
    while isinstance(value, dict) and value and _is_typed(value):
        value = next((value[key] for key in TYPED_VALUES if value.get(key) is not None), None)
    return value if value is None or type(value) is str else as_json_text(value)


def as_json_text(value: Any) -> str | None:
    """Return a value as the text of a cell: an object or list as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return _spelt(value)


def _spelt(value: Any) -> str:
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_spelt(each)}" for key, each in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(_spelt, value)) + "]"
    return value if isinstance(value, Number) else json.dumps(value, ensure_ascii=False)


def without_surrogates(texts: Sequence[str | None]) -> list[str | None]:
    r"""Return texts in which a half of a character, as ``\ud800`` writes one, is the sign for an unknown one."""
    return [
        text if text is None else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in texts
    ]
