"""Questions about a prepared log, one to a module. Each builds a ``Query`` and runs nothing.

Finding your way::

    transitions, steps    what follows what; what happens at position 1, 2, 3 ...
    stage_flow            events rolled up to stages: forward, skip, return, left
    funnel                who reaches a series of steps
    reach, eventually_follows
                          how many paths know an event; of those, how many come to another one later
    variants, loops       whole paths; what repeats and comes back
    sessions              the parts of a path between pauses, also as a log of their own
    _durations            time in a stage, time between two events
    retention, survival   who comes back; who still goes on
    early_drop, entry_exit
                          early drop of a programme; entry points, last touchpoints before leaving
    _happy_path           Expected: a happy path's touchpoints, with alternatives, optional or repeatable
    conformance           fitness, deviations and aligned variants (_alignment_tables: their tables; alignment: the
                          algorithm)
    markov, what_if       removal effect; one transition changed
    attribution           first, last, linear, position, time decay
    _event_filter         events named by the caller, as a test in SQL
    quantiles, intervals  exact quantiles, bootstrap interval of the median; Wilson intervals for a share in a frame
    split (segments)      the same question for each group of paths: an attribute, a persona, a period
    _members              all lists behind a question at once
    kernels/              the same answers from the sorted arrays of a log, one beside each SQL that they must equal

Importing this room loads neither DuckDB nor pandas; names arrive on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from journeykit.questions._attribution import attribution
    from journeykit.questions._conformance import alignments, conformance, deviations
    from journeykit.questions._durations import time_between, time_in_stage
    from journeykit.questions._early_drop import early_drop
    from journeykit.questions._entry_exit import entry_points, last_touchpoints
    from journeykit.questions._eventually_follows import eventually_follows
    from journeykit.questions._funnel import Step, funnel
    from journeykit.questions._happy_path import Expected
    from journeykit.questions._intervals import with_wilson
    from journeykit.questions._loops import loops, rework
    from journeykit.questions._markov import removal_effect
    from journeykit.questions._members import members
    from journeykit.questions._reach import reach
    from journeykit.questions._retention import retention
    from journeykit.questions._rows import rows
    from journeykit.questions._segments import Split, split
    from journeykit.questions._sessions import session_summary, sessionised, sessions
    from journeykit.questions._stage_flow import stage_flow
    from journeykit.questions._stage_inside import stage_inside
    from journeykit.questions._steps import steps
    from journeykit.questions._survival import survival
    from journeykit.questions._transitions import transitions
    from journeykit.questions._variants import variants
    from journeykit.questions._what_if import what_if

__all__ = [
    "Expected",
    "Split",
    "Step",
    "alignments",
    "attribution",
    "conformance",
    "deviations",
    "early_drop",
    "entry_points",
    "eventually_follows",
    "funnel",
    "last_touchpoints",
    "loops",
    "members",
    "reach",
    "removal_effect",
    "retention",
    "rework",
    "rows",
    "session_summary",
    "sessionised",
    "sessions",
    "split",
    "stage_flow",
    "stage_inside",
    "steps",
    "survival",
    "time_between",
    "time_in_stage",
    "transitions",
    "variants",
    "what_if",
    "with_wilson",
]

_HOME = {
    "Expected": "_happy_path",
    "Split": "_segments",
    "Step": "_funnel",
    "alignments": "_conformance",
    "attribution": "_attribution",
    "conformance": "_conformance",
    "deviations": "_conformance",
    "early_drop": "_early_drop",
    "entry_points": "_entry_exit",
    "eventually_follows": "_eventually_follows",
    "funnel": "_funnel",
    "last_touchpoints": "_entry_exit",
    "loops": "_loops",
    "members": "_members",
    "reach": "_reach",
    "removal_effect": "_markov",
    "retention": "_retention",
    "rework": "_loops",
    "rows": "_rows",
    "session_summary": "_sessions",
    "sessionised": "_sessions",
    "sessions": "_sessions",
    "split": "_segments",
    "stage_flow": "_stage_flow",
    "stage_inside": "_stage_inside",
    "steps": "_steps",
    "survival": "_survival",
    "time_between": "_durations",
    "time_in_stage": "_durations",
    "transitions": "_transitions",
    "variants": "_variants",
    "what_if": "_what_if",
    "with_wilson": "_intervals",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
