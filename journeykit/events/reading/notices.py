"""The report of a log, and notes about it: ties, crowded paths, similar names, ids that mean a missing one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from journeykit.events.engine import SPILL_LIMIT
from journeykit.events.log import size_of
from journeykit.events.reading.presets import lifecycle_note
from journeykit.events.reading.report import LoadReport, parts_frame, rejected_frame
from journeykit.events.reading.similar_names import spelling_words, without_spelling
from journeykit.events.reading.times import DECLARED, SAID
from journeykit.events.sql import sql_template
from journeykit.text import day_words, share_words

if TYPE_CHECKING:
    from journeykit.events.log_tables import LogTables
    from journeykit.events.reading.columns import Findings
    from journeykit.events.reading.roles import Roles
    from journeykit.events.reading.row_checks import Checks
    from journeykit.events.reading.sources import Rejected
    from journeykit.events.reading.times import TimeFormat

SPILLED = (
    "too large to be sorted in memory ({memory} of it at most), so the database prepared it, in a temporary folder "
    "of at most {disk} that goes with the log"
)
SHOWN = 5
NO_IDS = ("null", "n/a", "#n/a", "na", "nan", "nil", "none", "undefined", "unknown", "missing", "anonymous", "not set",
          "(not set)", "(none)", "-", "--", "?")  # fmt: skip
"""What tools and people write for a missing id, in lower case."""
CROWDED_SHARE = 0.1
CROWDED_TIMES, FEWEST_PATHS = 3, 10
"""In a log of few paths each has a large share; a placeholder has many times the events of a usual path."""


def report_of(log: LogTables, findings: Findings, checks: Checks, lost: Sequence[Rejected]) -> LoadReport:
    """Return the report of a prepared log; ``lost`` are the lines that were read but cannot be kept."""
    roles, times = checks.roles, checks.times
    size, _ = size_of(log)
    rejected = rejected_frame([*findings.rejected, *lost], findings)
    kept = {part.name: rows for part, rows in findings.parts} or {findings.source: size + len(lost)}
    for line, _, _ in lost:
        kept[findings.within(line)[0] or findings.source] -= 1
    words = [] if roles.lifecycle is None else lifecycle_note(findings.lifecycle, roles.lifecycle)
    noticed = [
        *_ties(log, roles.order, newest_first=checks.newest_first),
        *(_in_the_future(log) if log.timed else ()),
        *_names_alike(log, roles.path),
        *_crowded_paths(log, roles.path),
    ]
    return LoadReport(
        source=findings.source,
        lines=size + len(rejected),
        kept=size,
        rejected=rejected,
        roles=MappingProxyType(roles.shown()),
        time_format=times.said,
        notes=(*_tool_notes(roles, times), *findings.notes, *words, *checks.notes, *_spilled(log), *noticed),
        parts=parts_frame(kept, rejected),
        to_confirm=MappingProxyType(_to_confirm(roles, times) if roles.guessed else {}),
    )


def _tool_notes(roles: Roles, times: TimeFormat) -> list[str]:
    tool = roles.tool
    if tool is None:
        return []
    notes = [tool.note] if tool.note else []
    if times.kind in SAID and times.kind not in tool.times:
        usual = " or ".join(SAID[kind].partition(",")[0] for kind in tool.times)
        notes.append(f"{tool.label} writes times as {usual}; these are not. Has the log been changed since?")
    return notes


def _to_confirm(roles: Roles, times: TimeFormat) -> dict[str, Any]:
    """Return the arguments of ``read_events`` that confirm what was guessed."""
    time: str | tuple[str, ...] = roles.times[0] if len(roles.times) == 1 else roles.times
    confirmed: dict[str, Any] = {"path_col": roles.path, "event_col": roles.event, "timestamp_col": time}
    if roles.order is not None:
        confirmed["order_col"] = roles.order
    kind = "iso" if times.kind == "iso_offset" else times.kind
    if not times.declared and kind in DECLARED:
        confirmed["time_format"] = kind
    return confirmed


def _spilled(log: LogTables) -> list[str]:
    """Report that a log was too large for memory."""
    if log.sorted is not None:
        return []
    return [SPILLED.format(memory=f"{log.database.array_bytes / 1e9:.1f} GB", disk=SPILL_LIMIT)]


def _ties(log: LogTables, order: str | None, *, newest_first: bool) -> list[str]:
    """Report the number of events at the same time as the next one of their path, and of exact duplicates."""
    tied, duplicates = log.sorted.ties() if log.sorted is not None else ties_by_database(log)
    if not tied:
        return []
    decides = f"the column {order!r}" if order is not None else "the row order"
    if newest_first:
        decides = "the rows run from the newest event to the oldest, so the row order from the last to the first"
    alike, what = "at the same time", "time"
    if not log.timed:
        decides, alike, what = "the row order", "with the same order number", "order number"
    notes = [f"events {alike} as the next one of their path: {tied:,}; {decides} decides"]
    if duplicates:
        notes.append(f"exact duplicates (same path, event and {what}) kept: {duplicates:,}")
    return notes


def ties_by_database(log: LogTables) -> tuple[int, int]:
    """Count ties and duplicates of a log that is too large for memory."""
    (tied,) = log.rows(sql_template("SELECT COUNT(*) AS n FROM j WHERE gap = 0"))
    if not tied["n"]:
        return 0, 0
    (twice,) = log.rows(
        sql_template(
            "WITH tied AS (SELECT DISTINCT path, t FROM j WHERE gap = 0) "
            "SELECT CAST(COALESCE(SUM(n - 1), 0) AS BIGINT) AS n FROM (SELECT COUNT(*) AS n FROM j JOIN tied"
            " ON tied.path = j.path AND tied.t = j.t GROUP BY j.path, j.t, j.event HAVING COUNT(*) > 1) AS d"
        )
    )
    return int(tied["n"]), int(twice["n"])


def _crowded_paths(log: LogTables, column: str) -> list[str]:
    """Report path ids with more than a tenth of the log, such as a placeholder for unknown people."""
    events, paths = size_of(log)
    most = max(CROWDED_SHARE * events, CROWDED_TIMES * events / max(paths, 1))
    if paths < FEWEST_PATHS:
        return []
    if log.sorted is not None:
        lengths = log.sorted.lengths
        found = sorted(map(int, lengths[lengths > most]), reverse=True)
    else:
        counted = sql_template("SELECT COUNT(*) AS n FROM j GROUP BY path HAVING COUNT(*) > :most", most=most)
        found = sorted((int(row["n"]) for row in log.rows(counted)), reverse=True)
    if not found:
        return []
    several = "one path id holds" if len(found) == 1 else f"{len(found)} path ids each hold more than a tenth, together"
    return [
        f"{several} {share_words(sum(found) / events)} of the events ({sum(found):,} of {events:,}): does {column!r} "
        f"have a stand-in for people who are not known? keep(events, max_events={found[-1] - 1}) leaves such paths out"
    ]


def _in_the_future(log: LogTables) -> list[str]:
    """Report events dated after today: a bought ticket may be, a time read in the wrong form or unit is."""
    # Somewhere on Earth it is tomorrow already.
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    limit = int(tomorrow.timestamp() * 1_000_000)
    if log.sorted is not None:
        late = log.sorted.t[log.sorted.t > limit]
        count, last = len(late), int(late.max(initial=0))
    else:
        (row,) = log.rows(sql_template("SELECT COUNT(*) AS n, MAX(t) AS last FROM j WHERE t > :limit", limit=limit))
        count, last = int(row["n"]), int(row["last"] or 0)
    if not count:
        return []
    until = day_words((datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=last)).date())
    return [
        f"events dated later than today: {count:,}, the last on {until}. Times read in a wrong form or unit look like "
        "this; time_format sets it"
    ]


def _names_alike(log: LogTables, path: str) -> list[str]:
    """Report event names, and the number of path ids, that differ from another one only by their spelling."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for row in log.rows(sql_template("SELECT name FROM names ORDER BY event")):
        alike[without_spelling(row["name"])].append(row["name"])
    several = [names for names in alike.values() if len(names) > 1]
    notes = []
    if several:
        counted = sql_template(
            "SELECT n.name, COUNT(*) AS n FROM j JOIN names AS n ON n.event = j.event GROUP BY n.name"
        )
        events = {row["name"]: int(row["n"]) for row in log.rows(counted)}
        by_kind: defaultdict[str, list[str]] = defaultdict(list)
        for names in several:
            by_kind[spelling_words(names)].append(", ".join(f"{name!r} {events[name]:,}" for name in names))
        for kind, same in by_kind.items():
            more = f"; and {len(same) - SHOWN} more" if len(same) > SHOWN else ""
            said = "; ".join(same[:SHOWN]) + more
            notes.append(
                f"event names that differ by {kind} only, counted apart (similar_names='merge' makes them one): {said}"
            )
    return [*notes, *_ids_alike(log, path), *_no_ids(log, path), *_rounded_ids(log, path)]


