"""Rules that no event of a log fits: mostly a name that was typed wrong, and numbers that look right and are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from journeykit.errors import nearest
from journeykit.events.patterns import fitting, is_glob, unescaped
from journeykit.evidence.bindings import bound_touchpoints
from journeykit.evidence.measure import MeasuredMap


def unmatched_rules(measured: MeasuredMap) -> list[str]:
    """Return a sentence for each event name in a binding or a KPI's formula that no event of the log fits.

    Returns
    -------
    list of str
        Touchpoints first, then KPIs, in the order of the map; each names the nearest event where one is near.

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
    names = measured.events.event_names
    return [
        *(
            f"{touchpoint.name}: {sentence}"
            for touchpoint in bound_touchpoints(measured.journey)
            for sentence in misses(names, touchpoint.binding.events if touchpoint.binding else ())
        ),
        *(
            f"{kpi.name}: {sentence}"
            for kpi in measured.journey.kpis
            if kpi.formula is not None
            for sentence in misses(names, (*kpi.formula.attempt, *kpi.formula.success))
        ),
    ]


def misses(names: Sequence[str], globs: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each pattern that fits none of the names."""
    for glob in dict.fromkeys(globs):
        if fitting(names, glob):
            continue
        hint = nearest(unescaped(glob).strip("*?"), names)
        guess = f" Nearest: “{hint}”." if hint else ""
        verb = "fits" if is_glob(glob) else "is called"
        yield f"no event of the log {verb} “{glob}”.{guess}"
