"""Excel workbooks: the sheet is chosen or named, titles are skipped, cells are the text that a CSV would have."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from journeykit.errors import EventLogError
from journeykit.events import Layout, read_events
from tests.events.reading.test_source_kinds import in_order

HEAD = ["user_id", "event", "timestamp"]
LOG = [HEAD, ["007", "home", datetime(2024, 5, 1, 10)], [8, "pay", datetime(2024, 5, 1, 10, 5)]]


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def test_the_cells_of_a_sheet_are_events(tmp_path: Path) -> None:
    rows = [*LOG, [None], HEAD, [9.5, True, datetime(2024, 5, 2)], ["u", "x", "soon"], ["u", "x", "y", "z"], ["u", "x"]]
    events = read_events(book(tmp_path / "log.xlsx", Log=rows))
    assert in_order(events) == [
        ("007", "home", 1_714_557_600_000_000),
        ("8", "pay", 1_714_557_900_000_000),
        ("9.5", "true", 1_714_608_000_000_000),
    ]
    assert list(events.report.rejected[["line", "reason"]].itertuples(index=False, name=None)) == [
        (7, "the time cannot be read"),
        (8, "4 cells where the header has 3"),
        (9, "the time is empty"),
    ]
    assert {"sheet: 'Log'", "blank rows skipped: 1"} <= set(events.report.notes)
    assert "headers inside the sheet, where parts were joined, not read: 1" in events.report.notes


def test_the_first_sheet_with_a_table_is_taken_and_said_or_another_one_named(tmp_path: Path) -> None:
    other = [[*HEAD, "shop"], ["u", "other", "2024-05-01", "s"]]
    path = book(tmp_path / "log.xlsx", Cover=[["Events of May"]], Log=LOG, Older=other)
    report = read_events(path).report
    assert "sheet: 'Log', not read: 'Cover', 'Older'" in report.notes
    assert report.to_confirm["layout"] == Layout(sheet="Log")
    assert read_events(path, layout=Layout(sheet="Older")).event_names == ("other",)
    with pytest.raises(EventLogError, match=r"has no sheet 'Mai'\. Sheets: 'Cover', 'Log', 'Older'\."):
        read_events(path, layout=Layout(sheet="Mai"))


def test_titles_above_the_header_are_skipped_and_a_sheet_without_one_takes_names(tmp_path: Path) -> None:
    titled = book(tmp_path / "titled.xlsx", Log=[["Events"], ["From", "2024-05-01"], [], *LOG])
    report = read_events(titled).report
    assert (report.lines, report.kept) == (2, 2)
    assert "rows above the header, not read: 2 (layout=Layout(skip=3) states it)" in report.notes
    bare = book(tmp_path / "bare.xlsx", Log=LOG[1:])
    assert read_events(bare, layout=Layout(columns=HEAD)).report.kept == 2


def test_a_workbook_that_hides_entities_or_is_damaged_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "log.xlsx", Log=LOG)
    out = io.BytesIO()
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(out, "w") as archive:
        for part in whole.infolist():
            data = whole.read(part)
            trap = b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'
            archive.writestr(part, data.replace(b"<worksheet", trap) if "sheet1" in part.filename else data)
    path.write_bytes(out.getvalue())
    with pytest.raises(EventLogError, match=r"declares a document type, .* \(xl/worksheets/sheet1\.xml\): refused"):
        read_events(path)
    path.write_bytes(out.getvalue()[:-200])
    with pytest.raises(EventLogError, match="it is damaged or cut off"):
        read_events(path)


def test_sheets_with_the_same_columns_are_parts_of_one_log(tmp_path: Path) -> None:
    more = [[name.upper() for name in HEAD], ["u", "b", "2024-05-01 00:00:00"]]
    book(tmp_path / "log.xlsx", Jan=LOG, Feb=more, Notes=[["x", "y"], [1, 2]])
    report = read_events(tmp_path / "log.xlsx").report
    assert (report.lines, report.kept, list(report.parts["part"])) == (3, 3, ["Jan", "Feb"])
    assert any(note.startswith("sheets with the same columns: 'Jan', 'Feb', not read: ") for note in report.notes)
    assert "layout" not in report.call()
    assert len(read_events(tmp_path / "log.xlsx", layout="sheet=Feb")) == 1
