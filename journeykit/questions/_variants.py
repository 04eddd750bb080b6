"""Variants: the sequences of events in a log, and how many paths have each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from journeykit.errors import EventLogError
from journeykit.events.log import Events, question
from journeykit.events.query import Members, Query
from journeykit.events.sql import sql_template
from journeykit.questions.kernels.variants import variant_kernel

if TYPE_CHECKING:
    import pandas as pd

ARROW = " → "
"""Joins the events of a sequence."""

EVERY = 2**31 - 1
"""More variants than any log has."""


def variants(events: Events, *, top: int | None = 10, collapse: bool = False) -> Query:
    """Count the paths with exactly the same events in the same order.

    Parameters
    ----------
    events
        A prepared log: one row is one event of one path.
    top
        Variants with a row of their own, most frequent first, ties in the order of their first path ids. The rest is
        one last row of kind ``rest``. None: a row for every variant.
    collapse
        Count immediate repeats of an event as one: home, home, pay is home, pay.

    Returns
    -------
    Query
        One row per variant, most frequent first: ``variant`` (nullable int from 1; null for the rest), ``kind``
        (variant
        | rest), ``sequence`` (str, event names with arrows between; null for the rest), ``names`` (tuple of str; empty
        for the rest), ``events`` (nullable int, length of the sequence), ``variants`` (int, number of variants in the
        row), ``paths`` (int, unique), ``path_share`` and ``cumulative_share`` (float 0-1, of all paths of the log; the
        second of this row and those above it). An empty log gives no rows.

    Raises
    ------
    EventLogError
        ``top`` is less than 1.

    Notes
    -----
    Each path belongs to one variant, so the rows sum to all paths. Long paths rarely repeat as a whole, so a large rest
    does not mean that people have no habits. Known as trace variants in process mining (van der Aalst, *Process
    Mining*, 2016).

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": list("aabbc"), "event": ["home", "pay", "home", "pay", "home"]})
    >>> log["timestamp"] = ["2024-05-01", "2024-05-02"] * 2 + ["2024-05-01"]
    >>> qs.variants(ev.read_events(log)).to_pandas()[["sequence", "paths"]].values.tolist()
    [['home → pay', 2], ['home', 1]]
    """
    if top is not None and top < 1:
        raise EventLogError(f"variants need at least 1 row of their own; got top={top!r}. None keeps all.")
    kept = EVERY if top is None else top
    parts = {"visited": visited(collapse), "base": len(events.event_names) + 1, "top": kept}
    return question(
        events,
        "variants",
        sql_template(_ANSWER, **parts),
        {
            "variant": ("Int64", "place by number of paths, from 1; null for the rest"),
            "kind": ("str", "variant, or rest (all further variants together)"),
            "sequence": ("str", "event names in order, arrows between; null for the rest"),
            "names": ("object", "event names in order, as a tuple; empty for the rest"),
            "events": ("Int64", "number of events in the sequence; null for the rest"),
            "variants": ("int64", "number of variants in the row"),
            "paths": ("int64", "unique paths that take it"),
            "path_share": ("float64", "share (0-1) of all paths of the log"),
            "cumulative_share": ("float64", "share (0-1) of all paths that this row and those above it cover"),
        },
        kernel=variant_kernel(events.event_names, kept, collapse),
        members={"paths": Members(sql_template(_MEMBERS, **parts), keys=("variant",))},
        finish=_finish,
        raw=dict.fromkeys(("paths", "total", "variants"), "int64")
        | {"variant": "Int64", "position": "Int64", "name": "str"},
        window="whole paths" + ("; immediate repeats of an event count as one" if collapse else ""),
        denominator="all paths of the log",
    )


def visited(collapse: bool) -> exp.Query | exp.Table:
    """Return rows ``path, position, event``; collapsed, a run of one event is a single row."""
    if not collapse:
        return exp.to_table("j")
    return sql_template(
        "SELECT path, event, CAST(ROW_NUMBER() OVER (PARTITION BY path ORDER BY position) AS INT) AS position"
        " FROM j WHERE next_event IS NULL OR next_event <> event"
    )


def sequences_by_variant(events: Events) -> exp.Query:
    """Return rows ``variant`` (from 1, most frequent first), ``paths``, ``sequence`` (array, in the path's order).

    A number of the sequence modulo the number of event names plus 1 is the number of the event.
    """
    return _sequences(events, "SELECT place AS variant, paths, sequence FROM places ORDER BY place")


def sequences_by_path(events: Events) -> exp.Query:
    """Return rows ``path``, ``variant``, ``sequence``, as in ``sequences_by_variant``."""
    return _sequences(
        events,
        "SELECT s.path AS path, p.place AS variant, s.sequence AS sequence"
        " FROM sequences AS s JOIN places AS p ON p.sequence = s.sequence",
    )


def _sequences(events: Events, rows: str) -> exp.Query:
    return sql_template(_SEQUENCES + rows, visited=visited(False), base=len(events.event_names) + 1)


def _finish(frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    named = frame[frame["variant"].notna()].sort_values(["variant", "position"])
    names = named.groupby("variant", sort=True)["name"].agg(tuple)
    rows = pd.concat([named.drop_duplicates("variant"), frame[frame["variant"].isna()]], ignore_index=True)
    sequences: list[tuple[str, ...]] = [*names, *[()] * (len(rows) - len(names))]
    return rows.assign(
        kind=["variant" if known else "rest" for known in rows["variant"].notna()],
        sequence=pd.Series([ARROW.join(sequence) or None for sequence in sequences], dtype="object"),
        names=pd.Series(sequences, dtype="object"),
        events=pd.Series([len(sequence) or None for sequence in sequences], dtype="object"),
        path_share=rows["paths"] / rows["total"],
        cumulative_share=rows["paths"].cumsum() / rows["total"],
    )


# A sequence is a sorted array of whole numbers made of position and event. Every engine sorts an array alike (and twice
# as fast); an ordered aggregate loses its order on Spark.
_SEQUENCES = """
    WITH sequences AS (
        SELECT path, ARRAY_SORT(ARRAY_AGG(CAST(position AS BIGINT) * :base + event)) AS sequence
        FROM visited AS s GROUP BY path
    ), kinds AS (
        SELECT sequence, COUNT(*) AS paths, MIN(path) AS example FROM sequences GROUP BY sequence
    ), places AS (
        SELECT sequence, paths, example, CAST(ROW_NUMBER() OVER (ORDER BY paths DESC, example) AS BIGINT) AS place
        FROM kinds
    )
"""
_ANSWER = (
    _SEQUENCES
    + """
    , total AS (SELECT CAST(SUM(paths) AS BIGINT) AS paths FROM places)
    SELECT p.place AS variant, p.paths AS paths, t.paths AS total, CAST(1 AS BIGINT) AS variants,
           v.position AS position, n.name AS name
    FROM places AS p CROSS JOIN total AS t JOIN visited AS v ON v.path = p.example JOIN names AS n ON n.event = v.event
    WHERE p.place <= :top
    UNION ALL
    SELECT CAST(NULL AS BIGINT) AS variant, CAST(SUM(p.paths) AS BIGINT) AS paths, MAX(t.paths) AS total,
           CAST(COUNT(*) AS BIGINT) AS variants, CAST(NULL AS INT) AS position, CAST(NULL AS TEXT) AS name
    FROM places AS p CROSS JOIN total AS t WHERE p.place > :top HAVING COUNT(*) > 0
"""
)
_MEMBERS = (
    _SEQUENCES
    + """
    SELECT s.path AS path, CASE WHEN p.place <= :top THEN p.place END AS variant
    FROM sequences AS s JOIN places AS p ON p.sequence = s.sequence
"""
)
