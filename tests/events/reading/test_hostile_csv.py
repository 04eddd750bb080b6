"""Hostile CSV files, made here: each with the exact lines kept and rejected, or the error, that a person should get."""

from __future__ import annotations

import gzip
import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from journeykit.errors import ColumnRoleError, EventLogError
from journeykit.events import read_events
from journeykit.events.reading.sources import NotATableError

HEAD = "user_id,event,timestamp\n"
AT = "2024-05-01 10:00"
ROWS = f"u1,home,{AT}\nu1,pay,2024-05-01 10:05\n"
STRAY = "a quote is opened and never closed, or stands in the wrong place"
UNREADABLE = "the time cannot be read"
STAND_IN = "the path id means a missing one (NULL, undefined, …): missing_ids=() keeps it"
NO_ID, NO_NAME, NO_TIME = "the path id is empty", "the event name is empty", "the time is empty"
TOO_LONG = "the line is longer than 1,000,000 characters"


@dataclass(frozen=True)
class File:
    """One hostile file: what it holds and what must come of it."""

    name: str
    content: str | bytes
    kept: int
    rejected: tuple[tuple[int, str], ...] = ()
    paths: int = 1
    names: tuple[str, ...] = ("home", "pay")
    said: str = ""


@dataclass(frozen=True)
class Refused:
    """One file that cannot be read at all: the error's kind and words."""

    name: str
    content: str | bytes
    message: str
    kind: type[EventLogError] = EventLogError


