"""KPIs that carry a formula over answers: a measure of questions, over all people who answered or some of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from journeykit import answers as an
from journeykit.answers import Answers
from journeykit.answers.value import coded
from journeykit.errors import AnswersError, JourneyKitError, did_you_mean, listing
from journeykit.evidence.belonging import met, questions_of
from journeykit.evidence.measured_map import MeasuredMap
from journeykit.frames import tidy
from journeykit.model.insight import AnswerFormula

if TYPE_CHECKING:
    import pandas as pd

KPI_COLUMNS = (
    "kpi_id kpi stage_id value low high successes n open window baseline target direction definition problem value_from"
)
_DTYPES = {
    **dict.fromkeys(("value", "low", "high", "baseline", "target"), "float64"),
    **dict.fromkeys(("n", "open"), "int64"),
    "successes": "Int64",
}
_BASE = "\N{WHITE SQUARE}base"
"""Name of an attribute that no file has."""


def answer_kpis(measured: MeasuredMap) -> pd.DataFrame:
    """Return the rows of :func:`journeykit.evidence.kpi_values` that are computed from answers; none without any."""
    rows = []
    for kpi in measured.journey.kpis:
        if kpi.answer_formula is None or measured.said is None:
            continue
        value, problem = _NONE, ""
        try:
            value = _value(measured.said, kpi.answer_formula)
        except JourneyKitError as error:
            # A KPI that cannot be computed must not stop the others.
            problem = str(error)
        known = {name: getattr(kpi, name) for name in ("baseline", "target", "direction", "definition")}
        about = {"kpi_id": kpi.id, "kpi": kpi.name, "stage_id": kpi.stage or "", **known}
        open_ended = {"successes": None, "open": 0, "window": "", "value_from": "answers"}
        rows.append({**about, **value, **open_ended, "problem": problem})
    return tidy(rows, KPI_COLUMNS, **_DTYPES)


_NONE: dict[str, Any] = {"value": None, "low": None, "high": None, "n": 0}


def _value(answers: Answers, formula: AnswerFormula) -> dict[str, Any]:
    names = [name for given in formula.questions for name in _named(answers, given)]
    base = met(answers, formula.where)
    query = getattr(an, _FUNCTIONS.get(formula.measure, formula.measure))(
        coded(answers, _BASE, base.astype("int32") - 1, ["in"]), questions=names, by=_BASE
    )
    found = [row for row in query.to_pandas().to_dict("records") if row[_BASE] == "in"]
    if not found:
        return _NONE
    row = found[0]
    times = 100 if formula.measure == "csat" else 1
    return {"value": times * row[query.value], "low": times * row["low"], "high": times * row["high"], "n": row["n"]}


def people_behind(answers: Answers, formula: AnswerFormula) -> frozenset[int]:
    """Return the numbers of the people whose answers a formula counts."""
    said = answers._said
    numbers = [answers.names.index(name) for given in formula.questions for name in _named(answers, given)]
    counted = np.isin(said.question, numbers) & ~np.isnan(said.score) & met(answers, formula.where)
    return frozenset(np.unique(said.people[said.row[counted]]).tolist())


_FUNCTIONS = {"emotion": "feeling"}


def _named(answers: Answers, name: str) -> list[str]:
    found = questions_of(answers, name)
    if not found:
        raise AnswersError(
            f"the answers have no question {name!r}.{did_you_mean(name, answers.names)} "
            f"Questions: {listing(answers.names)}."
        )
    return found
