"""Loops: events that repeat at once, events that return later, and their share of the log."""

from __future__ import annotations

from journeykit.events.log import Events, question
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template


def loops(events: Events) -> Query:
    """Count for every event how often paths repeat it at once, and how often they return to it later.

    A *repeat* directly follows the same event. A *return* follows an earlier one with other events in between. Both are
    *extra* events: all but the first one of each path.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.

    Returns
    -------
    Query
        One row per event that occurs, most extra events first: ``event`` (str), ``events`` (int), ``paths`` (int,
        unique paths with it), ``repeats`` and ``returns`` (int, events), ``repeat_paths`` and ``return_paths`` (int,
        unique paths with at least one), ``repeat_share`` and ``return_share`` (float 0-1, of the paths with the event),
        ``extra_events`` (int, ``repeats + returns``), ``extra_share`` (float 0-1, of the events of this name).

    Notes
    -----
    A repeat may be a double click, a reload or a second try; a return may be rework or a habit. Long paths have more of
    both.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a"] * 4, "event": ["form", "form", "help", "form"], "timestamp": "2024-05-01"})
    >>> qs.loops(ev.read_events(log)).to_pandas()[["event", "repeats", "returns"]].values.tolist()
    [['form', 1, 1], ['help', 0, 0]]
    """
    expression = sql_template(
        """
        WITH visits AS (SELECT path, event, n, repeats FROM visited AS v),
        counts AS (
            SELECT v.event AS event, CAST(SUM(v.n) AS BIGINT) AS events, CAST(COUNT(*) AS BIGINT) AS paths,
                   CAST(SUM(v.repeats) AS BIGINT) AS repeats, CAST(SUM(v.n - 1 - v.repeats) AS BIGINT) AS returns,
                   CAST(SUM(CASE WHEN v.repeats > 0 THEN 1 ELSE 0 END) AS BIGINT) AS repeat_paths,
                   CAST(SUM(CASE WHEN v.n - 1 > v.repeats THEN 1 ELSE 0 END) AS BIGINT) AS return_paths
            FROM visits AS v GROUP BY v.event
        )
        SELECT n.name AS event, c.events AS events, c.paths AS paths, c.repeats AS repeats, c.returns AS returns,
               c.repeat_paths AS repeat_paths, c.return_paths AS return_paths,
               CAST(c.repeat_paths AS DOUBLE) / c.paths AS repeat_share,
               CAST(c.return_paths AS DOUBLE) / c.paths AS return_share,
               c.repeats + c.returns AS extra_events,
               CAST(c.repeats + c.returns AS DOUBLE) / c.events AS extra_share
        FROM counts AS c JOIN names AS n ON n.event = c.event
        ORDER BY c.repeats + c.returns DESC, n.name
        """,
        visited=sql_template(_VISITS),
    )
    return question(
        events,
        "loops",
        expression,
        {
            "event": ("str", "event name"),
            "events": ("int64", "number of events"),
            "paths": ("int64", "unique paths with the event"),
            "repeats": ("int64", "events that directly follow the same event"),
            "returns": ("int64", "events that come back after others"),
            "repeat_paths": ("int64", "unique paths that repeat it"),
            "return_paths": ("int64", "unique paths that return to it"),
            "repeat_share": ("float64", "share (0-1) of the paths with the event that repeat it"),
            "return_share": ("float64", "share (0-1) of the paths with the event that return to it"),
            "extra_events": ("int64", "repeats and returns"),
            "extra_share": ("float64", "share (0-1) of the events of this name that are extra"),
        },
        members={
            column: Members(
                sql_template(_WHO, visited=sql_template(_VISITS), repeats=repeats, returns=returns), keys=("event",)
            )
            for column, repeats, returns in (("paths", 0, 0), ("repeat_paths", 1, 0), ("return_paths", 0, 1))
        },
        unit="events, and unique paths where the column says so",
        denominator="paths with the event (repeat_share, return_share); its events (extra_share)",
    )


