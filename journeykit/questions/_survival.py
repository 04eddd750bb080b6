"""How long paths go on: Kaplan-Meier, because many have not ended when the log ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from sqlglot import exp

from journeykit.errors import EventLogError
from journeykit.events.log import Events, question, span_us
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template
from journeykit.questions._event_filter import event_test, event_words, is_one_of

if TYPE_CHECKING:
    import pandas as pd


def survival(
    events: Events,
    *,
    end: str | Sequence[str] | None = None,
    idle: str | timedelta | None = None,
    first: str | Sequence[str] | None = None,
    every: str | timedelta = "1d",
) -> Query:
    """Estimate the share of paths that still go on a given time after their start, by Kaplan and Meier.

    An end is an event (``end="cancel"``) or silence (``idle="30d"``).

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    end
        Event names that end a path after its start. A path without one is followed until the log ends.
    idle
        A path ends at its last event if the log continues for at least this long; otherwise it is censored there.
    first
        Event names; the first such event starts the clock. None: the first event of the path.
    every
        Resolution: times are counted in whole units of it.

    Returns
    -------
    Query
        One row per time at which a path ended or was censored, and time 0: ``period`` (int, whole units of ``every``
        since the start), ``time_s`` (float, the same in seconds), ``at_risk`` (int, paths followed so far), ``ended``
        and ``censored`` (int, unique paths at this time), ``survival_share`` (float 0-1, that goes on beyond this
        time), ``low`` and ``high`` (float 0-1, 95 % interval). An empty log gives no rows.

    Raises
    ------
    EventLogError
        Not exactly one of ``end`` and ``idle``, an unknown event name, or a duration without a unit.

    Notes
    -----
    Censored paths are assumed to be like those still followed. Where ``at_risk`` is small the curve means little.
    Kaplan and Meier, *JASA* 53 (1958); the interval is Greenwood's variance on the log(-log) scale (Kalbfleisch and
    Prentice, 1980), as in lifelines.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": list("aabb"), "event": ["join", "cancel", "join", "use"]})
    >>> log["timestamp"] = ["2024-05-01", "2024-05-03", "2024-05-01", "2024-05-05"]
    >>> frame = qs.survival(ev.read_events(log), end="cancel").to_pandas()
    >>> frame[["period", "at_risk", "survival_share"]].values.tolist()
    [[0.0, 2.0, 1.0], [2.0, 2.0, 0.5], [4.0, 1.0, 0.5]]
    """
    if (end is None) == (idle is None):
        raise EventLogError("survival needs either end='…' (an event) or idle='30d' (silence): say what an end is.")
    unit = span_us(events, every, "every")
    firsts = None if first is None else event_test(events, first, "first")
    starts = exp.true() if firsts is None else is_one_of(firsts)
    if end is None:
        assert idle is not None
        lives = sql_template(_BY_SILENCE, starts=starts, idle=span_us(events, idle, "idle"))
        what = f"an end is the last event before {idle} of silence"
    else:
        ends = event_test(events, end, "end")
        lives = sql_template(_BY_EVENT, starts=starts, ends=is_one_of(ends))
        what = f"an end is {event_words(ends)}"
    periods = sql_template(_PERIODS, lives=lives, unit=unit)
    return question(
        events,
        "survival",
        sql_template(_COUNTS, periods=periods),
        {
            "period": ("int64", f"whole units of {every} since the start"),
            "time_s": ("float64", "the same in seconds"),
            "at_risk": ("int64", "unique paths that had not ended and were still followed just before"),
            "ended": ("int64", "unique paths that ended at this time"),
            "censored": ("int64", "unique paths lost from sight at this time"),
            "survival_share": ("float64", "share (0-1) that goes on beyond this time"),
            "low": ("float64", "lower end of its 95 % interval"),
            "high": ("float64", "upper end of its 95 % interval"),
        },
        members={
            column: Members(sql_template(_WHO, periods=periods, ended=ended), keys=("period",))
            for column, ended in (("ended", 1), ("censored", 0))
        },
        finish=partial(_finished, unit=unit),
        raw=dict.fromkeys(("period", "ended", "censored"), "int64"),
        population=f"the {events.path_count:,} paths of the log"
        + ("" if firsts is None else f" with {event_words(firsts)}"),
        window=f"from the start of a path to its end or the end of the log; {what}",
        denominator="paths still followed (Kaplan-Meier)",
    )


_BY_EVENT = """
    WITH born AS (SELECT path, MIN(t) AS t, MIN(position) AS position FROM j WHERE :starts GROUP BY path),
    whole AS (SELECT MAX(t) AS t FROM j),
    gone AS (
        SELECT j.path AS path, MIN(j.t) AS t FROM j JOIN born AS b ON b.path = j.path
        WHERE j.position > b.position AND :ends GROUP BY j.path
    )
    SELECT b.path AS path, COALESCE(g.t, w.t) - b.t AS lasted, CASE WHEN g.t IS NULL THEN 0 ELSE 1 END AS ended
    FROM born AS b CROSS JOIN whole AS w LEFT JOIN gone AS g ON g.path = b.path
"""
_BY_SILENCE = """
    WITH born AS (SELECT path, MIN(t) AS t FROM j WHERE :starts GROUP BY path),
    whole AS (SELECT MAX(t) AS t FROM j)
    SELECT b.path AS path, j.t - b.t AS lasted, CASE WHEN w.t - j.t >= :idle THEN 1 ELSE 0 END AS ended
    FROM born AS b JOIN j ON j.path = b.path CROSS JOIN whole AS w WHERE j.is_last
"""
_PERIODS = "SELECT path, ended, CAST((lasted - lasted % :unit) / :unit AS BIGINT) AS period FROM lives AS l"
_COUNTS = """
    SELECT p.period AS period, CAST(SUM(p.ended) AS BIGINT) AS ended, CAST(SUM(1 - p.ended) AS BIGINT) AS censored
    FROM periods AS p GROUP BY p.period ORDER BY period
"""
_WHO = "SELECT path, period FROM periods AS p WHERE ended = :ended"


def _finished(frame: pd.DataFrame, unit: int) -> pd.DataFrame:
    import pandas as pd

    frame = frame.sort_values("period", ignore_index=True)
    if len(frame) and frame["period"].iloc[0] > 0:
        start = pd.DataFrame({"period": [0], "ended": [0], "censored": [0]})
        frame = pd.concat([start, frame], ignore_index=True)
    gone = (frame["ended"] + frame["censored"]).cumsum()
    at_risk = gone.max() - gone.shift(1, fill_value=0)
    return _kaplan_meier(frame.assign(time_s=frame["period"] * (unit / 1_000_000), at_risk=at_risk))


def _kaplan_meier(frame: pd.DataFrame) -> pd.DataFrame:
    from scipy.stats import norm

    ended, at_risk = frame["ended"].to_numpy("float64"), frame["at_risk"].to_numpy("float64")
    share = np.cumprod(1 - ended / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(ended / (at_risk * (at_risk - ended)))
        centre, reach = np.log(-np.log(share)), norm.ppf(0.975) * np.sqrt(greenwood) / np.log(share)
        low, high = np.exp(-np.exp(centre - reach)), np.exp(-np.exp(centre + reach))
    # There is no interval before the first end, and none after the last one, where the estimate has no variance.
    certain = (share == 1) | (share == 0)
    low, high = np.where(certain, share, low), np.where(certain, share, high)
    return frame.assign(survival_share=share, low=low, high=high)
