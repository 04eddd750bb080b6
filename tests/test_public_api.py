"""The door: few names, each explained with an example, and light to open."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
import statistics
import subprocess
import sys
from types import ModuleType

import pytest

import journeykit
from tests.cpu import usual_seconds

MOST_NAMES = 30
LOAD_SECONDS = 0.150
ROOMS = [
    "edit",
    *(
        module.name
        for module in pkgutil.iter_modules(journeykit.__path__)
        if re.search(rf"``(journeykit\.)?{module.name}``", journeykit.__doc__ or "")
    ),
]
HEAVY = ("plotly", "duckdb", "pandas", "ipywidgets", "pydantic", "anywidget", "pyarrow", "sqlglot", "scipy")


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_the_door_stays_small() -> None:
    assert len(journeykit.__all__) <= MOST_NAMES
    assert len(set(journeykit.__all__)) == len(journeykit.__all__)


@pytest.mark.parametrize("name", journeykit.__all__)
def test_a_public_name_says_what_it_is_and_how_it_is_used(name: str) -> None:
    thing = getattr(journeykit, name)
    said = inspect.getdoc(thing)
    assert said, f"journeykit.{name} has no docstring"
    if isinstance(thing, ModuleType):
        return
    if isinstance(thing, type) and issubclass(thing, Exception):
        return
    assert ">>>" in said, f"the docstring of journeykit.{name} has no example"
    if inspect.isfunction(thing):
        asked = [parameter for parameter in inspect.signature(thing).parameters if not parameter.startswith("_")]
        if asked:
            assert re.search(r"^Parameters\n-+$", said, re.MULTILINE), f"journeykit.{name} does not explain {asked}"
        missing = [parameter for parameter in asked if not re.search(rf"\b{parameter}\b", said)]
        assert not missing, f"journeykit.{name} does not mention {missing}"


def test_every_module_path_that_the_door_names_can_be_imported() -> None:
    paths = re.findall(r"``(journeykit(?:\.\w+)+)``", journeykit.__doc__ or "")
    assert "journeykit.model.edit" in paths
    for path in paths:
        assert importlib.import_module(path).__name__ == path


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(AttributeError, match=r"journeykit has no 'read_maps'\. Did you mean 'read_map'\?"):
        journeykit.read_maps  # noqa: B018


def test_dir_lists_the_door_and_every_room_and_nothing_else() -> None:
    assert set(dir(journeykit)) == {*journeykit.__all__, *ROOMS, "__version__"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_that_the_door_names_is_reached_through_it_and_completes_to_its_public_names(room: str) -> None:
    module = getattr(journeykit, room)
    assert isinstance(module, ModuleType)
    assert "Any" not in dir(module)
    assert dir(module) == sorted(module.__all__)


def test_spreadsheets_and_the_other_formats_are_a_room_of_the_door() -> None:
    assert {"formats", "editors", "serve"} <= set(ROOMS)
    assert journeykit.formats.write.__name__ == "write"


def test_completing_edit_lists_every_edit() -> None:
    assert set(dir(journeykit.edit)) == {*journeykit.edit.EDITS, "EDITS", "KINDS", "apply", "find"}


def test_importing_it_loads_no_heavy_package() -> None:
    loaded = json.loads(run("import journeykit, json, sys; print(json.dumps(sorted(sys.modules)))"))
    assert not [name for name in HEAVY if name in loaded]


def test_importing_it_is_quick() -> None:
    code = "import time; start = time.process_time(); import journeykit; print(time.process_time() - start)"
    seconds = usual_seconds(statistics.median(float(run(code)) for _ in range(7)))
    assert seconds < LOAD_SECONDS, f"import journeykit took {seconds:.3f} s"
