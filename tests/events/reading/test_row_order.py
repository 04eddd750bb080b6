"""A file that runs from the newest event to the oldest is read backwards where times are equal, and says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.events import Events, read_events
from journeykit.events.engine import shared_database
from journeykit.questions import transitions, variants

NEWEST = ["u1,buy,2024-01-03", "u1,cart,2024-01-03", "u1,view,2024-01-03", "u1,join,2024-01-02",
          "u2,cart,2024-01-05", "u2,view,2024-01-05", "u2,join,2024-01-01"]  # fmt: skip
BACKWARDS = "the rows run from the newest event to the oldest"


@pytest.fixture(params=["in memory", "by the database"])
def read(request: pytest.FixtureRequest) -> Iterator[Callable[..., Events]]:
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "by the database":
            patch.setitem(shared_database().__dict__, "array_bytes", 0)
        yield read_events


def written(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(["user_id,event,timestamp", *lines]) + "\n", encoding="utf-8")
    return path


def ways(events: Events) -> list[str]:
    return sorted(" ".join(way) for way in variants(events).to_pandas()["variant"])


def test_of_equal_times_the_last_row_came_first(tmp_path: Path, read: Callable[..., Events]) -> None:
    events = read(written(tmp_path / "log.csv", NEWEST))
    assert any(BACKWARDS in note for note in events.report.notes)
    pairs = transitions(events).to_pandas()
    assert set(zip(pairs["source"], pairs["target"], strict=True)) == {
        ("join", "view"), ("view", "cart"), ("cart", "buy")
    }  # fmt: skip


def test_the_order_of_the_parts_stays(tmp_path: Path, read: Callable[..., Events]) -> None:
    written(tmp_path / "1.csv", ["a,two,2024-01-01", "a,one,2024-01-01", "b,x,2024-01-01", "c,y,2023-12-31"])
    written(tmp_path / "2.csv", ["a,four,2024-01-01", "a,three,2024-01-01", "b,x,2023-12-30", "c,y,2023-12-29"])
    pairs = transitions(read(tmp_path)).to_pandas()
    own = [(s, t) for s, t in zip(pairs["source"], pairs["target"], strict=True) if s in ("one", "two", "three")]
    assert sorted(own) == [("one", "two"), ("three", "four"), ("two", "three")]


@pytest.mark.parametrize(
    "lines", [NEWEST[::-1], [*NEWEST, *(f"{who},x,2024-02-0{day}" for day in (1, 2, 3) for who in "ab")]]
)
def test_any_other_order_is_taken_as_it_is(tmp_path: Path, read: Callable[..., Events], lines: list[str]) -> None:
    events = read(written(tmp_path / "log.csv", lines))
    assert not any(BACKWARDS in note for note in events.report.notes)


def test_a_column_that_breaks_ties_is_not_turned_round(tmp_path: Path, read: Callable[..., Events]) -> None:
    frame = pd.DataFrame([line.split(",") for line in NEWEST], columns=["user_id", "event", "timestamp"])
    events = read(frame.assign(seq=range(len(frame))))
    pairs = transitions(events).to_pandas()
    assert ("buy", "cart") in set(zip(pairs["source"], pairs["target"], strict=True))


@pytest.mark.slow
@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 9)), min_size=4, max_size=30))
def test_a_file_turned_round_answers_the_same(rows: list[tuple[str, str, int]]) -> None:
    frame = pd.DataFrame(sorted(rows, key=lambda row: row[2]), columns=["user_id", "event", "timestamp"])
    frame["timestamp"] = pd.to_datetime(frame["timestamp"], unit="D", origin="2024-01-01")
    if frame["timestamp"].nunique() < 3:
        return  # One step back in time may be chance.
    there, back = read_events(frame), read_events(frame[::-1].reset_index(drop=True))
    pd.testing.assert_frame_equal(transitions(there).to_pandas(), transitions(back).to_pandas())
    assert np.array_equal(there._log.sorted.t, back._log.sorted.t)  # type: ignore[union-attr]
