"""KPIs that carry a formula, computed from the log: unique travellers with a success among those with an attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from journeykit import questions as qs
from journeykit.errors import JourneyKitError
from journeykit.events import Events
from journeykit.events.patterns import fitting
from journeykit.evidence.measure import KPICounts, MeasuredMap
from journeykit.evidence.unmatched import misses
from journeykit.model.insight import KPI, KPIFormula
from journeykit.questions import members
from journeykit.text import count_words

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = {
    "kpi_id": "str",
    "kpi": "str",
    "stage_id": "str",
    "successes": "int64",
    "n": "int64",
    "open": "int64",
    "window": "str",
    "baseline": "float64",
    "target": "float64",
    "direction": "str",
    "definition": "str",
    "problem": "str",
}
_ORDER = ("kpi_id", "kpi", "stage_id", "value", "low", "high", *tuple(_COLUMNS)[3:])


def kpi_values(measured: MeasuredMap) -> pd.DataFrame:
    """Return the value of every KPI of the map that has a formula.

    Returns
    -------
    DataFrame
        ``kpi_id``, ``kpi``, ``stage_id`` (str, empty: whole journey), ``value`` (float, in percent), ``low``, ``high``
        (float, percent: Wilson 95 % interval), ``successes``, ``n`` (int: travellers with a success, or without one
        where the formula is a complement; with an attempt), ``open`` (int: those who have neither succeeded nor failed
        when the log ends), ``window`` (str, the formula's; empty: none),
        ``baseline``, ``target`` (float), ``direction`` (str), ``definition`` (str), ``problem`` (str: why the formula
        cannot be computed, or which of its event names the log does not have; else empty).

    Notes
    -----
    Counted per traveller: a success counts when it comes after the first attempt and within the formula's window. A
    formula with a window leaves out those whose window was still open when the log ended: ``open`` is not part of
    ``n``. Without a window nobody has ever failed: all attempts without success are ``open``, and part of ``n``, so
    that the value says nothing against a target. A formula without attempt takes all travellers of the log as its
    base, from their first event on. An event name that the log does not have leaves the value missing with n 0,
    rather than zero percent of nobody.
    """
    import pandas as pd

    rows = [_row(measured, kpi, kpi.formula) for kpi in measured.journey.kpis if kpi.formula is not None]
    frame = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in _COLUMNS.items()})
    frame = qs.with_wilson(frame, count="successes", total="n")
    value = 100 * frame["successes"] / frame["n"].where(frame["n"] > 0)
    return frame.assign(value=value, low=100 * frame["low"], high=100 * frame["high"])[list(_ORDER)]


def counted_kpis(measured: MeasuredMap) -> frozenset[str]:
    """Return the ids of the KPIs that the log gives a value: a formula that fits no event measures nothing."""
    values = kpi_values(measured)
    percent = {kpi.id for kpi in measured.journey.kpis if kpi.unit == "%"}
    return frozenset(values.loc[values["n"] > 0, "kpi_id"]) & percent


def _row(measured: MeasuredMap, kpi: KPI, formula: KPIFormula) -> dict[str, Any]:
    if formula not in measured.kpis:
        measured.kpis[formula] = _counted(measured.events, formula)
    counted = measured.kpis[formula]
    return {
        "kpi_id": kpi.id,
        "kpi": kpi.name,
        "stage_id": kpi.stage or "",
        "successes": counted.base - counted.successes if formula.complement else counted.successes,
        "n": counted.base,
        "open": counted.open,
        "window": formula.window,
        "baseline": kpi.baseline,
        "target": kpi.target,
        "direction": kpi.direction,
        "definition": kpi.definition,
        "problem": counted.problem,
    }


def _counted(events: Events, formula: KPIFormula) -> KPICounts:
    # A name that was typed wrong leaves a number that looks right: it is told also where there is one.
    problem = " ".join(misses(events.event_names, (*formula.attempt, *formula.success)))
    try:
        successes, base, still_open = _counts(events, formula)
        if not base and still_open:
            problem = f"{problem} {_too_long(events, formula.window, still_open)}".strip()
    except JourneyKitError as error:
        # One KPI that cannot be computed must not take the others, and the dashboard, with it.
        successes, base, still_open, problem = 0, 0, 0, str(error)
    return KPICounts(successes, base, still_open, problem)


def _counts(events: Events, formula: KPIFormula) -> tuple[int, int, int]:
    """Return how many succeeded, how many were asked, and how many of the others have still time to."""
    success, attempt = _matching(events, formula.success), _matching(events, formula.attempt)
    if not formula.attempt:
        return _of_all(events, success, formula.window)
    everybody = _reached(events, attempt)
    if not everybody:
        return 0, 0, 0
    limit: dict[str, Any] = {"window": formula.window, "settled": True} if formula.window else {}
    counts = qs.funnel(events, [attempt, success] if success else [attempt], **limit).to_pandas()["paths"]
    succeeded, base = (int(counts.iloc[1]) if success else 0), int(counts.iloc[0])
    return succeeded, base, everybody - base if limit else base - succeeded


def counted_paths(events: Events, formula: KPIFormula) -> tuple[set[str], set[str]]:
    """Return the ids of who is in the base of a formula, and of them those whom its value counts."""
    success, attempt = _matching(events, formula.success), _matching(events, formula.attempt)
    limit: dict[str, Any] = {"window": formula.window, "settled": True} if formula.window else {}
    if formula.attempt:
        asked, yes = _behind(events, [attempt, success], limit)
    else:
        asked, yes = _behind(events, [events.event_names, success], limit)
        # A path may begin with the success itself: the funnel looks only for a later one.
        yes |= _behind(events, [success, ()], {**limit, "at": 1})[0]
    return asked, asked - yes if formula.complement else yes


def _behind(events: Events, steps: list[tuple[str, ...]], limit: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Return the ids of who reaches the first of two steps, and the second."""
    if not steps[0]:
        return set(), set()
    listed = members(qs.funnel(events, [step for step in steps if step], **limit)).to_pandas()
    first, second = (set(listed.loc[listed["step"] == number, "path"]) for number in (1, 2))
    return first, second


def _of_all(events: Events, success: tuple[str, ...], window: str) -> tuple[int, int, int]:
    if not window:
        succeeded = _reached(events, success)
        return succeeded, events.path_count, events.path_count - succeeded
    begun = _reached(events, events.event_names, window)
    if not success or not begun:
        return 0, begun, events.path_count - begun
    limit: dict[str, Any] = {"window": window, "settled": True}
    later = qs.funnel(events, [events.event_names, success], **limit).to_pandas()["paths"]
    # A path may begin with the success itself: the funnel looks only for a later one.
    at_once = qs.funnel(events, [success, success], at=1, **limit).to_pandas()["paths"]
    return int(later.iloc[1]) + int(at_once.iloc[0]) - int(at_once.iloc[1]), begun, events.path_count - begun


def _too_long(events: Events, window: str, still_open: int) -> str:
    whole = not _reached(events, events.event_names, window)
    why = f"The window of {window} is longer than the log" if whole else f"No window of {window} has closed yet"
    return f"{why}: all {count_words(still_open)} are still open. Choose a shorter window, or read a longer log."


def _reached(events: Events, names: tuple[str, ...], window: str = "") -> int:
    if not names:
        return 0
    limit: dict[str, Any] = {"window": window, "settled": True} if window else {}
    return int(qs.funnel(events, [names], **limit).to_pandas()["paths"].iloc[0])


def _matching(events: Events, globs: tuple[str, ...]) -> tuple[str, ...]:
    found = {name for glob in globs for name in fitting(events.event_names, glob)}
    return tuple(name for name in events.event_names if name in found)
