"""How many paths get from step to step: in order, in time, without excluded events in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sqlglot import exp

from journeykit.events.log import Events, question
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_select, sql_template
from journeykit.questions._funnel_runs import Tables, before, reached, union_all
from journeykit.questions._funnel_steps import Leg, RunLimits, Step, entry_of, legs_of
from journeykit.questions.kernels.funnel import funnel_kernel


def funnel(
    events: Events,
    steps: Sequence[str | Sequence[str] | Step],
    *,
    window: str | timedelta | None = None,
    order: str = "eventual",
    reentry: str = "first",
    open: bool = False,
    at: int | None = None,
    settled: bool = False,
) -> Query:
    """Count the paths that reach each step after the ones before it.

    A path reaches step k if it has events for the steps up to k, each later in the path than the one before, that meet
    all conditions. A step is an event name, a tuple of alternatives, or a `Step` that is optional, has time limits of
    its own (``within``, ``after``) or excludes events before it (``without``).

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    steps
        Event names in order, tuples of alternatives, or `Step` values.
    window
        ``"30m"``, ``"7d"``, ``"1h30m"``… from the entry, its last instant included. None: no limit.
    order
        ``"eventual"``: other events may lie between steps. ``"direct"``: each step is the very next event.
    reentry
        ``"first"``: the first step-1 event of a path is its only entry; a repeated one does not restart the window.
        ``"best"``: every step-1 event is an entry, and a path reaches a step if any of its entries does.
    open
        False: paths enter at step 1. True: a path enters at its first event of any required step (at the first of these
        steps if the event belongs to several).
    at
        Count only entries at this position of the path (1 is the first event). ``funnel([A, B], order="direct", at=k)``
        is the link A -> B from column k of ``steps``.
    settled
        Count only entries whose window has closed by the last event of the log: a path that entered yesterday has not
        yet failed to return within a month. Needs a window.

    Returns
    -------
    Query
        One row per step: ``step`` (int from 1), ``name`` (str; alternatives joined by " or "), ``paths`` (int, unique),
        ``entered`` (int, those that enter at this step), ``dropped`` (nullable int, those that do not go on to the next
        required step; null at the last), ``ended`` (int, those of them whose last event reaches this step),
        ``previous_paths`` (nullable int, paths of the last required step before), ``previous_share`` (float 0-1, of
        ``previous_paths``: ``(paths - entered) / previous_paths``), ``first_share`` (float 0-1, of step 1; in an open
        funnel of all entries), ``all_share`` (float 0-1, of all paths of the log), ``median_s`` and ``q90_s``
        (float, seconds from the entry to the step), ``leg_median_s`` and ``leg_q90_s`` (float, seconds since the last
        required step before). An empty log gives no rows.

    Raises
    ------
    EventLogError
        No steps, an unknown event name, order or re-entry, a duration without a unit, contradictory settings.

    Notes
    -----
    ``dropped`` refers to the next step, ``ended`` to the end of the path: a path that continues with other events has
    dropped but not ended here. Later steps and their rates ignore an optional step. Times are those of the fastest way
    of a path to the step; with one entry, its first arrival. A path that pays before it browses has not reached the
    second step of browse -> pay. Paths that have not converted when the log ends count as not converted, unless
    ``settled`` leaves them out. Quantiles interpolate linearly.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a", "a", "b"], "event": ["home", "pay", "home"]})
    >>> log["timestamp"] = ["2024-05-01 10:00", "2024-05-01 10:20", "2024-05-01 10:00"]
    >>> query = qs.funnel(ev.read_events(log), ["home", "pay"], window="30m")
    >>> query.to_pandas()[["paths", "median_s"]].values.tolist()
    [[2.0, 0.0], [1.0, 1200.0]]
    >>> query.paths("dropped", step=1).to_pandas()["path"].tolist()
    ['b']
    """
    legs = legs_of(events, steps)
    entry = entry_of(events, legs, window=window, order=order, reentry=reentry, open=open, at=at, settled=settled)
    tables = reached(legs, entry)
    return question(
        events,
        "funnel",
        _answer(legs, tables),
        COLUMNS,
        kernel=funnel_kernel(events.event_names, legs, entry),
        members={number: Members(partial(_listed, legs, tables, number), keys=("step",)) for number in LISTS},
        population=_population(events, entry),
        window=_window(legs, entry, window),
        denominator="previous required step (previous_share), "
        f"{'all that enter' if open else 'first step'} (first_share), all paths of the log (all_share)",
    )


COLUMNS = {
    "step": ("int64", "step, from 1"),
    "name": ("str", "event, or alternatives joined by 'or'"),
    "paths": ("int64", "unique paths that reach the step"),
    "entered": ("int64", "unique paths that enter at this step"),
    "dropped": ("Int64", "unique paths that do not go on to the next required step; null at the last"),
    "ended": ("int64", "unique paths that do not go on and whose last event reaches this step"),
    "previous_paths": ("Int64", "unique paths of the last required step before; null at the first"),
    "previous_share": ("float64", "share (0-1) of previous_paths that come on to this step; null at the first"),
    "first_share": ("float64", "share (0-1) of the paths of the first step (open: of all that enter)"),
    "all_share": ("float64", "share (0-1) of all paths of the log"),
    "median_s": ("float64", "median time from the entry to the step, seconds"),
    "q90_s": ("float64", "90 % quantile of the time from the entry to the step, seconds"),
    "leg_median_s": ("float64", "median time since the last required step before, seconds"),
    "leg_q90_s": ("float64", "90 % quantile of the time since the last required step before, seconds"),
}


def _population(events: Events, entry: RunLimits) -> str:
    start = "an event of any required step" if entry.open else "a step-1 event"
    start += "" if entry.at is None else f" at position {entry.at}"
    start += " whose window has closed by the end of the log" if entry.settled else ""
    return f"the paths that have {start}, of {events.path_count:,} in the log"


def _window(legs: Sequence[Leg], entry: RunLimits, window: str | timedelta | None) -> str:
    limit = "none"
    if window is not None:
        starts = "the entry, no restart" if entry.open else "the first step-1 event, no restart"
        limit = f"{window} from {'any step-1 event' if entry.best else starts}"
    between = "each step is the very next event" if entry.direct else "other events may lie between"
    said = [limit, between, *(["a path counts if any of its entries does"] if entry.best else [])]
    return "; ".join([*said, *(words for leg in legs if (words := _conditions(leg)))])


def _conditions(leg: Leg) -> str:
    said = ["optional"] if leg.optional else []
    said += [f"at most {leg.within / 1e6:,g} s after the step before"] if leg.within is not None else []
    said += [f"at least {leg.after / 1e6:,g} s after the step before"] if leg.after is not None else []
    said += [f"without {' or '.join(leg.without)} in between"] if leg.without else []
    return f"step {leg.number}: {', '.join(said)}" if said else ""


def _next_required(leg: Leg, legs: Sequence[Leg]) -> Leg | None:
    return next((other for other in legs if other.number > leg.number and not other.optional), None)


# The cast makes the count nullable on ClickHouse, where an outer join would otherwise give 0 instead of null.
_COUNTS = """
    SELECT CAST(COUNT(*) AS BIGINT) AS paths, :step AS step, SUM(1 - r.came) AS entered, SUM(:stopped) AS dropped,
           SUM(:stopped * r.ended) AS ended, MEDIAN(r.taken) AS median, QUANTILE_CONT(r.taken, 0.9) AS q90,
           MEDIAN(r.leg) AS leg_median, QUANTILE_CONT(r.leg, 0.9) AS leg_q90
    FROM reached AS r
