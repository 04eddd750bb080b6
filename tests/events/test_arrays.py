"""The prepared log of sorted arrays is the prepared log of the SQL, row by row, whatever the order of the lines."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.events import Events, Label, read_events, relabel
from journeykit.events.arrays import Arrays, path_order
from journeykit.events.engine import shared_database
from journeykit.events.reading.notices import ties_by_database
from journeykit.events.sql import sql_template
from journeykit.questions import reach, transitions
from tests.events.conftest import frame_of

TABLES = {
    "paths": "SELECT path, id FROM paths ORDER BY path",
    "names": "SELECT event, name FROM names ORDER BY event",
    "j": "SELECT * FROM j ORDER BY path, position",
}


def tables(events: Events) -> dict[str, list[dict[str, object]]]:
    return {name: events._log.rows(sql_template(text)) for name, text in TABLES.items()}


@pytest.fixture
def by_database(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Events]:
    """Read a log as one that is larger than the memory is read."""

    def read(*args: object, **kwargs: object) -> Events:
        with monkeypatch.context() as patched:
            patched.setitem(shared_database().__dict__, "array_bytes", 0)
            return read_events(*args, **kwargs)  # type: ignore[arg-type]

    return read


rows = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"), st.integers(0, 5)), max_size=30)


@pytest.mark.slow
@given(rows)
@settings(max_examples=40, deadline=None)
def test_both_ways_to_prepare_make_the_same_tables(rows: list[tuple[str, str, int]]) -> None:
    frame = frame_of(rows)
    database = shared_database()
    in_memory, limit = read_events(frame), database.array_bytes
    try:
        database.__dict__["array_bytes"] = 0
        spilled = read_events(frame)
    finally:
        database.__dict__["array_bytes"] = limit
    # A log without lines fits any memory.
    assert (in_memory._log.sorted is not None, spilled._log.sorted is None) == (True, bool(rows))
    assert tables(in_memory) == tables(spilled)


def test_rejected_lines_order_columns_and_attributes_agree_too(by_database: Callable[..., Events]) -> None:
    random = np.random.default_rng(3)
    frame = pd.DataFrame(
        {
            "user_id": random.choice(["a", "b", "c", None, " "], 400),
            "event": random.choice(["x", "y", "", None], 400),
            "timestamp": random.choice(["2024-05-01 10:00", "2024-05-01 11:00", "2024-02-30", None], 400),
            "seq": random.choice(["1", "2", "30", "4.0", "?"], 400),
            "channel": random.choice(["web", "app", None], 400),
        }
    )
    options = {"order_col": "seq", "attribute_cols": ["channel"]}
    here, there = read_events(frame, **options), by_database(frame, **options)
    assert 0 < len(here) < 400
    assert tables(here) == tables(there)
    pd.testing.assert_frame_equal(here.report.rejected, there.report.rejected)
    (said,) = [note for note in there.report.notes if note not in here.report.notes]
    assert re.fullmatch(
        r"too large to be sorted in memory \(0\.0 GB of it at most\), so the database prepared it, in a temporary "
        r"folder of at most 20GB that goes with the log",
        said,
    )
    assert str(here.report) == str(replace(there.report, notes=here.report.notes))


def test_a_shuffled_log_is_sorted_as_one_in_order_of_time() -> None:
    frame = frame_of([(f"u{n % 7}", f"e{n % 5}", n) for n in range(500)])
    shuffled = frame.sample(frac=1, random_state=4)
    columns = "SELECT path, event, t, position, next_event, gap, path_length, is_last FROM j ORDER BY path, position"
    expected, found = (read_events(log)._log.rows(sql_template(columns)) for log in (frame, shuffled))
    assert found == expected


def test_the_arrays_of_a_log_that_the_database_prepared_are_read_from_it(by_database: Callable[..., Events]) -> None:
    frame = frame_of([("b", "x", 7), ("a", "y", 9), ("a", "x", 4)])
    here, there = read_events(frame)._log.arrays(), by_database(frame)._log.arrays()
    assert here is not None
    assert there is not None
    for name in ("starts", "paths", "event", "t", "last", "lengths", "gap"):
        assert getattr(here, name).tolist() == getattr(there, name).tolist(), name


def test_a_relabelled_log_has_arrays_of_its_own() -> None:
    events = read_events(frame_of([("a", "x", 1), ("a", "y", 2), ("b", "y", 3)]))
    arrays = relabel(events, [Label("Y", ("y",))])._log.arrays()
    assert arrays is not None
    assert (arrays.starts.tolist(), arrays.event.tolist()) == ([0, 1, 2], [1, 1])


def test_a_log_without_a_line_has_empty_tables() -> None:
    events = read_events(frame_of([]))
    assert tables(events) == {"paths": [], "names": [], "j": []}
    arrays = events._log.arrays()
    assert arrays is not None
    assert (len(arrays), arrays.starts.tolist()) == (0, [0])


def test_a_log_larger_than_the_memory_is_prepared_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from journeykit.events import engine

    monkeypatch.setattr(engine, "_shared", None)
    monkeypatch.setenv("JOURNEYKIT_MEMORY", "40MB")
    monkeypatch.setenv("JOURNEYKIT_SPILL_FOLDER", str(tmp_path))
    size = 400_000
    frame = pd.DataFrame(
        {
            "user_id": [f"customer {n % 50_000:08d}" for n in range(size)],
            "event": [f"event {n % 11}" for n in range(size)],
            "timestamp": pd.to_datetime(np.arange(size), unit="s"),
        }
    )
    events = read_events(frame)
    assert events._log.sorted is None
    assert (len(events), events.path_count) == (size, 50_000)
    assert int(transitions(events).to_pandas()["transitions"].sum()) == size - 50_000
    assert len(list(tmp_path.glob("journeykit-spill-*"))) == 1


@pytest.mark.slow
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.integers(0, 3)), max_size=20))
@settings(max_examples=40, deadline=None)
def test_ties_and_duplicates_are_counted_as_the_database_counts_them(rows: list[tuple[str, str, int]]) -> None:
    log = read_events(frame_of(rows))._log
    assert log.sorted is not None
    assert log.sorted.ties() == ties_by_database(log)


def test_to_count_ties_costs_less_than_to_sort_them() -> None:
    random = np.random.default_rng(5)
    size, people = 1_000_000, 100_000
    days, paths = random.integers(0, 4, size), random.integers(1, people + 1, size).astype(np.int32)
    names = random.integers(1, 30, size).astype(np.int32)

    def cpu_seconds() -> tuple[float, float]:
        begin = time.process_time()
        order, starts = path_order(paths, days, np.arange(size), people)
        arrays = Arrays(starts, np.arange(1, people + 1), names[order], days[order])
        sorted_ = time.process_time()
        tied, twice = arrays.ties()
        assert (tied > size / 2, twice > size / 50) == (True, True)
        return sorted_ - begin, time.process_time() - sorted_

    sorting, counting = map(min, zip(*(cpu_seconds() for _ in range(3)), strict=True))
    assert counting < sorting


def test_the_table_for_sql_is_made_by_the_first_statement_that_reads_it() -> None:
    events = read_events(frame_of([("a", "x", 0), ("a", "y", 1), ("b", "x", 0)]))
    relabelled = relabel(events, [Label("Y", ("y",))])
    assert (len(relabelled), relabelled.path_count, relabelled.dropped) == (1, 1, 2)
    assert ("j" in events._log.later, "j" in relabelled._log.later) == (True, True)
    assert reach(relabelled).paths(event="Y").to_pandas()["path"].tolist() == ["a"]
    assert ("j" in events._log.later, "j" in relabelled._log.later) == (False, False)
