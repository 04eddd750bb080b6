"""Rules that match no event of a log and no question of the answers, often because of a typing error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from journeykit.errors import nearest
from journeykit.events.patterns import fitting, is_glob, unescaped
from journeykit.evidence.belonging import questions_of
from journeykit.evidence.bindings import bound_touchpoints
from journeykit.evidence.measured_map import MeasuredMap


def unmatched_rules(measured: MeasuredMap) -> list[str]:
    """Return a sentence for each pattern of a binding or a KPI's formula that matches no event and no question.

    Returns
    -------
    list of str
        Touchpoints first, then KPIs, in the order of the map, then what is bound to questions; with the nearest name if
        one is similar. Only what the map was measured by is looked at.

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
    return [*_of_events(measured), *_of_answers(measured)]


def _of_events(measured: MeasuredMap) -> list[str]:
    if measured.log is None:
        return []
    journey, names = measured.journey, measured.log.event_names
    rules = [(touchpoint.name, binding.events) for touchpoint, binding in bound_touchpoints(journey)]
    rules += [(kpi.name, (*kpi.formula.attempt, *kpi.formula.success)) for kpi in journey.kpis if kpi.formula]
    return [f"{name}: {sentence}" for name, globs in rules for sentence in misses(names, globs)]


def _of_answers(measured: MeasuredMap) -> list[str]:
    if measured.said is None:
        return []
    journey, answers = measured.journey, measured.said
    stages, touchpoints = ({each.id: each.name for each in kind} for kind in (journey.stages, journey.touchpoints))
    rules = [(touchpoints.get(each.touchpoint or "", stages[each.stage]), each.question) for each in journey.surveys]
    rules += [(kpi.name, name) for kpi in journey.kpis if kpi.answer_formula for name in kpi.answer_formula.questions]
    lacking = [(name, question) for name, question in rules if not questions_of(answers, question)]
    return [
        f"{name}: {sentence}"
        for name, question in lacking
        for sentence in misses(answers.names, [question], "question")
    ]


def misses(names: Sequence[str], globs: Iterable[str], what: str = "event") -> Iterator[str]:
    """Yield a sentence for each pattern that matches none of the names."""
    for glob in dict.fromkeys(globs):
        if fitting(names, glob):
            continue
        hint = nearest(unescaped(glob).strip("*?"), names)
        guess = f" Nearest: “{hint}”." if hint else ""
        verb = "fits" if is_glob(glob) else "is called"
        yield f"no {what} of the {'log' if what == 'event' else 'answers'} {verb} “{glob}”.{guess}"
