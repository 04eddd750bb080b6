"""The log of the benchmark: the same from the same seed, a heavy tail, in order of time, no ties in a path."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.bench.generate import KINDS, write_as, write_log


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    path = tmp_path_factory.mktemp("bench") / "log.parquet"
    write_log(path, 200_000)
    return pd.read_parquet(path)


def test_it_has_the_events_asked_for_and_one_path_for_ten(log: pd.DataFrame) -> None:
    assert (len(log), log["user_id"].nunique(), log["event"].nunique()) == (200_000, 20_000, 27)


def test_few_customers_do_much(log: pd.DataFrame) -> None:
    sizes = np.sort(log["user_id"].value_counts().to_numpy())[::-1]
    assert sizes[:20].sum() / len(log) == pytest.approx(0.12, abs=0.005)


def test_it_is_in_order_of_time_and_no_path_has_a_tie(log: pd.DataFrame) -> None:
    assert log["timestamp"].is_monotonic_increasing
    assert not log.duplicated(["user_id", "timestamp"]).any()


def test_the_seed_settles_the_log(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_log(tmp_path / name, 3_000, seed)
    same, again, other = (pd.read_parquet(tmp_path / name) for name in "abc")
    pd.testing.assert_frame_equal(same, again)
    assert not same.equals(other)


def test_of_dates_only_it_is_the_same_log(log: pd.DataFrame, tmp_path: Path) -> None:
    write_log(tmp_path / "dates.parquet", 200_000, dates=True)
    dates = pd.read_parquet(tmp_path / "dates.parquet")
    pd.testing.assert_frame_equal(dates, log.assign(timestamp=log["timestamp"].dt.floor("D")))
    assert dates.duplicated(["user_id", "timestamp"]).mean() > 0.5


def test_every_kind_of_file_has_the_same_rows(tmp_path: Path) -> None:
    write_log(tmp_path / "log.parquet", 3_000)
    paths = {kind: write_as(kind, tmp_path / "log.parquet") for kind in KINDS}
    frame = pd.read_parquet(paths["Parquet"])
    texts = pd.read_csv(paths["CSV"]), pd.read_json(paths["JSON lines"], lines=True, dtype=False)
    for read in texts:
        read = read.assign(timestamp=pd.to_datetime(read["timestamp"], format="ISO8601"))
        pd.testing.assert_frame_equal(read, frame, check_dtype=False)


def test_a_tiny_log_is_possible(tmp_path: Path) -> None:
    write_log(tmp_path / "log", 20)
    assert len(pd.read_parquet(tmp_path / "log")) == 20
