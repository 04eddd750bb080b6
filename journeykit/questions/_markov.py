"""The contribution of a touchpoint: its removal effect in a Markov chain of events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlglot import exp

from journeykit.events.log import Events, question
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template
from journeykit.questions._event_filter import event_test, event_words, is_one_of

if TYPE_CHECKING:
    import pandas as pd


def removal_effect(events: Events, goal: str | Sequence[str]) -> Query:
    """Estimate which share of the conversions would be lost without a touchpoint, in a first-order Markov chain.

    The chain goes from the start through events to the goal or out. Without a touchpoint every transition to it goes
    out instead; the effect is 1 - P(goal without it) / P(goal).

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    goal
        Event names that are the conversion. A path is followed until its first one. A path that begins with it has no
        touchpoint before and is left out.

    Returns
    -------
    Query
        One row per event before the goal, largest effect first: ``event`` (str), ``paths`` (int, unique paths with it
        before the goal), ``goal_paths`` (int, unique paths of these that reach the goal), ``removal_effect`` (float
        0-1; missing when nobody reaches the goal), ``credit_share`` (float 0-1, of all effects), ``conversions``
        (float, the conversions credited to it; they sum to the number of paths that reach the goal).

    Raises
    ------
    EventLogError
        An unknown event name.

    Notes
    -----
    This is association, not cause: people who meet a touchpoint may differ in other ways too. The chain knows only the
    last event, and assumes that people without the touchpoint give up, not that they take another way. A touchpoint of
    every path has an effect of 1. Anderl, Becker, von Wangenheim and Schumann, *International Journal of Research in
    Marketing* 33 (2016). Solved as linear equations, without simulation.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": list("aaabcc"), "event": ["ad", "mail", "buy", "ad", "mail", "buy"]})
    >>> log["timestamp"] = "2024-05-01"
    >>> frame = qs.removal_effect(ev.read_events(log), "buy").to_pandas()
    >>> frame[["event", "removal_effect", "conversions"]].round(2).values.tolist()
    [['mail', 1.0, 1.33], ['ad', 0.5, 0.67]]
    """
    goals = event_test(events, goal, "goal")
    return question(
        events,
        "removal_effect",
        chain_counts(goals),
        {
            "event": ("str", "event before the goal"),
            "paths": ("int64", "unique paths with it before the goal"),
            "goal_paths": ("int64", "unique paths of these that reach the goal"),
            "removal_effect": ("float64", "share (0-1) of the conversions that the chain loses without it"),
            "credit_share": ("float64", "share (0-1) of the sum of all effects"),
            "conversions": ("float64", "conversions credited to it"),
        },
        members={
            column: Members(sql_template(_WHO, goal=is_one_of(goals), least=least), keys=("event",))
            for column, least in (("paths", 0), ("goal_paths", 1))
        },
        finish=_effects,
        raw=CHAIN,
        unit="unique paths; a conversion is the first goal of a path",
        population=f"paths with an event before {event_words(goals)} or without it, "
        f"of {events.path_count:,} in the log",
        window="from the first event of a path to its first goal or its end",
        denominator="P(goal) of the chain (removal_effect), the sum of all effects (credit_share)",
    )


CHAIN = {**dict.fromkeys(("source", "target", "outcome"), "str"), "n": "int64", "paths": "Int64", "goal_paths": "Int64"}
"""Columns of ``chain_counts``."""


def chain_counts(goals: Sequence[str]) -> exp.Query:
    """Return the query for the transitions of the chain.

    One row per transition: ``source`` (null: the start), ``target`` (null where it ends), ``outcome`` (event | goal |
    left), ``n`` (transitions), ``paths`` and ``goal_paths`` (unique paths with the source; null for the start).
    """
    return sql_template(_CHAIN, goal=is_one_of(goals))


_BEFORE = """
    WITH goals AS (SELECT path, MIN(position) AS position FROM j WHERE :goal GROUP BY path),
    touches AS (
        SELECT j.path AS path, j.position AS position, j.event AS event, j.next_event AS next_event,
               j.is_last AS is_last, g.position AS goal
        FROM j LEFT JOIN goals AS g ON g.path = j.path WHERE g.position IS NULL OR j.position < g.position
    )
