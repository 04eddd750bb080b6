"""The command line: quick help, one line for an error, the right exit code."""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from journeykit.cli import _in_options, main, parser
from tests.cpu import usual_seconds


def subparsers() -> argparse._SubParsersAction[argparse.ArgumentParser]:
    [found] = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    return found


def commands() -> dict[str, argparse.ArgumentParser]:
    return dict(subparsers().choices)


def test_help_answers_at_once_and_lists_the_commands() -> None:
    command = [sys.executable, "-m", "journeykit.cli", "--help"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert usual_seconds(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) < 1.0
    for word in ("demo", "serve", "new", "flow"):
        assert f"\n    {word} " in said, said


def test_help_begins_with_the_three_commands_that_people_need_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = parser().format_help()
    shown = re.findall(r"^  journeykit (.+?)  ", said[: said.index("\ncommands:")], re.MULTILINE)
    assert [words.split()[0] for words in shown] == ["demo", "new", "flow"]
    for words in shown:
        parser().parse_args(words.split())
    assert all(len(line) <= 80 for line in said.splitlines())


@pytest.mark.parametrize("command", sorted(commands()))
def test_the_help_of_a_command_keeps_capitals_and_says_what_it_does(command: str) -> None:
    listed = {action.dest: action.help for action in subparsers()._choices_actions}[command]
    described = commands()[command].description
    assert listed
    assert described == f"{listed[0].upper()}{listed[1:]}."
    assert not re.search(r"\btell\b|\bsaid\b", described, re.IGNORECASE)


@pytest.mark.parametrize("command", sorted(commands()))
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert len(capsys.readouterr().out.split("\n")) > 5


def test_an_unknown_command_is_a_wrong_question(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dmeo"])
    assert ended.value.code == 2
    assert "invalid choice: 'dmeo'" in capsys.readouterr().err


def test_a_missing_file_is_one_line_and_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = tmp_path / "shop.json"
    assert main(["serve", str(missing)]) == 1
    said = capsys.readouterr()
    assert said.err == (
        f"journeykit serve: there is no file at {missing}. Give the path of a map (.json) or a notebook (.ipynb).\n"
    )
    assert said.out == ""


@pytest.fixture
def no_server(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Collect the notebooks that would be served."""
    pytest.importorskip("voila")
    from journeykit.serve import voila

    started: list[Path] = []
    monkeypatch.setattr(voila, "serve_notebook", lambda notebook, **_: started.append(notebook))
    for name in ("JOURNEYKIT_MAP", "JOURNEYKIT_LOG", "JOURNEYKIT_LEAST"):
        monkeypatch.setenv(name, "")  # The command sets them; the next test must not find them.
    return started


def test_a_map_that_cannot_be_read_starts_no_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], no_server: list[Path]
) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"name": ', encoding="utf-8")
    assert main(["serve", str(broken)]) == 1
    assert capsys.readouterr().err.startswith(f"journeykit serve: {broken}")
    assert no_server == []


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("who,event,timestamp,channel\na,home,2026-05-01,web\n", "--path-col"),
        ("user_id,event,timestamp,channel\na,home,01/02/2026,web\n", "--time-format 'day_first'"),
        ("user_id,event,timestamp\na,home,2026-05-01\n", "no column 'channel', which a rule of the map compares."),
    ],
    ids=["no path column", "times left open", "no column of a rule"],
)
def test_a_log_that_cannot_be_read_starts_no_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], no_server: list[Path], lines: str, said: str
) -> None:
    import journeykit as jk

    rule = {"events": ["home"], "where": [{"column": "channel", "value": "web"}]}
    map = jk.edit.add_touchpoint(jk.new_map("Shop", stages=["Look"]), "Home", stage="look", binding=rule)
    jk.write_map(map, tmp_path / "shop.json")
    log = tmp_path / "log.csv"
    log.write_text(lines, encoding="utf-8")
    serve = ["serve", str(tmp_path / "shop.json"), "--log", str(log)]
    assert main(serve) == 1
    assert said in capsys.readouterr().err
    assert no_server == []
    log.write_text("user_id,event,timestamp,channel\na,home,2026-05-01,web\n", encoding="utf-8")
    assert main(serve) == 0
    assert [notebook.name for notebook in no_server] == ["04_dashboard.ipynb"]


def test_who_serves_a_log_is_told_how_it_was_read_and_under_the_address_what_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, no_server: list[Path]
) -> None:
    import journeykit as jk
    from journeykit.serve import voila

    def serve(notebook: Path, *, announce: voila.Announce, **_: object) -> None:
        announce(voila.Opened("http://127.0.0.1:20000/", 3))

    monkeypatch.setattr(voila, "serve_notebook", serve)
    map = jk.new_map("Shop", stages=["Look"])
    for name, rule in (("Home", "home"), ("Desk", "dask")):
        map = jk.edit.add_touchpoint(map, name, stage="look", binding={"events": [rule]})
    jk.write_map(map, tmp_path / "shop.json")
    log = tmp_path / "log.csv"
    log.write_text("user_id,event,timestamp\na,home,2026-05-01\n,home,2026-05-01\nb,home,soon\n,home,2026-05-02\n")
    assert main(["serve", str(tmp_path / "shop.json"), "--log", str(log)]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("log.csv: 4 lines = 1 kept + 3 rejected\n  path: 'user_id' (guessed by name)\n")
    assert "rejected 2: the path id is empty (line 3, 5)" in said.out
    last = "It counts 1 of 4 lines, 3 left out: the path id is empty (2), the time cannot be read (1).\n"
    assert said.out.endswith(last)
    assert said.err.startswith("look at: ")
    assert "Desk" in said.err
    assert main(["serve", str(tmp_path / "shop.json")]) == 0
    assert "It counts" not in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ([], {"home": 40, "bill": 7}),
        (["--least", "1"], {"home": 40, "bill": 7, "refund": 3}),
        (["--least", "12"], {"home": 40}),
    ],
    ids=["left out", "1", "12"],
)
def test_the_notebook_that_serve_runs_withholds_what_is_below_the_limit(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    no_server: list[Path],
    options: list[str],
    shown: dict[str, int],
) -> None:
    import journeykit as jk

    monkeypatch.setenv("JOURNEYKIT_SERVED", "reading")
    map, rows = jk.new_map("Shop", stages=["Buy"]), ["user_id,event,timestamp"]
    for name, count in (("home", 40), ("bill", 7), ("refund", 3)):
        map = jk.edit.add_touchpoint(map, name, stage="buy", binding={"events": [name]})
        rows += [f"u{number},{name},2026-05-01" for number in range(count)]
    jk.write_map(map, tmp_path / "shop.json")
    (tmp_path / "log.csv").write_text("\n".join(rows), encoding="utf-8")
    assert main(["serve", str(tmp_path / "shop.json"), "--log", str(tmp_path / "log.csv"), *options]) == 0
    cells = json.loads(no_server[0].read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {}
    for cell in cells:
        exec("".join(cell["source"]), names)
    touchpoints = names["page"].page.board.evidence["touchpoints"]
    assert {name: facts["paths"] for name, facts in touchpoints.items() if "paths" in facts} == shown


def test_a_missing_log_is_told_as_a_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shop.json").write_text("{}")
    assert main(["serve", str(tmp_path / "shop.json"), "--log", str(tmp_path / "no.csv")]) == 1
    said = f"there is no file at {tmp_path / 'no.csv'}. Give the path of an event log with --log."
    assert said in capsys.readouterr().err


def test_a_new_map_starts_from_a_template(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import journeykit as jk

    path = tmp_path / "dentist.json"
    assert main(["new", "small-business", "-o", str(path), "--name", "Dentist"]) == 0
    assert jk.read_map(path).name == "Dentist"
    assert str(path) in capsys.readouterr().out


def test_a_new_map_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "dentist.json"
    path.write_text("mine", encoding="utf-8")
    assert main(["new", "small-business", "-o", str(path)]) == 1
    assert path.read_text(encoding="utf-8") == "mine"
    assert "already exists" in capsys.readouterr().err


def test_an_unknown_template_is_answered_with_the_nearest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "smal-business", "-o", str(tmp_path / "x.json")]) == 1
    assert "Did you mean 'small-business'?" in capsys.readouterr().err
    assert not (tmp_path / "x.json").exists()


def test_a_reader_who_has_seen_enough_ends_the_command_quietly(tmp_path: Path) -> None:
    script = f"set -o pipefail; {sys.executable} -m journeykit.cli examples | head -c 1 >/dev/null"
    said = subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert "Traceback" not in said.stderr
    assert "BrokenPipe" not in said.stderr


def test_a_missing_role_is_told_in_the_words_of_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log.csv").write_text("who,what\na,b\n")
    assert main(["flow", str(tmp_path / "log.csv"), "-o", str(tmp_path / "page.html")]) == 1
    said = capsys.readouterr().err
    assert "--path-col" in said
    assert "path_col" not in said


def test_advice_on_an_option_reads_as_it_is_typed() -> None:
    assert _in_options("leave out delimiter= to have it found") == "leave out --delimiter to have it found"
    assert _in_options("time_format='iso' (path_col=)") == "--time-format 'iso' (--path-col)"
