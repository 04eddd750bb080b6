"""Tables in memory, in a dataset, in a relation: the same log as from a file, exactly, without a float in between."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from journeykit.errors import ColumnRoleError, EventLogError
from journeykit.events import read_events
from journeykit.questions import time_in_activity
from tests.events.reading.test_source_kinds import in_order

ROWS = [("00123", "home", 1_714_557_600_000_001), ("123", "pay", 1_714_557_600_999_999), ("00123", "pay", 1)]
TABLE = pa.table(
    {
        "user_id": pa.array([row[0] for row in ROWS], pa.string()),
        "event": pa.array([row[1] for row in ROWS], pa.string()),
        "timestamp": pa.array([row[2] for row in ROWS], pa.timestamp("us")),
        "unread": pa.array([[1], [2], [3]], pa.list_(pa.int64())),
    }
)


class Producer:
    """Something of an unknown library that hands over Arrow, and nothing else."""

    __module__ = "somelibrary.tables"

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return TABLE.__arrow_c_stream__(requested_schema)


def written_dataset(folder: Path) -> Any:
    pq.write_table(TABLE, folder / "log.parquet")
    return ds.dataset(folder)


SOURCES: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "pyarrow table": ("pyarrow Table", lambda _: TABLE),
    "record batch reader": ("pyarrow RecordBatchReader", lambda _: TABLE.to_reader(max_chunksize=1)),
    "dataset": ("pyarrow dataset", written_dataset),
    "polars": ("polars DataFrame", lambda _: pl.from_arrow(TABLE)),
    "polars categories": (
        "polars DataFrame",
        lambda _: pl.from_arrow(TABLE).with_columns(pl.col("user_id", "event").cast(pl.Categorical)),  # type: ignore[union-attr]
    ),
    "polars lazy": ("polars lazy frame", lambda _: pl.from_arrow(TABLE).lazy()),  # type: ignore[union-attr]
    "DuckDB relation": ("DuckDB relation", lambda _: duckdb.connect().from_arrow(TABLE)),
    "anything with a stream": ("somelibrary Producer", lambda _: Producer()),
    "pandas": ("pandas frame", lambda _: TABLE.to_pandas()),
}


@pytest.mark.parametrize(("name", "source"), SOURCES.values(), ids=SOURCES)
def test_every_kind_of_table_gives_the_same_log_to_the_microsecond(
    tmp_path: Path, name: str, source: Callable[[Path], Any]
) -> None:
    events = read_events(source(tmp_path))
    assert in_order(events) == sorted(ROWS, key=lambda row: (row[0], row[2]))
    assert events.report.source == name
    assert (
        events.report.time_format
        == "typed times of the source, taken as UTC, because they carry no offset: days and weeks are as written"
    )


def test_a_relation_and_a_lazy_frame_are_asked_for_the_needed_columns_only() -> None:
    # The other column cannot even be computed.
    relation = duckdb.connect().sql(
        "SELECT 'u' AS user_id, 'a' AS event, TIMESTAMP '2024-05-01' AS timestamp, error('never') AS \"o'\"\"dd\""
    )
    assert len(read_events(relation)) == 1
    lazy = pl.LazyFrame({"user_id": ["u"], "event": ["a"], "timestamp": ["2024-05-01"]})
    broken = lazy.with_columns(pl.col("event").map_elements(lambda _: 1 / 0, return_dtype=pl.Float64).alias("never"))
    assert len(read_events(broken)) == 1


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_typed_times_of_every_unit_are_exact_and_those_beyond_the_calendar_rejected(unit: str) -> None:
    scale = {"s": 1, "ms": 1000, "us": 10**6, "ns": 10**9}[unit]
    times = [1_714_557_600 * scale, -1 * scale, (2**62 if unit != "ns" else 0)]
    table = TABLE.set_column(2, "timestamp", pa.array(times, pa.timestamp(unit)))
    report = read_events(table).report
    assert report.kept == (3 if unit == "ns" else 2)
    assert report.reasons == ({} if unit == "ns" else {"the time cannot be read": 1})
    micros = sorted(t for *_, t in in_order(read_events(table)))
    assert micros[:1] == [-1_000_000]
    assert micros[-1] == 1_714_557_600_000_000


@pytest.mark.parametrize(
    ("kind", "written"),
    [(pa.int64(), "12"), (pa.uint8(), "12"), (pa.decimal128(4, 0), "12"), (pa.large_string(), "12"),
     (pa.dictionary(pa.int8(), pa.string()), "12"), (pa.string_view(), "12")],
    ids=str,
)  # fmt: skip
def test_ids_of_every_type_are_their_text(kind: pa.DataType, written: str) -> None:
    ids = pa.array(["12", None, "12"], pa.string())
    column = ids.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else ids.cast(kind)
    report_of = read_events(TABLE.set_column(0, "user_id", column))
    assert {path for path, *_ in in_order(report_of)} == {written}
    assert report_of.report.reasons == {"the path id is empty": 1}


@pytest.mark.slow
def test_a_long_text_said_a_million_times_is_rejected_without_being_repeated() -> None:
    # As text these would be 3 TB: the dictionary is measured, not its repetitions.
    words = pa.array(["x" * 3_000_000, "a"])
    events = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_000 + [1], pa.int32()), words)
    ids = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000_001, pa.int8()), pa.array(["u"]))
    times = pa.array([0] * 1_000_001, pa.timestamp("us"))
    report = read_events(pa.table({"user_id": ids, "event": events, "timestamp": times})).report
    assert (report.lines, report.kept) == (1_000_001, 1)
    assert report.reasons == {"the text is too long (more than 1 MB)": 1_000_000}


def test_a_parquet_file_that_claims_more_rows_than_it_can_hold_is_refused(tmp_path: Path) -> None:
    rows = 20_000_000
    same = pa.DictionaryArray.from_arrays(_zeros(rows), pa.array(["u"]))
    times = _zeros(rows).cast(pa.int64()).cast(pa.timestamp("us"))
    table = pa.table({"user_id": same, "event": same, "timestamp": times})
    pq.write_table(table, tmp_path / "bomb.parquet", row_group_size=rows)
    with pytest.raises(EventLogError, match=r"bomb\.parquet claims 20,000,000 rows in [\d,]+ bytes: refused"):
        read_events(tmp_path / "bomb.parquet")


def _zeros(rows: int) -> pa.Array:
    return pa.Array.from_buffers(pa.int8(), rows, [None, pa.py_buffer(bytes(rows))])


def test_a_parquet_file_damaged_in_the_middle_says_so_and_keeps_nothing(tmp_path: Path) -> None:
    path = tmp_path / "log.parquet"
    ids = [f"user {n} {n * 7919 % 10007}" for n in range(50_000)]
    frame = pd.DataFrame({"user_id": ids, "event": "a", "timestamp": pd.Timestamp("2024-05-01")})
    frame.to_parquet(path, compression="zstd")
    whole = bytearray(path.read_bytes())
    whole[2000:4000] = bytes(2000)
    path.write_bytes(whole)
    with pytest.raises(EventLogError, match=r"could not be read to its end .* Nothing of it was kept"):
        read_events(path)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(EventLogError, match=r"log\.parquet is not a readable Parquet file \(damaged or cut off\)"):
        read_events(path)


def test_a_cursor_of_any_driver_is_read_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("journeykit.events.reading.arrow_source.FETCHED_ROWS", 2)
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE visits (user_id, event, timestamp, amount)")
        rows = [(7, "home", "2024-05-01 10:00", 1.5), ("007", "pay", None, 2), (None, "pay", "2024-05-01", 0)]
        connection.executemany("INSERT INTO visits VALUES (?, ?, ?, ?)", [*rows, *rows])
        cursor = connection.execute("SELECT * FROM visits ORDER BY timestamp")
        events = read_events(cursor, attribute_cols=["amount"])
        assert {path for path, *_ in in_order(events)} == {"7"}
        assert (events.report.source, events.report.lines, events.report.kept) == ("query result", 6, 2)
        assert events.report.reasons == {"the time is empty": 2, "the path id is empty": 2}
    connection.close()


class Cursor:
    """As of DB-API 2.0, for what a driver may give."""

    def __init__(self, columns: list[str], rows: list[Any]) -> None:
        self.description = [(column, *[None] * 6) for column in columns]
        self._rows: Iterator[list[Any]] = iter([rows, []])

    def fetchmany(self, size: int) -> list[Any]:
        return next(self._rows)


COLUMNS = ["user_id", "event", "timestamp"]


def test_a_cursor_gives_times_as_python_has_them_and_rows_as_mappings() -> None:
    noon = datetime(2024, 5, 1, 12, 0, 0, 123_456, tzinfo=UTC)
    assert in_order(read_events(Cursor(COLUMNS, [(1, "a", noon)]))) == [("1", "a", 1_714_564_800_123_456)]
    rows = [{"timestamp": date(2024, 5, 1), "event": "a", "user_id": 1.0}]
    assert in_order(read_events(Cursor(COLUMNS, rows))) == [("1", "a", 1_714_521_600_000_000)]


def test_a_duckdb_cursor_hands_over_arrow() -> None:
    cursor = duckdb.connect().execute("SELECT 'u' AS user_id, 'a' AS event, TIMESTAMP '2024-05-01' AS timestamp")
    events = read_events(cursor)
    assert (len(events), events.report.source) == (1, "query result")
    assert events.report.time_format.startswith("typed times of the source")


def test_what_a_cursor_cannot_give_is_said_and_its_own_error_is_not_hidden() -> None:
    with sqlite3.connect(":memory:") as connection, pytest.raises(EventLogError, match="execute a query first"):
        read_events(connection.cursor())
    connection.close()
    with pytest.raises(
        EventLogError, match=r"the column 'event' holds bytes, not text\. Turn it into text in the query"
    ):
        read_events(Cursor(COLUMNS, [(1, b"a", "2024-05-01")]))

    class Lost(Cursor):
        def fetchmany(self, size: int) -> list[Any]:
            raise ConnectionResetError("the warehouse is gone")

    with pytest.raises(ConnectionResetError, match="the warehouse is gone"):
        read_events(Lost(COLUMNS, []))


def test_nested_columns_and_missing_ones_are_named() -> None:
    with pytest.raises(EventLogError, match=r"the column 'unread' holds list<.*>, not text\. Turn it into text first"):
        read_events(TABLE, attribute_cols=["unread"])
    with pytest.raises(ColumnRoleError, match="no column 'evnt' for the event"):
        read_events(TABLE, event_col="evnt")


def test_an_open_file_is_no_log_but_its_path_is() -> None:
    with (
        Path(__file__).open() as stream,
        pytest.raises(EventLogError, match=r"this is a TextIOWrapper\. Pass the path"),
    ):
        read_events(stream)


def test_ids_that_are_uuids_are_written_as_such() -> None:
    frame = pd.DataFrame({"user_id": [uuid.UUID(int=5)] * 2, "event": ["a", "b"], "timestamp": ["2024-05-01"] * 2})
    assert {path for path, _, _ in in_order(read_events(frame))} == {str(uuid.UUID(int=5))}


def test_a_length_of_time_is_no_point_in_time_and_says_its_own_unit() -> None:
    frame = pd.DataFrame({"user_id": ["u", "u"], "event": ["a", "b"], "took": pd.to_timedelta(["1h", "90.5s"])})
    with pytest.raises(EventLogError, match="no time in the column 'timestamp' can be read"):
        read_events(frame.rename(columns={"took": "timestamp"}))
    events = read_events(frame.assign(timestamp="2024-05-01"), duration_col=("took", "ms"))
    assert time_in_activity(events).to_pandas().set_index("event")["median_s"].to_dict() == {"a": 3600, "b": 90.5}


def test_names_of_an_index_are_columns() -> None:
    frame = pd.DataFrame({"user_id": ["u", "u"], "event": ["a", "b"], "timestamp": ["2024-05-01", "2024-05-02"]})
    expected = in_order(read_events(frame))
    assert in_order(read_events(frame.set_index("user_id"))) == expected
    assert in_order(read_events(frame.set_index(["user_id", "timestamp"]))) == expected
    assert in_order(read_events(frame.set_index("event", drop=False))) == expected


def test_a_single_column_is_refused_in_words() -> None:
    with pytest.raises(EventLogError, match="a pandas Series is one column, a log has at least two"):
        read_events(pd.Series(["a", "b"]))
