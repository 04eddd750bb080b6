"""Events: a small frozen handle on a prepared log. The questions are functions, one per module."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from journeykit.errors import EventLogError, listing, nearest
from journeykit.events.duration import duration_us
from journeykit.events.groups import by_reach
from journeykit.events.lineage import restriction_words
from journeykit.events.prepare import attribute_columns, carried_columns
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    from sqlglot import exp

    from journeykit.events.arrays import Arrays
    from journeykit.events.log_tables import LogTables
    from journeykit.events.query import Cells, Finish, Kernel
    from journeykit.events.reading.report import LoadReport

_NAMES = """
SELECT n.name AS event, COUNT(j.path) AS events, COUNT(DISTINCT j.path) AS paths
FROM names AS n LEFT JOIN j ON j.event = n.event
GROUP BY n.name ORDER BY paths DESC, events DESC, event
"""

_PERIOD = """
WITH paths_of AS (SELECT MIN(t) AS begins, MAX(t) AS ends FROM j GROUP BY path),
ranked AS (
    SELECT begins, ends, ROW_NUMBER() OVER (ORDER BY begins) AS b, ROW_NUMBER() OVER (ORDER BY ends DESC) AS e
    FROM paths_of
)
SELECT MAX(CASE WHEN b = :least THEN begins END) AS first, MAX(CASE WHEN e = :least THEN ends END) AS last FROM ranked
"""


BEGINNINGS = "an event counts at its beginning, and times between events are from beginning to beginning"


@dataclass(frozen=True, eq=False)
class Events:
    """A prepared event log, from ``read_events`` or ``relabel``: the input of ``transitions``, ``steps``, ``funnel``…

    Attributes
    ----------
    report
        How the log was read (`LoadReport`).
    event_names
        Every event name, sorted (after ``relabel``: the labels in their order).
    path_count
        Number of paths with at least one event.
    dropped
        Events that ``relabel`` left out because no label matches them; 0 for a log as read.
    """

    report: LoadReport
    event_names: tuple[str, ...]
    path_count: int
    dropped: int
    _size: int = field(repr=False)
    _attributes: Mapping[str, str] = field(repr=False)
    _log: LogTables = field(repr=False)

    def __len__(self) -> int:
        return self._size

    def __repr__(self) -> str:
        return f"Events({self._size:,} events, {self.path_count:,} paths, {len(self.event_names):,} names)"

    @property
    def attributes(self) -> tuple[str, ...]:
        """Names of the attribute columns that were read."""
        return tuple(self._attributes)

    @property
    def has_times(self) -> bool:
        """Whether its events have times; a log may have only their order."""
        return self._log.timed

    @property
    def has_durations(self) -> bool:
        """Whether events have a beginning and an end: from two columns, or from pairs of start and complete."""
        return self._log.lasting

    @property
    def _carried(self) -> list[str]:
        return carried_columns(len(self._attributes), lasting=self._log.lasting)

    @property
    def timezone(self) -> str:
        """The zone whose days and weeks those of the log are, from ``read_events``; ``"UTC"`` by default."""
        return self._log.zone.name

    def names(self) -> pd.DataFrame:
        """Return one row per name, most paths first: ``event`` (str), ``events`` and ``paths`` (int, unique)."""
        return counted_names(self).to_pandas()

    def period(self, *, least: int = 1) -> tuple[date, date] | None:
        """Return the first and the last day of the log in its zone, or None if fewer than ``least`` paths have events.

        None also for a log without times.

        Parameters
        ----------
        least : int
            With 5, the day on which the fifth path begins, and the day from which five paths have not ended: then no
            day belongs to a single person.
        """
        if not 0 < least <= self.path_count or not self.has_times:
            return None
        if (arrays := self._log.sorted) is not None:
            begins, ends = arrays.t[arrays.starts[:-1]], arrays.t[arrays.starts[1:] - 1]
            nth = least - 1, len(ends) - least
            bounds = int(np.partition(begins, nth[0])[nth[0]]), int(np.partition(ends, nth[1])[nth[1]])
        else:
            (row,) = self._log.rows(sql_template(_PERIOD, least=least))
            bounds = int(row["first"]), int(row["last"])
        first, last = (self._log.zone.local_time(moment).date() for moment in bounds)
        # A few long paths may begin last and end first.
        return (first, last) if first <= last else None


def counted_names(events: Events) -> Query:
    """Return the question that ``Events.names`` answers."""

    def kernel(arrays: Arrays) -> Cells:
        order, counts, paths = by_reach(arrays, events.event_names)
        return {"event": [events.event_names[at] for at in order], "events": counts[order], "paths": paths[order]}

    return question(
        events,
        "names",
        sql_template(_NAMES),
        {
            "event": ("str", "event name"),
            "events": ("int64", "number of events"),
            "paths": ("int64", "unique paths with the event"),
        },
        kernel=kernel,
        unit="unique paths, and events where the column says so",
        denominator="none",
    )


def open_events(log: LogTables, report: LoadReport, attributes: Sequence[str], dropped: int = 0) -> Events:
    """Return the handle on a log whose tables ``paths``, ``names`` and ``j`` exist."""
    names = log.rows(sql_template("SELECT name FROM names ORDER BY event"))
    size, paths = size_of(log)
    return Events(
        report=report,
        event_names=tuple(row["name"] for row in names),
        path_count=paths,
        dropped=dropped,
        _size=size,
        _attributes=MappingProxyType(dict(zip(attributes, attribute_columns(len(attributes)), strict=True))),
        _log=log,
    )


def size_of(log: LogTables) -> tuple[int, int]:
    """Return the number of events of a prepared log, and of paths that have one."""
    if log.sorted is not None:
        return len(log.sorted), len(log.sorted.paths)
    (row,) = log.rows(sql_template("SELECT COUNT(*) AS events, COUNT(DISTINCT path) AS paths FROM j"))
    return row["events"], row["paths"]


def require_times(events: Events, asked: str) -> None:
    """Raise when a log has no times; ``asked`` is what would need them, such as ``"sessions"``."""
    if not events.has_times:
        raise EventLogError(
            f"this log has no times, only the order of its events, so it has no answer to {asked}. If its source has a "
            "column with times, read it with timestamp_col=…; transitions, steps, variants, loops, conformance and a "
            "funnel without a window need no times."
        )


def span_us(events: Events, duration: str | timedelta, what: str = "window") -> int:
    """Return a duration as whole microseconds, or raise where the log has no times (see ``duration_us``)."""
    span = duration_us(duration, what)
    require_times(events, f"{what}={str(duration)!r}")
    return span


def require_names(events: Events, wanted: Iterable[str], what: str) -> None:
    """Raise when a name is not an event of the log: a count of zero would hide a typing error.

    An empty log has no names, so every name passes.
    """
    for name in wanted if events.event_names else ():
        if name not in events.event_names:
            hint = nearest(name, events.event_names)
            guess = f" Did you mean {hint!r}?" if hint else ""
            raise EventLogError(
                f"{what} {name!r} is no event of this log.{guess} Events: {listing(events.event_names)}."
            )


def question(
    events: Events,
    name: str,
    expression: exp.Query,
    columns: Mapping[str, tuple[str, str]],
    *,
    denominator: str,
    unit: str = "unique paths",
    population: str | None = None,
    window: str = "none",
    members: Mapping[str, Members] | None = None,
    finish: Finish | None = None,
    raw: Mapping[str, str] | None = None,
    kernel: Kernel | None = None,
    times: str = BEGINNINGS,
) -> Query:
    """Return a query from ``{column: (dtype, meaning)}`` and its definition; ``population`` None means all paths.

    In a log whose events have a duration ``times`` says which time of an event counts.
    ``members`` has the paths behind each column that counts unique paths. With ``finish``, ``raw`` has the dtypes of
    the SQL's columns, and ``columns`` those of the answer. ``kernel`` computes the SQL's columns faster (``kernels``).
    """
    log, everybody = events._log, f"all {events.path_count:,} paths of the log"
    definition = {
        "unit": unit,
        "population": " · ".join([population or everybody, *restriction_words(log)]),
        "window": window,
        "ties": log.ties,
        "denominator": denominator,
    }
    if log.lasting:
        definition["times"] = times
    return Query(
        name=name,
        expression=expression,
        columns=MappingProxyType({column: meaning for column, (_, meaning) in columns.items()}),
        dtypes=MappingProxyType({column: dtype for column, (dtype, _) in columns.items()}),
        definition=MappingProxyType(definition),
        _log=log,
        finish=finish,
        members=MappingProxyType(dict(members or {})),
        _raw=MappingProxyType(dict(raw or {})),
        _kernel=None if kernel is None else (expression, kernel),
    )
