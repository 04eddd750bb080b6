"""Frames, Parquet, order columns: lines = kept + rejected, and a shuffle changes nothing that the order settles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import ColumnRoleError, EventLogError
from journeykit.events import Events, read_events
from journeykit.events.sql import sql_template
from journeykit.questions import funnel, reach, stage_flow, steps, transitions
from tests.events.conftest import frame_of


def prepared(events: Events) -> list[dict[str, object]]:
    return events._log.rows(
        sql_template(
            "SELECT p.id AS path, n.name AS event, j.t, j.position, x.name AS next_event, j.gap, j.path_length,"
            " j.is_last FROM j JOIN paths AS p ON p.path = j.path JOIN names AS n ON n.event = j.event"
            " LEFT JOIN names AS x ON x.event = j.next_event ORDER BY p.id, j.position"
        )
    )


def test_the_prepared_log_says_what_comes_next_and_when() -> None:
    rows = prepared(read_events(frame_of([("b", "x", 7), ("a", "y", 9), ("a", "x", 4)])))
    assert rows == [
        {"path": "a", "event": "x", "t": 4_000_000, "position": 1, "next_event": "y", "gap": 5_000_000,
         "path_length": 2, "is_last": False},
        {"path": "a", "event": "y", "t": 9_000_000, "position": 2, "next_event": None, "gap": None,
         "path_length": 2, "is_last": True},
        {"path": "b", "event": "x", "t": 7_000_000, "position": 1, "next_event": None, "gap": None,
         "path_length": 1, "is_last": True},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "ids",
    [
        pytest.param(pd.Series([1, 2, 2], dtype="int64"), id="whole numbers"),
        pytest.param(pd.Series([1.0, 2.0, 2.0]), id="floats that are whole"),
        pytest.param(pd.Series(["1", "2", "2"], dtype="category"), id="categories"),
        pytest.param(pd.Series([1, "2", 2], dtype="object"), id="mixed objects"),
    ],
)
def test_ids_of_any_type_become_their_text(ids: pd.Series) -> None:
    frame = pd.DataFrame({"user_id": ids, "event": ["a", "b", "c"], "timestamp": pd.Timestamp("2024-05-01")})
    assert [row["path"] for row in prepared(read_events(frame))] == ["1", "2", "2"]


def test_missing_ids_and_times_of_a_frame_are_rejected_by_row() -> None:
    frame = pd.DataFrame(
        {
            "user_id": [7.0, np.nan, 8.0, 9.0],
            "event": ["a", "b", None, "d"],
            "timestamp": [pd.Timestamp("2024-05-01")] * 3 + [pd.NaT],
        }
    )
    report = read_events(frame).report
    assert (report.lines, report.kept) == (4, 1)
    assert report.rejected.values.tolist() == [
        ["pandas frame", 2, "user_id", "the path id is empty"],
        ["pandas frame", 3, "event", "the event name is empty"],
        ["pandas frame", 4, "timestamp", "the time is empty"],
    ]


def test_typed_times_with_a_zone_become_utc_and_say_so() -> None:
    frame = pd.DataFrame({"user_id": ["u"], "event": ["a"], "timestamp": pd.to_datetime(["2024-05-01 12:00+02:00"])})
    events = read_events(frame)
    assert prepared(events)[0]["t"] == pd.Timestamp("2024-05-01 10:00").value // 1000
    assert events.report.time_format == (
        "typed times of the source, converted to UTC: days and weeks are those of UTC, not of a place"
    )


def test_a_log_frame_is_not_changed_by_reading_it() -> None:
    frame = frame_of([("a", "x", 1), ("a", "y", 0)])
    before = frame.copy(deep=True)
    read_events(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_parquet_and_csv_and_frame_give_the_same_log(tmp_path: Path) -> None:
    frame = frame_of([("a", "x", 1), ("b", "y", 2), ("a", "y", 2), ("a", "x", 2)])
    frame.to_parquet(tmp_path / "log.parquet")
    frame.to_csv(tmp_path / "log.csv", index=False)
    expected = prepared(read_events(frame))
    assert prepared(read_events(tmp_path / "log.parquet")) == expected
    assert prepared(read_events(str(tmp_path / "log.csv"))) == expected


def test_parquet_with_date_and_nested_columns(tmp_path: Path) -> None:
    frame = pd.DataFrame({"user_id": [1], "event": ["a"], "date": [pd.Timestamp("2024-05-01").date()], "tags": [["x"]]})
    frame.to_parquet(tmp_path / "log.parquet")
    assert prepared(read_events(tmp_path / "log.parquet"))[0]["t"] == pd.Timestamp("2024-05-01").value // 1000
    with pytest.raises(EventLogError, match=r"the column 'tags' holds list<.*>, not text\. Turn it into text first\."):
        read_events(tmp_path / "log.parquet", attribute_cols=["tags"])


def test_a_damaged_parquet_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "log.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(EventLogError, match=r"log\.parquet is not a readable Parquet file \(damaged or cut off\)\."):
        read_events(tmp_path / "log.parquet")


def test_date_and_time_of_day_in_two_columns(csv_file: Callable[..., Path]) -> None:
    path = csv_file("COOKIE;Date;Time;Webpage\nu;1999-06-24;10:06:37;home\nu;1999-06-24;;x\nu;;10:00;y\n")
    events = read_events(path)
    assert prepared(events)[0]["t"] == pd.Timestamp("1999-06-24 10:06:37").value // 1000
    assert events.report.roles["time"] == "'Date + Time' (guessed by name)"
    assert events.report.reasons == {"the time is empty": 2}


def test_a_typed_date_column_pairs_with_a_time_of_day() -> None:
    frame = pd.DataFrame({"user_id": ["u"], "event": ["a"], "Date": pd.to_datetime(["2024-05-01"]), "Time": ["12:30"]})
    assert prepared(read_events(frame))[0]["t"] == pd.Timestamp("2024-05-01 12:30").value // 1000


ORDERED = st.lists(
    st.tuples(st.sampled_from("wxyz"), st.sampled_from("abc"), st.integers(0, 2)), min_size=1, max_size=40
)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(ORDERED, st.randoms(use_true_random=False))
def test_a_shuffled_log_with_an_order_column_answers_the_same(rows: list[tuple[str, str, int]], random: object) -> None:
    frame = frame_of(rows).assign(order=range(len(rows)))
    shuffled = frame.sample(frac=1, random_state=random.randrange(2**31))  # type: ignore[attr-defined]
    first, second = (read_events(log, order_col="order") for log in (frame, shuffled))
    assert prepared(first) == prepared(second)
    names = list(first.event_names)
    for question in (transitions, steps, reach, lambda e: funnel(e, names), lambda e: stage_flow(e, names)):
        pd.testing.assert_frame_equal(question(first).to_pandas(), question(second).to_pandas())


def test_an_order_breaks_ties_only_within_the_same_time_and_before_the_row_order() -> None:
    frame = frame_of([("a", "third", 5), ("a", "second", 5), ("a", "first", 1)]).assign(order=[2, 1, 9])
    assert [row["event"] for row in prepared(read_events(frame, order_col="order"))] == ["first", "second", "third"]
    assert [row["event"] for row in prepared(read_events(frame))] == ["first", "third", "second"]


def test_an_order_that_is_no_whole_number_is_rejected_when_given_and_ignored_when_guessed() -> None:
    frame = frame_of([("a", "x", 1), ("a", "y", 1)]).assign(seq=["2", "one"])
    given_order = read_events(frame, order_col="seq").report
    assert given_order.rejected.values.tolist() == [["pandas frame", 2, "seq", "the order is not a whole number"]]
    guessed = read_events(frame).report
    assert guessed.kept == 2
    assert "order" not in guessed.roles
    assert "column 'seq' is not used to break ties: it is not a whole number on every line" in guessed.notes


def test_ties_and_duplicates_are_counted_and_kept() -> None:
    rows = [("a", "x", 1), ("a", "x", 1), ("a", "y", 1), ("b", "x", 1)]
    events = read_events(frame_of(rows).drop(columns="seq"))
    assert len(events) == 4
    assert events.report.notes == (
        "events at the same time as the next one of their path: 2; the row order decides",
        "exact duplicates (same path, event and time) kept: 1",
    )


def test_the_report_reads_as_a_sentence_a_line_and_can_leave_out_values() -> None:
    frame = frame_of([("secret-id", "x", 1), ("", "y", 2)]).drop(columns="seq")
    report = read_events(frame).report
    confirmed = (
        "  to confirm what was guessed: "
        "read_events(…, path_col='user_id', event_col='event', timestamp_col='timestamp')"
    )
    assert str(report) == (
        "pandas frame: 2 lines = 1 kept + 1 rejected\n"
        "  path: 'user_id' (guessed by name): secret-id\n"
        "  event: 'event' (guessed by name): x, y\n"
        "  time: 'timestamp' (guessed by name): 1970-01-01 00:00:01, 1970-01-01 00:00:02\n"
        "  times: typed times of the source, taken as UTC, because they carry no offset: days and weeks are as "
        "written\n"
        "  from 1 January 1970, 00:00:01 to 1 January 1970, 00:00:01\n"
        "  rejected 1: the path id is empty (line 2) [path_col=[…]]\n" + confirmed
    )
    assert report.in_words("", examples=False) == (
        "pandas frame: 2 lines = 1 kept + 1 rejected\n"
        "  path: 'user_id' (guessed by name)\n"
        "  event: 'event' (guessed by name)\n"
        "  time: 'timestamp' (guessed by name)\n"
        "  times: typed times of the source, taken as UTC, because they carry no offset: days and weeks are as "
        "written\n"
        "  rejected 1: the path id is empty (line 2) [path_col=[…]]"
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nowhere.csv", "there is no file 'nowhere.csv'. Working folder: "),
        ("nowhere/*.csv", "'nowhere/*.csv' has no file that can be read as an event log. Kinds that can: '.csv', "),
        (
            42,
            "read_events takes a path to a CSV, JSON, Excel, Parquet or XES file, also packed, a folder, a glob "
            "or a list of files, a pandas or polars frame, Arrow, a DuckDB relation or a database cursor; "
            "this is a int.",
        ),
    ],
)
def test_a_source_that_cannot_be_opened_says_why(source: object, message: str) -> None:
    with pytest.raises(EventLogError) as error:
        read_events(source)  # type: ignore[arg-type]
    assert str(error.value).startswith(message)


def test_a_folder_without_a_log_names_the_kinds_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "about.md").write_text("{}")
    with pytest.raises(EventLogError) as error:
        read_events(tmp_path)
    assert "has no file that can be read as an event log. Kinds that can: '.csv', '.tsv'" in str(error.value)


def test_a_frame_without_columns_asks_for_the_path() -> None:
    with pytest.raises(ColumnRoleError, match="no column name says which one is the path"):
        read_events(pd.DataFrame())


def test_a_long_and_foreign_name_survives() -> None:
    names = ["x" * 10_000, "דף הבית", "🛒", "é", "e\u0301", "'; DROP TABLE j; --", 'a"b', "a:b :c"]
    events = read_events(frame_of([("u", name, second) for second, name in enumerate(names)]))
    assert set(events.event_names) == set(names)
    assert funnel(events, names).to_pandas()["paths"].tolist() == [1] * len(names)


@pytest.mark.parametrize(
    ("ids", "written"),
    [
        (pd.Series([100.0, 100.0, None, 7.0]), ["100", "7"]),
        (pd.Series([100.0, 100.0, None, "x7"], dtype="object"), ["100", "x7"]),
    ],
    ids=["float64", "mixed objects"],
)
def test_ids_that_pandas_made_decimal_are_written_as_whole_numbers(ids: pd.Series, written: list[str]) -> None:
    log = pd.DataFrame({"user_id": ids, "event": "x", "timestamp": "2026-05-01"})
    assert sorted(paths_of(read_events(log))) == written


def test_ids_that_came_as_decimal_numbers_are_noted_because_their_zeros_are_lost(tmp_path: Path) -> None:
    log = pd.DataFrame({"user_id": [100.0, None], "event": "x", "timestamp": "2026-05-01"})
    said = "the path column 'user_id' is decimal numbers: ids such as 00100 have lost their zeros; "
    assert f"{said}read it with dtype=str" in read_events(log).report.notes
    log.to_parquet(tmp_path / "log.parquet")
    assert f"{said}write it to the file as text" in read_events(tmp_path / "log.parquet").report.notes
    assert "decimal" not in str(read_events(log.assign(user_id=["00100", None])).report)


def paths_of(events: Events) -> list[str]:
    return [str(row["id"]) for row in events._log.rows(sql_template("SELECT id FROM paths"))]
