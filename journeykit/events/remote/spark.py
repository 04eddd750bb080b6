"""A log on Spark: a table or frame of a Spark session becomes ``Events``."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from journeykit.errors import EventLogError
from journeykit.events.dialects import written
from journeykit.events.remote.from_table import TableSource, open_table
from journeykit.events.remote.tables import Tables

if TYPE_CHECKING:
    import pyarrow as pa

    from journeykit.events.log import Events

KINDS = {
    **dict.fromkeys(("timestamp", "timestamp_ltz"), "instant"),
    **{"timestamp_ntz": "naive", "date": "date"},
    **dict.fromkeys(("string", "varchar", "char"), "text"),
    **dict.fromkeys(("tinyint", "smallint", "int", "bigint"), "whole"),
}
"""Type in Spark -> kind of column."""

_numbers = itertools.count(1)


def on_spark(
    session: Any,
    source: Any,
    *,
    path_col: str | None = None,
    event_col: str | None = None,
    timestamp_col: str | None = None,
    order_col: str | None = None,
    attribute_cols: Sequence[str] = (),
    time_format: str | None = None,
    preset: str | None = None,
) -> Events:
    """Prepare an event log on Spark, to run questions there.

    Parameters
    ----------
    session
        A ``SparkSession``, classic or Spark Connect. None uses the active one or starts one (``pip install
        "journeykit[spark]"`` and Java 17).
    source
        One row is one event: the name of a table or view (``"web.events"``), or a Spark ``DataFrame``.
    path_col, event_col, timestamp_col
        The columns for who, what and when; by default guessed by name and shown in ``events.report``. A time is a
        TIMESTAMP, TIMESTAMP_NTZ (taken as UTC), DATE, ISO 8601 text, or whole numbers with a ``time_format``. The time
        zone of the session does not matter.
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
        An ordinary handle. Every question is a Spark job, and only its answer is transferred.

    Raises
    ------
    ColumnRoleError
        A column is missing or of a type that cannot fill its role, or no column or several fit.
    EventLogError
        pyspark is not installed, or ``time_format`` does not fit.

    Notes
    -----
    The prepared tables are temporary views, cached by the session in memory, then on its disks, until nothing refers to
    the ``Events`` any more. One executor numbers the path ids, which takes a while for some hundred million paths.

    Examples
    --------
    >>> from journeykit.questions import transitions
    >>> from journeykit.events.remote import on_spark
    >>> events = on_spark(session, "web.events", path_col="user_id", timestamp_col="at")  # doctest: +SKIP
    >>> transitions(events).to_pandas()  # doctest: +SKIP
    """
    session = session if session is not None else _own_session()
    if not hasattr(session, "createDataFrame"):
        raise EventLogError(
            "on_spark wants a SparkSession first, then the table: on_spark(session, 'web.events'). "
            "None takes the active session."
        )
    named = isinstance(source, str)
    frame = session.table(source) if named else source
    if not hasattr(frame, "createOrReplaceTempView"):
        raise EventLogError(
            "on_spark reads the name of a table or a Spark DataFrame. Turn another frame into one with "
            "session.createDataFrame(frame), or read it here with read_events(frame)."
        )
    view = f"journeykit_source_{next(_numbers)}"
    frame.createOrReplaceTempView(view)
    shown = repr(source) if named else "frame"
    found = TableSource(
        exp.to_table(view),
        source if named else "Spark frame",
        {column.name: _kind(column.dataType.simpleString()) for column in frame.schema.fields},
        f"on_spark(session, {shown}",
    )
    try:
        return open_table(
            Tables(SparkRunner(session)),
            found,
            time_format,
            path_col=path_col,
            event_col=event_col,
            timestamp_col=timestamp_col,
            order_col=order_col,
            attribute_cols=attribute_cols,
            preset=preset,
        )
    finally:
        session.catalog.dropTempView(view)


class SparkRunner:
    """A Spark session, in which a table is a cached frame with the name of a temporary view."""

    dialect = "spark"
    lasting = False

    def __init__(self, session: Any) -> None:
        self.session = session
        self._cached: dict[str, Any] = {}

    def make(self, name: str, expression: exp.Query, *, view: bool) -> None:
        """Create one temporary view, cached unless it is a view of the log."""
        frame = self.session.sql(written(expression, "spark", pretty=False))
        if not view:
            frame = self._cached[name] = frame.persist()
        frame.createOrReplaceTempView(name)

    def remove(self, name: str, *, view: bool) -> None:
        """Drop one temporary view and its cached frame; a stopped session has dropped all of them."""
        cached = self._cached.pop(name, None)
        if _stopped(self.session):
            return
        self.session.catalog.dropTempView(name)
        if cached is not None:
            cached.unpersist()

    def answer(self, expression: exp.Query) -> pa.Table:
        """Run an expression and collect its rows as Arrow."""
        import pyarrow as pa

        table: pa.Table = self.session.sql(written(expression, "spark", pretty=False)).toArrow()
        # Spark divides whole numbers by 1000000.0 as decimals, other engines as floats.
        types = [pa.float64() if pa.types.is_decimal(column.type) else column.type for column in table.schema]
        return table.cast(pa.schema(list(zip(table.column_names, types, strict=True))))


def _kind(spark_type: str) -> str:
    return KINDS.get(spark_type.partition("(")[0].partition(" ")[0], spark_type)


def _own_session() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise EventLogError('Spark is not installed here. Install it: pip install "journeykit[spark]"') from error
    return SparkSession.getActiveSession() or SparkSession.builder.getOrCreate()


def _stopped(session: Any) -> bool:
    if hasattr(session, "is_stopped"):  # Spark Connect
        return bool(session.is_stopped)
    return session.sparkContext._jsc is None
