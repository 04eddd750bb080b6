"""Clients of a shared map in processes of their own: random edits from a seed, every acknowledgement told at once."""

from __future__ import annotations

import hashlib
import multiprocessing
import random
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from journeykit.errors import MapError
from journeykit.model import JourneyMap
from journeykit.store import SharedMap, dump_map, open_shared

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.store.live.clients"])


def random_edit(chance: random.Random, journey: JourneyMap) -> tuple[str, dict[str, Any]]:
    """Draw an edit that a person might make on this map; by the time it is made others may have been there."""
    words = chance.choice(["Pay", "Ask", "Été", "Return in store", "السعر", "<b>x</b>"])
    stage = chance.choice(journey.stages).id if journey.stages else ""
    touchpoint = chance.choice(journey.touchpoints).id if journey.touchpoints else ""
    kinds: list[tuple[str, dict[str, Any]]] = [("add_stage", {"name": words})]
    if stage:
        lane = chance.choice([lane.id for lane in journey.lanes if lane.kind == "text"])
        kinds += [
            ("add_touchpoint", {"name": words, "stage": stage}),
            ("set_cell", {"stage": stage, "lane": lane, "text": f"{words} {chance.randint(0, 99)}"}),
            ("set_emotion", {"stage": stage, "score": chance.randint(-4, 4) / 2, "words": [words]}),
            ("update_stage", {"id": stage, "name": f"{words} {chance.randint(0, 9)}", "objective": words}),
            ("move_stage", {"id": stage, "to": chance.randint(0, 5)}),
            ("update_map", {"description": words}),
        ]
    if touchpoint:
        kinds += [
            ("update_touchpoint", {"id": touchpoint, "name": words, "key_moment": chance.random() < 0.5}),
            ("move_touchpoint", {"id": touchpoint, "to": 0, "stage": stage}),
            ("add_route", {"name": words, "kind": "alternate", "touchpoints": [touchpoint]}),
        ]
        if chance.random() < 0.5:
            kinds.append(("remove_touchpoint", {"id": touchpoint}))
    if len(journey.stages) > 6:
        kinds += [("remove_stage", {"id": stage})] * 3
    return chance.choice(kinds)


def digest(journey: JourneyMap) -> str:
    return hashlib.sha256(dump_map(journey).encode()).hexdigest()


def edit_on(path: str, author: str, seed: int, count: int, pause_s: float, told: Connection) -> None:
    """Make ``count`` random edits (endlessly for 0), undo and redo among them, and tell what became of each.

    Clients with a count begin together: each says that it is ready, and waits for a word.
    """
    chance = random.Random(seed)
    shared = open_shared(path, author=author)
    assert isinstance(shared, SharedMap)
    if count:
        told.send(("ready", author))
        told.recv()  # Until all are: on a busy machine one could be done before the next has begun.
    made = 0
    while made < count or not count:
        made += 1
        op = f"{author}-{made}"
        try:
            if chance.random() < 0.1 and shared.steps["undo"]:
                shared.undo() if chance.random() < 0.7 else shared.redo()
                told.send(("stepped", op))
                continue
            name, args = random_edit(chance, shared.map)
            entry = shared.submit(name, args, op=op)
            told.send((entry.outcome, op))
        except MapError:
            told.send(("refused", op))
        if chance.random() < 0.25 or pause_s:
            time.sleep(chance.random() * 0.02 + pause_s)
    told.send(("finished", author))
    told.recv()  # Until everybody is done.
    told.send(("end", digest(shared.catch_up())))
    shared.close()


def started(path: Path, author: str, seed: int, count: int, *, pause_s: float = 0.0) -> tuple[Any, Connection]:
    here, there = PROCESSES.Pipe()
    process = PROCESSES.Process(target=edit_on, args=(str(path), author, seed, count, pause_s, there), daemon=True)
    process.start()
    there.close()
    return process, here


def until(true: Callable[[], object], seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


__all__ = ["digest", "edit_on", "random_edit", "started", "until"]
