"""How fast comments are scored and themed, and answers read and measured.

``python -m tests.bench.said WHAT COUNT`` prints seconds. Both are made from a seed; nearly all comments differ.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

import journeykit as jk
from journeykit.errors import JourneyKitError
from tests.bench.course import REPO
from tests.bench.worker import peak

__all__ = ["made_answers", "made_comments", "measured", "said_table"]

QUESTIONS = 20
_SUBJECTS = (
    "the security queue", "the check-in desk", "the staff at the gate", "the wifi", "the food court", "parking",
    "boarding", "the signage", "the baggage claim", "the lounge", "the restroom", "the shuttle bus", "the car rental",
)  # fmt: skip
_GOOD = ("was quick", "was friendly and helpful", "is clean and bright", "worked very well", "was a pleasant surprise")
_BAD = ("took far too long", "was rude", "is dirty and crowded", "did not work at all", "was a disappointment")
_ENDS = ("", ", thank you", " again", " on my way to Lisbon", ", which I did not expect", " compared with last year")


def made_comments(count: int, seed: int = 7) -> pd.DataFrame:
    """Return reviews: ``respondent``, ``date``, ``stars`` (missing in two of three), ``comment``."""
    random = np.random.default_rng(seed)
    good = random.random(count) < 0.5
    first, second = random.integers(0, len(_SUBJECTS), (2, count))
    end, number, one, two = random.integers(0, [len(_ENDS), 90, 5, 5], (count, 4)).T
    texts = [
        f"{_SUBJECTS[a].capitalize()} {(_GOOD if yes else _BAD)[x]} at {n} minutes, and {_SUBJECTS[b]} "
        f"{(_GOOD if yes else _BAD)[y]}{_ENDS[e]}."
        for yes, a, b, e, n, x, y in zip(good, first, second, end, number, one, two, strict=True)
    ]
    stars = np.where(good, random.integers(4, 6, count), random.integers(1, 3, count)).astype(float)
    stars[random.random(count) < 2 / 3] = np.nan
    days = pd.Timestamp("2026-01-01") + pd.to_timedelta(random.integers(0, 180, count), unit="D")
    return pd.DataFrame({"respondent": np.arange(count) % max(1, count * 4 // 5), "date": days, "stars": stars,
                         "comment": texts})  # fmt: skip


def made_answers(count: int, seed: int = 7) -> pd.DataFrame:
    """Return a wide survey with so many answers to 20 questions."""
    random = np.random.default_rng(seed)
    rows = count // QUESTIONS
    scores = {f"Q{number}": random.integers(1, 6, rows) for number in range(1, QUESTIONS + 1)}
    return pd.DataFrame({"respondent": np.arange(rows), **scores})


def _comments(count: int) -> dict[str, Any]:
    """Score and theme comments; return seconds by step, and the most memory of this process, in bytes."""
    frame = made_comments(count)
    seconds: dict[str, float] = {}
    answers = _timed(
        seconds, "read", lambda: jk.read_answers(frame, questions={"stars": "stars"}, comments=["comment"])
    )
    method = _timed(seconds, "fit", lambda: jk.answers.fit_sentiment(_some(frame)))
    scored = _timed(seconds, "score", lambda: jk.answers.scored_comments(answers, method))
    found = _timed(seconds, "themes", lambda: jk.answers.themes(scored))
    return {"seconds": seconds, "peak": peak(), "themes": len(found.to_pandas()), "quotes": len(found.quotes())}


def _answers(count: int) -> dict[str, Any]:
    """Read answers and measure 20 questions; return seconds by step, and the most memory of this process, in bytes."""
    frame = made_answers(count)
    seconds: dict[str, float] = {}
    answers = _timed(seconds, "read", lambda: jk.read_answers(frame, questions={"Q*": (1, 5)}))
    table = _timed(seconds, "measure", lambda: jk.answers.csat(answers).to_pandas())
    return {"seconds": seconds, "peak": peak(), "questions": len(table)}


def measured(what: str, count: int) -> dict[str, Any]:
    """Measure comments or answers in a process of their own.

    Raises
    ------
    JourneyKitError
        It failed; the message has the last line that it wrote.
    """
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench.said", what, str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=REPO)
    if done.returncode:
        raise JourneyKitError(f"{what} were not measured: {(done.stderr.splitlines() or ['no message'])[-1][:200]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def said_table(found: dict[str, tuple[int, dict[str, Any]]]) -> str:
    """Return the measurements as Markdown."""
    lines = ["## What customers say", "", "| | Seconds | of which | Memory |", "|---|---|---|---|"]
    for what, (count, run) in found.items():
        parts = ", ".join(f"{step} {seconds:.1f}" for step, seconds in run["seconds"].items())
        memory = "—" if run["peak"] is None else f"{run['peak'] / 1e9:.2f} GB"
        lines.append(f"| {count:,} {what} | {sum(run['seconds'].values()):.1f} | {parts} | {memory} |")
    return "\n".join(lines) + "\n"


def _some(frame: pd.DataFrame) -> pd.DataFrame:
    rated = frame[frame["stars"].notna()].head(2_000)
    labels = np.where(rated["stars"] > 3, "positive", "negative")
    return pd.DataFrame({"text": rated["comment"], "label": labels})


def _timed(seconds: dict[str, float], step: str, run: Callable[[], Any]) -> Any:
    begin = time.perf_counter()
    found = run()
    seconds[step] = time.perf_counter() - begin
    return found


if __name__ == "__main__":
    json.dump({"comments": _comments, "answers": _answers}[sys.argv[1]](int(sys.argv[2])), sys.stdout)
