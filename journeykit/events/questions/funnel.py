"""How many paths get from step to step, inside a window, in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlglot import exp

from journeykit.errors import EventLogError
from journeykit.events.duration import duration_us
from journeykit.events.log import Events, require_names
from journeykit.events.query import Query, question, sql_template

__all__ = ["funnel"]

ORDERS = ("eventual", "direct")


def funnel(
    events: Events,
    steps: Sequence[str | Sequence[str]],
    *,
    window: str | timedelta | None = None,
    order: str = "eventual",
    at: int | None = None,
    settled: bool = False,
) -> Query:
    """Count the paths that reach each step after the ones before it.

    A path enters at its first step-1 event; that is its one entry, a repeated step 1 does not restart it. It reaches
    step k at the first step-k event that comes strictly later in the path than the event that reached step k-1 and,
    with a window, not later than the window after the entry. For one entry taking the earliest match is exact.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    steps
        Event names in order; a tuple of names is a step that any of them reaches.
    window
        ``"30m"``, ``"7d"``, ``"1h30m"``… counted from the entry; its last instant belongs to it. None: no limit.
    order
        ``"eventual"``: other events may lie between steps. ``"direct"``: each step is the very next event.
    at
        Count entries at this position of the path only (1 is the first event). ``funnel([A, B], order="direct", at=k)``
        is the link A -> B from column k of ``steps``.
    settled
        Count only entries whose window has closed by the last event of the log: whoever entered yesterday has not
        failed to come back within a month. Needs a window.

    Returns
    -------
    Query
        One row a step: ``step`` (int from 1), ``name`` (str; alternatives joined by " or "), ``paths`` (int, unique),
        ``dropped`` (nullable int, paths that reached this step and not the next; null at the last),
        ``previous_share`` (float 0-1, of the step before; null at step 1), ``first_share`` (float 0-1, of step 1).
        An empty log gives no rows.

    Raises
    ------
    EventLogError
        No steps, an unknown event name or order, or a window without a unit.

    Notes
    -----
    A path that pays before it browses has not reached the second step of browse -> pay. Paths that were still under way
    when the log ends count as not converted, unless ``settled`` leaves them out.

    Examples
    --------
    >>> import pandas as pd
    >>> from journeykit.events import funnel, read_events
    >>> log = pd.DataFrame({"user_id": ["a", "a", "b"], "event": ["home", "pay", "home"]})
    >>> log["timestamp"] = ["2024-05-01 10:00", "2024-05-01 10:20", "2024-05-01 10:00"]
    >>> funnel(read_events(log), ["home", "pay"], window="30m").to_pandas()["paths"].tolist()
    [2, 1]
    """
    alternatives = [(step,) if isinstance(step, str) else tuple(step) for step in _checked(steps)]
    if order not in ORDERS:
        raise EventLogError(f"order={order!r} is unknown. Use 'eventual' or 'direct'.")
    if at is not None and at < 1:
        raise EventLogError(f"at={at!r} is no position: positions count from 1.")
    if settled and window is None:
        raise EventLogError("settled=True needs a window: without one no entry is ever settled.")
    require_names(events, (name for step in alternatives for name in step), "step")
    limit = None if window is None else duration_us(window)
    expression = sql_template(_ANSWER, counts_by_step=_union(len(alternatives)))
    assert isinstance(expression, exp.Select)
    for number, names in enumerate(alternatives, start=1):
        reached = _entry(names, at, limit if settled else None) if number == 1 else _next(number, names, order, limit)
        expression = expression.with_(f"reached_{number}", as_=reached, copy=False)
    labels = exp.values(
        [(number, " or ".join(names)) for number, names in enumerate(alternatives, start=1)], "labels", ["step", "name"]
    )
    expression = expression.join(labels, on="labels.step = r.step", copy=False)
    entry = "a step-1 event" if at is None else f"a step-1 event at position {at}"
    entry += " whose window has closed by the end of the log" if settled else ""
    between = "other events may lie between" if order == "eventual" else "each step is the very next event"
    return question(
        events._log,
        "funnel",
        expression,
        {
            "step": ("int64", "step, from 1"),
            "name": ("str", "event, or alternatives joined by 'or'"),
            "paths": ("int64", "unique paths that reach the step"),
            "dropped": ("Int64", "unique paths that reach this step and not the next; null at the last"),
            "previous_share": ("float64", "share (0-1) of the paths of the step before; null at the first"),
            "first_share": ("float64", "share (0-1) of the paths of the first step"),
        },
        unit="unique paths",
        population=f"the paths that have {entry}, of {events.path_count:,} in the log",
        window=f"none; {between}" if limit is None else f"{window} from the first step-1 event, no restart; {between}",
        denominator="previous step (previous_share) and first step (first_share)",
    )


_ANSWER = """
    SELECT r.step AS step, labels.name AS name, r.paths AS paths,
           r.paths - LEAD(r.paths) OVER (ORDER BY r.step) AS dropped,
           CAST(r.paths AS DOUBLE) / NULLIF(LAG(r.paths) OVER (ORDER BY r.step), 0) AS previous_share,
           CAST(r.paths AS DOUBLE) / NULLIF(FIRST_VALUE(r.paths) OVER (ORDER BY r.step), 0) AS first_share
    FROM counts_by_step AS r
    WHERE EXISTS (SELECT 1 FROM j)
    ORDER BY r.step
