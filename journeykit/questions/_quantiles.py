"""Exact quantiles, and a bootstrap interval of the median, from a handful of order statistics.

The quantile functions of engines differ (some are approximate), so the SQL only finds the values at the ranks that are
needed, by counting: it counts values by bucket and reads only the buckets with a needed rank. The bucket is the fourth
root of the value; square roots are exact to the last bit, so every engine agrees.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from sqlglot import exp

from journeykit.errors import EventLogError
from journeykit.events.sql import sql_template

if TYPE_CHECKING:
    import pandas as pd

LEVELS = {"q25": 25, "median": 50, "q75": 75, "q95": 95}
"""Column -> level in hundredths."""

RESAMPLES = 2_000
CONFIDENCE = 0.95

QUANTILE_COLUMNS = {
    "n": ("int64", "number of durations"),
    "median_s": ("float64", "median, seconds"),
    "q25_s": ("float64", "first quartile, seconds"),
    "q75_s": ("float64", "third quartile, seconds"),
    "q95_s": ("float64", "19 of 20 take no longer, seconds"),
    "low_s": ("float64", "lower end of the bootstrap interval of the median (95 %), seconds"),
    "high_s": ("float64", "upper end of the bootstrap interval of the median (95 %), seconds"),
}

RANK_COLUMNS = {"value": "int64", "n": "int64", "low_rank": "int64", "high_rank": "int64"}
"""What the SQL of order statistics returns."""


def order_statistics(values: exp.Query | exp.Table) -> exp.Query:
    """Return the query for the order statistics of ``values(part, value)``, whole numbers from 0, per part.

    One row per value at a needed rank: ``part``, ``value``, ``n`` (values of the part), ``low_rank`` and ``high_rank``
    (the first and last rank, from 1, at which the value occurs). Needed are the ranks of ``LEVELS``, and those around
    the middle that a resampled median can take (within six standard deviations).
    """
    return sql_template(_RANKED, spread=values)


# In half-open terms a bucket or value covers the ranks (upto - n, upto]. Level a/100 needs the ranks floor(x) + 1 and
# floor(x) + 2 of x = a * (total - 1) / 100, all in whole numbers.
_NEEDED = """
    (100 * (upto - n - 1) <= 25 * (total - 1) AND 25 * (total - 1) < 100 * upto)
    OR (100 * (upto - n - 1) <= 75 * (total - 1) AND 75 * (total - 1) < 100 * upto)
    OR (100 * (upto - n - 1) <= 95 * (total - 1) AND 95 * (total - 1) < 100 * upto)
    OR (2 * upto >= total - 2 - 6 * SQRT(total) AND 2 * (upto - n) <= total + 2 + 6 * SQRT(total))
"""
# ABS, because ClickHouse computes the root of a null too, and the number behind a null may be negative.
_RANKED = (
    """
    WITH v AS (SELECT part, value, CAST(FLOOR(SQRT(SQRT(ABS(value)))) AS BIGINT) AS bucket FROM spread AS s),
    counted AS (SELECT part, bucket, CAST(COUNT(*) AS BIGINT) AS n FROM v GROUP BY part, bucket),
    summed AS (
        SELECT part, bucket, n, CAST(SUM(n) OVER (PARTITION BY part) AS BIGINT) AS total,
               CAST(SUM(n) OVER (PARTITION BY part ORDER BY bucket ROWS UNBOUNDED PRECEDING) AS BIGINT) AS upto
        FROM counted
    ), opened AS (SELECT part, bucket, total, upto - n AS below FROM summed WHERE """
    + _NEEDED
    + """), inside AS (
        SELECT v.part AS part, v.value AS value, o.bucket AS bucket, o.total AS total, o.below AS below,
               CAST(COUNT(*) AS BIGINT) AS n
        FROM v JOIN opened AS o ON o.part = v.part AND o.bucket = v.bucket
        GROUP BY v.part, v.value, o.bucket, o.total, o.below
    ), ranked AS (
        SELECT part, value, total, n, below + CAST(
            SUM(n) OVER (PARTITION BY part, bucket ORDER BY value ROWS UNBOUNDED PRECEDING) AS BIGINT) AS upto
        FROM inside
    )
    SELECT r.part AS part, r.value AS value, r.total AS n, r.upto - r.n + 1 AS low_rank, r.upto AS high_rank
    FROM (SELECT part, value, total, n, upto FROM ranked WHERE """
    + _NEEDED
    + ") AS r"
)


def quantiles(part: pd.DataFrame, *, scale: float, resamples: int, seed: int) -> dict[str, float]:
    """Return ``n``, the quantiles of ``LEVELS`` and ``low``, ``high`` of the median, from one part's order statistics.

    Quantiles are interpolated linearly, as in numpy and pandas. The interval is the percentile bootstrap at 95 %. It
    needs no n draws: the k-th smallest of n draws with replacement has rank ``ceil(n * B)`` with B from
    Beta(k, n - k + 1), so one draw of B gives the same distribution.
    """
    part = part.sort_values("high_rank")
    values = part["value"].to_numpy(dtype="float64") / scale
    uptos, n = part["high_rank"].to_numpy(), int(part["n"].iloc[0])

    def at(ranks: np.ndarray) -> np.ndarray:
        found: np.ndarray = values[np.minimum(np.searchsorted(uptos, ranks), len(values) - 1)]
        return found

    answer: dict[str, float] = {"n": n}
    for column, level in LEVELS.items():
        below, part_way = divmod(level * (n - 1), 100)
        low, high = at(np.array([below + 1, min(below + 2, n)]))
        answer[column] = float(low + (high - low) * part_way / 100)
    if resamples:
        medians = _resampled_medians(n, resamples, np.random.default_rng(seed), at)
        tail = (1 - CONFIDENCE) / 2
        answer["low"], answer["high"] = (float(edge) for edge in np.quantile(medians, [tail, 1 - tail]))
    return answer


def _resampled_medians(
    n: int, resamples: int, random: np.random.Generator, at: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    middle = (n + 1) // 2
    first = random.beta(middle, n - middle + 1, resamples)
    low: np.ndarray = at(_rank(first, n))
    if n % 2:
        return low
    # The next order statistic, given this one, is the smallest of the n - middle draws above it.
    second = first + (1 - first) * random.beta(1, n - middle, resamples)
    both: np.ndarray = (low + at(_rank(second, n))) / 2
    return both


def _rank(place: np.ndarray, n: int) -> np.ndarray:
    rank: np.ndarray = np.clip(np.ceil(place * n), 1, n).astype("int64")
    return rank


def require_resamples(resamples: int) -> None:
    """Raise if a number of resamples is negative."""
    if resamples < 0:
        raise EventLogError(f"resamples={resamples!r} cannot be negative. 0 leaves the interval out.")


def with_quantiles(keys: list[str], resamples: int, seed: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return the function from order statistics in microseconds to one row of ``QUANTILE_COLUMNS`` per group of keys.

    A column ``total`` of the frame becomes ``total_s``.
    """

    def finish(frame: pd.DataFrame) -> pd.DataFrame:
        import pandas as pd

        rows = []
        for key, part in frame.groupby(keys, sort=True):
            found = quantiles(part, scale=1_000_000, resamples=resamples, seed=seed)
            named = {f"{column}_s": found.get(column, float("nan")) for column in (*LEVELS, "low", "high")}
            named |= {"total_s": part["total"].iloc[0] / 1_000_000} if "total" in part else {}
            rows.append(dict(zip(keys, key, strict=True)) | {"n": found["n"], "paths": found["n"]} | named)
        return pd.DataFrame(rows)

    return finish
