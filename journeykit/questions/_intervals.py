"""Intervals for shares, from scipy: never a private formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.errors import FrameError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["with_wilson"]


def with_wilson(
    frame: pd.DataFrame, *, count: str = "paths", total: str | None = None, confidence: float = 0.95
) -> pd.DataFrame:
    """Return a copy with the Wilson interval of ``count / total`` as ``low`` and ``high`` (float 0-1).

    Parameters
    ----------
    frame
        One row a share: a count of those for whom it is true, and of all of them.
    count
        Column of counts.
    total
        Column of totals. None: the interval belongs to ``previous_share``. A frame of ``funnel`` says what that is a
        share of (``previous_paths``, without those who ``entered`` here); in any other the row before is the total.
    confidence
        0.95 unless said otherwise.

    Returns
    -------
    pandas.DataFrame
        The frame and ``low``, ``high``; missing where the total is missing or 0.

    Raises
    ------
    FrameError
        A column is missing.

    Notes
    -----
    The interval speaks of paths as independent draws; it says nothing about how they were chosen. Wilson (1927), by
    ``scipy.stats.binomtest``.

    Examples
    --------
    >>> import pandas as pd
    >>> with_wilson(pd.DataFrame({"paths": [100, 40]})).round(3)[["low", "high"]].iloc[1].tolist()
    [0.309, 0.498]
    """
    import pandas as pd
    from scipy.stats import binomtest

    missing = [column for column in (count, total) if column is not None and column not in frame.columns]
    if missing:
        raise FrameError("with_wilson", missing, frame.columns)
    counts, totals = frame[count], frame[count].shift(1) if total is None else frame[total]
    if total is None and count == "paths" and {"previous_paths", "entered"} <= set(frame.columns):
        counts, totals = frame["paths"] - frame["entered"], frame["previous_paths"]
    low, high = [], []
    for k, n in zip(counts, totals, strict=True):
        known = pd.notna(k) and pd.notna(n) and n > 0
        interval = binomtest(int(k), int(n)).proportion_ci(confidence, method="wilson") if known else None
        low.append(interval.low if interval else float("nan"))
        high.append(interval.high if interval else float("nan"))
    bounds = {"low": pd.Series(low, frame.index, "float64"), "high": pd.Series(high, frame.index, "float64")}
    return frame.assign(**bounds)