"""


def _checked(steps: Sequence[str | Sequence[str]]) -> list[str | Sequence[str]]:
    if isinstance(steps, str) or not steps or not all(steps):
        raise EventLogError("a funnel needs a list of steps, each an event name or a tuple of alternatives.")
    return list(steps)


def _event_is_one_of(names: Sequence[str]) -> exp.Expr:
    condition = sql_template("SELECT j.event IN (SELECT event FROM names WHERE :named)", named=_named(names))
    return condition.selects[0]


def _named(names: Sequence[str]) -> exp.Expr:
    return exp.column("name").isin(*(exp.convert(name) for name in names))


def _entry(names: Sequence[str], at: int | None, settled: int | None) -> exp.Query:
    # Positions follow time, so the first position also has the first time.
    entry = sql_template(
        "SELECT path, MIN(position) AS position, MIN(t) AS entered FROM j WHERE :named GROUP BY path",
        named=_event_is_one_of(names),
    )
    assert isinstance(entry, exp.Select)
    if at is not None:
        entry = entry.where(exp.column("position", table="j").eq(at))
    if settled is not None:
        closed = sql_template("SELECT MIN(j.t) + :limit <= (SELECT MAX(t) FROM j)", limit=settled)
        entry = entry.having(closed.selects[0])
    return entry


def _next(number: int, names: Sequence[str], order: str, limit: int | None) -> exp.Query:
    later = "j.position > p.position" if order == "eventual" else "j.position = p.position + 1"
    reached = sql_template(
        "SELECT j.path AS path, MIN(j.position) AS position, MIN(p.entered) AS entered"
        " FROM reached_before AS p JOIN j ON j.path = p.path WHERE :later AND :named GROUP BY j.path",
        reached_before=exp.to_table(f"reached_{number - 1}"),
        later=exp.condition(later),
        named=_event_is_one_of(names),
    )
    assert isinstance(reached, exp.Select)
    if limit is not None:
        reached = reached.where(sql_template("SELECT j.t - p.entered <= :limit", limit=limit).selects[0])
    return reached


def _union(steps: int) -> exp.Query:
    # The cast makes the count nullable on ClickHouse, where LEAD of a plain one would give 0 at the last step.
    counts = [
        sql_template(
            "SELECT CAST(COUNT(*) AS BIGINT) AS paths, :step AS step FROM reached",
            step=n,
            reached=exp.to_table(f"reached_{n}"),
        )
        for n in range(1, steps + 1)
    ]
    return counts[0] if steps == 1 else exp.union(*counts, distinct=False)
