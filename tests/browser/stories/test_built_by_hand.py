"""The coaching programme is built from the blank template by hand: with the mouse, and by keyboard alone.

Always an excerpt with each kind of element: in JupyterLab with the mouse, and by keyboard on the harness's page, which
has no kernel. In ``make soak`` by either hand in JupyterLab and in Voila, and the whole example everywhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

import journeykit as jk
from journeykit.editors.fact_cards import PageHeader
from journeykit.editors.map_board import MapBoard
from journeykit.model import JourneyMap, edit
from tests.browser.chromium import NewPage, shot
from tests.browser.harness import Stage
from tests.browser.servers import run_all
from tests.browser.stories.hands import Keyboard, Mouse
from tests.browser.stories.script import build, excerpt, told, whole
from tests.browser.stories.user import User

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1800)]

HANDS: dict[str, type[User]] = {"mouse": Mouse, "keyboard": Keyboard}
SOAK = pytest.mark.soak
STORIES = [
    pytest.param("lab", "mouse", excerpt, id="lab-mouse-excerpt"),
    pytest.param("lab", "keyboard", excerpt, id="lab-keyboard-excerpt", marks=SOAK),
    pytest.param("voila", "mouse", excerpt, id="voila-mouse-excerpt", marks=SOAK),
    pytest.param("voila", "keyboard", excerpt, id="voila-keyboard-excerpt", marks=SOAK),
    *(
        pytest.param(host, hand, whole, id=f"{host}-{hand}-whole", marks=SOAK)
        for host in ("lab", "voila")
        for hand in HANDS
    ),
]
BOARD = """
import pathlib
import journeykit as jk
kept = pathlib.Path({kept!r})
board = jk.MapBoard(jk.template("blank"), editable=True)
board.observe(lambda change: jk.write_map(change["new"], kept), "map")
board
"""


def board_notebook(folder: Path, name: str) -> tuple[Path, Path]:
    """A notebook that shows the blank template and keeps every change, and the file where it keeps it."""
    kept = folder / f"{name}.json"
    cell = nbformat.v4.new_code_cell(BOARD.format(kept=str(kept)))
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = folder / f"{name}.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=spec), notebook)
    return notebook, kept


def assert_built(kept: Path, wanted: JourneyMap) -> None:
    """The last edit may still be on its way to the kernel."""
    until = time.monotonic() + 10
    while differing(told(jk.read_map(kept)), told(wanted)) and time.monotonic() < until:
        time.sleep(0.1)
    assert differing(told(jk.read_map(kept)), told(wanted)) == []


def differing(built: Any, wanted: Any, place: str = "") -> list[str]:
    """Where two maps differ, down to the field."""
    if isinstance(built, dict) and isinstance(wanted, dict):
        keys = sorted({*built, *wanted})
        return [line for key in keys for line in differing(built.get(key), wanted.get(key), f"{place}.{key}")]
    if isinstance(built, list) and isinstance(wanted, list) and len(built) == len(wanted):
        pairs = enumerate(zip(built, wanted, strict=True))
        return [line for number, pair in pairs for line in differing(*pair, f"{place}[{number}]")]
    return [] if built == wanted else [f"{place}: {built!r}, not {wanted!r}"]


@pytest.mark.parametrize(("host", "hand", "length"), STORIES)
def test_a_map_is_built_by_hand_in_a_notebook(
    host: str,
    hand: str,
    length: Callable[[JourneyMap], JourneyMap],
    new_strict_page: NewPage,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    notebook, kept = board_notebook(tmp_path, f"{host}-{hand}-{request.node.callspec.id}")
    page = new_strict_page(width=1800, height=1200)
    page.set_default_timeout(15_000)
    # Asked for by name: only the server that is needed is started.
    page.goto(request.getfixturevalue(f"{host}_url")(notebook))
    if host == "lab":
        run_all(page)
    page.locator(".jk-board.is-editable:not([aria-busy])").wait_for(timeout=60_000)
    wanted = length(jk.example("coaching-programme"))
    user = HANDS[hand](page)
    user.begin()
    build(user, wanted)
    assert_built(kept, wanted)
    shot(page, f"built-by-{hand}-in-{host}")


@pytest.mark.parametrize(
    ("hand", "length"),
    [
        pytest.param("keyboard", excerpt, id="keyboard-excerpt"),
        *(pytest.param(hand, whole, id=f"{hand}-whole", marks=SOAK) for hand in HANDS),
    ],
)
def test_a_map_is_built_by_hand_and_what_was_done_is_a_script(
    hand: str, length: Callable[[JourneyMap], JourneyMap], new_strict_page: NewPage, tmp_path: Path
) -> None:
    blank = jk.template("blank")
    board = MapBoard(blank)
    page = new_strict_page(width=1800, height=1200)
    Stage(page, tmp_path, {"header": PageHeader("A map"), "board": board}, theme="light")
    page.locator(".jk-board.is-editable:not([aria-busy])").wait_for()
    user = HANDS[hand](page)
    user.begin()
    wanted = length(jk.example("coaching-programme"))
    build(user, wanted)
    page.wait_for_timeout(500)
    assert differing(told(board.map), told(wanted)) == []
    replayed = blank
    for name, args in board.history:
        replayed = edit.apply(replayed, name, args)
    assert replayed == board.map
