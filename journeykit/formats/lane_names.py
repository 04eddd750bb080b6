"""What the words in a sheet mean: lanes, columns, scores and channels, in the languages of ``lane_names.toml``."""

# ruff: noqa: RUF001
from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from journeykit.errors import FormatError, did_you_mean, listing
from journeykit.model.lanes import Lane, standard_lanes

STANDARD: dict[str, Lane] = {lane.id: lane for lane in standard_lanes()}
TEXT_MARK = " (text)"
_NEAR = 0.75
_LONGEST = 120  # characters; what is longer is text, not a name
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_JOINED = re.compile(r"\s*[/&+,;|・、＆／]\s*|\s+(?:and|or|und|oder|et|ou|y|e|ed|o|en|of)\s+", re.IGNORECASE)
_NUMBERED = re.compile(r"^\s*(?:\(?\d{1,2}[.):]?\s+|[①-⑳]\s*)")
_IN_BRACKETS = re.compile(r"\s*[(\[（【][^()\[\]（）【】]*[)\]）】]\s*$")
_SCALE = re.compile(r"(-?\d{1,3})\s*(?:[-:/~～…]|\.\.+|to|bis|à|a|al|até|tot|から)\s*(\+?-?\d{1,3})")


def plain_label(label: str) -> str:
    """Return a label in lower case, without punctuation and accents: ``Pain-Points:`` becomes ``pain points``."""
    words = unicodedata.normalize("NFKC", label).casefold().replace("&", " and ").replace("’", "'")
    words = re.sub("[\u0300-\u036f\u00ad\u200b-\u200d\ufe0f\ufeff]", "", unicodedata.normalize("NFD", words))
    words = unicodedata.normalize("NFC", words)
    return " ".join(re.sub(r"[^\w\s']", " ", re.sub("[_-]", " ", words)).split())


class LaneNames:
    """Looks up what a name in a sheet means.

    ``own`` maps names to lanes, given by id, kind or name (``pain-points``, ``pain_points``, ``Pain points``), to
    ``stage`` (the name of the row or column with the stages) or to ``text`` (a lane of its own). They come before the
    known names.
    """

    def __init__(self, own: Mapping[str, str] | None = None, source: str = "lane_names") -> None:
        self._own = {plain_label(name): _meant(lane, source) for name, lane in (own or {}).items()}

    def lane(self, label: str) -> str | None:
        """Return the id of the standard lane that a label means, such as ``pain-points`` for ``Ärgernisse:``, or None.

        A label may be numbered, and have words in brackets or after a colon. ``Pains / Problems`` is one lane,
        ``Thoughts & feelings`` are two and so none.
        """
        found = self._found(label, "lanes")
        if found or len(label) > _LONGEST or label.endswith(TEXT_MARK):
            return found
        parts = [self._found(part, "lanes") for part in _JOINED.split(label) if part.strip()]
        return parts[0] if len(parts) > 1 and len(set(parts)) == 1 else None

    def is_stage(self, label: str) -> bool:
        """Return whether a label names the row or column of the stages."""
        return self._found(label, "stage") is not None

    def is_usual_stage(self, label: str) -> bool:
        """Return whether a label is a usual name of a stage, such as ``Awareness``."""
        return self._found(label, "usual_stages") is not None

    def is_definition(self, label: str) -> bool:
        """Return whether a label names the row that says what the stages mean."""
        return self._found(label, "definition") is not None

    def fact(self, label: str) -> str | None:
        """Return the fact about the map that a label names: ``name``, ``description``, ``state``, ``personas``."""
        return _tables()["facts"].get(plain_label(label)) if len(label) <= _LONGEST else None

    def column(self, label: str) -> str | None:
        """Return what a column holds: ``channel``, ``score``, ``text``, ``frame``, ``lane``, ``tag``, ``aside`` …"""
        return self._found(label, "columns")

    def nearest(self, label: str) -> tuple[str, str] | None:
        """Return the known name nearest to a label, and the name of its lane; None if none is near."""
        table = {**_tables()["lanes"], **{name: lane for name, lane in self._own.items() if lane in STANDARD}}
        plain = plain_label(label)
        near = [known for known in table if known[:1] == plain[:1] and abs(len(known) - len(plain)) <= 4]
        words = get_close_matches(plain, near, n=1, cutoff=_NEAR)
        return (words[0], STANDARD[table[words[0]]].name) if words else None

    def _found(self, label: str, table: str) -> str | None:
        if len(label) > _LONGEST or label.endswith(TEXT_MARK):
            return None
        known = _tables()[table]
        for form in _forms(label):
            if form in self._own:
                own = self._own[form]
                return own if own in known.values() else None
            if form in known:
                return known[form]
        return None


