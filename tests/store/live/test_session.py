"""Two people on one map, in one process: what each sees, keeps and takes back."""

from __future__ import annotations

import statistics
import threading
import time

import pytest

import journeykit as jk
from journeykit.errors import MapError
from journeykit.store import SharedMap


def test_an_edit_is_seen_in_another_session_within_a_quarter_of_a_second(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    seen = threading.Event()
    ben.watch(lambda news: seen.set() if news.entries else None)
    times = []
    for number in range(12):
        seen.clear()
        start = time.perf_counter()
        ann.edit("update_stage", id="pay", name=f"Pay {number}")
        assert seen.wait(5)
        times.append(time.perf_counter() - start)
    assert statistics.median(times) <= 0.25
    assert ben.map == ann.map


def test_the_same_operation_sent_twice_is_done_once(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    first = ann.submit("add_stage", {"name": "Return"}, op="page:1")
    assert ann.submit("add_stage", {"name": "Return"}, op="page:1") == first
    ben.catch_up()
    assert ben.submit("add_stage", {"name": "Return"}, op="page:1").revision == first.revision
    assert [stage.name for stage in ben.map.stages].count("Return") == 1


def test_a_script_that_changed_a_map_puts_it_in_beside_what_others_did(people: tuple[SharedMap, SharedMap]) -> None:
    ann, ben = people
    changed = jk.edit.update_stage(ann.map, "pay", name="Check out")
    ben.edit("update_stage", id="use", name="Live with it")
    assert [stage.name for stage in ann.put(changed).stages] == ["Browse", "Check out", "Live with it"]
    with pytest.raises(MapError, match="another map"):
        ann.put(jk.new_map("Other"))
