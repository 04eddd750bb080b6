"""What differs between two maps is found by what they share."""

from __future__ import annotations

import journeykit as jk
from journeykit.model.changes.parts import changed_elements, changed_facts, changed_fields
from journeykit.model.integrity import KEYED

SHOP = jk.edit.add_touchpoint(jk.new_map("Shop", stages=["Browse", "Pay"]), "Till", stage="pay")


def test_an_element_came_went_or_differs_in_named_fields() -> None:
    after = jk.edit.update_stage(jk.edit.add_stage(SHOP, "Use"), "browse", name="Look", objective="Found")
    after = jk.edit.remove_touchpoint(after, "till")
    assert changed_fields(SHOP, after) == [
        ("stages", "browse", "name"),
        ("stages", "browse", "objective"),
        ("stages", "use", "+"),
        ("touchpoints", "till", "-"),
    ]


def test_facts_of_the_whole_map_are_named() -> None:
    assert changed_facts(SHOP, jk.edit.update_map(SHOP, name="Store", state="future")) == ["name", "state"]


def test_an_edit_leaves_the_collections_alone_that_it_is_not_about() -> None:
    after = jk.edit.update_stage(SHOP, "pay", name="Check out")
    assert [name for name in KEYED if getattr(SHOP, name) is not getattr(after, name)] == ["stages"]
    removed = jk.edit.remove_touchpoint(SHOP, "till")
    assert [name for name in KEYED if getattr(SHOP, name) is not getattr(removed, name)] == ["touchpoints"]


def test_equal_elements_are_no_change_even_where_they_are_other_objects() -> None:
    twin = SHOP.model_validate(SHOP.model_dump())
    assert all(not list(changed_elements(SHOP, twin, name)) for name in KEYED)
