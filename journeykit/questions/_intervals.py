"""Confidence intervals of shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.errors import FrameError
from journeykit.intervals import wilson

if TYPE_CHECKING:
    import pandas as pd


def with_wilson(
    frame: pd.DataFrame, *, count: str = "paths", total: str | None = None, confidence: float = 0.95
) -> pd.DataFrame:
    """Return a copy with the Wilson interval of ``count / total`` as ``low`` and ``high`` (float 0-1).

    Parameters
    ----------
    frame
        One row per share, with its numerator and its denominator as counts.
    count
        Column of counts.
    total
        Column of totals. None: the interval of ``previous_share``. In a frame of ``funnel`` that is the share of
        ``previous_paths``, without the paths that ``entered`` here; in any other the total is the row before.
    confidence
        Level of the interval.

    Returns
    -------
    pandas.DataFrame
        The frame with ``low`` and ``high``; missing where the total is missing or 0.

    Raises
    ------
    FrameError
        A column is missing.

    Notes
    -----
    The interval treats paths as independent draws, however they were selected. Wilson, *JASA* 22 (1927). The same as
    ``scipy.stats.binomtest``, whose import would take longer than the page of a map.

    Examples
    --------
    >>> import pandas as pd
    >>> with_wilson(pd.DataFrame({"paths": [100, 40]})).round(3)[["low", "high"]].iloc[1].tolist()
    [0.309, 0.498]
    """
    import pandas as pd

    missing = [column for column in (count, total) if column is not None and column not in frame.columns]
    if missing:
        raise FrameError("with_wilson", missing, frame.columns)
    counts, totals = frame[count], frame[count].shift(1) if total is None else frame[total]
    if total is None and count == "paths" and {"previous_paths", "entered"} <= set(frame.columns):
        counts, totals = frame["paths"] - frame["entered"], frame["previous_paths"]
    k, n = (pd.to_numeric(column).astype("float64") for column in (counts, totals))
    low, high = wilson(k, n, confidence)
    return frame.assign(low=low, high=high)
