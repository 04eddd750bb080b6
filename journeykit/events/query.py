"""A question as a value: an expression over the prepared log, what its columns mean, and how it counts.

Building a query runs nothing. ``to_pandas()`` runs it on the embedded engine; ``sql(dialect)`` shows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlglot import exp, parse_one

if TYPE_CHECKING:
    import pandas as pd

    from journeykit.events.engine import Log

__all__ = ["Query"]

TIES = "events at the same time keep the tie-break order of the log (order column, else row order)"


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

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev
    >>> log = pd.DataFrame({"user_id": ["a", "a"], "event": ["home", "pay"], "timestamp": ["2024-05-01", "2024-05-02"]})
    >>> query = ev.transitions(ev.read_events(log))
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
    _log: Log = field(repr=False)

    def to_pandas(self) -> pd.DataFrame:
        """Run the question on the embedded engine and return a tidy frame with the documented columns."""
        import pandas as pd

        table = self._log.fetch(self.expression)
        # Lists, not Arrow's own conversion: it would turn nullable integers into floats.
        return pd.DataFrame(
            {name: pd.Series(table[name].to_pylist(), dtype=dtype) for name, dtype in self.dtypes.items()}
        )

    def sql(self, dialect: str = "duckdb", *, pretty: bool = True) -> str:
        """Return the SQL for a dialect that sqlglot knows: ``"duckdb"``, ``"spark"``, ``"clickhouse"``…"""
        return self.expression.sql(dialect, pretty=pretty)

    @property
    def note(self) -> str:
        """The definition as one line, for print under a chart."""
        return " · ".join(f"{key}: {text}" for key, text in self.definition.items())


def sql_template(text: str, **parts: Any) -> exp.Query:
    """Return constant SQL with its ``:placeholders`` replaced by literals or expressions, in the syntax tree.

    A part that is a query, values or a table stands for the table of its name. No text is ever pasted into SQL: a value
    becomes a literal node, which each dialect quotes by its own rules.
    """
    tree = _parsed(text).copy()
    sources = {name: part for name, part in parts.items() if isinstance(part, (exp.Query, exp.Values, exp.Table))}
    for table in [table for table in tree.find_all(exp.Table) if table.name in sources]:
        part = sources[table.name].copy()
        if isinstance(part, exp.Query):
            part = part.subquery(table.alias)
        elif isinstance(part, exp.Table):
            part.set("alias", table.args.get("alias"))
        table.replace(part)
    parts = {name: part for name, part in parts.items() if name not in sources}
    values = {name: part if isinstance(part, exp.Expr) else exp.convert(part) for name, part in parts.items()}
    holes = list(tree.find_all(exp.Placeholder))
    wanted = {hole.name for hole in holes}
    if wanted != set(values):
        raise AssertionError(f"template wants {sorted(wanted)}, was given {sorted(values)}")
    for hole in holes:
        hole.replace(values[hole.name].copy())
    assert isinstance(tree, exp.Query)
    return tree


@lru_cache(maxsize=256)
def _parsed(text: str) -> exp.Expr:
    # Read only: filling a template copies it.
    return parse_one(text, dialect="duckdb")


def question(
    log: Log, name: str, expression: exp.Query, columns: Mapping[str, tuple[str, str]], **definition: str
) -> Query:
    """Return a query from ``{column: (dtype, meaning)}`` and the definition's five answers."""
    order = ("unit", "population", "window", "ties", "denominator")
    definition.setdefault("ties", TIES)
    return Query(
        name=name,
        expression=expression,
        columns=MappingProxyType({column: meaning for column, (_, meaning) in columns.items()}),
        dtypes=MappingProxyType({column: dtype for column, (dtype, _) in columns.items()}),
        definition=MappingProxyType({key: definition[key] for key in order}),
        _log=log,
    )
