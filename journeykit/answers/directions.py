"""Which end of a scale is the good one, by the words of its ends: "1 = very satisfied, 5 = very dissatisfied"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from journeykit.answers.scales import Scale
from journeykit.answers.scores import label_in, number_in
from journeykit.events.reading.notice import WRONG, Notice

_GOOD = """satisf agree likely easy easi good great excellent best better happy amazing outstanding positive perfect top
zufried gut gute ausgezeichnet hervorragend wahrscheinlich leicht einfach stimm trifft zustimm positiv optimal
bon bonne bien excellent facile d'accord probable positif parfait meilleur
bueno buena excelente fácil facil acuerdo positiv perfect mejor
soddisf buon ottim eccellent accordo probabil migliore
bom boa ótim otim concord prováv provav melhor
tevred eens goed uitstekend makkelijk gemakkelijk waarschijnlijk beste"""
_BAD = """dissatisf unsatisf disagree unlikely difficult hard poor bad worst worse terrible awful unhappy negative
horrible unzufried schlecht ungenügend ungenuegend mangelhaft unwahrscheinlich schwer schwierig miserabel negativ
lehne katastroph insatisf mécontent mauvais difficile désaccord improbable médiocre
insatisf desacuerdo malo mala mal pésim pesim difícil dificil improbable peor
insoddisf disaccordo pessim cattiv scars improbabil peggiore
discord ruim mau péssim improváv improvav pior
ontevred oneens slecht moeilijk onwaarschijnlijk"""
_WHOLE = frozenset(
    ["top", "gut", "bon", "bom", "boa", "mal", "mau", "bad", "hard", "best", "bien", "eens", "goed", "mala", "malo"]
)
_NOT = r"\b(?:not|no|nicht|kaum|wenig|pas|peu|non|poco|per nulla|per niente|nada|não|nao|pouco|niet|weinig)\b"
_AT_ALL = (
    r"not at all|gar nicht|überhaupt nicht|pas du tout|para nada|per nulla|per niente|de modo nenhum|helemaal niet"
)
_NUMBER = r"(?<![\d.,])(-?\d{1,3})(?![\d.,]*\d)"
_AFTER = re.compile(
    rf"{_NUMBER}\s*(?:=|:|\(|[-–—]|\b(?:is|being|means|ist|heißt|bedeutet|est|es|è|é)\b)\s*"  # noqa: RUF001
    r"(?!(?:to|bis|à|von|out)\b)([^\W\d][^\d,;)/\]\n=]{0,60})",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"([^\W\d][^\d,;()/\[\]\n=]{0,60})\s*(?:=\s*|[(\[])(-?\d{1,3})\b(?!\s*[-–—=]|\s*\bto\b)")  # noqa: RUF001


def _stems(words: str) -> re.Pattern[str]:
    parts = [rf"{word}\b" if word in _WHOLE else rf"{word}\w*" for word in sorted(set(words.split()))]
    return re.compile(rf"\b(?:{'|'.join(parts)})", re.IGNORECASE)


_IS_GOOD, _IS_BAD = _stems(_GOOD), _stems(_BAD)


def side_of(words: str) -> int:
    """Return 1 for words that are good, -1 for bad ones, 0 for others or where they say both."""
    good, bad = bool(_IS_GOOD.search(words)), bool(_IS_BAD.search(words))
    denied = bool(re.search(_NOT, words, re.IGNORECASE))
    if good != bad:
        return 0 if bad and denied else -1 if bad or denied else 1
    return -1 if not good and re.search(_AT_ALL, words, re.IGNORECASE) else 0


def sides_in(texts: Sequence[str]) -> dict[int, int]:
    """Return the points that a question explains, each with the side of its words."""
    found: dict[int, int] = {}
    for text in texts:
        after = {int(hit[1]): side_of(hit[2]) for hit in _AFTER.finditer(text)}
        before = {} if after else {int(hit[2]): side_of(hit[1]) for hit in _BEFORE.finditer(text)}
        found |= after | before
    return found


def sides_of_answers(texts: Sequence[str]) -> dict[int, int]:
    """Return the numbers of answers such as "1 - Very good", each with the side of its words."""
    pairs = ((number_in(text)[0], label_in(text)) for text in texts)
    return {int(number): side for number, label in pairs
            if number is not None and number_in(label)[0] is None and (side := side_of(label))}  # fmt: skip


def low_is_best(sides: dict[int, int], low: float, high: float) -> bool | None:
    """Return whether words say that the low end is good; None where they are unclear."""
    first, last = sides.get(int(low)), sides.get(int(high))
    if first is None and last is None:
        return False
    if first is None or last is None:
        only = last if first is None else -(first or 0)
        return None if not only else only < 0
    if first * last > 0 or not (first or last):
        return None
    if not (first and last):
        return None if first > last else False
    return first > 0


def turned_round(scale: Scale, sides: dict[int, int]) -> tuple[Scale | None, str]:
    """Return the proven scale, turned round if words say that its low end is good; None and why if unclear."""
    best = low_is_best(sides, scale.lowest, scale.highest)
    if best is None:
        both = sides.get(int(scale.lowest), 0) * sides.get(int(scale.highest), 0) > 0
        return None, "the words of its ends do not say which is the good one" if both else ""
    return (as_turned(scale) if best else scale), ""


def as_turned(scale: Scale) -> Scale:
    """Return the scale of a question whose low number is the best: its scores are counted from the other end."""
    return replace(scale, turned=True, how=f"{scale.how}; {scale.lowest:g} is best: turned round")


def contradiction(name: str, scale: Scale, said: dict[int, int]) -> Notice | None:
    """Return the notice that a declared scale has its good end where the words have the bad one; None if it agrees."""
    if scale.labels:
        ends = [{side_of(label) for label, at in scale.labels.items() if at == end} for end in scale.ends]
        if ends == [{1}, {-1}]:
            words = f"the labels declared for {name!r} give the good answer the lowest score: low scores count as bad"
            return Notice(words, WRONG, "questions={…}")
        return None
    told = {at: side for at, side in said.items() if side}
    low, high = (told.get(int(end)) for end in scale.ends)
    if low is None and high is None:
        inner = sorted(told)
        low, high = (told[inner[0]], told[inner[-1]]) if len(inner) > 1 else (None, None)
    sides = {side for side in (low, None if high is None else -high) if side}
    if sides != ({-1} if scale.turned else {1}):
        return None
    start, end = scale.ends if scale.turned else scale.ends[::-1]
    best = scale.highest if scale.turned else scale.lowest
    words = f"the words of {name!r} say that {best:g} is the best, and its scale was declared the other way round"
    return Notice(words, WRONG, f"questions={{{name!r}: ({start:g}, {end:g})}}")
