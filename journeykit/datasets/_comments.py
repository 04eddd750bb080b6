"""Write synthetic comments from sentences with gaps, by stage and mood, in three languages, with typos and emoji."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

_LOW, _HIGH = -0.45, 0.45
"""Below and above these feelings a comment is a low or a high one."""
_SHARES = {
    **{"nothing": 0.05, "second": 0.3, "newer": 0.6, "opener": 0.18, "closer": 0.2},
    **{"typo": 0.13, "lower": 0.12, "contact": 0.02, "emoji": 0.08},
}
_GAP = re.compile(r"\{(\w+)\}")


class CommentWriter:
    """The comments of a survey: ``declared`` is its table ``comments``, ``languages`` has name and share by country."""

    def __init__(self, declared: Mapping[str, Any], languages: Mapping[str, Any], rng: np.random.Generator) -> None:
        self._declared, self._languages, self._rng = declared, languages, rng

    def write(self, rows: pd.DataFrame) -> list[str | None]:
        """Return a comment, or None, for each row of a survey: ``stage``, ``_feeling``, ``_after``, ``country``."""
        told = rows[["stage", "_feeling", "_after", "country"]].itertuples(index=False)
        return [self._comment(stage, feeling, bool(new), country) for stage, feeling, new, country in told]

    def _comment(self, stage: str, feeling: float, new: bool, country: str) -> str | None:
        mood = "low" if feeling < _LOW else "high" if feeling > _HIGH else "middle"
        if self._rng.random() >= self._declared["shares"][mood]:
            return None
        if self._happens("nothing"):
            return self._one(self._declared["nothing"])
        said, foreign = self._sentences(stage, mood, new, country)
        first = self._one(said)
        text = _capital(self._filled(first))
        if len(said) > 1 and self._happens("second"):
            text = _joined(text, _capital(self._filled(self._one([each for each in said if each != first]))))
        if not foreign:
            text = self._framed(text, mood)
        if self._happens("typo"):
            text = self._misspelt(text)
        if self._happens("lower"):
            text = text.lower()
        if self._happens("contact"):
            text = _joined(text, self._filled(self._one(self._declared["contact"])))
        return f"{text} {self._one(self._declared['emoji'][mood])}" if self._happens("emoji") else text

    def _sentences(self, stage: str, mood: str, new: bool, country: str) -> tuple[Sequence[str], bool]:
        """Return the sentences to choose from, and whether they are in another language than English."""
        known = self._declared[stage]
        language, share = self._languages.get(country, ("", 0.0))
        if known.get(f"{mood}_{language}") and self._rng.random() < share:
            return known[f"{mood}_{language}"], True
        # What was improved is praised by those who saw it.
        newer = mood == "high" and new and "better" in known and self._happens("newer")
        sentences: Sequence[str] = known["better" if newer else mood]
        return sentences, False

    def _framed(self, text: str, mood: str) -> str:
        """Return the text with what people write before and after what they have to say."""
        if self._happens("opener"):
            small = text if text.startswith("I ") else text[0].lower() + text[1:]
            text = self._one(self._declared["openers"]) + small
        if text[-1] not in ".!?":
            text += self._one(("", ".", "." if mood == "middle" else "!"))
        if text[-1] in ".!?" and self._happens("closer"):
            text += " " + self._one(self._declared["closers"][mood])
        return text

    def _filled(self, text: str) -> str:
        while gap := _GAP.search(text):
            text = text[: gap.start()] + self._gap(gap[1]) + text[gap.end() :]
        return text

    def _gap(self, name: str) -> str:
        if name == "digit":
            return str(self._rng.integers(10))
        if name == "person":
            return self._one(self._declared["people"])
        if name == "email":
            return self._one(self._declared["people"]).casefold().replace(" ", ".") + "@example.org"
        return self._one(self._declared["slots"][name])

    def _misspelt(self, text: str) -> str:
        """Return the text with a letter of a long word doubled, left out, or swapped with the next one."""
        words = [found.start() for found in re.finditer(r"[^\W\d_]{6,}", text)]
        if not words:
            return text
        at = words[int(self._rng.integers(len(words)))] + int(self._rng.integers(2, 5))
        return text[:at] + self._one((text[at] * 2, "", text[at + 1] + text[at])) + text[at + 1 :]

    def _happens(self, what: str) -> bool:
        return bool(self._rng.random() < _SHARES[what])

    def _one(self, choices: Sequence[str]) -> str:
        return choices[int(self._rng.integers(len(choices)))]


def _joined(one: str, other: str) -> str:
    return f"{one} {other}" if one[-1] in ".!?" else f"{one}. {other}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
