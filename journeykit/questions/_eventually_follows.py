"""For pairs of events: how many paths have the second one at any time after the first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from journeykit.errors import EventLogError
from journeykit.events.log import Events, question, require_names
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template


def eventually_follows(events: Events, pairs: Sequence[tuple[str, str]]) -> Query:
    """Count for each pair of events the paths with the first one, and those of them with the second one later.

    For each pair the answer is that of ``funnel([source, target])`` without a window.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    pairs
        Event names as ``(source, target)``; a repeated pair is counted once.

    Returns
    -------
    Query
        One row per pair, in the order given: ``source``, ``target`` (str), ``source_paths`` (int, unique paths with the
        source), ``paths`` (int, of them those with the target at any position after their first source), ``share``
        (float 0-1, of ``source_paths``; missing where there are none).

    Raises
    ------
    EventLogError
        No pairs, or an unknown event name.

    Notes
    -----
    Other events may lie between, and the target may occur before the source too. A path that has not reached the target
    when the log ends is not counted, even if it would later.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a", "a", "b"], "event": ["home", "pay", "home"]})
    >>> log["timestamp"] = ["2024-05-01 10:00", "2024-05-01 10:20", "2024-05-01 10:00"]
    >>> frame = qs.eventually_follows(ev.read_events(log), [("home", "pay")]).to_pandas()
    >>> frame[["source_paths", "paths"]].values.tolist()
    [[2, 1]]
    """
    asked = list(dict.fromkeys((str(source), str(target)) for source, target in pairs))
    if not asked:
        raise EventLogError("later needs at least one pair of events, such as [('home', 'pay')].")
    require_names(events, (name for pair in asked for name in pair), "pair")
    rows = [(place, source, target) for place, (source, target) in enumerate(asked)]
    given = exp.values(rows, "asked", ["place", "source", "target"])
    expression = sql_template(_PLACED + _ANSWER, asked=given)
    return question(
        events,
        "eventually follows",
        expression,
        {
            "source": ("str", "event"),
            "target": ("str", "event that comes later"),
            "source_paths": ("int64", "unique paths with the source"),
            "paths": ("int64", "of them, those with the target after their first source"),
            "share": ("float64", "share (0-1) of the paths with the source"),
        },
        members={"paths": Members(sql_template(_PLACED + _MEMBERS, asked=given), keys=("source", "target"))},
        population=f"the paths with the source, of {events.path_count:,} in the log",
        window="none; other events may lie between",
        denominator="paths with the source",
    )


_PLACED = """
    WITH pairs AS (
        SELECT asked.place AS place, asked.source AS source, asked.target AS target FROM asked
    ), placed AS (
        SELECT n.name AS name, j.path AS path, MIN(j.position) AS first_position, MAX(j.position) AS last_position
        FROM j JOIN names AS n ON n.event = j.event
        WHERE n.name IN (SELECT w.source FROM pairs AS w UNION ALL SELECT w.target FROM pairs AS w)
        GROUP BY n.name, j.path
    )
"""
_ANSWER = """
    , counted AS (
        SELECT w.place AS place, COUNT(a.path) AS source_paths,
               SUM(CASE WHEN b.last_position > a.first_position THEN 1 ELSE 0 END) AS paths
        FROM pairs AS w
        LEFT JOIN placed AS a ON a.name = w.source
        LEFT JOIN placed AS b ON b.name = w.target AND b.path = a.path
        GROUP BY w.place
    )
    SELECT w.source AS source, w.target AS target, c.source_paths AS source_paths,
           CAST(c.paths AS BIGINT) AS paths,
           CAST(c.paths AS DOUBLE) / NULLIF(c.source_paths, 0) AS share
    FROM pairs AS w JOIN counted AS c ON c.place = w.place
    ORDER BY w.place
"""
_MEMBERS = """
    SELECT w.source AS source, w.target AS target, a.path AS path
    FROM pairs AS w
    JOIN placed AS a ON a.name = w.source
    JOIN placed AS b ON b.name = w.target AND b.path = a.path
    WHERE b.last_position > a.first_position
"""
