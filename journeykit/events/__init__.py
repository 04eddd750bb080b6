"""What people did: an event log becomes a prepared log, and questions about it are values.

Finding your way::

    sources, csv_source   files and frames -> batches of text cells, with line numbers
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

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from journeykit.events.load import read_events
    from journeykit.events.log import Events
    from journeykit.events.query import Query
    from journeykit.events.reach import reach
    from journeykit.events.report import LoadReport
    from journeykit.events.transitions import transitions

__all__ = ["Events", "LoadReport", "Query", "reach", "read_events", "transitions"]

_HOME = {
    "Events": "log",
    "LoadReport": "report",
    "Query": "query",
    "reach": "reach",
    "read_events": "load",
    "transitions": "transitions",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    # The import has set the submodule under this name; the function is what the name stands for.
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
