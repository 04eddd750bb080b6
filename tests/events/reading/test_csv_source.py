"""Hostile files: nothing shifts, nothing vanishes, every loss has a line number and a reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journeykit.errors import ColumnRoleError, EventLogError
from journeykit.events import Events, read_events
from journeykit.events.reading import csv_source
from journeykit.questions import transitions

HEAD = "user_id,event,timestamp\n"
ROWS = "u1,home,2024-05-01 10:00\nu1,pay,2024-05-01 10:05\n"
STRAY = "a quote is opened and never closed, or stands in the wrong place"
CsvFile = Callable[..., Path]


def rejected(events: Events) -> list[tuple[int, str]]:
    return list(events.report.rejected[["line", "reason"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("content", "reasons", "kept", "note"),
    [
        pytest.param(b"\xef\xbb\xbf" + (HEAD + ROWS).encode(), [], 2, "", id="byte order mark"),
        pytest.param((HEAD + ROWS).replace("\n", "\r\n"), [], 2, "", id="windows line ends"),
        pytest.param((HEAD + ROWS).replace("\n", "\r"), [], 2, "", id="old mac line ends"),
        pytest.param((HEAD + ROWS).strip(), [], 2, "", id="no newline at the end"),
        pytest.param(HEAD + "\n" + ROWS + "\n\n", [], 2, "blank lines skipped: 3", id="blank lines"),
        pytest.param("\n\n" + HEAD + ROWS, [], 2, "blank lines skipped: 2", id="blank lines before the header"),
        pytest.param(
            HEAD + "u0,home\n" + ROWS + "u2,a,b,c,2024-05-01\n",
            [(2, "2 cells where the header has 3"), (5, "5 cells where the header has 3")],
            2,
            "",
            id="ragged rows",
        ),
        pytest.param(
            HEAD + 'u0,"x,2024-05-01 10:00\n' + ROWS + 'u3,"y",2024-05-01 10:00\n',
            [(2, STRAY)],
            3,
            "",
            id="stray quote does not swallow the rows below",
        ),
        pytest.param(HEAD + ROWS + 'u0,"x,2024-05-01\n', [(4, STRAY)], 2, "", id="stray quote in the last line"),
        pytest.param(HEAD + 'u0,"x"y,2024-05-01\n' + ROWS, [(2, STRAY)], 2, "", id="text after a closing quote"),
        pytest.param(
            HEAD + 'u0,"x\ny, z",2024-05-01\n' + ROWS + "u0,x\n",
            [(6, "2 cells where the header has 3")],
            3,
            "quoted records that span several lines: 1",
            id="quoted line end",
        ),
        pytest.param(HEAD + '"u0","say ""hi"", you","2024-05-01"\n' + ROWS, [], 3, "", id="quoted delimiter and quote"),
        pytest.param(
            HEAD + 'u0,5" screen,2024-05-01\n' + ROWS,
            [],
            3,
            "lines with a quote inside an unquoted cell, kept as text: 1",
            id="inch sign",
        ),
        pytest.param(HEAD + "u\0,x,2024-05-01\n" + ROWS, [(2, "the line contains a null byte")], 2, "", id="null byte"),
        pytest.param(
            HEAD + ",x,2024-05-01\nu1,,2024-05-01\nu1,x,\n \t,x,2024-05-01\n" + ROWS,
            [
                (2, "the path id is empty"),
                (3, "the event name is empty"),
                (4, "the time is empty"),
                (5, "the path id is empty"),
            ],
            2,
            "",
            id="empty cells",
        ),
        pytest.param(
            HEAD + "u," + "x" * 1_000_001 + ",2024-05-01\n" + ROWS,
            [(2, "the line is longer than 1,000,000 characters")],
            2,
            "",
            id="bomb line",
        ),
        pytest.param(HEAD, [], 0, "", id="header only"),
        pytest.param(HEAD.strip(), [], 0, "", id="header only without newline"),
    ],
)
def test_every_line_is_kept_or_rejected_with_its_number(
    csv_file: CsvFile, content: str | bytes, reasons: list[tuple[int, str]], kept: int, note: str
) -> None:
    events = read_events(csv_file(content))
    assert rejected(events) == reasons
    assert len(events) == events.report.kept == kept
    assert events.report.lines == kept + len(reasons)
    assert note in "\n".join(events.report.notes)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_and_said(csv_file: CsvFile, delimiter: str) -> None:
    events = read_events(csv_file((HEAD + ROWS).replace(",", delimiter)))
    assert events.event_names == ("home", "pay")
    assert f"delimiter: {csv_source.DELIMITERS[delimiter]} (found)" in events.report.notes


def test_a_delimiter_inside_quotes_does_not_mislead(csv_file: CsvFile) -> None:
    events = read_events(csv_file('user_id;"a,b,c,d";event;timestamp\nu;1,5;x;2024-05-01\n'))
    assert events.event_names == ("x",)


def test_ids_and_names_stay_the_text_they_are(csv_file: CsvFile) -> None:
    log = HEAD + "00123,NaN,2024-05-01\n123,NA,2024-05-01\nNA,null,2024-05-01\n1e5,TRUE,2024-05-01\n"
    events = read_events(csv_file(log))
    assert events.path_count == 4
    assert events.event_names == ("NA", "NaN", "TRUE", "null")
    assert rejected(events) == []


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (b"", EventLogError, "log.csv is empty: there is no header line to name the columns."),
        (
            (HEAD + "u1,caf\xe9,2024-05-01\n").encode("latin-1"),
            EventLogError,
            "log.csv is not UTF-8 text (line 2). Save it as UTF-8, or pass the encoding it was written in: "
            "encoding='cp1252' fits its letters best.",
        ),
        (
            b"PK\x03\x04rest",
            EventLogError,
            "log.csv is no whole zip file: it is damaged or cut off. Fetch it again.",
        ),
        (
            b"user_id\nx\n",
            EventLogError,
            "no delimiter found in the header of log.csv: none of comma, semicolon, tab, bar divides it. Pass "
            "delimiter=… if it is another one. It has one column. A log has who, what and when: export these three, or "
            "if each line is one path, say what stands between its events: layout=Layout(shape='lines', between=…).",
        ),
        (
            b"user_id,event,event,timestamp\nu,a,b,2024-05-01\n",
            ColumnRoleError,
            "the column 'event' is there 2 times, so it cannot be told apart. Rename the extra ones in the file.",
        ),
        (
            b"who,what,when\n",
            ColumnRoleError,
            "no column name says which one is the path and which the event and which the time. Name them: path_col=…, "
            "event_col=…, timestamp_col=…. Found: 'who', 'what', 'when'. It has names of columns and no rows.",
        ),
        (
            b"patient_id,event,when\n7,a,x\n7,b,y\n",
            ColumnRoleError,
            "no column name says which one is the path and which the time. Name them: path_col='patient_id', "
            "timestamp_col=…. Found: 'patient_id', 'event', 'when'.",
        ),
        (
            b"row_id,event,timestamp\n1,a,2024-05-01\n2,b,2024-05-01\n",
            ColumnRoleError,
            "no column name says which one is the path. Name it: path_col=…. Found: 'row_id', 'event', 'timestamp'.",
        ),
        (
            b"row_id,guest_id,event,timestamp\n1,g,a,2024-05-01\n2,g,b,2024-05-01\n",
            ColumnRoleError,
            "no column name says which one is the path. Name it: path_col='guest_id'. Found: 'row_id', 'guest_id', "
            "'event', 'timestamp'.",
        ),
        (
            b"case_id,customer_id,event,timestamp\n1,g,a,2024-05-01\n2,g,b,2024-05-01\n",
            ColumnRoleError,
            "more than one column could be the path: 'case_id', 'customer_id'. Say which: path_col='customer_id'.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_what_next(
    csv_file: CsvFile, content: bytes, error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as raised:
        read_events(csv_file(content))
    assert str(raised.value) == message


def test_a_given_delimiter_that_divides_nothing_is_an_error_that_names_the_right_one(csv_file: CsvFile) -> None:
    message = (
        "delimiter=';' does not divide the header of log.csv. A comma does: leave out delimiter= to have it found."
    )
    with pytest.raises(EventLogError, match=re.escape(message)):
        read_events(csv_file(HEAD + "u1,home,2024-05-01\n"), delimiter=";")


def test_another_encoding_can_be_given(csv_file: CsvFile) -> None:
    assert read_events(csv_file((HEAD + "u,café,2024-05-01\n").encode("latin-1")), encoding="latin-1").event_names == (
        "café",
    )
    assert read_events(csv_file((HEAD + ROWS).encode("utf-16")), encoding="utf-16").event_names == ("home", "pay")
    with pytest.raises(EventLogError, match="encoding='klingon' is not known"):
        read_events(csv_file(HEAD + ROWS), encoding="klingon")
    with pytest.raises(EventLogError, match="is not text in the encoding that was said or found"):
        read_events(csv_file(HEAD + ROWS), encoding="utf-16")


def test_a_multibyte_letter_cut_off_at_the_end_is_no_text(csv_file: CsvFile) -> None:
    with pytest.raises(EventLogError, match=r"log\.csv is not UTF-8 text \(line 3\)"):
        read_events(csv_file((HEAD + "u1,home,2024-05-01\nu1,caf").encode() + b"\xc3"))


@pytest.mark.slow
def test_a_long_clean_start_and_a_ragged_end_keep_their_line_numbers(
    csv_file: CsvFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"u{n % 7},e{n % 5},2024-05-01 10:00:00.{n:06d}" for n in range(200_000)]
    rows[150_000] = "ragged"
    path = csv_file(HEAD + "\n".join(rows) + "\n")
    both = read_events(path)
    assert rejected(both) == [(150_002, "1 cells where the header has 3")]
    monkeypatch.setattr(csv_source, "is_beyond_doubt", lambda *_: False)  # the careful reader alone
    careful = read_events(path)
    assert transitions(both).to_pandas().equals(transitions(careful).to_pandas())
    assert len(both) == len(careful) == 199_999


CELLS = st.text(st.sampled_from('ab",;\n \r\t'), max_size=4)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6))
def test_no_damage_moves_a_cell_into_another_column(csv_file: CsvFile, junk: list[list[str]]) -> None:
    # Good rows after any junk are still there, or are rejected by number; no junk ever becomes a path of a good row.
    good = [f"good{n},visit,2024-05-01 10:0{n}" for n in range(3)]
    text = HEAD + "\n".join(part for n, cells in enumerate(junk) for part in (",".join(cells), good[n % 3])) + "\n"
    try:
        events = read_events(csv_file(text))
    except EventLogError as error:
        assert "time" in str(error)  # noqa: PT017
        return
    assert events.report.lines == events.report.kept + len(events.report.rejected)
    assert "visit" in events.event_names
    assert not [name for name in events.event_names if "2024" in name]
