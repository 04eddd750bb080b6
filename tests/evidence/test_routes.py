"""The authored routes against a plain count over the same paths."""

from __future__ import annotations

import math

import pandas as pd

from journeykit.evidence import MeasuredMap, measure
from journeykit.evidence.routes import route_arrows, route_ends
from journeykit.model import JourneyMap, edit

HAPPY = ("home", "search", "cart", "card-form")


def routed(measured: MeasuredMap, *routes: tuple[str, ...]) -> JourneyMap:
    journey = measured.journey
    for number, touchpoints in enumerate(routes):
        kind = "alternate" if number else "happy"
        journey = edit.add_route(journey, f"Route {number}", kind=kind, touchpoints=touchpoints)
    return journey


def later(log: pd.DataFrame, journey: JourneyMap, source: str, target: str) -> tuple[int, int]:
    """Count by hand: paths at the source, and those with the target at any later event."""
    named = {"home": "home", "searched": "search", "search": "search", "cart": "cart", "pay": "card-form"}
    here = there = 0
    for _, path in log.sort_values("timestamp").groupby("user_id"):
        labels = [
            "app-cart" if event == "cart" and channel == "app" else named.get(event, "")
            for event, channel in zip(path["event"], path["channel"], strict=True)
        ]
        if source in labels:
            here += 1
            there += target in labels[labels.index(source) + 1 :]
    return here, there


def test_each_arrow_counts_those_at_its_source_and_those_who_come_to_its_target_later(
    measured: MeasuredMap, log: pd.DataFrame
) -> None:
    journey = routed(measured, HAPPY, ("home", "cart", "home"))
    arrows = route_arrows(measured, journey)
    assert arrows["route_id"].tolist() == ["route-0"] * 3 + ["route-1"] * 2
    for row in arrows.to_dict("records"):
        assert (row["source_paths"], row["paths"]) == later(log, journey, row["source_id"], row["target_id"])
        assert row["low"] <= row["share"] <= row["high"]
    assert arrows["position"].tolist() == [0, 1, 2, 0, 1]


def test_a_step_without_data_is_bridged_and_a_repeated_one_is_no_arrow(measured: MeasuredMap) -> None:
    journey = routed(measured, ("home", "billboard", "voucher", "cart", "cart", "card-form"))
    arrows = route_arrows(measured, journey)
    assert list(zip(arrows["source_id"], arrows["target_id"], strict=True)) == [("home", "cart"), ("cart", "card-form")]


def test_the_end_of_a_route_is_counted_from_its_first_step_with_data(measured: MeasuredMap, log: pd.DataFrame) -> None:
    journey = routed(measured, ("billboard", *HAPPY), ("home",), ("billboard", "voucher"))
    (end,) = route_ends(measured, journey).to_dict("records")
    assert (end["source"], end["target"]) == ("Home", "Card form")
    assert (end["source_paths"], end["paths"]) == later(log, journey, "home", "card-form")


def test_a_map_without_routes_has_no_rows_but_its_columns(measured: MeasuredMap) -> None:
    for frame in (route_arrows(measured), route_ends(measured)):
        assert frame.empty
        assert {"share", "low", "high", "source_paths", "paths"} <= set(frame.columns)


def test_a_pair_is_counted_once_however_often_it_is_asked_for(shop: JourneyMap, measured: MeasuredMap) -> None:
    journey = routed(measured, HAPPY, HAPPY)
    route_arrows(measured, journey)
    assert set(measured.pairs) == {("home", "search"), ("search", "cart"), ("cart", "card-form")}
    measured.pairs["home", "search"] = (10, 0)
    kept = route_arrows(measured, journey)
    assert kept["source_paths"].iloc[0] == 10
    assert measure(shop, measured.events).pairs == {}
    assert not math.isnan(kept["share"].iloc[0])
