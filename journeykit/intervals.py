"""Confidence intervals of shares and means, for arrays; each equals that of statsmodels (see their tests)."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]


def wilson(count: Any, total: Any, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the Wilson interval of ``count / total``; missing where the total is 0. Wilson, *JASA* 22 (1927)."""
    k, n = np.asarray(count, np.float64), np.asarray(total, np.float64)
    n = np.where(n > 0, n, np.nan)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    centre, reach = k + z**2 / 2, z * (k * (n - k) / n + z**2 / 4) ** 0.5
    # The bounds of nothing and of all are exact.
    low = np.where(k == 0, 0.0, (centre - reach) / (n + z**2))
    high = np.where(k == n, 1.0, (centre + reach) / (n + z**2))
    return np.where(np.isnan(n), np.nan, low), np.where(np.isnan(n), np.nan, high)


def of_difference(
    means: tuple[Any, Any], deviations: tuple[Any, Any], n: tuple[Any, Any], confidence: float = 0.95
) -> tuple[Floats, Floats]:
    """Return Welch's interval of the first mean minus the second. Welch, *Biometrika* 34 (1947).

    Missing where an n is below 2, or where all values of both groups are equal.
    """
    from scipy.special import stdtrit

    size = [np.asarray(each, np.float64) for each in n]
    one, two = (
        np.where(k > 1, np.asarray(s, np.float64) ** 2 / k, np.nan) for s, k in zip(deviations, size, strict=True)
    )
    spread = np.where(one + two > 0, one + two, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        freedom = spread**2 / (one**2 / (size[0] - 1) + two**2 / (size[1] - 1))
    reach = stdtrit(freedom, 0.5 + confidence / 2) * np.sqrt(spread)
    difference = np.asarray(means[0], np.float64) - np.asarray(means[1], np.float64)
    return difference - reach, difference + reach


def of_mean(mean: Floats, deviation: Floats, n: Any, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return Student's t interval of a mean from the sample's standard deviation.

    Missing where n is below 2 or all values are equal: neither says how much they spread.
    """
    # Not scipy.stats, whose import takes longer than a million answers.
    from scipy.special import stdtrit

    n = np.asarray(n, np.float64)
    known = (n > 1) & (deviation > 0)
    n = np.where(known, n, np.nan)
    reach = np.where(known, stdtrit(n - 1, 0.5 + confidence / 2), np.nan) * deviation / np.sqrt(n)
    return mean - reach, mean + reach


def of_count(count: Any, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return the exact Poisson interval of a count of things of which a person may have several. Garwood (1936)."""
    from scipy.special import gammaincinv

    k = np.asarray(count, np.float64)
    tail = (1 - confidence) / 2
    low = np.where(k > 0, gammaincinv(np.where(k > 0, k, 1), tail), 0.0)
    return low, np.asarray(gammaincinv(k + 1, 1 - tail), np.float64)
