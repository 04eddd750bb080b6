"""What if fewer people left here: conversions after a change of one transition of the chain."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from journeykit.errors import EventLogError
from journeykit.events.log import Events, question, require_names
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template
from journeykit.questions._event_filter import event_test, event_words, is_one_of
from journeykit.questions._markov import CHAIN, Chain, chain_counts, chain_of, goal_share

if TYPE_CHECKING:
    import pandas as pd

ASSUMPTIONS = (
    "assumes that the next event depends on the present one only, that whoever no longer takes the changed transition "
    "goes on like the others there, and that nothing else changes"
)


def what_if(
    events: Events,
    goal: str | Sequence[str],
    source: str,
    target: str | None = None,
    *,
    change: float = 0.5,
    resamples: int = 1_000,
    seed: int = 0,
) -> Query:
    """Estimate the conversions if one transition were less (or more) frequent.

    In the Markov chain of ``removal_effect`` the share of the transition ``source`` -> ``target`` is multiplied by
    ``change``; the other transitions from ``source`` keep their proportions.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    goal
        Event names that are the conversion. A path is followed until its first one; one that begins with it is left
        out.
    source
        The event that the transition leaves.
    target
        The event that it enters. None: the drop-off after ``source``.
    change
        The factor for the share of the transition: 0.5 halves a drop-off. A share never exceeds 1.
    resamples
        Bootstrap resamples for the interval; 0 leaves the interval out.
    seed
        Seed of the bootstrap: the same seed gives the same interval.

    Returns
    -------
    Query
        One row, or none if the log has no such transition: ``source``, ``target`` (str; null is out),
        ``share_before`` and ``share_after`` (float 0-1, of the transitions from ``source``), ``paths`` (int, unique, in
        the chain), ``conversions`` (int, unique paths that reach the goal), ``conversions_after``, ``difference``
        (float, paths), ``low`` and ``high`` (float, paths, 95 % bootstrap interval of the difference).

    Raises
    ------
    EventLogError
        An unknown event name; ``change`` or ``resamples`` is negative; when the query runs: only ``target`` follows
        ``source``, so no other transition can take its place.

    Notes
    -----
    This is a calculation, not a forecast: it assumes that the next event depends only on the current one, that people
    who no longer take the changed transition go on like the others there, and that nothing else changes. The interval
    covers the chance in the counts, not the doubt in these assumptions. It is Rubin's Bayesian bootstrap (*Annals of
    Statistics* 9, 1981) of the transitions from each event, so its cost does not grow with the log.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": list("aabb"), "event": ["shop", "buy", "shop", "fees"]})
    >>> log["timestamp"] = "2024-05-01"
    >>> frame = qs.what_if(ev.read_events(log), "buy", "shop", "fees", change=0.5).to_pandas()
    >>> frame[["conversions", "conversions_after"]].values.tolist()
    [[1.0, 1.5]]
    """
    goals = event_test(events, goal, "goal")
    require_names(events, [source], "source")
    require_names(events, [target] if target is not None else [], "target")
    if not (math.isfinite(change) and change >= 0):
        raise EventLogError(f"change={change!r} is no factor: 0.5 halves a transition, 0 ends it, 1 leaves it.")
    if resamples < 0:
        raise EventLogError(f"resamples={resamples!r} cannot be negative. 0 leaves the interval out.")
    going = "out" if target is None else f"to {target}"
    return question(
        events,
        "what_if",
        chain_counts(goals),
        {
            "source": ("str", "event after which the transition goes out"),
            "target": ("str", "event to which it leads; null is out"),
            "share_before": ("float64", "share (0-1) of the transitions from source that take it"),
            "share_after": ("float64", "that share after the change"),
            "paths": ("int64", "unique paths in the chain"),
            "conversions": ("int64", "unique paths that reach the goal"),
            "conversions_after": ("float64", "paths that would reach it"),
            "difference": ("float64", "paths more (or fewer)"),
            "low": ("float64", "lower end of its 95 % interval"),
            "high": ("float64", "upper end of its 95 % interval"),
        },
        members={
            column: Members(sql_template(_WHO, goal=is_one_of(goals), least=least), keys=())
            for column, least in (("paths", 0), ("conversions", 1))
        },
        finish=_finish(goals, source, target, change, resamples, seed),
        raw=CHAIN,
        unit="unique paths; a conversion is the first goal of a path",
        population=f"paths with an event before {event_words(goals)} or without it, "
        f"of {events.path_count:,} in the log",
        window=f"from the first event of a path to its first goal or its end; {ASSUMPTIONS}",
        denominator=f"transitions from {source} (shares); the one {going} times {change:g}",
    )


_WHO = """
    SELECT l.path AS path FROM (
        SELECT path, MIN(CASE WHEN :goal THEN position END) AS goal FROM j GROUP BY path
    ) AS l WHERE l.goal IS NULL AND :least = 0 OR l.goal > 1
"""


def _finish(
    goals: Sequence[str], source: str, target: str | None, change: float, resamples: int, seed: int
) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def finish(frame: pd.DataFrame) -> pd.DataFrame:
        import pandas as pd

        chain = chain_of(frame)
        if source not in chain.states:
            return pd.DataFrame()
        row, size = chain.states.index(source), len(chain.states)
        ends = {None: size + 1} | dict.fromkeys(goals, size)
        column = ends[target] if target in ends else chain.states.index(target) if target in chain.states else -1
        if column < 0 or not chain.counts[row, column]:
            return pd.DataFrame()
        if chain.counts[row, column] == chain.counts[row].sum() and change < 1:
            raise EventLogError(
                f"after {source!r} there is nothing but this transition, so no other can take its place. "
                "Choose a transition that has alternatives."
            )
        before = chain.shares()
        after = _changed(before, row, column, change)
        paths, conversions = chain.counts[size].sum(), chain.counts[:size, size].sum()
        difference = paths * float(goal_share(after) - goal_share(before))
        low, high = _interval(chain, row, column, change, resamples, seed)
        answer = {
            "source": source,
            "target": target,
            "share_before": before[row, column],
            "share_after": after[row, column],
            "paths": paths,
            "conversions": conversions,
            "conversions_after": conversions + difference,
            "difference": difference,
            "low": low * paths,
            "high": high * paths,
        }
        return pd.DataFrame([answer])

    return finish


def _changed(shares: np.ndarray, row: int, column: int, change: float) -> np.ndarray:
    """Return the shares with one multiplied, and the others of its row scaled to fill the rest."""
    changed = shares.copy()
    old = shares[..., row, column]
    new = np.minimum(old * change, 1.0)
    # The only transition of its row stays as it is: no other could take its place.
    new = np.where(old < 1, new, old)
    scale = np.where(old < 1, (1 - new) / np.where(old < 1, 1 - old, 1), 1.0)
    changed[..., row, :] *= scale[..., None]
    changed[..., row, column] = new
    return changed


def _interval(chain: Chain, row: int, column: int, change: float, resamples: int, seed: int) -> tuple[float, float]:
    if not resamples:
        return math.nan, math.nan
    random = np.random.default_rng(seed)
    differences = []
    # One at a time: a stack of large chains would not fit into memory.
    for _ in range(resamples):
        drawn = chain.shares(random.standard_gamma(chain.counts))
        differences.append(float(goal_share(_changed(drawn, row, column, change)) - goal_share(drawn)))
    low, high = np.quantile(differences, [0.025, 0.975])
    return float(low), float(high)
