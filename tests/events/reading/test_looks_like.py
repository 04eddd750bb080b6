"""What is no log gets a sentence that says what it looks like, and what to call."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import journeykit as jk
from journeykit.errors import EventLogError
from journeykit.events import read_events


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("source,target,value\nHome,Product,120\nProduct,Cart,40\n", "a table of moves with their counts ('source' to"),
        ("From Activity;To Activity;Frequency\nA;B;5\nB;C;3\n", "a table of moves with their counts ('From Act"),
        ("page,A,B\nA,0,5\nB,2,0\n", "a matrix of moves, rows to columns"),
        ("date,path,total_conversions\n2024-01-01,a > b,4\n2024-01-02,b > a,2\n",
         "whole paths written as text in the column 'path' ('a > b > c')"),
        ("id;signup;trial;paid\n1;2024-01-01;2024-01-02;2024-01-05\n1;2024-01-01;;\n",
         "one row a traveller with a column for the time of each step ('signup', 'trial', 'paid')"),
        ("date,sessions,users\n2024-01-01,120,100\n2024-01-02,130,110\n", "totals by time ('date' with 'sessions',"),
        ("page,views,users\n/home,100,90\n/cart,40,35\n", "totals ('views', 'users') by 'page'"),
        ("date,score,verbatim\n2024-01-01,9,great\n", "answers to a survey, or reviews ('score', 'verbatim')"),
        ("customer_id,name,plan\n1,Ann,pro\n2,Bob,free\n", "a list of people ('customer_id' differs in every row)"),
        ("Stage,Search,Book\nActions,looks,calls\nTouchpoints,web,phone\n", "a journey map in a sheet ('Actions', 'To"),
        ("journey\n title My day\n section Go\n  Tea: 5: Me\n", "a journey map in Mermaid: jk.formats.read(file).map"),
        ("# Notes\n\nThe log is of May\n", "Markdown, notes and no table of events"),
        ("name: shop\nversion: 1\nitems:\n", "settings or notes, names with their values"),
        ("CREATE TABLE x (a int, b int);\nINSERT INTO x VALUES (1, 2);\n", "a dump of a database"),
        ("import pandas as pd\nprint(1)\n", "a program, not data"),
    ],
)  # fmt: skip
def test_a_table_of_another_shape_is_told_what_it_looks_like(
    csv_file: Callable[..., Path], text: str, message: str
) -> None:
    with pytest.raises(EventLogError) as error:
        read_events(csv_file(text))
    assert f"It looks like {message}" in str(error.value)


def test_a_table_of_moves_is_drawn_by_what_the_message_calls(csv_file: Callable[..., Path]) -> None:
    moves = csv_file("source,target,value\nHome,Product,120\nProduct,Cart,40\nCart,Paid,25\nProduct,Exit,80\n")
    with pytest.raises(EventLogError) as error:
        read_events(moves)
    called = re.search(r"jk\.charts\.sankey\(.*?\)", str(error.value))
    assert called is not None
    (trace,) = eval(called[0], {"jk": jk}).data
    assert sorted(trace.link.value) == [25, 40, 80, 120]
    with pytest.raises(EventLogError, match=r"jk\.charts\.sankey\(frame\) draws it"):
        read_events(pd.read_csv(moves))


def test_a_map_in_a_sheet_is_opened_by_what_the_message_calls(csv_file: Callable[..., Path]) -> None:
    sheet = csv_file("Stage,Search,Book\nActions,looks,calls\nTouchpoints,web,phone\n")
    with pytest.raises(EventLogError) as error:
        read_events(sheet)
    called = re.search(r"jk\.formats\.read\(.*?\)\.map", str(error.value))
    assert called is not None
    assert [stage.name for stage in eval(called[0], {"jk": jk}).stages] == ["Search", "Book"]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.webp", b"RIFF\x24\0\0\0WEBPVP8 \0\xff", "a picture"),
        ("a.bmp", b"BM\x36\0\0\0\0\0", "a picture"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a picture"),
        ("a.pdf", b"%PDF-1.4\n1 0 obj\n", "a PDF document"),
        ("a.pkl", b"\x80\x02}q\0.", "a pickle"),
        ("a.ipynb", b'{"cells": [], "metadata": {}, "nbformat": 4}', "a notebook"),
        ("a.json", b'{"format": "journeykit-map", "version": "1.0", "stages": []}', "a journey map, not a log. jk.rea"),
        ("a.geojson", b'{"features": [{"geometry": {"coordinates": [1, 2]}}]}', "a geographic map"),
        ("a.sav", b"$FL2@(#) SPSS\0\0", "a file of SPSS"),
        ("a.dta", b"<stata_dta><header>", "a file of Stata"),
        ("a.npy", b"\x93NUMPY\x01\0", "an array of NumPy"),
        ("a.RData", b"RDX3\nX\n\0\0", "a file of R"),
        ("a.mp4", b"\0\0\0\x18ftypmp42", "a film"),
        ("a.msg", b"\xd0\xcf\x11\xe0\xa1\xb1", "an e-mail of Outlook"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel workbook"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_called_by_its_name(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(EventLogError) as error:
        read_events(path)
    assert f"{name} is {message}" in str(error.value)


def test_prose_is_not_taken_for_a_sequence(csv_file: Callable[..., Path]) -> None:
    with pytest.raises(EventLogError) as error:
        read_events(csv_file("This folder holds the log of the shop.\nThe log was made by Ann.\n"))
    assert "It looks like" not in str(error.value)


def test_lists_of_events_inside_rows_are_told(tmp_path: Path) -> None:
    row = '{"user_id": "u%d", "events": [{"event": "a", "timestamp": "2024-05-01"}]}'
    (tmp_path / "log.json").write_text(f"[{row % 1},{row % 2}]")
    with pytest.raises(
        EventLogError, match=r"pandas\.json_normalize\(rows, record_path='events', meta=\['user_id'\]\)"
    ):
        read_events(tmp_path / "log.json")


@pytest.mark.parametrize(
    "text",
    [
        "Key,Summary,From,To,Author,Created\nW-1,Login,To Do,Doing,ann,15/Mar/24 9:41 AM\nW-1,Login,Doing,Done,ann,"
        "16/Mar/24 9:41 AM\n",
        "user_id,event_name,event_date,event_count\nu1,start,2024-01-01,1\nu1,view,2024-01-01,7\n",
        "Belegnummer;Aktivität;Erstellt am;Nettowert\n0045001234;Bestellung;03.04.2024;1.234,50\n"
        "0045001234;Eingang;13.04.2024;1.234,50\n",
        "date,time,cs-method,cs-uri-stem,c-ip,sc-status\n2024-03-01,10:00:00,GET,/a,203.0.113.9,200\n"
        "2024-03-01,10:00:05,GET,/b,203.0.113.9,200\n",
        "uid,action,t\na,open,1709287200\na,pay,1709287300\n",
        "customer_id,visited,added to cart,purchased\nc1,1,1,1\nc2,1,0,0\n",
        "会員番号,行動,日時\n000123,a,2024/04/01 10:05:00\n000123,b,2024/04/01 10:06:30\n",
        "user_id,timestamp\nu1,2024-01-01\nu2,2024-01-02\n",
        "id,type,created\nevt_1,charge,1709287200\nevt_2,refund,1709287300\n",
        "session_id,user_id,page,server_time,client_time\ns1,u1,home,2024-03-01 10:00:02,2024-03-01 11:00:00\n"
        "s1,u1,cart,2024-03-01 10:01:02,2024-03-01 11:01:00\n",
    ],
)
def test_a_log_with_unusual_names_is_not_said_to_be_something_else(csv_file: Callable[..., Path], text: str) -> None:
    said = ""
    with contextlib.suppress(EventLogError):
        try:
            read_events(csv_file(text))
        except EventLogError as error:
            said = str(error)
            raise
    assert "It looks like" not in said


def test_steps_in_columns_are_read_as_the_message_says(csv_file: Callable[..., Path]) -> None:
    path = csv_file("customer_id,step 1,step 2,step 3\nc1,home,product,cart\nc2,home,exit,\n")
    with pytest.raises(EventLogError) as error:
        read_events(path)
    advice = re.search(r"(event_col=\[.*?\)) reads", str(error.value))
    assert advice is not None
    assert len(eval(f"jk.read_events(path, {advice[1]})", {"jk": jk, "path": path, "Layout": jk.events.Layout})) == 5
