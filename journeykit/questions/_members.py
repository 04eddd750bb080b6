"""The paths behind all rows of a question at once."""

from __future__ import annotations

from sqlglot import exp

from journeykit.errors import EventLogError
from journeykit.events.query import Query, paths_query
from journeykit.events.sql import sql_select


def members(query: Query, of: str = "paths") -> Query:
    """Return the paths behind every number of a column: what ``query.paths(of, …)`` lists, for all rows together.

    Parameters
    ----------
    query
        A question that counts unique paths, such as ``reach(events)``.
    of
        The column that counts unique paths.

    Returns
    -------
    Query
        One row per path and number: the key columns of the question and ``path`` (str, the id).

    Raises
    ------
    EventLogError
        The question has no such column, or SQL alone cannot list the paths behind it.

    Examples
    --------
    >>> import pandas as pd, journeykit.events as ev, journeykit.questions as qs
    >>> log = pd.DataFrame({"user_id": ["a", "b"], "event": ["home", "pay"], "timestamp": ["2024-05-01"] * 2})
    >>> members(qs.reach(ev.read_events(log))).to_pandas().values.tolist()
    [['home', 'a'], ['pay', 'b']]
    """
    behind = query.members.get(of)
    if behind is None or behind.finish is not None:
        raise EventLogError(f"{query.name} has no list of paths behind {of!r} that SQL can list for all rows at once.")
    keys = [exp.column(key, table="m") for key in behind.keys]
    listed = (
        sql_select(_LIST, members=behind.query())
        .select(*keys, append=False)
        .select("p.id AS path")
        .order_by(*keys, "path")
    )
    return paths_query(query, listed, behind.keys, f"{of} at each row")


_LIST = "SELECT DISTINCT p.id AS path FROM members AS m JOIN paths AS p ON p.path = m.path"
