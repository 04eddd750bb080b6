"""Which references hold: looked at as a whole, or only where an edit changed something."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

import journeykit as jk
from journeykit.model import JourneyMap
from journeykit.model.integrity import COLLECTIONS, problems
from tests.model.random_maps import random_edit, random_maps

SHOP = jk.edit.add_touchpoint(jk.new_map("Shop", stages=["Browse", "Pay"]), "Till", stage="pay")


@st.composite
def damaged_maps(draw: st.DrawFn) -> tuple[JourneyMap, JourneyMap]:
    """A sound map, and what became of it by edits and by a hand that checks nothing."""
    before = after = draw(random_maps())
    for _ in range(draw(st.integers(0, 3))):
        after, _ = random_edit(draw, after)
    for name in draw(st.lists(st.sampled_from([*COLLECTIONS.values(), "cells", "emotions"]), max_size=2)):
        items = getattr(after, name)
        change = draw(st.sampled_from(["drop", "double", "lead astray"]))
        if items and change == "drop":
            items = items[1:]
        elif items and change == "double":
            items = (*items, items[0])
        elif items and "stage" in type(items[0]).model_fields:
            items = (items[0].model_copy(update={"stage": "nowhere"}), *items[1:])
        after = after.model_copy(update={name: items})
    return before, after


@settings(max_examples=80, deadline=None)
@given(damaged_maps())
def test_looking_only_at_what_changed_finds_every_problem(pair: tuple[JourneyMap, JourneyMap]) -> None:
    before, after = pair
    assert problems(before) == []
    assert problems(after, since=before) == problems(after)


def test_what_leans_on_a_removed_element_is_found_though_it_did_not_change() -> None:
    after = SHOP.model_copy(update={"stages": SHOP.stages[:1]})
    assert [place for place, _ in problems(after, since=SHOP)] == ["touchpoints[0].stage"]
