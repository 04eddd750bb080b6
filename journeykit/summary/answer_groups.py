"""Small groups of answers: which must not be shown, and scores that are shown together."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import pandas as pd

_NAMED = 0.6
"""Share of the places of a phrase, with capitals within a sentence, from which it is taken for a name."""
_GERMAN = re.compile(r"\b(?:und|die|der|das|ist|war|nicht|ein|eine)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?:^|[.!?:;\n(\"\u201c-])\s*$")


def withheld_groups(counts: Sequence[int], least: int) -> list[int]:
    """Return the positions of the groups that must not be shown, where the total of all is known.

    Those of fewer than ``least``, and so many more, the smallest first, that what is withheld together is at least as
    large and is no single group: the total minus what is shown gives none away.

    Examples
    --------
    >>> withheld_groups([120, 3, 90, 0], 5)
    [1, 2]
    """
    hidden = {at for at, count in enumerate(counts) if 0 < count < least}
    shown = sorted((count, at) for at, count in enumerate(counts) if count and at not in hidden)
    while hidden and shown and (len(hidden) == 1 or sum(counts[at] for at in hidden) < least):
        hidden.add(shown.pop(0)[1])
    return sorted(hidden)


def merged_scores(rows: pd.DataFrame, least: int, *, hidden: bool = False) -> pd.DataFrame:
    """Return the spread of a question with scores of fewer than ``least`` answers counted with their neighbours.

    Parameters
    ----------
    rows
        Of :func:`journeykit.answers.distribution`, of one question.
    least
        The smallest number that is shown; 1 merges nothing.
    hidden
        Whether the question must not be shown at all.

    Returns
    -------
    DataFrame
        The columns of ``rows``, ``label`` (the scores counted together, ``"1-2"``) and ``words``. Scores are merged
        from the ends of the scale inwards. What cannot be shown is one row without a share.
    """
    low, high = float(rows["lowest"].iloc[0]), float(rows["highest"].iloc[0])
    groups = [([score], count) for score, count in zip(rows["score"], rows["answers"], strict=True)]
    middle = (low + high) / 2
    for side in (1, -1):
        # From this end of the scale to its middle: a small group goes to the next one.
        ordered, merged = groups[::side], []
        carried: tuple[list[float], int] = ([], 0)
        for scores, count in ordered:
            together = [*carried[0], *scores], carried[1] + count
            if together[1] < least and side * (scores[0] - middle) < 0:
                carried = together
                continue
            merged.append(together)
            carried = ([], 0)
        groups = ([*merged, carried] if carried[1] else merged)[::side]
    n = int(rows["n"].iloc[0])
    about = {**{name: rows[name].iloc[0] for name in rows.columns if name not in ("score", "answers", "share")}}
    if hidden or any(0 < count < least for _, count in groups):
        words = f"<{least}" if n < least else "not shown"
        return pd.DataFrame([{**about, "score": float("nan"), "answers": 0, "share": float("nan"), "n": 0,
                              "label": "", "words": words}])  # fmt: skip
    return pd.DataFrame(
        {
            **about,
            # The score next to the middle says how strong the group is at least.
            "score": min(scores, key=lambda score: abs(score - middle)),
            "answers": count,
            "share": count / n,
            "label": _span(sorted(scores)),
            "words": "",
        }
        for scores, count in groups
    )


def _span(scores: Sequence[float]) -> str:
    return f"{scores[0]:g}" if len(scores) == 1 else f"{scores[0]:g}\N{EN DASH}{scores[-1]:g}"


def reads_like_a_name(phrase: str, texts: Sequence[str], known: Collection[str] = ()) -> bool:
    """Return whether a phrase may be the name of a person: it is written with capitals within sentences.

    Nobody can tell for sure, so it is better to say nothing of it on a page for readers. ``known`` are words that may
    be said, in lower case, such as those of the names on the map. German writes every noun with a capital, so that a
    single word of German texts tells nothing.

    Examples
    --------
    >>> reads_like_a_name("bob quenby", ["Mr. Bob Quenby was kind", "ask Bob Quenby"])
    True
    >>> reads_like_a_name("security queue", ["Security queue too long", "a long security queue"])
    False
    """
    words = phrase.split()
    if all(word in known for word in words):
        return False
    pattern = re.compile(r"\b" + r"\W+".join(re.escape(word) + r"\w*" for word in words) + r"\b", re.IGNORECASE)
    named = counted = 0
    for text in texts:
        if len(words) == 1 and _GERMAN.search(text):
            continue
        for match in pattern.finditer(text):
            parts = re.findall(r"\w+", match[0])
            if _SENTENCE.search(text[: match.start()]):  # A capital at the start of a sentence tells nothing.
                parts = parts[1:]
            if parts and not text.isupper():
                counted += 1
                named += all(part[0].isupper() and not part.isupper() for part in parts)
    return counted > 0 and named >= _NAMED * counted