def scale_in(label: str) -> tuple[float, float] | None:
    """Return the scale that the brackets of a label state: ``(1, 5)`` for ``Emotions (1 to 5)``, or None."""
    bracket = _IN_BRACKETS.search(unicodedata.normalize("NFKC", label.replace("\u2212", "-").replace("–", "-")))
    found = _SCALE.search(bracket[0]) if bracket else None
    low, high = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
    return (low, high) if low < high else None


def without_scale(label: str) -> str:
    """Return a label without the brackets that state its scale, which its scores are no longer on."""
    return _IN_BRACKETS.sub("", label) if scale_in(label) else label


def score_words() -> Mapping[str, str]:
    """Return the words that are a place on the scale by themselves, with their scores: ``gut`` is ``1``."""
    return _tables()["feelings"]


def channel_words() -> Mapping[str, str]:
    """Return the words for channels with the channel that each means."""
    return _channels()


@lru_cache(maxsize=16_384)
def _forms(label: str) -> tuple[str, ...]:
    """Return the plain forms in which a label may be known: whole, and without number, brackets and what follows."""
    bare = _IN_BRACKETS.sub("", _NUMBERED.sub("", label))
    short = re.split(r"[:：?？|]|\s[-–—]\s|\n", bare, maxsplit=1)[0]
    return tuple(filter(None, dict.fromkeys(map(plain_label, dict.fromkeys((label, bare, short))))))


def _meant(lane: str, source: str) -> str:
    wanted = plain_label(lane)
    known = {plain_label(word): id for id, lane in STANDARD.items() for word in (lane.name, lane.kind, id)}
    known |= {"stage": "stage", "text": "text"}
    if lane in STANDARD:
        return lane
    if wanted not in known:
        names = [*STANDARD, "stage", "text"]
        raise FormatError(
            source, "", f"there is no lane {lane!r}.{did_you_mean(lane, names)}", f"Lanes: {listing(names, most=20)}."
        )
    return known[wanted]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("journeykit.formats").joinpath("lane_names.toml").read_text(encoding="utf-8"))


@cache
def _tables() -> dict[str, dict[str, str]]:
    """Return a table from plain words to meanings for each part of the file."""
    data = _data()
    tables = {part: _table({part: data[part]}) for part in ("stage", "definition", "usual_stages")}
    tables |= {part: _table(data[part]) for part in ("facts", "lanes", "columns", "feelings")}
    # A column of channels shows touchpoints too, in a sheet that has no others.
    tables["lanes"] = {**dict.fromkeys(_table({"": data["columns"]["channel"]}), "touchpoints"), **tables["lanes"]}
    return tables


@cache
def _channels() -> dict[str, str]:
    words = ((word, name) for name, languages in _data()["channels"].items() for word in _split(languages))
    return {word.casefold(): name for word, name in words}


def _table(parts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for meaning, languages in parts.items():
        for word in _split(languages):
            found.setdefault(plain_label(word), meaning)
            if word != word.translate(_UMLAUTS):
                found.setdefault(plain_label(word.translate(_UMLAUTS)), meaning)
    return found


def _split(languages: Mapping[str, str]) -> Iterator[str]:
    for words in languages.values():
        yield from (word.strip() for word in words.split(","))
