"""KPIs that carry a formula, computed from the log: unique travellers with a success among those with an attempt.

Those with a formula over answers are in :mod:`journeykit.evidence.answer_kpis`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from journeykit import questions as qs
from journeykit.errors import JourneyKitError
from journeykit.events import Events, Query
from journeykit.events.patterns import fitting
from journeykit.evidence.answer_kpis import KPI_COLUMNS, answer_kpis
from journeykit.evidence.measured_map import KPICounts, MeasuredMap
from journeykit.evidence.unmatched import misses
from journeykit.frames import tidy
from journeykit.model.insight import KPI, KPIFormula
from journeykit.questions import members
from journeykit.text import count_words

if TYPE_CHECKING:
    import pandas as pd

_DTYPES = dict.fromkeys(("successes", "n", "open"), "int64") | dict.fromkeys(("baseline", "target"), "float64")
_COUNTED = " ".join(name for name in KPI_COLUMNS.split() if name not in ("value", "low", "high", "value_from"))


def kpi_values(measured: MeasuredMap) -> pd.DataFrame:
    """Return the value of every KPI with a formula over events or over answers, as far as they were passed.

    Returns
    -------
    DataFrame
        ``kpi_id``, ``kpi``, ``stage_id`` (str, empty: whole journey), ``value`` (float, in percent; from answers also
        points or a mean score), ``low``, ``high`` (float: Wilson 95 % interval, from answers that of the measure),
        ``successes`` (nullable int: travellers with a success, or without one where the formula is a complement;
        missing from answers), ``n`` (int: travellers with an attempt, or people who answered), ``open`` (int: those who
        have neither succeeded nor failed when the log ends), ``window`` (str, the formula's; empty: none),
        ``baseline``, ``target`` (float), ``direction`` (str), ``definition`` (str), ``problem`` (str: why the formula
        cannot be computed, or which of its names the data do not have; else empty), ``value_from`` (str: ``"events"``
        or ``"answers"``).

    Notes
    -----
    From events travellers are counted. A success counts after the first attempt and within the formula's window. With
    a window, travellers whose window had not closed when the log ended are ``open`` and not part of ``n``. Without a
    window all attempts without success are ``open`` and part of ``n``, so the value may still rise. The base of a
    formula without attempt is all travellers, from their first event on. If the log has none of the attempts, the
    value is missing and n is 0.
    """
    import pandas as pd

    frame = pd.concat([event_kpis(measured), answer_kpis(measured)])
    order = {kpi.id: place for place, kpi in enumerate(measured.journey.kpis)}
    return frame.sort_values("kpi_id", key=lambda ids: ids.map(order), kind="stable", ignore_index=True)


def event_kpis(measured: MeasuredMap) -> pd.DataFrame:
    """Return the rows of :func:`kpi_values` that are computed from events; none without a log."""
    kpis = measured.journey.kpis if measured.log is not None else ()
    rows = [_row(measured, kpi, kpi.formula) for kpi in kpis if kpi.formula is not None]
    frame = qs.with_wilson(tidy(rows, _COUNTED, **_DTYPES), count="successes", total="n")
    value = 100 * frame["successes"] / frame["n"].where(frame["n"] > 0)
    frame = frame.assign(value=value, low=100 * frame["low"], high=100 * frame["high"], value_from="events")
    return frame[KPI_COLUMNS.split()].astype({"successes": "Int64", "value_from": "str"})


def counted_kpis(measured: MeasuredMap) -> frozenset[str]:
    """Return the ids of the KPIs that the data measure, from events those in percent; a formula of nothing does not."""
    kpis = measured.journey.kpis if measured.log is not None else ()
    percent = ((kpi, kpi.formula) for kpi in kpis if kpi.unit == "%")
    counted = [kpi.id for kpi, formula in percent if formula and _known(measured, formula).base > 0]
    asked = answer_kpis(measured)
    return frozenset([*counted, *asked.loc[asked["n"] > 0, "kpi_id"]])


def _row(measured: MeasuredMap, kpi: KPI, formula: KPIFormula) -> dict[str, Any]:
    counted = _known(measured, formula)
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


def _known(measured: MeasuredMap, formula: KPIFormula) -> KPICounts:
    """Return the counts of a formula, counted once."""
    if formula not in measured.kpis:
        measured.kpis[formula] = _counted(measured.events, formula)
    return measured.kpis[formula]


def _counted(events: Events, formula: KPIFormula) -> KPICounts:
    # Also where there is a value, which looks right even with a mistyped name.
    problem = " ".join(misses(events.event_names, (*formula.attempt, *formula.success)))
    try:
        successes, base, still_open = _counts(events, formula)
        if not base and still_open:
            problem = f"{problem} {_too_long(events, formula.window, still_open)}".strip()
    except JourneyKitError as error:
        # A KPI that cannot be computed must not stop the others.
        successes, base, still_open, problem = 0, 0, 0, str(error)
    return KPICounts(successes, base, still_open, problem)


def _counts(events: Events, formula: KPIFormula) -> tuple[int, int, int]:
    """Return the number of successes, the base, and the number of those who may still succeed."""
    success, attempt = _matching(events, formula.success), _matching(events, formula.attempt)
    if not formula.attempt:
        return _of_all(events, success, formula.window)
    everybody = _reached(events, attempt)
    if not everybody:
        return 0, 0, 0
    counts = _funnel(events, [attempt, success] if success else [attempt], formula.window).to_pandas()["paths"]
    succeeded, base = (int(counts.iloc[1]) if success else 0), int(counts.iloc[0])
    return succeeded, base, everybody - base if formula.window else base - succeeded


def counted_paths(events: Events, formula: KPIFormula) -> tuple[set[str], set[str]]:
    """Return the ids of the paths in the base of a formula, and of those that its value counts."""
    success, attempt = _matching(events, formula.success), _matching(events, formula.attempt)
    if formula.attempt:
        asked, yes = _behind(events, [attempt, success], formula.window)
    else:
        asked, yes = _behind(events, [events.event_names, success], formula.window)
        # A path may begin with the success itself, but the funnel counts only a later one.
        yes |= _behind(events, [success, ()], formula.window, at=1)[0]
    return asked, asked - yes if formula.complement else yes


def _behind(
    events: Events, steps: list[tuple[str, ...]], window: str, at: int | None = None
) -> tuple[set[str], set[str]]:
    """Return the ids of the paths that reach the first of two steps, and the second."""
    if not steps[0]:
        return set(), set()
    listed = members(_funnel(events, [step for step in steps if step], window, at)).to_pandas()
    first, second = (set(listed.loc[listed["step"] == number, "path"]) for number in (1, 2))
    return first, second


def _of_all(events: Events, success: tuple[str, ...], window: str) -> tuple[int, int, int]:
    if not window:
        succeeded = _reached(events, success)
        return succeeded, events.path_count, events.path_count - succeeded
    begun = _reached(events, events.event_names, window)
    if not success or not begun:
        return 0, begun, events.path_count - begun
    later = _funnel(events, [events.event_names, success], window).to_pandas()["paths"]
    # A path may begin with the success itself, but the funnel counts only a later one.
    at_once = _funnel(events, [success, success], window, at=1).to_pandas()["paths"]
    return int(later.iloc[1]) + int(at_once.iloc[0]) - int(at_once.iloc[1]), begun, events.path_count - begun


def _too_long(events: Events, window: str, still_open: int) -> str:
    whole = not _reached(events, events.event_names, window)
    why = f"The window of {window} is longer than the log" if whole else f"No window of {window} has closed yet"
    return f"{why}: all {count_words(still_open)} are still open. Choose a shorter window, or read a longer log."


def _reached(events: Events, names: tuple[str, ...], window: str = "") -> int:
    return int(_funnel(events, [names], window).to_pandas()["paths"].iloc[0]) if names else 0


def _funnel(events: Events, steps: Sequence[Sequence[str]], window: str, at: int | None = None) -> Query:
    return qs.funnel(events, steps, window=window or None, settled=bool(window), at=at)


def _matching(events: Events, globs: tuple[str, ...]) -> tuple[str, ...]:
    found = {name for glob in globs for name in fitting(events.event_names, glob)}
    return tuple(name for name in events.event_names if name in found)
