"""One key, one definition: the registry is complete, honest about what a number does not say, and makes KPIs."""

import pytest

from journeykit.errors import MapError, UnknownIdError
from journeykit.model import KPI, edit, new_map
from journeykit.model.base import plain
from journeykit.model.measures import Measure, kpi_from, measure, measures

ASKED_FOR = {
    "completion_rate",
    "engagement_rate",
    "csat",
    "nps",
    "ces",
    "retention_rate",
    "drop_off_first_week",
    "drop_off_halfway",
    "conversion",
    "time_per_step",
    "clv",
    "referrals",
    "sales",
    "support_contact_rate",
    "login_success_rate",
    "cart_abandonment_rate",
    "payment_completion_rate",
    "content_mix",
}


def test_the_registry_holds_every_measure_that_the_guides_ask_for() -> None:
    assert {m.key for m in measures()} == ASKED_FOR
    assert len({m.name for m in measures()}) == len(measures())


@pytest.mark.parametrize("standard", measures(), ids=lambda m: m.key)
def test_a_measure_says_what_it_counts_over_whom_and_what_it_does_not_say(standard: Measure) -> None:
    for sentence in (standard.definition, standard.base, standard.formula, standard.does_not_say):
        assert sentence.endswith(".")
    if standard.unit == "%":
        assert (standard.lowest, standard.highest) == (0, 100)
    if standard.formula.startswith("100 % less"):
        assert standard.pattern is None, "a formula counts what happened: it would give the share of those who stayed"


def test_less_is_better_for_losses_waits_and_calls_for_help() -> None:
    down = {m.key for m in measures() if m.direction == "down"}
    assert down == {
        "drop_off_first_week",
        "drop_off_halfway",
        "time_per_step",
        "cart_abandonment_rate",
        "support_contact_rate",
    }


def test_the_content_mix_aims_for_a_band_of_fifty_to_sixty_percent() -> None:
    assert (measure("content_mix").good_from, measure("content_mix").good_to) == (50, 60)


def test_an_unknown_measure_names_the_nearest() -> None:
    with pytest.raises(UnknownIdError, match=r"no measure has id 'retention'.*Did you mean 'retention_rate'"):
        measure("retention")


@pytest.mark.parametrize("standard", measures(), ids=lambda m: m.key)
def test_every_measure_makes_a_kpi_that_follows_it(standard: Measure) -> None:
    journey = edit.apply(new_map("M", stages=["Pay"]), "add_kpi", kpi_from(standard.key, stage="pay"))
    kpi = journey.kpis[0]
    assert (kpi.measure, kpi.name, kpi.unit, kpi.base) == (standard.key, standard.name, standard.unit, standard.base)
    assert kpi.direction == standard.direction
    assert kpi.formula is None, "the example names of a pattern are not the names of this log"


def test_event_names_make_the_formula_with_the_window_of_the_measure() -> None:
    fields = kpi_from("cart_abandonment_rate", success=["cart left"], attempt=["cart filled"])
    assert plain(KPI(id="k", **fields))["formula"] == {
        "success": ["cart left"],
        "attempt": ["cart filled"],
        "window": "7d",
    }
    assert kpi_from("cart_abandonment_rate", success=["x"], window="")["formula"]["window"] == ""


def test_a_drop_off_is_never_made_from_the_events_of_those_who_stayed() -> None:
    for key in ("drop_off_first_week", "drop_off_halfway"):
        with pytest.raises(MapError, match=r"is not computed from a success and an attempt, but so: 100 % less \("):
            kpi_from(key, success=["lesson opened"], attempt=["joined"])


def test_fields_of_the_caller_win_over_those_of_the_measure() -> None:
    journey = edit.add_kpi(new_map("M"), "In touch", **kpi_from("csat", target=80, unit="share"))
    assert (journey.kpis[0].name, journey.kpis[0].target, journey.kpis[0].unit) == ("In touch", 80, "share")


def test_event_names_for_a_measure_that_no_event_gives_are_refused() -> None:
    with pytest.raises(MapError, match="the measure 'csat' is not computed from a success and an attempt"):
        kpi_from("csat", success=["answered"])
    with pytest.raises(MapError, match="needs the event names that count as success"):
        kpi_from("conversion", attempt=["viewed"])
    with pytest.raises(MapError, match="a kpi has no field 'stages'"):
        kpi_from("csat", stages="pay")
