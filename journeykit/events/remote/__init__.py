"""From a laptop to a cluster: the same questions where the events already are.

A log of some hundred million events is read here, in one process (``read_events``). Beyond, or where events may not
leave a warehouse, the same ``Query`` values run there; only their answers travel::

    spark           on_spark(session, table, …) -> Events       tried in CI on Spark in local mode
    clickhouse      on_clickhouse(session, table, …) -> Events  tried in CI on chdb, which is ClickHouse in a process
    statements      prepared_sql(dialect, table, …) -> the SQL that prepares a log, for any engine
    from_table      table -> roles of its columns -> lines kept or set aside -> prepared log -> Events
    moments         a column of times as whole UTC microseconds, in each engine's words
    tables          what a log asks of an engine

**The way from a laptop to a cluster**

1. *Start on the laptop* with a sample of whole paths (all events of one customer in twenty, never one event in twenty):
   ``events = jk.read_events("sample.parquet")``. Write the questions as functions of ``events``.
2. *Change one line.* ``events = on_spark(session, "web.events", path_col=…, event_col=…, timestamp_col=…)``, or
   ``on_clickhouse(session, …)``. It is an ordinary ``Events``: ``transitions(events).to_pandas()``, ``relabel``,
   ``keep``, ``split``, ``funnel(events, […]).paths("dropped", step=2)`` and everything else that takes ``events`` run
   on the cluster, and the numbers are the same: CI holds every question to that, on three real logs on ClickHouse
   and on one of them on Spark (``make soak``: on all three).
3. *Say what breaks ties.* A table has no row order: name ``order_col``. Without one, events at the same time come in
   the order of their names, which the definition of every question then says.
4. *Prepare once, for everybody.* Preparation sorts the whole log and is the expensive part. Have the nightly job run
   ``prepared_sql("spark", "web.events", …)``: it makes the tables ``paths``, ``names`` and ``j``, and what
   ``query.sql("spark")`` shows for a question runs over them as it stands, in a notebook, a scheduled job or a BI tool.
5. *Another warehouse?* For BigQuery, Snowflake and Trino the statements and questions are written in their dialects,
   and a parser of each reads them back in CI, but nobody has run them there: **untried**. ``query.frame({column:
   values})`` takes what such an engine answered and gives the typed, finished answer.

**What differs**

* Quantiles are exact on DuckDB, Spark, ClickHouse and Snowflake. BigQuery and Trino have approximate ones only: times
  in an answer are near there, counts exact.
* Answers that SQL cannot say (survival curves, removal effect, alignments, what-if) are finished by Python on this
  machine from what the engine counted. That is a table of transitions or of variants, never the events, but variants of
  millions of long paths are a large table: ask ``alignments`` of a ``keep(…)`` then.
* Lines that cannot be kept are counted by reason; a table has no line numbers to list.
* On Spark prepared tables are cached by the session (memory, then disk) and go with the ``Events``. On ClickHouse they
  are tables ``journeykit_…`` of the session's database, dropped with the ``Events``.
* An id or name is text, compared by its bytes. On Spark a column with another collation is not tried.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from journeykit.lazy import lazy_names

if TYPE_CHECKING:
    from journeykit.events.remote.clickhouse import on_clickhouse as on_clickhouse
    from journeykit.events.remote.from_table import TableReport as TableReport
    from journeykit.events.remote.spark import on_spark as on_spark
    from journeykit.events.remote.statements import prepared_sql as prepared_sql

__all__, __getattr__, __dir__ = lazy_names(
    __name__,
    {
        "clickhouse": "on_clickhouse",
        "from_table": "TableReport",
        "spark": "on_spark",
        "statements": "prepared_sql",
    },
)
