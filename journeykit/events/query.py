"""A question as a value: an expression over the prepared log, what its columns mean, and how it counts.

Building a query runs nothing. ``to_pandas()`` runs it on the embedded engine, ``sql(dialect)`` shows its SQL, and
``paths(...)`` returns the query that lists the paths behind one of its numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from journeykit.errors import EventLogError, listing, nearest
from journeykit.events.cells import typed
from journeykit.events.dialects import written
from journeykit.events.lineage import inlined
from journeykit.events.sql import sql_select, sql_template

if TYPE_CHECKING:
    import pandas as pd

    from journeykit.events.arrays import Arrays
    from journeykit.events.cells import Column
    from journeykit.events.log_tables import LogTables

    Finish = Callable[[pd.DataFrame], pd.DataFrame]
    Cells = Mapping[str, Column]
    Kernel = Callable[[Arrays], Cells | None]


@dataclass(frozen=True, eq=False)
class Members:
    """The paths behind a number: a relation ``(key columns …, path)``, in which a path may have several rows."""

    relation: exp.Query | Callable[[], exp.Query] = field(repr=False)
    """``path`` is the path's number in the prepared log. A function returns it where it takes long to build."""
    keys: tuple[str, ...]
    """The columns of the answer that identify one number; the relation has the same values in them."""
    finish: Finish | None = field(default=None, repr=False)
    """Where SQL is not enough: from the relation's frame, with the id in ``path``, to the keys and ``path``."""
    dtypes: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Column of the relation -> pandas dtype of the frame that ``finish`` takes, without ``path``."""

    def query(self) -> exp.Query:
        """Return the relation."""
        return self.relation if isinstance(self.relation, exp.Query) else self.relation()


@dataclass(frozen=True, eq=False)
class Query:
    """A question about a prepared log.

    Attributes
    ----------
    name
        The question's name, for example ``"transitions"``.
    expression
        A sqlglot expression over the tables ``j``, ``names`` and ``paths`` of the prepared log (see ``prepare``).
    columns
        Result column -> meaning with its unit.
    dtypes
        Result column -> pandas dtype; an empty answer has the same.
    definition
        ``unit``, ``population``, ``window``, ``ties``, ``denominator``: how the numbers count.
    finish
        None, or a pure function from the frame of the SQL to the answer: linear algebra and alignments, which portable
        SQL cannot express. The SQL and this function are the same on every engine.
    members
        Column that counts unique paths -> the paths (see ``paths``).

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a", "a"], "event": ["home", "pay"], "timestamp": ["2024-05-01", "2024-05-02"]})
    >>> query = qs.transitions(ev.read_events(log))
    >>> query.definition["unit"]
    'transitions (ordered pairs of consecutive events) and unique paths'
    >>> int(query.to_pandas().loc[0, "paths"])
    1
    """

    name: str
    expression: exp.Query = field(repr=False)
    columns: Mapping[str, str]
    dtypes: Mapping[str, str] = field(repr=False)
    definition: Mapping[str, str]
    _log: LogTables = field(repr=False)
    finish: Finish | None = field(default=None, repr=False)
    members: Mapping[str, Members] = field(default_factory=dict, repr=False)
    _raw: Mapping[str, str] = field(default_factory=dict, repr=False)
    _kernel: tuple[exp.Query, Kernel] | None = field(default=None, repr=False)

    def to_pandas(self) -> pd.DataFrame:
        """Run the question on the embedded engine and return a tidy frame with the documented columns."""
        # A kernel belongs to its expression: with another one the query is another question.
        kernel = self._kernel[1] if self._kernel is not None and self._kernel[0] is self.expression else None
        if kernel is not None and (arrays := self._log.arrays()) is not None and (cells := kernel(arrays)) is not None:
            return self.frame(cells)
        table = self._log.fetch(self.expression)
        return self.frame({name: table[name] for name in table.column_names})

    def frame(self, cells: Mapping[str, Column]) -> pd.DataFrame:
        """Return the answer from the columns that the SQL returned, for example on another engine.

        Parameters
        ----------
        cells
            Column of the SQL -> its values in order, None where missing.
        """
        frame = typed(cells, self._raw or self.dtypes)
        if self.finish is not None:
            answer = self.finish(frame)
            frame = typed(answer if len(answer) else dict.fromkeys(self.dtypes, ()), self.dtypes)
        if not self._log.timed:
            # Durations of places in an order are no durations.
            frame = frame.assign(**{name: float("nan") for name in frame.columns if name.endswith("_s")})
        return frame

    def paths(self, of: str = "paths", /, **cell: Any) -> Query:
        """Return the query that lists the paths behind a number.

        Parameters
        ----------
        of
            The column of the number: ``"paths"``, or another that counts unique paths, such as ``"dropped"``.
        **cell
            The row of the number, by its key columns: ``source="home", target="pay"``. None means a missing value.
            Keys that are left out match every row, and a path of several rows is listed once.

        Returns
        -------
        Query
            One row per path: ``path`` (str, the id), sorted. With all keys given it has as many rows as the number
            counts.

        Raises
        ------
        EventLogError
            The question has no such number, or no such key.

        Examples
        --------
        >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
        >>> log = pd.DataFrame({"user_id": ["a", "a", "b"], "event": ["home", "pay", "home"]})
        >>> log["timestamp"] = ["2024-05-01", "2024-05-02", "2024-05-01"]
        >>> qs.transitions(ev.read_events(log)).paths(source="home", target="pay").to_pandas()["path"].tolist()
        ['a']
        """
        if of not in self.members:
            known = f"Columns with a list: {listing(self.members)}." if self.members else "It counts no unique paths."
            raise EventLogError(f"{self.name} has no list of paths behind {of!r}. {known}")
        members = self.members[of]
        for key in cell:
            if key not in members.keys:
                hint = nearest(key, members.keys)
                guess = f" Did you mean {hint!r}?" if hint else ""
                raise EventLogError(f"{key!r} is no key of {self.name}'s {of!r}.{guess} Keys: {listing(members.keys)}.")
        row = ", ".join(f"{key}={value!r}" for key, value in cell.items()) or "any row"
        return _list_of(self, members, {key: _plain(value) for key, value in cell.items()}, f"{of} at {row}")

    def sql(self, dialect: str = "duckdb", *, pretty: bool = True) -> str:
        """Return the SQL for a dialect that sqlglot knows: ``"duckdb"``, ``"spark"``, ``"clickhouse"``…"""
        return written(inlined(self.expression, self._log), dialect, pretty=pretty)

    @property
    def note(self) -> str:
        """The definition as one line, for print under a chart."""
        return " · ".join(f"{key}: {text}" for key, text in self.definition.items())


def _list_of(query: Query, members: Members, cell: Mapping[str, Any], which: str) -> Query:
    finish = members.finish
    if finish is None:
        asked = [_is(exp.column(key, table="m"), value) for key, value in cell.items()]
        expression = sql_template(_LIST, members=members.query(), asked=exp.and_(exp.true(), *asked))
    else:
        named = "SELECT p.id AS path FROM members AS m JOIN paths AS p ON p.path = m.path"
        expression = sql_select(named, members=members.query()).select(
            *(exp.column(key, table="m") for key in members.dtypes)
        )

    def chosen(frame: pd.DataFrame) -> pd.DataFrame:
        assert finish is not None
        frame = finish(frame)
        for key, value in cell.items():
            frame = frame[frame[key].isna() if value is None else frame[key].eq(value).fillna(False).astype(bool)]
        return frame[["path"]].drop_duplicates().sort_values("path", ignore_index=True)

    listed = paths_query(query, expression, (), which)
    return listed if finish is None else replace(listed, finish=chosen, _raw={**members.dtypes, "path": "str"})


def paths_query(query: Query, expression: exp.Query, keys: Sequence[str], which: str) -> Query:
    """Return the query of the paths behind a question, with ``keys`` of its columns and ``path`` (the id)."""
    return replace(
        query,
        name=f"{query.name} paths",
        expression=expression,
        columns=MappingProxyType({**{key: query.columns[key] for key in keys}, "path": "path id"}),
        dtypes=MappingProxyType({**{key: query.dtypes[key] for key in keys}, "path": "str"}),
        definition=MappingProxyType({**query.definition, "unit": f"unique paths: {which}"}),
        finish=None,
        members=MappingProxyType({}),
        _raw=MappingProxyType({}),
    )


_LIST = """
    SELECT DISTINCT p.id AS path FROM members AS m JOIN paths AS p ON p.path = m.path WHERE :asked ORDER BY path
"""


def _is(column: exp.Column, value: Any) -> exp.Expr:
    return column.is_(exp.null()) if value is None else column.eq(exp.convert(value))


def _plain(value: Any) -> Any:
    """Return a cell of a frame as a Python value; every kind of missing value as None."""
    import pandas as pd

    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value
