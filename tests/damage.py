"""Files spoiled by chance from a seed: bytes as disks and mails spoil them, JSON as people and programs do."""

from __future__ import annotations

import json
import random
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from journeykit.errors import JourneyKitError

# As they stand in a file: what json.dumps would never write is among them.
_VALUES = [
    *("null", "true", "0", "-1", "3.5", "-0.0", "1e999", "-1e999", "NaN", "12345678901234567890", "1" + "0" * 5_000),
    *('""', '" "', '"\\u0000"', '"\\ud800"', '"2026-02-30"', '"0000-00-00"', '"30q"', '"a/b"', '"\\n"', '"😀"', '"كم"'),
    *("[]", "{}", "[null]", "[[]]", "[{}]", '[1, "a", {"id": []}]', '{"id": {}}', "[" * 300 + "]" * 300),
    *('{"a":' * 200 + "1" + "}" * 200, json.dumps("x" * 100_000), json.dumps("a" * 81), '"9999-12-31"', "[0.5, 1e999]"),
]
_MARK = "\ue000{}\ue000"


def spoiled_bytes(chance: random.Random, data: bytes) -> bytes:
    """Return a file with one to four of its bytes, or a stretch of it, changed, lost, doubled or made up."""
    spoiled = bytearray(data)
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        place = chance.randrange(len(spoiled) + 1)
        end = min(len(spoiled), place + chance.choice([1, 1, 1, 8, 200]))
        match chance.randrange(8):
            case 0:
                del spoiled[place:end]
            case 1:
                spoiled[place:place] = spoiled[place:end]
            case 2:
                spoiled[place:end] = chance.randbytes(end - place)
            case 3:
                del spoiled[place:]
            case 4:
                spoiled[place:end] = bytes(end - place)
            case _:
                spoiled[place : place + 1] = chance.randbytes(1)
    return bytes(spoiled)


def spoiled_json(chance: random.Random, text: str) -> bytes:
    """Return a JSON text with one to three of its values replaced, lost, doubled, renamed or put elsewhere."""
    document = json.loads(text)
    raw: list[str] = []
    for _ in range(chance.choice([1, 1, 2, 3])):
        places = list(_places(document))
        holder, key = chance.choice(places)
        match chance.randrange(8):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, list):
                holder.insert(key, holder[key])
            case 1 if isinstance(holder, dict):
                holder[chance.choice(["id", "name", "stage", "unheard_of", "rank", "kind", ""])] = holder.pop(key)
            case 2:
                other, where = chance.choice(places)
                if isinstance(holder[key], (str, int, float)):  # A whole that holds itself would not end.
                    other[where] = holder[key]
            case _:
                holder[key] = _MARK.format(len(raw))
                raw.append(chance.choice(_VALUES))
        if not document:
            break
    spoiled = json.dumps(document, ensure_ascii=False)
    for number, value in enumerate(raw):
        spoiled = spoiled.replace(f'"{_MARK.format(number)}"', value)
    return spoiled.encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, (dict, list)):
        for key, inside in value.items() if isinstance(value, dict) else enumerate(value):
            yield value, key
            yield from _places(inside)


def wrong(task: Callable[[], object]) -> str:
    """Return what a task raised that is no JourneyKitError, as ``TypeError in integrity.py``; else nothing."""
    try:
        task()
    except JourneyKitError:
        return ""
    except Exception as error:
        own = [frame.filename for frame in traceback.extract_tb(error.__traceback__) if "journeykit" in frame.filename]
        return f"{type(error).__name__} in {Path(own[-1]).name if own else 'a library'}: {str(error)[:80]}"
    return ""
