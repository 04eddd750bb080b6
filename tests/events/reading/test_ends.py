"""Two columns of times, or a time and a duration, give events with a beginning and an end."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlglot import parse_one

from journeykit.errors import ColumnRoleError, EventLogError
from journeykit.events import Events, read_events
from journeykit.events.engine import shared_database
from tests.draws import draws

SECOND = 1_000_000


def durations(events: Events) -> list[float | None]:
    """Seconds of every event, by path and in its order; None where they are not known."""
    rows = events._log.rows(parse_one("SELECT duration FROM j ORDER BY path, position"))  # type: ignore[arg-type]
    return [None if row["duration"] is None else row["duration"] / SECOND for row in rows]


def frame(begins: list[Any], ends: list[Any], names: tuple[str, str] = ("start_time", "end_time")) -> pd.DataFrame:
    size = len(begins)
    events = {"case_id": "c", "activity": [f"a{number}" for number in range(size)], names[0]: begins, names[1]: ends}
    return pd.DataFrame(events)


TWO = (["2024-01-01 10:00:00", "2024-01-01 11:00:00"], ["2024-01-01 10:20:00", "2024-01-01 12:00:00"])


@pytest.mark.parametrize(
    "names",
    [
        ("start_timestamp", "end_timestamp"),
        ("StartTime", "CompleteTime"),
        ("Start Timestamp", "Complete Timestamp"),
        ("started_at", "finished_at"),
        ("begin", "end"),
        ("Start Date", "End Date"),
        ("activity_start", "activity_end"),
        ("start_timestamp", "time:timestamp"),
    ],
)
def test_a_beginning_and_an_end_are_found_by_their_names(names: tuple[str, str]) -> None:
    events = read_events(frame(*TWO, names))
    assert (events.has_durations, durations(events)) == (True, [1200, 3600])
    report = events.report
    assert report.roles["time"] == f"{names[0]!r} (guessed by name: a beginning and an end)"
    assert (report.to_confirm["timestamp_col"], report.to_confirm["end_col"]) == names
    again = read_events(frame(*TWO, names), **report.to_confirm)
    assert (durations(again), dict(again.report.to_confirm)) == ([1200, 3600], {})


def test_a_log_with_another_time_is_read_as_before() -> None:
    log = frame(*TWO).assign(timestamp=TWO[1])
    events = read_events(log)
    assert (events.has_durations, events.report.roles["time"]) == (False, "'timestamp' (guessed by name)")
    assert durations(read_events(log, timestamp_col="start_time", end_col="timestamp")) == [1200, 3600]


def test_of_three_times_the_creation_is_not_the_beginning() -> None:
    log = frame(*TWO, ("started_at", "ended_at")).assign(created_at="2023-12-31 09:00")
    assert durations(read_events(log)) == [1200, 3600]
    assert not read_events(log, timestamp_col="created_at").has_durations


@pytest.mark.parametrize("pair", [["start_time", "end_time"], ("start_time", "end_time")])
def test_a_pair_of_times_is_a_beginning_and_an_end_if_the_second_is_no_time_of_day(pair: Any) -> None:
    assert durations(read_events(frame(*TWO), timestamp_col=pair)) == [1200, 3600]
    other = frame(*TWO, ("opened", "handed over"))
    assert durations(read_events(other, timestamp_col=("opened", "handed over"))) == [1200, 3600]
    clock = pd.DataFrame({"case_id": ["c"], "activity": ["a"], "d": ["2024-01-01"], "c": ["10:00"]})
    assert not read_events(clock, timestamp_col=("d", "c")).has_durations


def test_times_of_day_share_a_date() -> None:
    log = frame(["10:00", "11:00"], ["10:20", "12:00"]).assign(date="2024-01-01")
    assert durations(read_events(log)) == [1200, 3600]
    stated = read_events(log, timestamp_col=["date", "start_time"], end_col=["date", "end_time"])
    assert durations(stated) == [1200, 3600]
    four = frame(["10:00", "11:00"], ["10:20", "12:00"]).assign(start_date="2024-01-01", end_date="2024-01-02")
    assert durations(read_events(four)) == [87_600, 90_000]


def test_each_column_has_its_own_form() -> None:
    ends = ["1704104400", "1704110400"]
    events = read_events(frame(TWO[0], ends))
    assert durations(events) == [1200, 3600]
    assert "time_format" not in events.report.to_confirm
    assert any(note.startswith("times of the end: seconds since 1970") for note in events.report.notes)
    epochs = frame([1704103200000, 1704106800000], [1704104400000, 1704110400000])
    assert durations(read_events(epochs)) == [1200, 3600]
    mixed = frame(["13.01.2024 10:00", "14.01.2024 10:00"], ["2024-01-13T10:20", "2024-01-14T11:00"])
    assert durations(read_events(mixed)) == [1200, 3600]


@pytest.mark.parametrize("nothing", [None, "", "NULL", "-", "NaT", "9999-12-31 00:00:00"])
def test_an_end_that_has_not_come_is_an_event_without_a_duration(nothing: str | None) -> None:
    events = read_events(frame(TWO[0], [TWO[1][0], nothing]))
    assert (durations(events), len(events.report.rejected)) == ([1200, None], 0)


def test_an_end_before_its_beginning_or_that_cannot_be_read_is_rejected_by_line(tmp_path: Path) -> None:
    log = frame(
        ["2024-01-01 10:00:00"] * 5,
        ["2024-01-01 09:00:00", "2024-01-01 10:30:00", "soon", "2024-01-01 10:00:00", "2024-01-01 11:00:00"],
    )
    log.to_csv(tmp_path / "log.csv", index=False)
    report = read_events(tmp_path / "log.csv").report
    assert report.rejected[["line", "column", "reason"]].values.tolist() == [
        [2, "end_time", "the end is before the beginning"],
        [4, "end_time", "the end cannot be read"],
    ]
    assert (report.lines, report.kept, report.joined) == (5, 3, 0)


def test_columns_that_are_mostly_backwards_are_no_beginning_and_end() -> None:
    turned = frame(TWO[1], TWO[0])
    events = read_events(turned)
    assert (events.has_durations, len(events)) == (False, 2)
    assert any("in 2 of 2 lines (row 1 is the first)" in note for note in events.report.notes)
    assert read_events(turned, end_col="end_time").report.reasons == {"the end is before the beginning": 2}


def test_words_in_a_column_that_is_called_an_end_are_left_alone() -> None:
    events = read_events(frame(TWO[0], ["sold", "lost"], ("start", "end")))
    assert (events.has_durations, len(events)) == (False, 2)
    assert any(note.startswith("column 'end' is not used as the end of events: ") for note in events.report.notes)
    with pytest.raises(EventLogError, match="'end'"):
        read_events(frame(TWO[0], ["sold", "lost"], ("start", "end")), end_col="end")


def test_false_reads_no_end() -> None:
    events = read_events(frame(*TWO), timestamp_col="end_time", end_col=False)
    assert not events.has_durations
    assert events.report.to_confirm["timestamp_col"] == "end_time"


@pytest.mark.parametrize(
    ("minutes", "unit", "expected"), [([20, 60], "min", [1200, 3600]), (["1,5", "2.25"], "h", [5400, 8100])]
)
def test_a_duration_is_told_with_its_unit(minutes: list[Any], unit: str, expected: list[float]) -> None:
    log = frame(TWO[0], minutes, ("timestamp", "took"))
    assert durations(read_events(log, duration_col=("took", unit))) == expected
    assert not read_events(log).has_durations
    wrong = read_events(log.assign(took=["-5", "x"]), duration_col=("took", unit)).report
    assert wrong.reasons == {"the end is before the beginning": 1, "the end cannot be read": 1}
    assert durations(read_events(log.assign(took=["", minutes[1]]), duration_col=("took", unit))) == [None, expected[1]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"end_col": "ende_time"}, "the log has no column 'ende_time' for the end (end_col=). Did you mean"),
        ({"duration_col": "took"}, "duration_col='took' takes a column and its unit, as ('minutes', 'min'). Units: "),
        ({"duration_col": ("took", "min")}, "the log has no column 'took' for the duration (duration_col=)."),
        ({"end_col": "end_time", "duration_col": ("x", "s")}, "end_col= and duration_col= both say when an event"),
        ({"end_col": True}, "end_col=True takes a column, or a date and a time-of-day column; end_col=False"),
        ({"timestamp_col": "end_time", "end_col": "end_time"}, "the column 'end_time' would be both the time and the"),
    ],
)  # fmt: skip
def test_a_wrong_argument_says_what_is_allowed(options: dict[str, Any], message: str) -> None:
    with pytest.raises((EventLogError, ColumnRoleError)) as error:
        read_events(frame(*TWO), **options)
    assert str(error.value).startswith(message)


def test_times_with_and_without_an_offset_are_not_compared() -> None:
    log = frame(TWO[0], [f"{end}+02:00" for end in TWO[1]])
    with pytest.raises(EventLogError, match="the times in the column 'start_time' have no offset, those in 'end_time'"):
        read_events(log, end_col="end_time")
    local = read_events(log.assign(start_time=["2024-06-01 10:00", "2024-06-01 11:00"],
                                   end_time=["2024-06-01T10:20+02:00", "2024-06-01T12:00+02:00"]),
                        timezone="Europe/Berlin")  # fmt: skip
    assert durations(local) == [1200, 3600]


def test_a_night_in_which_the_clocks_change_has_its_true_length() -> None:
    log = frame(["2024-03-31 01:00:00"], ["2024-03-31 04:00:00"])
    assert durations(read_events(log, timezone="Europe/Berlin")) == [7200]


ROWS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), st.integers(0, 500), st.none() | st.integers(0, 90)),
    min_size=1,
    max_size=25,
)


def table(rows: list[tuple[str, str, int, int | None]]) -> pd.DataFrame:
    begins = [pd.Timestamp("2024-01-01") + pd.Timedelta(minutes=row[2]) for row in rows]
    ends = [
        None if row[3] is None else begin + pd.Timedelta(minutes=row[3])
        for begin, row in zip(begins, rows, strict=True)
    ]
    return pd.DataFrame(
        {
            "case_id": [row[0] for row in rows],
            "activity": [row[1] for row in rows],
            "start_time": [f"{begin:%Y-%m-%d %H:%M:%S}" for begin in begins],
            "end_time": [None if end is None else f"{end:%Y-%m-%d %H:%M:%S}" for end in ends],
        }
    ).astype("object")


def whole(events: Events) -> list[tuple[Any, ...]]:
    query = """
        SELECT p.id, n.name, j.t, j.ended, j.duration FROM j JOIN paths AS p ON p.path = j.path
        JOIN names AS n ON n.event = j.event ORDER BY j.path, j.position
    """
    return [tuple(row.values()) for row in events._log.rows(parse_one(query))]  # type: ignore[arg-type]


@pytest.mark.slow
@settings(max_examples=draws(8), deadline=None)
@given(rows=ROWS)
def test_every_kind_of_source_gives_the_same_durations(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, int, int | None]]
) -> None:
    if not any(row[3] is not None for row in rows):
        return
    folder, log = tmp_path_factory.mktemp("ends"), table(rows)
    log.to_csv(folder / "log.csv", index=False)
    log.to_json(folder / "log.jsonl", orient="records", lines=True)
    log.to_json(folder / "log.json", orient="records")
    log.to_parquet(folder / "log.parquet")
    log.to_excel(folder / "log.xlsx", index=False)
    typed = log.assign(start_time=pd.to_datetime(log["start_time"]), end_time=pd.to_datetime(log["end_time"]))
    connection = sqlite3.connect(":memory:")
    log.to_sql("log", connection, index=False)
    cursor = connection.execute("SELECT * FROM log ORDER BY rowid")
    sources = [log, typed, cursor, [log.head(1), log.tail(len(log) - 1)], *sorted(folder.iterdir())]
    minutes = [(a, b, t, d) for a, b, t, d in sorted(rows, key=lambda row: (row[0], row[2]))]
    expected = [None if d is None else d * 60 * SECOND for _, _, _, d in minutes]
    for source in sources:
        found = whole(read_events(source))
        assert [row[4] for row in found] == expected
        assert [row[:2] for row in found] == [(a, b) for a, b, _, _ in minutes]


def test_a_log_larger_than_memory_has_the_same_durations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = table([("a", "x", 5, 10), ("b", "y", 3, None), ("a", "z", 1, 4), ("a", "x", 5, 0)])
    log.to_csv(tmp_path / "log.csv", index=False)
    expected = whole(read_events(tmp_path / "log.csv", attribute_cols=["end_time"]))
    monkeypatch.setitem(shared_database().__dict__, "array_bytes", 0)
    events = read_events(tmp_path / "log.csv", attribute_cols=["end_time"])
    assert any("too large" in note for note in events.report.notes)
    assert whole(events) == expected


def test_a_prepared_log_that_is_kept_keeps_its_durations(tmp_path: Path) -> None:
    table([("a", "x", 5, 10), ("b", "y", 3, None)]).to_csv(tmp_path / "log.csv", index=False)
    first = read_events(tmp_path / "log.csv", keep=True)
    again = read_events(tmp_path / "log.csv", keep=True)
    assert any("reused" in note for note in again.report.notes)
    assert (again.has_durations, whole(again), again.report.joined) == (True, whole(first), 0)


def test_durations_may_say_their_own_unit() -> None:
    took = ["00:20:00", "26:00:00", "0 days 00:20:00.5", "2 days, 1:00:00", "PT1H20M", "P1DT2H", "90", "1,5", "20:00"]
    frame = pd.DataFrame({"case": "c", "activity": list("abcdefghi"), "start": "2024-05-01", "took": took})
    events = read_events(frame, duration_col=("took", "s"))
    assert durations(events) == [1200, 93_600, 1200.5, 176_400, 4800, 93_600, 90, 1.5]
    assert events.report.reasons == {"the end cannot be read": 1}
