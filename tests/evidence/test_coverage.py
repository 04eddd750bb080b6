import math

import pandas as pd
import pytest

from journeykit import evidence
from journeykit.errors import UnknownIdError
from journeykit.events import read_events
from journeykit.evidence import MeasuredMap, measure
from journeykit.model import JourneyMap, edit, new_map


def test_events_without_a_touchpoint_are_listed_by_volume(measured: MeasuredMap) -> None:
    frame = evidence.unclaimed(measured)
    assert frame[["event", "events", "paths"]].values.tolist() == [["error", 2, 2]]
    assert frame.loc[0, "event_share"] == 2 / 16


def test_an_event_that_a_rule_misses_by_case_alone_is_told_the_rule(shop: JourneyMap, log: pd.DataFrame) -> None:
    renamed = {"home": "Home", "searched": "SEARCHED", "pay": "Payment"}
    frame = log.assign(event=log["event"].replace(renamed))
    found = evidence.unclaimed(measure(shop, read_events(frame, attribute_cols=["channel"])))
    hints = found.set_index("event")["hint"].to_dict()
    assert hints == {
        "Home": "“Home” differs only in upper and lower case from the rule home",
        "SEARCHED": "“SEARCHED” differs only in upper and lower case from the rule search*",
        "Payment": "",
        "error": "",
    }


def test_an_event_that_fails_an_attribute_and_not_the_case_gets_no_hint(log: pd.DataFrame) -> None:
    rule = {"events": ["cart"], "where": [{"column": "channel", "value": "web"}]}
    map = edit.add_touchpoint(new_map("Shop", stages=["Basket"]), "Cart", stage="basket", binding=rule)
    found = evidence.unclaimed(measure(map, read_events(log, attribute_cols=["channel"])))
    assert found.set_index("event").loc["cart", ["events", "hint"]].tolist() == [1, ""]


def test_touchpoints_without_events_say_why(measured: MeasuredMap) -> None:
    reasons = evidence.unsupported(measured).set_index("touchpoint_id")["reason"].to_dict()
    assert reasons == {"billboard": "no binding", "voucher": "no event of the log matches its binding"}


def test_a_touchpoint_s_events_are_those_that_reached_it(measured: MeasuredMap) -> None:
    reach = evidence.touchpoint_reach(measured).set_index("touchpoint_id")
    for touchpoint in reach.index[reach["bound"]]:
        found = evidence.touchpoint_events(measured, touchpoint)
        assert found["events"].sum() == reach.loc[touchpoint, "events"]
        assert found["paths"].max() <= reach.loc[touchpoint, "paths"] if len(found) else True
        assert found["paths"].is_monotonic_decreasing
    assert evidence.touchpoint_events(measured, "billboard").empty
    with pytest.raises(UnknownIdError, match="Did you mean 'voucher'"):
        evidence.touchpoint_events(measured, "vouchers")


def test_claimed_and_unclaimed_events_make_up_the_log(measured: MeasuredMap) -> None:
    assert evidence.claimed_share(measured) + evidence.unclaimed(measured)["event_share"].sum() == 1


def test_an_empty_log_gives_empty_answers(shop: JourneyMap, log: pd.DataFrame) -> None:
    measured = measure(shop, read_events(log.head(0), attribute_cols=["channel"]))
    assert evidence.stage_funnel(measured)["paths"].tolist() == [0, 0, 0]
    assert evidence.unclaimed(measured).empty
    assert math.isnan(evidence.claimed_share(measured))
    assert len(evidence.unsupported(measured)) == 7
