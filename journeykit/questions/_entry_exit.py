"""Where paths begin and where people leave: entry points, and the last touchpoint before leaving."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.events.groups import numbers_of
from journeykit.events.log import Events, question, span_us
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template
from journeykit.questions._event_filter import event_test, event_words, is_one_of
from journeykit.questions._intervals import with_wilson
from journeykit.questions.kernels.reach import entry_kernel, last_touchpoint_kernel

if TYPE_CHECKING:
    import pandas as pd


def entry_points(events: Events) -> Query:
    """Count the events that paths begin with.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.

    Returns
    -------
    Query
        One row per event that begins a path, most frequent first: ``event`` (str), ``paths`` (int, unique),
        ``path_share`` (float 0-1, of all paths), ``low`` and ``high`` (float 0-1, 95 % Wilson interval). The paths sum
        to all paths of the log.

    Notes
    -----
    Events before the log or outside it are not known, so the first event need not be the real entry point. Wilson,
    *JASA* 22 (1927), by scipy.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": list("aab"), "event": ["ad", "shop", "shop"], "timestamp": "2024-05-01"})
    >>> qs.entry_points(ev.read_events(log)).to_pandas()[["event", "paths", "path_share"]].values.tolist()
    [['ad', 1, 0.5], ['shop', 1, 0.5]]
    """
    expression = sql_template(
        """
        WITH counts AS (SELECT event, CAST(COUNT(*) AS BIGINT) AS paths FROM j WHERE position = 1 GROUP BY event)
        SELECT n.name AS event, c.paths AS paths, CAST(SUM(c.paths) OVER () AS BIGINT) AS total
        FROM counts AS c JOIN names AS n ON n.event = c.event ORDER BY paths DESC, event
        """
    )

    def finish(frame: pd.DataFrame) -> pd.DataFrame:
        return with_wilson(frame.assign(path_share=frame["paths"] / frame["total"]), total="total")

    begins = "SELECT j.path AS path, n.name AS event FROM j JOIN names AS n ON n.event = j.event WHERE j.position = 1"
    return question(
        events,
        "entry_points",
        expression,
        {
            "event": ("str", "event that begins the path"),
            "paths": ("int64", "unique paths that begin with it"),
            "path_share": ("float64", "share (0-1) of all paths of the log"),
            "low": ("float64", "lower end of its 95 % interval"),
            "high": ("float64", "upper end of its 95 % interval"),
        },
        kernel=entry_kernel(events.event_names),
        members={"paths": Members(sql_template(begins), keys=("event",))},
        finish=finish,
        raw={"event": "str", "paths": "int64", "total": "int64"},
        window="the first event of a path",
        denominator="all paths of the log",
    )


def last_touchpoints(
    events: Events, *, goal: str | Sequence[str] | None = None, idle: str | timedelta | None = None
) -> Query:
    """Find the touchpoints after which people leave more often than after others.

    A path leaves at its last event if it never reached the goal.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    goal
        Event names that mean success. None: every path leaves in the end.
    idle
        Leave out paths that may still continue: without goal, and with a last event less than this (``"7d"``) before
        the end of the log. None: all paths are finished.

    Returns
    -------
    Query
        One row per event that occurs, most leavers first: ``event`` (str), ``paths`` (int, unique paths that leave
        right after it), ``leaver_share`` (float 0-1, of all leavers), ``events`` (int, how often it occurs),
        ``leave_share`` (float 0-1, of these events, those after which the path leaves), ``lift`` (float, this share
        divided by the same share of all other events; missing where that is 0), ``low`` and ``high`` (float, 95 %
        interval of the lift; missing where a count is 0).

    Raises
    ------
    EventLogError
        An unknown event name, or ``idle`` without a unit.

    Notes
    -----
    A lift above 1 means that leaving is associated with the touchpoint, not that it drives people away: late
    touchpoints are at the end of most paths. The interval treats events as independent; those of one path are not. Lift
    is the relative risk, its interval Katz's (*Biometrics* 34, 1978), by ``scipy.stats.contingency``.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": list("aabb"), "event": ["shop", "fees", "shop", "pay"]})
    >>> log["timestamp"] = "2024-05-01"
    >>> frame = qs.last_touchpoints(ev.read_events(log), goal="pay").to_pandas()
    >>> frame[["event", "paths", "leave_share"]].values.tolist()
    [['fees', 1, 1.0], ['pay', 0, 0.0], ['shop', 0, 0.0]]
    """
    goals = () if goal is None else event_test(events, goal, "goal")
    silent = 0 if idle is None else span_us(events, idle, "idle")
    fates = sql_template(_FATES, reached=is_one_of(goals) if goals else exp.false(), idle=silent)
    return question(
        events,
        "last_touchpoints",
        sql_template(_COUNTS, fates=fates),
        {
            "event": ("str", "event name"),
            "paths": ("int64", "unique paths that leave right after it"),
            "leaver_share": ("float64", "share (0-1) of all paths that leave"),
            "events": ("int64", "number of events"),
            "leave_share": ("float64", "share (0-1) of these events after which the path leaves"),
            "lift": ("float64", "that share divided by the same share of all other events"),
            "low": ("float64", "lower end of its 95 % interval"),
            "high": ("float64", "upper end of its 95 % interval"),
        },
        kernel=last_touchpoint_kernel(events.event_names, numbers_of(goals, events.event_names), silent),
        members={"paths": Members(sql_template(_WHO, fates=fates), keys=("event",))},
        finish=_with_lift,
        raw={"event": "str", "paths": "int64", "events": "int64"},
        unit="unique paths that leave, and events",
        population=f"of {events.path_count:,} paths of the log, "
        + ("all" if idle is None else f"those with goal or silent for {idle} at the log's end"),
        window="whole paths" + (f"; a path with {event_words(goals)} does not leave" if goals else ""),
        denominator="all leavers (leaver_share); events of this name (leave_share)",
    )


_FATES = """
    WITH whole AS (SELECT MAX(t) AS t FROM j),
    lives AS (SELECT path, MAX(t) AS last, MAX(CASE WHEN :reached THEN 1 ELSE 0 END) AS reached FROM j GROUP BY path)
    SELECT l.path AS path, 1 - l.reached AS leaves
    FROM lives AS l CROSS JOIN whole AS w WHERE l.reached = 1 OR w.t - l.last >= :idle
