"""What people did: an event log becomes a prepared log. What can be asked of it is in :mod:`journeykit.questions`.

Finding your way::

    reading/        files and frames -> text cells -> lines kept or rejected with a reason (``read_events``)
    prepare         one pass: sort by path and time, write down position, next event, gap
                    (in memory as sorted ``arrays``, else by the database)
    engine          the only door to the database (``backend``: what a log asks of any engine)
    progress        progress, and the switch that stops the reading of a log
    log, query      Events, the handle; Query, a question as a value (``to_pandas``, ``sql``, ``definition``)
    labels          relabel events by rules (a map's touchpoints, stages)
    filters         the log of some of the paths: a persona, a period, a length (``keep``)
    lineage         how such logs were made, so that their questions stay portable
    dialects        what an engine calls a thing where sqlglot does not know
    remote/         the same questions on Spark and ClickHouse, and how a team moves there
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
    from journeykit.events.reading.load import read_events
    from journeykit.events.reading.report import LoadReport

__all__ = [
    "AttributeTest",
    "Cancel",
    "Events",
    "Label",
    "LoadReport",
    "Query",
    "duration_us",
    "keep",
    "matches",
    "read_events",
    "relabel",
]

_HOME = {
    "AttributeTest": "labels",
    "Cancel": "progress",
    "Events": "log",
    "Label": "labels",
    "LoadReport": "reading.report",
    "Query": "query",
    "duration_us": "duration",
    "keep": "filters",
    "matches": "labels",
    "read_events": "reading.load",
    "relabel": "labels",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
