"""Parts of one log in a folder or a zip: one that cannot be read is a rejected line, and stops nothing else."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from journeykit.errors import EventLogError
from journeykit.events import read_events

HEAD = "user_id,event,timestamp\n"


def lines(name: str, count: int = 1) -> str:
    return HEAD + f"u,{name},2024-05-01\n" * count


@pytest.fixture(params=["folder", "zip"])
def parts(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    files = {
        "a.csv": lines("a").encode(),
        "b.csv.gz": gzip.compress(lines("b", 4000).encode() + bytes(range(256)) * 40)[:-400],
        "c.csv": b"\xff\xd8\xff\xe0\x00\x01",
        "d.csv": b"name;mail\nx;y\n",
        "e.csv": lines("e").encode() + b"u\n",
        "README.txt": b"who, what, when\nThis folder has the log, the whole log.\n",
        "notes.txt": b"Ask Ann about this.\nShe knows.\n",
        ".DS_Store": b"\0\1",
    }
    if request.param == "folder":
        place = tmp_path / "shop"
        place.mkdir()
        for name, data in files.items():
            (place / name).write_bytes(data)
        return place
    place = tmp_path / "shop.zip"
    with zipfile.ZipFile(place, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return place


def test_a_broken_part_is_a_rejected_line_and_the_others_are_read(parts: Path) -> None:
    events = read_events(parts)
    report = events.report
    assert {"a", "e"} <= set(events.event_names)
    assert report.lines == report.kept + len(report.rejected)
    reasons = dict(report.rejected.groupby("part")["reason"].last())
    assert "b.csv.gz is no whole gzip file" in reasons["b.csv.gz"]
    assert reasons["c.csv"] == (
        "the part cannot be read: c.csv is a picture, not a log. Export the log itself, as CSV for example"
    )
    assert reasons["d.csv"] == "the part cannot be read: it has other columns than the rest: 'name', 'mail'"
    assert reasons["e.csv"] == "1 cells where the header has 3"
    assert report.parts is not None
    assert (report.parts["lines"] == report.parts["kept"] + report.parts["rejected"]).all()
    said = "\n".join(report.notes)
    assert all(f"'{name}'" in said for name in ("README.txt", ".DS_Store", "notes.txt"))


def test_strict_stops_at_a_broken_part(parts: Path) -> None:
    with pytest.raises(EventLogError, match=r"\.csv"):
        read_events(parts, strict=True)


def test_parts_that_are_named_one_by_one_are_all_wanted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(lines("a"))
    (tmp_path / "b.csv").write_bytes(b"%PDF-1.4\0\xff")
    with pytest.raises(EventLogError, match=r"b\.csv is a PDF document"):
        read_events([tmp_path / "a.csv", tmp_path / "b.csv"])


def test_a_folder_without_any_log_says_what_is_wrong_with_the_first_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"%PDF-1.4\0\xff")
    with pytest.raises(EventLogError, match=r"has no file that can be read as an event log\. a\.csv is a PDF document"):
        read_events(tmp_path)


def test_a_list_of_users_beside_the_events_is_not_the_log(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("accounts.csv", "user_id,name,event_count\nu,Ann,2\n")
        archive.writestr("events.csv", lines("home", 2))
    report = read_events(tmp_path / "export.zip").report
    assert (report.kept, len(report.rejected)) == (2, 1)


def test_parts_without_an_ending_and_packed_ones_are_parts_of_one_log(tmp_path: Path) -> None:
    (tmp_path / "part-00000").write_text(lines("a"))
    (tmp_path / "part-00001.gz").write_bytes(gzip.compress(lines("b").encode()))
    (tmp_path / "_SUCCESS").write_text("")
    assert read_events(tmp_path).event_names == ("a", "b")


def test_a_manifest_beside_the_parts_does_not_make_them_of_several_kinds(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(lines("a"))
    (tmp_path / "schema.json").write_text(json.dumps({"version": 1, "columns": 3}))
    report = read_events(tmp_path).report
    assert (report.kept, len(report.rejected)) == (1, 1)


def test_columns_that_differ_by_case_and_marks_are_the_same_in_all_parts(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("user_id,event,timestamp\nu,a,2024-05-01\n")
    (tmp_path / "b.csv").write_text("Event;User ID;Timestamp\nb;u;2024-05-02\n")
    (tmp_path / "c.csv").write_text("User_Id,user_id,event,timestamp\nx,u,c,2024-05-03\n")
    events = read_events(tmp_path)
    assert (len(events), len(events.report.rejected)) == (3, 0)
    assert set(read_events(tmp_path, path_col="user_id").report.parts["kept"]) == {1}
