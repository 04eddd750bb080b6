"""Confidence intervals of shares, computed by scipy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.errors import FrameError

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
    The interval treats paths as independent draws, however they were selected. Wilson (1927), computed by
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
    bounds = [
        binomtest(int(k), int(n)).proportion_ci(confidence, method="wilson")
        if pd.notna(k) and pd.notna(n) and n > 0
        else (float("nan"), float("nan"))
        for k, n in zip(counts, totals, strict=True)
    ]
    low, high = zip(*bounds, strict=True) if bounds else ((), ())
    return frame.assign(low=pd.Series(low, frame.index, "float64"), high=pd.Series(high, frame.index, "float64"))
