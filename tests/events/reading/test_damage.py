"""What is no log says so: damaged files of every kind, places that hold no file, and files that unpack without end."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from journeykit.errors import EventLogError
from journeykit.events import read_events
from journeykit.events.engine import shared_database
from tests.cpu import usual_seconds
from tests.events.reading.damage import surprises

LOG = "user_id,event,timestamp\nu,home,2024-05-01\n"
MEGABYTE = 1_000_000


@pytest.mark.slow
def test_a_damaged_file_is_read_or_says_what_is_wrong(tmp_path: Path) -> None:
    assert list(surprises(tmp_path, 150, seed=11)) == []


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10))
def test_two_thousand_damaged_files_of_every_kind_are_read_or_say_what_is_wrong(seed: int, tmp_path: Path) -> None:
    assert list(surprises(tmp_path, 2_000, seed)) == []


def spoilt(path: Path, old: bytes, new: bytes) -> Path:
    data = path.read_bytes()
    assert old in data
    assert len(old) == len(new)  # Else the file is damaged elsewhere, too.
    path.write_bytes(data.replace(old, new))
    return path


@pytest.fixture
def parquet_file(tmp_path: Path) -> Path:
    columns = {"user_id": ["u1", "u2"] * 20, "event": ["homepage"] * 40, "timestamp": ["2024-05-01"] * 40}
    parquet.write_table(pa.table(columns), tmp_path / "log.parquet", compression="none")
    return tmp_path / "log.parquet"


def test_a_parquet_file_whose_schema_is_no_text_says_so(parquet_file: Path) -> None:
    with pytest.raises(EventLogError, match=r"log\.parquet is not a readable Parquet file \(damaged or cut off\)\."):
        read_events(spoilt(parquet_file, b"timestamp", b"time\xc3\x28amp"))


def test_bytes_that_are_no_text_do_not_break_the_engine_and_the_logs_in_it(parquet_file: Path) -> None:
    whole = read_events(pd.DataFrame({"user_id": ["u"], "event": ["a"], "timestamp": ["2024-05-01"]}))
    with pytest.raises(EventLogError, match=r"the log could not be read to its end \(ArrowInvalid\)"):
        read_events(spoilt(parquet_file, b"homepage", b"home\x80\xff\xfee"))
    assert whole.names()["event"].tolist() == ["a"]


def test_after_the_engine_broke_down_the_next_log_gets_a_new_one(monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    from journeykit.events import engine

    monkeypatch.setattr(engine, "_shared", None)
    events = read_events(pd.DataFrame({"user_id": ["u"], "event": ["a"], "timestamp": ["2024-05-01"]}))

    def broken() -> None:
        raise duckdb.FatalException("database has been invalidated")

    with pytest.raises(EventLogError, match="the counting engine broke down"):
        shared_database()._run(broken)
    again = read_events(pd.DataFrame({"user_id": ["u"], "event": ["b"], "timestamp": ["2024-05-01"]}))
    assert again._log.database is not events._log.database
    assert again.names()["event"].tolist() == ["b"]


@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("no\0file.csv", "'no\\x00file.csv' cannot be opened: no file can have that name."),
        (["log.csv", "no\0file.csv"], "'no\\x00file.csv' cannot be opened: no file can have that name."),
        ("loop.csv", "'loop.csv' cannot be opened: Too many levels of symbolic links."),
        (["log.csv", "loop.csv"], "'loop.csv' cannot be opened: Too many levels of symbolic links."),
        ("x" * 300 + ".csv", "cannot be opened: File name too long."),
        (
            "~nobody-of-this-name/log.csv",
            "'~nobody-of-this-name/log.csv' cannot be opened: no file",
        ),
        ("pipe.csv", "'pipe.csv' is a pipe or device, not a file. Write what it gives to a file first."),
        ("none.csv", "there is no file 'none.csv'. Working folder: "),
    ],
)
def test_a_place_that_holds_no_file_says_so(
    source: str | list[str], message: str, keep: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("log.csv").write_text(LOG, encoding="utf-8")
    Path("loop.csv").symlink_to("loop.csv")
    os.mkfifo("pipe.csv")
    with pytest.raises(EventLogError) as error:
        read_events(source, keep=keep)
    assert message in str(error.value)


def test_a_folder_with_a_loop_of_links_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "back").symlink_to(tmp_path)
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    assert len(read_events(tmp_path)) == 1


@pytest.mark.parametrize("encoding", ["utf\0", "undefined", "base64"])
def test_an_encoding_that_is_none_says_so(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    with pytest.raises(EventLogError, match=r"is not known\. Try 'utf-8', 'cp1252' or 'utf-16'"):
        read_events(tmp_path / "log.csv", encoding=encoding)


@pytest.mark.parametrize("pattern", ["%", "%Y-%Q", "%Y-%-b", "%\0", "%Y\ud800"])
def test_a_pattern_that_is_none_says_so(pattern: str, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    with pytest.raises(EventLogError, match="has a % before what is no part of a time, or a sign that cannot be shown"):
        read_events(tmp_path / "log.csv", time_format=pattern)


@pytest.mark.slow
def test_a_blank_word_among_long_ones_is_missing_and_the_long_ones_are_not_repeated(tmp_path: Path) -> None:
    names = ["w" * 1_000, "", None, "  "] * 50_000
    columns = {"user_id": ["u"] * 200_000, "event": names, "timestamp": ["2024-05-01"] * 200_000}
    parquet.write_table(pa.table(columns), tmp_path / "log.parquet")
    before = pa.total_allocated_bytes()
    events = read_events(tmp_path / "log.parquet")
    assert events.report.reasons == {"the event name is empty": 150_000}
    assert len(events) == 50_000
    assert pa.total_allocated_bytes() - before < 20 * MEGABYTE


PROGRAM = """
import json, sys, time
from pathlib import Path
import duckdb, pandas, pyarrow.csv, pyarrow.dataset, pyarrow.parquet, scipy.sparse
from journeykit.errors import EventLogError
from journeykit.events import read_events
begin = time.process_time()
try:
    said = str(len(read_events(sys.argv[1])))
