"""Ids and names that a Parquet file keeps as a dictionary are read as they would be as text."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from journeykit.events import read_events
from journeykit.events.reading.cells import LONGEST_TEXT
from journeykit.events.reading.dictionaries import CodedColumn, same_dictionary
from journeykit.events.sql import sql_template
from journeykit.questions import transitions

LONG = "x" * (LONGEST_TEXT + 1)
SPOILT = {3: "", 11: "  ", 17: None, 25: LONG}


def log_of(spoilt: dict[int, str | None], column: str) -> pd.DataFrame:
    """Forty events of five people, some cells of one column spoilt."""
    ids = [f"0{n % 5}" for n in range(40)]
    names = [("home", "look", "pay")[n * 7 % 3] for n in range(40)]
    frame = pd.DataFrame({"user_id": ids, "event": names, "channel": ["web", "app"] * 20}).astype(object)
    for place, text in spoilt.items():
        frame.loc[place, column] = text
    return frame.assign(timestamp=pd.date_range("2026-05-01", periods=40, freq="min", tz="UTC").as_unit("us"))


def written(frame: pd.DataFrame, path: Path, kind: pa.DataType) -> Path:
    """Ten rows a group, so that the file holds several dictionaries of each column."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    for place, name in enumerate(("user_id", "event", "channel")):
        table = table.set_column(place, name, table[name].cast(kind))
    pq.write_table(table, path, row_group_size=10)
    return path


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
@pytest.mark.parametrize("column", ["user_id", "event", "channel"])
@pytest.mark.parametrize("spoilt", [{}, SPOILT], ids=["clean", "spoilt"])
def test_a_parquet_file_with_dictionaries_is_read_as_a_frame_is(
    tmp_path: Path, kind: pa.DataType, column: str, spoilt: dict[int, str | None]
) -> None:
    frame = log_of(spoilt, column)
    of_file = read_events(written(frame, tmp_path / "log.parquet", kind), attribute_cols=["channel"])
    of_frame = read_events(frame, attribute_cols=["channel"])
    assert (len(of_file), of_file.report.reasons) == (len(of_frame), of_frame.report.reasons)
    for name in ("line", "reason"):
        assert of_file.report.rejected[name].tolist() == of_frame.report.rejected[name].tolist()
    pd.testing.assert_frame_equal(transitions(of_file).to_pandas(), transitions(of_frame).to_pandas())
    pd.testing.assert_frame_equal(of_file.names(), of_frame.names())
    channels = sql_template("SELECT attribute_0 AS channel FROM j ORDER BY path, position")
    assert of_file._log.rows(channels) == of_frame._log.rows(channels)


def test_parts_with_dictionaries_and_without_are_one_log(tmp_path: Path) -> None:
    frame = log_of({}, "event")
    written(frame.iloc[:20], tmp_path / "a.parquet", pa.string())
    written(frame.iloc[20:], tmp_path / "b.parquet", pa.large_string())
    parts = read_events(tmp_path)
    pd.testing.assert_frame_equal(transitions(parts).to_pandas(), transitions(read_events(frame)).to_pandas())


def test_a_dictionary_is_looked_at_once_and_its_blank_words_are_missing() -> None:
    words = pa.array(["home", "pay"])
    first, second = (pa.DictionaryArray.from_arrays(pa.array(rows, pa.int32()), words) for rows in ([0, 1], [1, None]))
    coded = CodedColumn()
    taken = [coded(array) for array in (first, second)]
    assert [array.to_pylist() for array in taken] == [["home", "pay"], ["pay", None]]
    assert same_dictionary(taken[0].dictionary, taken[1].dictionary)
    numbers = pa.array([0, 1], pa.int32())
    for bad in ([" ", "pay"], [None, "pay"]):
        assert coded(pa.DictionaryArray.from_arrays(numbers, pa.array(bad))).to_pylist() == [None, "pay"]
