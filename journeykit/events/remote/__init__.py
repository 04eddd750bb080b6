"""The same questions on Spark and ClickHouse, where the events already are.

A log of some hundred million events can be read in one process (``read_events``). For a larger log, or if events must
not leave a warehouse, the same ``Query`` values run there, and only the answers are transferred::

    spark           on_spark(session, table, …) -> Events       tried in CI on Spark in local mode
    clickhouse      on_clickhouse(session, table, …) -> Events  tried in CI on chdb, which is ClickHouse in a process
    statements      prepared_sql(dialect, table, …) -> the SQL that prepares a log, for any engine
    from_table      table -> roles of its columns -> lines kept or rejected -> prepared log -> Events
    moments         the SQL of each engine for a column of times as whole UTC microseconds
    tables          the tables of logs on an engine

**From a laptop to a cluster**

1. *Start on the laptop* with a sample of whole paths (all events of one customer in twenty, never one event in twenty):
   ``events = jk.read_events("sample.parquet")``. Write the questions as functions of ``events``.
2. *Change one line.* ``events = on_spark(session, "web.events", path_col=…, event_col=…, timestamp_col=…)``, or
   ``on_clickhouse(session, …)``. It is an ordinary ``Events``: ``transitions(events).to_pandas()``, ``relabel``,
   ``keep``, ``split``, ``funnel(events, […]).paths("dropped", step=2)`` and everything else that takes ``events`` run
   on the cluster, with the same numbers: CI compares every question on three real logs on ClickHouse and on one of
   them on Spark (``make soak``: on all three).
3. *Break ties.* A table has no row order: name ``order_col``. Without it, events at the same time are ordered by their
   names, as the definition of every question then says.
4. *Prepare once, for everybody.* Preparation sorts the whole log and is the expensive part. Let the nightly job run
   ``prepared_sql("spark", "web.events", …)``: it creates the tables ``paths``, ``names`` and ``j``, which the SQL of
   ``query.sql("spark")`` reads, in a notebook, a scheduled job or a BI tool.
5. *Another warehouse?* For BigQuery, Snowflake and Trino statements and questions are written in their dialects, and CI
   parses them, but nobody has run them there: **untried**. ``query.frame({column: values})`` converts the rows of such
   an engine to the typed, finished answer.

**Differences**

* Quantiles are exact on DuckDB, Spark, ClickHouse and Snowflake. BigQuery and Trino have only approximate ones: there
  the times in an answer are approximate, the counts exact.
* Answers beyond SQL (survival curves, removal effect, alignments, what-if) are finished in Python on this machine from
  counts of the engine: a table of transitions or variants, never the events. Variants of millions of long paths are a
  large table: use ``alignments`` on a ``keep(…)`` then.
* Lines that cannot be kept are counted by reason; a table has no line numbers to list.
* On Spark prepared tables are cached by the session (memory, then disk) and removed with the ``Events``. On ClickHouse
  they are tables ``journeykit_…`` of the session's database, dropped with the ``Events``.
* An id or name is text, compared by its bytes. On Spark a column with another collation is untried.
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
