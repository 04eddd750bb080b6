"""The events themselves, one per row: for work on single paths, not for a dashboard."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from journeykit.events.labels import Label, labelled
from journeykit.events.log import Events, question
from journeykit.events.query import Query
from journeykit.events.sql import sql_expression, sql_select


def rows(
    events: Events,
    *,
    every: int = 1,
    ids: Sequence[str] = (),
    labels: Sequence[Label] = (),
    attributes: Sequence[str] | None = None,
) -> Query:
    """Return the events of all paths, or of every n-th path and of named ones.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    every
        1 takes all paths, 10 every tenth one by order of their last events, and the path with the last event of the
        log. Which ones depends on what is in the paths, not on their ids.
    ids
        Further paths to take.
    labels
        Rules that name events, see ``relabel``.
    attributes
        The attributes to return, all unless given.

    Returns
    -------
    Query
        One row per event, by path and in the path's order: ``path`` (str), ``event`` (str), ``t`` (int, UTC
        microseconds), ``label`` (str, of the first rule that matches, else missing), and ``attribute_0``,
        ``attribute_1`` … (str), numbered in the order of ``events.attributes``.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a", "b"], "event": ["home", "pay"], "timestamp": ["2024-05-01"] * 2})
    >>> qs.rows(ev.read_events(log)).to_pandas()[["path", "event"]].values.tolist()
    [['a', 'home'], ['b', 'pay']]
    """
    carried = [
        (f"attribute_{number}", name, column)
        for number, (name, column) in enumerate(events._attributes.items())
        if attributes is None or name in attributes
    ]
    wanted: exp.Expr = exp.true()
    if every > 1:
        wanted = _some(every, sorted(column for _, _, column in carried), timed=events.has_times)
        if ids:
            wanted = exp.or_(wanted, exp.column("id", table="p").isin(*(exp.convert(id) for id in ids)))
    expression = sql_select(_ANSWER, labelled=labelled(events, labels, names=True), wanted=wanted)
    for alias, _, column in carried:
        expression = expression.select(exp.column(column, table="j").as_(alias))
    return question(
        events,
        "rows",
        expression,
        {
            "path": ("str", "path id"),
            "event": ("str", "event name"),
            "t": ("int64", "time, UTC microseconds"),
            "label": ("str", "label of the first rule that matches; null where none does"),
            **{alias: ("str", f"attribute {name}") for alias, name, _ in carried},
        },
        unit="events",
        population=f"the events of {'all' if every == 1 else 'some'} paths, of {events.path_count:,} in the log",
        denominator="none",
    )


def _some(every: int, columns: Sequence[str], *, timed: bool) -> exp.Expr:
    """Return the condition for every n-th path, ordered by content; ids decide between paths that are the same."""
    # Without times ``t`` numbers the rows of the log, so it depends on the order of the paths.
    content = sql_select(_CONTENT, t=exp.column("t" if timed else "position", table="j"))
    keys = ["last", "events", "named", "timed", "mixed"]
    for number, column in enumerate(columns):
        for end in (exp.Min, exp.Max):
            keys.append(f"{end.__name__.lower()}_{number}")
            content = content.select(end(this=exp.column(column, table="j")).as_(keys[-1]))
    condition = sql_expression(_SOME, content=content, every=every)
    order = condition.find(exp.Order)
    assert order is not None
    order.set("expressions", [exp.Ordered(this=exp.column(key, table="c")) for key in (*keys, "path")])
    return condition


_CONTENT = """
    SELECT j.path AS path, MAX(:t) AS last, COUNT(*) AS events,
        SUM(CAST(j.event AS BIGINT) * (j.position % 9973)) AS named,
        SUM((:t % 999983) * (j.position % 9967 + 1)) AS timed,
        SUM(((CAST(j.event AS BIGINT) % 99991 * 7919 + CAST(j.position AS BIGINT) % 99989 * 104729) % 999983
            * (CAST(j.event AS BIGINT) % 99991 * 31 + CAST(j.position AS BIGINT) % 99989 * 17 + 1)) % 999979) AS mixed
    FROM j AS j GROUP BY j.path
"""
"""What tells paths apart. Numbers of events are in the order of their names; the sums depend on order and times."""
_SOME = """
    j.path IN (
        SELECT r.path FROM (
            SELECT c.path AS path, ROW_NUMBER() OVER (ORDER BY c.path) AS place, COUNT(*) OVER () AS paths
            FROM content AS c
        ) AS r WHERE r.place % :every = 0 OR r.place = r.paths
    )
"""
_ANSWER = """
    SELECT p.id AS path, n.name AS event, j.t AS t, j.label AS label
    FROM labelled AS j JOIN paths AS p ON p.path = j.path JOIN names AS n ON n.event = j.event
    WHERE :wanted ORDER BY j.path, j.position
"""
