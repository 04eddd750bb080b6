"""The bytes of a file as text: UTF-8 and UTF-16 are found, another encoding is taken only where it is certain."""

from __future__ import annotations

import re

from journeykit.encodings import found_encoding, likely_encoding
from journeykit.errors import FormatError
from journeykit.formats.draft import decoded
from journeykit.formats.lane_names import LaneNames
from journeykit.formats.report import Notes
from journeykit.text import cut

_PROVEN_BY_NAMES = ("cp1252", "mac-roman", "cp850", "cp932", "euc-jp", "iso2022_jp")
_CHECKED = 20_000


def text_in(data: bytes, source: str, encoding: str | None, notes: Notes, *, saved_as: str = '"CSV UTF-8"') -> str:
    """Return the text of a file; an encoding that is neither stated nor certain raises FormatError."""
    if encoding:
        try:
            return decoded(data, source, "State another encoding.", encoding, encoding)
        except LookupError:
            raise FormatError(source, "", f"there is no encoding {encoding!r}. Common ones: utf-8, cp1252.") from None
    found, _ = found_encoding(data)
    if found != "utf-8":
        return decoded(data, source, "Save it as UTF-8.", found, found.upper()).removeprefix("\ufeff")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _other(data, source, notes, saved_as)
    return _from_iso2022(data, text, notes)


def _other(data: bytes, source: str, notes: Notes, saved_as: str) -> str:
    likely = likely_encoding(data)
    by_names = {encoding: _names_in(data, encoding) for encoding in _PROVEN_BY_NAMES}
    most = max(by_names.values())
    best = [encoding for encoding, count in by_names.items() if count == most and most]
    sure = best[0] if len(best) == 1 or (best and likely in best and (best := [str(likely)])) else None
    if sure is None and not most and (likely == "cp932" or (likely == "cp1252" and _is_same(data, "cp1250"))):
        sure = likely
    if sure is None:
        hint = f"encoding={likely!r} fits its letters best" if likely else 'for example encoding="cp1252"'
        advice = f"Save it as {saved_as}, or state the encoding it was written in (--encoding): {hint}."
        return decoded(data, source, advice)
    text = decoded(data, source, "Save it as UTF-8.", sure, sure)
    word = next((word for word in re.split(r"[;,\t\n\r\"|]", text) if not word.isascii()), "")
    notes.assumed(
        "", f"encoding {sure}", f"it is not UTF-8, and this reads {cut(word.strip(), 40)!r}; encoding= states another"
    )
    return text


def _is_same(data: bytes, other: str) -> bool:
    """Return whether a text of cp1252 has only letters that another encoding has in the same places."""
    return data.decode("cp1252", "ignore") == data.decode(other, "ignore")


def _from_iso2022(data: bytes, text: str, notes: Notes) -> str:
    """Return the text of Japanese mail, which looks like ASCII with escapes."""
    if b"\x1b$" not in data:
        return text
    try:
        text = data.decode("iso2022_jp")
    except UnicodeDecodeError:
        return text
    notes.assumed("", "encoding iso2022_jp", "its escapes say so")
    return text


def _names_in(data: bytes, encoding: str) -> int:
    """Return how many names of lanes and stages with other than ASCII letters a text has in an encoding."""
    names = LaneNames()
    text = data[:_CHECKED].decode(encoding, "ignore")
    cells = (cell.strip() for cell in re.split(r"[;,\t\n\r\"|]", text) if not cell.isascii())
    return sum(names.lane(cell) is not None or names.is_stage(cell) or names.is_usual_stage(cell) for cell in cells)
