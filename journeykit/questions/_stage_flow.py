"""How paths move through an ordered list of stages: forward, over a stage, back, out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from journeykit.errors import EventLogError, listing
from journeykit.events.log import Events, require_names
from journeykit.events.query import Members, Query, question
from journeykit.events.sql import sql_template
from journeykit.questions._steps import FLOW_COLUMNS
from journeykit.questions.kernels.stage_flow import stage_flow_kernel

__all__ = ["stage_flow"]


def stage_flow(events: Events, order: Sequence[str]) -> Query:
    """Count how paths progress through stages, and how they return: the flow frame of a stage Sankey.

    A path's *progression* is the list of stages at which it sets a new furthest stage. Every stage of it is left
    exactly once: to the next of the progression (``forward`` to the neighbour, ``skip`` over one or more stages), or as
    ``left`` when it is the furthest the path gets, or as ``end`` when it is the last stage. So these rows conserve.
    ``return`` rows are shown apart: paths with at least one direct move from a later stage to an earlier one.

    Parameters
    ----------
    events
        A log whose event names are stages (see ``relabel``).
    order
        The stages in order. Events with other names are left out, before moves are looked at.

    Returns
    -------
    Query
        One row a link: ``source_column`` (int, position of the stage from 0), ``source`` (str), ``source_kind``
        ("stage"), ``target_column`` (nullable int), ``target`` (str, null for left and end), ``target_kind`` (stage |
        left | end), ``paths`` (int, unique paths), ``kind`` (forward | skip | return | left | end), ``source_position``
        and ``target_position`` (nullable int, position of the stage, for colour), ``median_s`` (float, seconds from
        first reaching the source to first reaching the target; missing for return, left and end).

    Raises
    ------
    EventLogError
        A stage is named twice, is no event of the log, or there are none.

    Notes
    -----
    The paths in a stage's node are those whose progression holds it; a stage that a path first sees after a later one
    is no progress, so a node can be smaller than the stage's reach. A path may start at any stage.

    Examples
    --------
    >>> import pandas as pd
    >>> from journeykit.events import read_events
    >>> from journeykit.questions import stage_flow
    >>> log = pd.DataFrame({"user_id": ["a"] * 3, "event": ["look", "buy", "look"], "timestamp": ["2024-05-01"] * 3})
    >>> stage_flow(read_events(log), ["look", "buy"]).to_pandas()[["source", "kind", "paths"]].values.tolist()
    [['look', 'forward', 1], ['buy', 'end', 1], ['buy', 'return', 1]]
    """
    order = [order] if isinstance(order, str) else list(order)
    twice = sorted({name for name in order if order.count(name) > 1})
    if not order or twice:
        raise EventLogError(
            f"the stages {listing(twice)} are named twice in the order."
            if twice
            else "stage_flow needs stages in order."
        )
    require_names(events, order, "stage")
    stages = exp.values(list(enumerate(order)), "s", ["stage", "name"])
    expression = sql_template(_FLOW, numbered=stages, last=len(order) - 1)
    members = sql_template(_MEMBERS, numbered=stages, last=len(order) - 1)
    columns = FLOW_COLUMNS | {
        "source_position": ("Int64", "position of the source stage, from 0"),
        "target_position": ("Int64", "position of the target stage, from 0; null for left and end"),
        "median_s": ("float64", "median time from first reaching source to first reaching target, seconds"),
    }
    return question(
        events._log,
        "stage_flow",
        expression,
        columns,
        kernel=stage_flow_kernel(events.event_names, order),
        members={"paths": Members(members, keys=("source_column", "target_column", "kind"))},
        unit="unique paths",
        population=f"the paths that enter one of the {len(order)} stages, of {events.path_count:,} in the log",
        window="none; events that belong to none of the stages are left out",
        denominator="paths that reach the source stage in order",
    )


_PROGRESSION = """
    WITH stages AS (
        SELECT CAST(s.stage AS INT) AS stage, n.name AS name, n.event AS event
        FROM numbered AS s JOIN names AS n ON n.name = s.name
    ), visits AS (
        SELECT j.path AS path, j.position AS position, j.t AS t, s.stage AS stage,
               LEAD(s.stage) OVER (PARTITION BY j.path ORDER BY j.position) AS next_stage
        FROM j JOIN stages AS s ON s.event = j.event
    ), firsts AS (
        SELECT path, stage, MIN(position) AS position, MIN(t) AS t FROM visits GROUP BY path, stage
    ),
    heights AS (
        SELECT path, stage, position, t, MAX(stage) OVER (
            PARTITION BY path ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS furthest
        FROM firsts
    ), progression AS (
        SELECT path, stage, LEAD(stage) OVER (PARTITION BY path ORDER BY position) AS next_stage,
               LEAD(t) OVER (PARTITION BY path ORDER BY position) - t AS gap
        FROM heights WHERE furthest IS NULL OR stage > furthest
    )
"""
_FLOW = (
    _PROGRESSION
    + """
    , links AS (
        SELECT stage AS source, next_stage AS target, COUNT(*) AS paths, MEDIAN(gap) AS gap, FALSE AS back
        FROM progression GROUP BY stage, next_stage
        UNION ALL
        SELECT stage AS source, next_stage AS target, COUNT(DISTINCT path) AS paths, NULL AS gap, TRUE AS back
        FROM visits WHERE next_stage < stage GROUP BY stage, next_stage
    ), named AS (
        SELECT l.source AS source_column, s.name AS source, l.target AS target_column, e.name AS target,
               l.paths AS paths, l.gap / 1000000.0 AS median_s,
               CASE WHEN l.back THEN 'return' WHEN l.target = l.source + 1 THEN 'forward'
                    WHEN l.target IS NOT NULL THEN 'skip' WHEN l.source = :last THEN 'end' ELSE 'left' END AS kind
        FROM links AS l JOIN stages AS s ON s.stage = l.source LEFT JOIN stages AS e ON e.stage = l.target
    )
    SELECT source_column, source, 'stage' AS source_kind, target_column, target,
           CASE WHEN target_column IS NULL THEN kind ELSE 'stage' END AS target_kind, paths, kind,
           source_column AS source_position, target_column AS target_position, median_s
    FROM named
    ORDER BY source_column,
             CASE kind WHEN 'forward' THEN 0 WHEN 'skip' THEN 1 WHEN 'end' THEN 2 WHEN 'left' THEN 3 ELSE 4 END,
             target_column
"""
)
_MEMBERS = (
    _PROGRESSION
    + """
    SELECT p.stage AS source_column, p.next_stage AS target_column,
           CASE WHEN p.next_stage = p.stage + 1 THEN 'forward' WHEN p.next_stage IS NOT NULL THEN 'skip'
                WHEN p.stage = :last THEN 'end' ELSE 'left' END AS kind, p.path AS path
    FROM progression AS p
    UNION ALL
    SELECT v.stage AS source_column, v.next_stage AS target_column, 'return' AS kind, v.path AS path
    FROM visits AS v WHERE v.next_stage < v.stage
"""
)
