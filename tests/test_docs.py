"""The documents tell the truth: every command and public name is shown, and all code runs."""

from __future__ import annotations

import argparse
import doctest
import importlib
import importlib.util
import json
import os
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

import journeykit
from journeykit.cli import parser
from tests.documents import GUIDES, README, REPO, anchors, fenced, in_backticks, links, prose

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
README_LINES, GUIDE_LINES = 90, 100
CODE_COLUMNS = 100
"""What GitHub shows of a line of code without scrolling."""
README_PYTHON_LINES = 10
PICTURE_BYTES = 150_000
ON_ENGINES = "engines"
"""The guide whose code needs Spark and ClickHouse."""
WITH_A_KEY = "comments"
"""The guide whose code makes a key in the home folder, which must not be that of who runs the tests."""

# Paths of somebody's machine; put together here so that this file does not hold them.
MACHINE = re.compile("|".join(re.escape(f"/{name}/") for name in ("work", "root", "home", "opt", "Users")))

# Turns of phrase that no other documentation has; what to write instead.
PLAIN = {
    r"\brests? on\b": "based on",
    r"\bclaim(s|ed)?\b": "matches, is assigned to",
    r"\b(is|are|be) told\b": "the message says",
    r"\basked? (of|for) a log\b": "run a question on a log",
    r"\b[Ww]hoever\b": "anyone who",
    r"\bdear\b": "expensive",
    r"\bthe craft\b": "journey mapping",
    r"\bwithheld is\b": "hidden",
    r"\b(lies|lie|lying|stands) beside\b": "is next to",
}

each_document = pytest.mark.parametrize("path", [README, *GUIDES], ids=lambda path: path.stem)
each_guide = pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)


def commands() -> dict[str, argparse.ArgumentParser]:
    actions = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(actions[0].choices)


def all_text() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in (README, *GUIDES))


@pytest.mark.parametrize("command", sorted(commands()))
def test_the_documents_show_every_command(command: str) -> None:
    assert f"journeykit {command}" in all_text(), f"neither README.md nor a guide says journeykit {command}"


@pytest.mark.parametrize("name", journeykit.__all__)
def test_documents_or_door_name_everything_public(name: str) -> None:
    said = all_text() + (journeykit.__doc__ or "")
    assert re.search(rf"\b{name}\b", said), f"no document names {name}, nor does journeykit's docstring"


def runs(path: Path) -> object:
    return pytest.param(path, id=path.stem, marks=[pytest.mark.engines] if path.stem == ON_ENGINES else [])


@pytest.mark.slow
@pytest.mark.parametrize("path", [runs(path) for path in (README, *GUIDES)])
def test_the_code_of_a_document_runs_from_top_to_bottom(path: Path, tmp_path: Path) -> None:
    if path.stem == ON_ENGINES:
        needs_engines()
    command = [sys.executable, "-m", "tests.documents", str(path)]
    home = {"HOME": str(tmp_path / "home")} if path.stem == WITH_A_KEY else {}
    environment = os.environ | {"PYTHONPATH": str(REPO)} | home
    said = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert said.returncode == 0, said.stdout[-2000:] + said.stderr[-4000:]


def needs_engines() -> None:
    wanted = {"Java": shutil.which("java"), **{name: importlib.util.find_spec(name) for name in ("pyspark", "chdb")}}
    missing = [name for name, found in wanted.items() if found is None]
    if missing and os.environ.get("JOURNEYKIT_ENGINES") == "required":
        pytest.fail(f"not here: {missing}", pytrace=False)
    if missing:
        pytest.skip(f"not here: {', '.join(missing)}")


@each_document
def test_a_command_in_a_sentence_is_understood(path: Path) -> None:
    for said in in_backticks(path):
        words = shlex.split(said)
        if words[:1] == ["journeykit"] and len(words) > 2:
            assert understood(words[1:]), f"{path.name}: journeykit does not understand: {said}"


def understood(arguments: list[str]) -> bool:
    try:
        parser().parse_args(arguments)
    except SystemExit as ended:
        return ended.code == 0  # --help and --version
    return True


@each_document
def test_a_name_in_a_sentence_exists(path: Path) -> None:
    for said in in_backticks(path):
        for name in re.findall(r"\b(?:jk|journeykit)((?:\.[A-Za-z_]\w*)+)(?!\S*/)", said):
            assert known(name.strip(".").split(".")), f"{path.name}: there is no journeykit{name}"


def known(names: list[str]) -> bool:
    found: object = journeykit
    for count, name in enumerate(names, 1):
        try:
            found = getattr(found, name)
        except AttributeError:
            try:
                found = importlib.import_module(".".join(["journeykit", *names[:count]]))
            except ModuleNotFoundError:
                return False
    return True


