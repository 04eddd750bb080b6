"""Two versions of a map in one: what only one changed is taken, what both changed is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeykit as jk
from journeykit.model import JourneyMap
from journeykit.model.integrity import problems
from journeykit.store import dump_map, parse_map, three_way
from journeykit.store.merge import merged_list, merged_value
from tests.model.random_maps import random_edit, random_maps


@pytest.fixture
def shop() -> JourneyMap:
    shop = jk.new_map("Shop", stages=["Browse", "Pay", "Use"])
    return jk.edit.add_touchpoint(shop, "Till", stage="pay")


@st.composite
def versions(draw: st.DrawFn) -> tuple[JourneyMap, JourneyMap, JourneyMap]:
    base = draw(random_maps())
    sides = []
    for _ in range(2):
        side = base
        for _ in range(draw(st.integers(0, 6))):
            side, _ = random_edit(draw, side)
        sides.append(side)
    return base, sides[0], sides[1]


@settings(max_examples=30, deadline=None)
@given(versions())
def test_any_two_versions_make_a_sound_map_that_can_be_kept(three: tuple[JourneyMap, JourneyMap, JourneyMap]) -> None:
    base, mine, theirs = three
    for prefer in ("mine", "theirs"):
        merged = three_way(base, mine, theirs, prefer=prefer).map  # type: ignore[arg-type]
        assert problems(merged) == []
        assert parse_map(dump_map(merged)) == merged
    assert three_way(base, mine, base).map == mine
    assert three_way(base, base, theirs).map == theirs
    assert three_way(base, mine, mine).map == mine


def test_a_value_that_both_changed_is_reported_with_both(shop: JourneyMap) -> None:
    mine = jk.edit.update_stage(shop, "pay", name="Check out", objective="Quick")
    theirs = jk.edit.update_stage(shop, "pay", name="Till")
    merged = three_way(shop, mine, theirs)
    assert merged.map.stages[1].name == "Check out"
    assert merged.map.stages[1].objective == "Quick"
    assert merged.clashes == ((("stages", "pay", "name"), "Check out", "Till"),)
    other = three_way(shop, mine, theirs, prefer="theirs")
    assert other.map.stages[1].name == "Till"
    assert other.clashes == ((("stages", "pay", "name"), "Till", "Check out"),)


def test_what_one_removed_and_the_other_changed_stays_with_all_it_needs(shop: JourneyMap) -> None:
    mine = jk.edit.remove_stage(shop, "pay")
    theirs = jk.edit.update_touchpoint(shop, "till", goal="No queue")
    merged = three_way(shop, mine, theirs)
    assert [stage.id for stage in merged.map.stages] == ["browse", "pay", "use"]
    assert merged.map.touchpoints[0].goal == "No queue"
    assert [field for field, _, _ in merged.clashes] == [("touchpoints", "till", "-")]


def test_what_both_added_under_one_id_stays_twice_with_what_hangs_on_it(shop: JourneyMap) -> None:
    mine = jk.edit.add_touchpoint(jk.edit.add_stage(shop, "Return"), "Parcel", stage="return")
    theirs = jk.edit.add_stage(shop, "Return", objective="Easy")
    merged = three_way(shop, mine, theirs).map
    assert [stage.id for stage in merged.stages][3:] == ["return", "return-2"]
    assert [touchpoint.stage for touchpoint in merged.touchpoints] == ["pay", "return-2"]
    assert len(three_way(shop, mine, theirs, same_ids=True).map.stages) == 4


def test_of_two_happy_paths_one_becomes_an_alternate(shop: JourneyMap) -> None:
    mine = jk.edit.add_route(shop, "Mine", kind="happy", touchpoints=["till"])
    theirs = jk.edit.add_route(shop, "Theirs", kind="happy", touchpoints=["till"])
    kinds = {route.name: route.kind for route in three_way(shop, mine, theirs).map.routes}
    assert kinds == {"Mine": "alternate", "Theirs": "happy"}


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        (["a", "b"], ["a"], ["a", "b", "c"], ["a", "c"]),
        (["a", "b"], ["b", "a"], ["a", "x", "b"], ["b", "a", "x"]),
        ([], ["m"], ["t"], ["t", "m"]),
        (["a"], ["a"], [], []),
    ],
)
def test_a_list_keeps_what_both_added_and_loses_what_either_took_away(
    base: list[str], mine: list[str], theirs: list[str], merged: list[str]
) -> None:
    assert sorted(merged_list(base, mine, theirs)) == sorted(merged)
    assert merged_list(base, mine, theirs)[:1] in (merged[:1], mine[:1], theirs[:1])


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        (1, 2, 1, (2, False)),
        (1, 1, 3, (3, False)),
        (1, 2, 3, (2, True)),
        ({"a": 1}, {"a": 1, "b": 2}, {}, ({"b": 2}, False)),
        ([{"x": 1}], [{"x": 2}], [{"x": 3}], ([{"x": 2}], True)),
    ],
)
def test_one_value_out_of_three(base: Any, mine: Any, theirs: Any, merged: tuple[Any, bool]) -> None:
    assert merged_value(base, mine, theirs) == merged
