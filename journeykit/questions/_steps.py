"""What happens first, second, third…: paths by position, with the rest and the paths that have ended."""

from __future__ import annotations

from functools import partial

from sqlglot import exp

from journeykit.errors import EventLogError
from journeykit.events.groups import numbers_of
from journeykit.events.log import Events, question, require_names
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template
from journeykit.questions.kernels.steps import step_kernel

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


def steps(events: Events, *, columns: int = 5, top: int = 6, start: str | None = None, end: str | None = None) -> Query:
    """Count paths from position to position: the flow frame of a step Sankey.

    Columns are the positions 1 to ``columns`` of a path. Each shows its ``top`` most frequent events (ties by name);
    the rest of a column is one node of kind ``other``. A path without a next event is ``left``.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    columns
        Number of positions, at least 2.
    top
        Events shown by name in each column, at least 1.
    start
        Count forward from here: column 1 is the first such event of a path, and only paths that have one count.
    end
        Count backward from here: column 1 is the first such event of a path, column 2 the event before it, and so on;
        ``left`` means that the path begins there. With ``start``: count forward from the first ``start`` event to the
        first ``end`` event after it (``target_kind`` end, kind end); only paths that have both count.

    Returns
    -------
    Query
        One row per link: ``source_column`` (int from 1), ``source``, ``source_kind`` (event | other), ``target_column``
        (nullable int, ``source_column + 1``), ``target`` (str, null for left and end), ``target_kind`` (event | other |
        left | end), ``paths`` (int, unique paths), ``kind`` (forward | left | end). The last column has no rows that
        leave it.

    Raises
    ------
    EventLogError
        ``columns`` or ``top`` is too small, or ``start`` or ``end`` is no event of the log.

    Notes
    -----
    The paths of a column and those that left before it sum to all paths. A link A -> B from column k equals
    ``funnel(events, [A, B], order="direct", at=k)``. The same event in two columns is two nodes. What happens after the
    last column is not shown.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a", "a", "b"], "event": ["home", "pay", "home"]})
    >>> log["timestamp"] = "2024-05-01"
    >>> qs.steps(ev.read_events(log), columns=2).to_pandas()[["source", "target_kind", "paths"]].values.tolist()
    [['home', 'event', 1], ['home', 'left', 1]]
    >>> qs.steps(ev.read_events(log), columns=2, end="pay").to_pandas()[["source", "target", "paths"]].values.tolist()
    [['pay', 'home', 1]]
    """
    if columns < 2 or top < 1:
        raise EventLogError(f"steps need at least 2 columns and 1 event a column; got columns={columns}, top={top}.")
    require_names(events, [name for name in (start, end) if name is not None], "event")
    walk = _walk(start, end, columns)
    anchors = (None if name is None else numbers_of([name], events.event_names) for name in (start, end))
    over = "end" if start is not None and end is not None else "left"
    linked = sql_template(_LINKED, walk=walk, columns=columns, top=top, over=over)
    return question(
        events,
        "steps",
        sql_template(_FLOWS, linked=linked),
        FLOW_COLUMNS,
        kernel=step_kernel(events.event_names, columns, top, *anchors),
        members={"paths": Members(partial(sql_template, _MEMBERS, walk=walk, linked=linked), keys=KEYS)},
        population=_population(events, start, end),
        window=_window(columns, top, start, end),
        denominator="all paths that start (column 1)",
    )


KEYS = ("source_column", "source", "source_kind", "target", "target_kind")


def _population(events: Events, start: str | None, end: str | None) -> str:
    if start is None and end is None:
        return f"all {events.path_count:,} paths of the log"
    has = f"{start!r} and later {end!r}" if start is not None and end is not None else repr(start or end)
    return f"the paths that have {has}, of {events.path_count:,} in the log"


def _window(columns: int, top: int, start: str | None, end: str | None) -> str:
    if start is not None:
        part = f"the first {columns} events from the first {start!r} on" + (f", up to {end!r}" if end else "")
    elif end is not None:
        part = f"the last {columns} events up to the first {end!r}, backwards"
    else:
        part = f"the first {columns} events of a path"
    return f"{part}; each column keeps its {top} most frequent events"


def _walk(start: str | None, end: str | None, columns: int) -> exp.Query:
    """Return ``walk(path, place, event, next_event)``: the part of each path that is counted, places from 1."""
    if start is None and end is None:
        return sql_template(_FROM_THE_BEGINNING, columns=columns)
    first = sql_template(_FIRST, anchor=start if start is not None else end)
    if start is None:
        return sql_template(_BACKWARD, first=first, columns=columns)
    if end is None:
        return sql_template(_FORWARD, first=first, columns=columns)
    return sql_template(_BETWEEN, first=first, ends=sql_template(_NEXT, first=first, anchor=end), columns=columns)


