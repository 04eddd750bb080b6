"""How many paths have each event, begin with it and end with it."""

from __future__ import annotations

from sqlglot import exp

from journeykit.events.log import Events, question
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template
from journeykit.questions.kernels.reach import reach_kernel


def reach(events: Events) -> Query:
    """Count for every event name how often it occurs and how many paths have it.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.

    Returns
    -------
    Query
        One row per event name, most paths first: ``event`` (str), ``events`` (int), ``paths`` (int, unique paths with
        the event), ``path_share`` (float 0-1, of all paths of the log), ``first_paths`` and ``last_paths`` (int, paths
        that begin and end with it). A label of ``relabel`` that matches no event has a row of zeros.

    Notes
    -----
    ``last_paths`` counts where paths end in the log. It is no drop-off, which needs a next step (see ``funnel``).
    ``first_paths`` and ``last_paths`` each sum to the number of paths.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a", "a", "b"], "event": ["x", "y", "x"], "timestamp": ["2024-05-01"] * 3})
    >>> qs.reach(ev.read_events(log)).to_pandas()[["event", "paths", "last_paths"]].values.tolist()
    [['x', 2, 1], ['y', 1, 1]]
    """
    expression = sql_template(
        """
        WITH counts AS (
            SELECT event, COUNT(*) AS events, COUNT(DISTINCT path) AS paths,
                   SUM(CASE WHEN position = 1 THEN 1 ELSE 0 END) AS first_paths,
                   SUM(CASE WHEN is_last THEN 1 ELSE 0 END) AS last_paths
            FROM j GROUP BY event
        ), whole AS (SELECT COUNT(DISTINCT path) AS paths FROM j)
        SELECT n.name AS event, COALESCE(c.events, 0) AS events, COALESCE(c.paths, 0) AS paths,
               CAST(COALESCE(c.paths, 0) AS DOUBLE) / w.paths AS path_share,
               CAST(COALESCE(c.first_paths, 0) AS BIGINT) AS first_paths,
               CAST(COALESCE(c.last_paths, 0) AS BIGINT) AS last_paths
        FROM names AS n CROSS JOIN whole AS w LEFT JOIN counts AS c ON c.event = n.event
        WHERE w.paths > 0 ORDER BY paths DESC, events DESC, event
        """
    )
    return question(
        events,
        "reach",
        expression,
        {
            "event": ("str", "event name"),
            "events": ("int64", "number of events"),
            "paths": ("int64", "unique paths with the event"),
            "path_share": ("float64", "share (0-1) of all paths of the log"),
            "first_paths": ("int64", "paths that start with the event"),
            "last_paths": ("int64", "paths that end with the event"),
        },
        kernel=reach_kernel(events.event_names),
        members={
            column: Members(sql_template(_MEMBERS, here=exp.condition(where)), keys=("event",))
            for column, where in (("paths", "TRUE"), ("first_paths", "j.position = 1"), ("last_paths", "j.is_last"))
        },
        unit="unique paths, and events where the column says so",
        denominator="all paths of the log",
    )


_MEMBERS = "SELECT n.name AS event, j.path AS path FROM j JOIN names AS n ON n.event = j.event WHERE :here"