def rework(events: Events) -> Query:
    """Measure how much of a log is repeats and returns.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.

    Returns
    -------
    Query
        One row per ``kind``: ``repeat`` (directly follows the same event), ``return`` (comes back after others) and
        ``any``. ``paths`` (int, unique paths with at least one), ``path_share`` (float 0-1, of all paths),
        ``extra_events`` (int, such events), ``event_share`` (float 0-1, of all events), ``per_path`` (float, such
        events in a path that has any, mean; missing where none has). An empty log gives no rows.

    Notes
    -----
    An event that occurs again counts as extra whatever the reason. ``path_share`` grows with the length of the paths,
    so compare logs with paths of about the same length.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": list("aaab"), "event": ["form", "form", "sent", "form"]})
    >>> log["timestamp"] = "2024-05-01"
    >>> qs.rework(ev.read_events(log)).to_pandas()[["kind", "paths", "path_share", "extra_events"]].values.tolist()
    [['repeat', 1, 0.5, 1], ['return', 0, 0.0, 0], ['any', 1, 0.5, 1]]
    """
    expression = sql_template(
        """
        WITH visits AS (
            SELECT v.path AS path, CAST(SUM(v.n) AS BIGINT) AS events, CAST(SUM(v.repeats) AS BIGINT) AS repeats,
                   CAST(SUM(v.n - 1 - v.repeats) AS BIGINT) AS returns
            FROM visited AS v GROUP BY v.path
        ), whole AS (SELECT COUNT(*) AS paths, SUM(v.events) AS events FROM visits AS v),
        kinds AS (
            SELECT k.place AS place, k.kind AS kind, CAST(COUNT(*) AS BIGINT) AS paths,
                   CAST(SUM(k.extra) AS BIGINT) AS extra_events
            FROM (
                SELECT 1 AS place, 'repeat' AS kind, repeats AS extra FROM visits
                UNION ALL SELECT 2 AS place, 'return' AS kind, returns AS extra FROM visits
                UNION ALL SELECT 3 AS place, 'any' AS kind, repeats + returns AS extra FROM visits
            ) AS k WHERE k.extra > 0 GROUP BY k.place, k.kind
        )
        SELECT a.kind AS kind, COALESCE(k.paths, 0) AS paths,
               CAST(COALESCE(k.paths, 0) AS DOUBLE) / w.paths AS path_share,
               COALESCE(k.extra_events, 0) AS extra_events,
               CAST(COALESCE(k.extra_events, 0) AS DOUBLE) / w.events AS event_share,
               CAST(k.extra_events AS DOUBLE) / k.paths AS per_path
        FROM (VALUES (1, 'repeat'), (2, 'return'), (3, 'any')) AS a(place, kind)
        CROSS JOIN whole AS w LEFT JOIN kinds AS k ON k.place = a.place
        WHERE w.paths > 0 ORDER BY a.place
        """,
        visited=sql_template(_VISITS),
    )
    return question(
        events,
        "rework",
        expression,
        {
            "kind": ("str", "repeat, return or any"),
            "paths": ("int64", "unique paths with at least one"),
            "path_share": ("float64", "share (0-1) of all paths of the log"),
            "extra_events": ("int64", "events that repeat or come back"),
            "event_share": ("float64", "share (0-1) of all events of the log"),
            "per_path": ("float64", "mean number in a path that has any"),
        },
        members={"paths": Members(sql_template(_ROUND, visited=sql_template(_VISITS)), keys=("kind",))},
        unit="unique paths, and events where the column says so",
        denominator="all paths (path_share), all events (event_share)",
    )


# Of n events of one name in a path all but the first are extra; those that directly follow another are repeats.
_VISITS = """
    SELECT path, event, COUNT(*) AS n, SUM(CASE WHEN next_event = event THEN 1 ELSE 0 END) AS repeats
    FROM j GROUP BY path, event
"""
_WHO = """
    SELECT v.path AS path, n.name AS event
    FROM visited AS v JOIN names AS n ON n.event = v.event
    WHERE v.repeats >= :repeats AND v.n - 1 - v.repeats >= :returns
"""
_ROUND = """
    WITH visits AS (SELECT path, n, repeats FROM visited AS v)
    SELECT path, 'repeat' AS kind FROM visits WHERE repeats > 0
    UNION ALL SELECT path, 'return' AS kind FROM visits WHERE n - 1 > repeats
    UNION ALL SELECT path, 'any' AS kind FROM visits WHERE n > 1
"""
