"""Kernels as forks of a warm process: whose they are, what ends them, and what happens without it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import nbformat
import pytest
from tornado.simple_httpclient import SimpleAsyncHTTPClient

import journeykit as jk
from journeykit.serve.forks import ForkedKernel, Forks
from tests.browser import load
from tests.browser.servers import Served, children, serve
from tests.serve.visitor import Visitor

T = TypeVar("T")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


def run(asked: Coroutine[Any, Any, T]) -> T:
    """Run in a thread of its own: the one of the browser tests has a loop that runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asked).result()


def wait_for(condition: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.1)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """A map and the log that measures it."""
    map, log = tmp_path / "cooks.json", tmp_path / "log.csv"
    jk.write_map(jk.example("cook-family"), map)
    jk.datasets.log_for("cook-family", travellers=300).to_csv(log, index=False)
    return map, log


@pytest.fixture
def served(files: tuple[Path, Path], tmp_path: Path) -> Iterator[Served]:
    # With least 1 nothing is withheld, so nothing has to be found out anew for a changed log.
    server = serve(files[0], tmp_path / "serve.log", "--log", str(files[1]), "--least", "1")
    yield server
    if server.process.poll() is None:
        assert server.end() == 0


def visit(served: Served) -> str:
    status, page = Visitor(served.url).visit()[:2]
    assert status == 200
    return str(page)


def test_kernels_are_children_of_the_warm_process_and_go_with_the_server(served: Served) -> None:
    visit(served)
    warm = served.warm()
    assert warm is not None
    kernels = children(warm)
    assert len(kernels) == 1
    assert children(served.process.pid) == [warm], "no kernel was started beside it"
    served.process.send_signal(signal.SIGKILL)
    served.process.wait()
    wait_for(lambda: not [pid for pid in (warm, *kernels) if Path(f"/proc/{pid}").exists()])


def test_a_page_gets_all_its_widgets_in_one_message_and_no_kernel_imports_a_debugger(served: Served) -> None:
    async def come() -> load.Visitor:
        somebody = load.Visitor()
        client = SimpleAsyncHTTPClient(force_instance=True)
        await somebody.come(served.url, client)
        await somebody.leave()
        client.close()
        return somebody

    somebody = run(come())
    assert somebody.trouble == "", "else a page asks for each widget by itself"
    (kernel,) = served.kernels()
    assert "debugpy" not in Path(f"/proc/{kernel}/maps").read_text(encoding="utf-8")
    assert "pydevd" not in Path(f"/proc/{kernel}/maps").read_text(encoding="utf-8")


def test_a_page_stays_when_the_warm_process_is_killed_and_the_next_visitor_gets_one_too(served: Served) -> None:
    visit(served)
    warm = served.warm()
    assert warm is not None
    (kernel,) = children(warm)
    os.kill(warm, signal.SIGKILL)
    visit(served)
    assert served.warm() is None, "it failed soon after its start, so kernels start by themselves"
    assert len(children(served.process.pid)) == 1
    assert Path(f"/proc/{kernel}").exists(), "who looks at a page keeps it"
    assert served.end() == 0
    wait_for(lambda: not Path(f"/proc/{kernel}").exists())


def replace(log: Path, travellers: int) -> None:
    beside = log.with_suffix(".new")
    jk.datasets.log_for("cook-family", travellers=travellers).to_csv(beside, index=False)
    beside.rename(log)


def test_a_log_that_was_replaced_is_counted_beside_and_readers_keep_what_they_have(
    served: Served, files: tuple[Path, Path]
) -> None:
    reader, next_reader = Visitor(served.url), Visitor(served.url)
    reader.visit()
    before, of = served.warm(), files[1].stat().st_mtime
    assert before is not None
    assert reader.told() == {"alive": True}
    replace(files[1], 350)
    wait_for(lambda: reader.told() == {"alive": True, "newer": "counting", "of": pytest.approx(of)})
    next_reader.visit()
    assert len(children(before)) == 2, "who comes meanwhile does not wait"
    assert served.warm() == before
    wait_for(lambda: reader.told()["newer"] == next_reader.told()["newer"] == "ready")
    assert not Path(f"/proc/{before}").exists()
    late = Visitor(served.url)
    late.visit()
    assert late.told() == {"alive": True}
    said = ["".join(visitor.heard()) for visitor in (reader, next_reader, late)]
    assert [re.findall(r"(\d+) families in the log", text)[:1] for text in said] == [["300"], ["300"], ["350"]]


def test_a_log_that_is_written_in_place_is_counted_when_it_rests(served: Served, files: tuple[Path, Path]) -> None:
    reader = Visitor(served.url)
    reader.visit()
    lines = jk.datasets.log_for("cook-family", travellers=350).to_csv(index=False).splitlines(keepends=True)
    with files[1].open("w", encoding="utf-8") as log:
        for line in lines:  # in pieces of the size of the buffer
            log.write(line)
    wait_for(lambda: reader.told().get("newer") == "ready")
    late = Visitor(served.url)
    late.visit()
    assert "350 families in the log" in "".join(late.heard())
    assert "300 families in the log" in "".join(reader.heard())
    assert "Traceback" not in served.log.read_text(encoding="utf-8")


def test_a_file_that_changes_at_every_look_is_left_alone_until_it_rests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        for size in (2, 3, 4):
            log.write_text("x" * size, encoding="utf-8")
            await forks.look()
            assert counted == []
        await forks.look()
        assert counted == [forks.files]

    log, counted = tmp_path / "log.csv", list[object]()
    log.write_text("x", encoding="utf-8")
    forks = Forks(build=False, sources=[str(log)])

    async def count() -> None:
        counted.append(forks.files)

    monkeypatch.setattr(forks, "_renew", count)
    try:
        run(story())
    finally:
        forks.end()


