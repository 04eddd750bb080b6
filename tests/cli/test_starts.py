"""``journeykit templates``, ``examples`` and ``new --bare``: what there is to start from."""

from pathlib import Path
from typing import Any

import nbformat
import pytest

import journeykit as jk
from journeykit.cli import main
from journeykit.cli.starts import _gist


@pytest.mark.parametrize(("command", "names"), [("templates", jk.templates.names()), ("examples", jk.examples.names())])
def test_every_name_has_a_line_that_says_what_it_is(
    command: str, names: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command]) == 0
    listed, next_step = capsys.readouterr().out.split("\n\n")
    lines = [line.split(maxsplit=1) for line in listed.splitlines()]
    assert [name for name, _ in lines] == list(names)
    assert all(len(said.split()) >= 5 for _, said in lines)
    assert max(map(len, listed.splitlines())) <= 118
    assert "journeykit" in next_step


def test_what_is_listed_can_be_started_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["templates"])
    for line in capsys.readouterr().out.split("\n\n")[0].splitlines():
        name = line.split()[0]
        assert main(["new", name, "-o", str(tmp_path / f"{name}.json")]) == 0
        assert jk.read_map(tmp_path / f"{name}.json") == jk.template(name)


def test_a_bare_start_asks_and_does_not_answer(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    assert main(["new", "retention", "-o", str(path), "--bare"]) == 0
    map = jk.read_map(path)
    assert len(map.stages) == 5
    assert not map.touchpoints
    assert all(lane.prompt for lane in map.lanes)


def test_a_named_start_has_the_name_and_an_id_made_from_it(tmp_path: Path) -> None:
    path = tmp_path / "map.json"
    assert main(["new", "small-business", "-o", str(path), "--name", "Dentist in Graz"]) == 0
    map = jk.read_map(path)
    assert (map.id, map.name) == ("dentist-in-graz", "Dentist in Graz")


def test_a_notebook_beside_the_map_edits_the_file_and_goes_on_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "small-business", "-o", "map.json", "--name", 'The "Corner"', "--notebook"]) == 0
    held = nbformat.read("map.ipynb", as_version=4)
    nbformat.validate(held)
    assert held.cells[0].source == '# The "Corner"'
    for stage in ("First", "Second"):  # as if it was opened anew
        names: dict[str, Any] = {}
        exec(held.cells[1].source, names)
        names["board"].edit("add_stage", name=stage)
        names["board"]._live.shared.close()
    assert [stage.name for stage in jk.read_map("map.json").stages][-2:] == ["First", "Second"]
    assert main(["new", "retention", "-o", "map2.json", "--notebook"]) == 0
    Path("map3.ipynb").write_text("mine", encoding="utf-8")
    assert main(["new", "retention", "-o", "map3.json", "--notebook"]) == 1
    assert not Path("map3.json").exists()


def test_an_empty_name_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "retention", "-o", str(tmp_path / "map.json"), "--name", " "]) == 1
    assert "this journey map is not valid: name: this must not be empty." in capsys.readouterr().err
    with pytest.raises(jk.JourneyKitError, match="name: this must not be empty"):
        jk.new_map("")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none/map.json", "none/map.json cannot be written: there is no folder none. Make it first, or give another."),
        ("map.xlsx", "map.xlsx would contain a map: give it a name that ends in .json."),
    ],
)
def test_a_place_that_cannot_hold_the_map_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "retention", "-o", name]) == 1
    told = capsys.readouterr().err
    assert told.startswith(f"journeykit new: {message}")
    assert told.count("\n") == 1


@pytest.mark.parametrize(
    ("description", "gist"),
    [
        ("Short.", "Short."),
        ("One sentence. And another one that is too long.", "One sentence."),
        ("One sentence, with parts, which is too long", "One sentence."),
        ("Onesentencewithoutanyplacetocutit", "Onesentencewithoutanyplacet…"),
    ],
)
def test_a_long_description_ends_where_a_reader_would_pause(description: str, gist: str) -> None:
    assert _gist(description, 28) == gist


def test_a_start_says_what_is_on_the_map_and_where_the_rest_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "map.json"
    assert main(["new", "small-business", "-o", str(path)]) == 0
    held = f"{path}: a map with 5 stages, 10 touchpoints, 6 KPIs, 1 feeling. Open it with: journeykit serve {path}\n"
    assert capsys.readouterr().out == f"{held}What is yours to fill in: journeykit check {path}\n"
    with pytest.raises(SystemExit):
        main(["new", "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert "without what the template suggests: touchpoints and KPIs, in some goals and feelings" in told
