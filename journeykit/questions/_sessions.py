"""Sessions: the parts of a path between pauses."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.events.lineage import DerivedLog
from journeykit.events.log import Events, open_events, question, span_us
from journeykit.events.prepare import sequenced
from journeykit.events.query import Query
from journeykit.events.sql import sql_select, sql_template
from journeykit.questions._quantiles import order_statistics, quantiles
from journeykit.questions.kernels.durations import session_kernel

if TYPE_CHECKING:
    import pandas as pd


def sessions(events: Events, gap: str | timedelta) -> Query:
    """List the sessions of every path: a pause longer than ``gap`` ends one and starts the next.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    gap
        ``"30m"``, ``"2h"``…, with a unit. A pause of exactly this length does not split.

    Returns
    -------
    Query
        One row per session, by path and time: ``path`` (str, id), ``session`` (int from 1 in its path), ``start``
        (datetime64, UTC), ``events`` (int), ``duration_s`` (float, seconds from the first to the last event: 0 for a
        session of one event), ``first`` and ``last`` (str, event names).

    Raises
    ------
    EventLogError
        ``gap`` has no unit.

    Notes
    -----
    The time after the last event of a session is not in the log, so durations are too short. For aggregates use
    ``session_summary``; for any other question per session, ``sessionised``. Splitting by inactivity: Catledge and
    Pitkow, *Computer Networks and ISDN Systems* 27 (1995).

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a"] * 3, "event": ["home", "pay", "home"]})
    >>> log["timestamp"] = ["2024-05-01 10:00", "2024-05-01 10:30", "2024-05-01 11:01"]
    >>> qs.sessions(ev.read_events(log), "30m").to_pandas()[["session", "events", "duration_s"]].values.tolist()
    [[1.0, 2.0, 1800.0], [2.0, 1.0, 0.0]]
    """
    expression = sql_template(
        """
        SELECT p.id AS path, s.session AS session, s.start_t AS start_t, s.events AS events, s.end_t AS end_t,
               f.name AS first, l.name AS last
        FROM spans AS s JOIN paths AS p ON p.path = s.path
        JOIN names AS f ON f.event = s.first_event JOIN names AS l ON l.event = s.last_event
        ORDER BY p.id, s.session
        """,
        spans=_spans(events, gap),
    )

    def finish(frame: pd.DataFrame) -> pd.DataFrame:
        start = frame["start_t"].astype("datetime64[us]")
        return frame.assign(start=start, duration_s=(frame["end_t"] - frame["start_t"]) / 1_000_000)

    return question(
        events,
        "sessions",
        expression,
        {
            "path": ("str", "path id"),
            "session": ("int64", "number of the session in its path, from 1"),
            "start": ("datetime64[us]", "time of its first event, UTC"),
            "events": ("int64", "number of events"),
            "duration_s": ("float64", "from its first to its last event, seconds"),
            "first": ("str", "its first event"),
            "last": ("str", "its last event"),
        },
        finish=finish,
        raw=dict.fromkeys(("path", "first", "last"), "str")
        | dict.fromkeys(("session", "start_t", "events", "end_t"), "int64"),
        unit=_unit(gap),
        denominator="none: one row per session",
    )


def session_summary(events: Events, gap: str | timedelta) -> Query:
    """Summarise the sessions of a log: how many, how long, how often they are a single event.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    gap
        ``"30m"``, ``"2h"``…, with a unit. A pause of exactly this length does not split.

    Returns
    -------
    Query
        One row per measure: ``measure`` (``events``, a session's number of events; ``duration_s``, seconds from its
        first to its last event; ``sessions``, a path's number of sessions), ``n`` (int, sessions or paths), ``mean``,
        ``q25``, ``median``, ``q75``, ``q95`` (float, in the measure's unit), ``single_share`` (float 0-1: sessions of
        one event, sessions without length, paths of one session). An empty log gives no rows.

    Raises
    ------
    EventLogError
        ``gap`` has no unit.

    Notes
    -----
    The numbers depend on the gap: a longer one joins sessions. Paths with many sessions weigh more in the first two
    rows. The first session of a path may have begun before the log, and its last may continue after it.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a"] * 3, "event": ["home", "pay", "home"]})
    >>> log["timestamp"] = ["2024-05-01 10:00", "2024-05-01 10:30", "2024-05-01 11:01"]
    >>> qs.session_summary(ev.read_events(log), "30m").to_pandas()[["measure", "n", "median"]].values.tolist()
    [['events', 2, 1.5], ['duration_s', 2, 900.0], ['sessions', 1, 2.0]]
    """
    values = sql_template(_MEASURES, spans=_spans(events, gap))
    # At the top, because Spark allows a common table name only once in the whole statement.
    expression = sql_template(_SUMMARY, measures=values, ranked=order_statistics(exp.to_table("measured")))

    def finish(frame: pd.DataFrame) -> pd.DataFrame:
        import pandas as pd

        rows = []
        for number, part in frame.groupby("part", sort=True):
            measure, scale = list(MEASURES.items())[int(str(number)) - 1]
            total, n, single = (part[column].iloc[0] for column in ("total", "n", "single"))
            found = quantiles(part, scale=scale, resamples=0, seed=0)
            rows.append(found | {"measure": measure, "mean": total / n / scale, "single_share": single / n})
        return pd.DataFrame(rows)

    return question(
        events,
        "session_summary",
        expression,
        {
            "measure": ("str", "what is measured: events and duration_s of a session, sessions of a path"),
            "n": ("int64", "number of sessions, or of paths"),
            "mean": ("float64", "mean, in the unit of the measure"),
            "q25": ("float64", "first quartile"),
            "median": ("float64", "median"),
            "q75": ("float64", "third quartile"),
            "q95": ("float64", "19 of 20 are not above"),
            "single_share": ("float64", "share (0-1) of one event, of no length, of one session"),
        },
        kernel=session_kernel(span_us(events, gap, "gap")),
        finish=finish,
        raw={
            **dict.fromkeys(("part", "value", "n", "low_rank", "high_rank", "single"), "int64"),
            "total": "float64",
        },
        unit=_unit(gap),
        denominator="sessions (events, duration_s) and paths (sessions)",
    )


def sessionised(events: Events, gap: str | timedelta) -> Events:
    """Return a log whose paths are sessions, for any other question per session.

    Unlike a question this creates the new log at once. A session's id is the path's id, ``#`` and its number from 1.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    gap
        ``"30m"``, ``"2h"``…, with a unit. A pause of exactly this length does not split.

    Raises
    ------
    EventLogError
        ``gap`` has no unit.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a"] * 3, "event": ["home", "pay", "home"]})
    >>> log["timestamp"] = ["2024-05-01 10:00", "2024-05-01 10:30", "2024-05-01 11:01"]
    >>> qs.sessionised(ev.read_events(log), "30m")
    Events(3 events, 2 paths, 2 names)
    """
    numbered = sql_template(_NUMBERED, spans=_spans(events, gap))
    keyed = sequenced(sql_select(_KEYED, numbered=numbered), events._carried, "j")
    recipe = {"paths": sql_template(_IDS, numbered=numbered), "j": keyed}
    log = DerivedLog(events._log, recipe, f"each path is a session, without a pause longer than {gap}")
    return open_events(log, events.report, events.attributes, dropped=events.dropped)


def _unit(gap: str | timedelta) -> str:
    return f"sessions (parts of a path without a pause longer than {gap})"


def _spans(events: Events, gap: str | timedelta) -> exp.Query:
    return sql_template(_SPANS, limit=span_us(events, gap, "gap"))


# Reads only the first event of a path and the last events of its sessions, so it costs a scan: a session begins where
# the one before it ended, or with the path.
_SPANS = """
    SELECT path, CAST(ROW_NUMBER() OVER (PARTITION BY path ORDER BY position) AS BIGINT) AS session, first_position,
           position AS last_position, CAST(position - first_position + 1 AS BIGINT) AS events, start_t, t AS end_t,
           first_event, event AS last_event
    FROM (
        SELECT path, position, t, event, is_last, gap,
               CASE WHEN position = 1 THEN position ELSE LAG(
                   CASE WHEN gap > :limit THEN position + 1 ELSE position END) OVER w END AS first_position,
               CASE WHEN position = 1 THEN t ELSE LAG(
                   CASE WHEN gap > :limit THEN t + gap ELSE t END) OVER w END AS start_t,
               CASE WHEN position = 1 THEN event ELSE LAG(
                   CASE WHEN gap > :limit THEN next_event ELSE event END) OVER w END AS first_event
        FROM j WHERE position = 1 OR is_last OR gap > :limit
        WINDOW w AS (PARTITION BY path ORDER BY position)
    ) AS e WHERE is_last OR gap > :limit
"""
_NUMBERED = """
    SELECT path, session, first_position, last_position,
           CAST(ROW_NUMBER() OVER (ORDER BY path, session) AS INT) AS number
    FROM spans AS s
"""
_IDS = """
    SELECT s.number AS path, p.id || '#' || CAST(s.session AS TEXT) AS id
    FROM numbered AS s JOIN paths AS p ON p.path = s.path
"""
_KEYED = """
    SELECT s.number AS path, j.event AS event, j.t AS t, j.seq AS seq
    FROM j JOIN numbered AS s ON s.path = j.path AND j.position >= s.first_position AND j.position <= s.last_position
"""

MEASURES = {"events": 1, "duration_s": 1_000_000, "sessions": 1}
_MEASURES = """
    WITH s AS (SELECT path, events, end_t - start_t AS length FROM spans AS y)
    SELECT 1 AS part, events AS value FROM s
    UNION ALL SELECT 2 AS part, length AS value FROM s
    UNION ALL SELECT 3 AS part, CAST(COUNT(*) AS BIGINT) AS value FROM s GROUP BY path
"""
# The microseconds of many long sessions do not fit into 64 bits.
_SUMMARY = """
    WITH measured AS (SELECT part, value FROM measures AS x)
    SELECT r.part AS part, r.value AS value, r.n AS n, r.low_rank AS low_rank, r.high_rank AS high_rank,
           m.total AS total, m.single AS single
    FROM ranked AS r JOIN (
        SELECT part, CAST(SUM(CAST(value AS DECIMAL(38, 0))) AS DOUBLE) AS total,
               CAST(SUM(CASE WHEN value = CASE WHEN part = 2 THEN 0 ELSE 1 END THEN 1 ELSE 0 END) AS BIGINT) AS single
        FROM measured AS x GROUP BY part
    ) AS m ON m.part = r.part
    ORDER BY part, low_rank
"""
