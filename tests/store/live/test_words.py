"""Edits and values described with the names of the map."""

from __future__ import annotations

import pytest

import journeykit as jk
from journeykit.store.live.words import edit_words, field_words, quoted

SHOP = jk.edit.add_kpi(jk.new_map("Shop", stages=["Browse", "Pay"]), "Conversion", id="kpi", stage="pay")


@pytest.mark.parametrize(
    ("edit", "args", "words"),
    [
        ("update_stage", {"id": "pay", "name": "Till"}, "Stage “Pay” renamed to “Till”"),
        ("update_stage", {"id": "pay", "objective": "No queue"}, "Stage “Pay”: objective changed"),
        ("remove_kpi", {"id": "kpi"}, "KPI “Conversion” removed"),
        ("add_touchpoint", {"name": "Shelf", "stage": "pay"}, "Touchpoint “Shelf” added"),
        ("set_cell", {"stage": "pay", "lane": "goals", "text": "Fast"}, "“Goals” of “Pay” written"),
        ("set_cell", {"stage": "pay", "lane": "goals", "text": " "}, "“Goals” of “Pay” cleared"),
        ("set_emotion", {"stage": "pay", "score": 1}, "Feelings of “Pay” set to +1.0"),
        ("update_map", {"name": "Shop 2"}, "Map changed: name"),
        ("duplicate_stage", {"id": "pay"}, "Duplicate stage “Pay”"),
    ],
)
def test_an_edit_is_described(edit: str, args: dict[str, object], words: str) -> None:
    assert edit_words(edit, args, SHOP, jk.edit.apply(SHOP, edit, args)) == words


def test_many_edits_are_cut_to_three() -> None:
    steps = [{"edit": "update_stage", "args": {"id": "pay", "name": str(number)}} for number in range(5)]
    assert edit_words("apply_all", {"edits": steps}, SHOP, SHOP).endswith("“2”; and 2 more")


def test_a_value_is_described_and_an_element_that_is_gone_has_its_id() -> None:
    assert field_words(SHOP, ("kpis", "kpi", "target")) == "target of KPI “Conversion”"
    assert field_words(SHOP, ("stages", "gone", "rank")) == "place of stage “gone”"
    assert field_words(SHOP, ("map", "", "name")) == "name of the map"
    assert quoted("long " * 20) == "“long long long long long long long long long long long long…”"
