"""Changes as operations: what turns one map into another does so, and says no more than what differs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeykit as jk
from journeykit.errors import MapError
from journeykit.model import JourneyMap
from journeykit.model.changes.operations import field_value, operations, put_operations, value_operations
from journeykit.model.changes.parts import changed_fields
from tests.model.random_maps import random_edit, random_maps

SHOP = jk.new_map("Shop", stages=["Browse", "Pay"])


@st.composite
def edited_maps(draw: st.DrawFn) -> tuple[JourneyMap, JourneyMap]:
    before = after = draw(random_maps())
    for _ in range(draw(st.integers(0, 6))):
        after, _ = random_edit(draw, after)
    return before, after


@settings(max_examples=40, deadline=None)
@given(edited_maps())
def test_what_turns_one_map_into_another_does_so(pair: tuple[JourneyMap, JourneyMap]) -> None:
    before, after = pair
    assert put_operations(before, operations(before, after)) == after
    assert put_operations(after, operations(after, before)) == before
    assert (changed_fields(before, after) == []) == (operations(before, after) == []) == (before == after)


def test_an_element_is_put_whole_and_a_fact_by_itself() -> None:
    after = jk.edit.update_map(jk.edit.update_stage(SHOP, "pay", name="Check out"), description="Ours")
    put = operations(SHOP, after)
    assert [operation["at"] for operation in put] == [["stages", "pay"], ["map", "description"]]
    assert put[0]["set"]["name"] == "Check out"
    assert put[1]["set"] == "Ours"


def test_operations_that_do_not_fit_change_nothing_and_say_so() -> None:
    with pytest.raises(MapError, match=r"(?s)do not fit map 'shop'.*Nothing was changed"):
        put_operations(SHOP, [{"at": ["stages", "pay"], "set": {"id": "pay"}}])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (("stages", "pay", "name"), "Pay"),
        (("stages", "gone", "name"), None),
        (("map", "", "name"), "Shop"),
        (("stages", "gone", "-"), None),
    ],
)
def test_one_value_of_a_map(field: tuple[str, str, str], value: Any) -> None:
    assert field_value(SHOP, field) == value


def test_values_are_compared_as_deep_as_they_have_ids() -> None:
    old = {"stages": [{"id": "a", "name": "A", "owners": ["x"]}, {"id": "b", "name": "B"}], "name": "Shop"}
    new = {"stages": [{"id": "b", "name": "B"}, {"id": "a", "name": "A", "owners": ["y"]}], "name": "Shop"}
    assert value_operations(old, new) == [
        {"at": ["stages", "a", "owners"], "set": ["y"]},
        {"at": ["stages"], "order": ["b", "a"]},
    ]
