"""A log in parts: folders, globs, lists; whatever the cut, it is the same log, and each part tells its own lines."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeykit.errors import ColumnRoleError, EventLogError
from journeykit.events import Events, read_events
from journeykit.events.sql import sql_template
from journeykit.questions import transitions
from tests.events.conftest import frame_of

HEAD = "user_id,event,timestamp\n"


def in_order(events: Events) -> list[tuple[str, str, int]]:
    rows = events._log.rows(
        sql_template(
            "SELECT p.id AS path, n.name AS event, j.t AS t FROM j JOIN paths AS p ON p.path = j.path"
            " JOIN names AS n ON n.event = j.event ORDER BY p.id, j.position"
        )
    )
    return [(row["path"], row["event"], row["t"]) for row in rows]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "logs"
    (root / "older").mkdir(parents=True)
    (root / "b.csv").write_text(HEAD + "u,third,2024-05-01\nu\n", encoding="utf-8")
    (root / "a.csv").write_text(HEAD + ",lost,2024-05-01\nu,second,2024-05-01\n", encoding="utf-8")
    (root / "older" / "z.csv").write_text(HEAD + "u,fourth,2024-05-01\n\nu,fifth,soon\n", encoding="utf-8")
    (root / "_SUCCESS").write_text("", encoding="utf-8")
    (root / ".hidden.csv").write_text("nonsense", encoding="utf-8")
    return root


def test_a_folder_is_one_log_in_the_order_of_names_and_each_part_counts_its_own_lines(folder: Path) -> None:
    (folder / "readme.md").write_text("about", encoding="utf-8")
    events = read_events(folder)
    assert [event for _, event, _ in in_order(events)] == ["second", "third", "fourth"]
    report = events.report
    assert report.source == "3 files of logs"
    assert report.parts is not None
    assert report.parts.values.tolist() == [["a.csv", 2, 1, 1], ["b.csv", 2, 1, 1], ["older/z.csv", 2, 1, 1]]
    assert report.rejected.values.tolist() == [
        ["a.csv", 2, "user_id", "the path id is empty"],
        ["b.csv", 3, "", "1 cells where the header has 3"],
        ["older/z.csv", 4, "timestamp", "the time cannot be read"],
    ]
    assert (report.lines, report.kept) == (6, 3)
    assert "files of other kinds, not read: 1" in report.notes
    assert "blank lines skipped: 1 (in 1 of 3 parts)" in report.notes
    assert "delimiter: comma (found)" in report.notes
    text = str(report)
    assert "  older/z.csv: 2 lines = 1 kept + 1 rejected" in text
    assert "  rejected 1: the path id is empty (line 2 of a.csv)" in text


def test_a_glob_and_a_list_take_the_parts_that_they_name(folder: Path) -> None:
    assert len(read_events(f"{folder}/*.csv")) == 2
    assert len(read_events(f"{folder}/**/*.csv")) == 3
    listed = read_events([folder / "b.csv", str(folder / "a.csv")])
    assert [event for _, event, _ in in_order(listed)] == ["second", "third"]
    assert listed.report.source == "2 files"


def test_frames_in_a_list_keep_their_order() -> None:
    frames = [frame_of([("u", name, 1)]) for name in "ba"]
    events = read_events(frames)
    assert [event for _, event, _ in in_order(events)] == ["b", "a"]
    assert events.report.parts is not None
    assert events.report.parts["part"].tolist() == ["part 1", "part 2"]


def test_a_message_about_times_names_the_line_and_its_part(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEAD + "u,x,2024-05-01T10:00Z\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(HEAD + "u,x,2024-05-01T10:00\n", encoding="utf-8")
    with pytest.raises(EventLogError, match=r"first: line 2 of a\.csv\); 1 as .* \(first: line 2 of b\.csv\)"):
        read_events(tmp_path)


def test_parts_may_have_their_columns_in_another_order_and_others_beside_them(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("extra," + HEAD + "1,u,x,2024-05-01\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("timestamp;event;user_id\n2024-05-02;y;u\n", encoding="utf-8")
    events = read_events(tmp_path)
    assert [event for _, event, _ in in_order(events)] == ["x", "y"]
    assert "columns that not every part has, not to be read: 'extra'" in events.report.notes
    with pytest.raises(ColumnRoleError, match="no column 'extra' for the attribute"):
        read_events(tmp_path, attribute_cols=["extra"])


def test_times_that_one_part_has_typed_and_another_as_text_are_read_as_text(tmp_path: Path) -> None:
    frame_of([("u", "x", 1)]).to_parquet(tmp_path / "a.parquet")
    frame_of([("u", "y", 2)]).astype({"timestamp": "str"}).to_parquet(tmp_path / "b.parquet")
    assert [t for _, _, t in in_order(read_events(tmp_path))] == [1_000_000, 2_000_000]


def test_values_in_the_names_of_folders_are_said_to_be_unread(tmp_path: Path) -> None:
    (tmp_path / "log" / "country=NL").mkdir(parents=True)
    frame_of([("u", "x", 1)]).to_parquet(tmp_path / "log" / "country=NL" / "0.parquet")
    assert "values in the names of folders are not read as columns: 'country'" in read_events(tmp_path).report.notes


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (lambda folder: folder / "empty", "has no file that can be read as an event log"),
        (lambda folder: f"{folder}/*.parquet", "has no file that can be read as an event log"),
        (lambda folder: [], "the list of parts is empty. Name at least one file."),
        (lambda folder: [folder / "a.csv", folder / "older" / ".." / "a.csv"], "named more than once in the list"),
        (lambda folder: [folder], "in the list of parts is no file. A folder or a glob is given alone."),
        (lambda folder: [{"user_id": 1}], "this one holds a dict. Make rows a frame first: pandas.DataFrame(rows)."),
        (lambda folder: [folder / "a.csv", folder / "gone.csv"], "there is no file"),
    ],
)
def test_parts_that_cannot_be_read_say_why(folder: Path, source: Callable[[Path], object], message: str) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(EventLogError) as error:
        read_events(source(folder))
    assert message in str(error.value)


def test_a_folder_of_several_kinds_is_refused_because_it_may_hold_events_twice(folder: Path) -> None:
    frame_of([("u", "x", 1)]).to_parquet(folder / "a.parquet")
    with pytest.raises(EventLogError, match=r"\(3 of delimited text, 1 of Parquet\), which may hold the same events"):
        read_events(folder)


ROWS = st.lists(st.tuples(st.sampled_from("wxyz"), st.sampled_from("abc"), st.integers(0, 3)), min_size=2, max_size=30)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(rows=ROWS, cuts=st.lists(st.integers(0, 30), max_size=4))
def test_cutting_a_log_into_parts_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, int]], cuts: list[int]
) -> None:
    whole = frame_of(rows)
    edges = sorted({0, len(rows), *(cut for cut in cuts if cut < len(rows))})
    folder = tmp_path_factory.mktemp("parts")
    for number, (start, end) in enumerate(pairwise(edges)):
        whole.iloc[start:end].to_csv(folder / f"part-{number}.csv", index=False)
    parts, one = read_events(folder), read_events(whole)
    assert in_order(parts) == in_order(one)
    pd.testing.assert_frame_equal(transitions(parts).to_pandas(), transitions(one).to_pandas())


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(rows=ROWS, random=st.randoms(use_true_random=False))
def test_shuffling_rows_and_renaming_events_changes_nothing_else(
    rows: list[tuple[str, str, int]], random: object
) -> None:
    frame = frame_of(rows).assign(event_order=range(len(rows)))
    shuffled = frame.sample(frac=1, random_state=random.randrange(2**31))  # type: ignore[attr-defined]
    names = {"a": "z: last", "b": "y, 'middle'", "c": "x first"}
    renamed = shuffled.assign(event=shuffled["event"].map(names))
    expected = [(path, names[event], t) for path, event, t in in_order(read_events(frame, order_col="event_order"))]
    assert in_order(read_events(renamed, order_col="event_order")) == expected
