"""Checks of what a page sends with an edit, and of the facts that a program gives a widget to show."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Mapping
from typing import Any

from journeykit.errors import MapError, listing

MOST_CHARACTERS = 1_000_000
"""The largest change a page may send, in characters of JSON; ``core/transport.js`` has the same limit."""

PICTURES = ("portrait", "picture")
"""Fields of the model that contain a picture."""

MOST_PICTURE = 200_000
"""The largest picture that a page may send, in characters; its own code sends a few hundred pixels."""

_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+=*")


def check_pictures(args: Mapping[str, Any]) -> None:
    """Raise MapError where a page sends as a picture what is not one, or too large a one."""
    for field in PICTURES:
        picture = args.get(field)
        if picture and not (isinstance(picture, str) and len(picture) <= MOST_PICTURE and _PICTURE.fullmatch(picture)):
            raise MapError(
                f"a {field} is a PNG, JPEG, WebP or GIF of at most {MOST_PICTURE // 1000} kB. Choose a smaller "
                f"picture. Nothing was changed."
            )


def check_batch(name: str, args: Mapping[str, Any], accepts: Container[str]) -> None:
    """Raise MapError if an edit inside ``apply_all`` is not accepted or has an invalid picture."""
    edits = args.get("edits") if name == "apply_all" else None
    for edit in edits if isinstance(edits, list) else []:
        if not isinstance(edit, dict) or edit.get("edit") not in accepts:
            raise MapError("one of these edits cannot be made in this editor. Nothing was changed.")
        if isinstance(edit.get("args"), dict):
            check_pictures(edit["args"])


def checked_args(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a message by name; raise MapError if they are not valid or too large."""
    args = message.get("args") or {}
    if not isinstance(args, dict):
        raise MapError("an edit needs its arguments by name. Nothing was changed.")
    size = len(json.dumps(args, default=str))
    if size > MOST_CHARACTERS:
        raise MapError(
            f"that is {size:,} characters, too much for one change (at most {MOST_CHARACTERS:,}). Nothing was changed."
        )
    return {str(name): value for name, value in args.items()}


def checked_facts(place: str, given: Mapping[str, Mapping[str, Any]], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of facts by the id of their element; raise MapError where a fact is not known or has no known type.

    A copy, because a caller that changes its dict later would change what a page was told.
    """
    for id_, facts in given.items():
        for name, value in facts.items():
            if name not in known:
                raise MapError(f"{place}[{id_!r}] has no fact {name!r}. Facts: {listing(known)}.")
            if value is not None and (not isinstance(value, known[name]) or isinstance(value, bool)):
                raise MapError(f"{place}[{id_!r}][{name!r}] must not be a {type(value).__name__}.")
    copied: dict[str, Any] = json.loads(json.dumps(given))
    return copied
