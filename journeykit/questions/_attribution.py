"""Attribution: conversions divided among the touchpoints before them, by five rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from journeykit.events.duration import duration_us
from journeykit.events.log import Events, question
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template
from journeykit.questions._event_filter import event_test, event_words, is_one_of

if TYPE_CHECKING:
    import pandas as pd

ENDS = 0.4
"""Share of the first and of the last touchpoint in the position rule; the rest is for those between."""


def attribution(events: Events, goal: str | Sequence[str], *, half_life: str | timedelta = "7d") -> Query:
    """Divide each conversion among the events that led to it, by five rules.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    goal
        Event names that are the conversion. Only the first one of a path counts, with all events before it. A path that
        begins with it has nothing to credit and is left out.
    half_life
        For ``time_decay``: an event this much earlier gets half the credit.

    Returns
    -------
    Query
        One row per credited event, by ``linear``: ``event`` (str), ``paths`` (int, unique paths
        with it before their conversion) and the conversions that each rule gives it (float): ``first`` and ``last``
        (all to the first or last event before the goal), ``linear`` (the same to each), ``position`` (40 % to the
        first, 40 % to the last, the rest evenly to those between; halves for two), ``time_decay`` (halved every
        ``half_life`` before the last of them). Each of the five sums to the number of conversions.

    Raises
    ------
    EventLogError
        An unknown event name, or ``half_life`` without a unit.

    Notes
    -----
    These are conventions, not findings: they use only paths that converted, so a frequent event gets much credit
    whether it helps or not. ``removal_effect`` also uses paths that did not convert. The rules are those of Google
    Analytics' Model Comparison Tool (last, first, linear, position-based, time decay).

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": list("aaa"), "event": ["ad", "mail", "buy"]})
    >>> log["timestamp"] = ["2024-05-01", "2024-05-08", "2024-05-09"]
    >>> frame = qs.attribution(ev.read_events(log), "buy").to_pandas()
    >>> frame[["event", "first", "last", "linear"]].values.tolist()
    [['ad', 1.0, 0.0, 0.5], ['mail', 0.0, 1.0, 0.5]]
    """
    goals = event_test(events, goal, "goal")
    touches = sql_template(_TOUCHES, goal=is_one_of(goals))
    half = duration_us(half_life, "half_life")
    return question(
        events,
        "attribution",
        sql_template(_COUNTS, touches=touches, half=half),
        {
            "event": ("str", "event before the goal"),
            "paths": ("int64", "unique paths with it before their conversion"),
            "first": ("float64", "conversions, all to the first event"),
            "last": ("float64", "conversions, all to the last event before the goal"),
            "linear": ("float64", "conversions, the same to each event"),
            "position": ("float64", "conversions, 40 % to the first, 40 % to the last, 20 % to those between"),
            "time_decay": (
                "float64",
                f"conversions, halved every {half_life} before the last event; missing in a log without times",
            ),
        },
        members={"paths": Members(sql_template(_WHO, touches=touches), keys=("event",))},
        finish=_credited if events.has_times else lambda frame: _credited(frame).assign(time_decay=float("nan")),
        raw={"event": "str", "decayed": "float64"}
        | dict.fromkeys(("length", "is_first", "is_last", "n", "paths"), "int64"),
        unit="conversions: first goals of a path, one per path",
        population=f"paths with an event before {event_words(goals)}, of {events.path_count:,} in the log",
        window="from the first event of a path to its first goal",
        denominator="none: conversions are shared out",
    )


_TOUCHES = """
    WITH goals AS (SELECT path, MIN(position) AS position FROM j WHERE :goal GROUP BY path)
    SELECT j.path AS path, j.event AS event, j.t AS t, j.position AS position, g.position - 1 AS length
    FROM j JOIN goals AS g ON g.path = j.path WHERE j.position < g.position
"""
# Ages count from the last touchpoint, not from the goal, which could be so late that all weights are zero.
_COUNTS = """
    WITH touches_aged AS (
        SELECT path, event, position, length,
               POWER(2.0, -CAST(MAX(t) OVER (PARTITION BY path) - t AS DOUBLE) / :half) AS weight
        FROM touches AS x
    ), shared AS (
        SELECT path, event, position, length, weight / SUM(weight) OVER (PARTITION BY path) AS decayed FROM touches_aged
    ), reached AS (
        SELECT event, CAST(COUNT(DISTINCT path) AS BIGINT) AS paths FROM touches_aged GROUP BY event
    ), counts AS (
        SELECT event, length, CASE WHEN position = 1 THEN 1 ELSE 0 END AS is_first,
               CASE WHEN position = length THEN 1 ELSE 0 END AS is_last, CAST(COUNT(*) AS BIGINT) AS n,
               SUM(decayed) AS decayed
        FROM shared GROUP BY event, length, CASE WHEN position = 1 THEN 1 ELSE 0 END,
                 CASE WHEN position = length THEN 1 ELSE 0 END
    )
    SELECT n.name AS event, c.length AS length, c.is_first AS is_first, c.is_last AS is_last, c.n AS n,
           c.decayed AS decayed, r.paths AS paths
    FROM counts AS c JOIN reached AS r ON r.event = c.event JOIN names AS n ON n.event = c.event
    ORDER BY event, length, is_first, is_last
"""
_WHO = "SELECT x.path AS path, n.name AS event FROM touches AS x JOIN names AS n ON n.event = x.event"


def _credited(frame: pd.DataFrame) -> pd.DataFrame:
    n, length = frame["n"], frame["length"]
    both_ends = frame["is_first"] + frame["is_last"]
    # Without events between, the two ends share everything.
    ends = both_ends * ENDS + (both_ends == 0) * (1 - 2 * ENDS) / (length - 2).clip(lower=1)
    position = ends.where(length > 2, both_ends / 2)
    credited = frame.assign(
        first=n * frame["is_first"],
        last=n * frame["is_last"],
        linear=n / length,
        position=n * position,
        time_decay=frame["decayed"],
    )
    rules = ["first", "last", "linear", "position", "time_decay"]
    table = credited.groupby("event", as_index=False, sort=True).agg({"paths": "first", **dict.fromkeys(rules, "sum")})
    order = table["linear"].round(9)
    return table.assign(order=order).sort_values(["order", "event"], ascending=[False, True], ignore_index=True)
