"""Which measured feelings may be shared: none of a few people, and none that would give a few away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

LEAST = 5
"""The smallest group that is shared by default."""
MANY = 200
"""Scores of fewer people are shared with one decimal: a mean with all of them tells of single answers."""


def may_be_shared(frame: pd.DataFrame, least: int = LEAST, whole: pd.DataFrame | None = None) -> pd.Series:
    """Return which rows of :func:`journeykit.evidence.feelings` may be shared.

    Parameters
    ----------
    frame
        Of ``feelings``, for all or by persona.
    least
        The smallest group.
    whole
        The rows for all, where ``frame`` is by persona: then the personas of a place are shared together or not at all.

    Returns
    -------
    Series
        bool, by the index of ``frame``.
    """
    import pandas as pd

    shared = pd.Series(False, index=frame.index)
    keys = ["stage_id", *(["persona_id"] if "persona_id" in frame else [])]
    for _, rows in frame.groupby(keys, sort=False, dropna=False):
        of_stage = rows["touchpoint_id"].isna()
        telling = _tells(int(rows.loc[of_stage, "n"].sum()), rows.loc[~of_stage, "n"].tolist(), least)
        shared[rows.index] = (rows["n"] >= least) & (of_stage | (not telling))
    if whole is None:
        return shared
    places = ["stage_id", "touchpoint_id"]
    all_of = {tuple(map(str, key)): int(n) for *key, n in whole[[*places, "n"]].itertuples(index=False)}
    for key, rows in frame.groupby(places, sort=False, dropna=False):
        rest = all_of[tuple(map(str, key))] - int(rows["n"].sum())
        if 0 < rest < least or ((rows["n"] > 0) & (rows["n"] < least)).any():
            shared[rows.index] = False
    return shared


def rounded(frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return a frame whose scores of fewer than ``MANY`` people have one decimal."""
    few = frame["n"] < MANY
    return frame.assign(**{name: frame[name].where(~few, frame[name].round(1)) for name in columns})


def _tells(stage: int, touchpoints: list[int], least: int) -> bool:
    """Return whether the touchpoints of a stage give a small group away, by themselves or with the stage.

    A person's score in a stage is the mean of their answers, so that a difference can be worked out only where all have
    answered at one touchpoint, or the others answered about the stage alone.
    """
    asked = [n for n in touchpoints if n]
    if any(n < least for n in asked):
        return True
    apart = [0 < stage - n < least for n in asked]
    return (len(asked) == 1 and any(apart)) or (len(asked) == 2 and stage in asked and any(apart))
