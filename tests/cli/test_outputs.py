"""No command writes over what it reads, or over a file that it did not make."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import journeykit as jk
from journeykit.cli import main

LOG = "user_id,event,timestamp\n" + "".join(f"u{n},home,2026-05-01\nu{n},pay,2026-05-02\n" for n in range(9))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a log, a copy of it in a folder of logs, a map, a sheet, and links to the log."""
    monkeypatch.chdir(tmp_path)
    Path("logs").mkdir()
    for name in ("log.csv", "log.html", "logs/may.csv", "logs/june.html"):
        Path(name).write_text(LOG)
    map = jk.edit.add_touchpoint(jk.new_map("Shop", stages=["Buy"]), "Pay", stage="buy", binding={"events": ["pay"]})
    jk.write_map(map, "shop.json")
    jk.write_map(map, "later.json")
    Path("sheet.csv").write_text("Our shop,,\n,Browse,Pay\nWhat they do,look,pay by card\n")
    Path("soft.html").symlink_to("log.csv")
    os.link("log.csv", "hard.html")
    os.link("shop.json", "map.html")
    Path("notes.html").write_text("<html>what I wrote</html>")
    Path("notes.csv").write_text("what I wrote")
    return tmp_path


def held(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("force", [[], ["--force"]], ids=["", "forced"])
@pytest.mark.parametrize(
    "asked",
    [
        "flow log.csv -o log.csv",
        "flow log.csv -o ./logs/../log.csv",
        "flow log.csv -o soft.html",
        "flow log.csv -o hard.html",
        "flow soft.html -o log.csv",
        "flow logs/may.csv log.csv -o hard.html",
        "flow logs -o logs/june.html",
        "flow logs/*.csv -o logs/may.csv",
        "flow log.csv --map shop.json -o shop.json",
        "flow log.csv --map shop.json -o map.html",
        "export shop.json --format html -o shop.json",
        "export shop.json --format html -o map.html",
        "export shop.json --log log.csv --format html -o log.csv",
        "export shop.json --log log.csv -o hard.html",
        "export shop.json --format csv -o shop.json",
        "diff shop.json later.json --html map.html",
        "diff shop.json later.json --html later.json",
    ],
)
def test_what_is_read_is_never_written_to(
    folder: Path, capsys: pytest.CaptureFixture[str], asked: str, force: list[str]
) -> None:
    before = held(folder)
    assert main([*asked.split(), *force]) == 1
    assert "is an input of this command. Give the output another name." in capsys.readouterr().err
    assert held(folder) == before


@pytest.mark.parametrize(
    ("asked", "output"),
    [
        ("flow log.csv -o", "notes.html"),
        ("export shop.json -o", "notes.html"),
        ("export shop.json -o", "notes.csv"),
        ("export shop.json -o", "log.csv"),
        ("diff shop.json later.json --html", "notes.html"),
    ],
)
def test_a_file_of_somebody_else_s_is_replaced_only_when_told_to(
    folder: Path, capsys: pytest.CaptureFixture[str], asked: str, output: str
) -> None:
    before = held(folder)
    assert main([*asked.split(), output]) == 1
    said = f"{output} already exists. Give another name, or move it away first, or replace it with --force."
    assert said in capsys.readouterr().err
    assert held(folder) == before
    assert main([*asked.split(), output, "--force"]) == 0
    assert (folder / output).read_bytes() != before[str(folder / output)]


@pytest.mark.slow
@pytest.mark.parametrize(
    "asked",
    ["flow log.csv -o", "export shop.json -o", "export shop.json --log log.csv -o", "diff shop.json later.json --html"],
)
def test_a_page_of_journeykit_is_replaced_without_a_question(folder: Path, asked: str) -> None:
    for _ in range(2):
        assert main([*asked.split(), "page.html"]) == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("flow log.csv -o page.pdf", "page.pdf would contain a page: give it a name that ends in .html or .htm."),
        ("flow log.csv -o page", "page would contain a page: give it a name that ends in .html or .htm."),
        ("export shop.json --format html -o a.csv", "a.csv would contain a page:"),
        ("diff shop.json later.json --html a.txt", "a.txt would contain a page:"),
        ("new blank -o a.txt", "a.txt would contain a map: give it a name that ends in .json."),
        ("import sheet.csv -o a.txt", "a.txt would contain a map: give it a name that ends in .json."),
        ("export shop.json --format csv -o a.html", "a.html: its name is that of a page, and csv was asked for."),
        ("export shop.json --format mermaid -o a.xlsx", "a.xlsx: its name is that of xlsx, and mermaid was asked for."),
        ("export shop.json --format csv -o a.json", "a.json: its name is that of a map, and csv was asked for."),
    ],
)
def test_a_file_is_not_given_the_name_of_another_kind(
    folder: Path, capsys: pytest.CaptureFixture[str], asked: str, said: str
) -> None:
    before = held(folder)
    assert main(asked.split()) == 1
    assert said in capsys.readouterr().err
    assert held(folder) == before


@pytest.mark.parametrize("asked", ["--format stickies -o notes2.csv", "--format theydo -o kpis.json"])
def test_formats_that_are_named_have_the_names_of_their_kind(folder: Path, asked: str) -> None:
    assert main(["export", "shop.json", *asked.split()]) == 0
