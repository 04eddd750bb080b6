"""DuckDB SQL from scratch: each question straight from the file, nothing prepared."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench.asked import FUNNEL, SESSION_S, STAGES, STEPS, WINDOW_S

__all__ = ["ANSWERS", "load"]

_NEXT = """
    WITH ordered AS (
        SELECT user_id, event, LEAD(event) OVER w AS target, ROW_NUMBER() OVER w AS position,
               EPOCH_US(LEAD(timestamp) OVER w) - EPOCH_US(timestamp) AS gap
        FROM log WINDOW w AS (PARTITION BY user_id ORDER BY timestamp)
    )
"""
_TRANSITIONS = """
    SELECT event, target, COUNT(*), COUNT(DISTINCT user_id), MEDIAN(gap) / 1e6 FROM ordered
    WHERE target IS NOT NULL GROUP BY ALL
"""
_STEPS = "SELECT position, event, target, COUNT(*) FROM ordered WHERE position <= ? GROUP BY ALL"
_FUNNEL = """
    WITH r1 AS (
        SELECT user_id, MIN(timestamp) AS t, MIN(timestamp) AS entered FROM log WHERE event = ? GROUP BY user_id
    ), inside AS (
        SELECT l.user_id, l.event, l.timestamp AS moment FROM log AS l JOIN r1 USING (user_id)
        WHERE EPOCH_US(l.timestamp) - EPOCH_US(r1.entered) BETWEEN 0 AND ?
    ), r2 AS (
        SELECT user_id, MIN(moment) AS t FROM inside JOIN r1 USING (user_id) WHERE event = ? AND moment > r1.t
        GROUP BY user_id
    ), r3 AS (
        SELECT user_id, MIN(moment) AS t FROM inside JOIN r2 USING (user_id) WHERE event = ? AND moment > r2.t
        GROUP BY user_id
    ), r4 AS (
        SELECT user_id, MIN(moment) AS t FROM inside JOIN r3 USING (user_id) WHERE event = ? AND moment > r3.t
        GROUP BY user_id
    )
    SELECT (SELECT COUNT(*) FROM r1), (SELECT COUNT(*) FROM r2), (SELECT COUNT(*) FROM r3), (SELECT COUNT(*) FROM r4)
"""
_VARIANTS = """
    SELECT COUNT(*) AS n FROM (SELECT STRING_AGG(event, '>' ORDER BY timestamp) AS path FROM log GROUP BY user_id) AS p
    GROUP BY path ORDER BY n DESC
"""
_SESSIONS = """
    WITH gaps AS (
        SELECT user_id, timestamp, EPOCH_US(timestamp) - EPOCH_US(LAG(timestamp) OVER w) AS gap
        FROM log WINDOW w AS (PARTITION BY user_id ORDER BY timestamp)
    ), numbered AS (
        SELECT user_id, timestamp, SUM(CASE WHEN gap > ? THEN 1 ELSE 0 END) OVER (
            PARTITION BY user_id ORDER BY timestamp ROWS UNBOUNDED PRECEDING) AS session
        FROM gaps
    ), spans AS (
        SELECT COUNT(*) AS events, EPOCH_US(MAX(timestamp)) - EPOCH_US(MIN(timestamp)) AS length
        FROM numbered GROUP BY user_id, session
    )
    SELECT COUNT(*), COUNT(*) FILTER (events = 1), MEDIAN(length) / 1e6 FROM spans
"""
_STAGE_FLOW = """
    WITH firsts AS (
        SELECT user_id, stage, MIN(timestamp) AS t FROM log JOIN stages ON stages.name = log.event GROUP BY ALL
    ), heights AS (
        SELECT *, MAX(stage) OVER (PARTITION BY user_id ORDER BY t ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
            AS furthest FROM firsts
    ), progress AS (
        SELECT stage, LEAD(stage) OVER (PARTITION BY user_id ORDER BY t) AS target FROM heights
        WHERE furthest IS NULL OR stage > furthest
    )
    SELECT stage, target, COUNT(*) FROM progress GROUP BY ALL
"""
_DROP_OFF = """
    WITH ends AS (SELECT ARG_MAX(event, timestamp) AS event, COUNT(*) AS n FROM log GROUP BY user_id),
    last AS (SELECT event, COUNT(*) AS n FROM ends GROUP BY event),
    reached AS (SELECT event, COUNT(DISTINCT user_id) AS paths FROM log GROUP BY event)
    SELECT event, paths, COALESCE(n, 0) FROM reached LEFT JOIN last USING (event)
"""
_TIME_IN_STAGE = "SELECT event, COUNT(gap), MEDIAN(gap) / 1e6 FROM ordered GROUP BY event"


def load(path: Path) -> Any:
    """Open a database that sees the file as the view ``log``."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")
    connection.read_parquet(str(path)).create_view("log")
    return connection


def _rows(database: Any, statement: str, values: list[Any]) -> list[Any]:
    rows = database.execute(statement, values).fetchall()
    return sorted([list(row) for row in rows], key=lambda row: [str(cell) for cell in row])


def _funnel(database: Any) -> list[Any]:
    first, *rest = FUNNEL
    (row,) = _rows(database, _FUNNEL, [first, WINDOW_S * 1_000_000, *rest])
    return list(row)


def _variants(database: Any) -> list[Any]:
    counts = [row[0] for row in database.execute(_VARIANTS).fetchall()]
    return [len(counts), *counts[:10]]


def _sessions(database: Any) -> list[Any]:
    (row,) = _rows(database, _SESSIONS, [SESSION_S * 1_000_000])
    return list(row)


def _stage_flow(database: Any) -> list[Any]:
    import pandas as pd

    numbered = [(number, name) for number, names in enumerate(STAGES.values()) for name in names]
    database.register("stages", pd.DataFrame(numbered, columns=["stage", "name"]))
    stages = list(STAGES)
    rows = [
        [stages[source], None if target is None else stages[target], paths]
        for source, target, paths in _rows(database, _STAGE_FLOW, [])
    ]
    return sorted(rows, key=lambda row: [str(cell) for cell in row])


ANSWERS: dict[str, Callable[[Any], list[Any]]] = {
    "transitions": partial(_rows, statement=_NEXT + _TRANSITIONS, values=[]),
    "steps": partial(_rows, statement=_NEXT + _STEPS, values=[STEPS]),
    "funnel": _funnel,
    "variants": _variants,
    "sessions": _sessions,
    "stage flow": _stage_flow,
    "drop-off": partial(_rows, statement=_DROP_OFF, values=[]),
    "time in stage": partial(_rows, statement=_NEXT + _TIME_IN_STAGE, values=[]),
}
