"""Who stands behind each count: as many as the count says, for every kind of count."""

from __future__ import annotations

import pytest

import journeykit as jk
from journeykit.summary.counts import Counts
from journeykit.summary.numbers import shared_numbers
from journeykit.summary.people_behind import measured_or_not, needed, who
from tests.summary.small_logs import small_log


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_as_many_stand_behind_a_count_as_it_says(seed: int) -> None:
    log = small_log(seed)
    measured = jk.measure(log.journey, log.events())
    counts = shared_numbers(measured, least=5).counts
    behind = who(measured, counts)
    assert {cell[0] for cell in behind if isinstance(cell, tuple)} >= {"link", "stopped", "touchpoint", "reached"}
    assert {cell: len(behind[cell]) for cell in counts if cell in behind} == {
        cell: count for cell, count in counts.items() if cell in behind
    }


def test_personas_are_counted_on_a_map_without_bindings() -> None:
    rule = {"where": [{"column": "plan", "value": "family"}]}
    journey = jk.edit.add_persona(jk.new_map("Shop", stages=["Buy"]), "Cooks", rule=rule)
    log = small_log(2)
    measured = measured_or_not(journey, log.events())
    behind = who(measured, ["all", ("persona", "cooks")])
    family = sum(traveller["plan"] == "family" for traveller, _ in log.travellers)
    assert len(behind["persona", "cooks"]) == family > 0
    assert len(behind["all"]) == len(log.travellers)


def test_a_difference_needs_the_two_counts_that_it_is_of() -> None:
    table = Counts({"all": 9}, [])
    table.split("all", ("touchpoint", "ad"), 7, ("without", "ad"))
    table.split(("touchpoint", "ad"), ("arrow", "ad", "page"), 4, ("lost", "ad", "page"))
    assert needed(table, [("lost", "ad", "page")]) == {
        ("lost", "ad", "page"),
        ("touchpoint", "ad"),
        ("arrow", "ad", "page"),
    }


def test_who_is_among_the_others_of_a_step_is_known_from_all_bars_beside_them() -> None:
    to_others = ("step", 3, "event", "use", "other", "other")
    bar = ("step", 4, "event", "pay")
    table = Counts({"all": 9, to_others: 3, bar: 6, ("touchpoint", "pay"): 6}, [])
    assert needed(table, [to_others]) == {to_others, bar}


def test_nobody_is_behind_a_ribbon_that_a_part_of_a_log_does_not_have() -> None:
    journey = jk.example("cook-family")
    events = jk.read_events(jk.datasets.log_for("cook-family").head(3), path_col="path_id", event_col="event")
    behind = who(measured_or_not(journey, events), [("back", 4, 1), ("link", 0, 4)])
    assert [behind[cell] for cell in (("back", 4, 1), ("link", 0, 4))] == [set(), set()]
