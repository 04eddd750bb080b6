"""What a page may send with an edit: arguments by name, not too much of them, and pictures as data addresses."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from journeykit.errors import MapError

__all__ = ["MOST_CHARACTERS", "MOST_PICTURE", "PICTURES", "check_pictures", "checked_args"]

MOST_CHARACTERS = 1_000_000
"""The largest change a page may send, in characters of JSON; ``core/transport.js`` refuses more as well."""

PICTURES = ("portrait", "picture")
"""Fields of the model that hold one."""

MOST_PICTURE = 200_000
"""The largest picture that a page may send, in characters; its own code makes one of a few hundred pixels."""

_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+=*")


def check_pictures(args: Mapping[str, Any]) -> None:
    """Refuse what a page sends as a picture and is none: the page draws pictures anew, so it was not made by it.

    Raises
    ------
    MapError
        A field for a picture holds something else, or too much.
    """
    for field in PICTURES:
        picture = args.get(field)
        if picture and not (isinstance(picture, str) and len(picture) <= MOST_PICTURE and _PICTURE.fullmatch(picture)):
            raise MapError(
                f"a {field} is a PNG, JPEG, WebP or GIF of at most {MOST_PICTURE // 1000} kB. Choose a smaller "
                f"picture. Nothing was changed."
            )


def checked_args(message: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a message by name.

    Raises
    ------
    MapError
        They are none, or too much for one change.
    """
    args = message.get("args") or {}
    if not isinstance(args, dict):
        raise MapError("an edit needs its arguments by name. Nothing was changed.")
    size = len(json.dumps(args, default=str))
    if size > MOST_CHARACTERS:
        raise MapError(
            f"that is {size:,} characters, too much for one change (at most {MOST_CHARACTERS:,}). Nothing was changed."
        )
    return {str(name): value for name, value in args.items()}
