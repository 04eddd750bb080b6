"""Event logs: read, prepare, relabel and filter them. Questions about them are in :mod:`journeykit.questions`.

Finding your way::

    reading/        files and frames -> text cells -> lines kept or rejected with a reason (``read_events``)
    prepare         sort by path and time, add position, next event and gap
                    (in memory as sorted ``arrays``, else by the database, in a folder of ``spill``)
    engine          the only module that uses the database (``backend``: the interface of any engine)
    progress        progress, and the switch that stops the reading of a log (``progress_shown``: as a bar)
    log, query      Events, the handle; Query, a question as a value (``to_pandas``, ``sql``, ``definition``)
    log_tables      the tables of a prepared log
    zones           time zones: local times, days and weeks
    labels          relabel events by rules (a map's touchpoints, stages; ``patterns``: of names)
    filters         the log of some of the paths: a persona, a period, a length (``keep``)
    groups          events sorted by group: unique paths, quantiles, the first event after
    cells           columns of a documented dtype
    lineage         how relabelled and filtered logs were derived, so that their SQL runs on other engines
    dialects        SQL of an engine where the translation of sqlglot is not enough
    remote/         the same questions on Spark and ClickHouse
    duration        "30m" as a duration

Importing this room loads neither DuckDB nor pandas; names are imported on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.lazy import lazy_names

if TYPE_CHECKING:
    from journeykit.events.duration import duration_us as duration_us
    from journeykit.events.filters import keep as keep
    from journeykit.events.labels import AttributeTest as AttributeTest
    from journeykit.events.labels import Label as Label
    from journeykit.events.labels import matches as matches
    from journeykit.events.labels import relabel as relabel
    from journeykit.events.log import Events as Events
    from journeykit.events.progress import Cancel as Cancel
    from journeykit.events.query import Query as Query
    from journeykit.events.reading.layout import Layout as Layout
    from journeykit.events.reading.load import read_events as read_events
    from journeykit.events.reading.notice import Notice as Notice
    from journeykit.events.reading.report import LoadReport as LoadReport
    from journeykit.events.reading.stated import source as source

__all__, __getattr__, __dir__ = lazy_names(
    __name__,
    {
        "duration": "duration_us",
        "filters": "keep",
        "labels": "AttributeTest Label matches relabel",
        "log": "Events",
        "progress": "Cancel",
        "query": "Query",
        "reading.layout": "Layout",
        "reading.load": "read_events",
        "reading.notice": "Notice",
        "reading.report": "LoadReport",
        "reading.stated": "source",
    },
)
