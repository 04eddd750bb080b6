"""Durations: time in a stage, and time from one event to another."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from journeykit.errors import EventLogError, listing
from journeykit.events.duration import duration_us
from journeykit.events.groups import numbers_of
from journeykit.events.log import Events, question, require_times
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template
from journeykit.questions._event_filter import event_test, event_words, is_one_of
from journeykit.questions._quantiles import (
    QUANTILE_COLUMNS,
    RANK_COLUMNS,
    RESAMPLES,
    order_statistics,
    require_resamples,
    with_quantiles,
)
from journeykit.questions.kernels.durations import between_kernel, stay_kernel

GRAINS = {
    "event": "events that another one follows, each until the next event of its path",
    "visit": "visits (an event and its immediate repeats), each until the next other event of its path",
    "path": "unique paths, each with the sum of its times until the next event",
}


def time_in_stage(events: Events, *, per: str = "event", resamples: int = RESAMPLES, seed: int = 0) -> Query:
    """Measure the time from each event (or stage, after ``relabel``) to the next one.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    per
        ``"event"``: from every event to the next one. ``"visit"``: from an event to the next other event, immediate
        repeats included. ``"path"``: the sum of these times per path.
    resamples
        Bootstrap resamples for the interval of the median; 0 leaves the interval out.
    seed
        Seed of the bootstrap: the same seed gives the same interval.

    Returns
    -------
    Query
        One row per event name, by name: ``event`` (str), ``n`` (int, durations), ``median_s``, ``q25_s``, ``q75_s``,
        ``q95_s`` (float, seconds, exact on every engine), ``low_s`` and ``high_s`` (float, seconds, 95 % interval of
        the median). An event that is always the last of its path has no row.

    Raises
    ------
    EventLogError
        ``per`` is unknown, or ``resamples`` negative.

    Notes
    -----
    The last event of a path has no duration, so a stage that people abandon can look quick. Waiting and working cannot
    be distinguished; where events have an end, ``time_in_activity`` and ``waiting_time`` measure them. The bootstrap
    treats durations as independent, which several of one path are not: the interval can be too narrow, except with
    ``per="path"``. Efron, *Annals of Statistics* 7 (1979); percentile interval.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": list("aabb"), "event": ["form", "sent"] * 2})
    >>> log["timestamp"] = ["2024-05-01 10:00", "2024-05-01 10:10", "2024-05-01 10:00", "2024-05-01 10:20"]
    >>> qs.time_in_stage(ev.read_events(log)).to_pandas()[["event", "n", "median_s"]].values.tolist()
    [['form', 2, 900.0]]
    """
    if per not in GRAINS:
        raise EventLogError(f"per={per!r} is unknown. Use one of {listing(GRAINS)}.")
    require_times(events, "time_in_stage")
    require_resamples(resamples)
    expression = sql_template(
        "SELECT n.name AS event, r.value AS value, r.n AS n, r.low_rank AS low_rank, r.high_rank AS high_rank"
        " FROM ranked AS r JOIN names AS n ON n.event = r.part ORDER BY event, low_rank",
        ranked=order_statistics(sql_template(_STAYS[per])),
    )
    return question(
        events,
        "time_in_stage",
        expression,
        {"event": ("str", "event (or stage)"), **QUANTILE_COLUMNS},
        kernel=stay_kernel(events.event_names, per),
        finish=with_quantiles(["event"], resamples, seed),
        raw={"event": "str", **RANK_COLUMNS},
        unit=GRAINS[per],
        population=f"events that are not the last of their path, in {events.path_count:,} paths of the log",
        denominator="none: durations in seconds",
    )


def time_between(
    events: Events,
    source: str | Sequence[str],
    target: str | Sequence[str],
    *,
    within: str | timedelta | None = None,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Query:
    """Measure the time from the first ``source`` event of a path to the first ``target`` event after it.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    source, target
        An event name, or several that count alike.
    within
        Leave out longer times: ``"30m"``, ``"7d"``…; exactly this long is kept. None: no limit.
    resamples
        Bootstrap resamples for the interval of the median; 0 leaves the interval out.
    seed
        Seed of the bootstrap: the same seed gives the same interval.

    Returns
    -------
    Query
        One row, or none if no path has both: ``source``, ``target`` (str; several names joined by " or "), ``paths``
        (int, unique, with both in this order), ``median_s``, ``q25_s``, ``q75_s``, ``q95_s`` (float, seconds, exact on
        every engine), ``low_s`` and ``high_s`` (float, seconds, 95 % bootstrap interval of the median).

    Raises
    ------
    EventLogError
        An unknown event name, ``within`` without a unit, or negative ``resamples``.

    Notes
    -----
    Paths that have not reached the target yet are not counted, so the median is too short while there are many of them;
    ``survival`` includes them. Efron, *Annals of Statistics* 7 (1979); percentile interval.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": list("aab"), "event": ["form", "sent", "form"]})
    >>> log["timestamp"] = ["2024-05-01 10:00", "2024-05-01 10:10", "2024-05-01 10:00"]
    >>> qs.time_between(ev.read_events(log), "form", "sent").to_pandas()[["paths", "median_s"]].values.tolist()
    [[1.0, 600.0]]
    """
    starts, ends = event_test(events, source, "source"), event_test(events, target, "target")
    require_times(events, "time_between")
    require_resamples(resamples)
    limit = 2**62 if within is None else duration_us(within, "within")
    spans = sql_template(_SPANS, starts=is_one_of(starts), ends=is_one_of(ends), limit=limit)
    words = {"source": event_words(starts), "target": event_words(ends)}
    expression = sql_template(
        "SELECT CAST(:source AS TEXT) AS source, CAST(:target AS TEXT) AS target, r.value AS value, r.n AS n,"
        " r.low_rank AS low_rank, r.high_rank AS high_rank FROM ranked AS r ORDER BY low_rank",
        ranked=order_statistics(sql_template("SELECT 1 AS part, value FROM spans AS s", spans=spans)),
        **words,
    )
    numbers = {"paths": ("int64", "unique paths with both"), **QUANTILE_COLUMNS}
    del numbers["n"]
    numbered = (numbers_of(starts, events.event_names), numbers_of(ends, events.event_names))
    members = sql_template(
        "SELECT path, CAST(:source AS TEXT) AS source, CAST(:target AS TEXT) AS target FROM spans AS s",
        spans=spans,
        **words,
    )
    return question(
        events,
        "time_between",
        expression,
        {"source": ("str", "event that starts the clock"), "target": ("str", "event that stops it"), **numbers},
        members={"paths": Members(members, keys=("source", "target"))},
        kernel=between_kernel(words, *numbered, limit),
        finish=with_quantiles(["source", "target"], resamples, seed),
        raw={"source": "str", "target": "str", **RANK_COLUMNS},
        unit="unique paths, one duration each",
        population=f"paths with a target event after their first source event, of {events.path_count:,} in the log",
        window="none" if within is None else f"{within} from the first source event",
        denominator="none: durations in seconds",
    )


_STAYS = {
    "event": "SELECT event AS part, gap AS value FROM j WHERE gap IS NOT NULL",
    "path": "SELECT event AS part, CAST(SUM(gap) AS BIGINT) AS value FROM j WHERE gap IS NOT NULL GROUP BY path, event",
    # A visit ends where another event follows. It began where the visit before it ended, or with the path.
    "visit": """
        SELECT event AS part, left_at - entered AS value FROM (
            SELECT event, next_event, t + gap AS left_at, CASE WHEN position = 1 THEN t ELSE LAG(
                CASE WHEN next_event <> event THEN t + gap ELSE t END
            ) OVER (PARTITION BY path ORDER BY position) END AS entered
            FROM j WHERE position = 1 OR next_event <> event
        ) AS v WHERE next_event <> event
    """,
}
_SPANS = """
    WITH begun AS (SELECT path, MIN(position) AS position, MIN(t) AS t FROM j WHERE :starts GROUP BY path),
    ended AS (
        SELECT j.path AS path, MIN(j.t) AS t, MIN(b.t) AS began
        FROM j JOIN begun AS b ON b.path = j.path WHERE j.position > b.position AND :ends GROUP BY j.path
    )
    SELECT path, t - began AS value FROM ended WHERE t - began <= :limit
"""
