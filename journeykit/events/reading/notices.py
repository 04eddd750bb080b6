"""What a careful reader would notice in a log: ties, duplicates, crowded paths, names alike but for spaces."""

from __future__ import annotations

from collections import defaultdict

from journeykit.errors import listing
from journeykit.events.engine import LogTables
from journeykit.events.log import size_of
from journeykit.events.sql import sql_template
from journeykit.text import share_words

__all__ = ["crowded_paths", "names_alike", "ties"]

SHOWN = 5
CROWDED_SHARE = 0.1
CROWDED_TIMES, FEWEST_PATHS = 3, 10
"""In a log of few paths each has a large share; a stand-in has many times the events of a usual path."""


def ties(log: LogTables, order: str | None) -> list[str]:
    """Say how many events share their time with the next one of their path, and how many are exact duplicates."""
    tied, duplicates = log.sorted.ties() if log.sorted is not None else ties_by_database(log)
    if not tied:
        return []
    decides = f"the column {order!r}" if order is not None else "the row order"
    notes = [f"events at the same time as the next one of their path: {tied:,}; {decides} decides"]
    if duplicates:
        notes.append(f"exact duplicates (same path, event and time) kept: {duplicates:,}")
    return notes


def ties_by_database(log: LogTables) -> tuple[int, int]:
    """Count ties and duplicates of a log that is too large to be in memory."""
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


def crowded_paths(log: LogTables, column: str) -> list[str]:
    """Say when a path id holds more than a tenth of the log, as a stand-in for everybody unknown does."""
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


def names_alike(log: LogTables, path: str) -> list[str]:
    """Say which event names, and how many path ids, differ from another one by nothing but spaces."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for row in log.rows(sql_template("SELECT name FROM names ORDER BY event")):
        alike[" ".join(row["name"].split())].append(row["name"])
    same = [listing(names) for names in alike.values() if len(names) > 1]
    more = f"; and {len(same) - SHOWN} more" if len(same) > SHOWN else ""
    said = "; ".join(same[:SHOWN]) + more
    notes = [f"event names that differ by spaces only, and are counted apart: {said}"] if same else []
    (ids,) = log.rows(
        sql_template(
            "SELECT COUNT(*) AS n FROM paths AS p JOIN (SELECT TRIM(id) AS bare FROM paths WHERE id <> TRIM(id)) AS s"
            " ON s.bare = p.id"
        )
    )
    if ids["n"]:
        notes.append(f"path ids in {path!r} that differ from another one by a space before or after: {ids['n']:,}")
    return notes
