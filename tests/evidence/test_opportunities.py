import math

import pandas as pd
import pytest

from journeykit.events import read_events
from journeykit.evidence import MeasuredMap, measure, opportunity_scores, stage_reach
from journeykit.model import JourneyMap, edit, new_map


@pytest.fixture
def gym() -> JourneyMap:
    journey = new_map("Gym", stages=["See", "Join", "Train"])
    for name, stage, events in (("Poster", "see", None), ("Form", "join", ["form"]), ("Desk", "join", ["desk"])):
        journey = edit.add_touchpoint(journey, name, stage=stage, binding={"events": events} if events else None)
    journey = edit.add_pain_point(journey, "Long forms", stage="join", severity=2)
    journey = edit.add_pain_point(journey, "No reply", stage="join", severity=5)
    return edit.add_opportunity(
        journey, "Ask less", stage="join", touchpoint="form", value=4, effort=2, pain_points=["long-forms", "no-reply"]
    )


@pytest.fixture
def measured(gym: JourneyMap) -> MeasuredMap:
    log = [("a", "form"), ("a", "desk"), ("b", "form"), ("c", "desk"), ("d", "else")]
    frame = pd.DataFrame([(who, what, f"2026-05-0{n + 1}") for n, (who, what) in enumerate(log)])
    return measure(gym, read_events(frame.set_axis(["user_id", "event", "timestamp"], axis=1)))


def test_the_score_multiplies_reach_worst_pain_and_value_and_divides_by_effort(measured: MeasuredMap) -> None:
    (row,) = opportunity_scores(measured.journey, measured).to_dict("records")
    assert (row["reach_share"], row["reach_from"]) == (2 / 4, "log")
    assert (row["severity"], row["severity_from"]) == (5, "pain points")
    assert row["score"] == 0.5 * 5 * 4 / 2


def test_without_a_measured_touchpoint_the_stage_gives_the_reach(measured: MeasuredMap) -> None:
    journey = edit.update_opportunity(measured.journey, "ask-less", touchpoint=None)
    assert opportunity_scores(journey, measured).loc[0, "reach_share"] == 3 / 4


def test_the_stage_counts_whom_the_board_counts_there(gym: JourneyMap) -> None:
    journey = edit.add_touchpoint(gym, "Gym", stage="train", binding={"events": ["else"]})
    journey = edit.update_opportunity(journey, "ask-less", touchpoint=None)
    # d comes to Join only on the way back from Train.
    log = [("a", "form"), ("b", "form"), ("c", "else"), ("d", "else"), ("d", "desk")]
    frame = pd.DataFrame(log, columns=["user_id", "event"]).assign(timestamp=pd.date_range("2026-05-01", periods=5))
    found = measure(journey, read_events(frame))
    header = stage_reach(found).set_index("stage_id").loc["join"]
    assert (header["paths"], header["furthest_paths"]) == (3, 2)
    assert opportunity_scores(journey, found).loc[0, "reach_share"] == 3 / 4


def test_a_share_that_was_typed_in_overrides_the_log_and_says_so(measured: MeasuredMap) -> None:
    journey = edit.update_opportunity(measured.journey, "ask-less", reach_share=0.1)
    row = opportunity_scores(journey, measured).iloc[0]
    assert (row["reach_share"], row["reach_from"]) == (0.1, "typed in")


def test_what_nobody_measured_is_unknown_and_never_zero(measured: MeasuredMap) -> None:
    journey = edit.add_opportunity(measured.journey, "Poster in colour", stage="see", value=5, effort=1)
    row = opportunity_scores(journey, measured).set_index("opportunity_id").loc["poster-in-colour"]
    assert row["reach_from"] == "unknown"
    assert math.isnan(row["reach_share"])
    assert math.isnan(row["score"])
    assert (row["severity"], row["severity_from"]) == (3, "assumed")


def test_the_first_is_the_highest_score_and_what_cannot_be_scored_comes_last(gym: JourneyMap) -> None:
    journey = gym
    for name, share, value, effort in (
        ("A", 0.2, 5, 1), ("B", None, 5, 5), ("C", 0.9, 5, 1), ("D", None, 5, 1), ("E", 0.0, 5, 1),
    ):  # fmt: skip
        journey = edit.add_opportunity(journey, name, stage="join", reach_share=share, value=value, effort=effort)
    frame = opportunity_scores(journey)
    assert frame["opportunity"].tolist() == ["C", "A", "E", "D", "Ask less", "B"]
    assert frame["rank"].tolist() == [1, 2, 3, 4, 5, 6]
    assert frame["score"].notna().tolist() == [True, True, True, False, False, False]


def test_a_map_without_opportunities_gives_an_empty_table_with_the_same_columns(gym: JourneyMap) -> None:
    empty = opportunity_scores(new_map("Shop"))
    assert empty.empty
    assert list(empty.columns) == list(opportunity_scores(gym).columns)
    assert empty.dtypes.tolist()[1:] == opportunity_scores(gym).dtypes.tolist()[1:]


def test_an_empty_log_measures_nobody(gym: JourneyMap, measured: MeasuredMap) -> None:
    nobody = measure(gym, read_events(pd.DataFrame({"user_id": [], "event": [], "timestamp": []}, dtype="str")))
    assert opportunity_scores(gym, nobody).loc[0, "reach_from"] == "unknown"
