"""Join the lines that start and complete an activity into one event, from its start to its completion.

The rules, for the lines of one activity (and one ``concept:instance``, if there is one) in a path:

* of several starts the first is completed first, as in pm4py's interval logs; at the same time starts come first;
* a start that nothing completes, and a completion that nothing starts, is an event without a duration; the latter has
  its time as its end;
* the time from a suspension to the next line of the activity is no working time: it is taken off the duration;
* suspensions, resumptions and every other word (schedule, assign …) belong to the activity; where it neither starts nor
  completes in its path, they are rejected.

A pair has the attributes of its start, and those of its completion where the start has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.events.prepare import attribute_columns
from journeykit.events.sql import sql_expression, sql_template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from journeykit.events.log_tables import LogTables
    from journeykit.events.reading.roles import Roles

NO_ACTIVITY = (
    "it neither starts nor completes, and nothing of its path does so for the activity: lifecycle_col=False keeps it"
)


@dataclass(frozen=True)
class Joined:
    """What became of the lines of a lifecycle."""

    of_parts: tuple[int, ...]
    """Lines of each part of the log that were joined into an event of another line."""
    pairs: int
    open: int
    """Starts that nothing completes."""
    lone: int
    """Completions that nothing starts."""
    others: int
    """Lines of an activity that neither start nor complete it."""

    def notes(self, words: str) -> list[str]:
        """Return the note for the report; ``words`` are those of the lifecycle with their numbers."""
        more = [
            f"starts without a completion, kept without a duration: {self.open:,}" if self.open else "",
            f"completions without a start, kept without a duration: {self.lone:,}" if self.lone else "",
            f"lines that neither start nor complete (time from a suspension to the next line of its activity is not "
            f"working time), joined: {self.others:,}" if self.others else "",
        ]  # fmt: skip
        said = "".join(f"; {each}" for each in more if each)
        return [
            f"{words}. A start and its completion are one event: {self.pairs:,}, the first started completed first"
            f"{said}. lifecycle_col=False makes every line an event"
        ]


def joined_lines(
    log: LogTables, roles: Roles, seq: exp.Expr | None, part: exp.Expr, parts: int, *, view: bool
) -> Joined | None:
    """Make ``paired`` from ``checked``, and ``checked`` a view of it without the lines that were joined.

    ``paired`` also has ``ended``, ``duration``, ``joined`` and ``mate``, the line that completes a start. ``seq`` is
    another tie order than that of ``checked`` (a view or not), ``part`` the number of a line's part. None, and nothing
    is made, if there is no pair.
    """
    attributes = attribute_columns(len(roles.attributes))
    # Where every line has an instance of its own, instances do not tell which ones belong together.
    for instance in dict.fromkeys([roles.instance is not None, False]):
        log.create("paired", _paired(attributes, seq, instance=instance, column=roles.lifecycle or ""))
        (counts,) = log.rows(sql_template(_COUNTS))
        if counts["pairs"]:
            break
        log.drop("paired")
    else:
        return None
    rows = log.rows(sql_template(_OF_PARTS, number=part))
    of_part = {int(row["part"]): int(row["n"]) for row in rows}
    log.drop("checked", view=view)
    log.create("checked", sql_template("SELECT * FROM paired WHERE NOT joined"), view=True)
    return Joined(tuple(of_part.get(number, 0) for number in range(parts)), **counts)


def _paired(attributes: Sequence[str], seq: exp.Expr | None, *, instance: bool, column: str) -> exp.Query:
    tie = seq if seq is not None else exp.column("seq")
    alike = "instance" if instance else "0"
    opened = sql_template(_OPENED, tie=tie, instance=sql_expression(alike))
    steps = sql_template(_NUMBERED, opened=opened)
    query = sql_template(_MET, numbered=steps, why=NO_ACTIVITY, column=column)
    assert isinstance(query, exp.Select)
    taken = "COALESCE({0}, CASE WHEN cycle = 1 THEN MAX(CASE WHEN cycle = 2 THEN {0} END) OVER p END)"
    return query.select(*(sql_expression(taken.format(name)).as_(name) for name in attributes))


# The windows go over the lines of an activity in the order of time. ``part`` is 0 for a line that takes no part.
_OPENED = """
    SELECT c.* REPLACE (:tie AS seq), :instance AS one_of,
           CASE WHEN NOT reason IS NULL OR cycle IS NULL THEN 0 WHEN cycle = 5 THEN 2 ELSE 1 END AS part,
           CASE cycle WHEN 1 THEN 0 WHEN 2 THEN 2 ELSE 1 END AS turn
    FROM checked AS c
"""
# As a queue: a completion finds it empty where the starts less the completions fall to a new low below 0.
_NUMBERED = """
    WITH opened_lines AS (SELECT * FROM opened AS o),
    stepped AS (
        SELECT *, SUM(CASE cycle WHEN 1 THEN 1 WHEN 2 THEN -1 ELSE 0 END) OVER (w ROWS UNBOUNDED PRECEDING) AS level,
               CASE WHEN cycle = 3 THEN COALESCE(LEAD(t) OVER w - t, 0) ELSE 0 END AS pause,
               MAX(CASE WHEN cycle <= 2 THEN 1 ELSE 0 END) OVER (PARTITION BY path, event, one_of, part = 0) = 1 AS acts
        FROM opened_lines WINDOW w AS (PARTITION BY path, event, one_of, part ORDER BY t, turn, seq)
    ), lowered AS (
        SELECT *, CAST(SUM(pause) OVER (w ROWS UNBOUNDED PRECEDING) - pause AS BIGINT) AS paused,
               COALESCE(cycle = 2 AND level < LEAST(0, COALESCE(
                   MIN(level) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)), FALSE) AS alone
        FROM stepped WINDOW w AS (PARTITION BY path, event, one_of, part ORDER BY t, turn, seq)
    )
    SELECT *, ROW_NUMBER() OVER (PARTITION BY path, event, one_of, part, cycle, alone ORDER BY t, seq) AS nth
    FROM lowered
"""
_MET = """
    SELECT line, path, event, t, seq,
           CASE WHEN part = 1 AND alone THEN t WHEN part = 1 AND cycle = 1
                THEN MAX(CASE WHEN cycle = 2 THEN t END) OVER p END AS ended,
           CASE WHEN part = 1 AND cycle = 1 THEN MAX(CASE WHEN cycle = 2 THEN t - paused END) OVER p - (t - paused)
           END AS duration,
           CASE WHEN part = 1 AND cycle = 1 THEN MAX(CASE WHEN cycle = 2 THEN line END) OVER p END AS mate,
           part > 0 AND ((cycle = 2 AND NOT alone) OR (cycle > 2 AND acts)) AS joined,
           CASE WHEN part > 0 AND cycle > 2 AND NOT acts THEN :column ELSE fault END AS fault,
           CASE WHEN part > 0 AND cycle > 2 AND NOT acts THEN :why ELSE reason END AS reason, part, cycle
    FROM numbered AS n WINDOW p AS (PARTITION BY path, event, one_of, part, cycle <= 2, alone, nth)
"""
_COUNTS = """
    SELECT COUNT(mate) AS pairs, COUNT(*) FILTER (part = 1 AND cycle = 1 AND mate IS NULL) AS open,
           COUNT(*) FILTER (part = 1 AND cycle = 2 AND NOT joined) AS lone,
           COUNT(*) FILTER (joined AND cycle > 2) AS others
    FROM paired
"""
_OF_PARTS = "SELECT COUNT(*) AS n, COALESCE(:number, 0) AS part FROM paired WHERE joined GROUP BY 2"
