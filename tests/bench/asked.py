"""The questions of the benchmark, and the form in which every contestant answers them.

==================  =================================================================================================
transitions         ``[source, target, transitions, unique paths, median seconds]`` of each pair of consecutive events
steps               ``[position, source, target or None, paths]`` for the first five positions
funnel              unique paths that reach each of four steps, within 7 days of the first event of the first
variants            how many sequences there are, and the paths of the ten most frequent
sessions            sessions at pauses of more than 30 minutes, those of one event, median seconds of a session
stage flow          ``[stage, next stage or None, paths]``: from each furthest stage to the next further one
drop-off            ``[event, unique paths, paths that end with it]``
time in stage       ``[event, times, median seconds until the next event]``
==================  =================================================================================================

A contestant that does not know a number answers None in its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from math import isclose
from typing import Any

from tests.bench.generate import NAMES

__all__ = ["COLUMNS", "FUNNEL", "QUESTIONS", "STAGES", "WINDOW_S", "differences"]

QUESTIONS = ("transitions", "steps", "funnel", "variants", "sessions", "stage flow", "drop-off", "time in stage")
FIVE = QUESTIONS[:5]
"""The five that are also timed together with the preparation."""

STEPS = 5
FUNNEL = (NAMES[3], NAMES[12], NAMES[20], NAMES[27])
WINDOW_S = 7 * 86_400
SESSION_S = 30 * 60
STAGES = {f"stage {number}": NAMES[6 * number : 6 * number + 6] for number in range(5)}

COLUMNS = {
    "funnel": ("user_id", "event", "timestamp"),
    "variants": ("user_id", "event"),
    "sessions": ("user_id", "timestamp"),
}
"""What of the log a question needs, where that is not all of it."""


def differences(mine: Sequence[Any], other: Sequence[Any]) -> int:
    """Count the rows in which two answers differ; None agrees with everything.

    Examples
    --------
    >>> differences([["a", "b", 2, 1]], [["a", "b", 2, None]]), differences([3, 2], [3, 1])
    (0, 1)
    """
    return sum(not _same(a, b) for a, b in zip_longest(mine, other, fillvalue="no row"))


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    if a is None or b is None:
        return True
    if isinstance(a, float) or isinstance(b, float):
        return not isinstance(a, str) and not isinstance(b, str) and isclose(a, b, rel_tol=1e-9, abs_tol=1e-6)
    return bool(a == b)
