"""Activities with a beginning and an end: how long they take, and how long people wait for them."""

from __future__ import annotations

from sqlglot import exp

from journeykit.errors import EventLogError, listing
from journeykit.events.log import Events, question
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template
from journeykit.questions._quantiles import (
    QUANTILE_COLUMNS,
    RANK_COLUMNS,
    RESAMPLES,
    order_statistics,
    require_resamples,
    with_quantiles,
)

_GRAINS = {"event": "each event by itself", "path": "unique paths, each with the sum of its events"}
_OVERLAPS = (
    "waiting is from the latest end of the events before to the beginning of the event, 0 where one of them still goes "
    "on; an event without an end counts as a moment"
)


def time_in_activity(events: Events, *, per: str = "event", resamples: int = RESAMPLES, seed: int = 0) -> Query:
    """Measure the working time of each activity: from the beginning to the end of its events.

    Parameters
    ----------
    events
        A prepared log whose events have a duration (``events.has_durations``).
    per
        ``"event"``: the duration of every event. ``"path"``: the sum of these per path.
    resamples
        Bootstrap resamples for the interval of the median; 0 leaves the interval out.
    seed
        Seed of the bootstrap: the same seed gives the same interval.

    Returns
    -------
    Query
        One row per event name, by name: ``event`` (str), ``n`` (int, durations), ``total_s`` (float, their sum in
        seconds), ``median_s``, ``q25_s``, ``q75_s``, ``q95_s`` (float, seconds, exact on every engine), ``low_s`` and
        ``high_s`` (float, seconds, 95 % interval of the median). Events without an end are not counted.

    Raises
    ------
    EventLogError
        The log has no durations, ``per`` is unknown, or ``resamples`` negative.

    Notes
    -----
    Of events that overlap each counts whole, so the sum may be longer than the path. From a lifecycle, the time between
    a suspension and the next line of the activity is not counted. Activities that still go on have no duration yet, so
    the median is too short while there are many of them. Efron, *Annals of Statistics* 7 (1979); percentile interval.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a", "a"], "event": ["call", "repair"]})
    >>> log["start_time"] = ["2024-05-01 10:00", "2024-05-01 11:00"]
    >>> log["end_time"] = ["2024-05-01 10:20", "2024-05-01 12:00"]
    >>> qs.time_in_activity(ev.read_events(log)).to_pandas()[["event", "n", "total_s"]].values.tolist()
    [['call', 1, 1200.0], ['repair', 1, 3600.0]]
    """
    return _quantiles_of(
        events,
        "time_in_activity",
        sql_template(_WORKING),
        per,
        (resamples, seed),
        population=f"events with a beginning and an end, in {events.path_count:,} paths of the log",
        times="from the beginning to the end of an event; of events that overlap each counts whole",
    )


def waiting_time(events: Events, *, per: str = "event", resamples: int = RESAMPLES, seed: int = 0) -> Query:
    """Measure how long each activity is waited for: from the end of what was before to its beginning.

    Parameters
    ----------
    events
        A prepared log whose events have a duration (``events.has_durations``).
    per
        ``"event"``: the time before every event. ``"path"``: the sum of these per path.
    resamples
        Bootstrap resamples for the interval of the median; 0 leaves the interval out.
    seed
        Seed of the bootstrap: the same seed gives the same interval.

    Returns
    -------
    Query
        One row per event name, by name: the columns of ``time_in_activity``, for the time before its events. The first
        event of a path is not waited for.

    Raises
    ------
    EventLogError
        The log has no durations, ``per`` is unknown, or ``resamples`` negative.

    Notes
    -----
    Waiting is time in which no event of the path goes on: it begins at the latest end of all events before. An event
    that begins while another one goes on has waited 0. One without an end counts as a moment, so what follows a work
    that nobody ended seems to have waited for longer. Nights and weekends count.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a", "a"], "event": ["call", "repair"]})
    >>> log["start_time"] = ["2024-05-01 10:00", "2024-05-01 11:00"]
    >>> log["end_time"] = ["2024-05-01 10:20", "2024-05-01 12:00"]
    >>> qs.waiting_time(ev.read_events(log)).to_pandas()[["event", "n", "total_s"]].values.tolist()
    [['repair', 1, 2400.0]]
    """
    return _quantiles_of(
        events,
        "waiting_time",
        sql_template("SELECT path, event, value FROM waits AS w WHERE position > 1", waits=sql_template(_WAITS)),
        per,
        (resamples, seed),
        population=f"events that are not the first of their path, in {events.path_count:,} paths of the log",
        times=_OVERLAPS,
    )


