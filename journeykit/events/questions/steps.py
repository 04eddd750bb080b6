"""What happens first, second, third…: paths by position, with the rest and the leavers kept in sight."""

from __future__ import annotations

from journeykit.errors import EventLogError
from journeykit.events.log import Events
from journeykit.events.query import Query, question, sql_template

__all__ = ["FLOW_COLUMNS", "steps"]

FLOW_COLUMNS = {
    "source_column": ("int64", "column the link leaves"),
    "source": ("str", "event (or stage) that is left"),
    "source_kind": ("str", "event, stage, or other (the rest of the column)"),
    "target_column": ("Int64", "column the link enters; null for left and end"),
    "target": ("str", "event (or stage) that is entered; null for left and end"),
    "target_kind": ("str", "event, stage, other, left or end"),
    "paths": ("int64", "unique paths on the link"),
    "kind": ("str", "forward, skip, return, left or end"),
}


def steps(events: Events, *, columns: int = 5, top: int = 6) -> Query:
    """Count paths from position to position: the flow frame of a step Sankey.

    Columns are the positions 1 to ``columns`` of a path. Each keeps its ``top`` most frequent events (ties by name);
    the rest of a column is one node of kind ``other``. A path that has no next event is ``left``.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    columns
        Number of positions, at least 2.
    top
        Events kept by name in each column, at least 1.

    Returns
    -------
    Query
        One row a link: ``source_column`` (int from 1), ``source``, ``source_kind`` (event | other), ``target_column``
        (nullable int, ``source_column + 1``), ``target`` (str, null for left), ``target_kind`` (event | other | left),
        ``paths`` (int, unique paths), ``kind`` (forward | left). The last column has no rows that leave it.

    Raises
    ------
    EventLogError
        ``columns`` or ``top`` is too small.

    Notes
    -----
    Flows conserve: the paths of a column and those that left before it sum to all paths. A link A -> B that leaves
    column k equals ``funnel(events, [A, B], order="direct", at=k)``. The same event in two columns is two nodes, and
    the picture says nothing about what happens after the last column.

    Examples
    --------
    >>> import pandas as pd
    >>> from journeykit.events import read_events, steps
    >>> log = pd.DataFrame({"user_id": ["a", "a", "b"], "event": ["home", "pay", "home"]})
    >>> log["timestamp"] = "2024-05-01"
    >>> steps(read_events(log), columns=2).to_pandas()[["source", "target_kind", "paths"]].values.tolist()
    [['home', 'event', 1], ['home', 'left', 1]]
    """
    if columns < 2 or top < 1:
        raise EventLogError(f"steps need at least 2 columns and 1 event a column; got columns={columns}, top={top}.")
    expression = sql_template(_LINKS, columns=columns, top=top)
    return question(
        events._log,
        "steps",
        expression,
        FLOW_COLUMNS,
        unit="unique paths",
        population=f"all {events.path_count:,} paths of the log",
        window=f"the first {columns} events of a path; each column keeps its {top} most frequent events",
        denominator="all paths that start (column 1)",
    )


# A path has one event a position, so counting rows counts unique paths.
_LINKS = """
    WITH moves AS (
        SELECT position, event, next_event, COUNT(*) AS paths FROM j WHERE position <= :columns
        GROUP BY position, event, next_event
    ), nodes AS (
        SELECT m.position AS position, m.event AS event, n.name AS name,
               ROW_NUMBER() OVER (PARTITION BY m.position ORDER BY SUM(m.paths) DESC, n.name) AS place
        FROM moves AS m JOIN names AS n ON n.event = m.event GROUP BY m.position, m.event, n.name
    ), kept AS (SELECT position, event, name FROM nodes WHERE place <= :top),
    links AS (
        SELECT m.position AS source_column, s.name AS source,
               CASE WHEN s.event IS NULL THEN 'other' ELSE 'event' END AS source_kind,
               e.name AS target,
               CASE WHEN m.next_event IS NULL THEN 'left' WHEN e.event IS NULL THEN 'other' ELSE 'event'
               END AS target_kind,
               m.paths AS paths
        FROM moves AS m
        LEFT JOIN kept AS s ON s.position = m.position AND s.event = m.event
        LEFT JOIN kept AS e ON e.position = m.position + 1 AND e.event = m.next_event
        WHERE m.position < :columns
    ), flows AS (
        SELECT source_column, source, source_kind, target, target_kind, SUM(paths) AS paths FROM links
        GROUP BY source_column, source, source_kind, target, target_kind
    )
    SELECT source_column, COALESCE(source, 'other') AS source, source_kind,
           CASE WHEN target_kind <> 'left' THEN source_column + 1 END AS target_column,
           CASE WHEN target_kind = 'other' THEN 'other' ELSE target END AS target, target_kind,
           CAST(paths AS BIGINT) AS paths,
           CASE WHEN target_kind = 'left' THEN 'left' ELSE 'forward' END AS kind
    FROM flows
    ORDER BY source_column, CASE WHEN source_kind = 'other' THEN 1 ELSE 0 END, flows.source,
             CASE WHEN target_kind = 'left' THEN 2 WHEN target_kind = 'other' THEN 1 ELSE 0 END, flows.paths DESC,
             flows.target
"""
