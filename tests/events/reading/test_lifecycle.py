"""Rows that say the start and the end of one activity are noticed in tables as in XES."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pandas as pd
import pytest

from journeykit.events import read_events

ADVICE = "each is an event of its own. To count what starts and completes once, keep one kind of rows before reading"


def log(column: str, words: list[str | None]) -> pd.DataFrame:
    size = len(words)
    times = [f"2024-05-01 10:{minute:02d}" for minute in range(size)]
    return pd.DataFrame({"case_id": "c", "activity": "check", "timestamp": times, column: words})


def said(source: object) -> list[str]:
    return [note for note in read_events(source).report.notes if "lifecycle" in note]


@pytest.mark.parametrize("column", ["lifecycle:transition", "Lifecycle", "Registration Type", "status"])
def test_starts_and_ends_in_a_csv_are_said(column: str, tmp_path: Path) -> None:
    log(column, ["START", "complete", None, "Complete"]).to_csv(tmp_path / "log.csv", index=False)
    assert said(tmp_path / "log.csv") == [f"lifecycle in column {column!r}: complete 2, start 1; {ADVICE}"]


def test_every_kind_of_source_says_the_same(tmp_path: Path) -> None:
    frame = log("lifecycle:transition", ["start", "complete"])
    frame.to_parquet(tmp_path / "log.parquet")
    frame.to_csv(tmp_path / "log.csv", index=False)
    connection = sqlite3.connect(":memory:")
    frame.to_sql("log", connection, index=False)
    parts = [frame.head(1), frame.tail(1)]
    cursor = connection.execute("SELECT * FROM log")
    for source in (frame, tmp_path / "log.parquet", str(tmp_path / "*.csv"), cursor, parts):
        assert said(source) == [f"lifecycle in column 'lifecycle:transition': start 1, complete 1; {ADVICE}"]


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
    assert said(log(column, words)) == []


def test_a_word_that_comes_later_is_not_repeated() -> None:
    words = ["start"] * 131_072 + ["complete", "Anna"]
    frame = log("status", ["start"]).iloc[[0] * len(words)].assign(status=words)
    assert said(frame) == [f"lifecycle in column 'status': start 131,072, complete 1, another word 1; {ADVICE}"]
