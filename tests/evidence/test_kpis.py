import math

import pandas as pd
import pytest

import journeykit as jk
from journeykit import evidence
from journeykit.evidence import MeasuredMap, measure
from journeykit.model import edit


def values(measured: MeasuredMap, **formula: object) -> dict[str, object]:
    journey = edit.add_kpi(measured.journey, "K", formula=formula, target=50)
    frame = evidence.kpi_values(measure(journey, measured.events))
    return dict(frame.iloc[0])


def test_success_counts_after_the_first_attempt(measured: MeasuredMap) -> None:
    row = values(measured, attempt=["cart"], success=["pay"])
    assert (row["successes"], row["n"], row["target"]) == (2, 3, 50)
    assert row["value"] == 100 * 2 / 3
    assert row["low"] < row["value"] < row["high"]


def test_the_window_limits_what_counts_as_success(measured: MeasuredMap) -> None:
    assert values(measured, attempt=["cart"], success=["pay"], window="1m")["successes"] == 1


def test_a_window_that_is_still_open_when_the_log_ends_counts_nobody(measured: MeasuredMap) -> None:
    row = values(measured, attempt=["cart"], success=["pay"], window="1h")
    assert (row["n"], row["open"]) == (0, 3)
    row = values(measured, attempt=["cart"], success=["pay"], window="2m")
    assert (row["n"], row["open"], row["problem"]) == (1, 2, "")


def test_a_window_longer_than_the_log_is_a_problem_in_words(measured: MeasuredMap) -> None:
    row = values(measured, attempt=["cart"], success=["pay"], window="90d")
    assert row["problem"] == (
        "The window of 90d is longer than the log: all 3 are still open. Choose a shorter window, or read a longer log."
    )
    row = values(measured, success=["pay"], window="90d")
    assert row["problem"].startswith("The window of 90d is longer than the log: all 6 are still open.")
    late = values(measured, attempt=["pay"], success=["home"], window="150s")
    assert late["problem"].startswith("No window of 150s has closed yet: all 3 are still open.")


def test_a_log_without_times_has_kpis_without_a_window(measured: MeasuredMap) -> None:
    rows = pd.DataFrame({"session": list("aab"), "page": ["cart", "pay", "cart"], "step": [1, 2, 1], "channel": "web"})
    without_times = measure(measured.journey, jk.read_events(rows, attribute_cols=["channel"]))
    row = values(without_times, attempt=["cart"], success=["pay"])
    assert (row["successes"], row["n"], row["problem"]) == (1, 2, "")
    row = values(without_times, attempt=["cart"], success=["pay"], window="1h")
    assert row["n"] == 0
    assert str(row["problem"]).startswith("this log has no times, only the order of its events")


def test_without_a_window_all_without_a_success_are_open(measured: MeasuredMap) -> None:
    row = values(measured, attempt=["cart"], success=["pay"])
    assert (row["n"], row["open"], row["window"]) == (3, 1, "")
    # Those who count as lost are the very ones who may still come.
    row = values(measured, attempt=["cart"], success=["pay"], complement=True)
    assert (row["successes"], row["open"]) == (1, 1)
    assert values(measured, success=["pay"])["open"] == 3


def test_visits_still_to_come_are_no_shows_only_without_a_window() -> None:
    rows = [(f"old{n}", "booked", "2026-05-01") for n in range(20)] + [
        (f"old{n}", "came", "2026-05-03") for n in range(18)
    ]
    rows += [(f"new{n}", "booked", "2026-06-10") for n in range(10)]
    log = jk.read_events(pd.DataFrame(rows, columns=["user_id", "event", "timestamp"]))
    journey = edit.add_touchpoint(jk.new_map("D", stages=["B"]), "Book", stage="b", binding={"events": ["booked"]})
    found = measure(journey, log)
    no_show = {"attempt": ["booked"], "success": ["came"], "complement": True}
    assert (values(found, **no_show)["successes"], values(found, **no_show)["n"]) == (12, 30)
    settled = values(found, **no_show, window="14d")
    assert (settled["successes"], settled["n"], settled["open"]) == (2, 20, 10)


@pytest.mark.slow
def test_a_share_of_all_travellers_counts_from_their_first_event_and_leaves_out_who_is_too_new() -> None:
    days = {"a": "x@1 pay@3", "b": "pay@1 x@2", "c": "x@1 pay@20", "d": "x@1", "e": "x@28", "f": "pay@2 pay@3"}
    rows = [(who, *step.split("@")) for who, steps in days.items() for step in steps.split()]
    log = pd.DataFrame(rows, columns=["user_id", "event", "day"])
    log["timestamp"] = [f"2026-05-{int(day):02}" for day in log.pop("day")]
    log.loc[len(log)] = {"user_id": "d", "event": "x", "timestamp": "2026-05-30"}
    journey = edit.add_touchpoint(jk.new_map("S", stages=["B"]), "X", stage="b", binding={"events": ["x"]})
    row = values(measure(journey, jk.read_events(log)), success=["pay"], window="7d")
    # c pays too late, d never; e has had only two of seven days.
    assert (row["successes"], row["n"], row["open"]) == (3, 5, 1)


def test_a_drop_off_counts_those_without_a_success(measured: MeasuredMap) -> None:
    row = values(measured, attempt=["cart"], success=["pay"], complement=True)
    assert (row["successes"], row["n"]) == (1, 3)


def test_without_an_attempt_all_travellers_are_the_base(measured: MeasuredMap) -> None:
    row = values(measured, success=["pay", "voucher*"])
    assert (row["successes"], row["n"]) == (3, 6)


def test_a_formula_that_nothing_matches_has_no_value_rather_than_zero_of_nobody(measured: MeasuredMap) -> None:
    row = values(measured, attempt=["login"], success=["pay"])
    assert row["n"] == 0
    assert math.isnan(row["value"])


def test_a_map_without_formulas_gives_an_empty_table(measured: MeasuredMap) -> None:
    assert evidence.kpi_values(measured).empty


def test_a_formula_that_cannot_be_computed_says_why_and_leaves_the_other_kpis_alone(measured: MeasuredMap) -> None:
    journey = edit.add_kpi(
        measured.journey, "Ages", formula={"attempt": "cart", "success": "pay", "window": "99999999999w"}
    )
    journey = edit.add_kpi(journey, "K", formula={"attempt": "cart", "success": "pay"})
    frame = evidence.kpi_values(measure(journey, measured.events)).set_index("kpi_id")
    assert frame.loc["ages", "problem"] == ("window='99999999999w' is longer than any log. Leave it out for no limit.")
    assert math.isnan(frame.loc["ages", "value"])
    assert (frame.loc["k", "problem"], frame.loc["k", "n"]) == ("", 3)


def test_a_bracket_in_an_event_name_is_a_bracket_as_in_a_binding() -> None:
    log = pd.DataFrame({"user_id": ["a", "b"], "event": ["[web] cart", "[web] cart"], "timestamp": ["2026-05-01"] * 2})
    journey = edit.add_touchpoint(jk.new_map("S", stages=["B"]), "Cart", stage="b", binding={"events": ["[web] c*"]})
    journey = edit.add_kpi(journey, "K", formula={"success": ["[web] cart"]})
    row = evidence.kpi_values(jk.measure(journey, jk.read_events(log))).iloc[0]
    assert (row["successes"], row["n"], row["problem"]) == (2, 2, "")
