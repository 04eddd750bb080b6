"""The same question for several groups of paths: by an attribute, by persona, by period."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from journeykit.errors import EventLogError, listing
from journeykit.events.filters import keep, kept
from journeykit.events.labels import AttributeTest, attribute_of
from journeykit.events.log import Events
from journeykit.events.query import Query
from journeykit.events.sql import sql_template

if TYPE_CHECKING:
    import pandas as pd

    Groups = str | Mapping[str, AttributeTest | Sequence[AttributeTest] | Mapping[str, Any]]

__all__ = ["SMALL", "Split", "groups", "split"]

SMALL = 30
"""Fewer paths than this are flagged: a rate of them says little."""

UNKNOWN = "(none)"
OTHER = "(other)"


@dataclass(frozen=True, eq=False)
class Split:
    """One question, asked of each group.

    Attributes
    ----------
    parts
        Group -> its question.
    sizes
        Group -> its number of paths.
    """

    parts: Mapping[str, Query]
    sizes: Mapping[str, int]
    _small: int = field(default=SMALL, repr=False)

    def to_pandas(self) -> pd.DataFrame:
        """Return the answers one below the other.

        Returns
        -------
        pandas.DataFrame
            ``group`` (str), ``group_paths`` (int: paths of the group), ``small`` (bool: fewer than can carry a rate),
            then the columns of the question.
        """
        import pandas as pd

        frames = []
        for group, query in self.parts.items():
            frame = query.to_pandas()
            frame.insert(0, "group", pd.Series([group] * len(frame), dtype="str", index=frame.index))
            frame.insert(1, "group_paths", self.sizes[group])
            frame.insert(2, "small", self.sizes[group] < self._small)
            frames.append(frame)
        return pd.concat(frames, ignore_index=True)

    def paths(self, of: str = "paths", /, *, group: str, **cell: Any) -> Query:
        """Return the list behind a number of one group (see ``Query.paths``).

        Raises
        ------
        EventLogError
            No such group, number or key.
        """
        if group not in self.parts:
            raise EventLogError(f"there is no group {group!r}. Groups: {listing(self.parts)}.")
        return self.parts[group].paths(of, **cell)

    @property
    def note(self) -> str:
        """The definitions as lines, one a group, for print under a chart."""
        return "\n".join(f"{group}: {query.note}" for group, query in self.parts.items())


def split(
    events: Events, question: Callable[[Events], Query], *, by: Groups, most: int = 10, small: int = SMALL
) -> Split:
    """Ask a question of each group of paths.

    Parameters
    ----------
    events
        A prepared log.
    question
        From a log to a question: ``transitions``, or ``lambda events: funnel(events, ["home", "pay"], window="1h")``.
    by, most
        The groups (see ``groups``).
    small
        Groups of fewer paths are flagged.

    Returns
    -------
    Split
        ``to_pandas()`` has the columns of the question after ``group``, ``group_paths`` and ``small``.

    Raises
    ------
    EventLogError
        An attribute that was not read, or no groups.

    Notes
    -----
    A difference between groups is an association: people choose their channel, nobody assigned it.

    Examples
    --------
    >>> import pandas as pd
    >>> from journeykit.events import read_events
    >>> from journeykit.questions import funnel, split
    >>> log = pd.DataFrame({"user_id": ["a", "a", "b"], "event": ["home", "pay", "home"], "timestamp": "2024-05-01"})
    >>> events = read_events(log.assign(device=["app", "app", "web"]), attribute_cols=["device"])
    >>> by_device = split(events, lambda events: funnel(events, ["home", "pay"]), by="device")
    >>> by_device.to_pandas()[["group", "step", "paths"]].values.tolist()
    [['app', 1, 1], ['app', 2, 1], ['web', 1, 1], ['web', 2, 0]]
    """
    parts = groups(events, by, most=most)
    return Split(
        MappingProxyType({group: question(part) for group, part in parts.items()}),
        MappingProxyType({group: part.path_count for group, part in parts.items()}),
        small,
    )


def groups(events: Events, by: Groups, *, most: int = 10) -> dict[str, Events]:
    """Return the log of each group of paths.

    Parameters
    ----------
    events
        A prepared log.
    by
        The name of an attribute: a path belongs to the first value it is known to have; paths without any are
        ``"(none)"``. Or a mapping from a name to what its paths must fit: a test or tests of attributes (a persona; the
        tests must hold together in some event), or the settings of ``keep`` (a period, a length …). Such groups may
        overlap, and paths of none of them are in none.
    most
        Values of an attribute with a group of their own, widest first; the rest is ``"(other)"``.

    Raises
    ------
    EventLogError
        An attribute that was not read, or no groups.

    Examples
    --------
    >>> import pandas as pd
    >>> from journeykit.events import read_events
    >>> from journeykit.questions._segments import groups
    >>> log = pd.DataFrame({"user_id": ["a", "b"], "event": ["home"] * 2, "timestamp": ["2024-05-01", "2024-06-01"]})
    >>> months = {"May": {"until": "2024-06-01", "period": "start"}, "June": {"since": "2024-06-01", "period": "start"}}
    >>> {month: part.path_count for month, part in groups(read_events(log), months).items()}
    {'May': 1, 'June': 1}
    """
    if isinstance(by, str):
        return _by_attribute(events, by, most)
    if not by:
        raise EventLogError("split needs groups: the name of an attribute, or a mapping from a name to tests.")
    found = {}
    for name, asked in by.items():
        found[name] = keep(events, **asked) if isinstance(asked, Mapping) else keep(events, where=asked)
    return found


def _by_attribute(events: Events, attribute: str, most: int) -> dict[str, Events]:
    if most < 1:
        raise EventLogError(f"most={most} leaves no group.")
    value = attribute_of(events, attribute)
    known = sql_template(_KNOWN, value=value)
    counted = sql_template(_COUNTED, known=known)
    rows = events._log.rows(counted)
    values = [row["value"] for row in rows if row["value"] is not None]
    named, rest = values[:most], values[most:]
    found: dict[str, Events] = {}
    for one in named:
        paths = sql_template("SELECT k.path AS path FROM known AS k WHERE k.value = :one", known=known, one=one)
        found[_free(one, found)] = kept(events, paths, f"whose {attribute} is {one}")
    if rest:
        inside = exp.column("value", table="k").isin(*(exp.convert(one) for one in named))
        paths = sql_template("SELECT k.path AS path FROM known AS k WHERE NOT :inside", known=known, inside=inside)
        found[_free(OTHER, found)] = kept(events, paths, f"with another {attribute} ({len(rest):,} values)")
    if any(row["value"] is None for row in rows):
        paths = sql_template("SELECT k.path AS path FROM known AS k WHERE k.value IS NULL", known=known)
        found[_free(UNKNOWN, found)] = kept(events, paths, f"without a known {attribute}")
    return found


def _free(name: str, taken: Mapping[str, Events]) -> str:
    return name if name not in taken else _free(f"{name} ", taken)


# One row a path: the value of its first event that has one.
_KNOWN = """
    SELECT f.path AS path, MAX(f.value) AS value FROM (
        SELECT w.path AS path, CASE WHEN w.position = MIN(CASE WHEN NOT w.value IS NULL THEN w.position END)
               OVER (PARTITION BY w.path) THEN w.value END AS value
        FROM (SELECT j.path AS path, j.position AS position, :value AS value FROM j) AS w
    ) AS f GROUP BY f.path
"""
_COUNTED = """
    SELECT k.value AS value, COUNT(*) AS paths FROM known AS k GROUP BY k.value ORDER BY COUNT(*) DESC, k.value
"""
