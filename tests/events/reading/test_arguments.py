"""The call that a report writes gives the same log, and guesses nothing, for every kind of source."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pytest

import journeykit as jk
from journeykit.events import Events, read_events
from journeykit.events.sql import sql_template
from tests.events.reading.test_several import clinic

ROWS = [
    ("ann", "c1", "see", "home", "2026-05-14 10:00:00", "gold"),
    ("", "c1", "see", "shop", "2026-05-13 09:00:00", ""),
    ("bob", "c2", "pay", "card", "2026-05-14 10:00:00", "blue"),
    ("bob", "c2", "pay", "card", "2026-05-14 10:00:00", "blue"),
    ("NULL", "", "pay", "card", "2026-05-14 10:00:00", ""),
]
NAMES = ["user_id", "anonymous_id", "event", "kind", "timestamp", "plan"]


def text_of(delimiter: str = ",", *, header: bool = True, day_first: bool = False) -> str:
    rows = [list(row) for row in ROWS]
    if day_first:
        rows = [[*row[:4], f"{row[4][8:10]}.{row[4][5:7]}.{row[4][:4]} {row[4][11:]}", row[5]] for row in rows]
    return "".join(f"{delimiter.join(row)}\n" for row in ([NAMES] if header else []) + rows)


def packed(pack: Callable[[bytes], bytes]) -> Callable[[Path], Any]:
    def write(path: Path) -> Any:
        path.write_bytes(pack(text_of().encode()))
        return path

    return write


def text(**options: Any) -> Callable[[Path], Any]:
    def write(path: Path) -> Any:
        path.write_text(f"{options.pop('above', '')}{text_of(**options)}", encoding="utf-8")
        return path

    return write


def events_in_json(path: Path) -> Any:
    rows = [dict(zip(NAMES, row, strict=True)) for row in ROWS]
    path.write_text(json.dumps({"events": rows, "others": [{"a": 1}]}), encoding="utf-8")
    return path


def json_lines(path: Path) -> Any:
    path.write_text("".join(f"{json.dumps(dict(zip(NAMES, row, strict=True)))}\n" for row in ROWS), encoding="utf-8")
    return path


def workbook(path: Path) -> Any:
    book = openpyxl.Workbook()
    for title in ("Log", "Other"):
        sheet = book.create_sheet(title)
        for row in (("Export of May",), NAMES, *ROWS):
            sheet.append(list(row))
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def folder(path: Path) -> Any:
    path.mkdir()
    for number, row in enumerate(ROWS):
        (path / f"{number}.csv").write_text(f"{','.join(NAMES)}\n{','.join(row)}\n", encoding="utf-8")
    return path


def in_zip(path: Path) -> Any:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a.csv", text_of())
        file.writestr("readme.txt", "nothing")
    return path


def split_times(path: Path) -> Any:
    lines = text_of().replace("timestamp", "Date,Time").replace("14 ", "14,").replace("13 ", "13,")
    path.write_text(lines, encoding="utf-8")
    return path


def parquet(path: Path) -> Any:
    pd.DataFrame(ROWS, columns=NAMES).assign(timestamp=lambda log: pd.to_datetime(log["timestamp"])).to_parquet(path)
    return path


KINDS: dict[str, tuple[Callable[[Path], Any], dict[str, Any]]] = {
    "comma": (text(), {}),
    "semicolon, titles, day first": (text(delimiter=";", day_first=True, above="Export\n\n"), {}),
    "no header": (text(header=False), {"layout": jk.events.Layout(columns=NAMES)}),
    "cp1252": (packed(lambda data: data.replace(b"home", b"caf\xe9 \x80")), {"encoding": "cp1252"}),
    "utf-16": (packed(lambda data: data.decode().encode("utf-16")), {}),
    "gzip": (packed(gzip.compress), {}),
    "bz2": (packed(bz2.compress), {}),
    "xz": (packed(lzma.compress), {}),
    "zip": (in_zip, {}),
    "folder": (folder, {}),
    "glob": (lambda path: str(folder(path) / "*.csv"), {}),
    "list": (lambda path: sorted(folder(path).glob("*.csv")), {}),
    "json lines": (json_lines, {}),
    "json under a key": (events_in_json, {}),
    "workbook": (workbook, {}),
    "parquet": (parquet, {}),
    "frame": (lambda _: pd.DataFrame(ROWS, columns=NAMES), {}),
    "relation": (lambda _: duckdb.from_df(pd.DataFrame(ROWS, columns=NAMES)), {}),
    "two columns of times": (split_times, {}),
    "given in part": (text(), {"event_col": ["event", "kind"], "attribute_cols": ["plan"], "duplicates": "drop",
                               "timezone": "Europe/Berlin", "missing_ids": (), "similar_names": "merge"}),
    "a pattern": (text(), {"time_format": "%Y-%m-%d %H:%M:%S"}),
}  # fmt: skip


def rows_of(events: Events) -> Any:
    wanted = "SELECT p.id, n.name, j.* FROM j JOIN paths AS p ON p.path = j.path JOIN names AS n ON n.event = j.event"
    return events._log.rows(sql_template(f"{wanted} ORDER BY j.path, j.position"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_call_of_a_report_gives_the_same_log_and_guesses_nothing(kind: str, tmp_path: Path) -> None:
    make, options = KINDS[kind]
    log = make(tmp_path / "log.dat")
    who = {} if kind == "frame" else {"path_col": ["user_id", "anonymous_id"]}
    first = read_events(log, **who, **{"path_col": "anonymous_id", **options} if not who else options)
    again = eval(first.report.call(), {"jk": jk, "log": log})
    assert rows_of(again) == rows_of(first)
    assert (again.timezone, again.attributes) == (first.timezone, first.attributes)
    assert again.report.to_confirm == {}
    assert "guessed" not in str(again.report.roles)
    assert again.report.call() == first.report.call()
    assert kind == "parquet" or "time_format='" in first.report.call()
    assert [again.report.lines, again.report.reasons] == [first.report.lines, first.report.reasons]


def test_the_call_of_several_sources_states_each_of_them(tmp_path: Path) -> None:
    phone, web = clinic(tmp_path)
    frame = pd.DataFrame({"user_id": ["17"], "event": ["come"], "timestamp": ["2026-05-20 09:00"]})
    sources = [
        jk.events.source(phone, path_col="Patient", event_col="Anruf", timestamp_col="Zeit"),
        jk.events.source(web, path_col=["user_id", "anonymous_id"]),
        frame,
    ]
    first = read_events(sources, timezone="Europe/Berlin", duplicates="drop")
    again = eval(first.report.call(), {"jk": jk, "log_3": frame})
    assert rows_of(again) == rows_of(first)
    assert all(source.to_confirm == {} for source in again.report.sources)
    assert "guessed" not in str(again.report)
    assert again.report.call() == first.report.call()


LASTING: dict[str, tuple[str, dict[str, Any]]] = {
    "a beginning and an end": ("case_id,activity,start,end\nc,a,2026-05-01 10:00,2026-05-01 10:20\n", {}),
    "a date and two clocks": ("case_id,activity,date,start,end\nc,a,2026-05-01,10:00,10:20\n", {}),
    "pairs": ("case_id,activity,timestamp,lifecycle\nc,a,2026-05-01,start\nc,a,2026-05-02,complete\n", {}),
    "no pairs": ("case_id,activity,timestamp,lifecycle\nc,a,2026-05-01,start\nc,a,2026-05-02,complete\n",
                 {"lifecycle_col": False}),
    "a duration": ("case_id,activity,time,took\nc,a,2026-05-01 10:00,20\n", {"duration_col": ("took", "min")}),
    "no end": ("case_id,activity,start,end\nc,a,2026-05-01 10:00,2026-05-01 10:20\n",
               {"end_col": False, "timestamp_col": "end"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", LASTING)
def test_the_call_states_what_lasts(kind: str, tmp_path: Path) -> None:
    content, options = LASTING[kind]
    (tmp_path / "log.csv").write_text(content, encoding="utf-8")
    first = read_events(tmp_path / "log.csv", **options)
    again = eval(first.report.call(), {"jk": jk})
    assert rows_of(again) == rows_of(first)
    assert again.has_durations is first.has_durations
    assert again.report.to_confirm == {}
    assert "guessed" not in str(again.report.roles)


@pytest.mark.slow
def test_the_call_states_real_logs_too(real_data: Callable[[str], Path]) -> None:
    for name in ("receipt.csv", "sepsis.csv", "running-example.csv", "helpdesk.xes.gz", "hospital_billing.parquet"):
        first = read_events(real_data(name))
        again = eval(first.report.call(), {"jk": jk})
        assert again.report.to_confirm == {}
        assert (len(again), again.path_count, again.event_names) == (len(first), first.path_count, first.event_names)
