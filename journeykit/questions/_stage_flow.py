"""How paths move through stages in order: forward, skipping stages, back, out."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from journeykit.errors import EventLogError, listing
from journeykit.events.log import Events, question, require_names
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template
from journeykit.questions._steps import FLOW_COLUMNS
from journeykit.questions.kernels.stage_flow import stage_flow_kernel


def stage_flow(events: Events, order: Sequence[str]) -> Query:
    """Count how paths progress through stages, and how they return: the flow frame of a stage Sankey.

    A path's *progression* is the list of stages at which it gets further than before. It leaves each of them exactly
    once: to the next one (``forward`` to the neighbour, ``skip`` over one or more stages), as ``left`` when it gets no
    further, or as ``end`` at the last stage. So the paths into and out of a stage add up. ``return`` rows are separate:
    paths with at least one direct move from a later stage to an earlier one.

    Parameters
    ----------
    events
        A log whose event names are stages (see ``relabel``).
    order
        The stages in order. Events with other names are left out before moves are counted.

    Returns
    -------
    Query
        One row per link: ``source_column`` (int, position of the stage from 0), ``source`` (str), ``source_kind``
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
    A stage that a path first reaches after a later one is no progress, so the paths of a node can be fewer than those
    that reach the stage. A path may start at any stage.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a"] * 3, "event": ["look", "buy", "look"], "timestamp": ["2024-05-01"] * 3})
    >>> qs.stage_flow(ev.read_events(log), ["look", "buy"]).to_pandas()[["source", "kind", "paths"]].values.tolist()
    [['look', 'forward', 1], ['buy', 'end', 1], ['buy', 'return', 1]]
    """
    order = [order] if isinstance(order, str) else list(order)
    twice = sorted({name for name in order if order.count(name) > 1})
    if twice:
        raise EventLogError(f"the stages {listing(twice)} are named twice in the order.")
    if not order:
        raise EventLogError("stage_flow needs stages in order.")
    require_names(events, order, "stage")
    parts = {"numbered": exp.values(list(enumerate(order)), "s", ["stage", "name"]), "last": len(order) - 1}
    return question(
        events,
        "stage_flow",
        sql_template(_FLOW, **parts),
        FLOW_COLUMNS
        | {
            "source_position": ("Int64", "position of the source stage, from 0"),
            "target_position": ("Int64", "position of the target stage, from 0; null for left and end"),
            "median_s": ("float64", "median time from first reaching source to first reaching target, seconds"),
        },
        kernel=stage_flow_kernel(events.event_names, order),
        members={
            "paths": Members(sql_template(_MEMBERS, **parts), keys=("source_column", "target_column", "kind")),
        },
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