def _ids_alike(log: LogTables, path: str) -> list[str]:
    notes = []
    for way, function in (("a space before or after", "TRIM"), ("upper and lower case", "LOWER")):
        plain = exp.func(function, exp.column("id"))
        others = exp.select(exp.alias_(plain, "bare")).from_("paths").where(exp.column("id").neq(plain))
        alike = exp.select("COUNT(*) AS n").from_("paths AS p").join(others.subquery("s"), on="s.bare = p.id")
        (ids,) = log.rows(alike)
        if ids["n"]:
            notes.append(f"path ids in {path!r} that differ from another one by {way}: {ids['n']:,}")
    return notes


def _no_ids(log: LogTables, path: str) -> list[str]:
    """Report ids that mean a missing one: all customers without an id are then one path."""
    ids, events = _with_ids(log, exp.func("LOWER", exp.func("TRIM", exp.column("id"))).isin(*NO_IDS))
    if not ids:
        return []
    return [
        f"path ids in {path!r} that read like a missing one (n/a, not set, anonymous …), each counted as one path: "
        f"{ids:,}, with {events:,} events. missing_ids=[…] has their lines rejected"
    ]


def _rounded_ids(log: LogTables, path: str) -> list[str]:
    """Report ids that a spreadsheet has rounded: different people then share one."""
    pattern = exp.convert(r"\d([.,]\d+)?[eE]\+?\d+")
    ids, events = _with_ids(log, exp.func("REGEXP_FULL_MATCH", exp.column("id"), pattern))
    if not ids:
        return []
    return [
        f"path ids in {path!r} that a spreadsheet has rounded, as 1.23457E+15: {ids:,}, with {events:,} "
        "events. Different people may share one of them: export the ids again, as text"
    ]


def _with_ids(log: LogTables, test: exp.Expr) -> tuple[int, int]:
    """Count the path ids that pass a test, and their events."""
    ids = [row["path"] for row in log.rows(exp.select("path").from_("paths").where(test))]
    if not ids:
        return 0, 0
    (found,) = log.rows(exp.select("COUNT(*) AS n").from_("j").where(exp.column("path").isin(*ids)))
    return len(ids), int(found["n"])
