"""How many travellers a persona stands for: those who meet its rule over attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from journeykit import events as ev
from journeykit import questions as qs
from journeykit.errors import JourneyKitError
from journeykit.events import Events, Label
from journeykit.evidence.bindings import conditions
from journeykit.frames import tidy
from journeykit.model.binding import Condition
from journeykit.model.journey import JourneyMap
from journeykit.model.persona import Persona

if TYPE_CHECKING:
    import pandas as pd

Known = dict[tuple[Condition, ...], tuple[int | None, str]]


def persona_reach(journey: JourneyMap, events: Events, *, known: Known | None = None) -> pd.DataFrame:
    """Return how many travellers of a log each persona with a data rule stands for.

    Parameters
    ----------
    journey : JourneyMap
        The map, with conditions in the ``rule`` of its personas.
    events : Events
        A log that was read with the attribute columns of the rules.
    known : dict, optional
        Cached counts of this log by rule; new ones are added.

    Returns
    -------
    DataFrame
        One row per persona with conditions: ``persona_id``, ``persona`` (str), ``paths`` (nullable int: unique
        travellers with at least one event for which all conditions hold), ``total`` (int: travellers in the log),
        ``share`` (float, 0-1), ``low``, ``high`` (float: Wilson 95 % interval of the share), ``problem`` (str: why the
        count is missing, else empty).

    Notes
    -----
    Personas may overlap and need not cover everybody, so the shares need not add up to one. A traveller whose
    attributes change counts for every persona that they match at some time.

    Examples
    --------
    >>> import pandas as pd, journeykit as jk
    >>> rule = {"where": [{"column": "plan", "value": "family"}]}
    >>> journey = jk.edit.add_persona(jk.new_map("Shop"), "The Cooks", rule=rule)
    >>> log = pd.DataFrame({"user_id": ["a", "b"], "event": ["home", "home"], "timestamp": ["2026-05-01"] * 2,
    ...                     "plan": ["family", "single"]})
    >>> persona_reach(journey, jk.read_events(log, attribute_cols=["plan"]))["share"].tolist()
    [0.5]
    """
    known = {} if known is None else known
    ruled = [(persona, persona.rule.where) for persona in journey.personas if persona.rule and persona.rule.where]
    rows = [_row(persona, rule, events, known) for persona, rule in ruled]
    frame = tidy(rows, "persona_id persona paths total problem", paths="Int64", total="int64")
    counted = frame.assign(share=frame["paths"].astype("float64") / frame["total"].where(frame["total"] > 0))
    filled = counted.assign(filled=counted["paths"].fillna(0).astype("int64"))
    bounds = qs.with_wilson(filled, count="filled", total="total")
    missing = counted["paths"].isna()
    counted = counted.assign(low=bounds["low"].mask(missing), high=bounds["high"].mask(missing))
    return counted[["persona_id", "persona", "paths", "total", "share", "low", "high", "problem"]]


def _row(persona: Persona, rule: tuple[Condition, ...], events: Events, known: Known) -> dict[str, Any]:
    if rule not in known:
        try:
            known[rule] = (ev.relabel(events, [Label(persona.id, where=conditions(rule))]).path_count, "")
        except JourneyKitError as error:
            # A persona whose column was not read must not stop the others.
            known[rule] = (None, str(error))
    paths, problem = known[rule]
    row = {"persona_id": persona.id, "persona": persona.name, "total": events.path_count}
    return row | {"paths": paths, "problem": problem}
