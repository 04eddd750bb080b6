"""How many paths get from step to step: in order, in time, with nothing forbidden in between."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from journeykit.events.log import Events
from journeykit.events.query import Members, Query, question
from journeykit.questions._funnel_answer import LISTS, answer, listed
from journeykit.questions._funnel_runs import reached
from journeykit.questions._funnel_steps import Leg, RunLimits, Step, entry_of, legs_of
from journeykit.questions.kernels.funnel import funnel_kernel

__all__ = ["Step", "funnel"]


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

    A path reaches step k when some choice of its events, one a step and each strictly later in the path than the one
    before, fits everything that was asked. Steps are a name, a tuple of names of which any one will do, or a `Step`
    that is optional, has a time of its own (``within``, ``after``) or must not be preceded by other events
    (``without``).

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    steps
        Event names in order, tuples of alternatives, or `Step` values.
    window
        ``"30m"``, ``"7d"``, ``"1h30m"``… counted from the entry; its last instant belongs to it. None: no limit.
    order
        ``"eventual"``: other events may lie between steps. ``"direct"``: each step is the very next event.
    reentry
        ``"first"``: the first step-1 event of a path is its one entry, a repeated one does not restart the window.
        ``"best"``: every step-1 event is an entry, and a path reaches a step if any of them does.
    open
        False: paths enter at step 1. True: a path enters with its first event of any required step, at that step, and
        is counted from there on (an event of several steps enters at the first of them).
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
        ``entered`` (int, those that enter at this step), ``dropped`` (nullable int, those that do not go on to the next
        required step; null at the last), ``ended`` (int, those of them whose very last event reaches this step),
        ``previous_paths`` (nullable int, paths of the last required step before), ``previous_share`` (float 0-1, of
        ``previous_paths``: ``(paths - entered) / previous_paths``), ``first_share`` (float 0-1, of step 1; in an open
        funnel of all that enter), ``all_share`` (float 0-1, of all paths of the log), ``median_s`` and ``q90_s``
        (float, seconds from the entry to the step), ``leg_median_s`` and ``leg_q90_s`` (float, seconds since the last
        required step before). An empty log gives no rows.

    Raises
    ------
    EventLogError
        No steps, an unknown event name, order or re-entry, a duration without a unit, settings that contradict.

    Notes
    -----
    ``dropped`` is about the next step, ``ended`` about the log: who stays and does something else has dropped and not
    ended here. An optional step is not needed by later ones and has no share in their rates. Times are those of the
    quickest run of a path to the step; with one entry, its first arrival. A path that pays before it browses has not
    reached the second step of browse -> pay. Paths that were still under way when the log ends count as not converted,
    unless ``settled`` leaves them out. Quantiles interpolate linearly.

    Examples
    --------
    >>> import pandas as pd
    >>> from journeykit.events import read_events
    >>> from journeykit.questions import funnel
    >>> log = pd.DataFrame({"user_id": ["a", "a", "b"], "event": ["home", "pay", "home"]})
    >>> log["timestamp"] = ["2024-05-01 10:00", "2024-05-01 10:20", "2024-05-01 10:00"]
    >>> query = funnel(read_events(log), ["home", "pay"], window="30m")
    >>> query.to_pandas()[["paths", "median_s"]].values.tolist()
    [[2.0, 0.0], [1.0, 1200.0]]
    >>> query.paths("dropped", step=1).to_pandas()["path"].tolist()
    ['b']
    """
    legs = legs_of(events, steps)
    entry = entry_of(legs, window=window, order=order, reentry=reentry, open=open, at=at, settled=settled)
    tables = reached(legs, entry)
    return question(
        events._log,
        "funnel",
        answer(legs, tables),
        COLUMNS,
        kernel=funnel_kernel(events.event_names, legs, entry),
        members={number: Members(partial(listed, legs, tables, number), keys=("step",)) for number in LISTS},
        unit="unique paths",
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
    "ended": ("int64", "unique paths that do not go on and whose very last event reaches this step"),
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
