import re
from pathlib import Path

import pytest

from journeykit.cli import main
from journeykit.model import edit, new_map
from journeykit.store import read_map, write_map

SHEET = "Our shop,,\n,Browse,Pay\nWhat they do,look,pay by card\nEmotions,curious,-1 unsure\n"


def test_a_person_with_only_a_spreadsheet_gets_a_map_in_one_command_and_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "shop.csv").write_text(SHEET)
    assert main(["import", str(tmp_path / "shop.csv"), "-o", str(tmp_path / "shop.json")]) == 0
    journey = read_map(tmp_path / "shop.json")
    assert [stage.name for stage in journey.stages] == ["Browse", "Pay"]
    told = capsys.readouterr().out
    assert "cell A3: row 'What they do' as lane 'actions': 2 cells" in told
    assert "Not taken:\n  cell B4: a score for 1 line" in told
    assert "shop.json: JourneyMap('Our shop': 0 personas, 2 stages, 0 touchpoints). Open it with:" in told
    assert main(["export", str(tmp_path / "shop.json"), "-o", str(tmp_path / "again.xlsx")]) == 0
    assert "again.xlsx: written. It contains the whole map." in capsys.readouterr().out
    assert main(["import", str(tmp_path / "again.xlsx"), "-o", str(tmp_path / "again.json")]) == 0
    assert read_map(tmp_path / "again.json") == journey


def test_what_a_person_says_about_a_sheet_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = tmp_path / "fr.csv"
    sheet.write_bytes("Étapes;Achat\nÉmotions;4\nAïe;trop cher\n".encode("cp1252"))
    words = ["--encoding", "cp1252", "--lane", "Aïe=pain-points", "--emotion-scale", "1,5"]
    assert main(["import", str(sheet), "-o", str(tmp_path / "fr.json"), *words]) == 0
    journey = read_map(tmp_path / "fr.json")
    assert (journey.pain_points[0].name, journey.emotions[0].score) == ("trop cher", 1)
    assert "scores from 1, the worst, to 5, the best - moved evenly" in capsys.readouterr().out
    for wrong, told in (
        (["--lane", "Aïe"], "'Aïe' is not a name and a lane such as Autsch=pain-points"),
        (["--emotion-scale", "many"], "'many' is not a scale such as 1,5"),
    ):
        with pytest.raises(SystemExit):
            main(["import", str(sheet), "-o", str(tmp_path / "x.json"), *wrong])
        assert told in capsys.readouterr().err
    assert main(["import", str(sheet), "-o", str(tmp_path / "x.json"), "--diagram", "2"]) == 1
    assert "diagram= is not for 'csv'. It is for: 'mermaid'." in capsys.readouterr().err


def test_all_journeys_of_a_page_become_maps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    fenced = "```mermaid\njourney\n title {}\n section A\n B: 3\n```\n"
    page.write_text(fenced.format("Buy") + fenced.format("Return"))
    assert main(["import", str(page), "-o", str(tmp_path / "map.json")]) == 1
    assert "Choose one by number or title, diagram=1 (--diagram 1)" in capsys.readouterr().err
    assert main(["import", str(page), "-o", str(tmp_path / "map.json"), "--diagram", "Return"]) == 0
    assert read_map(tmp_path / "map.json").name == "Return"
    assert main(["import", str(page), "-o", str(tmp_path / "all.json"), "--diagram", "all"]) == 0
    assert [read_map(tmp_path / f"all-{n}.json").name for n in (1, 2)] == ["Buy", "Return"]
    assert main(["import", str(page), "-o", str(tmp_path / "all.json"), "--diagram", "all"]) == 1
    assert "all-1.json already exists." in capsys.readouterr().err


def test_an_export_says_what_the_file_does_not_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_map(edit.add_source(new_map("Shop", stages=["Pay"]), "Interviews"), tmp_path / "shop.json")
    assert main(["export", str(tmp_path / "shop.json"), "-o", str(tmp_path / "out"), "--format", "mermaid"]) == 0
    told = capsys.readouterr().out
    assert "out: written. It does not contain:\nsource: as a whole (1) - a Mermaid journey has no place for it" in told


