"""How an expression is written for an engine, where sqlglot's own words would change the answer or not run.

Quantiles are exact and interpolate linearly on every engine that can: ClickHouse's ``median`` is approximate beyond
8,192 values and ``quantileExactInclusive`` is not, Spark's ``percentile`` is exact. BigQuery and Trino have approximate
quantiles only; there the times of an answer are near, the counts exact.
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp

__all__ = ["written"]


def written(expression: exp.Expr, dialect: str, *, pretty: bool = True) -> str:
    """Return the SQL of an expression or a statement for a dialect that sqlglot knows."""
    if dialect in _QUANTILE:
        expression = expression.copy()
        if dialect == "clickhouse":
            # Its names of functions are case-sensitive, and sqlglot has no word for this one.
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
