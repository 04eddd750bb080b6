"""What happens inside a stage: its touchpoints or events, and those with which paths enter and leave it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from journeykit.events.labels import Label, labelled
from journeykit.events.log import Events, question
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template


def stage_inside(events: Events, stages: Sequence[Label]) -> Query:
    """Count the events that make up each stage: the level below a stage Sankey.

    Parameters
    ----------
    events
        A prepared log, whose event names (events as read, or touchpoints) are shown inside a stage.
    stages
        The rules that name the stages (as for ``relabel``); the first that matches an event wins.

    Returns
    -------
    Query
        One row per stage and event, in the order of stages, most paths first: ``stage``, ``event`` (str), ``events``
        (int), ``paths`` (int, unique paths with the event in the stage), ``stage_paths`` (int, unique paths of the
        stage), ``stage_share`` (float 0-1, ``paths / stage_paths``), ``first_paths`` and ``last_paths`` (int, paths
        whose first or last event in the stage it is).

    Raises
    ------
    EventLogError
        A stage is named twice, or a rule names a column that was not read or an unknown operator.

    Notes
    -----
    A path may enter a stage several times; first and last refer to all its events there, and each sums to
    ``stage_paths``. Stages that match no event have no rows.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a", "a", "b"], "event": ["cart_add", "cart_view", "cart_view"]})
    >>> inside = qs.stage_inside(ev.read_events(log.assign(timestamp="2024-05-01")), [ev.Label("basket", ("cart_*",))])
    >>> inside.to_pandas()[["event", "paths", "stage_share", "first_paths"]].values.tolist()
    [['cart_view', 2, 1.0, 1], ['cart_add', 1, 0.5, 1]]
    """
    names = [(number, stage.name) for number, stage in enumerate(stages, start=1)] or [(0, "")]
    parts = {
        "inside": sql_template(_INSIDE, claimed=labelled(events, stages, names=False)),
        "named": exp.values(names, "s", ["number", "name"]),
    }
    return question(
        events,
        "stage_inside",
        sql_template(_ANSWER, **parts),
        {
            "stage": ("str", "stage that claims the event"),
            "event": ("str", "event name"),
            "events": ("int64", "number of such events in the stage"),
            "paths": ("int64", "unique paths with the event in the stage"),
            "stage_paths": ("int64", "unique paths of the stage"),
            "stage_share": ("float64", "share (0-1) of the paths of the stage"),
            "first_paths": ("int64", "unique paths whose first event in the stage it is"),
            "last_paths": ("int64", "unique paths whose last event in the stage it is"),
        },
        members={
            column: Members(sql_template(_MEMBERS, here=exp.condition(here), **parts), keys=keys)
            for column, here, keys in (
                ("paths", "TRUE", ("stage", "event")),
                ("stage_paths", "TRUE", ("stage",)),
                ("first_paths", "i.comes = 1", ("stage", "event")),
                ("last_paths", "i.goes = 1", ("stage", "event")),
            )
        },
        unit="unique paths, and events where the column says so",
        population=f"the paths that enter a stage, of {events.path_count:,} in the log",
        window="none; a stage's events count wherever in the path they are",
        denominator="paths of the stage (stage_share)",
    )


_INSIDE = """
    SELECT c.path AS path, c.label AS label, c.event AS event,
           CASE WHEN c.position = MIN(c.position) OVER (PARTITION BY c.path, c.label) THEN 1 ELSE 0 END AS comes,
           CASE WHEN c.position = MAX(c.position) OVER (PARTITION BY c.path, c.label) THEN 1 ELSE 0 END AS goes
    FROM claimed AS c WHERE c.label IS NOT NULL
"""
_ANSWER = """
    WITH i AS (SELECT path, label, event, comes, goes FROM inside AS x),
    portions AS (
        SELECT label, event, COUNT(*) AS events, COUNT(DISTINCT path) AS paths, CAST(SUM(comes) AS BIGINT) AS comes,
               CAST(SUM(goes) AS BIGINT) AS goes
        FROM i GROUP BY label, event
    ), whole AS (SELECT label, COUNT(DISTINCT path) AS paths FROM i GROUP BY label)
    SELECT s.name AS stage, n.name AS event, p.events AS events, p.paths AS paths, w.paths AS stage_paths,
           CAST(p.paths AS DOUBLE) / w.paths AS stage_share, p.comes AS first_paths, p.goes AS last_paths
    FROM portions AS p JOIN whole AS w ON w.label = p.label JOIN names AS n ON n.event = p.event
    JOIN named AS s ON s.number = p.label
    ORDER BY p.label, p.paths DESC, p.events DESC, n.name
"""
_MEMBERS = """
    SELECT s.name AS stage, n.name AS event, i.path AS path
    FROM inside AS i JOIN names AS n ON n.event = i.event JOIN named AS s ON s.number = i.label WHERE :here
"""
