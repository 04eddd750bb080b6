"""Voila's front end comes as one script, which a browser keeps."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from voila.paths import collect_static_paths

from journeykit.editors._plotly_js import plotly_js
from journeykit.serve.front_end import FrontEnd
from journeykit.serve.settings import TEMPLATE


def unpacked(front_end: FrontEnd, name: str) -> str:
    packed = front_end.script(name)
    assert packed is not None
    return gzip.decompress(packed).decode()


def joined(*static_paths: str) -> str:
    """The script of the page."""
    front_end = FrontEnd(static_paths)
    return unpacked(front_end, front_end.names[0])


def test_the_pieces_that_the_start_names_come_before_it(tmp_path: Path) -> None:
    (tmp_path / "voila.js").write_text("start(x.e(12), x.e(7), x.e(99))")
    (tmp_path / "12.voila.js").write_text("twelve()")
    (tmp_path / "7.voila.js").write_text("seven()")
    (tmp_path / "8.voila.js").write_text("thirty_eight()")  # asked for by another piece, when it is needed
    script = joined(str(tmp_path / "none"), str(tmp_path))
    assert script.endswith("twelve();\nseven();\nstart(x.e(12), x.e(7), x.e(99))")
    assert "thirty_eight" not in script


def test_pieces_of_the_extensions_are_in_it_and_what_starts_them_is_not(tmp_path: Path) -> None:
    (tmp_path / "voila.js").write_text("start()")
    script = joined(str(tmp_path))
    assert "webpackChunk_anywidget" in script
    assert "_JUPYTERLAB" not in script


def test_the_name_changes_with_the_script(tmp_path: Path) -> None:
    names = set()
    for text in ("one()", "two()", "one()"):
        (tmp_path / "voila.js").write_text(text)
        names.add(FrontEnd([str(tmp_path)]).names[0])
    assert len(names) == 2


def test_the_installed_voila_has_the_pieces_and_loads_mathjax_for_maths_only() -> None:
    script = joined(*collect_static_paths(["voila", "nbconvert"], TEMPLATE))
    assert script.count("webpackChunk_JUPYTERLAB_CORE_OUTPUT||[]).push") > 50
    (typeset,) = re.findall(r"async typeset\(.{60}", script)
    assert typeset.startswith(r"async typeset(e){if(!/[$\\]/.test(e.textContent))return;try")


def test_plotly_is_a_script_of_the_server() -> None:
    front_end = FrontEnd(collect_static_paths(["voila", "nbconvert"], TEMPLATE))
    config = front_end.page_config({"theme": "light"}, base_url="/shop/")
    assert config == {"theme": "light"} | {
        key: f"/shop/journeykit/front-end/{name}"
        for key, name in zip(("frontEnd", "plotly"), front_end.names, strict=True)
    }
    assert unpacked(front_end, front_end.names[1]) == plotly_js()
    assert front_end.script("other.js") is None
