"""A kept log is reused while source and options are the same, made anew when not, and never half there."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from journeykit.errors import EventLogError
from journeykit.events import Events, Layout, read_events
from journeykit.events.reading import cache
from journeykit.questions import transitions
from tests.events.conftest import frame_of
from tests.events.test_arrays import tables

TEXT = """user_id,event,timestamp,channel
a,home,2024-05-01,web
a,pay,2024-05-02,
,pay,2024-05-02,app
b,home,2024-05-03,app
"""


def said(events: Events) -> str:
    return events.report.notes[-1]


def test_a_kept_log_answers_as_the_one_that_was_read(csv_file: Callable[..., Path]) -> None:
    path = csv_file(TEXT)
    first = read_events(path, keep=True, attribute_cols=["channel"])
    again = read_events(path, keep=True, attribute_cols=["channel"])
    beside = path.with_name("log.csv.prepared")
    assert said(first) == f"prepared log: made new; kept as {beside}, which holds the ids of the log"
    assert said(again) == f"prepared log: reused {beside}"
    assert tables(again) == tables(first)
    assert again.attributes == ("channel",)
    assert again.event_names == first.event_names
    pd.testing.assert_frame_equal(transitions(again).to_pandas(), transitions(first).to_pandas())
    pd.testing.assert_frame_equal(again.report.rejected, first.report.rejected)
    assert str(again.report).replace(said(again), said(first)) == str(first.report)
    assert dict(again.report.to_confirm) == dict(first.report.to_confirm)


def test_a_kept_log_of_many_travellers_is_reused_with_its_attributes(
    csv_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "ROW_GROUP", 2)
    lines = [f"u{number},home,2024-05-01,channel {number % 3}" for number in range(7)]
    path = csv_file("\n".join(["user_id,event,timestamp,channel", *lines]))
    first = read_events(path, keep=True, attribute_cols=["channel"])
    again = read_events(path, keep=True, attribute_cols=["channel"])
    assert said(again).startswith("prepared log: reused ")
    assert tables(again) == tables(first)


@pytest.mark.parametrize("same_time", [False, True], ids=["saved", "saved and set back in time"])
def test_a_source_that_changed_is_read_again(csv_file: Callable[..., Path], same_time: bool) -> None:
    path = csv_file(TEXT)
    read_events(path, keep=True)
    before = path.stat()
    path.write_text(TEXT.replace("a,pay", "a,buy"))
    if same_time:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    events = read_events(path, keep=True)
    assert said(events).startswith("prepared log: made anew, because the source changed; kept as ")
    assert events.event_names == ("buy", "home")
    assert said(read_events(path, keep=True)).startswith("prepared log: reused ")


def test_other_options_make_another_log(csv_file: Callable[..., Path]) -> None:
    path = csv_file(TEXT)
    read_events(path, keep=True)
    events = read_events(path, keep=True, path_col="channel")
    assert said(events).startswith("prepared log: made anew, because other options were asked for; kept as ")
    assert events.path_count == 2


def test_another_version_makes_the_log_anew(csv_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = csv_file(TEXT)
    read_events(path, keep=True)
    monkeypatch.setattr(cache, "FORMAT", cache.FORMAT + 1)
    assert "log.csv.prepared is of another version" in said(read_events(path, keep=True))


@pytest.mark.slow
def test_a_damaged_file_is_noticed_wherever_the_damage_is(csv_file: Callable[..., Path]) -> None:
    path = csv_file(TEXT)
    expected = tables(read_events(path, keep=True))
    beside = path.with_name("log.csv.prepared")
    whole = beside.read_bytes()
    for place in range(4, len(whole), max(1, len(whole) // 60)):
        beside.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        assert tables(read_events(path, keep=True)) == expected, place
    for cut in (0, 3, 40, len(whole) // 2, len(whole) - 1):
        beside.write_bytes(whole[:cut])
        events = read_events(path, keep=True)
        assert "made anew, because log.csv.prepared is damaged" in said(events)
        assert tables(events) == expected
    assert beside.read_bytes() == whole


def test_a_folder_of_its_own_keeps_logs_of_one_name_apart(tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    for place, event in (("one", "x"), ("two", "y")):
        (tmp_path / place).mkdir()
        frame_of([("a", event, 1)]).to_parquet(tmp_path / place / "log.parquet")
    for _ in range(2):
        found = [read_events(tmp_path / place / "log.parquet", keep=shelf).event_names for place in ("one", "two")]
        assert found == [("x",), ("y",)]
    assert len(list(shelf.iterdir())) == 2
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == ["log.parquet"]


def test_parts_of_a_folder_are_kept_as_one_and_the_kept_log_is_no_part(tmp_path: Path) -> None:
    for number in range(2):
        frame_of([(f"u{number}", "x", number)]).to_parquet(tmp_path / f"part-{number}.parquet")
    assert said(read_events(tmp_path, keep=True)).startswith("prepared log: made new; kept as ")
    again = read_events(tmp_path, keep=True)
    assert said(again).startswith("prepared log: reused ")
    assert again.path_count == 2
    assert again.report.parts is not None
    frame_of([("u2", "x", 2)]).to_parquet(tmp_path / "part-2.parquet")
    assert read_events(tmp_path, keep=True).path_count == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only_says_so_and_the_log_goes_on_in_memory(csv_file: Callable[..., Path]) -> None:
    path = csv_file(TEXT)
    path.parent.chmod(0o500)
    try:
        events = read_events(path, keep=True)
    finally:
        path.parent.chmod(0o700)
    assert f"not kept, because {path.parent} cannot be written" in said(events)
    assert len(events) == 3


def test_a_full_disk_says_so_and_leaves_nothing(csv_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet as pq

    def full(_table: object, where: Path, **_: object) -> None:
        Path(where).write_bytes(b"PAR1 half")
        raise OSError(28, "No space left on device")

    path = csv_file(TEXT)
    monkeypatch.setattr(pq, "write_table", full)
    events = read_events(path, keep=True)
    assert said(events).endswith(f"not kept, because {path.parent} cannot be written (No space left on device)")
    assert [file.name for file in path.parent.iterdir()] == ["log.csv"]
    assert len(events) == 3


def test_the_kept_log_is_as_private_as_its_source(csv_file: Callable[..., Path]) -> None:
    path = csv_file(TEXT)
    path.chmod(0o600)
    read_events(path, keep=True)
    assert stat.S_IMODE(path.with_name("log.csv.prepared").stat().st_mode) == 0o600


def test_a_source_that_changes_while_it_is_read_is_not_kept(csv_file: Callable[..., Path]) -> None:
    path = csv_file(TEXT)

    def meddle(_fraction: float, words: str) -> None:
        if words.startswith("sorting"):
            path.write_text(TEXT + "c,home,2024-05-04,web\n")

    events = read_events(path, keep=True, progress=meddle)
    assert said(events).endswith("not kept, because the source changed while it was read")
    assert [file.name for file in path.parent.iterdir()] == ["log.csv"]


def test_what_is_no_file_cannot_be_kept(tmp_path: Path, csv_file: Callable[..., Path]) -> None:
    with pytest.raises(EventLogError, match=r"^keep= needs a log in files; a frame or query has no place"):
        read_events(frame_of([("a", "x", 1)]), keep=True)
    with pytest.raises(EventLogError, match=r"^there is no folder '.*/none' to keep the prepared log in\. Make it"):
        read_events(csv_file(TEXT), keep=tmp_path / "none")


def test_what_was_found_of_a_layout_survives_the_shelf(csv_file: Callable[..., Path]) -> None:
    path = csv_file("Events of May\nuser_id;event;timestamp\nu;home;2024-05-01\n")
    first, again = (read_events(path, keep=True) for _ in range(2))
    assert said(again).startswith("prepared log: reused ")
    assert again.report.to_confirm["layout"] == first.report.to_confirm["layout"] == Layout(delimiter=";", skip=1)


def test_split_times_and_rejected_lines_survive_the_shelf(csv_file: Callable[..., Path]) -> None:
    path = csv_file("COOKIE;Date;Time;Webpage\nc;1999-06-24;10:05:37;home\n;1999-06-24;10:06:37;home\n")
    first, again = (read_events(path, keep=True) for _ in range(2))
    assert said(again).startswith("prepared log: reused ")
    assert (len(again), again.report.lines) == (1, 2)
    assert dict(again.report.to_confirm) == dict(first.report.to_confirm)
