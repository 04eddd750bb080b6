"""Quotes for a theme: redacted comments that are typical of those with it, short, and of different people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit.text import cut, one_line

if TYPE_CHECKING:
    import numpy.typing as npt

    from journeykit.answers.phrases import Phrases

    Ints = npt.NDArray[np.signedinteger[Any]]

SHOWN = 3
LONGEST = 240
"""Characters of a quote."""
_EASY = (20, 160)
"""Characters that are quickly read, and say something."""
_LOOKED_AT = 400
"""Texts that are compared; of more, the shortest that are easy to read."""


def typical(comments: Ints, text: Ints, person: Ints, texts: Sequence[str], phrases: Phrases) -> list[str]:
    """Return the quotes of a theme from its comments, most typical first; the same for the same comments.

    Typical is a comment whose words are also those of the others with the theme: the mean share of them that has each
    of its words.
    """
    least, most = _EASY
    owners: dict[int, list[int]] = {}
    for comment in comments.tolist():
        owners.setdefault(int(text[comment]), []).append(int(person[comment]))
    ranked = sorted(owners, key=lambda at: (not least <= len(texts[at]) <= most, len(texts[at]), texts[at]))[
        :_LOOKED_AT
    ]
    stems = {at: phrases.stems_of(at) for at in ranked}
    words, counts = np.unique(np.concatenate([*stems.values(), np.empty(0, np.int64)]), return_counts=True)
    share = counts / max(1, len(ranked))

    def rank(at: int) -> tuple[bool, float, int, str]:
        own = share[np.searchsorted(words, stems[at])]
        alike = float(own.mean()) if len(own) else 0.0
        return (not least <= len(texts[at]) <= most, -round(alike, 9), len(texts[at]), texts[at])

    found: list[str] = []
    quoted: set[int] = set()
    for at in sorted(ranked, key=rank):
        free = [who for who in owners[at] if who not in quoted]
        words_of = cut(one_line(texts[at]), LONGEST)
        if free and words_of and words_of.casefold() not in {each.casefold() for each in found}:
            quoted.add(min(free))
            found.append(words_of)
        if len(found) == SHOWN:
            break
    return found
