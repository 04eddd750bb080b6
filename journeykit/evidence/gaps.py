"""Where the map is wrong about feelings: the gaps between assumed and measured scores, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.evidence.felt import feelings
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.text import gap_words

if TYPE_CHECKING:
    import pandas as pd


def gaps(measured: MeasuredMap, by: str | None = None) -> pd.DataFrame:
    """Return the gaps between what the map assumes and what answers say, in words, the widest first.

    Parameters
    ----------
    measured, by
        As for :func:`feelings`.

    Returns
    -------
    DataFrame
        The columns of :func:`feelings` with a gap, and before them ``rank`` (int, from 1), ``words`` (str: ``"You think
        +1, 212 answers say -0.4"``) and ``sure`` (bool: the interval of the gap leaves out zero). Gaps of few people
        (``small``) come after the others.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.edit.set_emotion(jk.new_map("Airport", stages=["Arrive"]), "arrive", 1)
    >>> answers = jk.read_answers(pd.DataFrame({"Q1": [1, 2, 4]}), questions={"Q1": (1, 5)})
    >>> journey = jk.evidence.bind_answers(journey, {"Q1": "arrive"}, answers=answers)
    >>> gaps(jk.measure(journey, answers=answers))["words"].tolist()
    ['You think +1, 3 answers say \N{MINUS SIGN}0.7']
    """
    frame = feelings(measured, by)
    frame = frame[frame["gap"].notna()]
    order = frame["small"].astype("int64") * 10 - frame["gap"].abs()
    frame = frame.loc[order.sort_values(kind="stable").index].reset_index(drop=True)
    told = frame[["assumed", "score", "n", "answers"]].itertuples(index=False)
    words = [gap_words(assumed, score, int(n), int(answers)) for assumed, score, n, answers in told]
    sure = (frame["gap_low"] > 0) | (frame["gap_high"] < 0)
    frame.insert(0, "rank", range(1, len(frame) + 1))
    frame.insert(1, "words", words)
    frame.insert(2, "sure", sure)
    return frame.astype({"rank": "int64", "words": "str", "sure": "bool"})
