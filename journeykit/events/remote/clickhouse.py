"""A log on ClickHouse: a table of a server, or of chdb in this process, becomes ``Events``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from journeykit.errors import EventLogError
from journeykit.events.dialects import written
from journeykit.events.remote.from_table import TableSource, open_table
from journeykit.events.remote.statements import creation
from journeykit.events.remote.tables import Tables
from journeykit.events.sql import drop_statement

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.log import Events


def on_clickhouse(
    session: Any,
    source: str,
    *,
    path_col: str | None = None,
    event_col: str | None = None,
    timestamp_col: str | None = None,
    order_col: str | None = None,
    attribute_cols: Sequence[str] = (),
    time_format: str | None = None,
    preset: str | None = None,
) -> Events:
    """Prepare an event log on ClickHouse, to run questions there.

    Parameters
    ----------
    session
        A ``chdb.session.Session`` or ``chdb.connect(…)``, which is ClickHouse in this process (``pip install
        "journeykit[clickhouse]"``), or a client of ``clickhouse_connect`` for a server.
    source
        One row is one event: the name of a table or view, ``"web.events"``. For files, create a view:
        ``CREATE VIEW events AS SELECT * FROM file('events/*.parquet')``.
    path_col, event_col, timestamp_col
        The columns for who, what and when; by default guessed by name and shown in ``events.report``. A time is a
        DateTime, DateTime64, Date, ISO 8601 text, or whole numbers with a ``time_format``.
    order_col
        Whole numbers that break ties in time. A table has no row order: other ties are in the order of event names.
    attribute_cols
        Further columns to keep, as text.
    time_format
        For whole numbers ``"epoch_s"``, ``"epoch_ms"``, ``"epoch_us"`` or ``"epoch_ns"``; ``"iso"`` for text.
    preset
        The tool that wrote the log, as in ``read_events``.

    Returns
    -------
    Events
        An ordinary handle. Every question runs there, and only its answer is transferred.

    Raises
    ------
    ColumnRoleError
        A column is missing or of a type that cannot fill its role, or no column or several fit.
    EventLogError
        ``session`` is none of the three, or ``time_format`` does not fit.

    Notes
    -----
    The prepared tables ``journeykit_…`` are in the session's database, where you need the right to create tables and
    views. They are dropped when nothing refers to the ``Events`` any more, and when Python ends.

    Examples
    --------
    >>> from journeykit.questions import transitions
    >>> from journeykit.events.remote import on_clickhouse
    >>> events = on_clickhouse(session, "web.events", path_col="user_id", timestamp_col="at")  # doctest: +SKIP
    >>> transitions(events).to_pandas()  # doctest: +SKIP
    """
    runner = ClickHouseRunner(session)
    if not isinstance(source, str):
        raise EventLogError(
            "on_clickhouse reads the name of a table or view. Read a frame here with read_events(frame)."
        )
    table = exp.to_table(source, dialect="clickhouse")
    if not table.db:
        # A bare name could be that of a log's own table.
        here = runner.answer(exp.select(exp.alias_(exp.Anonymous(this="currentDatabase"), "name")))
        table.set("db", exp.to_identifier(here["name"].to_pylist()[0]))
    described = runner.answer(exp.Describe(this=table.copy())).to_pylist()
    kinds = {str(row["name"]): _kind(row["type"]) for row in described}
    return open_table(
        Tables(runner),
        TableSource(table, source, kinds, f"on_clickhouse(session, {source!r}"),
        time_format,
        path_col=path_col,
        event_col=event_col,
        timestamp_col=timestamp_col,
        order_col=order_col,
        attribute_cols=attribute_cols,
        preset=preset,
    )


class ClickHouseRunner:
    """A connection to ClickHouse."""

    dialect = "clickhouse"
    lasting = True

    def __init__(self, session: Any) -> None:
        self.session = session
        self._embedded = type(session).__module__.partition(".")[0] == "chdb"
        if not self._embedded and not hasattr(session, "raw_query"):
            raise EventLogError(
                "on_clickhouse wants a chdb session (chdb.session.Session(), from pip install "
                '"journeykit[clickhouse]") or a client of clickhouse_connect first, then the table.'
            )

    def make(self, name: str, expression: exp.Query, *, view: bool) -> None:
        """Make one table or view."""
        self._run(creation(name, expression, "clickhouse", view=view))

    def remove(self, name: str, *, view: bool) -> None:
        """Drop one table or view."""
        self._run(drop_statement("VIEW" if view else "TABLE", exp.to_table(name)))

    def answer(self, expression: exp.Expr) -> pa.Table:
        """Run an expression and read its rows as Arrow."""
        import pyarrow as pa

        text = written(expression, "clickhouse", pretty=False)
        if self._embedded:
            data = self.session.query(text, "ArrowStream").bytes()
        else:
            data = self.session.raw_query(text, fmt="ArrowStream")
        return pa.ipc.open_stream(data).read_all()

    def _run(self, statement: exp.Expr) -> None:
        text = written(statement, "clickhouse", pretty=False)
        if self._embedded:
            self.session.query(text)
        else:
            self.session.command(text)


def _kind(clickhouse_type: str) -> str:
    inner = clickhouse_type.removeprefix("LowCardinality(").removeprefix("Nullable(").partition("(")[0].rstrip(")")
    if inner in ("String", "FixedString", "UUID") or inner.startswith("Enum"):
        return "text"
    if inner in ("DateTime", "DateTime32", "DateTime64"):
        return "instant"
    if inner in ("Date", "Date32"):
        return "date"
    return "whole" if inner.removeprefix("U").startswith("Int") else clickhouse_type