"""

_ANSWER = """
    SELECT c.step AS step, labels.name AS name, c.paths AS paths,
           CAST(COALESCE(c.entered, 0) AS BIGINT) AS entered,
           CASE WHEN labels.further = 1 THEN CAST(COALESCE(c.dropped, 0) AS BIGINT) END AS dropped,
           CAST(COALESCE(c.ended, 0) AS BIGINT) AS ended, b.paths AS previous_paths,
           CAST(c.paths - COALESCE(c.entered, 0) AS DOUBLE) / NULLIF(b.paths, 0) AS previous_share,
           CAST(c.paths AS DOUBLE) / NULLIF(w.started, 0) AS first_share,
           CAST(c.paths AS DOUBLE) / a.paths AS all_share,
           c.median / 1000000.0 AS median_s, c.q90 / 1000000.0 AS q90_s,
           c.leg_median / 1000000.0 AS leg_median_s, c.leg_q90 / 1000000.0 AS leg_q90_s
    FROM counts AS c JOIN labels ON labels.step = c.step
    CROSS JOIN (SELECT SUM(entered) AS started FROM counts) AS w
    CROSS JOIN (SELECT COUNT(DISTINCT path) AS paths FROM j) AS a
    LEFT JOIN counts AS b ON b.step = labels.base
    WHERE a.paths > 0
    ORDER BY step
"""


def _answer(legs: Sequence[Leg], tables: Tables) -> exp.Query:
    labels, counts = [], []
    for leg in legs:
        base, onward = before(leg, legs)[-1:], _next_required(leg, legs)
        labels.append((leg.number, " or ".join(leg.names), base[0].number if base else 0, int(onward is not None)))
        stopped = exp.convert(1) if onward is None else exp.condition("CASE WHEN n.came = 1 THEN 0 ELSE 1 END")
        counts.append(_of_reached(_COUNTS, leg, onward, stopped=stopped))
    table = exp.values(labels, "labels", ["step", "name", "base", "further"])
    return _with(sql_select(_ANSWER, labels=table), [*tables, ("counts", union_all(counts))])


def _of_reached(text: str, leg: Leg, onward: Leg | None, **parts: exp.Expr) -> exp.Select:
    """Return a query over the paths ``r`` of a step, joined with the paths ``n`` of the next required one."""
    query = sql_select(text, step=leg.number, reached=exp.to_table(f"reached_{leg.number}"), **parts)
    if onward is None:
        return query
    return query.join(exp.to_table(f"reached_{onward.number}").as_("n"), on="n.path = r.path", join_type="left")


LISTS = ("paths", "entered", "dropped", "ended")
_PATHS = "SELECT r.path AS path, :step AS step FROM reached AS r"


def _listed(legs: Sequence[Leg], tables: Tables, number: str) -> exp.Query:
    parts: list[exp.Query] = []
    for leg in legs:
        onward = _next_required(leg, legs) if number in ("dropped", "ended") else None
        if number == "dropped" and onward is None:
            continue
        paths = _of_reached(_PATHS, leg, onward)
        if number == "entered":
            paths = paths.where("r.came = 0")
        if number == "ended":
            paths = paths.where("r.ended = 1")
        if onward is not None:
            paths = paths.where("n.came IS NULL OR n.came = 0")
        parts.append(paths)
    listed = union_all(parts or [sql_template("SELECT 1 AS step, path FROM reached_1 WHERE FALSE")])
    return _with(sql_select("SELECT m.step AS step, m.path AS path FROM m AS m", m=listed), tables)


def _with(query: exp.Select, tables: Tables) -> exp.Query:
    for name, table in tables:
        query = query.with_(name, as_=table, copy=False)
    return query
