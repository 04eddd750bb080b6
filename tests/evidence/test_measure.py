from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from journeykit import events as ev
from journeykit import evidence
from journeykit import questions as qs
from journeykit.errors import EventLogError, MapError
from journeykit.evidence import MeasuredMap, measure
from journeykit.model import JourneyMap, edit, new_map


def test_a_map_without_bindings_says_how_to_bind() -> None:
    log = ev.read_events(pd.DataFrame({"user_id": ["a"], "event": ["x"], "timestamp": ["2026-05-01"]}))
    with pytest.raises(MapError, match=r"no touchpoint of map 'shop' is bound .*jk.edit.update_touchpoint"):
        measure(new_map("Shop", stages=["Browse"]), log)


def test_something_else_than_a_map_and_a_log_says_what_is_wanted(shop: JourneyMap, log: pd.DataFrame) -> None:
    with pytest.raises(MapError, match=r"in this order, not JourneyMap and str: jk.measure\(journey, jk.read_events"):
        measure(shop, "visits.csv")  # type: ignore[arg-type]
    with pytest.raises(MapError, match="not Events and JourneyMap"):
        measure(ev.read_events(log, attribute_cols=["channel"]), shop)  # type: ignore[arg-type]


def test_a_rule_over_a_column_that_was_not_read_says_how_to_read_it(shop: JourneyMap, log: pd.DataFrame) -> None:
    with pytest.raises(EventLogError, match=r"the column 'channel' was not read .*attribute_cols"):
        measure(shop, ev.read_events(log))


def test_an_event_belongs_to_the_first_touchpoint_whose_rule_holds(measured: MeasuredMap) -> None:
    reach = evidence.touchpoint_reach(measured).set_index("touchpoint_id")
    assert reach.loc[["cart", "app-cart"], "paths"].tolist() == [2, 1]
    assert reach.loc["search", "paths"] == 2
    assert reach.loc["voucher", "paths"] == 0
    assert pd.isna(reach.loc["billboard", "paths"])
    assert reach.loc["home", "reach_share"] == 4 / 6


def test_stages_count_travellers_by_how_far_they_get(measured: MeasuredMap) -> None:
    funnel = evidence.stage_funnel(measured)
    assert funnel["name"].tolist() == ["Browse", "Basket", "Pay"]
    assert funnel["paths"].tolist() == [5, 4, 3]
    assert funnel["dropped"].tolist()[:2] == [1, 1]
    assert funnel["previous_share"].tolist()[1:] == [4 / 5, 3 / 4]
    assert funnel["first_share"].tolist() == [1, 4 / 5, 3 / 5]


def test_a_stage_that_is_bound_to_nothing_is_not_counted_as_reached_by_nobody(measured: MeasuredMap) -> None:
    journey = edit.add_stage(edit.add_stage(measured.journey, "Pack", after="browse"), "Tell others")
    funnel = evidence.stage_funnel(measure(journey, measured.events))
    assert funnel["name"].tolist() == ["Browse", "Basket", "Pay"]
    assert funnel["step"].tolist() == [1, 2, 3]
    assert funnel["position"].tolist() == [0, 2, 3]
    assert funnel["paths"].tolist() == [5, 4, 3]
    assert funnel["dropped"].tolist()[:2] == [1, 1]
    assert pd.isna(funnel["dropped"].iloc[2])


def test_the_interval_is_the_one_of_statsmodels(measured: MeasuredMap) -> None:
    row = evidence.stage_funnel(measured).iloc[1]
    low, high = proportion_confint(4, 5, method="wilson")
    assert (row["low"], row["high"]) == pytest.approx((low, high))


def test_reach_says_who_came_at_all_and_for_whom_it_was_new_ground(measured: MeasuredMap) -> None:
    reach = evidence.stage_reach(measured)
    assert reach["paths"].tolist() == [5, 3, 3]
    assert reach["furthest_paths"].tolist() == [4, 3, 3]
    assert reach["events"].tolist() == [8, 3, 3]


def test_moves_back_and_skips_are_told_apart(measured: MeasuredMap) -> None:
    flow = evidence.stage_flow(measured).to_pandas()
    counts = {(row.source, row.kind): row.paths for row in flow.itertuples()}
    assert counts == {
        ("browse", "forward"): 2,
        ("browse", "skip"): 1,
        ("browse", "left"): 1,
        ("basket", "forward"): 2,
        ("basket", "left"): 1,
        ("basket", "return"): 2,
        ("pay", "end"): 3,
    }


STAGES = ("one", "two", "three", "four")
paths = st.lists(st.lists(st.sampled_from([*STAGES, "noise"]), min_size=1, max_size=8), min_size=1, max_size=12)


def measured_from(found: list[list[str]]) -> MeasuredMap:
    journey = new_map("M", stages=list(STAGES))
    for stage in STAGES:
        journey = edit.add_touchpoint(journey, stage, stage=stage, binding={"events": [stage]})
    rows: list[dict[str, Any]] = [
        {"user_id": f"p{number}", "event": event, "timestamp": f"2026-05-01 10:{minute:02}:00"}
        for number, path in enumerate(found)
        for minute, event in enumerate(path)
    ]
    return measure(journey, ev.read_events(pd.DataFrame(rows)))


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(paths)
def test_funnel_sankey_and_a_count_by_hand_agree(found: list[list[str]]) -> None:
    measured = measured_from(found)
    funnel = evidence.stage_funnel(measured)
    flow = evidence.stage_flow(measured).to_pandas()
    furthest = [max((STAGES.index(e) for e in path if e in STAGES), default=-1) for path in found]
    by_hand = [sum(far >= place for far in furthest) for place in range(len(STAGES))]
    assert funnel["paths"].tolist() == by_hand
    left = flow[flow["kind"] == "left"].set_index("source")["paths"]
    assert funnel["dropped"].tolist()[:-1] == [left.get(stage, 0) for stage in STAGES[:-1]]
    for place in range(len(STAGES)):  # The same number from a funnel that anybody can run.
        asked = qs.funnel(measured.by_stage, [STAGES[place:]]).to_pandas()
        assert asked["paths"].sum() == by_hand[place]  # A log without events has no row.


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(paths)
def test_what_flows_into_a_stage_flows_out_of_it(found: list[list[str]]) -> None:
    measured = measured_from(found)
    flow = evidence.stage_flow(measured).to_pandas()
    flow = flow[flow["kind"] != "return"]
    node = evidence.stage_reach(measured).set_index("stage_id")["furthest_paths"]
    first = [next((e for e in path if e in STAGES), None) for path in found]
    for stage in STAGES:
        coming = flow[flow["target"] == stage]["paths"].sum() + first.count(stage)
        assert coming == node[stage] == flow[flow["source"] == stage]["paths"].sum()
