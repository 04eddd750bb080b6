"""Questions about a prepared log, one per module. Each builds a ``Query`` and runs nothing.

Finding your way::

    transitions, steps    which event follows which; what happens at position 1, 2, 3 ...
    stage_flow            paths through stages: forward, skip, return, left (_stage_inside: inside a stage)
    funnel                how many paths reach a series of steps (_funnel_steps: the steps; _funnel_runs: SQL)
    reach, eventually_follows
                          paths with an event, and those of them with another one later
    variants, loops       sequences of events; repeats and returns
    sessions              the parts of a path between pauses, also as a log
    _durations            time in a stage, time between two events
    _activities           of events with an end: time in an activity, waiting for it, both compared
    retention, survival   who comes back; who still goes on
    early_drop, entry_exit
                          early drop of a programme; entry points, last touchpoints before leaving
    _happy_path           touchpoints of a happy path (Expected), and the variants aligned with it
    conformance           fitness, deviations and aligned variants (_alignment: the algorithm)
    markov, what_if       removal effect; one transition changed
    attribution           first, last, linear, position, time decay
    _event_filter         events chosen by name, as a test in SQL
    quantiles, intervals  exact quantiles, bootstrap interval of the median; Wilson intervals for a share in a frame
    split (segments)      the same question for each group of paths: an attribute, a persona, a period
    _members              the paths behind all rows of a question
    kernels/              the same answers from the sorted arrays of a log; a test compares each with its SQL

Importing this room loads neither DuckDB nor pandas; names are imported on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.lazy import lazy_names

if TYPE_CHECKING:
    from journeykit.questions._activities import time_in_activity as time_in_activity
    from journeykit.questions._activities import waiting_time as waiting_time
    from journeykit.questions._activities import working_and_waiting as working_and_waiting
    from journeykit.questions._attribution import attribution as attribution
    from journeykit.questions._conformance import alignments as alignments
    from journeykit.questions._conformance import conformance as conformance
    from journeykit.questions._conformance import deviations as deviations
    from journeykit.questions._durations import time_between as time_between
    from journeykit.questions._durations import time_in_stage as time_in_stage
    from journeykit.questions._early_drop import early_drop as early_drop
    from journeykit.questions._entry_exit import entry_points as entry_points
    from journeykit.questions._entry_exit import last_touchpoints as last_touchpoints
    from journeykit.questions._eventually_follows import eventually_follows as eventually_follows
    from journeykit.questions._funnel import funnel as funnel
    from journeykit.questions._funnel_steps import Step as Step
    from journeykit.questions._happy_path import Expected as Expected
    from journeykit.questions._intervals import with_wilson as with_wilson
    from journeykit.questions._loops import loops as loops
    from journeykit.questions._loops import rework as rework
    from journeykit.questions._markov import removal_effect as removal_effect
    from journeykit.questions._members import members as members
    from journeykit.questions._reach import reach as reach
    from journeykit.questions._retention import retention as retention
    from journeykit.questions._rows import rows as rows
    from journeykit.questions._segments import Split as Split
    from journeykit.questions._segments import split as split
    from journeykit.questions._sessions import session_summary as session_summary
    from journeykit.questions._sessions import sessionised as sessionised
    from journeykit.questions._sessions import sessions as sessions
    from journeykit.questions._stage_flow import stage_flow as stage_flow
    from journeykit.questions._stage_inside import stage_inside as stage_inside
    from journeykit.questions._steps import steps as steps
    from journeykit.questions._survival import survival as survival
    from journeykit.questions._transitions import transitions as transitions
    from journeykit.questions._variants import variants as variants
    from journeykit.questions._what_if import what_if as what_if

__all__, __getattr__, __dir__ = lazy_names(
    __name__,
    {
        "_activities": "time_in_activity waiting_time working_and_waiting",
        "_attribution": "attribution",
        "_conformance": "alignments conformance deviations",
        "_durations": "time_between time_in_stage",
        "_early_drop": "early_drop",
        "_entry_exit": "entry_points last_touchpoints",
        "_eventually_follows": "eventually_follows",
        "_funnel": "funnel",
        "_funnel_steps": "Step",
        "_happy_path": "Expected",
        "_intervals": "with_wilson",
        "_loops": "loops rework",
        "_markov": "removal_effect",
        "_members": "members",
        "_reach": "reach",
        "_retention": "retention",
        "_rows": "rows",
        "_segments": "Split split",
        "_sessions": "session_summary sessionised sessions",
        "_stage_flow": "stage_flow",
        "_stage_inside": "stage_inside",
        "_steps": "steps",
        "_survival": "survival",
        "_transitions": "transitions",
        "_variants": "variants",
        "_what_if": "what_if",
    },
)