_FROM_THE_BEGINNING = "SELECT path, position AS place, event, next_event FROM j WHERE position <= :columns"
_FIRST = """
    SELECT j.path AS path, MIN(j.position) AS position FROM j
    WHERE j.event IN (SELECT n.event FROM names AS n WHERE n.name = :anchor) GROUP BY j.path
"""
_NEXT = """
    SELECT j.path AS path, MIN(j.position) AS position FROM j JOIN first AS f ON f.path = j.path
    WHERE j.position > f.position AND j.event IN (SELECT n.event FROM names AS n WHERE n.name = :anchor)
    GROUP BY j.path
"""
_FORWARD = """
    SELECT j.path AS path, j.position - f.position + 1 AS place, j.event AS event, j.next_event AS next_event
    FROM j JOIN first AS f ON f.path = j.path
    WHERE j.position >= f.position AND j.position < f.position + :columns
"""
_BETWEEN = """
    SELECT j.path AS path, j.position - f.position + 1 AS place, j.event AS event,
           CASE WHEN j.position < e.position THEN j.next_event END AS next_event
    FROM j JOIN first AS f ON f.path = j.path JOIN ends AS e ON e.path = j.path
    WHERE j.position >= f.position AND j.position <= e.position AND j.position < f.position + :columns
"""
_BACKWARD = """
    SELECT j.path AS path, f.position - j.position + 1 AS place, j.event AS event,
           LAG(j.event) OVER (PARTITION BY j.path ORDER BY j.position) AS next_event
    FROM j JOIN first AS f ON f.path = j.path
    WHERE j.position <= f.position AND j.position >= f.position - :columns
"""

# A path has one event per place, so counting rows counts unique paths.
_LINKED = """
    WITH moves AS (
        SELECT place, event, next_event, COUNT(*) AS paths FROM walk AS w WHERE place <= :columns
        GROUP BY place, event, next_event
    ), nodes AS (
        SELECT m.place AS place, m.event AS event, n.name AS name,
               ROW_NUMBER() OVER (PARTITION BY m.place ORDER BY SUM(m.paths) DESC, n.name) AS standing
        FROM moves AS m JOIN names AS n ON n.event = m.event GROUP BY m.place, m.event, n.name
    ), kept AS (SELECT place, event, name FROM nodes WHERE standing <= :top)
    SELECT m.place AS source_column, m.event AS event, m.next_event AS next_event,
           COALESCE(s.name, 'other') AS source, CASE WHEN s.event IS NULL THEN 'other' ELSE 'event' END AS source_kind,
           CASE WHEN m.next_event IS NULL THEN e.name WHEN e.event IS NULL THEN 'other' ELSE e.name END AS target,
           CASE WHEN m.next_event IS NULL THEN :over WHEN e.event IS NULL THEN 'other' ELSE 'event' END AS target_kind,
           m.paths AS paths
    FROM moves AS m
    LEFT JOIN kept AS s ON s.place = m.place AND s.event = m.event
    LEFT JOIN kept AS e ON e.place = m.place + 1 AND e.event = m.next_event
    WHERE m.place < :columns
"""
_FLOWS = """
    WITH flows AS (
        SELECT source_column, source, source_kind, target, target_kind, SUM(paths) AS paths FROM linked AS l
        GROUP BY source_column, source, source_kind, target, target_kind
    )
    SELECT source_column, source, source_kind,
           CASE WHEN target_kind IN ('event', 'other') THEN source_column + 1 END AS target_column,
           target, target_kind, CAST(flows.paths AS BIGINT) AS paths,
           CASE WHEN target_kind IN ('event', 'other') THEN 'forward' ELSE target_kind END AS kind
    FROM flows
    ORDER BY source_column, CASE WHEN source_kind = 'other' THEN 1 ELSE 0 END, flows.source,
             CASE WHEN target_kind = 'event' THEN 0 WHEN target_kind = 'other' THEN 1 ELSE 2 END, flows.paths DESC,
             flows.target
"""
# Nulls are equal here: the walk is over.
_MEMBERS = """
    SELECT l.source_column AS source_column, l.source AS source, l.source_kind AS source_kind, l.target AS target,
           l.target_kind AS target_kind, w.path AS path
    FROM walk AS w JOIN linked AS l
      ON l.source_column = w.place AND l.event = w.event AND COALESCE(l.next_event, 0) = COALESCE(w.next_event, 0)
"""
