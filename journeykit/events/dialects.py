"""Writes an expression for an engine where sqlglot's own translation would change the answer or fail.

Quantiles are exact and interpolate linearly where the engine can: ClickHouse's ``quantileExactInclusive`` does (its
``median`` is approximate beyond 8,192 values), and Spark's ``percentile``. BigQuery and Trino have only approximate
quantiles; there the times of an answer are approximate, the counts exact.
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp


def written(expression: exp.Expr, dialect: str, *, pretty: bool = True) -> str:
    """Return the SQL of an expression or a statement for a dialect that sqlglot knows."""
    if dialect in _QUANTILE:
        expression = expression.copy()
        if dialect == "clickhouse":
            # Function names are case-sensitive there, and sqlglot does not translate this one.
            for array in list(expression.find_all(exp.ArraySort)):
                array.replace(exp.Anonymous(this="arraySort", expressions=[array.this]))
        found = list(expression.find_all(exp.Median, exp.PercentileCont))
        for quantile in found:
            level = exp.convert(0.5) if isinstance(quantile, exp.Median) else quantile.expression
            quantile.replace(_QUANTILE[dialect](quantile.this, level))
    return expression.sql(dialect, pretty=pretty)


def _clickhouse(value: exp.Expr, level: exp.Expr) -> exp.Expr:
    return exp.CombinedParameterizedAgg(this="quantileExactInclusive", expressions=[level], params=[value])


def _spark(value: exp.Expr, level: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this="PERCENTILE", expressions=[value, level])


def _near(value: exp.Expr, level: exp.Expr) -> exp.Expr:
    return exp.ApproxQuantile(this=value, quantile=level)


_QUANTILE: dict[str, Any] = {
    "bigquery": _near,
    "clickhouse": _clickhouse,
    "databricks": _spark,
    "spark": _spark,
    "trino": _near,
}
