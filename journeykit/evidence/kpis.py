"""KPIs that carry a formula, computed from the log: unique travellers with a success among those with an attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from journeykit import events as ev
from journeykit.errors import JourneyKitError
from journeykit.events import Events
from journeykit.events.patterns import fitting
from journeykit.evidence.measure import MeasuredMap
from journeykit.evidence.unmatched import misses
from journeykit.model.insight import KPI, KPIFormula

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = {
    "kpi_id": "str",
    "kpi": "str",
    "stage_id": "str",
    "successes": "int64",
    "n": "int64",
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
        where the formula is a complement; with an attempt),
        ``baseline``, ``target`` (float), ``direction`` (str), ``definition`` (str), ``problem`` (str: why the formula
        cannot be computed, or which of its event names the log does not have; else empty).

    Notes
    -----
    Counted per traveller: a success counts when it comes after the first attempt and within the formula's window. A
    formula with a window leaves out those whose window was still open when the log ended: they have not failed yet. A
    formula without attempt takes all travellers of the log as its base. An event name that the log does not have
    leaves the value missing with n 0, rather than zero percent of nobody.
    """
    if "values" not in measured.kpis:
        measured.kpis["values"] = _values(measured)
    return measured.kpis["values"].copy()


def counted_kpis(measured: MeasuredMap) -> frozenset[str]:
    """Return the ids of the KPIs that the log gives a value: a formula that fits no event measures nothing."""
    values = kpi_values(measured)
    percent = {kpi.id for kpi in measured.journey.kpis if kpi.unit == "%"}
    return frozenset(values.loc[values["n"] > 0, "kpi_id"]) & percent


def _values(measured: MeasuredMap) -> pd.DataFrame:
    import pandas as pd

    rows = [_row(measured.events, kpi, kpi.formula) for kpi in measured.journey.kpis if kpi.formula is not None]
    frame = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in _COLUMNS.items()})
    frame = ev.with_wilson(frame, count="successes", total="n")
    value = 100 * frame["successes"] / frame["n"].where(frame["n"] > 0)
    return frame.assign(value=value, low=100 * frame["low"], high=100 * frame["high"])[list(_ORDER)]


def _row(events: Events, kpi: KPI, formula: KPIFormula) -> dict[str, Any]:
    # A name that was typed wrong leaves a number that looks right: it is told also where there is one.
    problem = " ".join(misses(events.event_names, (*formula.attempt, *formula.success)))
    try:
        successes, base = _counts(events, formula)
    except JourneyKitError as error:
        # One KPI that cannot be computed must not take the others, and the dashboard, with it.
        successes, base, problem = 0, 0, str(error)
    if formula.complement:
        successes = base - successes
    return {
        "kpi_id": kpi.id,
        "kpi": kpi.name,
        "stage_id": kpi.stage or "",
        "successes": successes,
        "n": base,
        "baseline": kpi.baseline,
        "target": kpi.target,
        "direction": kpi.direction,
        "definition": kpi.definition,
        "problem": problem,
    }


def _counts(events: Events, formula: KPIFormula) -> tuple[int, int]:
    success, attempt = _matching(events, formula.success), _matching(events, formula.attempt)
    if not formula.attempt:
        return _reached(events, success), events.path_count
    if not attempt or not success:
        return 0, _reached(events, attempt)
    window = formula.window or None
    counts = ev.funnel(events, [attempt, success], window=window, settled=window is not None).to_pandas()["paths"]
    return int(counts.iloc[1]), int(counts.iloc[0])


def _reached(events: Events, names: tuple[str, ...]) -> int:
    return int(ev.funnel(events, [names]).to_pandas()["paths"].iloc[0]) if names else 0


def _matching(events: Events, globs: tuple[str, ...]) -> tuple[str, ...]:
    # By the rule of bindings: * and ? alone stand for something, a bracket is a bracket.
    found = {name for glob in globs for name in fitting(events.event_names, glob)}
    return tuple(name for name in events.event_names if name in found)
