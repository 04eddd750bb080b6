"""JSON without what readers disagree about: NaN, repeated keys, lone surrogates, bottomless nesting."""

from __future__ import annotations

import json
from typing import Any

from journeykit.errors import DocumentError

MOST_BYTES = 64 * 1024 * 1024


def loads(data: bytes | str, source: str) -> Any:
    """Return the data in a JSON text.

    Raises
    ------
    DocumentError
        Says where the text stops being JSON and what to do.

    Examples
    --------
    >>> loads('{"name": "Shop"}', "shop.json")
    {'name': 'Shop'}
    """
    if len(data) > MOST_BYTES:
        raise _error(source, "", f"the file has {len(data):,} bytes; a map has at most {MOST_BYTES:,}.")
    text = _decoded(data, source) if isinstance(data, bytes) else data
    if not text.strip():
        raise _error(source, "", "the file is empty.", "Restore it from a copy, or start one with journeykit new.")
    try:
        found = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_pairs)
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _error(
            source,
            place,
            f"not JSON: {error.msg}.",
            "Mend that place, or restore the file from a copy; if it is no map: a log goes with --log, a sheet to "
            "journeykit import.",
        ) from None
    except UnicodeEncodeError:
        raise _error(source, "", "it holds half of a character pair (a lone surrogate).") from None
    except RecursionError:
        raise _error(source, "", "it is nested too deeply to be a map.") from None
    except _RefusedError as refused:
        raise _error(source, "", str(refused)) from None
    return found


class _RefusedError(Exception):
    pass


def _decoded(data: bytes, source: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _error(
            source,
            f"line {line}",
            "the text is not UTF-8.",
            "A map is text in UTF-8: save it so and try again; a spreadsheet goes to journeykit import.",
        ) from None


def _refuse_constant(word: str) -> Any:
    raise _RefusedError(f"{word} is not a number in JSON.")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _RefusedError(f"the key {key!r} stands twice in one object: one of the two values would be lost.")
        found[key] = value
    return found


def _error(source: str, place: str, message: str, advice: str = "") -> DocumentError:
    return DocumentError(source, [(place, message)], advice)