KEPT: list[File] = [
    File("byte order mark", b"\xef\xbb\xbf" + (HEAD + ROWS).encode(), 2),
    File("byte order mark before a quoted header", b'\xef\xbb\xbf"user_id","event","timestamp"\n' + ROWS.encode(), 2),
    File("windows line ends", (HEAD + ROWS).replace("\n", "\r\n"), 2),
    File("old mac line ends", (HEAD + ROWS).replace("\n", "\r"), 2),
    File("three kinds of line ends", HEAD.replace("\n", "\r\n") + ROWS.replace("\n", "\r", 1), 2),
    File("no last line end", (HEAD + ROWS).rstrip(), 2),
    File("blank lines", "\n" + HEAD + "\n" + ROWS + "\n", 2, said="blank lines skipped: 3"),
    File("header only", HEAD, 0, paths=0, names=()),
    File("rows too short and too long", HEAD + "u0,home\n" + ROWS + "u2,a,b,c\n", 2,
         ((2, "2 cells where the header has 3"), (5, "4 cells where the header has 3"))),
    File("a delimiter too many everywhere", (HEAD + ROWS).replace("\n", ",\n"), 2),
    File("stray quote", HEAD + f'u0,"x,{AT}\n' + ROWS, 2, ((2, STRAY),)),
    File("stray quote that meets another one later", HEAD + f'u0,"x,{AT}\n' + ROWS + f'u1,"pay",{AT}\n', 3,
         ((2, STRAY),)),
    File("stray quote in the last line", HEAD + ROWS + f'u0,"x,{AT}', 2, ((4, STRAY),)),
    File("text after a closing quote", HEAD + f'u0,"x"y,{AT}\n' + ROWS, 2, ((2, STRAY),)),
    File("quotes escaped by backslashes", HEAD + f'u1,"a \\"x\\", b",{AT}\n' + ROWS, 3,
         names=("home", "pay", 'a "x", b'),
         said="lines with a backslash before a quote inside quotes, read as the quote: 1"),
    File("quote in the middle of a cell", HEAD + f'u1,5" screen,{AT}\n' + ROWS, 3, names=('5" screen', "home", "pay"),
         said="lines with a quote inside an unquoted cell, kept as text: 1"),
    File("doubled quotes, delimiters in quotes", HEAD + f'"u1","say ""hi"", you",{AT}\n' + ROWS, 3,
         names=("home", "pay", 'say "hi", you')),
    File("line ends in quotes", HEAD + f'u1,"a\nb, c",{AT}\n' + ROWS + "u\n", 3,
         ((6, "1 cells where the header has 3"),), names=("a\nb, c", "home", "pay"),
         said="quoted records that span several lines: 1"),
    File("quoted header", '"user_id","event","timestamp"\n' + ROWS, 2),
    File("single quotes are letters", HEAD + f"'u','a',{AT}\n", 1, names=("'a'",)),
    File("null byte", HEAD + f"u\0,x,{AT}\n" + ROWS, 2, ((2, "the line contains a null byte"),)),
    File("null bytes at the end", (HEAD + ROWS).encode() + b"\0" * 64, 2, ((4, "the line contains a null byte"),)),
    File("a field of 5 MB", HEAD + f"u0,{'x' * 5_000_000},{AT}\n" + ROWS, 2, ((2, TOO_LONG),)),
    File("a quoted field of 5 MB", HEAD + f'u0,"{"é" * 2_500_000}",{AT}\n' + ROWS, 2, ((2, TOO_LONG),)),
    File("semicolons around commas", f"user_id;event;timestamp\nu1;a,b;{AT}\nu1;c,d;{AT}\n", 2, names=("a,b", "c,d"),
         said="delimiter: semicolon (found)"),
    File("the header repeated where files were joined", HEAD + ROWS + HEAD + ROWS, 4,
         said="headers inside the file, where parts were joined, not read: 1"),
    File("UTF-16", (HEAD + ROWS).encode("utf-16"), 2, said="encoding: UTF-16 (found)"),
    File("UTF-16 without a mark", (HEAD + ROWS).encode("utf-16-le"), 2,
         said="encoding: UTF-16-LE, without a mark (found)"),
    File("a sep= line", "sep=;\r\n" + (HEAD + ROWS).replace(",", ";").replace("\n", "\r\n"), 2,
         said="delimiter: semicolon (found)"),
    File("a sep= line with another delimiter than the usual ones", "sep=^\n" + (HEAD + ROWS).replace(",", "^"), 2),
    File("a title, a period and a blank line above the header",
         "Events of the shop\nPeriod,2024-05-01 to 2024-05-31\n\n" + HEAD + ROWS + "u\n", 2,
         ((7, "1 cells where the header has 3"),),
         said="lines above the header, not read: 2 (layout=Layout(skip=3) states it)"),
    File("comments above the header", "# ------\n# Shop, web, all\n# 20240501-20240531\n" + HEAD + ROWS, 2,
         said="lines above the header, not read: 3"),
    File("a header that is a comment", "# made by a script\n#" + HEAD + ROWS, 2,
         said="lines above the header, not read: 1"),
    File("a title padded with delimiters", "Events,,\n,,\n" + HEAD + ROWS, 2,
         said="lines above the header, not read: 2"),
    File("duplicate header that is not needed", f"user_id,event,timestamp,x,x\nu,home,{AT},1,2\n", 1, names=("home",)),
    File("ids that look like numbers, logic or nothing",
         HEAD + "".join(f"{who},a,{AT}\n" for who in ("00123", "123", "1e5", "100000", "NA", "TRUE", "0x1F", "\\N")), 7,
         ((9, STAND_IN),), paths=7, names=("a",)),
    File("null ids and names", HEAD + f",a,{AT}\nNULL,a,{AT}\nNAN,NaN,{AT}\nu,,{AT}\nu,a,\n", 1,
         ((2, NO_ID), (3, STAND_IN), (5, NO_NAME), (6, NO_TIME)), paths=1, names=("NaN",)),
    File("ids of spaces only", HEAD + f" u,a,{AT}\nu,a,{AT}\n \t,a,{AT}\n\u3000\u00a0,a,{AT}\nu\u200b,a,{AT}\n", 3,
         ((4, NO_ID), (5, NO_ID)), paths=3, names=("a",)),
    File("formulas", HEAD + f"=1+1,=HYPERLINK(0),{AT}\n@x,+1,{AT}\n-2,\t=1,{AT}\n", 3, paths=3,
         names=("\t=1", "+1", "=HYPERLINK(0)")),
    File("emoji, right to left, composed and decomposed", HEAD + f"é,🛒,{AT}\ne\u0301,🛒,{AT}\nדף,\u202eabc,{AT}\n", 3,
         paths=3, names=("\u202eabc", "🛒")),
    File("mixed offsets", HEAD + "u,a,2024-05-01T10:00+02:00\nu,b,2024-05-01T03:00-05:00\nu,c,2024-05-01T08:00Z\n", 3,
         names=("a", "b", "c"), said="events at the same time as the next one of their path: 2"),
    File("epoch seconds, some with a fraction", HEAD + "u,a,1714564800\nu,b,1714564800.5\n", 2, names=("a", "b"),
         said="seconds since 1970-01-01 UTC"),
    File("epoch milliseconds", HEAD + "u,a,1714564800123\n", 1, names=("a",), said="milliseconds since"),
    File("epoch microseconds", HEAD + "u,a,1714564800123456\n", 1, names=("a",), said="microseconds since"),
    File("day first, settled by one line", HEAD + "u,a,01/02/2024\nu,b,13/04/2024\n", 2, names=("a", "b"),
         said="day/month/year, taken as UTC, because they carry no offset: days and weeks are as written; line 3 "
         "settles the order"),
    File("an hour that summer time skips and one it repeats", HEAD + "u,a,2024-03-31 02:30\nu,b,2024-10-27 02:30\n", 2,
         names=("a", "b"), said="taken as UTC, because they carry no offset"),
    File("years 1, 9999, 0 and 10000",
         HEAD + "u,a,0001-01-01\nu,b,9999-12-31 23:59:59.999999\nu,c,0000-01-01\nu,d,10000-01-01\n", 2,
         ((4, UNREADABLE), (5, UNREADABLE)), names=("a", "b")),
    File("leap second, leap day", HEAD + "u,a,2016-12-31 23:59:60\nu,b,2023-02-29\nu,c,2024-02-29\n", 1,
         ((2, UNREADABLE), (3, UNREADABLE)), names=("c",)),
    File("one event", HEAD + f"u,only,{AT}\n", 1, names=("only",)),
    File("all times equal", HEAD + f"u,b,{AT}\nu,a,{AT}\nu,c,{AT}\n", 3, names=("a", "b", "c"),
         said="events at the same time as the next one of their path: 2; the row order decides"),
    File("ten thousand names", HEAD + "".join(f"u,e{n:05},{AT}\n" for n in range(10_000)), 10_000,
         names=tuple(f"e{n:05}" for n in range(10_000))),
    File("ten thousand paths of one event", HEAD + "".join(f"u{n},a,{AT}\n" for n in range(10_000)), 10_000,
         paths=10_000, names=("a",)),
]  # fmt: skip

