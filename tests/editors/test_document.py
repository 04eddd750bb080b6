"""The document of a map follows an edit by what the edit changed."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import given, settings

import journeykit as jk
from journeykit.editors._document import changed_document, map_document
from journeykit.model import JourneyMap
from tests.browser.board_load import big_map
from tests.model.changes.test_operations import edited_maps


def put(document: dict[str, Any], operations: list[dict[str, Any]]) -> dict[str, Any]:
    """What ``applyPatch`` of ``shared.js`` does, slowly and plainly."""
    for operation in operations:
        *path, last = operation["at"] if "order" not in operation else [*operation["at"], None]
        holder: Any = document
        for step in path:
            holder = next(e for e in holder if e["id"] == step) if isinstance(holder, list) else holder[step]
        if "order" in operation:
            holder.sort(key=lambda entry: operation["order"].index(entry["id"]))
        elif isinstance(holder, list):
            place = next((i for i, entry in enumerate(holder) if entry["id"] == last), len(holder))
            holder[place : place + 1] = [] if operation.get("drop") else [operation["set"]]
        elif operation.get("drop"):
            del holder[last]
        else:
            holder[last] = operation["set"]
    return document


@settings(max_examples=60, deadline=None)
@given(edited_maps())
def test_the_document_after_an_edit_is_the_one_of_the_map(pair: tuple[JourneyMap, JourneyMap]) -> None:
    before, after = pair
    for old, new in ((before, after), (after, before)):
        held = map_document(old)
        fresh, operations = changed_document(held, old, new)
        assert held == map_document(old), "what a page may still hold is never written to"
        assert fresh == map_document(new)
        assert put(copy.deepcopy(held), operations) == fresh


def test_an_edit_of_a_large_map_keeps_the_entries_that_it_left_alone() -> None:
    before = big_map()
    held = map_document(before)
    some = before.touchpoints[500].id
    fresh, operations = changed_document(held, before, jk.edit.update_touchpoint(before, some, name="Another"))
    assert operations == [{"at": ["touchpoints", some, "name"], "set": "Another"}]
    assert fresh["stages"] is held["stages"]
    kept = [old is new for old, new in zip(held["touchpoints"], fresh["touchpoints"], strict=True)]
    assert kept.count(False) == 1
