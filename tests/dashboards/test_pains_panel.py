"""Pain points that the data suggest, put on the map by a button; for those who edit it."""

from __future__ import annotations

import pytest

import journeykit as jk
from journeykit.dashboards import overview
from journeykit.model import JourneyMap
from tests.summary.test_voices import airport, measured, survey  # noqa: F401  # airport is a fixture


@pytest.fixture
def page(airport: JourneyMap) -> jk.dashboards.Overview:  # noqa: F811
    found = measured(airport, survey(**{"Q3 board": [1, 2] * 30}))
    return overview(found.journey, answers=found.answers, editable=True)


def test_nothing_is_looked_for_before_somebody_asks(page: jk.dashboards.Overview) -> None:
    assert page.pains is not None
    assert page.pains.frame is None
    assert page.pains.adds == []


def test_one_click_makes_a_pain_point_with_its_evidence(page: jk.dashboards.Overview) -> None:
    assert page.pains is not None
    page.pains.look.click()
    assert page.pains.frame is not None
    row = page.pains.frame.iloc[0]
    assert row["kind"] == "low score"
    page.pains.adds[0].click()
    (pain,) = page.board.map.pain_points
    assert (pain.name, pain.stage, pain.severity) == (row["name"], "board", row["severity"])
    assert row["numbers"] in pain.consequence
    assert pain.sources
    assert page.pains.adds[0].disabled
    assert [name for name, _ in page.board.history] == ["apply_all"]
    page.pains.look.click()
    assert page.pains.adds[0].description == "Bring up to date"


def test_readers_have_no_such_panel(airport: JourneyMap) -> None:  # noqa: F811
    found = measured(airport, survey())
    assert overview(found.journey, answers=found.answers, editable=False).pains is None


def test_a_log_alone_suggests_drop_offs() -> None:
    journey = jk.example("cook-family")
    events = jk.evidence.read_events_for(journey, jk.datasets.log_for("cook-family"))
    page = overview(journey, events, editable=True)
    assert page.pains is not None
    page.pains.show()
    assert page.pains.frame is not None
    assert "drop-off" in set(page.pains.frame["kind"])
