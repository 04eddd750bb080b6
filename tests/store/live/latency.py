"""How long an edit takes from one process to another: ``python -m tests.store.live.latency [edits]``."""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import journeykit as jk
from journeykit.examples import example
from journeykit.store import open_shared
from tests.store.live.clients import PROCESSES


def follow(path: str, told: Connection) -> None:
    """Tell the time at which each edit of the other process is seen."""
    with open_shared(path, author="Ben") as shared:
        shared.watch(lambda news: [told.send((entry.id, time.monotonic())) for entry in news.entries] and None)
        told.send("ready")
        told.recv()


def main(count: int = 100) -> None:
    path = Path(tempfile.mkdtemp()) / "cook.json"
    jk.write_map(example("cook-family"), path)
    here, there = PROCESSES.Pipe()
    process = PROCESSES.Process(target=follow, args=(str(path), there), daemon=True)
    process.start()
    here.recv()
    sent: dict[str, float] = {}
    committed = []
    with open_shared(path, author="Ann") as shared:
        for number in range(count):
            start = time.monotonic()
            entry = shared.submit("update_stage", {"id": shared.map.stages[0].id, "name": f"Name {number}"})  # type: ignore[union-attr]
            sent[entry.id] = start
            committed.append(time.monotonic() - start)
            threading.Event().wait(0.03 + (number * 37 % 100) / 1000)
        seen: dict[str, float] = {}
        while len(seen) < count and here.poll(5):
            id_, at = here.recv()
            seen[id_] = at
    here.send("end")
    process.join()
    taken = sorted(1000 * (seen[id_] - start) for id_, start in sent.items())
    print(
        f"{count} edits: seen in the other process after {statistics.median(taken):.0f} ms (median), "
        f"{taken[int(0.95 * count)]:.0f} ms (95 %), {taken[-1]:.0f} ms (max); "
        f"kept after {1000 * statistics.median(committed):.1f} ms (median)"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