REFUSED: list[Refused] = [
    Refused("empty file", b"", "log.csv is empty: there is no header line to name the columns."),
    Refused("byte order mark only", b"\xef\xbb\xbf", "log.csv is empty: there is no header line to name the columns."),
    Refused("blank lines only", "\n\n", "log.csv is empty: there is no header line to name the columns."),
    Refused("bytes of no text", random.Random(7).randbytes(3000).replace(b"\n", b"\0").replace(b"\r", b"\0"),
            "log.csv is no text: it has null bytes. Export the log as CSV, Parquet or XES."),
    Refused("a delimiter too many on every row", HEAD + ROWS.replace("\n", ",\n"),
            "every line of log.csv would be rejected (2). Line 2: 4 cells where the header has 3 (delimiter: comma). "
            "If another character stands between the columns, pass delimiter=…."),
    Refused("another delimiter in the header", HEAD + ROWS.replace(",", ";"),
            "every line of log.csv would be rejected (2). Line 2: 1 cells where the header has 3 (delimiter: comma). "
            "If another character stands between the columns, pass delimiter=…."),
    Refused("latin-1", (HEAD + f"u1,home,{AT}\nu1,caf\xe9,{AT}\n").encode("latin-1"),
            "log.csv is not UTF-8 text (line 3). Save it as UTF-8, or pass the encoding it was written in: "
            "encoding='cp1252' fits its letters best."),
    Refused("spreadsheet", b"PK\x03\x04rest",
            "log.csv is no whole zip file: it is damaged or cut off. Fetch it again."),
    Refused("no delimiter", "user_id\nx\n",
            "no delimiter found in the header of log.csv: none of comma, semicolon, tab, bar divides it. Pass "
            "delimiter=… if it is another one. It has one column. A log has who, what and when: export these three, or "
            "if each line is one path, say what stands between its events: layout=Layout(shape='lines', between=…).",
            NotATableError),
    Refused("stray quote in the header", 'user_id,"event,timestamp\n' + ROWS,
            "no delimiter found in the header of log.csv: none of comma, semicolon, tab, bar divides it. Pass "
            "delimiter=… if it is another one.", NotATableError),
    Refused("header of 5 MB", f"user_id,event,timestamp,{'x' * 5_000_000}\n" + ROWS,
            "the header of log.csv is longer than 1,000,000 characters: refused."),
    Refused("duplicate header", f"user_id,event,timestamp,event\nu,a,{AT},b\n",
            "the column 'event' is there 2 times, so it cannot be told apart. Rename the extra ones in the file.",
            ColumnRoleError),
    Refused("offsets here and none there", HEAD + "u,a,2024-05-01T10:00+02:00\nu,b,2024-05-01T10:00\n",
            "the times in the column 'timestamp' are written in more than one way: 1 as year-month-day with an offset, "
            "like 2026-12-31T14:05:00+01:00 (first: line 2); 1 as year-month-day without an offset, like "
            "2026-12-31 14:05 (first: line 3). Give all times an offset, or none."),
    Refused("seconds and milliseconds", HEAD + "u,a,1714564800\nu,b,1714564800124\n",
            "the times in the column 'timestamp' are written in more than one way: 1 as seconds since 1970-01-01 UTC, "
            "like 1798725900 (first: line 2); 1 as milliseconds since 1970-01-01 UTC, like 1798725900000 "
            "(first: line 3). Bring them to one form, or declare one with time_format=… and the others are rejected by "
            "line."),
    Refused("negative epoch that nobody declared", HEAD + "u,a,-5\n",
            "no time in the column 'timestamp' can be read (first: line 2). Say how it is written: time_format='iso', "
            "'day_first', 'month_first', 'year_first', 'epoch_s', 'epoch_ms', 'epoch_us', 'epoch_ns', 'excel' or a "
            "pattern such as time_format='%d.%m.%Y %H:%M'."),
    Refused("day or month", HEAD + "u,a,01/02/2024\nu,b,03/04/2024\n",
            "the dates in the column 'timestamp' can be read as day/month or month/day (no date that exists has a "
            "number above 12 to settle it). Say which: time_format='day_first' or time_format='month_first'. "
            "A date like 01/02/2026 is then 1 February or 2 January."),
]  # fmt: skip


