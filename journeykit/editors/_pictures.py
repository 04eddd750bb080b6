"""Pictures that a page sends: of personas and of touchpoints, kept in the document as data addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from journeykit.errors import MapError

__all__ = ["MOST_PICTURE", "PICTURES", "check_pictures"]

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
