"""The documents tell the truth: every command and public name is shown, and every example runs."""

from __future__ import annotations

import argparse
import doctest
import importlib
import pkgutil
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import journeykit
from journeykit.cli import parser

REPO = Path(__file__).resolve().parent.parent
README = REPO / "README.md"
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

# Paths of somebody's machine; put together here so that this file does not hold them.
MACHINE = re.compile("|".join(re.escape(f"/{name}/") for name in ("work", "root", "home", "opt", "Users")))


def fenced(*languages: str) -> list[tuple[int, str]]:
    """Return the fenced blocks of the README in these languages, each with its first line's number."""
    text = README.read_text(encoding="utf-8")
    blocks = re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [(text[: block.start(2)].count("\n") + 1, block[2]) for block in blocks if block[1] in languages]


def commands() -> dict[str, argparse.ArgumentParser]:
    actions = [action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)]
    return dict(actions[0].choices)


@pytest.mark.parametrize("command", sorted(commands()))
def test_the_readme_shows_every_command(command: str) -> None:
    assert f"journeykit {command}" in README.read_text(encoding="utf-8"), f"README.md never says journeykit {command}"


@pytest.mark.parametrize("name", journeykit.__all__)
def test_readme_or_door_names_everything_public(name: str) -> None:
    told = README.read_text(encoding="utf-8") + (journeykit.__doc__ or "")
    assert re.search(rf"\b{name}\b", told), f"neither README.md nor journeykit's docstring names {name}"


def test_the_commands_in_the_readme_exist_with_their_options() -> None:
    blocks = fenced("sh", "bash", "console", "shell")
    assert blocks, "README.md shows no command in a fenced block"
    for first, block in blocks:
        joined = block.replace("\\\n", " ")
        for line in joined.splitlines():
            said = shlex.split(line.removeprefix("$ "), comments=True)
            if said[:1] == ["journeykit"]:
                assert understood(said[1:]), f"README.md:{first}: journeykit does not understand: {line}"


def understood(arguments: list[str]) -> bool:
    try:
        parser().parse_args(arguments)
    except SystemExit as ended:
        return ended.code == 0  # --help and --version
    return True


def test_the_python_in_the_readme_runs_from_top_to_bottom(tmp_path: Path) -> None:
    blocks = fenced("python", "py")
    assert blocks, "README.md shows no Python"
    # Every block keeps its place in the file, so that an error names README.md's own line.
    script = "".join(
        f"exec(compile({chr(10) * (first - 1) + block!r}, 'README.md', 'exec'))\n" for first, block in blocks
    )
    command = [sys.executable, "-c", script]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", README.read_text()))))
def test_a_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert (REPO / link).exists(), f"README.md links to {link}, which does not exist"


def every_module() -> list[str]:
    found = pkgutil.walk_packages(journeykit.__path__, "journeykit.")
    return ["journeykit", *(module.name for module in found if not module.name.startswith("journeykit.notebooks"))]


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
        if not name or not path.is_file() or path.suffix in (".png", ".gz", ".parquet"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if MACHINE.search(line):
                broken.append(f"{name}:{number}: {line.strip()[:80]}")
    assert not broken, "\n" + "\n".join(broken)
