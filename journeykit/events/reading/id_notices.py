"""Notes about the ids of paths: a stand-in for unknown people, a missing id, another spelling, a rounded number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.events.log import size_of
from journeykit.events.reading.notice import COUNTS, WRONG, Notice
from journeykit.events.sql import sql_template
from journeykit.text import share_words

if TYPE_CHECKING:
    from journeykit.events.log_tables import LogTables

NO_IDS = ("null", "n/a", "#n/a", "na", "nan", "nil", "none", "undefined", "unknown", "missing", "anonymous", "not set",
          "(not set)", "(none)", "-", "--", "?")  # fmt: skip
"""What tools and people write for a missing id, in lower case."""
CROWDED_SHARE = 0.1
CROWDED_TIMES, FEWEST_PATHS = 3, 10
"""In a log of few paths each has a large share; a placeholder has many times the events of a usual path."""


def _replaced(pattern: str) -> exp.Expr:
    return exp.func("REGEXP_REPLACE", exp.column("id"), exp.convert(pattern), exp.convert(r"\1"))


def _like(pattern: str) -> exp.Expr:
    return exp.column("id").like(pattern)


ZEROS, POINT = "zeros before them", "a .0 at their end, as of numbers with gaps in pandas"
MARKS = 'the marks of a spreadsheet for text (\' or ="…")'
_PLAIN = {
    "a space before or after": exp.func("TRIM", exp.column("id")),
    "upper and lower case": exp.func("LOWER", exp.column("id")),
    ZEROS: _replaced(r"^0+(\d+)$"),
    POINT: _replaced(r"^(\d+)\.0+$"),
    MARKS: _replaced(r"^(?:'|=\")(.+?)\"?$"),
}
_LIKE = {ZEROS: _like("0%"), POINT: _like("%.0"), MARKS: exp.or_(_like("'%"), _like('="%'))}
"""What an id is like that may have another plain form: cheaper than a regular expression."""
_NONE = exp.func("LOWER", exp.func("TRIM", exp.column("id"))).isin(*NO_IDS)
_ROUNDED = exp.func("REGEXP_FULL_MATCH", exp.column("id"), exp.convert(r"\d([.,]\d+)?[eE]\+?\d+"))


def id_notices(log: LogTables, path: str) -> list[str]:
    """Return the notes about the ids of a prepared log; ``path`` names their column."""
    # One scan with cheap tests: most logs have no such id, and what may be one is counted by questions of their own.
    tests = {way: _LIKE.get(way) or exp.column("id").neq(plain) for way, plain in _PLAIN.items()}
    tests |= {"none": _NONE, "rounded": _ROUNDED}
    counts = [exp.alias_(exp.func("COUNT_IF", test), f"n{number}") for number, test in enumerate(tests.values())]
    (row,) = log.rows(exp.select(*counts).from_("paths"))
    found = {name for number, name in enumerate(tests) if row[f"n{number}"]}
    return [
        *(note for way in _PLAIN if way in found for note in _ids_alike(log, path, way)),
        *(_no_ids(log, path) if "none" in found else []),
        *(_rounded_ids(log, path) if "rounded" in found else []),
        *_crowded_paths(log, path),
    ]


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
        Notice(
            f"{several} {share_words(sum(found) / events)} of the events ({sum(found):,} of {events:,}): does {column} "
            f"have a stand-in for people who are not known? keep(events, max_events={found[-1] - 1}) leaves such paths "
            "out",
            WRONG,
            "missing_ids=[…]",
        )
    ]


def _ids_alike(log: LogTables, path: str, way: str) -> list[str]:
    plain = _PLAIN[way]
    others = exp.select(exp.alias_(plain, "bare")).from_("paths").where(exp.column("id").neq(plain))
    alike = exp.select("COUNT(*) AS n").from_("paths AS p").join(others.subquery("s"), on="s.bare = p.id")
    (ids,) = log.rows(alike)
    said = f"path ids in {path} that differ from another one by {way}: {ids['n']:,}"
    return [Notice(said, COUNTS, "path_col=…")] if ids["n"] else []


def _no_ids(log: LogTables, path: str) -> list[str]:
    """Report ids that mean a missing one: all customers without an id are then one path."""
    ids, events = _with_ids(log, _NONE)
    said = (
        f"path ids in {path} that read like a missing one (n/a, not set, anonymous …), each counted as one path: "
        f"{ids:,}, with {events:,} events. missing_ids=[…] has their lines rejected"
    )
    return [Notice(said, WRONG, "missing_ids=[…]")]


def _rounded_ids(log: LogTables, path: str) -> list[str]:
    """Report ids that a spreadsheet has rounded: different people then share one."""
    ids, events = _with_ids(log, _ROUNDED)
    said = (
        f"path ids in {path} that a spreadsheet has rounded, as 1.23457E+15: {ids:,}, with {events:,} "
        "events. Different people may share one of them: export the ids again, as text"
    )
    return [Notice(said, WRONG, "path_col=…")]


def _with_ids(log: LogTables, test: exp.Expr) -> tuple[int, int]:
    """Count the path ids that pass a test, and their events."""
    ids = [row["path"] for row in log.rows(exp.select("path").from_("paths").where(test))]
    (found,) = log.rows(exp.select("COUNT(*) AS n").from_("j").where(exp.column("path").isin(*ids)))
    return len(ids), int(found["n"])
