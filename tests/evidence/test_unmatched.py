"""A name that was typed wrong in a rule is told, wherever numbers are shown."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import journeykit as jk
from journeykit import evidence
from journeykit.cli import main
from journeykit.events import Events
from journeykit.model import JourneyMap
from journeykit.summary.facts import badges
from tests.summary.conftest import all_of

KPI = {"attempt": ["boked", "called*"], "success": ["treated"]}


@pytest.fixture
def log() -> pd.DataFrame:
    rows = [("a", "booked", "2026-05-01"), ("a", "treated", "2026-05-02"), ("b", "called in", "2026-05-01")]
    return pd.DataFrame(rows, columns=["user_id", "event", "timestamp"])


@pytest.fixture
def events(log: pd.DataFrame) -> Events:
    return jk.read_events(log)


def practice(rule: str) -> JourneyMap:
    journey = jk.new_map("Dentist", stages=["Book", "Visit"])
    journey = jk.edit.add_touchpoint(journey, "Booking", stage="book", binding={"events": ["booked", "call*"]})
    return jk.edit.add_touchpoint(journey, "Treatment", stage="visit", binding={"events": [rule]})


def test_rules_that_fit_are_not_mentioned(events: Events) -> None:
    measured = jk.measure(practice("treat*"), events)
    assert evidence.unmatched_rules(measured) == []
    assert [badge.label for badge in badges(measured.journey, all_of(measured.journey, events))] == ["evidence 100%"]


def test_a_misspelt_name_is_told_with_the_nearest_event(events: Events) -> None:
    journey = jk.edit.add_kpi(practice("treatd"), "Kept", formula=KPI)
    measured = jk.measure(journey, events)
    assert evidence.unmatched_rules(measured) == [
        "Treatment: no event of the log is called “treatd”. Nearest: “treated”.",
        "Kept: no event of the log is called “boked”. Nearest: “booked”.",
    ]
    (badge,) = [badge for badge in badges(journey, all_of(journey, events)) if "fit" in badge.label]
    assert (badge.label, badge.tone) == ("2 rules fit no event", "bad")
    # The number looks right: those who booked are missing from its base.
    row = evidence.kpi_values(measured).iloc[0]
    assert row["n"] == 1
    assert row["problem"] == "no event of the log is called “boked”. Nearest: “booked”."


def test_a_pattern_is_said_to_fit_nothing(events: Events) -> None:
    measured = jk.measure(practice("zzz*"), events)
    assert evidence.unmatched_rules(measured) == ["Treatment: no event of the log fits “zzz*”."]


def test_an_exported_page_says_it_and_so_does_the_command(
    log: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    jk.write_map(practice("treatd"), tmp_path / "map.json")
    log.to_csv(tmp_path / "log.csv", index=False)
    page = tmp_path / "map.html"
    assert main(["export", str(tmp_path / "map.json"), "-o", str(page), "--log", str(tmp_path / "log.csv")]) in (
        0,
        None,
    )
    assert "look at: Treatment: no event of the log is called “treatd”." in capsys.readouterr().err
    told = page.read_text("utf-8")
    assert "1 rule fits no event of the log" in told
    assert "Treatment: no event" not in told
