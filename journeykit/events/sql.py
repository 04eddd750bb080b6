"""SQL as syntax trees: constant templates filled with values, and the names of the tables of a log."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlglot import exp, parse_one

TABLES = frozenset({"j", "names", "paths", "log", "raw", "parts", "checked", "paired"})
"""The tables of a log, the last five only while it is read. Queries name them without the schema of the log."""


def sql_template(text: str, **parts: Any) -> exp.Query:
    """Return constant SQL with its ``:placeholders`` replaced by literals or expressions.

    A part that is a query, values or a table replaces the table of its name. Parts are replaced in the syntax tree, not
    in the text: a value becomes a literal, which each dialect quotes by its own rules.
    """
    tree = _parsed(text).copy()
    sources = {name: part for name, part in parts.items() if isinstance(part, (exp.Query, exp.Values, exp.Table))}
    for table in [table for table in tree.find_all(exp.Table) if table.name in sources]:
        part = sources[table.name].copy()
        if isinstance(part, exp.Query):
            part = part.subquery(table.alias, copy=False)
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


def sql_select(text: str, **parts: Any) -> exp.Select:
    """Return a template that is a single SELECT, to add to it."""
    query = sql_template(text, **parts)
    assert isinstance(query, exp.Select)
    return query


def sql_expression(text: str, **parts: Any) -> exp.Expr:
    """Return a template of an expression."""
    return sql_template("SELECT " + text, **parts).selects[0]


@lru_cache(maxsize=256)
def _parsed(text: str) -> exp.Expr:
    # The cached tree is copied before it is filled: without the places of its words in the text, in half of the time.
    tree = parse_one(text, dialect="duckdb")
    for node in tree.find_all(exp.Expr):
        node.meta.clear()
    return tree


def bare_tables(expression: exp.Query) -> set[str]:
    """Return the names of the tables without a schema that an expression reads."""
    return {table.name for table in expression.find_all(exp.Table) if not table.db}


def qualified(expression: exp.Query, schema: str) -> exp.Query:
    """Return a copy in which the names of a log's tables have the schema."""
    copy = expression.copy()
    for table in copy.find_all(exp.Table):
        if table.name in TABLES and not table.db:
            table.set("db", exp.to_identifier(schema))
    return copy


def drop_statement(kind: str, target: exp.Table) -> exp.Expr:
    """Return the statement that drops a schema, view or table."""
    # Parsed, because the argument of exp.Drop for the target differs between versions of sqlglot.
    template = {"SCHEMA": "DROP SCHEMA x CASCADE", "VIEW": "DROP VIEW x", "TABLE": "DROP TABLE x"}[kind]
    statement = parse_one(template, dialect="duckdb")
    for table in statement.find_all(exp.Table):
        table.replace(target)
    return statement
