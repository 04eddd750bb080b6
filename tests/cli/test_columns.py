"""Which column is what, on the command line: presets, several logs, and what to type to confirm a guess."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from journeykit.cli import main

GA4 = "user_pseudo_id,event_name,event_timestamp,batch_event_index\nu,b,1714564800123456,2\nu,a,1714564800123456,1\n"


def told(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(["flow", *arguments]) == code
    captured = capsys.readouterr()
    return captured.out if code == 0 else captured.err


def test_what_was_guessed_is_confirmed_by_options_that_can_be_typed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, page = tmp_path / "my log.csv", str(tmp_path / "page.html")
    log.write_text("visitor id;Date;Time;page\na;2026-05-01;10:00;home\n", encoding="utf-8")
    out = told(capsys, str(log), "-o", page)
    found = re.search(r"to confirm what was guessed: (.*)", out)
    assert found is not None
    assert found[1] == "--path-col 'visitor id' --event-col page --time-col Date Time --time-format iso"
    again = told(capsys, str(log), *shlex.split(found[1]), "-o", page)
    assert "path: 'visitor id' (given)" in again
    assert "to confirm" not in again


def test_a_preset_reads_a_tools_export_and_a_wrong_one_says_which_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, page = tmp_path / "export.csv", str(tmp_path / "page.html")
    log.write_text(GA4, encoding="utf-8")
    out = told(capsys, str(log), "--preset", "ga4", "-o", page)
    assert "path: 'user_pseudo_id' (preset 'ga4')" in out
    assert "microseconds since 1970-01-01 UTC" in out
    wrong = told(capsys, str(log), "--preset", "ga5", "-o", page, code=1)
    assert "--preset 'ga5' is not known. Did you mean 'ga4'?" in wrong


@pytest.mark.parametrize("how", ["files", "folder", "glob"])
def test_several_files_are_one_log_on_one_page(tmp_path: Path, capsys: pytest.CaptureFixture[str], how: str) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    parts = [folder / f"day-{day}.csv" for day in (1, 2)]
    for day, part in enumerate(parts, 1):
        part.write_text(f"user_id,event,timestamp\nu,e{day},2026-05-0{day}\n", encoding="utf-8")
    logs = {"files": [str(part) for part in parts], "folder": [str(folder)], "glob": [str(folder / "*.csv")]}[how]
    page = tmp_path / "page.html"
    out = told(capsys, *logs, "-o", str(page), "--least", "1")
    assert "2 lines = 2 kept + 0 rejected" in out
    assert "day-2.csv: 1 lines = 1 kept + 0 rejected" in out
    text = page.read_text(encoding="utf-8")
    assert "1 paths, 2 events" in text
    assert "<h1>exports</h1>" in text


@pytest.mark.slow
def test_a_page_is_made_of_a_real_xes_log(real_data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.html"
    out = told(capsys, str(real_data / "helpdesk.xes.gz"), "-o", str(page))
    assert "helpdesk.xes.gz: 21,348 lines = 21,348 kept + 0 rejected" in out
    assert "<h1>helpdesk</h1>" in page.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_beginning_and_an_end_are_confirmed_and_turned_off_by_options(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, page = tmp_path / "log.csv", str(tmp_path / "page.html")
    log.write_text("case_id,activity,start,end\nc,a,2026-05-01 10:00,2026-05-01 10:20\n", encoding="utf-8")
    found = re.search(r"to confirm what was guessed: (.*)", told(capsys, str(log), "-o", page))
    assert found is not None
    assert "--time-col start --end-col end" in found[1]
    assert "end: 'end' (given)" in told(capsys, str(log), *shlex.split(found[1]), "-o", page)
    off = told(capsys, str(log), "--time-col", "end", "--end-col", "none", "-o", page)
    assert "  end: " not in off
    log.write_text("case_id,activity,time,took\nc,a,2026-05-01 10:00,20\n", encoding="utf-8")
    assert "duration: 'took' (given)" in told(capsys, str(log), "--duration-col", "took", "min", "-o", page)
    wrong = told(capsys, str(log), "--duration-col", "took", "minutes", "-o", page, code=1)
    assert "--duration-col ['took', 'minutes'] takes a column and its unit" in wrong


def test_pairs_of_start_and_complete_are_told_on_the_page_and_turned_off(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, page = tmp_path / "log.csv", tmp_path / "page.html"
    rows = "c,a,2026-05-01 10:00,start\nc,a,2026-05-01 10:20,complete\n"
    log.write_text(f"case_id,activity,timestamp,lifecycle\n{rows}", encoding="utf-8")
    accounts = "2 lines = 1 kept + 0 rejected + 1 joined into the event of another line"
    assert accounts in told(capsys, str(log), "--least", "1", "-o", str(page))
    assert accounts in page.read_text(encoding="utf-8")
    assert "2 lines = 2 kept" in told(capsys, str(log), "--lifecycle-col", "none", "-o", str(page))


def test_several_sources_are_stated_in_a_toml_file_that_the_report_completes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "phone.csv").write_text("Patient;Anruf;Zeit\n7;book;14.05.2026 10:00\n", encoding="utf-8")
    (tmp_path / "web.csv").write_text("user_id,event,timestamp\n7,see,2026-05-01T10:00:00\n", encoding="utf-8")
    stated, page = tmp_path / "clinic.toml", tmp_path / "page.html"
    stated.write_text(
        'timezone = "Europe/Berlin"\n[[source]]\nfile = "phone.csv"\npath_col = "Patient"\nevent_col = "Anruf"\n'
        'timestamp_col = "Zeit"\n[[source]]\nfile = "web.csv"\nname = "web"\n',
        encoding="utf-8",
    )
    out = told(capsys, str(stated), "-o", str(page), "--least", "1")
    assert "2 sources: 2 lines = 2 kept + 0 rejected" in out
    assert "<h1>clinic</h1>" in page.read_text(encoding="utf-8")
    complete = out.partition("these sources in a .toml file\n\n")[2].partition(f"\n{page}")[0]
    stated.write_text(complete, encoding="utf-8")
    again = told(capsys, str(stated), "-o", str(page), "--least", "1")
    assert "guessed" not in again
    assert "paths with events of several sources: 1 of 1" in again


def test_the_page_for_readers_and_an_error_hold_no_value_of_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, page = tmp_path / "log.csv", tmp_path / "page.html"
    rows = [f"canary{who},see,2026-05-01 1{who % 9}:22:33\n" for who in range(20)]
    log.write_text(f"user_id,event,timestamp\n{''.join(rows)}", encoding="utf-8")
    assert "canary0, canary1, canary2" in told(capsys, str(log), "-o", str(page))
    text = page.read_text(encoding="utf-8")
    assert "How the log was read" in text
    assert "canary" not in text
    assert ":22:33" not in text
    told(capsys, str(log), "-o", str(page), "--least", "1")
    assert "canary0 · canary1 · canary2" in page.read_text(encoding="utf-8")
    log.write_text("user_id,event,timestamp\ncanary,see,\n", encoding="utf-8")
    assert "canary" not in told(capsys, str(log), "-o", str(page), code=1)