"""
_COUNTS = """
    SELECT n.name AS event, c.paths AS paths, c.events AS events
    FROM (
        SELECT j.event AS event, CAST(COUNT(*) AS BIGINT) AS events,
               CAST(SUM(CASE WHEN j.is_last THEN f.leaves ELSE 0 END) AS BIGINT) AS paths
        FROM j JOIN fates AS f ON f.path = j.path GROUP BY j.event
    ) AS c JOIN names AS n ON n.event = c.event
    ORDER BY paths DESC, event
"""
_WHO = """
    SELECT j.path AS path, n.name AS event
    FROM j JOIN fates AS f ON f.path = j.path JOIN names AS n ON n.event = j.event WHERE j.is_last AND f.leaves = 1
"""


def _with_lift(frame: pd.DataFrame) -> pd.DataFrame:
    import math

    import pandas as pd
    from scipy.stats.contingency import relative_risk

    leavers, events = int(frame["paths"].sum()), int(frame["events"].sum())
    lift, low, high = (pd.Series(math.nan, frame.index) for _ in range(3))
    for row, left, n in zip(frame.index, frame["paths"].tolist(), frame["events"].tolist(), strict=True):
        if leavers - left:
            found = relative_risk(left, n, leavers - left, events - n)
            lift[row] = found.relative_risk
            if left:
                low[row], high[row] = found.confidence_interval(0.95)
    return frame.assign(
        leaver_share=frame["paths"] / (leavers or math.nan),
        leave_share=frame["paths"] / frame["events"],
        lift=lift,
        low=low,
        high=high,
    )
