"""Text in which each line is a whole path."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from journeykit import questions as qs
from journeykit.errors import EventLogError
from journeykit.events import Layout, read_events
from tests.events.reading.shapes import add_up, paths_in


def written(tmp_path: Path, text: str, name: str = "seq.txt") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("5 5 22 11 9\n22 5 5 11 9\n5 22 11\n",
         [("22", "5", "5", "11", "9"), ("5", "22", "11"), ("5", "5", "22", "11", "9")]),
        ("home,cart,pay\nhome,cart\ncart,home,cart,pay\n",
         [("cart", "home", "cart", "pay"), ("home", "cart"), ("home", "cart", "pay")]),
        ("home\tcart\tpay\nhome\tcart\ncart\thome\tcart\tpay\n",
         [("cart", "home", "cart", "pay"), ("home", "cart"), ("home", "cart", "pay")]),
        ("home > product > cart\nhome > cart\n", [("home", "cart"), ("home", "product", "cart")]),
        ("home->cart\n\nhome->cart->home\n", [("home", "cart"), ("home", "cart", "home")]),
        ("1 -1 1 2 -1 3 -1 -2\n3 -1 1 -1 -2\n", [("1", "1", "2", "3"), ("3", "1")]),
        ("@CONVERTED_FROM_TEXT\n@ITEM=1=home\n@ITEM=2=my cart\n1 -1 2 -1 -2\n2 -1 -2\n",
         [("home", "my_cart"), ("my_cart",)]),
        ('["a", "b"]\n["b", "a", "c"]\n', [("a", "b"), ("b", "a", "c")]),
        ('[["a", "b"], ["b", "a", "c"]]', [("a", "b"), ("b", "a", "c")]),
        ("path\nhome > cart\nhome\ncart > home\n", [("cart", "home"), ("home",), ("home", "cart")]),
    ],
)  # fmt: skip
def test_each_line_is_a_path(tmp_path: Path, text: str, paths: list[tuple[str, ...]]) -> None:
    log = written(tmp_path, text)
    events = read_events(log)
    assert paths_in(events) == paths
    assert not events.has_times
    assert add_up(events)
    again = read_events(log, **events.report.to_confirm)
    assert paths_in(again) == paths
    assert dict(again.report.to_confirm) == {}


@pytest.mark.parametrize(
    "text",
    [
        "s1: home, cart, pay\ns2: home, cart\ns3: home\n",
        "s1,home,cart,pay\ns2,home,cart\ns3,home\n",
        "s1 home cart pay\ns2 home cart\ns3 home\n",
    ],
)
def test_an_id_may_stand_before_the_events(tmp_path: Path, text: str) -> None:
    log = written(tmp_path, text)
    rows = qs.rows(read_events(log)).to_pandas()
    assert rows.groupby("path")["event"].agg(list).to_dict() == {
        "s1": ["home", "cart", "pay"], "s2": ["home", "cart"], "s3": ["home"],
    }  # fmt: skip
    again = read_events(log, **read_events(log).report.to_confirm)
    pd.testing.assert_frame_equal(qs.rows(again).to_pandas(), rows)


@pytest.mark.parametrize(
    "text",
    [
        # A table whose lines are cut off, prose, a table with spaces, settings, the log of a server.
        "user,page,what\nu,home\nv,home,click\nw,home\n",
        "yes,no,yes\nno,no,yes\nyes,no,no\nno,yes,no\n",
        "This folder holds the log of the shop\nThe log was made by Ann in May\n",
        "u1 home 2024-05-01\nu1 cart 2024-05-02\nu2 home 2024-05-03\n",
        "s1 home\ns1 cart\ns2 home\n",
        "Title: my shop\nOwner: Ann\nNote: my shop\n",
        '1.1.1.1 - - [10/Oct/2023:13:55:36 +0000] "GET /a" 200\n1.1.1.1 - - [10/Oct/2023:13:55:37 +0000] "GET /a"\n',
        '[["u1", "home", "2024-05-01"], ["u1", "cart", "2024-05-02"]]',
    ],
)
def test_lines_that_may_be_something_else_are_no_paths(tmp_path: Path, text: str) -> None:
    with pytest.raises(EventLogError):
        read_events(written(tmp_path, text))


def test_what_is_not_sure_can_be_stated(tmp_path: Path) -> None:
    log = written(tmp_path, "s1 home\ns1 cart\ns2 home\n")
    events = read_events(log, layout=Layout(shape="lines", between=" "))
    assert paths_in(events) == [("s1", "cart"), ("s1", "home"), ("s2", "home")]
    assert paths_in(read_events(log, layout="shape=lines between=space")) == paths_in(events)
    one = written(tmp_path, "home\n", "one.txt")
    with pytest.raises(EventLogError, match=r"it is not sure what stands between the events of a line. Say it"):
        read_events(one, layout=Layout(shape="lines"))
    with pytest.raises(EventLogError, match=r"shape='lines' is for text in which each line is a whole path"):
        read_events(written(tmp_path, '{"a": 1}', "a.json"), layout=Layout(shape="lines"))


def test_a_note_beside_the_parts_of_a_log_stays_a_note(tmp_path: Path) -> None:
    written(tmp_path, "user_id,event,timestamp\nu,home,2024-05-01\n", "a.csv")
    written(tmp_path, "the log of the shop\nthe log of the year\n", "notes.txt")
    events = read_events(tmp_path)
    assert len(events) == 1
    assert len(events.report.rejected) == 0
