"""Several processes on one map: nothing is lost, and all end with the same map."""

from __future__ import annotations

import random
import time
from itertools import pairwise
from pathlib import Path

import pytest

import journeykit as jk
from journeykit.store import SharedMap, open_shared, read_map
from journeykit.store.live.operation_log import OperationLog, replayed
from tests.store.live.clients import digest, started


@pytest.fixture
def path(tmp_path: Path) -> Path:
    jk.write_map(jk.new_map("Soak", stages=["Browse", "Pay", "Use"]), tmp_path / "soak.json")
    return tmp_path / "soak.json"


@pytest.mark.slow
def test_three_clients_with_two_hundred_edits_each_end_with_the_same_map_and_lose_none(path: Path) -> None:
    clients = [started(path, author, seed, 200) for seed, author in enumerate(("ann", "ben", "eve"))]
    assert {pipe.recv()[0] for _, pipe in clients} == {"ready"}
    for _, pipe in clients:
        pipe.send("go")
    told: list[tuple[str, str]] = []
    for _, pipe in clients:
        while (answer := pipe.recv())[0] != "finished":
            told.append(answer)
    for _, pipe in clients:
        pipe.send("all done")
    ends = [pipe.recv() for _, pipe in clients]
    for process, _ in clients:
        process.join(timeout=20)
        assert process.exitcode == 0
    assert len(told) == 600
    with open_shared(path, author="after") as shared:
        assert isinstance(shared, SharedMap)
        assert {end for _, end in ends} == {digest(shared.map)}
        entries = shared.history.entries(5000)[::-1]
        by_id = {entry.id: entry for entry in entries}
        acknowledged = [op for outcome, op in told if outcome == "done"]
        assert len(acknowledged) > 300
        assert all(by_id[op].outcome == "done" for op in acknowledged)
        assert [entry.revision for entry in entries] == list(range(1, len(entries) + 1))
        # The history alone, from the first revision on, makes the same map again.
        again = shared.history.at(0)
        for entry in entries:
            again = replayed(again, entry)
        assert again == shared.map
        # They did work at the same time; whether two met in one field is up to chance, see test_session for that.
        turns = sum(one.author != other.author for one, other in pairwise(entries))
        assert turns > 20
    assert read_map(path) == again


@pytest.mark.slow
def test_fifty_kills_at_random_moments_lose_no_acknowledged_edit(path: Path) -> None:
    chance = random.Random(7)
    acknowledged: list[str] = []
    steady, pipe = started(path, "steady", 99, 0, pause_s=0.03)
    for number in range(50):
        process, victim = started(path, f"v{number}", number, 0)
        first = victim.recv()  # It has begun: the kill falls somewhere into its work.
        time.sleep(chance.random() * 0.04)
        process.kill()
        process.join()
        acknowledged += [first[1]] if first[0] == "done" else []
        try:
            while victim.poll():
                outcome, op = victim.recv()
                acknowledged += [op] if outcome == "done" else []
        except EOFError:
            victim.close()
        while pipe.poll():
            outcome, op = pipe.recv()
            acknowledged += [op] if outcome == "done" else []
    steady.kill()
    steady.join()
    assert len(acknowledged) > 200
    with open_shared(path, author="after") as shared:
        assert isinstance(shared, SharedMap)
        assert shared.notices == []
        log = OperationLog(shared._database)
        kept = {entry.id for entry in log.since(0) if entry.outcome == "done"}
        assert [op for op in acknowledged if op not in kept] == []
        assert log.database.sound()
        end = digest(shared.map)
    assert digest(read_map(path)) == end
