"""Parse the feelings row of a sheet: a score with words, an emoji, or words only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from journeykit.formats.lines import emotion_details, in_brackets, number, plain_text
from journeykit.formats.report import Notes
from journeykit.model.emotion import SCALE_WORDS

_FACES: dict[float, str] = {
    2: "😀😃😄😁😆😍🤩🥳🥰😎",
    1: "🙂😊☺😌👍😉",
    0: "😐😶😑🤔",
    -1: "🙁☹😕😟👎😞😔😒🙄",
    -2: "😡😠😤😭😢😱🤬😩😫😖",
}
_SCORE_OF_FACE = {face: score for score, faces in _FACES.items() for face in faces}
_SCORE_OF_WORD = {word: float(score) for score, word in SCALE_WORDS.items()}
_FIGURE = r"[+\-\u2212\u2013]?\d+(?:\.\d+)?"
_SIGNED = r"[+\-\u2212\u2013]\d+(?:\.\d+)?"
_MARKS = {"++": 2.0, "+": 1.0, "-": -1.0, "--": -2.0, "\u2212": -1.0, "\u2212\u2212": -2.0}
_LONGEST = 500  # characters; a longer line is text, not a feeling
_VARIATION = "\ufe0f"


def emotion_points(
    cell: str, touchpoints: Mapping[str, str], place: object, notes: Notes
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the emotion points of one cell, without stage and persona, and the lines without a score.

    ``touchpoints`` has the ids of the stage's touchpoints by name, because ``Checkout: nervous (-1)`` is about one. Two
    assumed scores for the same thing become their mean, which is reported. A score outside -2 to +2 is left out, never
    clipped.
    """
    points: dict[tuple[str | None, str], dict[str, Any]] = {}
    scores: dict[tuple[str | None, str], list[float]] = {}
    wordless: list[str] = []
    for line in filter(None, map(str.strip, plain_text(cell).split("\n"))):
        where, rest = _touchpoint(line, touchpoints)
        found = _read(rest)
        if found is None:
            wordless.append(line)
            continue
        if any(not -2 <= found.get(end, 0) <= 2 for end in ("score", "low", "high")):
            notes.left(place, f"the score of {line!r}", "scores go from -2 to +2")
            wordless.append(line)
            continue
        key = (where, found.get("kind", "assumed"))
        if key not in points:
            points[key] = {**found, "touchpoint": where}
        else:
            points[key]["words"] = (*points[key]["words"], *found["words"])
        scores.setdefault(key, []).append(found["score"])
    for key, several in scores.items():
        if len(several) > 1:
            points[key]["score"] = sum(several) / len(several)
            notes.assumed(place, f"{len(several)} scores in one cell", f"taken as their mean, {points[key]['score']:g}")
    return list(points.values()), wordless


def _touchpoint(line: str, touchpoints: Mapping[str, str]) -> tuple[str | None, str]:
    for name in sorted(touchpoints, key=len, reverse=True):
        if line.startswith(f"{name}:"):
            return touchpoints[name], line[len(name) + 1 :].strip()
    return None, line


def _read(line: str) -> dict[str, Any] | None:
    words, inside = in_brackets(line) or ("", "")
    if fields := emotion_details(inside):
        return {**fields, "words": _words(words)}
    if len(line) > _LONGEST:
        return None
    for pattern in (
        rf"(?P<score>{_FIGURE})",
        rf"(?P<score>{_SIGNED})[\s:,\u2013-]+(?P<words>\D.*)",
        rf"(?P<words>.*\S)[\s:,]+(?P<score>{_SIGNED})",
        r"(?P<score>[0-2])\s*[:,\u2013-]\s*(?P<words>\D.*)",
        r"(?P<words>.*\S)\s*:\s*(?P<score>[0-2])",
    ):
        match = re.fullmatch(pattern, line)
        if match:
            return {"score": number(match["score"]), "words": _words(match.groupdict().get("words") or "")}
    if line in _MARKS:
        return {"score": _MARKS[line], "words": ()}
    if line.casefold() in _SCORE_OF_WORD:
        return {"score": _SCORE_OF_WORD[line.casefold()], "words": ()}
    faces = [_SCORE_OF_FACE[character] for character in line if character in _SCORE_OF_FACE]
    if len(set(faces)) == 1:
        words = "".join(c for c in line if c not in _SCORE_OF_FACE and c != _VARIATION)
        return {"score": float(faces[0]), "words": _words(words)}
    return None


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in (part.strip() for part in re.split(r"[,;]", text)) if word)
