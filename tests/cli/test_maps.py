"""``journeykit check`` and ``journeykit diff``: the right words, and exit codes that automatic checks can use."""

import json
from pathlib import Path

import pytest

import journeykit as jk
from journeykit.cli import _notebook_for, main, parser
from tests.model.check.sound import sound_map

SOUND = sound_map()


@pytest.fixture
def map_file(tmp_path: Path) -> Path:
    jk.write_map(SOUND, tmp_path / "sound.json")
    return tmp_path / "sound.json"


def _written(journey: jk.JourneyMap, path: Path) -> str:
    jk.write_map(journey, path)
    return str(path)


def test_a_sound_map_passes(map_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(map_file), "--today", "2026-11-01"]) == 0
    assert capsys.readouterr().out == "Nothing found.\n"


def test_a_warning_passes_and_fails_where_it_is_asked_to(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _written(jk.edit.update_stage(SOUND, "repair", owners=[]), tmp_path / "map.json")
    assert main(["check", path, "--today", "2026-11-01"]) == 0
    assert main(["check", path, "--today", "2026-11-01", "--strict"]) == 1
    assert "JK105 warning: Stage “Repair” has no owner." in capsys.readouterr().out


def test_an_error_fails_and_the_json_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _written(jk.edit.update_kpi(SOUND, "booked", target=140), tmp_path / "map.json")
    assert main(["check", path, "--json", "--today", "2026-11-01"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["counts"] == {"error": 1, "warning": 0, "hint": 0}
    assert [finding["code"] for finding in told["findings"]] == ["JK207"]


def test_accepted_findings_are_shown_when_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journey = jk.edit.update_stage(SOUND, "repair", owners=[])
    accepted = [{"code": "JK105", "reason": "Everybody repairs"}]
    path = _written(jk.edit.update_map(journey, suppressions=accepted), tmp_path / "map.json")
    assert main(["check", path, "--strict", "--today", "2026-11-01"]) == 0
    assert capsys.readouterr().out == "Nothing found.\n"
    assert main(["check", path, "--strict", "--all", "--today", "2026-11-01"]) == 0
    assert "has no owner. (accepted: Everybody repairs)" in capsys.readouterr().out


def test_a_file_that_cannot_be_read_is_told_apart_from_a_map_with_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "map.json"
    broken.write_text("{", encoding="utf-8")
    for path in (broken, tmp_path / "missing.json"):
        assert main(["check", str(path)]) == 2
        said = capsys.readouterr()
        assert said.err.startswith("journeykit check: ")
        assert said.out == ""


def test_a_day_that_is_none_is_a_wrong_question(map_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", str(map_file), "--today", "tomorrow"])
    assert ended.value.code == 2
    assert "'tomorrow' is not a date such as 2026-11-21" in capsys.readouterr().err


@pytest.mark.parametrize("name", jk.examples.names())
def test_every_example_passes_without_an_error(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _written(jk.example(name), tmp_path / "map.json")
    assert main(["check", path]) == 0, capsys.readouterr().out


def test_two_maps_are_told_apart_as_text_and_json(
    map_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = _written(jk.edit.update_stage(SOUND, "repair", name="Mending"), tmp_path / "later.json")
    assert main(["diff", str(map_file), later]) == 0
    assert capsys.readouterr().out == (
        "Workshop: before → after\nstages\n  ~ stage “Mending”: name “Repair” → “Mending”\n1 change.\n"
    )
    assert main(["diff", str(map_file), later, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["title"], told["count"], told["changes"][0]["id"]) == ("Workshop: before → after", 1, "repair")
    assert main(["diff", str(map_file), str(map_file)]) == 0
    assert capsys.readouterr().out == "Workshop: before → after\nNo differences.\n"


def test_the_differences_can_be_written_as_a_page(
    map_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = _written(jk.edit.update_map(SOUND, state="future"), tmp_path / "later.json")
    page = tmp_path / "diff.html"
    assert main(["diff", str(map_file), later, "--html", str(page)]) == 0
    assert "<h1>Workshop: as is → to be</h1>" in page.read_text(encoding="utf-8")
    assert str(page) in capsys.readouterr().out


def test_a_missing_map_is_one_line_and_exit_code_1(map_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", str(map_file), "nowhere.json"]) == 1
    assert capsys.readouterr().err.startswith("journeykit diff: ")


def test_a_file_of_a_newer_version_is_told_on_one_line_beside_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # It hands the map over by the environment, which later tests would find.
    monkeypatch.setattr("journeykit.serve.offer_map", lambda *_, **__: None)
    jk.write_map(SOUND, tmp_path / "sound.json")
    document = {**json.loads((tmp_path / "sound.json").read_text()), "version": "1.7", "weather": "fine"}
    newer = tmp_path / "newer.json"
    newer.write_text(json.dumps(document), encoding="utf-8")
    line = (
        f"{newer}: The file has version 1.7; this journeykit knows 1.2. "
        "Kept unread and written back on saving: weather.\n"
    )
    assert main(["check", str(newer), "--today", "2026-11-01"]) == 0
    assert capsys.readouterr() == ("Nothing found.\n", line)
    assert main(["diff", str(tmp_path / "sound.json"), str(newer)]) == 0
    assert capsys.readouterr().err == line
    assert main(["export", str(newer), "-o", str(tmp_path / "sound.md")]) == 0
    assert capsys.readouterr().err == line
    _notebook_for(parser().parse_args(["serve", str(newer)]))
    assert capsys.readouterr().err == line
