"""What people did: an event log becomes a prepared log, and questions about it are values.

Finding your way::

    reading/        files and frames -> text cells -> lines kept or rejected with a reason (``read_events``)
    prepare         one pass: sort by path and time, write down position, next event, gap
                    (in memory as sorted ``arrays``, else by the database; ``ingest`` decides)
    engine          the only door to the database (``backend``: what a log asks of any engine)
    kernels         questions answered straight from the arrays
    progress        progress, and the switch that stops the reading of a log
    log, query      Events, the handle; Query, a question as a value (``to_pandas``, ``sql``, ``definition``)
    labels          relabel events by rules (a map's touchpoints, stages)
    filters         the log of some of the paths: a persona, a period, a length (``keep``)
    segments        the same question for each group of paths (``split``)
    lineage         how such logs were made, so that their questions stay portable
    dialects        what an engine calls a thing where sqlglot does not know
    remote/         the same questions on Spark and ClickHouse, and how a team moves there
    questions/      transitions, funnel, variants, sessions, retention ...: one to a module
    duration        "30m" as a duration

Importing this room loads neither DuckDB nor pandas; names arrive on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from journeykit.events.duration import duration_us
    from journeykit.events.filters import keep
    from journeykit.events.labels import AttributeTest, Label, matches, relabel
    from journeykit.events.log import Events
    from journeykit.events.progress import Cancel
    from journeykit.events.query import Query
    from journeykit.events.questions.attribution import attribution
    from journeykit.events.questions.conformance import alignments, conformance, deviations
    from journeykit.events.questions.durations import time_between, time_in_stage
    from journeykit.events.questions.early_drop import early_drop
    from journeykit.events.questions.entry_exit import entry_points, last_touchpoints
    from journeykit.events.questions.funnel import Step, funnel
    from journeykit.events.questions.happy_path import Expected
    from journeykit.events.questions.intervals import with_wilson
    from journeykit.events.questions.loops import loops, rework
    from journeykit.events.questions.markov import removal_effect
    from journeykit.events.questions.reach import reach
    from journeykit.events.questions.retention import retention
    from journeykit.events.questions.sessions import session_summary, sessionised, sessions
    from journeykit.events.questions.stage_flow import stage_flow
    from journeykit.events.questions.stage_inside import stage_inside
    from journeykit.events.questions.steps import steps
    from journeykit.events.questions.survival import survival
    from journeykit.events.questions.transitions import transitions
    from journeykit.events.questions.variants import variants
    from journeykit.events.questions.what_if import what_if
    from journeykit.events.reading.load import read_events
    from journeykit.events.reading.report import LoadReport
    from journeykit.events.segments import Split, split

__all__ = [
    "AttributeTest",
    "Cancel",
    "Events",
    "Expected",
    "Label",
    "LoadReport",
    "Query",
    "Split",
    "Step",
    "alignments",
    "attribution",
    "conformance",
    "deviations",
    "duration_us",
    "early_drop",
    "entry_points",
    "funnel",
    "keep",
    "last_touchpoints",
    "loops",
    "matches",
    "reach",
    "read_events",
    "relabel",
    "removal_effect",
    "retention",
    "rework",
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
    "Cancel": "progress",
    "AttributeTest": "labels",
    "Events": "log",
    "Expected": "questions.happy_path",
    "Label": "labels",
    "LoadReport": "reading.report",
    "Query": "query",
    "Split": "segments",
    "Step": "questions.funnel",
    "alignments": "questions.conformance",
    "attribution": "questions.attribution",
    "conformance": "questions.conformance",
    "deviations": "questions.conformance",
    "duration_us": "duration",
    "early_drop": "questions.early_drop",
    "entry_points": "questions.entry_exit",
    "funnel": "questions.funnel",
    "keep": "filters",
    "last_touchpoints": "questions.entry_exit",
    "loops": "questions.loops",
    "matches": "labels",
    "reach": "questions.reach",
    "read_events": "reading.load",
    "relabel": "labels",
    "removal_effect": "questions.markov",
    "retention": "questions.retention",
    "rework": "questions.loops",
    "session_summary": "questions.sessions",
    "sessionised": "questions.sessions",
    "sessions": "questions.sessions",
    "split": "segments",
    "stage_flow": "questions.stage_flow",
    "stage_inside": "questions.stage_inside",
    "steps": "questions.steps",
    "survival": "questions.survival",
    "time_between": "questions.durations",
    "time_in_stage": "questions.durations",
    "transitions": "questions.transitions",
    "variants": "questions.variants",
    "what_if": "questions.what_if",
    "with_wilson": "questions.intervals",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
