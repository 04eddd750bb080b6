"""The same question for several groups of paths: by attribute, persona or period."""

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

SMALL = 30
"""Groups with fewer paths are flagged: their rates say little."""

UNKNOWN = "(none)"
OTHER = "(other)"


@dataclass(frozen=True, eq=False)
class Split:
    """One question about each group.

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
        """Return the answers as one frame.

        Returns
        -------
        pandas.DataFrame
            ``group`` (str), ``group_paths`` (int: paths of the group), ``small`` (bool: too few paths for a rate), then
            the columns of the question.
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
        """Return the paths behind a number of one group (see ``Query.paths``).

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
        """The definitions, one line per group, to print under a chart."""
        return "\n".join(f"{group}: {query.note}" for group, query in self.parts.items())


def split(
    events: Events, question: Callable[[Events], Query], *, by: Groups, most: int = 10, small: int = SMALL
) -> Split:
    """Ask a question about each group of paths.

    Parameters
    ----------
    events
        A prepared log.
    question
        From a log to a question: ``transitions``, or ``lambda events: funnel(events, ["home", "pay"], window="1h")``.
    by
        The name of an attribute: a path belongs to its first known value; paths without one are ``"(none)"``. Or a
        mapping from a group to its paths: a test or tests of attributes (a persona; all must hold in the same event),
        or settings of ``keep``: ``{"May": {"until": "2024-06-01", "period": "start"}}``. Such groups may overlap, and a
        path may be in none.
    most
        Values of an attribute with a group of their own, most paths first; the rest is ``"(other)"``.
    small
        Groups with fewer paths are flagged.

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
    A difference between groups is an association, not an effect: people chose their channel.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a", "a", "b"], "event": ["home", "pay", "home"], "timestamp": "2024-05-01"})
    >>> events = ev.read_events(log.assign(device=["app", "app", "web"]), attribute_cols=["device"])
    >>> by_device = qs.split(events, lambda events: qs.funnel(events, ["home", "pay"]), by="device")
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
    """Return the log of each group of paths; ``by`` and ``most`` as in ``split``."""
    if isinstance(by, str):
        return _by_attribute(events, by, most)
    if not by:
        raise EventLogError("split needs groups: the name of an attribute, or a mapping from a name to tests.")
    return {
        name: keep(events, **asked) if isinstance(asked, Mapping) else keep(events, where=asked)
        for name, asked in by.items()
    }


def _by_attribute(events: Events, attribute: str, most: int) -> dict[str, Events]:
    if most < 1:
        raise EventLogError(f"most={most} leaves no group.")
    known = sql_template(_KNOWN, value=attribute_of(events, attribute))
    rows = events._log.rows(sql_template(_COUNTED, known=known))
    values = [row["value"] for row in rows if row["value"] is not None]
    named, rest = values[:most], values[most:]
    value = exp.column("value", table="k")
    chosen: list[tuple[str, exp.Expr, str]] = [
        (one, value.eq(exp.convert(one)), f"whose {attribute} is {one}") for one in named
    ]
    if rest:
        inside = value.isin(*(exp.convert(one) for one in named))
        chosen.append((OTHER, exp.not_(inside), f"with another {attribute} ({len(rest):,} values)"))
    if len(values) < len(rows):
        chosen.append((UNKNOWN, value.is_(exp.null()), f"without a known {attribute}"))
    found: dict[str, Events] = {}
    for name, test, words in chosen:
        paths = sql_template("SELECT k.path AS path FROM known AS k WHERE :test", known=known, test=test)
        found[_free(name, found)] = kept(events, paths, words)
    return found


def _free(name: str, taken: Mapping[str, Events]) -> str:
    return name if name not in taken else _free(f"{name} ", taken)


# One row per path: the value of its first event that has one.
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
