"""Two people on one map, in one process: what each sees, keeps and takes back."""

from __future__ import annotations

import statistics
import threading
import time

import pytest

import journeykit as jk
from journeykit.errors import MapError
from journeykit.store import SharedMap
from tests.store.live.clients import until
from tests.store.live.conftest import Pair


@pytest.mark.slow
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


def test_the_same_operation_sent_twice_is_done_once(either: Pair) -> None:
    ann, ben = either
    first = ann.submit("add_stage", {"name": "Return"}, op="page:1")
    assert ann.submit("add_stage", {"name": "Return"}, op="page:1") == first
    ben.catch_up()
    if ben.mode == "log":  # On a share nobody knows the operations of others.
        assert ben.submit("add_stage", {"name": "Return"}, op="page:1").revision == first.revision
    assert [stage.name for stage in ben.map.stages].count("Return") == 1


def test_a_script_that_changed_a_map_puts_it_in_beside_what_others_did(either: Pair) -> None:
    ann, ben = either
    changed = jk.edit.update_stage(ann.map, "pay", name="Check out")
    ben.edit("update_stage", id="use", name="Live with it")
    assert [stage.name for stage in ann.put(changed).stages] == ["Browse", "Check out", "Live with it"]
    with pytest.raises(MapError, match="another map"):
        ann.put(jk.new_map("Other"))


def test_a_session_hears_of_what_others_did_also_when_its_own_edit_is_refused(either: Pair) -> None:
    ann, ben = either
    heard: list[str] = []
    ann.watch(lambda news: heard.extend(entry.edit for entry in news.entries))
    ben.edit("update_stage", id="use", name="Live with it")
    with pytest.raises(MapError):
        ann.submit("update_stage", {"id": "pay", "nmae": "x"})
    until(lambda: len(heard) == 1)
    assert ann.map == ben.map
    ann.edit("update_stage", id="pay", name="Check out")
    assert heard[1:] == ["update_stage"]


def test_who_has_closed_a_map_is_told_so(either: Pair) -> None:
    ann, _ = either
    ann.close()
    with pytest.raises(MapError, match="is closed: open the map again"):
        ann.edit("update_stage", id="pay", name="x")
