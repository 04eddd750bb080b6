"""Binding to events by name: what was there stays, what is unknown is told."""

from __future__ import annotations

import pytest

from journeykit.errors import MapError, UnknownIdError
from journeykit.model import edit, new_map
from journeykit.model.journey import JourneyMap


@pytest.fixture
def shop() -> JourneyMap:
    journey = edit.EDITS["add_touchpoint"](new_map("Shop", stages=["See"]), "Ad", stage="see")
    where = [{"column": "device", "value": "mobile"}]
    return edit.EDITS["add_touchpoint"](journey, "App", stage="see", binding={"events": ["open*"], "where": where})


def rule(journey: JourneyMap, id: str) -> object:
    binding = next(t.binding for t in journey.touchpoints if t.id == id)
    return binding and binding.events


def test_names_are_added_once_in_order_and_the_conditions_stay(shop: JourneyMap) -> None:
    fresh = edit.bind_touchpoint(shop, "app", events=["tap", "open*", "tap"])
    assert rule(fresh, "app") == ("open*", "tap")
    assert fresh.touchpoints[1].binding.where == shop.touchpoints[1].binding.where  # type: ignore[union-attr]
    assert rule(shop, "app") == ("open*",)


def test_one_name_may_come_without_a_list_and_conditions_may_be_replaced(shop: JourneyMap) -> None:
    assert rule(edit.bind_touchpoint(shop, "ad", events="ad_?"), "ad") == ("ad_?",)
    assert edit.bind_touchpoint(shop, "app", events=[], where=[]).touchpoints[1].binding.where == ()  # type: ignore[union-attr]


def test_names_are_let_go_and_the_last_one_takes_the_rule_with_it(shop: JourneyMap) -> None:
    both = edit.bind_touchpoint(shop, "app", events="tap")
    assert rule(edit.unbind_touchpoint(both, "app", events="open*"), "app") == ("tap",)
    assert rule(edit.unbind_touchpoint(both, "app", events=["tap", "open*"]), "app") is None
    assert rule(edit.unbind_touchpoint(both, "app"), "app") is None


def test_what_does_not_fit_is_told_with_what_is_there(shop: JourneyMap) -> None:
    with pytest.raises(MapError, match=r"not bound to 'tap', but to: 'open\*'"):
        edit.unbind_touchpoint(shop, "app", events="tap")
    with pytest.raises(MapError, match="is bound to no event"):
        edit.unbind_touchpoint(shop, "ad", events="tap")
    with pytest.raises(UnknownIdError, match="Did you mean 'app'"):
        edit.bind_touchpoint(shop, "apps", events="x")
    blanks: tuple[list[str] | str, ...] = ([], "", " ")
    for nothing in blanks:
        with pytest.raises(MapError, match="must not be empty"):
            edit.bind_touchpoint(shop, "ad", events=nothing)


def test_both_can_be_run_by_name_as_a_history_holds_them(shop: JourneyMap) -> None:
    fresh = edit.apply(shop, "bind_touchpoint", {"id": "ad", "events": ["ad_*"]})
    assert rule(fresh, "ad") == ("ad_*",)
    assert edit.apply(fresh, "unbind_touchpoint", {"id": "ad", "events": ["ad_*"]}) == shop
