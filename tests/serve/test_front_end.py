"""Voila's front end comes as one script, which a browser keeps."""

from __future__ import annotations

import gzip
from pathlib import Path

from voila.paths import collect_static_paths

from journeykit.serve.front_end import FrontEnd
from journeykit.serve.settings import TEMPLATE


def test_the_pieces_that_the_start_names_come_before_it(tmp_path: Path) -> None:
    (tmp_path / "voila.js").write_text("start(x.e(12), x.e(7), x.e(99))")
    (tmp_path / "12.voila.js").write_text("twelve()")
    (tmp_path / "7.voila.js").write_text("seven()")
    (tmp_path / "8.voila.js").write_text("thirty_eight()")  # asked for by another piece, when it is needed
    script = gzip.decompress(FrontEnd([str(tmp_path / "none"), str(tmp_path)]).packed).decode()
    assert script.endswith("twelve();\nseven();\nstart(x.e(12), x.e(7), x.e(99))")
    assert "thirty_eight" not in script


def test_pieces_of_the_extensions_are_in_it_and_what_starts_them_is_not(tmp_path: Path) -> None:
    (tmp_path / "voila.js").write_text("start()")
    script = gzip.decompress(FrontEnd([str(tmp_path)]).packed).decode()
    assert "webpackChunk_anywidget" in script
    assert "_JUPYTERLAB" not in script


def test_the_name_changes_with_the_script(tmp_path: Path) -> None:
    names = set()
    for text in ("one()", "two()", "one()"):
        (tmp_path / "voila.js").write_text(text)
        names.add(FrontEnd([str(tmp_path)]).name)
    assert len(names) == 2


def test_the_installed_voila_has_the_pieces() -> None:
    front_end = FrontEnd(collect_static_paths(["voila", "nbconvert"], TEMPLATE))
    assert gzip.decompress(front_end.packed).count(b"webpackChunk_JUPYTERLAB_CORE_OUTPUT||[]).push") > 50