except EventLogError as error:
    said = str(error)
# Not ru_maxrss, which a process begins with from the one that started it.
kilobytes = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
print(json.dumps([said, time.process_time() - begin, int(kilobytes) / 1024]))
"""


def packed(path: Path, head: bytes, piece: bytes, times: int) -> None:
    with gzip.open(path, "wb", 9) as file:
        file.write(head)
        for _ in range(times):
            file.write(piece)


def repeated(path: Path, column: str, rows: int, *, plain: bool = False) -> None:
    """Write a log of which one column says a text of 2,300 letters in every row."""
    cells = {"user_id": "u", "event": "a", "timestamp": "2024-05-01", column: "w" * 2_300}
    nothing = pa.array(np.zeros(rows, np.int32))
    texts = {name: pa.DictionaryArray.from_arrays(nothing, pa.array([text])) for name, text in cells.items()}
    schema = pa.schema([(name, pa.string()) for name in texts]) if plain else None
    first = {name: text.slice(0, 50_000).cast(pa.string()) for name, text in texts.items()} if plain else texts
    table = pa.table(first, schema=schema)
    with parquet.ParquetWriter(path, table.schema, compression="zstd", use_dictionary=not plain) as writer:
        for _ in range(rows // len(table)):
            writer.write_table(table)


BOMBS = {
    "line.csv.gz": lambda path: packed(path, b"user_id,event,timestamp\nu,", b"x" * MEGABYTE, 300),
    "lines.csv.gz": lambda path: packed(path, b"user_id,event,timestamp\n", b"u,a,2024-05-01\n" * 60_000, 300),
    "header.csv.gz": lambda path: packed(path, b"", b"x" * MEGABYTE, 300),
    "text.xes.gz": lambda path: packed(path, b"<log><trace><string key='", b"x" * MEGABYTE, 300),
    "plain.parquet": lambda path: repeated(path, "event", MEGABYTE, plain=True),
    "time.parquet": lambda path: repeated(path, "timestamp", MEGABYTE),
    "event.parquet": lambda path: repeated(path, "event", MEGABYTE),
    "path.parquet": lambda path: repeated(path, "user_id", MEGABYTE),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", BOMBS)
def test_a_file_that_unpacks_to_gigabytes_takes_neither_memory_nor_time(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    BOMBS[name](path)
    done = subprocess.run([sys.executable, "-c", PROGRAM, str(path)], capture_output=True, text=True, check=True)
    said, seconds, megabytes = json.loads(done.stdout)
    assert said.startswith(f"{name} unpacks to more than 200 times its size: refused")
    assert (usual_seconds(seconds) <= 2.0, megabytes <= 300) == (True, True), (seconds, megabytes)