def test_a_map_is_never_overwritten_by_an_import(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shop.csv").write_text(SHEET)
    write_map(new_map("Mine"), tmp_path / "shop.json")
    assert main(["import", str(tmp_path / "shop.csv"), "-o", str(tmp_path / "shop.json")]) == 1
    assert "shop.json already exists. Give another name" in capsys.readouterr().err
    assert read_map(tmp_path / "shop.json").name == "Mine"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["import", "none.csv", "-o", "a.json"], "none.csv: there is no such file."),
        (["import", "list.txt", "-o", "a.json"], "list.txt: no stages and lanes were found."),
        (["export", "shop.json", "-o", "a.pptx"], "a.pptx: its name does not say a format."),
        (["export", "shop.json", "-o", "a.docx"], "'stickies'; a page to read (.html) is made by journeykit export"),
        (
            ["export", "shop.json", "-o", "none/a.csv"],
            "none/a.csv cannot be written: there is no folder none. Check the folder.",
        ),
        (
            ["import", "shop.csv", "-o", "none/a.json"],
            "none/a.json cannot be written: there is no folder none. Make it first",
        ),
        (["import", "shop.csv", "-o", "a.xlsx"], "a.xlsx would contain a map: give it a name that ends in .json."),
        (["export", "none.json", "-o", "a.csv"], "there is no such file."),
    ],
)
def test_what_cannot_be_done_is_said_on_one_line_and_ends_in_1(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.txt").write_text("milk\neggs\n")
    Path("shop.csv").write_text(SHEET)
    write_map(new_map("Shop"), "shop.json")
    assert main(arguments) == 1
    assert message in capsys.readouterr().err


@pytest.mark.slow
def test_a_map_leaves_as_one_page_with_the_numbers_of_a_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journey = new_map("Shop", stages=["See", "Buy"])
    for stage, event in (("see", "home"), ("buy", "pay")):
        journey = edit.add_touchpoint(journey, event, stage=stage, binding={"events": [event]})
    write_map(journey, tmp_path / "shop.json")
    rows = "".join(f"u{n},home,2026-05-01\nu{n},pay,2026-05-02\n" for n in range(9))
    (tmp_path / "log.csv").write_text(f"user_id,event,timestamp\n{rows}")
    page = tmp_path / "shop.html"
    assert main(["export", str(tmp_path / "shop.json"), "-o", str(page), "--log", str(tmp_path / "log.csv")]) == 0
    told = capsys.readouterr().out
    assert "shop.html: written. Open it in any browser; it needs no network." in told
    assert "18" in told  # how the log was read is told, as elsewhere
    assert "9 customers in the log" in page.read_text(encoding="utf-8")
    few = ["export", str(tmp_path / "shop.json"), "-o", str(page), "--log", str(tmp_path / "log.csv"), "--least", "20"]
    assert main(few) == 0
    assert not re.search(r"\d\W+customers in the log", page.read_text(encoding="utf-8"))


def test_a_log_goes_with_a_page_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_map(new_map("Shop", stages=["Pay"]), tmp_path / "shop.json")
    wrong = ["export", str(tmp_path / "shop.json"), "-o", str(tmp_path / "a.csv"), "--log", "log.csv"]
    assert main(wrong) == 1
    assert "--log goes with a page: give the output a name that ends in .html." in capsys.readouterr().err


@pytest.mark.slow
def test_a_page_for_others_says_what_was_left_out_of_the_log_and_names_nothing_rare(tmp_path: Path) -> None:
    journey = edit.add_touchpoint(new_map("Shop", stages=["See"]), "home", stage="see", binding={"events": ["*"]})
    write_map(journey, tmp_path / "shop.json")
    rows = "".join(f"u{n},home,2026-05-01\nu{n},home,2026-05-01\n,home,2026-05-01\n" for n in range(9))
    rare = "u1,Refund,2026-05-02\nu2,Refund ,2026-05-02\n"
    (tmp_path / "log.csv").write_text(f"user_id,event,timestamp\n{rows}{rare}u1,home,soon\n")
    log = ["--log", str(tmp_path / "log.csv")]
    assert main(["export", str(tmp_path / "shop.json"), "-o", str(tmp_path / "map.html"), *log]) == 0
    assert main(["flow", str(tmp_path / "log.csv"), "-o", str(tmp_path / "flow.html")]) == 0
    said = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "10 left out: the path id is empty (9), the time cannot be read (1)" in said
    for page in (said, (tmp_path / "flow.html").read_text(encoding="utf-8")):
        assert "exact duplicates (same path, event and time) kept: 9" in page
        assert "Rejected lines by reason" in page
        assert "Refund" not in page


def test_maps_leave_as_a_folder_of_pages_for_a_file_server(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "maps").mkdir()
    for name in ("shop", "club"):
        write_map(new_map(name.capitalize(), stages=["Pay"]), tmp_path / "maps" / f"{name}.json")
    assert main(["export", str(tmp_path / "maps"), "-o", str(tmp_path / "site")]) == 0
    assert "Any file server can show it, from" in capsys.readouterr().out
    assert {page.name for page in (tmp_path / "site").glob("*.html")} == {"club.html", "index.html", "shop.html"}
    assert main(["export", str(tmp_path / "maps" / "shop.json"), "-o", str(tmp_path / "one")]) == 0
    assert [page.name for page in (tmp_path / "one").glob("*.html")] == ["index.html"]
    # Pages are made again in place; what somebody else wrote is not.
    assert main(["export", str(tmp_path / "maps"), "-o", str(tmp_path / "site")]) == 0
    (tmp_path / "one" / "index.html").write_text("mine")
    assert main(["export", str(tmp_path / "maps" / "shop.json"), "-o", str(tmp_path / "one")]) == 1
    assert "index.html already exists" in capsys.readouterr().err
    assert (tmp_path / "one" / "index.html").read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["maps", "-o", "a.html"], "maps is a folder, so its pages need one: give the output a name without an end."),
        (["maps", "-o", "none/site"], "was not written: No such file or directory. Choose a folder"),
        (["maps", "-o", "site"], "there is no map (.json) in maps."),
        (["shop.json", "-o", "a.html", "--watch"], "--watch goes with pages in a folder"),
        (["none", "-o", "site"], "there is nothing at none."),
    ],
)
def test_pages_that_cannot_be_made_are_a_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("maps").mkdir()
    write_map(new_map("Shop"), "shop.json")
    if arguments[-1] == "none/site":
        write_map(new_map("Shop"), "maps/shop.json")
    assert main(["export", *arguments]) == 1
    told = capsys.readouterr().err
    assert message in told
    assert "Traceback" not in told
