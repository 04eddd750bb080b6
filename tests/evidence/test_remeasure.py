"""After an edit the numbers are those of a map measured from the start, and no question is asked twice for nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

from journeykit import evidence
from journeykit.evidence import MeasuredMap, measure
from journeykit.evidence.remeasure import remeasured
from journeykit.model import JourneyMap, edit

EDITS: dict[str, Callable[[JourneyMap], JourneyMap]] = {
    "another binding": lambda map: edit.update_touchpoint(map, "home", binding={"events": ["search*"]}),
    "a touchpoint in another stage": lambda map: edit.update_touchpoint(map, "home", stage="pay"),
    "another name": lambda map: edit.update_touchpoint(map, "home", name="Front page"),
    "another order of stages": lambda map: edit.move_stage(map, "pay", to=0),
    "a stage more": lambda map: edit.add_stage(map, "Tell", after="browse"),
    "a KPI": lambda map: edit.add_kpi(map, "K", formula={"attempt": ["cart"], "success": ["pay"]}),
    "a feeling": lambda map: edit.set_emotion(map, "pay", 1),
}


def answers(measured: MeasuredMap) -> list[pd.DataFrame]:
    asked = (
        evidence.stage_funnel,
        evidence.stage_reach,
        evidence.touchpoint_reach,
        evidence.kpi_values,
        evidence.flow_frame,
    )
    return [question(measured) for question in asked]


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITS)
def test_an_edit_gives_the_numbers_of_a_new_beginning(measured: MeasuredMap, name: str) -> None:
    answers(measured)
    journey = EDITS[name](measured.journey)
    for again, anew in zip(
        answers(remeasured(measured, journey)), answers(measure(journey, measured.events)), strict=True
    ):
        pd.testing.assert_frame_equal(again, anew)


def test_a_feeling_asks_the_log_nothing(measured: MeasuredMap) -> None:
    answers(measured)
    again = remeasured(measured, edit.set_emotion(measured.journey, "pay", 1))
    assert again.flow is measured.flow
    assert again.reach is measured.reach
    assert again.by_touchpoint is measured.by_touchpoint


def test_what_is_said_of_the_files_stays_after_every_edit(measured: MeasuredMap) -> None:
    said = replace(measured, notes=("visits.csv has changed.",))
    for name in ("another binding", "another name", "a KPI"):
        assert remeasured(said, EDITS[name](said.journey)).notes == said.notes
