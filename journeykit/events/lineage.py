"""Logs derived from another prepared log: relabelled or filtered.

On the embedded engine the tables of such a log are created once. For any other engine ``inlined`` adds their queries to
the question as common table expressions, back to the tables of the log as read.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.events.log_tables import LogTables

if TYPE_CHECKING:
    from journeykit.events.arrays import Arrays

KEPT = "kept_paths"
"""In a recipe: the table ``paths`` of the derived log."""


class DerivedLog(LogTables):
    """The tables of a log that is derived from ``source``, which it keeps alive.

    ``recipe`` has the queries of its tables over the source's tables (and ``KEPT``); other tables are the source's.
    Those in ``views`` are not stored. ``words`` describe what was left out, for the population of every question. With
    ``arrays`` the table ``j`` is created only when a statement reads it.
    """

    def __init__(
        self,
        source: LogTables,
        recipe: Mapping[str, exp.Query],
        words: str = "",
        views: frozenset[str] = frozenset(),
        arrays: Arrays | None = None,
    ) -> None:
        super().__init__(
            source.database, ties=source.ties, zone=source.zone, timed=source.timed, lasting=source.lasting
        )
        self.source, self.recipe = source, dict(recipe)
        self.words = (*restriction_words(source), *([words] if words else []))
        self.sorted = arrays
        for table in ("names", "paths", "j"):
            made = self.recipe.get(table, exp.select("*").from_(table))
            made = _renamed(made, {KEPT: exp.table_("paths", db=self.schema)})
            view = table in views or table not in self.recipe
            if table == "j" and arrays is not None:
                self.later["j"] = partial(LogTables.create, table="j", query=made, view=view, reading=source)
            else:
                self.create(table, made, view=view, reading=source)

    def restrict(self, words: str) -> None:
        """Add what was left out to the population of every question."""
        self.words = (*self.words, words)


def restriction_words(log: LogTables) -> tuple[str, ...]:
    """Return descriptions of what was left out of a log."""
    return log.words if isinstance(log, DerivedLog) else ()


def inlined(expression: exp.Query, log: LogTables) -> exp.Query:
    """Return a query of a derived log as a query of the log as read."""
    chain: list[DerivedLog] = []
    while isinstance(log, DerivedLog):
        chain.insert(0, log)
        log = log.source
    if not chain:
        return expression
    now: dict[str, exp.Table] = {}
    made: list[tuple[str, exp.Query]] = []
    for level, derived in enumerate(chain, start=1):
        here: dict[str, exp.Table] = {}
        for table in ("names", "paths", "j"):
            if table in derived.recipe:
                kept = here.get("paths", exp.to_table("paths"))
                made.append((f"{table}_{level}", _renamed(derived.recipe[table], {**now, KEPT: kept})))
                here[table] = exp.to_table(f"{table}_{level}")
        now |= here
    asked = _renamed(expression, now)
    inner = [(cte.alias, cte.this) for cte in asked.ctes]
    asked.set("with_", None)
    for name, query in [*made, *inner]:
        asked = asked.with_(name, as_=query, copy=False)
    return asked


def _renamed(query: exp.Query, tables: Mapping[str, exp.Table]) -> exp.Query:
    copy = query.copy()
    for table in list(copy.find_all(exp.Table)):
        if table.name in tables and not table.db:
            other = tables[table.name].copy()
            other.set("alias", exp.TableAlias(this=exp.to_identifier(table.alias_or_name)))
            table.replace(other)
    return copy
