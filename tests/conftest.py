"""What every test may ask for: the real data, a Chromium, servers. Fixtures live in the modules named below."""

from __future__ import annotations

import functools
import importlib
import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType, ModuleType

import comm
import pytest
from hypothesis import settings

from tests.draws import draws

REPO = Path(__file__).resolve().parent.parent

pytest_plugins = ["tests.browser.chromium", "tests.browser.servers"]


def pytest_configure() -> None:
    """Make widgets speak without a kernel and ``node --test`` run, whatever else runs in this process."""
    _let_widgets_speak()
    _put_node_on_the_path()
    # A busy machine makes a drawn example late, not wrong.
    settings.register_profile("journeykit", deadline=None, max_examples=draws(50))
    settings.load_profile("journeykit")
    # What a run remembers of a page is not what an earlier version found out.
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="journeykit-tests-")


LONGEST = ("test_on_engines", "test_built_by_hand", "test_visits", "test_map_board", "test_address", "test_dashboard")
"""Files that take longest: begun last, one of them would run on alone while the other processes wait."""


SERVERS = "tests.browser.servers"
"""Tests of a module that starts servers have the mark ``server``."""
NEEDS = {"browser": {"chromium"}, "engines": {"spark", "clickhouse", "engine"}, "realdata": {"real_data"}}
"""Mark -> the fixtures whose tests have it, whoever wrote them: ``make check`` leaves these marks out."""


@pytest.hookimpl(tryfirst=True)  # Before pytest chooses by marks.
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they need, and put the longest files first, the others in their order."""
    for item in items:
        for mark, fixtures in NEEDS.items():
            if fixtures & set(getattr(item, "fixturenames", ())):
                item.add_marker(mark)
        if _starts_servers(getattr(item, "module", None)):
            item.add_marker("server")
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(LONGEST)))


@functools.cache
def _starts_servers(module: ModuleType | None) -> bool:
    return any(
        isinstance(each, FunctionType | type) and each.__module__ == SERVERS for each in vars(module or object).values()
    )


def _let_widgets_speak() -> None:
    """Keep the comm that needs no kernel.

    Once ipykernel is imported, by whatever test, widgets made in this process say nothing any more. It is imported
    here, where nothing is made yet, and what it replaced is put back.
    """
    importlib.import_module("ipykernel.ipkernel")
    comm.create_comm, comm.get_comm_manager = comm._create_comm, comm._get_comm_manager


def _put_node_on_the_path() -> None:
    """Put a Node that can run ``node --test`` on the path: the machine's own, else the one inside playwright."""
    own = shutil.which("node")
    if own is not None:
        version = subprocess.run([own, "--version"], capture_output=True, text=True, check=True).stdout
        if int(version.strip().lstrip("v").split(".")[0]) >= 20:
            return
    spec = find_spec("playwright")
    if spec is not None and spec.origin is not None:
        driver = Path(spec.origin).parent / "driver"
        os.environ["PATH"] = f"{driver}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real event logs; the test is skipped where there is none."""
    folder = Path(os.environ.get("JOURNEYKIT_REAL_DATA", REPO / ".." / "shared" / "data")).resolve()
    if not folder.is_dir():
        pytest.skip("no real event logs: set JOURNEYKIT_REAL_DATA to a folder that holds some")
    return folder
