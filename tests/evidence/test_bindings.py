"""A log is read with the columns that the rules of a map compare."""

from __future__ import annotations

from pathlib import Path

import pytest

import journeykit as jk
from journeykit.errors import ColumnRoleError
from journeykit.evidence import persona_reach, read_events_for, rule_columns
from journeykit.model.journey import JourneyMap


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(
        "user_id,event,timestamp,plan,place\na,home,2026-05-01,family,north\nb,home,2026-05-02,single,south\n",
        encoding="utf-8",
    )
    return path


def shop(*, where: str = "", persona: str = "plan") -> JourneyMap:
    rule = {"events": ["home"], **({"where": [{"column": where, "value": "north"}]} if where else {})}
    journey = jk.edit.add_touchpoint(jk.new_map("Shop", stages=["See"]), "Home", stage="see", binding=rule)
    return jk.edit.add_persona(journey, "The Cooks", rule={"where": [{"column": persona, "value": "family"}]})


def test_the_columns_of_touchpoints_and_of_personas_are_read(log: Path) -> None:
    journey = shop(where="place")
    assert rule_columns(journey) == ["place", "plan"]
    assert rule_columns(journey, personas=False) == ["place"]
    events = read_events_for(journey, log)
    assert set(events.attributes) == {"place", "plan"}
    assert persona_reach(journey, events)["share"].tolist() == [0.5]


def test_a_column_that_only_a_persona_compares_may_be_missing_and_that_is_said(log: Path) -> None:
    journey = shop(where="place", persona="age")
    events = read_events_for(journey, log)
    assert set(events.attributes) == {"place"}
    (row,) = persona_reach(journey, events).to_dict("records")
    assert "'age' was not read" in row["problem"]


def test_a_column_that_a_touchpoint_compares_may_not_be_missing(log: Path) -> None:
    with pytest.raises(ColumnRoleError, match="the log has no column 'city'"):
        read_events_for(shop(where="city"), log)