"""
_CHAIN = (
    _BEFORE
    + """
    , moves AS (
        SELECT CAST(NULL AS INT) AS source, event AS target, 'event' AS outcome FROM touches WHERE position = 1
        UNION ALL
        SELECT event AS source, CASE WHEN goal = position + 1 THEN NULL ELSE next_event END AS target,
               CASE WHEN goal = position + 1 THEN 'goal' WHEN is_last THEN 'left' ELSE 'event' END AS outcome
        FROM touches
    ), counts AS (
        SELECT source, target, outcome, CAST(COUNT(*) AS BIGINT) AS n FROM moves GROUP BY source, target, outcome
    ), reached AS (
        SELECT event, CAST(COUNT(DISTINCT path) AS BIGINT) AS paths,
               CAST(COUNT(DISTINCT CASE WHEN goal IS NOT NULL THEN path END) AS BIGINT) AS goal_paths
        FROM touches GROUP BY event
    )
    SELECT s.name AS source, e.name AS target, c.outcome AS outcome, c.n AS n, r.paths AS paths,
           r.goal_paths AS goal_paths
    FROM counts AS c LEFT JOIN names AS s ON s.event = c.source LEFT JOIN names AS e ON e.event = c.target
    LEFT JOIN reached AS r ON r.event = c.source
    ORDER BY source, outcome, target
"""
)
_WHO = (
    _BEFORE
    + """
    SELECT t.path AS path, n.name AS event
    FROM touches AS t JOIN names AS n ON n.event = t.event
    WHERE CASE WHEN t.goal IS NULL THEN 0 ELSE 1 END >= :least
"""
)


@dataclass(frozen=True)
class Chain:
    """A chain as transition counts: a row per source, the start last; a column per event, then goal and left."""

    states: tuple[str, ...]
    counts: np.ndarray

    def shares(self, counts: np.ndarray | None = None) -> np.ndarray:
        """Return the counts (or others of the same shape) as shares of their row."""
        whole = self.counts if counts is None else counts
        shares: np.ndarray = whole / whole.sum(axis=-1, keepdims=True)
        return shares


def goal_share(shares: np.ndarray) -> np.ndarray:
    """Return the probability of reaching the goal from the start, for one chain of shares or a stack of them."""
    size = shares.shape[-2] - 1
    inner, goal = shares[..., :size, :size], shares[..., :size, size]
    from_each = np.linalg.solve(np.eye(size) - inner, goal[..., None])[..., 0]
    from_start: np.ndarray = (shares[..., size, :size] * from_each).sum(axis=-1)
    return from_start


def chain_of(frame: pd.DataFrame) -> Chain:
    """Return the chain of a frame of ``chain_counts``; states are sorted by name."""
    states = tuple(sorted(frame["source"].dropna().unique()))
    place = {state: number for number, state in enumerate(states)}
    counts = np.zeros((len(states) + 1, len(states) + 2))
    ends = {"goal": len(states), "left": len(states) + 1}
    sources, targets = frame["source"].isna(), frame["target"].isna()
    for source, at_start, target, is_end, outcome, n in zip(
        frame["source"], sources, frame["target"], targets, frame["outcome"], frame["n"], strict=True
    ):
        counts[len(states) if at_start else place[source], ends[outcome] if is_end else place[target]] += n
    return Chain(states, counts)


def _effects(frame: pd.DataFrame) -> pd.DataFrame:
    if not len(frame):
        return frame
    chain = chain_of(frame)
    shares, size = chain.shares(), len(chain.states)
    visits = np.linalg.inv(np.eye(size) - shares[:size, :size])
    from_each, start = visits @ shares[:size, size], shares[size, :size]
    # Removing a state loses the paths that come to it and reach the goal from there, so one solution is enough.
    comes_by = (start @ visits) / np.diagonal(visits)
    whole = float(start @ from_each)
    effects = comes_by * from_each / whole if whole > 0 else np.full(size, np.nan)
    credit = effects / effects.sum()
    reached = frame.dropna(subset=["source"]).drop_duplicates("source").sort_values("source", ignore_index=True)
    converted = chain.counts[:size, size].sum()
    table = reached[["paths", "goal_paths"]].assign(
        event=list(chain.states),
        removal_effect=np.minimum(effects, 1.0),
        credit_share=credit,
        conversions=credit * converted if whole > 0 else 0.0,
    )
    order = table["removal_effect"].round(12)
    return table.assign(order=order).sort_values(["order", "event"], ascending=[False, True], ignore_index=True)
