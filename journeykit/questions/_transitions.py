"""Which event follows which."""

from __future__ import annotations

from journeykit.events.log import Events, question
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template
from journeykit.questions.kernels.transitions import transition_kernel


def transitions(events: Events) -> Query:
    """Count the ordered pairs of consecutive events in all paths.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.

    Returns
    -------
    Query
        One row per pair, most frequent first: ``source``, ``target`` (str), ``transitions`` (int, pairs), ``paths``
        (int, unique paths with the pair at least once), ``out_share`` (float 0-1, share of the transitions that leave
        ``source``), ``in_share`` (float 0-1, share of those that enter ``target``), ``median_gap_s`` and ``q95_gap_s``
        (float, seconds between the two events: median and 95 % quantile).

    Notes
    -----
    The last event of a path has no transition: ``out_share`` is about the paths that go on, not about those that stop.
    ``paths`` equals the last step of ``steps`` or ``funnel`` only where a path has the pair once. Quantiles interpolate
    linearly. Where events have an end, the time between two of them is from the end of the source to the beginning of
    the target, 0 where they overlap, as in the performance graphs of pm4py and bupaR.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a", "b"] * 2, "event": ["home", "home", "pay", "pay"]})
    >>> log["timestamp"] = ["2024-05-01", "2024-05-01", "2024-05-02", "2024-05-02"]
    >>> qs.transitions(ev.read_events(log)).to_pandas()[["source", "target", "transitions"]].values.tolist()
    [['home', 'pay', 2]]
    """
    expression = sql_template(
        """
        WITH pairs AS (
            SELECT event, next_event, COUNT(*) AS transitions, COUNT(DISTINCT path) AS paths, MEDIAN(gap) AS usual_gap,
                   QUANTILE_CONT(gap, 0.95) AS long_gap
            FROM j AS j WHERE next_event IS NOT NULL GROUP BY event, next_event
        )
        SELECT s.name AS source, e.name AS target, p.transitions AS transitions, p.paths AS paths,
               CAST(p.transitions AS DOUBLE) / SUM(p.transitions) OVER (PARTITION BY p.event) AS out_share,
               CAST(p.transitions AS DOUBLE) / SUM(p.transitions) OVER (PARTITION BY p.next_event) AS in_share,
               p.usual_gap / 1000000.0 AS median_gap_s, p.long_gap / 1000000.0 AS q95_gap_s
        FROM pairs AS p JOIN names AS s ON s.event = p.event JOIN names AS e ON e.event = p.next_event
        ORDER BY transitions DESC, source, target
        """,
        **({"j": sql_template(_FROM_ENDS)} if events.has_durations else {}),
    )
    return question(
        events,
        "transitions",
        expression,
        {
            "source": ("str", "event that is left"),
            "target": ("str", "event that comes next"),
            "transitions": ("int64", "number of pairs"),
            "paths": ("int64", "unique paths with the pair"),
            "out_share": ("float64", "share (0-1) of the transitions that leave the source"),
            "in_share": ("float64", "share (0-1) of the transitions that enter the target"),
            "median_gap_s": ("float64", "median time between the two events, seconds"),
            "q95_gap_s": ("float64", "95 % quantile of the time between the two events, seconds"),
        },
        kernel=None if events.has_durations else transition_kernel(events.event_names),
        members={"paths": Members(sql_template(_MEMBERS), keys=("source", "target"))},
        unit="transitions (ordered pairs of consecutive events) and unique paths",
        population=f"the paths with at least two events, of {events.path_count:,} in the log",
        denominator="transitions that leave the source (out_share), that enter the target (in_share)",
        times="from the end of the source, if it has one, to the beginning of the target; 0 where they overlap",
    )


_FROM_ENDS = """
    SELECT path, event, next_event,
           CASE WHEN t + gap > COALESCE(ended, t) THEN t + gap - COALESCE(ended, t) ELSE 0 END AS gap
    FROM j
"""
_MEMBERS = """
    SELECT s.name AS source, e.name AS target, j.path AS path
    FROM j JOIN names AS s ON s.event = j.event JOIN names AS e ON e.event = j.next_event
"""
