"""The share of customers that a persona stands for, against a count by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from journeykit.events import read_events
from journeykit.evidence import persona_reach
from journeykit.model import edit, new_map
from journeykit.model.journey import JourneyMap

ROWS = [
    ("a", "family", "3"),
    ("a", "family", "3"),
    ("b", "single", "1"),
    ("c", "family", "5"),
    ("d", None, None),
]


@pytest.fixture
def log() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"user_id": who, "event": "home", "timestamp": f"2026-05-01 10:{place:02}:00", "plan": plan, "size": size}
            for place, (who, plan, size) in enumerate(ROWS)
        ]
    )


def with_rule(journey: JourneyMap, name: str, *conditions: dict[str, object]) -> JourneyMap:
    return edit.EDITS["add_persona"](journey, name, rule={"where": list(conditions)})


def test_travellers_count_once_and_personas_may_overlap(log: pd.DataFrame) -> None:
    journey = with_rule(new_map("Shop"), "Families", {"column": "plan", "value": "family"})
    journey = with_rule(
        journey,
        "Large families",
        {"column": "plan", "value": "family"},
        {"column": "size", "operator": ">=", "value": 4},
    )
    journey = edit.EDITS["add_persona"](journey, "No rule")
    frame = persona_reach(journey, read_events(log, attribute_cols=["plan", "size"]))
    assert frame["persona"].tolist() == ["Families", "Large families"]
    assert frame["paths"].tolist() == [2, 1]
    assert frame["share"].tolist() == [0.5, 0.25]
    assert (frame["low"] < frame["share"]).all()
    assert (frame["share"] < frame["high"]).all()


def test_a_column_that_was_not_read_is_told_and_takes_no_other_persona_with_it(log: pd.DataFrame) -> None:
    journey = with_rule(new_map("Shop"), "Families", {"column": "plan", "value": "family"})
    journey = with_rule(journey, "Rich", {"column": "income", "operator": ">", "value": 9})
    frame = persona_reach(journey, read_events(log, attribute_cols=["plan"]))
    assert frame["share"].tolist()[0] == 0.5
    assert frame["paths"].isna().tolist() == [False, True]
    assert "'income' was not read" in frame.loc[1, "problem"]
    assert frame[["share", "low", "high"]].isna().loc[1].all()


def test_a_map_without_rules_has_no_rows(log: pd.DataFrame) -> None:
    frame = persona_reach(edit.EDITS["add_persona"](new_map("Shop"), "Ada"), read_events(log))
    assert list(frame.columns) == ["persona_id", "persona", "paths", "total", "share", "low", "high", "problem"]
    assert frame.empty
