"""Statements for engines, those that cannot be reached from here too, and what is said where something is missing."""

from __future__ import annotations

import re
import subprocess
import sys

import duckdb
import pandas as pd
import pytest
from sqlglot import ErrorLevel, exp, parse

from journeykit.errors import EventLogError
from journeykit.events import read_events
from journeykit.events.remote import on_clickhouse, on_spark, prepared_sql
from journeykit.questions import transitions

from ..test_query import DIALECTS, bare

ROLES = {"path_col": "user_id", "event_col": "event", "timestamp_col": "timestamp"}


@pytest.mark.parametrize("kind", ["instant", "naive", "date", "epoch_s", "epoch_ms", "epoch_us", "epoch_ns"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_kind_of_time_is_written_for_every_engine_as_its_parser_reads_it_back(dialect: str, kind: str) -> None:
    options = {"order_col": "row", "attribute_cols": ["channel"], "into": "journeys", **ROLES}
    statements = prepared_sql(dialect, "web.events", time_kind=kind, **options)
    assert not re.search(r"\bhere_at\b", statements)
    read = [statement for statement in parse(statements, dialect=dialect) if isinstance(statement, exp.Create)]
    assert len(read) == 4
    again = ";".join(statement.sql(dialect, unsupported_level=ErrorLevel.RAISE) for statement in read) + ";"
    assert bare(again) == bare(statements)


def test_the_statements_for_duckdb_make_the_tables_that_read_events_makes() -> None:
    frame = pd.DataFrame({"user_id": ["u", "v", "u", None], "event": ["b", "a", "a", "a"], "row": [1, 2, 0, 3]})
    frame["timestamp"] = pd.to_datetime(["2024-05-01", "2024-05-02", "2024-05-01", "2024-05-03"], utc=True)
    query = transitions(read_events(frame, order_col="row", **ROLES))
    with duckdb.connect() as connection:
        connection.register("web_events", frame)
        connection.execute("CREATE SCHEMA journeys")
        connection.execute(prepared_sql("duckdb", "web_events", order_col="row", into="journeys", **ROLES))
        connection.execute("USE journeys")
        answer = connection.sql(query.sql("duckdb")).to_arrow_table()
    cells = {name: answer[name].to_pylist() for name in answer.column_names}
    pd.testing.assert_frame_equal(query.frame(cells), query.to_pandas())
    assert query.to_pandas()[["source", "target"]].to_numpy().tolist() == [["a", "b"]]


def test_an_unknown_dialect_or_kind_of_time_is_answered_with_those_that_are_known() -> None:
    with pytest.raises(EventLogError, match=r"'oracle' is no dialect .* Dialects: 'bigquery', 'clickhouse', 'duckdb'"):
        prepared_sql("oracle", "web.events", **ROLES)
    with pytest.raises(EventLogError, match=r"time_kind='moment' is unknown. Kinds: 'instant', 'naive'"):
        prepared_sql("spark", "web.events", time_kind="moment", **ROLES)
    with pytest.raises(EventLogError, match="times of the kind 'text' are not read in trino"):
        prepared_sql("trino", "web.events", time_kind="text", **ROLES)
    with pytest.raises(EventLogError, match="the statements make a table 'log' themselves"):
        prepared_sql("trino", "log", **ROLES)


def test_a_session_of_the_wrong_kind_is_refused_with_the_right_one() -> None:
    with pytest.raises(EventLogError, match="on_spark wants a SparkSession first"):
        on_spark("web.events", "session")
    with pytest.raises(EventLogError, match=r"on_clickhouse wants a chdb session .* pip install"):
        on_clickhouse("web.events", "session")


def test_without_the_extra_it_is_said_what_to_install_and_the_rest_works() -> None:
    code = (
        "import sys; sys.modules['pyspark'] = sys.modules['chdb'] = None\n"
        "from journeykit.events.remote import on_spark, prepared_sql\n"
        "assert prepared_sql('spark', 'a.b', path_col='p', event_col='e', timestamp_col='t')\n"
        "try:\n    on_spark(None, 'web.events')\nexcept Exception as error:\n    print(error)\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said == 'Spark is not installed here. Install it: pip install "journeykit[spark]"\n'
