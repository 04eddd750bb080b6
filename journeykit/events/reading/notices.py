"""The report of a log, and notes about it: ties, crowded paths, similar names, ids that mean a missing one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from journeykit.events.engine import SPILL_LIMIT
from journeykit.events.log import size_of
from journeykit.events.reading.arguments import confirming, stating
from journeykit.events.reading.examples import filled_roles
from journeykit.events.reading.id_notices import id_notices
from journeykit.events.reading.lifecycle import lifecycle_note, lifecycle_words
from journeykit.events.reading.notice import COUNTS, LOOK, TOLD, WRONG, Notice
from journeykit.events.reading.report import LoadReport, parts_frame, rejected_frame
from journeykit.events.reading.similar_names import spelling_words, without_spelling
from journeykit.events.reading.times import SAID
from journeykit.events.sql import sql_template
from journeykit.text import day_words

if TYPE_CHECKING:
    from journeykit.events.log_tables import LogTables
    from journeykit.events.reading.columns import Findings
    from journeykit.events.reading.layout import Layout
    from journeykit.events.reading.roles import Roles
    from journeykit.events.reading.row_checks import Checks
    from journeykit.events.reading.sources import ReadOptions, Rejected
    from journeykit.events.reading.times import TimeFormat

SPILLED = (
    "too large to be sorted in memory ({memory} of it at most), so the database prepared it, in a temporary folder "
    "of at most {disk} that goes with the log"
)
LASTING_WORDS = (
    "events have a beginning and an end: they are in the order of their beginnings, which are their times, and "
    "questions.time_in_activity and waiting_time measure them"
)
SHOWN = 5


def report_of(
    log: LogTables,
    findings: Findings,
    checks: Checks,
    lost: Sequence[Rejected],
    *,
    asked: ReadOptions,
    layout: Layout,
    shaped: Mapping[str, Any] | None = None,
    alone: bool = True,
) -> LoadReport:
    """Return the report of a prepared log.

    ``lost`` are the lines that were read but cannot be kept, ``asked`` the arguments of the call, ``layout`` what was
    found of the file, ``shaped`` the arguments that state what its rows are, where they are no events. One that is not
    ``alone`` is one of several sources: what is said about a whole log is not said.
    """
    roles, times = checks.roles, checks.times
    size, _ = size_of(log)
    rejected = rejected_frame([*findings.rejected, *lost], findings)
    kept = {part.name: rows for part, rows in findings.parts} or {findings.source: size + len(lost)}
    joined = dict(zip(kept, checks.joined.of_parts if checks.joined else (), strict=False))
    for line, _, _ in lost:
        kept[findings.within(line)[0] or findings.source] -= 1
    if findings.parts:
        kept = {part: rows - joined.get(part, 0) for part, rows in kept.items()}
    by = tie_words(roles.order, newest_first=checks.newest_first)
    noticed = log_notices(log, by, repr(roles.path)) if alone else []
    first, last = first_and_last(log)
    return LoadReport(
        source=findings.source,
        lines=size + len(rejected) + sum(joined.values()),
        kept=size,
        rejected=rejected,
        roles=MappingProxyType(roles.shown()),
        time_format=times.said,
        notes=(
            *_tool_notes(roles, times),
            *findings.notes,
            *_lasting(findings, checks),
            *checks.notes,
            *spilled(log),
            *noticed,
        ),
        parts=parts_frame(kept, rejected, joined),
        to_confirm=MappingProxyType(confirming(checks, asked, layout, shaped)),
        joined=sum(joined.values()),
        filled=filled_roles(roles, findings.examples),
        first=first,
        last=last,
        stated=MappingProxyType(stating(checks, asked, layout, shaped)),
        rows=findings.rows if findings.spread.width > 1 else None,
    )


def log_notices(log: LogTables, ties: str, path: str) -> list[str]:
    """Return the notes on a whole log; ``ties`` says what decides them, ``path`` names the columns of ids."""
    future = _in_the_future(log) if log.timed else ()
    return [*_ties(log, ties), *future, *_names_alike(log), *id_notices(log, path)]


def first_and_last(log: LogTables) -> tuple[datetime | None, datetime | None]:
    """Return the first and the last time of an event as the clocks of the log's zone showed them, if it has times."""
    if not log.timed:
        return None, None
    if log.sorted is not None:
        bounds = [int(log.sorted.t.min()), int(log.sorted.t.max())] if len(log.sorted) else [None, None]
    else:
        (row,) = log.rows(sql_template("SELECT MIN(t) AS first, MAX(t) AS last FROM j"))
        bounds = [row["first"], row["last"]]
    first, last = (None if bound is None else log.zone.local_time(bound) for bound in bounds)
    return first, last


