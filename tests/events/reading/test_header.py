"""The header is found below titles and comments, and a header of a few words is not taken for a title."""

from __future__ import annotations

from pathlib import Path

import pytest

import journeykit
from journeykit.events import Layout, read_events
from journeykit.events.reading.header import found_header

VALUES = "u1,home,2024-05-01\nu1,pay,2024-05-02\n"


@pytest.mark.parametrize(
    ("text", "above", "columns"),
    [
        ("a,b\nu,v\nw,x\n", 0, ["a", "b"]),
        ("a,b\nu,v,w\nu,v,z\n", 0, ["a", "b"]),
        ("a,b\nu,v,w\nr,s,t\n", 0, ["a", "b"]),
        ("x,,x\n1,2,3\n4,5,6\n", 0, ["x", "", "x"]),
        ("x,,x\nu,v,w,z\nr,s,t,q\n", 0, ["x", "", "x"]),
        ("who,what\nann,home,x,y,z\nbob,pay,x,y,z\n", 0, ["who", "what"]),
        ("who,what,,\nann,home,x,y\nbob,pay,x,y\n", 0, ["who", "what", "", ""]),
        ("Report\n\nuser,event,time\n" + VALUES, 2, ["user", "event", "time"]),
        ("Report, May\nuser,event,time\n" + VALUES, 1, ["user", "event", "time"]),
        ("# Report, of, May\nuser,event,time\n" + VALUES, 1, ["user", "event", "time"]),
    ],
)
def test_the_names_of_the_columns_are_found(text: str, above: int, columns: list[str]) -> None:
    header = found_header(text.split("\n"))
    assert header is not None
    assert (header.above, header.columns) == (above, columns)


def test_no_event_is_taken_for_the_header_below_a_short_one(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("who,what\nann,home,x,y\nann,pay,x,y\n", encoding="utf-8")
    with pytest.raises(Exception, match=r"4 cells where the header has 2|no column name says"):
        read_events(tmp_path / "log.csv")


@pytest.mark.parametrize("mark", [" ", "\t"])
def test_a_server_log_names_its_fields_in_a_comment(mark: str, tmp_path: Path) -> None:
    lines = [["date", "time", "cs-username", "cs-uri-stem"], ["2024-01-05", "10:00:00", "bob", "/home"]]
    text = "#Software: Microsoft IIS\n#Version: 1.0\n#Fields: " + "\n".join(map(mark.join, lines)) + "\n"
    (tmp_path / "u.log").write_text(text, encoding="utf-8")
    events = read_events(tmp_path / "u.log", path_col="cs-username", event_col="cs-uri-stem")
    assert (len(events), events.event_names) == (1, ("/home",))
    assert eval(events.report.call(), {"jk": journeykit, "Layout": Layout}).event_names == ("/home",)