def test_there_are_at_least_41_hostile_files_and_no_two_alike() -> None:
    contents = [file.content for file in [*KEPT, *REFUSED]]
    assert len(set(contents)) == len(contents) >= 41


@pytest.mark.parametrize("file", KEPT, ids=lambda file: file.name)
def test_every_line_of_a_hostile_file_is_kept_or_rejected_with_its_number(
    csv_file: Callable[..., Path], file: File
) -> None:
    events = read_events(csv_file(file.content))
    report = events.report
    assert tuple(report.rejected[["line", "reason"]].itertuples(index=False, name=None)) == file.rejected
    assert (report.lines, report.kept, len(events)) == (file.kept + len(file.rejected), file.kept, file.kept)
    assert events.path_count == (file.paths if file.kept else 0)
    assert set(events.event_names) == set(file.names)
    assert file.said in "\n".join([report.time_format, *report.notes])


@pytest.mark.parametrize("file", REFUSED, ids=lambda file: file.name)
def test_a_file_that_cannot_be_read_says_why_and_what_next(csv_file: Callable[..., Path], file: Refused) -> None:
    with pytest.raises(EventLogError) as error:
        read_events(csv_file(file.content))
    assert str(error.value) == file.message
    assert type(error.value) is file.kind


@pytest.mark.parametrize("time_format", ["epoch_s", "epoch_ms"])
def test_a_negative_epoch_is_read_where_it_is_declared(csv_file: Callable[..., Path], time_format: str) -> None:
    report = read_events(csv_file(HEAD + "u,a,-5\nu,b,99999999999999999999\n"), time_format=time_format).report
    assert (report.kept, report.reasons) == (1, {UNREADABLE: 1})


def test_a_composed_and_a_decomposed_name_are_two_names(csv_file: Callable[..., Path]) -> None:
    written = [unicodedata.normalize(form, "é") for form in ("NFC", "NFD")]
    events = read_events(csv_file(HEAD + "".join(f"u,{name},{AT}\n" for name in written)))
    assert set(events.event_names) == set(written)


def test_a_packed_csv_is_read_and_a_cut_off_or_bomb_one_refused(
    csv_file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = gzip.compress((HEAD + ROWS * 1000).encode())
    assert len(read_events(csv_file(packed, "log.csv.gz"))) == 2000
    with pytest.raises(EventLogError, match=r"log\.csv\.gz is no whole gzip file: it is damaged or cut off"):
        read_events(csv_file(packed[:-40], "log.csv.gz"))
    bomb = gzip.compress(HEAD.encode() + b"u,a,2024-05-01 10:00\n" * 3_300_000, 9)
    with pytest.raises(EventLogError, match="unpacks to more than 200 times its size: refused"):
        read_events(csv_file(bomb, "bomb.csv.gz"))
