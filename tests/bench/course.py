"""Let contestants take turns on one log, each time in a new process, until all repeats are run or the time is up."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from journeykit.errors import JourneyKitError
from tests.bench.asked import QUESTIONS, differences
from tests.bench.contestants import CONTESTANTS

__all__ = ["Runs", "require", "run_all"]

MINUTE = 60.0
REPO = Path(__file__).resolve().parents[2]


@dataclass
class Runs:
    """What was measured of one contestant, run by run.

    Attributes
    ----------
    name
        The contestant.
    failure
        Why it did not finish, in words; empty where it did.
    differing
        Question -> rows in which its answer is not that of journeykit.
    """

    name: str
    runs: list[dict[str, Any]] = field(default_factory=list)
    failure: str = ""
    differing: dict[str, int] = field(default_factory=dict)

    def load_s(self, what: str = "load_s") -> float:
        """Seconds to load (and prepare or sort): the median; ``load_cpu_s`` are those of all processors."""
        return float(median(run[what] for run in self.runs))

    def seconds(self, question: str) -> float | None:
        """Seconds for a question once loaded: the median; None where the contestant has no answer."""
        found = [run["seconds"][question] for run in self.runs if question in run["seconds"]]
        return median(found) if found else None

    def peak(self, what: str = "peak") -> int | None:
        """The most memory of any run, in bytes."""
        return max((run[what] for run in self.runs if run[what] is not None), default=None)


def require(names: Sequence[str]) -> None:
    """Raise unless every contestant is known and installed.

    Raises
    ------
    JourneyKitError
        One is not; the message says what to install.
    """
    for name in names:
        if name not in CONTESTANTS:
            raise JourneyKitError(f"nobody called {name!r} takes part. Contestants: {', '.join(sorted(CONTESTANTS))}.")
        package = CONTESTANTS[name][1]
        if package is not None and find_spec(package) is None:
            raise JourneyKitError(
                f'{name} is not installed. Run: pip install "journeykit[oracle]", or leave it out of --vs.'
            )


def run_all(
    names: Sequence[str],
    log: Path,
    *,
    repeats: int,
    minutes: float,
    say: Callable[[str], None],
    questions: Sequence[str] = QUESTIONS,
) -> dict[str, Runs]:
    """Run each contestant once, then again in turns; whoever is slow has fewer repeats when the time is up.

    Parameters
    ----------
    names
        Contestants; the first one's answers are those that the others are compared with.
    log
        The Parquet log.
    repeats
        Runs of each, at most.
    minutes
        After this long no run is begun that would not end before it, judged by the contestant's own first run. A first
        run is stopped when it takes all the time that is left, but for a minute for each of those who follow.
    say
        Told what runs.
    questions
        What each is asked.
    """
    found = {name: Runs(name) for name in names}
    took: dict[str, float] = {}
    waiting = list(names)
    begin = time.monotonic()
    for turn in range(repeats):
        # Every other turn backwards, so that nobody always follows the same one.
        for name in names if turn % 2 == 0 else reversed(names):
            runs = found[name]
            left = minutes * 60 - (time.monotonic() - begin)
            if runs.failure or (turn and took[name] > left):
                continue
            say(f"run {turn + 1} of {repeats}: {name}")
            start = time.monotonic()
            waiting = [other for other in waiting if other != name]
            _run(runs, log, questions, max(MINUTE, left - MINUTE * len(waiting)))
            took[name] = time.monotonic() - start
    _compare(found, names[0])
    return found


def _run(runs: Runs, log: Path, questions: Sequence[str], seconds: float) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench.worker", runs.name, str(log.resolve())]
    command += questions
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=seconds, cwd=REPO)
    except subprocess.TimeoutExpired:
        # What it did before stands.
        runs.failure = "" if runs.runs else f"not done after {seconds / MINUTE:.1f} minutes"
        return
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "Error" in line] or ["no message"]
        runs.failure = "ran out of memory" if done.returncode == -9 else said[-1][:200]
        return
    runs.runs.append(json.loads(done.stdout[done.stdout.index('{"load_s"') :]))


def _compare(found: dict[str, Runs], first: str) -> None:
    if not found[first].runs:
        return
    expected = found[first].runs[0]["answers"]
    for runs in found.values():
        for run in runs.runs:
            for question, answer in run["answers"].items():
                if runs.name != "limit" and (rows := differences(expected[question], answer)):
                    runs.differing[question] = rows