def tie_words(order: str | None, *, newest_first: bool) -> str:
    """Return what decides the order of events at the same time."""
    if newest_first:
        return "the rows run from the newest event to the oldest, so the row order from the last to the first"
    return f"the column {order!r}" if order is not None else "the row order"


def _tool_notes(roles: Roles, times: TimeFormat) -> list[str]:
    tool = roles.tool
    if tool is None:
        return []
    notes = [tool.note] if tool.note else []
    if times.kind in SAID and times.kind not in tool.times:
        usual = " or ".join(SAID[kind].partition(",")[0] for kind in tool.times)
        said = f"{tool.label} writes times as {usual}; these are not. Has the log been changed since?"
        notes.append(Notice(said, LOOK, "time_format=…"))
    return notes


def _lasting(findings: Findings, checks: Checks) -> list[str]:
    """Report the lifecycle, and how the ends of events were read."""
    notes, roles = [], checks.roles
    if checks.joined is not None and roles.lifecycle is not None:
        notes += checks.joined.notes(lifecycle_words(findings.lifecycle, roles.lifecycle))
    elif roles.lifecycle is not None:
        notes += lifecycle_note(findings.lifecycle, roles.lifecycle)
    if checks.lasting:
        notes.append(LASTING_WORDS)
    if checks.ends is not None and checks.ends.said != checks.times.said:
        notes.append(f"times of the end: {checks.ends.said}")
    return notes


def spilled(log: LogTables) -> list[str]:
    """Report that a log was too large for memory."""
    if log.sorted is not None:
        return []
    return [SPILLED.format(memory=f"{log.database.array_bytes / 1e9:.1f} GB", disk=SPILL_LIMIT)]


def _ties(log: LogTables, decides: str) -> list[str]:
    """Report the number of events at the same time as the next one of their path, and of exact duplicates."""
    tied, duplicates = log.sorted.ties() if log.sorted is not None else ties_by_database(log)
    if not tied:
        return []
    alike, what = "at the same time", "time"
    if not log.timed:
        decides, alike, what = "the row order", "with the same order number", "order number"
    notes = [Notice(f"events {alike} as the next one of their path: {tied:,}; {decides} decides", TOLD, "order_col=…")]
    if duplicates:
        said = f"exact duplicates (same path, event and {what}) kept: {duplicates:,}"
        notes.append(Notice(said, COUNTS, "duplicates='drop'"))
    return [*notes]


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
    said = (
        f"events dated later than today: {count:,}, the last on {until}. Times read in a wrong form or unit look like "
        "this; time_format sets it"
    )
    return [Notice(said, WRONG, "time_format=…")]


def _names_alike(log: LogTables) -> list[str]:
    """Report event names that differ from another one only by their spelling."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for row in log.rows(sql_template("SELECT name FROM names ORDER BY event")):
        alike[without_spelling(row["name"])].append(row["name"])
    several = [names for names in alike.values() if len(names) > 1]
    notes: list[str] = []
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
            what = f"event names that differ by {kind} only, counted apart (similar_names='merge' makes them one)"
            notes.append(Notice(f"{what}: {said}", COUNTS, "similar_names='merge'"))
    return notes
