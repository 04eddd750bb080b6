"""The events themselves, one per row: for work on single paths, not for a dashboard."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from journeykit.events.labels import Label, labelled
from journeykit.events.log import Events, question
from journeykit.events.query import Query
from journeykit.events.sql import sql_expression, sql_select


def rows(events: Events, *, every: int = 1, ids: Sequence[str] = (), labels: Sequence[Label] = ()) -> Query:
    """Return the events of all paths, or of every n-th path and of named ones.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    every
        1 takes all paths, 10 every tenth one by order of ids, and the path with the last event of the log.
    ids
        Further paths to take.
    labels
        Rules that name events, see ``relabel``.

    Returns
    -------
    Query
        One row per event, by path and in the path's order: ``path`` (str), ``event`` (str), ``t`` (int, UTC
        microseconds), ``label`` (str, of the first rule that matches, else missing), and ``attribute_0``,
        ``attribute_1`` … (str) in the order of ``events.attributes``.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a", "b"], "event": ["home", "pay"], "timestamp": ["2024-05-01"] * 2})
    >>> qs.rows(ev.read_events(log)).to_pandas()[["path", "event"]].values.tolist()
    [['a', 'home'], ['b', 'pay']]
    """
    wanted: exp.Expr = exp.true() if every == 1 else sql_expression(_SOME, every=every)
    if ids and every > 1:
        wanted = exp.or_(wanted, exp.column("id", table="p").isin(*(exp.convert(id) for id in ids)))
    expression = sql_select(_ANSWER, labelled=labelled(events, labels, names=True), wanted=wanted)
    attributes = {}
    for number, (name, column) in enumerate(events._attributes.items()):
        expression = expression.select(exp.column(column, table="j").as_(f"attribute_{number}"))
        attributes[f"attribute_{number}"] = ("str", f"attribute {name}")
    return question(
        events,
        "rows",
        expression,
        {
            "path": ("str", "path id"),
            "event": ("str", "event name"),
            "t": ("int64", "time, UTC microseconds"),
            "label": ("str", "label of the first rule that matches; null where none does"),
            **attributes,
        },
        unit="events",
        population=f"the events of {'all' if every == 1 else 'some'} paths, of {events.path_count:,} in the log",
        denominator="none",
    )


_SOME = """
    (j.path % :every = 0 OR j.path = (SELECT MAX(k.path) FROM j AS k WHERE k.t = (SELECT MAX(m.t) FROM j AS m)))
"""
_ANSWER = """
    SELECT p.id AS path, n.name AS event, j.t AS t, j.label AS label
    FROM labelled AS j JOIN paths AS p ON p.path = j.path JOIN names AS n ON n.event = j.event
    WHERE :wanted ORDER BY j.path, j.position
"""
