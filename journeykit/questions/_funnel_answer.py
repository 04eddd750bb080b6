"""The SQL after the runs: a funnel's rows, and the paths behind each of its numbers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from journeykit.events.sql import sql_template
from journeykit.questions._funnel_runs import Tables, before
from journeykit.questions._funnel_steps import Leg

__all__ = ["LISTS", "answer", "listed"]


def _next_required(leg: Leg, legs: Sequence[Leg]) -> Leg | None:
    return next((other for other in legs if other.number > leg.number and not other.optional), None)


# The cast makes the count nullable on ClickHouse, where an outer join would otherwise give 0 for no step before.
_COUNTS = """
    SELECT CAST(COUNT(*) AS BIGINT) AS paths, :step AS step, SUM(1 - r.came) AS entered, SUM(:stopped) AS dropped,
           SUM(:stopped * r.ended) AS ended, MEDIAN(r.taken) AS median, QUANTILE_CONT(r.taken, 0.9) AS q90,
           MEDIAN(r.leg) AS leg_median, QUANTILE_CONT(r.leg, 0.9) AS leg_q90
    FROM reached AS r
"""

_ANSWER = """
    SELECT c.step AS step, labels.name AS name, c.paths AS paths,
           CAST(COALESCE(c.entered, 0) AS BIGINT) AS entered,
           CASE WHEN labels.further = 1 THEN CAST(COALESCE(c.dropped, 0) AS BIGINT) END AS dropped,
           CAST(COALESCE(c.ended, 0) AS BIGINT) AS ended, b.paths AS previous_paths,
           CAST(c.paths - COALESCE(c.entered, 0) AS DOUBLE) / NULLIF(b.paths, 0) AS previous_share,
           CAST(c.paths AS DOUBLE) / NULLIF(w.started, 0) AS first_share,
           CAST(c.paths AS DOUBLE) / a.paths AS all_share,
           c.median / 1000000.0 AS median_s, c.q90 / 1000000.0 AS q90_s,
           c.leg_median / 1000000.0 AS leg_median_s, c.leg_q90 / 1000000.0 AS leg_q90_s
    FROM counts AS c JOIN labels ON labels.step = c.step
    CROSS JOIN (SELECT SUM(entered) AS started FROM counts) AS w
    CROSS JOIN (SELECT COUNT(DISTINCT path) AS paths FROM j) AS a
    LEFT JOIN counts AS b ON b.step = labels.base
    WHERE a.paths > 0
    ORDER BY step
"""


def answer(legs: Sequence[Leg], tables: Tables) -> exp.Query:
    rows = []
    for leg in legs:
        base = before(leg, legs)[-1:]
        further = _next_required(leg, legs) is not None
        rows.append((leg.number, " or ".join(leg.names), base[0].number if base else 0, int(further)))
    labels = exp.values(rows, "labels", ["step", "name", "base", "further"])
    counts = [_counts(leg, legs) for leg in legs]
    together = counts[0] if len(counts) == 1 else exp.union(*counts, distinct=False)
    return _with(sql_template(_ANSWER, labels=labels), [*tables, ("counts", together)])


def _counts(leg: Leg, legs: Sequence[Leg]) -> exp.Query:
    onward = _next_required(leg, legs)
    stopped = exp.convert(1)
    if onward is not None:
        stopped = sql_template("SELECT CASE WHEN n.came = 1 THEN 0 ELSE 1 END").selects[0]
    counts = sql_template(_COUNTS, step=leg.number, stopped=stopped, reached=exp.to_table(f"reached_{leg.number}"))
    return _joined(counts, onward)


def _joined(query: exp.Query, onward: Leg | None) -> exp.Query:
    assert isinstance(query, exp.Select)
    if onward is None:
        return query
    return query.join(exp.to_table(f"reached_{onward.number}").as_("n"), on="n.path = r.path", join_type="left")


LISTS = ("paths", "entered", "dropped", "ended")


def listed(legs: Sequence[Leg], tables: Tables, number: str) -> exp.Query:
    parts: list[exp.Query] = []
    for leg in legs:
        onward = _next_required(leg, legs)
        if number == "dropped" and onward is None:
            continue
        who = sql_template(
            "SELECT r.path AS path, :step AS step FROM reached AS r",
            step=leg.number,
            reached=exp.to_table(f"reached_{leg.number}"),
        )
        assert isinstance(who, exp.Select)
        if number == "entered":
            who = who.where("r.came = 0")
        if number == "ended":
            who = who.where("r.ended = 1")
        if number in ("dropped", "ended") and onward is not None:
            joined = _joined(who, onward)
            assert isinstance(joined, exp.Select)
            who = joined.where("n.came IS NULL OR n.came = 0")
        parts.append(who)
    if not parts:
        parts = [sql_template("SELECT 1 AS step, path FROM reached_1 WHERE FALSE")]
    together = parts[0] if len(parts) == 1 else exp.union(*parts, distinct=False)
    return _with(sql_template("SELECT m.step AS step, m.path AS path FROM m AS m", m=together), tables)


def _with(query: exp.Query, tables: Tables) -> exp.Query:
    assert isinstance(query, exp.Select)
    for name, table in tables:
        query = query.with_(name, as_=table, copy=False)
    return query
