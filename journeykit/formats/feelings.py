"""Parse the feelings row of a sheet: a score with words, an emoji or smiley, a word of the scale, or words only."""

# ruff: noqa: RUF001
from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from journeykit.formats.lane_names import plain_label, score_words
from journeykit.formats.lines import emotion_details, in_brackets, number, plain_text
from journeykit.formats.report import Notes
from journeykit.model.emotion import SCALE_WORDS
from journeykit.text import cut

_FACES: dict[float, str] = {
    2: "😀😃😄😁😆😍🤩🥳🥰😎",
    1: "🙂😊☺😌👍😉",
    0: "😐😶😑🤔",
    -1: "🙁☹😕😟👎😞😔😒🙄",
    -2: "😡😠😤😭😢😱🤬😩😫😖",
}
_SCORE_OF_FACE = {face: score for score, faces in _FACES.items() for face in faces}
_SCORE_OF_WORD = {word: float(score) for score, word in SCALE_WORDS.items()}
_SMILEYS: dict[str, float] = {
    **dict.fromkeys((":-D", ":D", "=D"), 2.0),
    **dict.fromkeys((":-)", ":)", ";-)", ";)"), 1.0),
    **dict.fromkeys((":-|", ":|"), 0.0),
    **dict.fromkeys((":-(", ":(", ":-/", ":/"), -1.0),
    **dict.fromkeys((":'-(", ":'(", ">:-(", ">:("), -2.0),
}
_SMILEY = re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, _SMILEYS))})(?!\S)")
_FIGURE = r"[+\-\u2212\u2013]?\d+(?:\.\d+|,\d{1,2}(?!\d))?"
_SIGNED = r"[+\-\u2212\u2013]\d+(?:\.\d+|,\d{1,2}(?!\d))?"
_MARKS = {"++": 2.0, "+": 1.0, "-": -1.0, "--": -2.0, "\u2212": -1.0, "\u2212\u2212": -2.0}
OWN_SCALE = (-2.0, 2.0)
Scale = tuple[float, float]
_LONGEST = 500  # characters; a longer line is text, not a feeling
_VARIATION = "\ufe0f"


def emotion_points(
    cell: str, touchpoints: Mapping[str, str], place: object, notes: Notes, scale: Scale | None = OWN_SCALE
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return the emotion points of one cell, without stage and persona, and the lines without a score.

    ``touchpoints`` has the ids of the stage's touchpoints by name, because ``Checkout: nervous (-1)`` is about one. Two
    assumed scores for the same thing become their mean, which is reported. Scores without a sign are on ``scale``, with
    None for one that nobody stated: such scores are left out. Scores with a sign are on it if it goes below 0, and else
    from -2 to +2. One outside its scale is left out too, never clipped.
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
        if by := found.pop("by", ""):
            notes.assumed(place, f"the score of {cut(line, 40)!r}", f"{found['score']:+g}, by its {by}")
        bare, signed = found.pop("bare", False), found.pop("signed", False)
        on = scale if bare or (signed and scale is not None and min(scale) < 0) else OWN_SCALE
        if why := _off_scale(found, on):
            notes.left(place, f"the score of {cut(line, 40)!r}", why)
            wordless.append(line)
            continue
        if on and on != OWN_SCALE:
            found["score"] = round((found["score"] - on[0]) / (on[1] - on[0]) * 4 - 2, 6)
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


def is_on_own_scale(cells: Iterable[str]) -> bool:
    """Return whether all scores without a sign in a row may be from -2 to 2."""
    found = (_read(line.strip()) for cell in cells for line in plain_text(cell).split("\n"))
    return all(-2 <= point["score"] <= 2 for point in found if point and "bare" in point)


def _off_scale(point: Mapping[str, Any], scale: Scale | None) -> str:
    """Return why a point has no place on a scale, or nothing."""
    if scale is None:
        return "its scale is not stated: emotion_scale=(1, 5), or name the row 'Emotions (1-5)'"
    low, high = sorted(scale)
    if any(not low <= point[end] <= high for end in ("score", "low", "high") if end in point):
        return f"scores go from {scale[0]:g} to {scale[1]:+g}"
    return ""


def _read(line: str) -> dict[str, Any] | None:
    line = _usual_width(line)
    words, inside = in_brackets(line) or ("", "")
    if fields := emotion_details(inside):
        return {**fields, "words": _words(words), **_bare(inside)}
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
            found = {"score": number(match["score"]), "words": _words(match.groupdict().get("words") or "")}
            return {**found, **_bare(match["score"])}
    if line in _MARKS:
        return {"score": _MARKS[line], "words": ()}
    if line.casefold() in _SCORE_OF_WORD:
        return {"score": _SCORE_OF_WORD[line.casefold()], "words": ()}
    return _face(line) or _scale_word(line, words, inside)


def _bare(figure: str) -> dict[str, bool]:
    # Without a sign a score may be on another scale than from -2 to +2; with one, only on a scale that goes below 0.
    return {"bare": True} if re.match(r"\d", figure) else {"signed": True}


def _usual_width(line: str) -> str:
    """Return a line whose last brackets and figures are of the usual width, as Japanese ones often are not."""
    start = max(line.rfind("（"), line.rfind("("))
    if line.endswith(("）", ")")) and start >= 0:
        return line[:start] + unicodedata.normalize("NFKC", line[start:])
    return unicodedata.normalize("NFKC", line) if re.fullmatch(r"[＋－]?[０-９．，]+", line) else line


def _face(line: str) -> dict[str, Any] | None:
    faces = [_SCORE_OF_FACE[character] for character in line if character in _SCORE_OF_FACE]
    smileys = [_SMILEYS[smiley] for smiley in _SMILEY.findall(line)]
    if len({*faces, *smileys}) != 1:
        return None
    words = "".join(c for c in _SMILEY.sub("", line) if c not in _SCORE_OF_FACE and c != _VARIATION)
    found: dict[str, Any] = {"score": float((faces or smileys)[0]), "words": _words(words)}
    return {**found, "by": "smiley"} if smileys else found


def _scale_word(line: str, words: str, inside: str) -> dict[str, Any] | None:
    """Return the score of a line that is a word of the scale, such as ``gut``, or has one in its brackets."""
    for word, rest in ((line, line), (inside, words)):
        if (score := score_words().get(plain_label(word))) is not None and word:
            return {"score": float(score), "words": _words(rest), "by": "word"}
    return None


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in (part.strip() for part in re.split(r"[,;、]", text)) if word)
