"""Small groups of answers: which must not be shown, and scores that are shown together."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


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
