"""What people did: an event log becomes a prepared log, and questions about it are values.

Finding your way::

    sources, csv_source, csv_records
                          files and frames -> batches of text cells, with line numbers
    roles, times          which column is who, what, when; how times are written: given, or guessed and shown
    load -> report        read_events: every line kept or rejected with a reason
    prepare               one pass: sort by path and time, write down position, next event, gap
    engine                the only door to the database
    log, query            Events, the handle; Query, a question as a value (``to_pandas``, ``sql``, ``definition``)
    labels                relabel events by rules (a map's touchpoints, stages)
    transitions, steps, stage_flow, funnel, reach      the questions
    intervals, duration   Wilson intervals; "30m" as a duration

Importing this room loads neither DuckDB nor pandas; names arrive on first use.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from journeykit.events.duration import duration_us
    from journeykit.events.funnel import funnel
    from journeykit.events.intervals import with_wilson
    from journeykit.events.labels import Condition, Label, matches, relabel
    from journeykit.events.load import read_events
    from journeykit.events.log import Events
    from journeykit.events.query import Query
    from journeykit.events.reach import reach
    from journeykit.events.report import LoadReport
    from journeykit.events.stage_flow import stage_flow
    from journeykit.events.steps import steps
    from journeykit.events.transitions import transitions

__all__ = [
    "Condition",
    "Events",
    "Label",
    "LoadReport",
    "Query",
    "duration_us",
    "funnel",
    "matches",
    "reach",
    "read_events",
    "relabel",
    "stage_flow",
    "steps",
    "transitions",
    "with_wilson",
]

_HOME = {
    "Condition": "labels",
    "Events": "log",
    "Label": "labels",
    "LoadReport": "report",
    "Query": "query",
    "duration_us": "duration",
    "funnel": "funnel",
    "matches": "labels",
    "reach": "reach",
    "read_events": "load",
    "relabel": "labels",
    "stage_flow": "stage_flow",
    "steps": "steps",
    "transitions": "transitions",
    "with_wilson": "intervals",
}


class _Room(ModuleType):
    """The module, but where a function and its submodule share a name, the name stands for the function."""

    def __setattr__(self, name: str, value: Any) -> None:
        # Importing the submodule would bind it here over the function that `from journeykit.events import steps` means.
        super().__setattr__(name, getattr(value, name) if name in _HOME and isinstance(value, ModuleType) else value)


sys.modules[__name__].__class__ = _Room


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
