"""A log after a fork: a child process asks it as its parent does, with a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SCRIPT = """
import json, os, sys
import journeykit as jk
from journeykit.events.engine import shared_database

if sys.argv[1] == "by the database":
    held = shared_database()
    held.__dict__["array_bytes"] = 0
journey = jk.example("cook-family")
log = jk.datasets.log_for("cook-family", travellers=200)
measured = jk.measure(journey, jk.evidence.read_events_for(journey, log))

def answers():
    asked = [jk.transitions(measured.events), jk.steps(measured.by_touchpoint), jk.evidence.stage_flow(measured)]
    return [[query.to_pandas().to_json(), str(query.note)] for query in asked] + [measured.events.names().to_json()]

before = json.dumps(answers())
sys.stdout.flush()
child = os.fork()
if not child:
    try:
        again = jk.measure(jk.edit.update_stage(journey, journey.stages[0].id, name="Other"), measured.events)
        same = json.dumps(answers()) == before and len(again.reach) == len(measured.reach)
        print("same" if same else "other", flush=True)
    except jk.JourneyKitError as error:
        print(error, flush=True)
    finally:
        os._exit(0)
os.waitpid(child, 0)
print("parent", json.dumps(answers()) == before)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize(
    ("prepared", "said"),
    [
        ("in memory", "same"),
        ("by the database", "this log is too large to be taken into another process. Read it there again."),
    ],
)
def test_a_forked_process_asks_a_log_as_its_parent_does(prepared: str, said: str) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT, prepared], capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == [said, "parent True"], done.stderr[-2000:]
