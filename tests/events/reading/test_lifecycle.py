"""The column that says whether a line starts or completes an activity is found by its name and its words."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from journeykit.events import Events, read_events
from journeykit.events.reading.lifecycle_words import has_pairs, moment_of, transition


def log(column: str, words: list[str | None]) -> pd.DataFrame:
    size = len(words)
    times = [f"2024-05-01 10:{minute:02d}" for minute in range(size)]
    return pd.DataFrame({"case_id": "c", "activity": "check", "timestamp": times, column: words})


def said(events: Events) -> list[str]:
    return [note for note in events.report.notes if "lifecycle" in note]


@pytest.mark.parametrize("column", ["lifecycle:transition", "Lifecycle", "Registration Type", "status"])
def test_starts_and_ends_in_a_csv_are_said(column: str, tmp_path: Path) -> None:
    log(column, ["START", "complete", None, "Complete"]).to_csv(tmp_path / "log.csv", index=False)
    (note,) = said(read_events(tmp_path / "log.csv"))
    assert note.startswith(f"lifecycle in column {column!r}: complete 2, start 1. A start and its completion are one ")
    apart = "each is an event of its own"
    advice = f"lifecycle_col={column!r} makes one event of each start and its complete"
    assert said(read_events(tmp_path / "log.csv", lifecycle_col=False)) == [
        f"lifecycle in column {column!r}: complete 2, start 1; {apart}. {advice}"
    ]


@pytest.mark.slow
def test_every_kind_of_source_finds_the_same(tmp_path: Path) -> None:
    for column in ("lifecycle:transition", "lifecycle"):
        frame = log(column, ["start", "complete"])
        frame.to_parquet(tmp_path / "log.parquet")
        frame.to_csv(tmp_path / "log.csv", index=False)
        connection = sqlite3.connect(":memory:")
        frame.to_sql("log", connection, index=False)
        cursor = connection.execute("SELECT * FROM log")
        for source in (
            frame,
            tmp_path / "log.parquet",
            str(tmp_path / "*.csv"),
            cursor,
            [frame.head(1), frame.tail(1)],
        ):
            assert read_events(source).report.joined == 1


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("status", ["start", "delivered"]),
        ("status", ["complete", "complete"]),
        ("status", [None, None]),
        ("colour", ["start", "complete"]),
        ("lifecycle", ["complete", "complete"]),
    ],
)
def test_a_column_that_says_something_else_is_left_alone(column: str, words: list[str | None]) -> None:
    events = read_events(log(column, words))
    assert (said(events), len(events), events.has_durations) == ([], 2, False)


def test_another_word_that_comes_later_is_not_repeated_and_joins_nothing() -> None:
    words = ["start"] * 131_072 + ["complete", "Anna"]
    frame = log("status", ["start"]).iloc[[0] * len(words)].assign(status=words)
    events = read_events(frame)
    (note,) = said(events)
    assert note.startswith("lifecycle in column 'status': start 131,072, complete 1, another word 1; each is")
    assert len(events) == len(words)


def test_words_say_what_becomes_of_an_activity() -> None:
    assert [moment_of(word) for word in ("Start", "ENDED", "pi_abort", "suspend", "Resumed", "assign", "Anna")] == [
        1, 2, 2, 3, 4, 5, 5,
    ]  # fmt: skip
    assert (transition(" Start "), transition("Anna")) == ("start", "another word")
    assert has_pairs({"begin": 1, "finished": 2})
    assert not has_pairs({"complete": 3, "ended": 1})


def test_a_column_that_holds_no_words_is_not_read_for_its_name() -> None:
    frame = pd.DataFrame({"user_id": ["u"], "event": ["a"], "timestamp": ["2024-05-01"]})
    table = pa.Table.from_pandas(frame).append_column("status", pa.array([{"code": 1}]))
    for source in (table, table.to_reader(), table.append_column("lifecycle:transition", pa.array([[1]]))):
        assert len(read_events(source)) == 1


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("vorgang", ["gestartet", "beendet"]),
        ("Ereignistyp", ["Beginn", "Ende"]),
        ("type", ["début", "fin"]),
        ("tipo", ["inicio", "fin"]),
        ("status", ["begin", "end"]),
        ("transaction_type", ["ENTER", "EXIT"]),
        ("movement", ["in", "out"]),
        ("action_type", ["open", "close"]),
    ],
)
def test_starts_and_ends_in_other_words(column: str, words: list[str | None]) -> None:
    events = read_events(log(column, words))
    assert (len(events), events.report.joined, events.has_durations) == (1, 1, True)


def test_words_with_other_meanings_count_only_beside_each_other() -> None:
    frame = log("movement", ["in", "out"]).assign(activity=["check", "pay"])
    assert len(read_events(frame)) == 2
    assert len(read_events(log("status", ["open", "closed"]))) == 2  # States of a ticket.


def test_a_column_of_starts_and_ends_is_not_which_activity() -> None:
    frame = pd.DataFrame(
        {"Fall": "T1", "Arbeitsschritt": "Prüfung", "Ereignis": ["Beginn", "Ende"],
         "Zeitpunkt": ["02.05.2024 08:00:00", "02.05.2024 08:20:00"]}
    )  # fmt: skip
    events = read_events(frame, time_format="day_first")
    assert "'Arbeitsschritt'" in events.report.roles["event"]
    assert (len(events), events.has_durations) == (1, True)
    only = read_events(frame.drop(columns="Arbeitsschritt"), time_format="day_first")
    assert "'Ereignis'" in only.report.roles["event"]


def test_a_word_that_is_not_known_is_told_with_the_nearest() -> None:
    frame = log("what", ["start", "compleet", "Anna Meyer"])
    report = read_events(frame, lifecycle_col="what").report
    (note,) = [note for note in report.notes if note.startswith("words in column 'what'")]
    assert "'compleet' (did you mean 'complete'?), 1 others." in note
    assert "log['what'].replace({" in note
