"""Parse and write the text of a map file. All problems of a file are reported at once, each with its place."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from journeykit.errors import DocumentError, MapError
from journeykit.model.base import plain
from journeykit.model.integrity import problems
from journeykit.model.journey import JourneyMap
from journeykit.model.unknown_fields import UnknownFields
from journeykit.model.wording import in_words, place
from journeykit.store.migrations import STEPS, migrated
from journeykit.store.strict_json import loads
from journeykit.store.unknown_fields import put_back, taken_out

FORMAT = "journeykit-map"
VERSION = "1.2"
_SLICE = 25
_MOST_TOLD = 200
_LARGE = 200_000  # characters; a larger map is parsed again before it is written


def dump_map(journey: JourneyMap) -> str:
    """Return a map as the text of its file: the same map gives the same text, and one edit changes few lines.

    A map that was read from a newer minor version keeps that version and its unknown fields.

    Examples
    --------
    >>> import journeykit as jk
    >>> from journeykit.store import dump_map, parse_map
    >>> parse_map(dump_map(jk.new_map("Shop"))) == jk.new_map("Shop")
    True

    Raises
    ------
    MapError
        The map is too large to be read again.
    """
    header = {"format": FORMAT, "version": journey.aside.version or VERSION}
    fields = put_back(plain(journey), journey.aside.unread)
    text = json.dumps({**header, **fields}, ensure_ascii=False, indent=1) + "\n"
    if len(text) > _LARGE:
        try:
            loads(text, f"map {journey.id!r}")
        except DocumentError as error:
            reason = error.problems[0][1]
            raise MapError(f"map {journey.id!r} is too large to be saved: {reason} Nothing was written.") from error
    return text


def parse_map(data: bytes | str, *, source: str = "this text") -> JourneyMap:
    """Return the map in the text of a file. ``map.aside.notes`` says how it was read.

    An older version is migrated. Unknown fields of a newer minor version (1.x) are kept and written back by
    :func:`dump_map`.

    Parameters
    ----------
    data : bytes or str
        UTF-8 text, with or without a byte-order mark.
    source : str
        Name for messages, such as the file name.

    Raises
    ------
    DocumentError
        Not JSON, not a map, a newer major version, or invalid content; lists all problems with their places.

    Examples
    --------
    >>> from journeykit.store import parse_map
    >>> parse_map('{"format": "journeykit-map", "version": "1.2", "id": "shop", "name": "Shop"}').name
    'Shop'
    """
    content = loads(data, source)
    if not isinstance(content, dict):
        raise DocumentError(source, [("", "the file has no JSON object at the top level.")])
    fields, version = _without_header(content, source)
    aside = UnknownFields()
    if _parts(version) > _parts(VERSION):
        fields, aside = _understood(fields, version)
    elif version != VERSION:
        fields = migrated(fields, version)
        del fields["version"]
        aside = UnknownFields(notes=(f"The file has version {version} and was read as {VERSION}.",))
    faults: Iterator[ErrorDetails] = iter(())
    try:
        journey = _validated(fields)
    except ValidationError:
        faults = _faults(fields)
    details = list(itertools.islice(faults, _MOST_TOLD))
    found = [(problem.place, problem.message) for problem in in_words(details, JourneyMap)] + problems(fields)
    if found:
        more = sum(1 for _ in faults) + len(found[_MOST_TOLD:])
        raise DocumentError(source, found[:_MOST_TOLD], _advice(version), more=more)
    return journey.with_aside(aside)


def _validated(fields: dict[str, Any]) -> JourneyMap:
    context = {"references_checked_elsewhere": True}
    return JourneyMap.model_validate_json(json.dumps(fields), context=context, strict=False)


def _faults(fields: dict[str, Any]) -> Iterator[ErrorDetails]:
    """Yield what does not fit, in slices of the collections: all faults of a large file would take a gigabyte."""
    lists = {name: items for name, items in fields.items() if isinstance(items, list)}
    for start in range(0, max(map(len, lists.values()), default=1) or 1, _SLICE):
        try:
            whole = fields if start == 0 else {"id": "a", "name": "a"}
            _validated({**whole, **{name: items[start : start + _SLICE] for name, items in lists.items()}})
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                if not detail["loc"]:  # Nested too deeply to be validated at all.
                    yield detail
                    return
                name, *place = detail["loc"]
                if name in lists and place and isinstance(place[0], int):
                    yield {**detail, "loc": (name, place[0] + start, *place[1:])}
                elif start == 0:  # Other fields are the same in every slice.
                    yield detail


def _understood(fields: dict[str, Any], version: str) -> tuple[dict[str, Any], UnknownFields]:
    unknown = [detail["loc"] for detail in _faults(fields) if detail["type"] == "extra_forbidden"]
    fields, tree = taken_out(fields, unknown)
    notes = [f"The file has version {version}; this journeykit knows {VERSION}."]
    if unknown:
        places = ", ".join(place(loc) for loc in unknown[:8]) + (" …" if len(unknown) > 8 else "")
        notes.append(f"Kept unread and written back on saving: {places}.")
    return fields, UnknownFields(version, tree, tuple(notes))


def _advice(version: str) -> str:
    if _parts(version) > _parts(VERSION):
        return f"The file has version {version}: update journeykit (pip install -U journeykit) and open it again."
    read_as = f" The places are named as in version {VERSION}." if version != VERSION else ""
    return f"Nothing was changed. Correct these places and open it again.{read_as}"


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _without_header(content: dict[str, Any], source: str) -> tuple[dict[str, Any], str]:
    format_, version = content.get("format"), content.get("version")
    if format_ != FORMAT:
        raise DocumentError(source, [("format", f"expected {FORMAT!r}: this is JSON, but not a journey map.")])
    if not isinstance(version, str) or not re.fullmatch(r"[0-9]{1,4}\.[0-9]{1,4}", version):
        raise DocumentError(source, [("version", f"expected a version such as {VERSION!r}.")])
    if _parts(version)[0] > _parts(VERSION)[0]:
        raise DocumentError(
            source,
            [("version", f"the file has version {version}; this journeykit reads up to {VERSION}.")],
            "The file was left as it is. Update journeykit (pip install -U journeykit) and open it again.",
        )
    if _parts(version) < _parts(VERSION) and version not in STEPS:
        known = ", ".join((*STEPS, VERSION))
        raise DocumentError(source, [("version", f"no version {version} was ever published. Known: {known}.")])
    return {key: value for key, value in content.items() if key not in ("format", "version")}, version
