"""Scales that words prove: those of a question ("0-10", stars), of its answers ("1 - Very dissatisfied"), NPS groups.

What scores happen to occur proves nothing: a column of 3, 4 and 5 may be of 1 to 5, 1 to 7 or 0 to 10.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from journeykit.answers.directions import as_turned
from journeykit.answers.scales import NPS_GROUPS, Scale, folded, labelled_scale, named_scale
from journeykit.answers.scores import code_key, label_in, number_in
from journeykit.text import csv_plain

_DASH = r"\s*(?:-|–|—|to|…|\.\.\.?|bis|à)\s*"  # noqa: RUF001
_STATED = (
    rf"[(\[]\s*(-?\d+){_DASH}(-?\d+)\s*[)\]]",
    rf"\b(?:scale|skala|from|von)\b[^.?!\d]{{0,20}}(-?\d+){_DASH}(-?\d+)\b",
    rf"\b(?:rat(?:e|ing)|scor(?:e|ing)|likely|likelihood|recommend|satisf\w*|easy|agree|nps|csat|ces)\b[^\d]*\b([01]){_DASH}(5|7|10)\b",
)
_POINTS = re.compile(r"(?<![\d.])(-?\d{1,3})\s*=\s*[^\W\d]")
_STAR_NAMES = re.compile(r"\bstars?\b(?!t)", re.IGNORECASE)
_NPS_NAMES = ("nps", "nps score", "nps rating", "net promoter score", "enps", "enps score")
_LOWEST, _HIGHEST = -10, 100

_FAMILIES = """
very dissatisfied | dissatisfied/somewhat dissatisfied | neutral/neither satisfied nor dissatisfied/neither | satisfied/somewhat satisfied | very satisfied
extremely dissatisfied | somewhat dissatisfied | neither satisfied nor dissatisfied/neutral | somewhat satisfied | extremely satisfied
extremely dissatisfied | moderately dissatisfied | slightly dissatisfied | neither satisfied nor dissatisfied/neutral | slightly satisfied | moderately satisfied | extremely satisfied
strongly disagree | disagree/somewhat disagree | neither agree nor disagree/neutral/undecided | agree/somewhat agree | strongly agree
strongly disagree | disagree | somewhat disagree/slightly disagree | neither agree nor disagree/neutral | somewhat agree/slightly agree | agree | strongly agree
very unlikely/extremely unlikely | unlikely/somewhat unlikely | neutral/neither likely nor unlikely | likely/somewhat likely | very likely/extremely likely
not at all likely | not so likely/slightly likely | somewhat likely/moderately likely | very likely | extremely likely
very difficult/extremely difficult | difficult/somewhat difficult | neutral/neither easy nor difficult | easy/somewhat easy | very easy/extremely easy
extremely difficult | moderately difficult/difficult | slightly difficult | neither easy nor difficult/neutral | slightly easy | moderately easy/easy | extremely easy
very poor/very bad/terrible | poor/bad | average/fair/ok/okay/neutral/acceptable | good | very good/excellent
poor | fair | good | very good | excellent
terrible | bad | ok/okay | great | amazing
😠/😡 | 🙁/☹️/😞 | 😐 | 😃/🙂/😊 | 🤩/😍
sehr unzufrieden | unzufrieden/eher unzufrieden | neutral/teils teils/teils/teils | zufrieden/eher zufrieden | sehr zufrieden
très insatisfait | insatisfait/plutôt insatisfait | neutre/ni satisfait ni insatisfait | satisfait/plutôt satisfait | très satisfait
muy insatisfecho | insatisfecho | neutral/ni satisfecho ni insatisfecho | satisfecho | muy satisfecho
"""  # noqa: E501
FAMILIES: Sequence[Mapping[str, float]] = tuple(
    {label.strip(): float(at) for at, labels in enumerate(line.split("|"), 1) for label in labels.split("/")}
    for line in _FAMILIES.strip().splitlines()
)
"""Answers in words as surveys word them -> their place, counted from 1."""


def scale_in_words(*words: str) -> Scale | None:
    """Return the scale that the name or the text of a question states, or None."""
    for text in words:
        for pattern in _STATED:
            for found in re.finditer(pattern, text, re.IGNORECASE):
                low, high = int(found[1]), int(found[2])
                if _LOWEST <= low <= 1 and low < high <= _HIGHEST:
                    return named_scale(low, high, f"proven: the question says {low} to {high}")
        points = sorted({int(point) for point in _POINTS.findall(text)})
        if len(points) > 1 and points[0] >= _LOWEST and points[-1] <= _HIGHEST:
            return named_scale(points[0], points[-1], f"proven: the question explains {points[0]} and {points[-1]}")
        if folded(text.replace("_", " ")) in _NPS_NAMES:
            return named_scale(0, 10, "proven: NPS by its name")
        if _STAR_NAMES.search(text.replace("_", " ")) and len(text) < 80:
            return Scale(1, 5, kind="stars", how="proven: stars by its name")
    return None


def scale_of_answers(texts: Sequence[str], codes: Collection[str]) -> tuple[Scale | None, str]:
    """Return the scale that the different answers of a question prove; if none, why (empty if they are no labels)."""
    given = [plain for text in texts if (plain := csv_plain(text).strip()) and code_key(plain) not in codes]
    if not given:
        return None, ""
    groups = {folded(text) for text in given}
    if groups <= NPS_GROUPS.keys() and groups & {"promoter", "promoters", "detractor", "detractors"}:
        return labelled_scale(NPS_GROUPS, kind="nps groups", how="proven: NPS groups in words"), ""
    if groups <= {"good", "bad"}:
        return labelled_scale({"bad": 0, "good": 1}, kind="good or bad", how="proven: rated good or bad"), ""
    numbers = [number_in(text)[0] for text in given]
    if all("\u2605" in text or "\u2b50" in text or "star" in text.casefold() for text in given):
        return Scale(1, 5, kind="stars", how="proven: stars"), ""
    return _by_labels({(number, label_in(text)) for text, number in zip(given, numbers, strict=True)})


def _by_labels(pairs: set[tuple[float | None, str]]) -> tuple[Scale | None, str]:
    """Return the scale of answers in words, or of numbers of which some have words."""
    labelled = {(number, label) for number, label in pairs if number is None or not _is_bare(label)}
    labels = {label for _, label in labelled}
    families = [family for family in FAMILIES if labels and labels <= family.keys()]
    if not families:
        return None, ""
    if all(number is None for number, _ in pairs):
        meanings = {(_points(family), tuple(family[label] for label in sorted(labels))) for family in families}
        if len(meanings) > 1:
            return None, "its labels stand at different places of several usual scales"
        return labelled_scale(families[0], (1.0, float(_points(families[0]))), how="proven: labels"), ""
    # The place of a label among those of its family tells where the scale of its number begins and ends, and which
    # end is the good one.
    found = set()
    for family in families:
        top = _points(family) - 1
        for turned in (False, True):
            places = {(number, top + 1 - family[label] if turned else family[label] - 1) for number, label in labelled}
            begins = {None if number is None else number - place for number, place in places}
            if len(begins) != 1 or (low := begins.pop()) is None:
                continue
            # One label alone fits both directions; a scale that begins at 5 is none.
            if len(places) > 1 or low in (0, 1, -top / 2):
                found.add((low, low + top, turned))
    if len(found) == 1:
        low, high, turned = found.pop()
        scale = named_scale(low, high, "proven: numbers with labels")
        return (as_turned(scale) if turned else scale), ""
    return None, "its labels and numbers fit no single scale"


def _points(family: Mapping[str, float]) -> int:
    return len(set(family.values()))


def _is_bare(label: str) -> bool:
    return number_in(label)[0] is not None


def nps_by_groups(columns: Sequence[str]) -> Mapping[str, Scale]:
    """Return the columns beside which a tool writes NPS groups, as ``Q1`` beside ``Q1_NPS_GROUP``: 0 to 10."""
    found = {}
    for column in columns:
        if column.upper().endswith("_NPS_GROUP") and (asked := column[: -len("_NPS_GROUP")]) in columns:
            found[asked] = named_scale(0, 10, "proven: NPS groups beside it")
    return MappingProxyType(found)
