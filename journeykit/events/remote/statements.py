"""The SQL that prepares a log, for any engine: used by ``on_spark`` and ``on_clickhouse``, and to run elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp, parse_one

from journeykit.errors import EventLogError, listing
from journeykit.events.dialects import written
from journeykit.events.prepare import attribute_columns, prepared_log, prepared_names, prepared_paths
from journeykit.events.reading.roles import Roles
from journeykit.events.reading.row_checks import fault_and_reason, kept
from journeykit.events.remote.moments import DIALECTS, KINDS, UNITS, micros
from journeykit.events.sql import qualified, sql_expression, sql_template

MADE = ("log", "paths", "names", "j")


def prepared_sql(
    dialect: str,
    table: str,
    *,
    path_col: str,
    event_col: str,
    timestamp_col: str,
    time_kind: str = "instant",
    order_col: str | None = None,
    attribute_cols: Sequence[str] = (),
    into: str | None = None,
) -> str:
    """Return the statements that prepare a log on another engine, for a nightly job or a dbt model.

    Parameters
    ----------
    dialect
        ``"spark"`` and ``"clickhouse"`` (tried), ``"duckdb"`` (tried), ``"bigquery"``, ``"snowflake"`` and ``"trino"``
        (written, but nobody has run them there).
    table
        The table of events as that engine writes it: ``"web.events"``.
    path_col, event_col, timestamp_col
        The columns that say who, what and when.
    time_kind
        ``"instant"`` (a moment: TIMESTAMP on Spark and BigQuery, DateTime on ClickHouse, TIMESTAMP WITH TIME ZONE…),
        ``"naive"`` (without a zone, taken as UTC), ``"date"``, ``"text"`` (ISO 8601; Spark and ClickHouse only), or for
        whole numbers ``"epoch_s"``, ``"epoch_ms"``, ``"epoch_us"``, ``"epoch_ns"``.
    order_col
        Whole numbers that break ties in time; what they leave, and everything without them, the event names break.
    attribute_cols
        Further columns to keep, as text. They become ``attribute_0``, ``attribute_1``…
    into
        The schema (database, dataset) for the tables ``paths``, ``names`` and ``j``; without it the session's own.

    Returns
    -------
    str
        Four statements: the view ``log`` of the lines that can be kept, then the three tables. What
        ``query.sql(dialect)`` shows reads ``paths``, ``names`` and ``j`` by these names: choose the schema first.

    Raises
    ------
    EventLogError
        An unknown dialect or kind of time.

    Examples
    --------
    >>> from journeykit.events.remote import prepared_sql
    >>> roles = {"path_col": "user_id", "event_col": "event", "timestamp_col": "at"}
    >>> statements = prepared_sql("trino", "web.events", into="journeys", **roles)
    >>> [line.split()[1:3] for line in statements.splitlines() if line.startswith("CREATE")]
    [['VIEW', 'journeys.log'], ['TABLE', 'journeys.paths'], ['TABLE', 'journeys.names'], ['TABLE', 'journeys.j']]
    """
    if dialect not in DIALECTS:
        raise EventLogError(f"{dialect!r} is no dialect that a log can be prepared in. Dialects: {listing(DIALECTS)}.")
    if time_kind not in (*KINDS, *UNITS):
        raise EventLogError(f"time_kind={time_kind!r} is unknown. Kinds: {listing((*KINDS, *UNITS))}.")
    source = exp.to_table(table, dialect=dialect)
    if into is None and not source.db and source.name in MADE:
        raise EventLogError(
            f"the statements make a table {source.name!r} themselves. Name the schema of yours, or into=."
        )
    attributes = (attribute_cols,) if isinstance(attribute_cols, str) else tuple(attribute_cols)
    roles = Roles(path_col, event_col, (timestamp_col,), order_col, attributes, {})
    made = {
        "paths": prepared_paths(),
        "names": prepared_names(),
        "j": prepared_log(len(attributes), unordered=True),
    }
    if into is not None:
        made = {name: qualified(query, into) for name, query in made.items()}
    log = kept(len(attributes)).with_("checked", as_=checked_rows(source, roles, dialect, time_kind))
    statements = [creation("log", log, dialect, into=into, view=True)]
    statements += [creation(name, query, dialect, into=into) for name, query in made.items()]
    return "".join(f"{written(statement, dialect)};\n\n" for statement in statements).removesuffix("\n")


def checked_rows(source: exp.Table, roles: Roles, dialect: str, kind: str) -> exp.Select:
    """Return every line of a table as ``path, event, t, seq, attribute_…``, and fault and reason if it is rejected."""
    who, what, when = (_cell(name) for name in (roles.path, roles.event, roles.times[0]))
    tie = exp.convert(0) if roles.order is None else _cell(roles.order)
    cells: dict[str, exp.Expr] = {
        "path": _text(who),
        "event": _text(what),
        "t": micros(dialect, kind, when),
        "seq": exp.cast(tie, "bigint"),
        "blank": when.is_(exp.null()),
    }
    attributes = attribute_columns(len(roles.attributes))
    for own, name in zip(attributes, roles.attributes, strict=True):
        cells[own] = _text(_cell(name))
    # Not under the final names: if the table has such columns, ClickHouse would read those.
    read = exp.select(*(exp.alias_(cell, f"here_{name}") for name, cell in cells.items())).from_(
        exp.alias_(source, "s", table=True)
    )
    checks = [
        ("r.here_path IS NULL", roles.path, "the path id is empty"),
        ("r.here_event IS NULL", roles.event, "the event name is empty"),
        ("r.here_blank", roles.times[0], "the time is empty"),
        ("r.here_t IS NULL", roles.times[0], "the time cannot be read"),
        ("r.here_seq IS NULL", roles.order or "", "the order is empty"),
    ]
    columns = ("path", "event", "t", "seq", *attributes)
    checked = exp.select(*(exp.alias_(exp.column(f"here_{name}", table="r"), name) for name in columns))
    return checked.select(*fault_and_reason(checks)).from_(read.subquery("r"))


def set_aside() -> exp.Query:
    """Return the query that counts the lines of ``checked`` that cannot be kept: fault, reason, number."""
    return sql_template(
        "SELECT fault, reason, COUNT(*) AS n FROM checked WHERE NOT reason IS NULL GROUP BY fault, reason"
        " ORDER BY COUNT(*) DESC, reason"
    )


def creation(name: str, query: exp.Query, dialect: str, *, into: str | None = None, view: bool = False) -> exp.Create:
    """Return the statement that creates a table (or view) from a query."""
    if dialect == "clickhouse" and not view:
        ordered = name.rpartition("_")[2] == "j"
        statement = parse_one(_SORTED if ordered else _UNSORTED, dialect="clickhouse")
    else:
        statement = exp.Create(kind="VIEW" if view else "TABLE")
    assert isinstance(statement, exp.Create)
    statement.set("this", exp.table_(name, db=into))
    statement.set("expression", query)
    return statement


# ClickHouse stores a table in an order: by path and position, so that reading and counting paths needs no sort.
_SORTED = "CREATE TABLE x ENGINE=MergeTree ORDER BY (path, position) SETTINGS allow_nullable_key = 1 AS SELECT 1"
_UNSORTED = "CREATE TABLE x ENGINE=MergeTree ORDER BY tuple() AS SELECT 1"


def _cell(column: str) -> exp.Column:
    # Only the user's name is quoted: to Snowflake a quoted "s" is not s.
    return exp.Column(this=exp.to_identifier(column, quoted=True), table=exp.to_identifier("s"))


def _text(cell: exp.Expr) -> exp.Expr:
    """Return the text of a cell, null where it is blank."""
    said = exp.cast(cell, "text")
    return sql_expression("CASE WHEN TRIM(:said) <> '' THEN :said END", said=said)
