"""The steps and settings of a funnel: alternatives, optional steps, time limits, exclusions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from journeykit.errors import EventLogError
from journeykit.events.log import Events, require_names, span_us

ORDERS = ("eventual", "direct")
REENTRIES = ("first", "best")
MOST_OPTIONAL = 5


@dataclass(frozen=True)
class Step:
    """A step of a funnel with conditions of its own. An event name or a tuple of names is a step without conditions.

    Attributes
    ----------
    events
        The event name, or several of which any one reaches the step.
    optional
        A path may go on without it. It has a row of its own, and later steps do not need it.
    within
        ``"10m"``: the longest time since the event that reached the step before, its last instant included.
    after
        ``"5s"``: the shortest time since the event that reached the step before.
    without
        Event names that must not occur between the event that reached the step before and this one.

    Examples
    --------
    >>> Step(("pay by card", "pay by invoice"), within="1h", without="cancel")
    Step(events=('pay by card', 'pay by invoice'), optional=False, within='1h', after=None, without='cancel')
    """

    events: str | tuple[str, ...]
    optional: bool = False
    within: str | timedelta | None = None
    after: str | timedelta | None = None
    without: str | tuple[str, ...] = ()


@dataclass(frozen=True)
class Leg:
    """A checked step with its conditions; times in microseconds."""

    number: int
    names: tuple[str, ...]
    optional: bool
    within: int | None
    after: int | None
    without: tuple[str, ...]

    @property
    def conditional(self) -> bool:
        """Whether the conditions depend on the event that reached the step before."""
        return self.within is not None or self.after is not None or bool(self.without)


@dataclass(frozen=True)
class RunLimits:
    """The checked settings of a funnel; the window in microseconds."""

    window: int | None
    direct: bool
    at: int | None
    settled: bool
    best: bool
    open: bool


def legs_of(events: Events, steps: Sequence[str | Sequence[str] | Step]) -> list[Leg]:
    """Return the steps as legs, or raise an `EventLogError`."""
    if isinstance(steps, (str, Step)) or not steps:
        raise EventLogError("a funnel needs a list of steps, each an event name or a tuple of alternatives.")
    legs = [_leg(events, number, step) for number, step in enumerate(steps, start=1)]
    first = legs[0]
    if first.optional or first.conditional:
        raise EventLogError("step 1 is the entry: it cannot be optional and has no step before it to count from.")
    require_names(events, (name for leg in legs for name in leg.names), "step")
    require_names(events, (name for leg in legs for name in leg.without), "the event between steps")
    return legs


def entry_of(
    events: Events,
    legs: Sequence[Leg],
    *,
    window: str | timedelta | None,
    order: str,
    reentry: str,
    open: bool,
    at: int | None,
    settled: bool,
) -> RunLimits:
    """Return a funnel's settings, or raise an `EventLogError` where they contradict each other."""
    if order not in ORDERS:
        raise EventLogError(f"order={order!r} is unknown. Use 'eventual' or 'direct'.")
    if reentry not in REENTRIES:
        raise EventLogError(f"reentry={reentry!r} is unknown. Use 'first' or 'best'.")
    if open and reentry == "best":
        raise EventLogError(
            "open=True with reentry='best' would count every path with the event, whatever went before. "
            "Leave one of the two out, or ask reach()."
        )
    if at is not None and at < 1:
        raise EventLogError(f"at={at!r} is no position: positions count from 1.")
    if settled and window is None:
        raise EventLogError("settled=True needs a window: without one no entry is ever settled.")
    direct, best = order == "direct", reentry == "best"
    optional = sum(leg.optional for leg in legs)
    if best and optional > MOST_OPTIONAL and (direct or any(leg.conditional for leg in legs)):
        raise EventLogError(
            f"{optional} optional steps with reentry='best' and conditions between steps are too many: each doubles "
            f"the ways to go. At most {MOST_OPTIONAL} can be counted."
        )
    limit = None if window is None else span_us(events, window)
    return RunLimits(window=limit, direct=direct, at=at, settled=settled, best=best, open=open)


def _leg(events: Events, number: int, step: str | Sequence[str] | Step) -> Leg:
    asked = step if isinstance(step, Step) else Step(step if isinstance(step, str) else tuple(step))
    names = _names(asked.events)
    if not names or not all(names):
        raise EventLogError("a funnel needs a list of steps, each an event name or a tuple of alternatives.")
    within = None if asked.within is None else span_us(events, asked.within, "within")
    after = None if asked.after is None else span_us(events, asked.after, "after")
    if within is not None and after is not None and after > within:
        raise EventLogError(f"step {number} must come after {asked.after} and within {asked.within}: nothing can.")
    return Leg(number, names, asked.optional, within, after, _names(asked.without))


def _names(names: str | Iterable[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(dict.fromkeys(names))
