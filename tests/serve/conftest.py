"""A small dashboard with every kind of output, some of which no visitor may see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from tests.browser.servers import Served, serve

SECRET = "customer-4711"

CELLS = [
    """import ipywidgets as widgets
import anywidget, traitlets
class Counter(anywidget.AnyWidget):
    _esm = '''export default {render({model, el}) {
      const button = document.createElement("button");
      button.textContent = `counted ${model.get("n")}`;
      button.onclick = () => { model.set("n", model.get("n") + 1); model.save_changes(); };
      model.on("change:n", () => { button.textContent = `counted ${model.get("n")}`; });
      el.append(button);
    }}'''
    n = traitlets.Int(0).tag(sync=True)""",
    f"""counter, answer, breaking = Counter(), widgets.Label("nothing yet"), widgets.Button(description="Break")
counter.observe(lambda change: setattr(answer, "value", f"Python saw {{change.new}}"), "n")
def fail(_):
    print("{SECRET}")
    raise ValueError("{SECRET}")
breaking.on_click(fail)
widgets.VBox([counter, answer, breaking])""",
    f"""print("{SECRET}")
raise ValueError("{SECRET}")""",
]


@pytest.fixture(scope="session")
def trial_notebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that counts, prints a secret and fails."""
    cells = [nbformat.v4.new_markdown_cell("# A trial of the page"), *map(nbformat.v4.new_code_cell, CELLS)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path = tmp_path_factory.mktemp("trial") / "trial.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    (path.parent / "beside.png").write_bytes(b"not for visitors")
    return path


@pytest.fixture(scope="session")
def trial(trial_notebook: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The product's server with that notebook."""
    served = serve(trial_notebook, tmp_path_factory.mktemp("trial-log") / "log")
    yield served
    assert served.end() == 0, served.log.read_text(encoding="utf-8")