@each_document
def test_a_link_leads_somewhere(path: Path) -> None:
    for link in sorted(links(path)):
        parts = urlsplit(link)
        if parts.netloc == "mybinder.org":
            opened = parse_qs(parts.query)["urlpath"][0].partition("notebooks/")[2]
            assert (REPO / "notebooks" / opened).is_file(), f"{path.name}: Binder would not find {opened}"
        if parts.scheme:
            continue
        target = (path.parent / parts.path).resolve() if parts.path else path
        assert target.exists(), f"{path.name} links to {link}, which does not exist"
        if parts.fragment:
            assert parts.fragment in anchors(target), f"{path.name}: {target.name} has no heading #{parts.fragment}"


@each_guide
def test_a_reader_of_the_readme_finds_every_guide(path: Path) -> None:
    assert path.relative_to(REPO).as_posix() in links(README)


def test_the_readme_keeps_its_budget() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= README_LINES
    [python] = [code.text for code in fenced(README) if code.language == "python"]
    assert len([line for line in python.splitlines() if line.strip()]) <= README_PYTHON_LINES
    pictures = {link for link in links(README) if link.endswith((".webp", ".png", ".svg"))}
    assert {name.partition("-")[2] for name in pictures} == {"light.webp", "dark.webp"}
    assert len(pictures) == 4
    for name in sorted(pictures):
        assert (REPO / name).stat().st_size <= PICTURE_BYTES, f"{name} is too large: see tests/browser/pictures.py"


@each_guide
def test_a_guide_has_one_title_and_is_at_most_two_screens_long(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert len(re.findall(r"^# ", prose(path), re.MULTILINE)) == 1
    assert len(lines) <= GUIDE_LINES


@each_document
def test_no_code_runs_out_of_the_page(path: Path) -> None:
    long = [line for code in fenced(path) for line in code.text.splitlines() if len(line) > CODE_COLUMNS]
    assert not long, f"{path.name}: wider than {CODE_COLUMNS} columns: {long}"


NOTEBOOKS = sorted((REPO / "notebooks").glob("*.ipynb"))
WRITTEN = [README, REPO / "CONTRIBUTING.md", *GUIDES, *NOTEBOOKS]


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_a_document_is_written_in_plain_english(path: Path) -> None:
    found = {phrase.group(): better for word, better in PLAIN.items() for phrase in re.finditer(word, words_of(path))}
    assert not found, f"{path.name}: write instead {found}"


def words_of(path: Path) -> str:
    if path in NOTEBOOKS:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return " ".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return " ".join(prose(path).split())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_link_in_a_notebook_leads_to_a_file(path: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", words_of(path)):
        assert (path.parent / link).is_file(), f"{path.name} links to {link}, which does not exist"


def every_module() -> list[str]:
    found = pkgutil.walk_packages(journeykit.__path__, "journeykit.")
    return ["journeykit", *(module.name for module in found if not module.name.startswith("journeykit.notebooks"))]


@pytest.mark.parametrize("name", [name for name in every_module() if hasattr(sys.modules.get(name), "__path__")])
def test_what_a_package_lists_in_its_docstring_is_there(name: str) -> None:
    package = sys.modules[name]  # Looking for modules has imported every package.
    listed = re.findall(r"^    ([a-z_]+) {2,}\S", package.__doc__ or "", re.MULTILINE)
    files = {path.name.split(".")[0] for folder in package.__path__ for path in Path(folder).iterdir()}
    assert [part for part in listed if part not in files and not hasattr(package, part)] == []
    if "Finding your way" in (package.__doc__ or ""):
        said = set(re.findall(r"[a-z_]+", package.__doc__ or ""))
        modules = {path.stem for folder in package.__path__ for path in Path(folder).glob("*.py")} - {"__init__"}
        assert {module for module in modules if not {module, module.strip("_")} & said} == set()


@pytest.mark.slow
@pytest.mark.parametrize("name", every_module())
def test_the_examples_of_a_module_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    failed, _ = doctest.testmod(importlib.import_module(name), optionflags=FLAGS)
    assert failed == 0, f"{failed} examples of {name} fail; their output is above"


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=REPO, capture_output=True, text=True, check=True).stdout
    broken = []
    for name in listed.split("\n"):
        path = REPO / name
        if not name or not path.is_file() or path.suffix in (".png", ".webp", ".gz", ".parquet"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if MACHINE.search(line):
                broken.append(f"{name}:{number}: {line.strip()[:80]}")
    assert not broken, "\n" + "\n".join(broken)
