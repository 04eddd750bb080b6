"""From times as written to instants: local times of a zone, hours that do not exist or exist twice, finer digits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.events.reading.notice import COUNTS, LOOK, Notice
from journeykit.events.reading.time_forms import IS_LOCAL
from journeykit.events.reading.times import FIRST_MICROS, LAST_MICROS, TimeFormat
from journeykit.events.sql import sql_expression, sql_select, sql_template
from journeykit.events.zones import UTC_ZONE, Zone

if TYPE_CHECKING:
    from journeykit.events.log_tables import LogTables

_FINER = {
    "epoch_ms": r"[.,]\d{3}0*[1-9]",
    "epoch_us": r"[.,]0*[1-9]",
    "epoch_ns": r"(?:[1-9]\d\d|\d[1-9]\d|\d\d[1-9])$",
}
_FINER_FRACTION = r"[.,]\d{6}0*[1-9]"


def timed_lines(
    log: LogTables, times: TimeFormat, zone: Zone | None, lines: exp.Query | None = None
) -> tuple[exp.Select, list[str]]:
    """Return the lines of ``raw`` with ``t``, their UTC microseconds, and notes about hours that the clocks changed.

    ``lines`` are others than those of ``raw``.
    """
    written = sql_select("SELECT r.* FROM raw AS r", **({} if lines is None else {"raw": lines}))
    if times.parts is not None:
        written = written.select(exp.alias_(times.parts, "p"), copy=False)
    written = sql_select("SELECT w.*, :micros AS m FROM written AS w", written=written, micros=times.micros)
    zone = zone or UTC_ZONE
    at: exp.Expr = exp.column("m")
    notes: list[str] = []
    if times.zone != "utc" and not zone.is_utc:
        bounds = {"first": FIRST_MICROS, "last": LAST_MICROS}
        query = "SELECT MIN(m) AS first, MAX(m) AS last FROM written AS w WHERE m BETWEEN :first AND :last"
        (row,) = log.rows(sql_template(query, written=written, **bounds))
        if row["first"] is not None:
            period = int(row["first"]), int(row["last"])
            at = sql_expression(
                "CASE WHEN m BETWEEN :first AND :last THEN :at END", at=_instant(times, zone, *period), **bounds
            )
            notes = _clock_changes(log, written, times, zone, *period)
    return sql_select("SELECT w.*, :at AS t FROM written AS w", written=written, at=at), notes


def _instant(times: TimeFormat, zone: Zone, first: int, last: int) -> exp.Expr:
    local = zone.instant(exp.column("m"), first, last)
    if times.zone == "mixed":
        return sql_expression(f"CASE WHEN {IS_LOCAL} THEN :local ELSE m END", local=local)
    if times.zone != "word":
        return local
    # The word decides which of two readings is meant; one that the place does not use at that time is a contradiction.
    named = exp.Case().when(sql_expression("TRIM(p.word, '[]') = :name", name=zone.name), local)
    for name, offset in sorted(zone.names(first, last)):
        at = sql_expression("(m - :offset)", offset=offset)
        agrees = sql_expression(
            "p.word = :name AND :there = m", name=name, there=zone.local(at, first - _MARGIN, last + _MARGIN)
        )
        named = named.when(agrees, at)
    return named


_MARGIN = 86_400_000_000


def _clock_changes(
    log: LogTables, written: exp.Select, times: TimeFormat, zone: Zone, first: int, last: int
) -> list[str]:
    """Count the local times that do not exist, or exist twice."""
    changes = zone.changes(first - _MARGIN, last + _MARGIN)
    if not changes or times.zone == "word":
        return []
    tests = []
    for forward in (True, False):
        hours = [
            sql_expression(
                "(m >= :begin AND m < :end)",
                begin=change.at + min(change.before, change.after),
                end=change.at + max(change.before, change.after),
            )
            for change in changes
            if (change.after > change.before) == forward
        ]
        tests.append(exp.or_(*hours) if hours else exp.false())
    local = exp.condition(IS_LOCAL) if times.zone == "mixed" else exp.true()
    (row,) = log.rows(
        sql_template(
            "SELECT COUNT(*) FILTER (WHERE :never) AS never, COUNT(*) FILTER (WHERE :twice) AS twice"
            " FROM written AS w WHERE :local",
            written=written,
            never=tests[0],
            twice=tests[1],
            local=local,
        )
    )
    notes: list[str] = []
    if row["never"]:
        said = (
            f"local times that {zone.name} never had, because its clocks went forward: {row['never']:,}, each read as "
            "much later as they went"
        )
        notes.append(Notice(said, LOOK, "timezone=…"))
    if row["twice"]:
        said = (
            f"local times that {zone.name} had twice, because its clocks went back: {row['twice']:,}, each read as the "
            "first of the two"
        )
        notes.append(Notice(said, LOOK, "timezone=…"))
    return notes


def finer_digits(log: LogTables, times: TimeFormat, timed: exp.Select, typed: int, *, left: bool) -> list[str]:
    """Report events of a path that only digits below a microsecond would order; ``typed`` times have such digits."""
    if times.kind == "native":
        if not typed:
            return []
        differ = exp.condition("COUNT(*) > 1")
    else:
        if not left:
            return []
        pattern = _FINER.get(times.kind, _FINER_FRACTION)
        test = sql_expression("REGEXP_MATCHES(time, :pattern)", pattern=pattern)
        (row,) = log.rows(sql_template("SELECT COUNT(*) AS n FROM raw WHERE :test", test=test))
        if not row["n"]:
            return []
        differ = sql_expression("COUNT(DISTINCT time) > 1 AND BOOL_OR(:test)", test=test)
    (row,) = log.rows(
        sql_template(
            "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n FROM (SELECT COUNT(*) AS n FROM timed AS d"
            " WHERE t IS NOT NULL AND path IS NOT NULL AND event IS NOT NULL GROUP BY path, t HAVING :differ) AS g",
            timed=timed,
            differ=differ,
        )
    )
    if not row["n"]:
        return []
    said = (
        f"digits below a microsecond are cut: {row['n']:,} events have the time of another one of their path without "
        "them, and ties decide the order"
    )
    return [Notice(said, COUNTS, "order_col=…")]
