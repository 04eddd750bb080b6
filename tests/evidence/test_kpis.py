import math

import pandas as pd

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
    assert values(measured, attempt=["cart"], success=["pay"], window="1h")["n"] == 0
    assert values(measured, attempt=["cart"], success=["pay"], window="2m")["n"] < 3


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
