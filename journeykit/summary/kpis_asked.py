"""KPIs from answers as a reader may see them: none of a small group, and none that gives a small group away."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import chain, combinations
from typing import Any

import pandas as pd

from journeykit.evidence import MeasuredMap
from journeykit.evidence.answer_kpis import answer_kpis, people_behind

MOST_SUBTRACTED = 3
"""A reader may subtract as many KPIs from another one."""

Behind = dict[str, frozenset[int]]


def shared_answer_kpis(measured: MeasuredMap, least: int) -> pd.DataFrame:
    """Return the KPIs that are computed from answers without those of fewer than ``least`` people.

    Also left out are shares with fewer people on one side, and a KPI that leaves so few people of another one that its
    people are part of, alone or with others.
    """
    frame = answer_kpis(measured)
    frame = frame[frame["n"] > 0].reset_index(drop=True)
    if least < 2 or frame.empty:
        return frame
    formulas = {kpi.id: kpi.answer_formula for kpi in measured.journey.kpis if kpi.answer_formula is not None}
    behind: Behind = {
        row["kpi_id"]: people_behind(measured.answers, formulas[row["kpi_id"]])
        for row in frame.to_dict("records")
        if _large(row, formulas[row["kpi_id"]].measure, least)
    }
    while (gone := _telling(behind, least)) is not None:
        del behind[gone]
    return frame[frame["kpi_id"].isin(list(behind))].reset_index(drop=True)


def _large(row: dict[Hashable, Any], measure: str, least: int) -> bool:
    if measure == "csat":
        yes = round(row["value"] / 100 * row["n"])
        if 0 < yes < least or 0 < row["n"] - yes < least:
            return False
    return bool(row["n"] >= least)


def _telling(behind: Behind, least: int) -> str | None:
    """Return the smallest KPI that gives a small group away with others, or None."""
    for id, whole in behind.items():
        parts = [other for other, people in behind.items() if other != id and people < whole]
        for some in chain.from_iterable(combinations(parts, size) for size in range(1, MOST_SUBTRACTED + 1)):
            if 0 < len(whole.difference(*(behind[part] for part in some))) < least:
                return min(some, key=lambda part: len(behind[part]))
    return None