def working_and_waiting(events: Events) -> Query:
    """Compare working and waiting time over all paths.

    Parameters
    ----------
    events
        A prepared log whose events have a duration (``events.has_durations``).

    Returns
    -------
    Query
        One row, or none for an empty log: ``paths`` (int, unique), ``elapsed_s`` (float, seconds from the first
        beginning to the last end of each path, summed), ``working_s`` (float, durations of all events), ``waiting_s``
        (float, time in which no event goes on) and ``waiting_share`` (float 0-1, of the time that elapsed; missing
        where none did).

    Raises
    ------
    EventLogError
        The log has no durations.

    Notes
    -----
    Where events overlap, or work is suspended, working and waiting time do not add up to the time that elapsed. One
    less ``waiting_share`` is what lean management calls flow efficiency.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a", "a"], "event": ["call", "repair"]})
    >>> log["start_time"] = ["2024-05-01 10:00", "2024-05-01 11:00"]
    >>> log["end_time"] = ["2024-05-01 10:20", "2024-05-01 12:00"]
    >>> qs.working_and_waiting(ev.read_events(log)).to_pandas().values.tolist()
    [[1.0, 7200.0, 4800.0, 2400.0, 0.3333333333333333]]
    """
    _require_durations(events, "working_and_waiting")
    return question(
        events,
        "working_and_waiting",
        sql_template(_SUMMED, waits=sql_template(_WAITS)),
        {
            "paths": ("int64", "unique paths"),
            "elapsed_s": ("float64", "from the first beginning to the last end of a path, all paths, seconds"),
            "working_s": ("float64", "durations of all events, seconds"),
            "waiting_s": ("float64", "time in which no event of the path goes on, seconds"),
            "waiting_share": ("float64", "share (0-1) of the time that elapsed"),
        },
        members={"paths": Members(sql_template("SELECT path FROM j"), keys=())},
        denominator="the time from the first beginning to the last end of each path (waiting_share)",
        times=_OVERLAPS,
    )


def _quantiles_of(
    events: Events, name: str, values: exp.Query, per: str, bootstrap: tuple[int, int], *, population: str, times: str
) -> Query:
    """Return the question for the quantiles of ``values(path, event, value)``, microseconds, by event."""
    _require_durations(events, name)
    if per not in _GRAINS:
        raise EventLogError(f"per={per!r} is unknown. Use one of {listing(_GRAINS)}.")
    require_resamples(bootstrap[0])
    asked = sql_template(_BY[per], values_of=values)
    return question(
        events,
        name,
        # At the top, because Spark allows a common table name only once in the whole statement.
        sql_template(_RANKED, asked=asked, ranked=order_statistics(exp.to_table("measured"))),
        {
            "event": ("str", "event (or stage)"),
            "n": QUANTILE_COLUMNS["n"],
            "total_s": ("float64", "sum, seconds"),
            **QUANTILE_COLUMNS,
        },
        finish=with_quantiles(["event"], *bootstrap),
        raw={"event": "str", **RANK_COLUMNS, "total": "float64"},
        unit=_GRAINS[per],
        population=population,
        denominator="none: durations in seconds",
        times=times,
    )


def _require_durations(events: Events, name: str) -> None:
    if not events.has_durations:
        raise EventLogError(
            f"{name} needs events with a beginning and an end, and this log has only times. Read it with the column of "
            "the ends (end_col=…), of the durations (duration_col=…) or of start and complete (lifecycle_col=…); "
            "time_in_stage measures the time from an event to the next one."
        )


_BY = {
    "event": "SELECT event AS part, value FROM values_of AS v",
    "path": "SELECT event AS part, CAST(SUM(value) AS BIGINT) AS value FROM values_of AS v GROUP BY path, event",
}
_WORKING = "SELECT path, event, duration AS value FROM j WHERE NOT duration IS NULL"
_WAITS = """
    SELECT path, event, position, t, over, duration, CASE WHEN t > free THEN t - free ELSE 0 END AS value FROM (
        SELECT path, event, position, t, duration, COALESCE(ended, t) AS over, MAX(COALESCE(ended, t)) OVER (
            PARTITION BY path ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS free
        FROM j
    ) AS f
"""
_RANKED = """
    WITH measured AS (SELECT part, value FROM asked AS a)
    SELECT n.name AS event, r.value AS value, r.n AS n, r.low_rank AS low_rank, r.high_rank AS high_rank,
           m.total AS total
    FROM ranked AS r JOIN names AS n ON n.event = r.part JOIN (
        SELECT part, CAST(SUM(CAST(value AS DECIMAL(38, 0))) AS DOUBLE) AS total FROM measured AS x GROUP BY part
    ) AS m ON m.part = r.part
    ORDER BY event, low_rank
"""
_SUMMED = """
    SELECT COUNT(*) AS paths, SUM(p.elapsed) / 1000000.0 AS elapsed_s, SUM(p.working) / 1000000.0 AS working_s,
           SUM(p.waiting) / 1000000.0 AS waiting_s, SUM(p.waiting) / NULLIF(SUM(p.elapsed), 0) AS waiting_share
    FROM (
        SELECT w.path AS path, CAST(MAX(w.over) - MIN(w.t) AS DOUBLE) AS elapsed,
               CAST(COALESCE(SUM(w.duration), 0) AS DOUBLE) AS working, CAST(SUM(w.value) AS DOUBLE) AS waiting
        FROM waits AS w GROUP BY w.path
    ) AS p HAVING COUNT(*) > 0
"""
