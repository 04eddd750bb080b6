"""Programmes: who is lost in the first days, and before the half."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.events.log import Events, question, span_us
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template
from journeykit.questions._event_filter import event_test, event_words, is_one_of
from journeykit.questions._intervals import with_wilson

if TYPE_CHECKING:
    import pandas as pd


def early_drop(
    events: Events,
    *,
    first: str | timedelta = "7d",
    length: str | timedelta | None = None,
    done: str | Sequence[str] | None = None,
) -> Query:
    """Measure who is lost early: in the first week, and before the half of a programme.

    A path is lost before a mark if it has no event at the mark or later, and was not done.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    first
        The first mark, counted from a path's first event.
    length
        Length of the programme, ``"8w"``…: half of it is the second mark. None: no second mark.
    done
        Event names that mean that the path has finished and is not lost. None: no path is known to finish.

    Returns
    -------
    Query
        One row per mark: ``mark`` (str, ``first`` or ``half``), ``within_s`` (float, seconds from the start to the
        mark), ``paths`` (int, unique, whose mark lies within the log), ``lost`` (int, unique), ``lost_share`` (float
        0-1, of ``paths``), ``low`` and ``high`` (float 0-1, 95 % Wilson interval), ``too_new`` (int, unique paths whose
        mark lies after the end of the log: not counted). An empty log gives no rows.

    Raises
    ------
    EventLogError
        A duration without a unit, or an unknown event name.

    Notes
    -----
    A path without events looks lost even if the person goes on. A path that is lost in the first week is lost before
    the half too, so the second row includes the first. Wilson, *JASA* 22 (1927), by scipy.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": list("aab"), "event": ["join", "lesson", "join"]})
    >>> log["timestamp"] = ["2024-05-01", "2024-05-20", "2024-05-01"]
    >>> qs.early_drop(ev.read_events(log)).to_pandas()[["mark", "paths", "lost"]].values.tolist()
    [['first', 2, 1]]
    """
    marks = [(1, "first", span_us(events, first, "first"))]
    if length is not None:
        marks.append((2, "half", span_us(events, length, "length") // 2))
    finished = () if done is None else event_test(events, done, "done")
    states = sql_template(
        _STATES,
        marks=exp.values(marks, "m", ["place", "mark", "within"]),
        done=is_one_of(finished) if finished else exp.false(),
    )
    return question(
        events,
        "early_drop",
        sql_template(_COUNTS, states=states),
        {
            "mark": ("str", "first, or half of the length"),
            "within_s": ("float64", "from a path's first event to the mark, seconds"),
            "paths": ("int64", "unique paths whose mark lies within the log"),
            "lost": ("int64", "unique paths of them without an event at the mark or later"),
            "lost_share": ("float64", "share (0-1) of these paths that is lost"),
            "low": ("float64", "lower end of its 95 % interval"),
            "high": ("float64", "upper end of its 95 % interval"),
            "too_new": ("int64", "unique paths whose mark lies after the log's end"),
        },
        members={
            "paths": _who(states, settled=1, lost=-1),
            "lost": _who(states, settled=1, lost=1),
            "too_new": _who(states, settled=0, lost=-1),
        },
        finish=_with_shares,
        raw={"mark": "str", **dict.fromkeys(("within", "paths", "lost", "too_new"), "int64")},
        population=f"of {events.path_count:,} paths of the log, those whose mark lies within it",
        window=f"{first} from the first event of a path" + ("" if length is None else f", and half of {length}"),
        denominator="paths whose mark lies within the log"
        + (f"; who has {event_words(finished)} is not lost" if finished else ""),
    )


_STATES = """
    WITH whole AS (SELECT MAX(t) AS t FROM j),
    lives AS (
        SELECT path, MIN(t) AS began, MAX(t) AS last, MAX(CASE WHEN :done THEN 1 ELSE 0 END) AS done
        FROM j GROUP BY path
    )
    SELECT l.path AS path, m.place AS place, m.mark AS mark, CAST(m.within AS BIGINT) AS within,
           CASE WHEN l.began + m.within <= w.t THEN 1 ELSE 0 END AS settled,
           CASE WHEN l.last < l.began + m.within AND l.done = 0 THEN 1 ELSE 0 END AS lost
    FROM lives AS l CROSS JOIN marks AS m CROSS JOIN whole AS w
"""
_COUNTS = """
    SELECT mark, within, CAST(SUM(settled) AS BIGINT) AS paths, CAST(SUM(settled * lost) AS BIGINT) AS lost,
           CAST(SUM(1 - settled) AS BIGINT) AS too_new
    FROM states AS s GROUP BY place, mark, within ORDER BY place
"""
_WHO = "SELECT path, mark FROM states AS s WHERE settled = :settled AND lost >= :lost"


def _who(states: exp.Query, *, settled: int, lost: int) -> Members:
    return Members(sql_template(_WHO, states=states, settled=settled, lost=lost), keys=("mark",))


def _with_shares(frame: pd.DataFrame) -> pd.DataFrame:
    share = frame["lost"] / frame["paths"].where(frame["paths"] > 0)
    frame = with_wilson(frame, count="lost", total="paths")
    return frame.assign(within_s=frame["within"] / 1_000_000, lost_share=share)
