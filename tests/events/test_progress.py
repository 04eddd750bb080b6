"""Progress never goes back; reading that is stopped leaves neither tables nor files, and the next log is read."""

from __future__ import annotations

import gc
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

from journeykit.errors import CancelledError
from journeykit.events import read_events
from journeykit.events.engine import shared_database
from journeykit.events.log_tables import LogTables
from journeykit.events.progress import Cancel, Watch
from journeykit.events.sql import sql_template
from journeykit.questions import transitions
from tests.events.conftest import frame_of

FRAME = frame_of([(f"u{n % 50}", f"e{n % 7}", n) for n in range(2_000)])


def tables() -> int:
    gc.collect()
    query = (
        "SELECT (SELECT COUNT(*) FROM DUCKDB_TABLES()) + (SELECT COUNT(*) FROM DUCKDB_VIEWS() WHERE NOT internal) AS n"
    )
    log = LogTables()
    return int(log.rows(sql_template(query))[0]["n"])


@pytest.mark.parametrize("by_database", [False, True], ids=["in memory", "by the database"])
def test_progress_goes_from_nothing_to_all_in_words(monkeypatch: pytest.MonkeyPatch, by_database: bool) -> None:
    if by_database:
        monkeypatch.setitem(shared_database().__dict__, "array_bytes", 0)
    told: list[tuple[float, str]] = []
    read_events(FRAME, progress=lambda done, words: told.append((done, words)))
    fractions = [done for done, _ in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1], told[-1][1]) == (0.0, 1.0, "ready")
    assert "2,000 lines read" in [words for _, words in told]
    assert "sorting by path and time" in [words for _, words in told]


@pytest.mark.slow
@pytest.mark.parametrize("by_database", [False, True], ids=["in memory", "by the database"])
@pytest.mark.parametrize("moment", ["lines read", "numbering", "sorting"])
def test_a_stop_in_the_middle_leaves_no_half_table(
    monkeypatch: pytest.MonkeyPatch, moment: str, by_database: bool
) -> None:
    if by_database:
        monkeypatch.setitem(shared_database().__dict__, "array_bytes", 0)
    before, stop = tables(), Cancel()

    def stop_at(_done: float, words: str) -> None:
        if moment in words:
            stop.cancel()

    with pytest.raises(
        CancelledError, match=r"^the reading of the log was stopped as asked; nothing of it was kept\.$"
    ):
        read_events(FRAME, progress=stop_at, cancel=stop)
    assert tables() == before
    assert len(transitions(read_events(FRAME)).to_pandas()) > 0


def test_a_stopped_log_is_not_kept(tmp_path: Path) -> None:
    FRAME.to_parquet(tmp_path / "log.parquet")
    stop = Cancel()

    def stop_at_the_end(_done: float, words: str) -> None:
        if "keeping" in words:
            stop.cancel()
            stop.check()

    with pytest.raises(CancelledError):
        read_events(tmp_path / "log.parquet", keep=True, progress=stop_at_the_end, cancel=stop)
    assert [path.name for path in tmp_path.iterdir()] == ["log.parquet"]


@pytest.mark.slow
def test_what_a_listener_raises_ends_the_reading_as_ctrl_c_does() -> None:
    before = tables()

    def impatient(_done: float, words: str) -> None:
        if words.startswith("sorting"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_events(FRAME, progress=impatient)
    assert tables() == before


def test_a_stop_interrupts_the_database_in_the_middle_of_a_statement() -> None:
    stop = Cancel()
    log = LogTables(watch=Watch(cancel=stop))
    endless = sql_template("SELECT SUM(a.range * b.range) AS n FROM RANGE(3000000) AS a, RANGE(3000000) AS b")
    timer = threading.Timer(0.3, stop.cancel)
    timer.start()
    begin = time.monotonic()
    with pytest.raises(CancelledError):
        log.create("j", endless)
    timer.join()
    assert time.monotonic() - begin < 60
    log.finish()
    left = sql_template("SELECT COUNT(*) AS n FROM DUCKDB_TABLES() WHERE schema_name = :schema", schema=log.schema)
    assert log.rows(left) == [{"n": 0}]
    log.create("j", sql_template("SELECT 1 AS path"))  # The name is free, and the connection works.


def test_a_switch_that_was_turned_before_stops_at_once() -> None:
    stop = Cancel()
    stop.cancel()
    with pytest.raises(CancelledError):
        read_events(FRAME, cancel=stop)


def shares_of(source: object) -> list[float]:
    """Return the shares that were told while lines were read."""
    told: list[float] = []
    read_events(source, progress=lambda done, words: told.append(done) if "lines read" in words else None)
    return told


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "csv.gz", "jsonl", "json", "parquet", "frame", "folder"])
def test_the_share_grows_while_the_lines_of_a_large_file_are_read(kind: str, tmp_path: Path) -> None:
    rows = 150_000
    frame = pd.DataFrame({"user_id": [f"user-{n % 999}-{n:012d}" for n in range(rows)]})
    frame = frame.assign(event="see", timestamp="2026-05-01T10:00:00")
    path = tmp_path / f"log.{kind}"
    if kind.startswith("csv"):
        frame.to_csv(path, index=False)
    elif kind == "parquet":
        frame.to_parquet(path)
    elif kind == "folder":
        path.mkdir()
        for number in range(3):
            frame.head(10).to_csv(path / f"{number}.csv", index=False)
    elif kind != "frame":
        frame.to_json(path, orient="records", lines=kind == "jsonl")
    told = shares_of(frame if kind == "frame" else path)
    assert told == sorted(told)
    assert len({round(share, 2) for share in told}) > 1
    assert 0 < told[0] < told[-1] <= 0.5 or kind == "folder"
