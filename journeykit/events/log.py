"""Events: a small frozen handle on a prepared log. What can be asked of it are functions, one to a module."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from journeykit.errors import EventLogError, listing, nearest
from journeykit.events.groups import distinct_paths, grouped
from journeykit.events.query import question
from journeykit.events.sql import sql_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from journeykit.events.arrays import Arrays
    from journeykit.events.engine import LogTables
    from journeykit.events.query import Cells
    from journeykit.events.reading.report import LoadReport

__all__ = ["Events"]

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
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, eq=False)
class Events:
    """A prepared event log; made by ``read_events`` or ``relabel``, asked by ``transitions``, ``steps``, ``funnel``…

    Attributes
    ----------
    report
        How the log was read (`LoadReport`).
    event_names
        Every event name, sorted (after ``relabel``: the labels in their order).
    path_count
        Number of paths with at least one event.
    dropped
        Events that ``relabel`` left out because no label claims them; 0 for a log as read.
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
        """Names of the attribute columns that were read along."""
        return tuple(self._attributes)

    def names(self) -> pd.DataFrame:
        """Return one row an event name: ``event`` (str), ``events`` and ``paths`` (int, unique), widest reach first."""
        asked = question(
            self._log,
            "names",
            sql_template(_NAMES),
            {
                "event": ("str", "event name"),
                "events": ("int64", "number of events"),
                "paths": ("int64", "unique paths with the event"),
            },
            kernel=self._named,
            unit="unique paths, and events where the column says so",
            population=f"all {self.path_count:,} paths of the log",
            window="none",
            denominator="none",
        )
        return asked.to_pandas()

    def period(self, *, least: int = 1) -> tuple[date, date] | None:
        """Return the first and the last day of the log, or None where fewer than ``least`` paths have events.

        Parameters
        ----------
        least : int
            With 5, the day by which five paths have begun, and the day from which on five are still to end: no day
            then stands for one person.
        """
        if not 0 < least <= self.path_count:
            return None
        if (arrays := self._log.sorted) is not None:
            import numpy as np

            begins, ends = arrays.t[arrays.starts[:-1]], arrays.t[arrays.starts[1:] - 1]
            nth = least - 1, len(ends) - least
            bounds = int(np.partition(begins, nth[0])[nth[0]]), int(np.partition(ends, nth[1])[nth[1]])
        else:
            (row,) = self._log.rows(sql_template(_PERIOD, least=least))
            bounds = int(row["first"]), int(row["last"])
        first, last = ((_EPOCH + timedelta(microseconds=moment)).date() for moment in bounds)
        # A few long paths may begin last and end first.
        return (first, last) if first <= last else None

    def _named(self, arrays: Arrays) -> Cells:
        import numpy as np

        size = len(self.event_names) + 1
        begins, places, _ = grouped(arrays.event, arrays.starts, np.empty(len(arrays), np.int8), size)
        events, paths = np.diff(begins)[1:], distinct_paths(begins, places)[1:]
        order = sorted(range(size - 1), key=lambda at: (-paths[at], -events[at], self.event_names[at]))
        return {"event": [self.event_names[at] for at in order], "events": events[order], "paths": paths[order]}


def open_events(log: LogTables, report: LoadReport, attributes: Mapping[str, str], dropped: int = 0) -> Events:
    """Return the handle on a log whose tables ``paths``, ``names`` and ``j`` are ready."""
    names = log.rows(sql_template("SELECT name FROM names ORDER BY event"))
    size, paths = size_of(log)
    return Events(
        report=report,
        event_names=tuple(row["name"] for row in names),
        path_count=paths,
        dropped=dropped,
        _size=size,
        _attributes=MappingProxyType(dict(attributes)),
        _log=log,
    )


def size_of(log: LogTables) -> tuple[int, int]:
    """Return the number of events of a prepared log, and of paths that have one."""
    if log.sorted is not None:
        return len(log.sorted), len(log.sorted.paths)
    (row,) = log.rows(sql_template("SELECT COUNT(*) AS events, COUNT(DISTINCT path) AS paths FROM j"))
    return row["events"], row["paths"]


def require_names(events: Events, wanted: Iterable[str], what: str) -> None:
    """Raise when a name is not an event of the log: a count of zero would hide the typing error.

    An empty log knows no names and cannot tell, so there every name passes.
    """
    if not events.event_names:
        return
    for name in wanted:
        if name not in events.event_names:
            hint = nearest(name, events.event_names)
            guess = f" Did you mean {hint!r}?" if hint else ""
            raise EventLogError(
                f"{what} {name!r} is no event of this log.{guess} Events: {listing(events.event_names)}."
            )
