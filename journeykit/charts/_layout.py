"""Geometry of labels: widths of words, lines of text, places without collisions.

All lengths are pixels; y grows downwards. Nothing here depends on Plotly.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from journeykit.text import clusters

# Advance widths in em of a wide system font (DejaVu Sans): with narrower fonts every label has more room.
_NARROW, _WIDE = frozenset("iljtfr.,:;|!'()[] -"), frozenset("mwMWOQ@%&")
_EM_NARROW, _EM, _EM_WIDE, _EM_UPPER, _EM_FULL = 0.38, 0.62, 0.86, 0.70, 1.1


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Return whether the two share area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        """Return whether this box lies inside the other."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


@lru_cache(4096)  # A figure asks for the same words many times, and again with each key press on a board.
def text_width(text: str, size: float = 12, *, bold: bool = False) -> float:
    """Return an upper estimate of how wide text is drawn."""
    ems = 0.0
    for character in text:
        if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
            continue
        if unicodedata.east_asian_width(character) in ("W", "F") or ord(character) > 0x1F000 or character == "…":
            ems += _EM_FULL
        elif character in _NARROW:
            ems += _EM_NARROW
        elif character in _WIDE:
            ems += _EM_WIDE
        else:
            ems += _EM_UPPER if character.isupper() else _EM
    return ems * size * (1.18 if bold else 1.0)


def fit(text: str, width: float, size: float = 12, *, bold: bool = False) -> str:
    """Return text cut to a width with an ellipsis; empty when not even one character fits."""
    if text_width(text, size, bold=bold) <= width:
        return text
    kept = ""
    for part in clusters(text):
        if text_width(kept + part + "…", size, bold=bold) > width:
            break
        kept += part
    return kept.rstrip() + "…" if kept.strip() else ""


def wrap(text: str, width: float, size: float = 12, *, lines: int = 2, bold: bool = False) -> list[str]:
    """Return text broken between words into at most ``lines`` lines; the last line and words too long are cut."""
    words = text.split()
    if not words:
        return []
    broken: list[str] = []
    line = words.pop(0)
    while words:
        longer = f"{line} {words[0]}"
        if text_width(longer, size, bold=bold) <= width:
            line = longer
            words.pop(0)
        elif len(broken) == lines - 1:
            line = " ".join([line, *words])
            break
        else:
            broken.append(line)
            line = words.pop(0)
    fitted = [fit(part, width, size, bold=bold) for part in (*broken, line)]
    return [part for part in fitted if part]


Segment = tuple[float, float, float, float]


def crosses(box: Box, segment: Segment) -> bool:
    """Return whether a line from (x0, y0) to (x1, y1) touches a box (Liang-Barsky clipping)."""
    x0, y0, x1, y1 = segment
    dx, dy = x1 - x0, y1 - y0
    enter, leave = 0.0, 1.0
    sides = ((-dx, x0 - box.left), (dx, box.right - x0), (-dy, y0 - box.top), (dy, box.bottom - y0))
    for step, room in sides:
        if step == 0:
            if room < 0:
                return False
            continue
        at = room / step
        if step < 0:
            enter = max(enter, at)
        else:
            leave = min(leave, at)
        if enter > leave:
            return False
    return True


def place(
    candidates: Iterable[Box], *, lines: Sequence[Segment], taken: Sequence[Box], bounds: Box
) -> tuple[int, Box] | None:
    """Return the first candidate (and its number) inside the bounds that touches no line and no taken box.

    If every candidate touches a line, return the one that touches the fewest; if every one overlaps a taken box or
    leaves the bounds, return None.
    """
    best: tuple[int, Box] | None = None
    fewest = len(lines) + 1
    for number, box in enumerate(candidates):
        if not box.within(bounds) or any(box.overlaps(other) for other in taken):
            continue
        touched = sum(crosses(box, line) for line in lines)
        if touched < fewest:
            best, fewest = (number, box), touched
        if touched == 0:
            break
    return best
