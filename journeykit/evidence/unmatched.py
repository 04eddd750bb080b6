"""Rules that match no event of a log, often because of a typing error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from journeykit.errors import nearest
from journeykit.events.patterns import fitting, is_glob, unescaped
from journeykit.evidence.bindings import bound_touchpoints
from journeykit.evidence.measure import MeasuredMap


def unmatched_rules(measured: MeasuredMap) -> list[str]:
    """Return a sentence for each pattern of a binding or a KPI's formula that matches no event of the log.

    Returns
    -------
    list of str
        Touchpoints first, then KPIs, in the order of the map; with the nearest event name if one is similar.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> journey = jk.new_map("Dentist", stages=["Visit"])
    >>> journey = jk.edit.add_touchpoint(journey, "Treatment", stage="visit", binding={"events": ["treatd", "x_ray*"]})
    >>> log = pd.DataFrame({"user_id": ["a", "a"], "event": ["treated", "x_ray left"],
    ...                     "timestamp": ["2026-05-01", "2026-05-01"]})
    >>> unmatched_rules(jk.measure(journey, jk.read_events(log)))
    ['Treatment: no event of the log is called “treatd”. Nearest: “treated”.']
    """
    journey = measured.journey
    rules = [(touchpoint.name, binding.events) for touchpoint, binding in bound_touchpoints(journey)]
    rules += [(kpi.name, (*kpi.formula.attempt, *kpi.formula.success)) for kpi in journey.kpis if kpi.formula]
    names = measured.events.event_names
    return [f"{name}: {sentence}" for name, globs in rules for sentence in misses(names, globs)]


def misses(names: Sequence[str], globs: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each pattern that matches none of the names."""
    for glob in dict.fromkeys(globs):
        if fitting(names, glob):
            continue
        hint = nearest(unescaped(glob).strip("*?"), names)
        guess = f" Nearest: “{hint}”." if hint else ""
        verb = "fits" if is_glob(glob) else "is called"
        yield f"no event of the log {verb} “{glob}”.{guess}"