def test_what_cannot_be_read_changes_nothing_and_is_told(served: Served, files: tuple[Path, Path]) -> None:
    reader = Visitor(served.url)
    reader.visit()
    before, log = served.warm(), files[1].read_bytes()
    files[1].write_bytes(b"PAR1\x00\xff" * 100)
    wait_for(lambda: reader.told().get("newer") == "unreadable")
    said = served.log.read_text(encoding="utf-8")
    assert "cannot be read:" in said
    assert "Mend the file" in said
    files[1].unlink()
    wait_for(lambda: "a file is missing. Put it back" in served.log.read_text(encoding="utf-8"))
    assert reader.told()["newer"] == "unreadable"
    again = Visitor(served.url)
    again.visit()
    assert "300 families in the log" in "".join(again.heard())
    assert served.warm() == before
    files[1].write_bytes(log)
    wait_for(lambda: reader.told()["newer"] == "ready")


def test_two_servers_on_one_map_keep_out_of_each_other_s_way(
    served: Served, files: tuple[Path, Path], tmp_path: Path
) -> None:
    cell = f"""import journeykit as jk
shared = jk.store.open_shared({str(files[0])!r})
board = jk.MapBoard(shared, editable=True)
board.edit("update_map", name="Two servers at once")
board"""
    notebook = tmp_path / "board.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)]), notebook)
    reader = Visitor(served.url)
    reader.visit()
    edits = serve(notebook, tmp_path / "edits.log", "--editable")
    shows = serve(files[0], tmp_path / "shows.log", "--log", str(files[1]))
    try:
        assert len({urlsplit(server.url).port for server in (served, edits, shows)}) == 3
        editor = Visitor(edits.url)
        assert editor.visit()[0] == 200
        assert "Two servers at once" in "".join(editor.heard())
        wait_for(lambda: jk.read_map(files[0]).name == "Two servers at once")
        wait_for(lambda: reader.told().get("newer") == "ready")
    finally:
        ended = [server.end() for server in (edits, shows)]
    assert ended == [0, 0]
    late = Visitor(served.url)
    late.visit()
    assert "Two servers at once" in "".join(late.heard())
    assert "Two servers at once" not in "".join(reader.heard())
    logs = [(tmp_path / f"{name}.log").read_text(encoding="utf-8") for name in ("serve", "edits", "shows")]
    assert not [log for log in logs if "Traceback" in log]


def test_a_warm_process_that_was_killed_is_begun_again_and_who_comes_meanwhile_gets_a_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    async def story() -> None:
        assert await forks.ready()
        forks._now._process.kill()  # type: ignore[union-attr]
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", str(tmp_path / "connection.json")]
        assert await forks.fork(command, env=dict(os.environ), cwd=None) is None, "it starts as Jupyter starts it"
        assert not forks.working
        await forks.look()
        assert forks.working
        assert await forks.fork(command, env=dict(os.environ), cwd=None) is not None

    monkeypatch.setattr("journeykit.serve.forks.AGAIN_S", -1)
    forks = Forks(build=False)
    try:
        run(story())
    finally:
        forks.end()


def test_without_it_kernels_start_by_themselves(
    files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOURNEYKIT_NO_FORK", "1")
    server = serve(files[0], tmp_path / "plain.log", "--log", str(files[1]))
    try:
        visit(server)
        assert server.warm() is None
        assert len(server.kernels()) == 1
    finally:
        assert server.end() == 0


@pytest.mark.parametrize("given", ["log.csv", ".", "*.csv"], ids=["file", "folder", "glob"])
def test_a_change_is_seen_in_a_file_a_folder_and_a_glob_and_where_nothing_is_forked(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOURNEYKIT_NO_FORK", "1")
    (tmp_path / "log.csv").write_text("user_id,event,timestamp\n", encoding="utf-8")
    forks = Forks(build=True, sources=[str(tmp_path / given)])
    shown = forks.files
    run(forks.look())
    assert forks.news(shown) == {}
    with (tmp_path / "log.csv").open("a", encoding="utf-8") as log:
        log.write("u1,home,2026-05-01\n")
    run(forks.look())
    assert forks.news(shown)["newer"] == "ready", "the next kernel reads it by itself"
    assert forks.news(forks.files) == {}


def test_a_command_that_is_no_python_kernel_is_not_forked() -> None:
    async def ask() -> ForkedKernel | None:
        return await forks.fork(["julia", "-f", "connection.json"], env={}, cwd=None)

    forks = Forks(build=False)
    try:
        assert run(ask()) is None
        assert forks.working
    finally:
        forks.end()
    assert not forks.working


def test_two_forks_have_random_numbers_of_their_own(tmp_path: Path) -> None:
    async def two() -> list[ForkedKernel]:
        # A launcher that finds no connection file ends; what counts is that both were made, one after the other.
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", str(tmp_path / "connection.json")]
        made = [await forks.fork(command, env=dict(os.environ), cwd=str(tmp_path)) for _ in range(2)]
        return [kernel for kernel in made if kernel is not None]

    forks = Forks(build=False)
    try:
        one, other = run(two())
        assert one.pid != other.pid
        assert one.poll() is None
        one.send_signal(signal.SIGKILL)
        wait_for(lambda: one.poll() == 0)
        other.send_signal(signal.SIGTERM)
        wait_for(lambda: other.poll() == 0)
        other.send_signal(signal.SIGKILL)  # who is gone needs no signal
    finally:
        forks.end()
