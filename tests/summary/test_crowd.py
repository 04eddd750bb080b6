"""The travellers who may have made a log: those that it has, each in the counts it is in, and others like them."""

from __future__ import annotations

import pandas as pd
import pytest

import journeykit as jk
from journeykit.summary import crowd as room
from journeykit.summary.counts import Counts
from journeykit.summary.numbers import shared_numbers
from tests.summary.small_logs import small_log


def people_of(seed: int, monkeypatch: pytest.MonkeyPatch) -> tuple[room.Crowd, dict[object, int]]:
    taken: list[room.Crowd] = []

    def spy(*given: object) -> room.Crowd:
        taken.append(room.crowd(*given))  # type: ignore[arg-type]
        return taken[-1]

    monkeypatch.setattr("journeykit.summary.numbers.crowd", spy)
    log = small_log(seed)
    numbers = shared_numbers(jk.measure(log.journey, log.events()))
    return taken[0], numbers.counts


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_the_travellers_of_a_log_add_up_to_its_counts(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    people, counts = people_of(seed, monkeypatch)
    made = dict(zip(people.cells, people.stands @ people.there, strict=True))
    assert {cell: made[cell] for cell in counts} == counts
    assert not people.rest.any()
    assert (people.stands[:, people.there == 0] == 1).any(), "nobody is made up"


def test_nobody_is_made_up_where_nobody_is(monkeypatch: pytest.MonkeyPatch) -> None:
    people, _ = people_of(3, monkeypatch)
    empty = [
        number
        for number, cell in enumerate(people.cells)
        if people.stands[number] @ people.there == 0 and isinstance(cell, tuple) and cell[0] in ("link", "touchpoint")
    ]
    assert not people.stands[empty].any()


@pytest.mark.slow
def test_of_a_large_log_some_are_looked_at_and_everybody_in_a_small_group(monkeypatch: pytest.MonkeyPatch) -> None:
    journey = jk.new_map("Shop", stages=["See", "Buy"])
    for stage, name in (("see", "ad"), ("buy", "card")):
        journey = jk.edit.add_touchpoint(journey, name, stage=stage, binding={"events": [name]})
    paths = [["ad"]] * 190 + [["ad", "card"]] * 3 + [["card"]] * 7
    log = [(f"u{n:03}", name, f"2026-05-{day + 1:02}") for n, path in enumerate(paths) for day, name in enumerate(path)]
    measured = jk.measure(journey, jk.read_events(pd.DataFrame(log, columns=["user_id", "event", "timestamp"])))
    table = Counts({"all": 200}, [])
    table.split("all", ("touchpoint", "ad"), 193, ("without", "ad"))
    table.split(("touchpoint", "ad"), ("arrow", "ad", "card"), 3, ("lost", "ad", "card"))
    monkeypatch.setattr(room, "WHOLE", 20)
    some = room.crowd(measured, table, [("arrow", "ad", "card")])
    assert 20 <= some.there.sum() < 40
    rest = dict(zip(some.cells, some.rest, strict=True))
    assert rest["arrow", "ad", "card"] == 0
    assert rest["all"] == 200 - some.there.sum()


def test_fewer_counts_of_the_same_travellers(monkeypatch: pytest.MonkeyPatch) -> None:
    people, _ = people_of(1, monkeypatch)
    fewer = people.only(people.cells[:3])
    assert fewer.cells == list(people.cells[:3])
    assert (fewer.stands == people.stands[:3]).all()
