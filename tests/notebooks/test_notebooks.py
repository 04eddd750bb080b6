"""The notebooks are thin, carry nothing that is not theirs, and run."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
SANITIZE = Path(__file__).with_name("sanitize.cfg")
MOST_CELLS = 8
MOST_LINES = 8
LOGIC = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda)

every_notebook = pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)


def code_cells(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


# The page that visitors see: its heading is the map's name, and a second one above would say nothing.
DASHBOARD = "04_dashboard"


@every_notebook
def test_a_notebook_is_thin(path: Path) -> None:
    cells = code_cells(path)
    assert 1 <= len(cells) <= MOST_CELLS
    for number, source in enumerate(cells, 1):
        lines = [line for line in source.splitlines() if line.strip()]
        assert len(lines) <= MOST_LINES, f"{path.name}, code cell {number}: {len(lines)} lines"
        plain = "\n".join(line for line in source.splitlines() if not line.startswith(("%", "!")))
        logic = [node for node in ast.walk(ast.parse(plain)) if isinstance(node, LOGIC)]
        assert not logic, f"{path.name}, code cell {number}: logic belongs into the package"


@every_notebook
def test_a_notebook_opens_with_a_title_and_keeps_no_widget_state(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    if path.stem != DASHBOARD:
        assert notebook.cells[0].cell_type == "markdown"
        assert notebook.cells[0].source.startswith("# ")
    assert "widgets" not in notebook.metadata
    assert notebook.metadata.kernelspec.name == "python3"


@pytest.mark.slow
@every_notebook
def test_a_notebook_runs_and_gives_what_it_shows(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    kept = any(cell.get("outputs") for cell in notebook.cells if cell.cell_type == "code")
    # Without stored outputs there is nothing to compare: then it is enough that no cell fails.
    how = ["--nbval", "--nbval-sanitize-with", str(SANITIZE)] if kept else ["--nbval-lax"]
    command = [sys.executable, "-m", "pytest", "-q", *how, "--nbval-current-env", "-p", "no:cacheprovider", "-c"]
    command += [str(Path(__file__).with_name("nbval.ini")), "--rootdir", str(NOTEBOOKS), str(path)]
    said = subprocess.run(command, cwd=NOTEBOOKS, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout[-4000:] + said.stderr[-2000:]
