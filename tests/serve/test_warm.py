"""What a kernel that was forked has, and what its readers get: nothing of another visitor, and nobody's name."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import journeykit as jk
from tests.browser.servers import Served, children, serve
from tests.serve.visitor import Visitor

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")

CANARY = "canary-4711"


@pytest.fixture(scope="module")
def map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A map whose log names a hundred people, in ids, names of events and attributes."""
    map = tmp_path_factory.mktemp("map") / "cooks.json"
    jk.write_map(jk.example("cook-family"), map)
    log = jk.datasets.log_for("cook-family", travellers=300)
    people = log["path_id"].unique()[:100]
    log["path_id"] = log["path_id"].replace({id: f"{id}.{CANARY}@example.org" for id in people})
    named = log[log["path_id"].str.contains(CANARY)].groupby("path_id").head(1)
    named = named.assign(event=named["path_id"] + " called", trigger=named["path_id"])
    pd.concat([log, named]).to_csv(map.with_name("log.csv"), index=False)
    return map


@pytest.fixture(scope="module")
def served(map: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = serve(map, tmp_path_factory.mktemp("log") / "log", "--log", str(map.with_name("log.csv")))
    yield served
    assert served.end() == 0


@pytest.fixture(scope="module")
def two(served: Served) -> tuple[Visitor, Visitor]:
    visitors = Visitor(served.url), Visitor(served.url)
    for visitor in visitors:
        assert visitor.visit()[0] == 200
    return visitors


def test_nobody_is_named_in_the_page_or_on_the_line_to_a_fork(served: Served) -> None:
    visitor = Visitor(served.url)
    _, page = visitor.visit()
    heard = visitor.heard()
    assert sum(map(len, heard)) > 100_000, "the state of all widgets"
    assert not [text for text in (page, *heard) if CANARY in text]
    assert CANARY not in served.log.read_text(encoding="utf-8")


def test_what_a_reader_sends_changes_neither_the_map_nor_what_others_see(
    map: Path, two: tuple[Visitor, Visitor]
) -> None:
    sender, other = two
    before, seen = map.read_bytes(), "".join(other.heard())
    widgets = sorted(set(re.findall(r'"([0-9a-f]{32})": ?\{', "".join(sender.heard()))))
    assert len(widgets) > 20
    edits = [{"edit": edit, "args": {"name": CANARY}, "id": 1} for edit in ("update_map", "add_stage")]
    sender.say(
        {"comm_id": id, "data": data}
        for id in widgets
        for data in [
            *({"method": "custom", "content": edit} for edit in edits),
            {"method": "update", "state": {"map": {"name": CANARY}, "value": CANARY, "title": CANARY}},
        ]
    )
    assert CANARY in "".join(sender.heard()), "it reached the widgets of the sender's own kernel"
    assert map.read_bytes() == before
    again = "".join(other.heard())
    assert CANARY not in again
    assert len(again) == pytest.approx(len(seen), rel=0.01)
    late = Visitor(sender.url)
    late.visit()
    assert CANARY not in "".join(late.heard())


def test_a_kernel_that_was_forked_is_out_of_reach_for_other_visitors(two: tuple[Visitor, Visitor]) -> None:
    one, other = two
    assert one.knock() == 101
    assert other.knock(one.kernel_id) == 404
    assert other.leave(one.kernel_id) == 204
    assert one.alive()


def test_a_fork_has_no_file_of_the_server_or_of_another_visitor(served: Served, two: tuple[Visitor, Visitor]) -> None:
    warm = served.warm()
    assert warm is not None

    def sockets(pid: int) -> set[str]:
        names = {str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir()}
        return {name for name in names if name.startswith("socket:")}

    token, kernels = served.url.rpartition("=")[2].encode(), children(warm)
    assert len(kernels) >= 2
    assert len(sockets(warm)) == 1, "the one on which it is asked for kernels"
    seen = sockets(warm) | sockets(served.process.pid)
    for pid in kernels:
        assert not sockets(pid) & seen
        seen |= sockets(pid)
        assert not [name for name in ("environ", "cmdline") if token in Path(f"/proc/{pid}/{name}").read_bytes()]


def test_a_full_disk_keeps_nobody_from_a_page(map: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    full = tmp_path / "full"
    full.mkdir()
    mount = f'mount -t tmpfs -o size=1M none "{full}"'
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-rm", "sh", "-c", mount], capture_output=True).returncode:
        pytest.skip("no disk of its own can be mounted here")
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec {unshare} -rm sh -c \'{mount} && exec "$@"\' sh {sys.executable} "$@"\n')
    python.chmod(0o700)
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(full))
    monkeypatch.setattr(sys, "executable", str(python))
    served = serve(map, tmp_path / "log", "--log", str(map.with_name("log.csv")))
    inside = Path(f"/proc/{served.process.pid}/root{full}")
    free = os.statvfs(inside)
    (inside / "rest").write_bytes(b"\0" * free.f_bavail * free.f_frsize)
    assert not os.statvfs(inside).f_bavail
    visitor = Visitor(served.url)
    assert visitor.visit()[0] == 200
    assert "could not be shown" not in "".join(visitor.heard())
    assert served.end() == 0
    assert json.loads(map.read_text(encoding="utf-8"))
