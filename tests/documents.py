"""The README and the guides as data: their code, links and headings; ``python -m tests.documents FILE`` runs the code.

What a reader would do is done, in the order of the page and in the folder where it is called: Python runs, and so do
the commands of ``journeykit``. Only the server is left out, and ``make``, ``pip`` and ``pydoc`` are looked up instead.
"""

from __future__ import annotations

import os
import pydoc
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

REPO = Path(__file__).resolve().parent.parent
README = REPO / "README.md"
GUIDES = sorted((REPO / "notebooks" / "guides").glob("*.md"))
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Code(NamedTuple):
    """A fenced block."""

    language: str
    line: int
    text: str


def fenced(path: Path) -> list[Code]:
    """Return the fenced blocks of a document, each with the number of its first line."""
    text = path.read_text(encoding="utf-8")
    return [Code(block[1], text[: block.start(2)].count("\n") + 1, block[2]) for block in BLOCK.finditer(text)]


def prose(path: Path) -> str:
    """Return a document without its fenced blocks."""
    return BLOCK.sub("", path.read_text(encoding="utf-8"))


def in_backticks(path: Path) -> list[str]:
    """Return what stands in backticks in the prose of a document, without line ends."""
    return [" ".join(found.split()) for found in re.findall(r"`([^`]+)`", prose(path))]


def links(path: Path) -> set[str]:
    """Return every target of a link or picture."""
    text = prose(path)
    return {*re.findall(r"\]\(([^)\s]+)\)", text), *re.findall(r'(?:src|srcset|href)="([^"]+)"', text)}


def anchors(path: Path) -> set[str]:
    """Return the names of the headings of a document, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands(code: Code) -> Iterator[list[str]]:
    """Yield the commands of a block for a shell, each as its words."""
    for line in code.text.replace("\\\n", " ").splitlines():
        words = shlex.split(line.removeprefix("$ "), comments=True)
        while "&&" in words:
            yield words[: words.index("&&")]
            words = words[words.index("&&") + 1 :]
        if words:
            yield words


def run(path: Path) -> None:
    """Run all code of a document from top to bottom.

    Raises
    ------
    AssertionError
        A command fails, or it is none that can be tried.
    """
    names: dict[str, Any] = {"__name__": "__main__"}
    for code in fenced(path):
        if code.language == "python":
            # The block keeps its place in the file, so that an error names the document's own line.
            exec(compile("\n" * (code.line - 1) + code.text, path.name, "exec"), names)
        elif code.language == "bash":
            for words in commands(code):
                assert _done(words), f"{path.name}:{code.line}: failed: {shlex.join(words)}"
        else:
            assert code.language in SHOWN, f"{path.name}:{code.line}: a block in {code.language!r} is not tried"


SHOWN = ("text", "json")
"""Languages of blocks that show something and have nothing to run."""


def _done(words: list[str]) -> bool:
    from journeykit.cli import main

    if words[0] == "journeykit":
        return main(words[1:]) == 0
    if words[0] == "make":
        return f"\n{words[1]}:" in (REPO / "Makefile").read_text(encoding="utf-8")
    if words[0] == "pip":
        asked = {extra for word in words for listed in re.findall(r"\[(.*)\]", word) for extra in listed.split(",")}
        project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        return asked <= set(project["optional-dependencies"])
    return words[:3] == ["python", "-m", "pydoc"] and pydoc.locate(words[3]) is not None


def _serve_nothing() -> None:
    """Let commands that serve end where the server would start."""
    from journeykit.serve import static, voila

    def found(notebook: Path, **_: Any) -> None:
        assert notebook.is_file(), notebook

    voila.serve_notebook = found  # type: ignore[assignment]
    static.serve_site = lambda *_, **__: None


if __name__ == "__main__":
    os.environ["XDG_CACHE_HOME"] = str(Path.cwd())
    _serve_nothing()
    run(Path(sys.argv[1]))
