"""What stands between the events of a whole path that is written as text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from journeykit.events.reading.lone_order import written_as_times

SPMF = "-1"
"""Stands between the sets of items of a sequence, which ends in -2 (the format of the SPMF library)."""
_ARROWS = ("-->", "->", "=>", "→", "⟶", "➔", "»", ">>", ">")
_PLAIN = ("|", ";", "\t", ",", " / ", " - ", " ")
_SPMF = re.compile(r"(\S+ +)+-1 +-2")
_PATHS = re.compile(
    r"(path|pathway|journey|sequence|seq|trace|variant|route|touch ?points?|channels|events|steps|activities|pages|"
    r"clickstream|click ?path|trajectory|pfad|parcours|ruta|items|itemset)s?"
)
_LONGEST = 40
_PROSE = re.compile(r"[.!?]$|[\"“”=<>{}]")
_SHARE = 0.5
_SAMPLED = 200


def is_path_name(column: str) -> bool:
    """Return whether a column is called after whole paths: ``path``, ``Channel path``, ``touchpoints`` …"""
    words = re.sub(r"[^a-z ]", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column).casefold()).split()
    return bool(words) and any(_PATHS.fullmatch(" ".join(words[-size:])) for size in (1, 2))


def separator(cells: Sequence[str], *, named: bool, again: bool = True) -> str | None:
    """Return what stands between the events of cells that are whole paths, with the spaces around it.

    An arrow is sure in most cells, or in any if the column is ``named`` after paths. Other signs also stand inside
    names and in prose: they count only in such a column, between short texts that come ``again``.
    """
    if not cells:
        return None
    if sum(_SPMF.fullmatch(cell.strip()) is not None for cell in cells) > _SHARE * len(cells):
        return SPMF
    for mark in _ARROWS:
        hits = [cell for cell in cells if mark in cell.strip(f" {mark}") and "<" not in cell]
        if len(hits) > _SHARE * len(cells) or (named and hits):
            return _spaced(mark, hits)
    if not named:
        return None
    for mark in _PLAIN:
        hits = [cell for cell in cells if mark in cell.strip(f" {mark}")]
        if len(hits) > _SHARE * len(cells) and (
            not again or comes_again([parts_of(cell, mark) for cell in hits], mark)
        ):
            return _spaced(mark, hits)
    return None


def parts_of(text: str, between: str) -> list[str]:
    """Return the parts of a text; spaces around what stands between them are no part of them."""
    parts = text.split() if between == " " else text.split(between.strip() or between)
    return [part for each in parts if (part := each.strip())]


def comes_again(rows: Sequence[Sequence[str]], mark: str = " ") -> bool:
    """Return whether texts are names of events: short, no prose, no times, and some of them twice.

    With spaces between them, as between any words, each comes twice on average.
    """
    words = [word for row in rows for each in row if (word := each.strip())]
    enough = len(set(words)) * 2 <= len(words) if mark == " " else len(set(words)) < len(words)
    return enough and are_names(rows)


def are_names(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether texts are short, no prose and no times."""
    words = {word for row in rows for each in row if (word := each.strip())}
    plain = all(len(word) <= _LONGEST and not _PROSE.search(word) for word in words)
    return plain and not any(written_as_times([word]) for word in list(words)[:_SAMPLED])


def crosses(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether some text stands at several places of its rows, as events do and the cells of a column do not."""
    places: dict[str, int] = {}
    for row in rows:
        for place, each in enumerate(row):
            word = each.strip()
            if word and places.setdefault(word, place) != place:
                return True
    return False


def _spaced(mark: str, cells: Sequence[str]) -> str:
    if mark in (" ", "\t"):
        return mark
    if mark.startswith(" "):
        return mark
    everywhere = all(cell.count(mark) == cell.count(f" {mark} ") for cell in cells)
    return f" {mark} " if everywhere else mark
