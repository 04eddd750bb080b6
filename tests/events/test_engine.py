"""The engine's connection reaches no file, no variable, no network, and cleans up after itself."""

from __future__ import annotations

import errno
import gc
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from journeykit.errors import EventLogError
from journeykit.events import Label, engine, read_events, relabel
from journeykit.events.sql import sql_template
from journeykit.questions import transitions

from .conftest import frame_of


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('{file}')",
        "SELECT * FROM read_text('{file}')",
        "SELECT * FROM '{file}'",
        "SELECT * FROM glob('{folder}/*')",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "EXPORT DATABASE '{folder}/out'",
        "ATTACH '{folder}/out.db'",
        "INSTALL httpfs",
        "SET memory_limit = '1GB'",
        "SET enable_external_access = true",
        "SELECT * FROM frame_in_scope",
    ],
)
def test_sql_reaches_nothing_outside_the_log(statement: str, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    frame_in_scope = pd.DataFrame({"a": [1]})
    connection = read_events(frame_of([("u", "a", 0)]))._log.database._connection
    with pytest.raises(duckdb.Error):
        connection.execute(statement.format(file=tmp_path / "secret.csv", folder=tmp_path)).fetchall()
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]
    assert len(frame_in_scope) == 1


def test_no_question_writes_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    events = read_events(frame_of([("u", "a", 0), ("u", "b", 1)]))
    transitions(relabel(events, [Label("A", ("a",))])).to_pandas()
    assert list(tmp_path.iterdir()) == []


def test_a_memory_limit_that_is_no_size_says_how_to_write_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JOURNEYKIT_MEMORY", "much")
    monkeypatch.setenv("JOURNEYKIT_SPILL_FOLDER", str(tmp_path))
    with pytest.raises(EventLogError) as error:
        engine.LogDatabase()
    assert str(error.value) == (
        "the memory limit 'much' (JOURNEYKIT_MEMORY) is not a memory size. Write it as 4GB or 60%."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_says_where_there_may_be_room(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    with pytest.raises(
        EventLogError, match=r"No space left on device. Free some space, or set JOURNEYKIT_SPILL_FOLDER"
    ):
        engine.LogDatabase()


def test_the_spill_folder_goes_with_the_last_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_shared", None)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    events = read_events(frame_of([("u", "a", 0)]))
    assert len(list(tmp_path.iterdir())) == 1
    del events
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_logs_share_one_database_and_its_memory_limit() -> None:
    first, second = (read_events(frame_of([("u", "a", 0)])) for _ in range(2))
    assert first._log.database is second._log.database
    assert first._log.schema != second._log.schema


@pytest.mark.slow
def test_tables_of_a_relabelled_log_go_with_it() -> None:
    events = read_events(frame_of([("u", "a", 0)]))

    def tables() -> int:
        # The tables of logs that are gone are dropped before the next statement.
        held = (
            "SELECT COUNT(*) AS n FROM (SELECT table_name FROM DUCKDB_TABLES()"
            " UNION ALL SELECT view_name FROM DUCKDB_VIEWS() WHERE NOT internal)"
        )
        return int(events._log.rows(sql_template(held))[0]["n"])

    tables()
    gc.collect()
    before = tables()
    stages = relabel(events, [Label("A", ("a",))])
    assert len(transitions(stages).to_pandas()) == 0
    assert tables() > before
    del stages
    gc.collect()
    assert tables() == before


def test_a_query_keeps_its_log_alive() -> None:
    query = transitions(read_events(frame_of([("u", "a", 0), ("u", "b", 1)])))
    gc.collect()
    assert len(query.to_pandas()) == 1


def test_several_threads_may_ask_one_log() -> None:
    events = read_events(frame_of([(f"u{n % 50}", f"e{n % 7}", n) for n in range(2_000)]))
    expected = transitions(events).to_pandas()
    wrong: list[int] = []

    def ask(number: int) -> None:
        for _ in range(5):
            if not transitions(events).to_pandas().equals(expected):
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def loaded_by(code: str) -> set[str]:
    program = f"import sys; {code}; print(*(m for m in ('duckdb', 'pandas', 'sqlglot', 'pyarrow') if m in sys.modules))"
    return set(
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    )


def test_importing_the_room_loads_neither_engine_nor_frames() -> None:
    assert loaded_by("import journeykit.events, journeykit.questions") == set()
    assert "duckdb" not in loaded_by(
        "from journeykit.events import read_events, relabel; from journeykit.questions import transitions, funnel"
    )


def test_a_name_stands_for_the_question_even_after_its_module_was_imported() -> None:
    program = (
        "import journeykit.questions._stage_flow; from journeykit.questions import steps, stage_flow; print("
        "callable(steps), callable(stage_flow))"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert shown.split() == ["True", "True"]


def test_out_of_memory_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_shared", None)
    monkeypatch.setattr(engine, "MEMORY_SHARE", "5MB")
    monkeypatch.setattr(engine, "SPILL_LIMIT", "1MB")
    rows = pd.DataFrame({"user_id": range(400_000), "event": "a", "timestamp": pd.Timestamp("2024-05-01")})
    with pytest.raises(EventLogError, match="needs more memory than this machine allows the counting engine"):
        read_events(rows)
